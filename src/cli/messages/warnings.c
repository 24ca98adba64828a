/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/messages/warnings.h"

#include <string.h>

#include "cli/hint.h"

/* Notes that tell how a document was understood, and lose nothing: only -Wextra shows them. */
static bool
is_extra(ReferatMessage message)
{
    switch (message) {
    case REFERAT_MSG_HEADING_LEVEL:
    case REFERAT_MSG_LANGUAGE_GUESSED:
    case REFERAT_MSG_MEDIA_FORMAT:
    case REFERAT_MSG_PACKAGE_RELATIONSHIPS:
    case REFERAT_MSG_PDF_BAD_TAGS:
    case REFERAT_MSG_PDF_OCR_TEXT:
    case REFERAT_MSG_PICTURE_METADATA:
    case REFERAT_MSG_STYLE_CYCLE:
    case REFERAT_MSG_TITLE_MISSING:
        return true;
    default:
        return false;
    }
}

/* all, extra, error, and their opposites. Returns: false when @word is none of them. */
static bool
take_group(CliWarnings *warnings, const char *word, bool on)
{
    if (g_str_equal(word, "all"))
        warnings->all = on;
    else if (g_str_equal(word, "extra"))
        warnings->extra = on;
    else if (g_str_equal(word, "error"))
        warnings->errors = on ? 1 : -1;
    else
        return false;
    return true;
}

bool
cli_warnings_take(CliWarnings *warnings, const char *text, GError **error)
{
    const bool off = g_str_has_prefix(text, "no-");
    const char *name = off ? text + strlen("no-") : text;
    const bool as_error = g_str_has_prefix(name, "error=");

    if (take_group(warnings, name, !off))
        return true;
    if (as_error)
        name += strlen("error=");
    const ReferatMessage message = referat_message_from_name(name);
    if (message == REFERAT_N_MESSAGES) {
        g_autofree char *before = g_strdup_printf("-W%.*s", (int)(name - text), text);
        g_autofree char *hint = cli_hint_message(name, before);
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "-W%s: there is no message called %s%s", text, name, hint);
    }
    if (as_error)
        warnings->error[message] = off ? -1 : 1;
    /* -Wno-error=NAME leaves a warning */
    if (!as_error || !off)
        warnings->shown[message] = off ? -1 : 1;
    return true;
}

bool
cli_warnings_show(const CliWarnings *warnings, ReferatMessage message, ReferatLevel level)
{
    if (warnings->none || warnings->shown[message] < 0)
        return false;
    return level != REFERAT_LEVEL_NOTE || warnings->shown[message] > 0 || warnings->extra ||
           (warnings->all && !is_extra(message));
}

bool
cli_warnings_fail(const CliWarnings *warnings, ReferatMessage message)
{
    if (warnings->none || warnings->shown[message] < 0 || warnings->error[message] < 0)
        return false;
    /* a build that lacks a dependency is wrong, and nobody sees it */
    if (warnings->error[message] > 0)
        return true;
    if (message == REFERAT_MSG_DEPFILE_NAME)
        return warnings->errors >= 0;
    return warnings->errors > 0 &&
           cli_warnings_show(warnings, message, referat_message_level(message));
}

void
cli_warnings_apply(const CliWarnings *warnings, ReferatContext *context)
{
    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        const ReferatMessage message = (ReferatMessage)i;
        const bool enabled = !warnings->none && warnings->shown[i] >= 0;
        referat_context_set_message_level(context, message, enabled,
                                          cli_warnings_fail(warnings, message));
    }
}
