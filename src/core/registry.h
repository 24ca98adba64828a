/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/** rft_filters: all enabled filters, ends with NULL; written by CMake from filters/CMakeLists.txt.
 */
extern const ReferatFilter *const rft_filters[];

/** rft_filter_for_name: Returns: (nullable): the filter of a format's name or extension. */
const ReferatFilter *rft_filter_for_name(const char *name);

/**
 * rft_filter_for_content:
 * @error: %REFERAT_ERROR_FORMAT or _ENCRYPTED with a sentence that says what the input really is
 *
 * Lets every reader bid; content beats the name. Returns: (nullable): the best reader.
 */
const ReferatFilter *rft_filter_for_content(const ReferatProbe *probe, GError **error);
