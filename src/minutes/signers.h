/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/dates.h"
#include "minutes/people.h"

/** rft_find_signers: adds those who sign in blocks at the end of the minutes. */
void rft_find_signers(RftReading *reading);

/** rft_add_signature: adds the name at @span, once. */
void rft_add_signature(RftReading *reading, RftSpan span, double confidence);
