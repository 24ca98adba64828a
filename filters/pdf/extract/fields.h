/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <poppler.h>

#include "pdf/extract/stream.h"

/** xt_links_send: adds the links of @page to the open record. @height: of the page, in points. */
void xt_links_send(XtStream *stream, PopplerDocument *document, PopplerPage *page, double height);

/** xt_fields_send: adds the form fields of @page to the open record. */
void xt_fields_send(XtStream *stream, PopplerPage *page, double height);
