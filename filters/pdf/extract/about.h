/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <poppler.h>
#include <stdbool.h>

#include "pdf/extract/stream.h"

/** xt_document_send: sends what the file says of itself: pages, metadata, language. */
bool xt_document_send(XtStream *stream, PopplerDocument *document);

/** xt_outline_send: sends the outline ("bookmarks"), if there is one. */
bool xt_outline_send(XtStream *stream, PopplerDocument *document);

/** xt_tags_send: sends the structure tree, if there is one. */
bool xt_tags_send(XtStream *stream, PopplerDocument *document);
