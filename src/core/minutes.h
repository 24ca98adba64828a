/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/minutes.h>

#include "core/node.h"

/** rft_document_set_minutes: copies @minutes, which may be NULL, into @document; for the
 * recogniser, which works on a sealed document that nobody else has yet. */
void rft_document_set_minutes(ReferatDocument *document, const ReferatMinutes *minutes);

/** rft_minutes_check: Returns: (nullable): what is wrong with a record of the sealed @document. */
const char *rft_minutes_check(const ReferatDocument *document, const ReferatMinutes *minutes);
