/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/* Number formats (ECMA-376 part 1, 17.18.59, ST_NumberFormat). */

/** docx_number_scheme: Returns: the scheme of ST_NumberFormat @format. */
ReferatLabelScheme docx_number_scheme(const char *format);

/**
 * docx_number_append:
 * @format: ST_NumberFormat
 * @language: (nullable): for numbers in words
 *
 * Appends @number in @format; what is unknown counts as decimal.
 */
void docx_number_append(ReferatContext *context, GString *out, const char *format, uint32_t number,
                        const char *language);
