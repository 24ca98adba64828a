/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/**
 * fuzz_run:
 * @format: (nullable): the format to read; NULL decides by content
 * @data: (array length=size): the input; a first byte below 0x20 is no part of it, it holds options
 *
 * What every target ends in: reads @data and, when that goes well, checks the tree, writes it in
 * every format, and sees that its .rxml, read and written again, is the same. Aborts when one of
 * these fails; an input that is refused is fine. Returns: 0.
 */
int fuzz_run(const char *format, const uint8_t *data, size_t size);

/** FuzzInput: bytes without the options that stood before them. */
typedef struct {
    const uint8_t *data;
    size_t size;
    uint8_t options; /* FUZZ_… */
} FuzzInput;

enum {
    FUZZ_REJECT = 1 << 0,
    FUZZ_SHOW_CHANGES = 1 << 1, /* wins over FUZZ_REJECT */
    FUZZ_COMMENTS = 1 << 2,
    FUZZ_STYLED_HEADINGS = 1 << 3,
    FUZZ_NO_PASSES = 1 << 4,
    FUZZ_OPTIONS_END = 1 << 5
};

/** fuzz_split: for targets that wrap their input: takes the options off. */
FuzzInput fuzz_split(const uint8_t *data, size_t size);

/** fuzz_prepare: a target may define it: called with the context before anything is read. */
void fuzz_prepare(ReferatContext *context, const FuzzInput *input) __attribute__((weak));

/** fuzz_finish: fuzz_run() for an input that was split. */
void fuzz_finish(const char *format, const FuzzInput *input);

/** LLVMFuzzerTestOneInput: each target has one; see libFuzzer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
