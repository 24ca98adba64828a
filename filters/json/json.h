/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>
#include <referat/minutes.h>

/** json_put_record: writes @minutes as one JSON object, with where each value stands in @document.
 */
void json_put_record(const ReferatDocument *document, const ReferatMinutes *minutes,
                     ReferatSink *sink);

extern const ReferatFilter json_filter;
