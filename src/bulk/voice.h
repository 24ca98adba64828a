/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"

/** rft_say: tells people; notes are not told to those who want quiet. */
void rft_say(const RftBulkVoice *voice, ReferatLevel level, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** rft_show_name: Returns: (transfer full): a file name as people may see it. */
char *rft_show_name(const char *path, const char *member);

/** rft_show_seconds: Returns: (transfer full): "41 s", "3 min 5 s", "2 h 10 min". */
char *rft_show_seconds(double seconds);
