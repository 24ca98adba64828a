/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What is drawn on a page, taken from the calls that poppler makes; see capture.c. */

/** XtMode: what the hooks do. */
typedef enum {
    XT_PASS,     /* nothing: cairo draws */
    XT_RECORD,   /* write down, draw nothing */
    XT_PICTURES, /* cairo draws all but letters */
    XT_SINGLE,   /* draw nothing, tell single.c what is painted */
    XT_TAKE      /* cairo draws, but a picture of two colours that hides all is kept as it is */
} XtMode;

/** XtGlyph: a letter that was painted; @x and @y are its origin on the base line. */
typedef struct {
    float x;
    float y;
    int32_t mark; /* index in XtCapture.marks, -1 = none */
    uint8_t stroked;
    uint8_t clipped;
} XtGlyph;

/** XtLine: a straight line that was stroked, or a filled box. */
typedef struct {
    float x0, y0, x1, y1;
    float width;
    uint32_t colour; /* 0xAARRGGBB */
    uint32_t flags;  /* RFT_PDF_LINE_… */
} XtLine;

/** XtArea: where a picture is painted. */
typedef struct {
    float x0, y0, x1, y1;
    int32_t mark;
} XtArea;

/** XtMark: marked content; @mcid is -1 where it has no number. */
typedef struct {
    int32_t mcid;
    bool artifact;
} XtMark;

/** XtCapture: what was written down since xt_capture_begin(). */
typedef struct {
    GArray *glyphs;
    GArray *lines;
    GArray *areas;
    GArray *marks;
    bool cut; /* there was more than a page may hold */
} XtCapture;

/** xt_capture_begin: forgets what was written down and sets @mode. @page: what is drawn on. */
void xt_capture_begin(XtMode mode, cairo_t *page);
/** xt_capture_end: the hooks do nothing from now on. Returns: (transfer none). */
const XtCapture *xt_capture_end(void);

/** xt_capture_paints_letters: whether what is drawn now will be looked at, letters too. */
bool xt_capture_paints_letters(void);

/** xt_capture_draws_nothing: whether pixels of pictures are of no use now. */
bool xt_capture_draws_nothing(void);
/** xt_capture_is_blind: whether the rows of the picture that is read are looked at by nobody. */
bool xt_capture_is_blind(void);

/** xt_capture_taken: Returns: (transfer full) (nullable): what XT_TAKE kept. */
cairo_surface_t *xt_capture_taken(void);

/** xt_capture_leaves: Returns: (transfer none): int32_t: the numbers of the content leaves of the
 * structure tree, which poppler's public interface does not tell, as they were made since the last
 * call of xt_capture_forget_leaves(), in the order of the tree. */
const GArray *xt_capture_leaves(void);
void xt_capture_forget_leaves(void);
