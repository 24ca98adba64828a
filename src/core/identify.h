/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/** rft_identify: says what the input is when its first bytes tell that no reader can want it. */
void rft_identify(const ReferatProbe *probe, ReferatSniff *result);

/** rft_identify_rest: the same for what no reader wanted. */
void rft_identify_rest(const ReferatProbe *probe, ReferatSniff *result);
