/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/** FixedPart: one part that the target docx-part puts beside its input. */
typedef struct {
    const char *name;
    const char *text;
    size_t size; /* 0: @text is a string */
} FixedPart;

/** fixed_parts: ends with a NULL name. */
extern const FixedPart fixed_parts[];
