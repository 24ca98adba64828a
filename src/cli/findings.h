/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/** CliFinding: one message of one input; @line and @page are 0 when they are not known. */
typedef struct {
    const char *file;
    ReferatMessage message;
    ReferatLevel level;
    char *text;
    uint32_t line;
    uint32_t page;
} CliFinding;

/** cli_finding_line: one line on standard output, "FILE:LINE:1: warning: text [-Wname]". */
void cli_finding_line(const CliFinding *finding);

/** cli_findings_write: all of them on standard output; @format is "json" or "sarif" (2.1.0).
 * Returns: false when that failed; it said so. */
bool cli_findings_write(const GArray *findings, const char *format);

/** cli_explain: what the message @name means and what to do about it. Returns: false when there is
 * no such message; it said so. */
bool cli_explain(const char *name);
