/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/** CliWarnings: what -W… and -w ask for; begins as all zeroes. 1 and -1 are said, 0 is not. */
typedef struct {
    signed char shown[REFERAT_N_MESSAGES];
    signed char error[REFERAT_N_MESSAGES];
    signed char errors; /* -Werror, -Wno-error */
    bool all;           /* -Wall */
    bool extra;         /* -Wextra */
    bool none;          /* -w */
} CliWarnings;

/** cli_warnings_take: @text is what follows "-W". The last word on a message counts. Returns: false
 * with @error set when there is no such message. */
bool cli_warnings_take(CliWarnings *warnings, const char *text, GError **error);

/** cli_warnings_apply: @context drops what is not wanted, and fails on what is an error. */
void cli_warnings_apply(const CliWarnings *warnings, ReferatContext *context);

/** cli_warnings_show: Returns: whether a message of @level is shown without -v. */
bool cli_warnings_show(const CliWarnings *warnings, ReferatMessage message, ReferatLevel level);

/** cli_warnings_fail: Returns: whether @message makes what meets it fail. */
bool cli_warnings_fail(const CliWarnings *warnings, ReferatMessage message);
