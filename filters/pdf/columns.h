/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "pdf/layout.h"

/** pdf_find_columns: Returns: (transfer full): bands in reading order, each a GPtrArray of the
 * segments of one column, or of what is in no columns. */
GPtrArray *pdf_find_columns(const PdfLayout *layout, GPtrArray *segments);
