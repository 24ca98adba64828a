/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/pack.h"
bool
rft_pack(const RftReport *report, GError **error)
{
    (void)report;
    g_set_error_literal(error, REFERAT_ERROR, REFERAT_ERROR_IO, "not yet");
    return false;
}
