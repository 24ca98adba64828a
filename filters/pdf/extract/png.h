/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** XtPngKind: what is packed. */
typedef enum {
    XT_PNG_PICTURE,
    XT_PNG_PAGE, /* of writing: shades of grey may be rounded to sixteen, others to 32 of each */
    XT_PNG_BITS  /* nothing but black and white: xt_png_two_colours() said so */
} XtPngKind;

/**
 * xt_png_encode:
 * @pixels: rows of 32-bit 0x00RRGGBB in the machine's order, @stride bytes each
 *
 * Grey where nothing is coloured, and no finer than it must be: most such pictures are scans.
 * Returns: (transfer full): the file; empty when there is no memory for it.
 */
GByteArray *xt_png_encode(const uint8_t *pixels, unsigned width, unsigned height, size_t stride,
                          XtPngKind kind);

/** xt_png_two_colours: whether there is nothing in it but black and white. */
bool xt_png_two_colours(const uint8_t *pixels, unsigned width, unsigned height, size_t stride);
