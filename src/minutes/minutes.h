/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>
#include <referat/minutes.h>

/** rft_recognise: finds out what the sealed @document says as a set of minutes and keeps it there.
 * @name: (nullable): of the file. Does nothing when the document has a record already. */
void rft_recognise(ReferatContext *context, ReferatDocument *document, const char *name);
