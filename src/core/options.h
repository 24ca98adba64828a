/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>

/** rft_conversion_options: the options of conversion itself; ends with a NULL key. */
extern const ReferatOption rft_conversion_options[];

/** rft_option_find: Returns: (nullable): the row of @key in any table, filters included. */
const ReferatOption *rft_option_find(const char *key);
