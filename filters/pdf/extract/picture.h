/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <poppler.h>

#include "pdf/extract/stream.h"

/** XtWanted: a part of a page that is asked for; an empty @box is the whole page. */
typedef struct {
    int index; /* of the page, from 0 */
    PopplerRectangle box;
    double dpi;
    bool letters; /* whether they are drawn */
} XtWanted;

/** XtLook: what can be told without drawing. */
typedef struct {
    GByteArray *jpeg; /* (nullable): all of it, when it is no more than that */
    bool letters;     /* some have to be drawn */
    bool single;      /* it is one picture, of no more pixels than may be sent */
} XtLook;

/** xt_picture_look: Returns: what a picture of @wanted needs; its bytes are the caller's. */
XtLook xt_picture_look(PopplerDocument *document, const XtWanted *wanted);

/** xt_picture_send: sends @wanted as a JPEG where @look has one, else draws it and sends a PNG. */
bool xt_picture_send(XtStream *stream, PopplerDocument *document, const XtWanted *wanted,
                     const XtLook *look);
