/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/**
 * xt_jpeg_clean:
 * @bytes: a JPEG, as a PDF holds it
 * @width, @height: how large it is said to be
 *
 * Returns: (transfer full) (nullable): the same picture with nothing in it but the picture; NULL
 * when it is not one that every browser shows as a reader of PDF does.
 */
GByteArray *xt_jpeg_clean(const GByteArray *bytes, int width, int height);
