/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <stdbool.h>

/* Whether what is drawn is one picture and nothing else, as pages of scanners are; see single.c. */

/** XtSingle: what was found since xt_single_begin(). */
typedef struct {
    GByteArray *jpeg; /* (nullable): the picture as the file has it, when it is a JPEG */
    int width;        /* of the picture, in its own pixels; 0 = it is not one picture */
    int height;
    bool letters; /* some were painted */
} XtSingle;

/** xt_single_begin: forgets what was found. */
void xt_single_begin(void);
/** xt_single_end: Returns: what was found; its bytes are the caller's. */
XtSingle xt_single_end(void);

/** xt_single_bytes: @surface is a picture whose file is @bytes. */
void xt_single_bytes(cairo_surface_t *surface, const unsigned char *bytes, unsigned long length);
/** xt_single_new_surface: there is a new surface, perhaps where the last one was. */
void xt_single_new_surface(void);
/** xt_single_paint: @cr is painted with its source, wherever its clip lets it. */
void xt_single_paint(cairo_t *cr);
/** xt_single_over: something else is painted. */
void xt_single_over(cairo_t *cr);
/** xt_single_clip: the path of @cr becomes a clip. */
void xt_single_clip(cairo_t *cr);
/** xt_single_letters: letters are painted. */
void xt_single_letters(cairo_t *cr);

/** xt_single_cover: Returns: (transfer none) (nullable): the picture that is the source of @cr,
 * when it hides all that is shown, upright and as it is. */
cairo_surface_t *xt_single_cover(cairo_t *cr);
