/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

/**
 * numeral_append:
 *
 * Appends @number as browsers and word processors write it: digits, letters (after z comes aa, then
 * bb: style:num-letter-sync of ODF), roman numerals below 4000.
 * Returns: false, with nothing appended, when @scheme has no way to write it.
 */
bool numeral_append(GString *out, ReferatLabelScheme scheme, uint32_t number);

/** numeral_type: Returns: (nullable): what HTML (ol type) and ODF (style:num-format) call @scheme:
 * "1", "a", "A", "i", "I"; NULL when they have no name for it. */
const char *numeral_type(ReferatLabelScheme scheme);
