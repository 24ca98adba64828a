/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <poppler.h>

#include "pdf/extract/stream.h"

/** xt_page_send: interprets the page of @index (from 0) once and sends its record.
 * @text_only: only its text, by the way that needs the least of poppler. */
bool xt_page_send(XtStream *stream, PopplerDocument *document, int index, bool text_only);
