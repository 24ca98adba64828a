/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/trouble.h"

#include <errno.h>
#include <referat/types.h>
#include <referat/version.h>
#include <string.h>

#include "bulk/voice.h"
#include "po/i18n.h"

static const struct {
    const char *name, *wrong, *advice;
} troubles[] = {
#define TROUBLE_ROW(id, name, wrong, advice) {name, wrong, advice},
    RFT_TROUBLES(TROUBLE_ROW)
#undef TROUBLE_ROW
};

const char *
rft_trouble_name(RftTrouble trouble)
{
    return troubles[trouble].name;
}

RftTrouble
rft_trouble_from_name(const char *name)
{
    for (unsigned i = 0; i < RFT_N_TROUBLES; i++)
        if (g_str_equal(troubles[i].name, name))
            return (RftTrouble)i;
    return RFT_TROUBLE_DAMAGED;
}

const char *
rft_trouble_wrong(RftTrouble trouble)
{
    return _(troubles[trouble].wrong);
}

const char *
rft_trouble_advice(RftTrouble trouble)
{
    return _(troubles[trouble].advice);
}

RftTrouble
rft_trouble_of_verdict(RftVerdict verdict)
{
    switch (verdict) {
    case RFT_VERDICT_UNSUPPORTED: /* its name is that of a format that is read */
        return RFT_TROUBLE_DISGUISED;
    case RFT_VERDICT_ENCRYPTED:
        return RFT_TROUBLE_ENCRYPTED;
    case RFT_VERDICT_LIMIT:
        return RFT_TROUBLE_LIMIT;
    case RFT_VERDICT_TIMEOUT:
        return RFT_TROUBLE_TIMEOUT;
    case RFT_VERDICT_MEMORY:
        return RFT_TROUBLE_MEMORY;
    case RFT_VERDICT_CRASH:
        return RFT_TROUBLE_CRASH;
    default:
        return RFT_TROUBLE_DAMAGED;
    }
}

RftVerdict
rft_trouble_verdict(RftTrouble trouble)
{
    switch (trouble) {
    case RFT_TROUBLE_UNSUPPORTED:
    case RFT_TROUBLE_OLD_WORD:
    case RFT_TROUBLE_DISGUISED:
    case RFT_TROUBLE_LINK:
    case RFT_TROUBLE_ARCHIVE:
        return RFT_VERDICT_UNSUPPORTED;
    case RFT_TROUBLE_ENCRYPTED:
        return RFT_VERDICT_ENCRYPTED;
    case RFT_TROUBLE_LIMIT:
        return RFT_VERDICT_LIMIT;
    case RFT_TROUBLE_TIMEOUT:
        return RFT_VERDICT_TIMEOUT;
    case RFT_TROUBLE_MEMORY:
        return RFT_VERDICT_MEMORY;
    case RFT_TROUBLE_CRASH:
        return RFT_VERDICT_CRASH;
    default:
        return RFT_VERDICT_DAMAGED;
    }
}

RftTrouble
rft_trouble_of_name(const char *name)
{
    const char *dot = strrchr(name, '.');
    const bool old = dot != NULL &&
                     (g_ascii_strcasecmp(dot, ".doc") == 0 || g_ascii_strcasecmp(dot, ".dot") == 0);

    return old ? RFT_TROUBLE_OLD_WORD : RFT_TROUBLE_UNSUPPORTED;
}

const char *
rft_passing(int failed)
{
    switch (failed) {
    case ENOSPC:
    case EDQUOT:
        return _("There is no room left on the disk. It goes on by itself when there is.");
    case EACCES:
    case EPERM:
        return _("The file or its folder may not be opened or changed. It goes on by itself when "
                 "that is allowed.");
    case EROFS:
        return _("The disk is read-only. It goes on by itself when it can be written to.");
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
        return _("This computer is too busy. It goes on by itself in a while.");
    default:
        return _("The folder cannot be reached properly. It goes on by itself when that is over.");
    }
}

/* ---- notes ---- */

enum { COLUMNS = 76 };

/* Between words only; a word that is longer stands alone. */
static void
put_wrapped(GString *text, const char *indent, const char *paragraph)
{
    g_auto(GStrv) words = g_strsplit(paragraph, " ", -1);
    glong column = 0;

    for (size_t i = 0; words[i] != NULL; i++) {
        const glong width = g_utf8_strlen(words[i], -1);
        if (column > 0 && column + 1 + width > COLUMNS) {
            g_string_append_c(text, '\n');
            column = 0;
        }
        g_string_append(text, column > 0 ? " " : indent);
        g_string_append(text, words[i]);
        column += width + (column > 0 ? 1 : (glong)strlen(indent));
    }
    g_string_append_c(text, '\n');
}

static char *
show_time(gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(seconds);

    return time != NULL ? g_date_time_format(time, "%Y-%m-%d %H:%M") : g_strdup("?");
}

static void
put_heading(GString *text, const char *heading)
{
    g_string_append_printf(text, "\n%s\n\n", heading);
}

/* For those who are asked for help; not translated, so that it can be looked for. */
static void
put_details(GString *text, const RftNote *note)
{
    g_autofree char *time = show_time(note->time);
    g_autofree char *name = rft_show_name(note->name, NULL);

    g_string_append_printf(text, "  referat " REFERAT_VERSION_STRING ", %s\n", time);
    g_string_append_printf(text, "  %s: error: %s", name,
                           rft_verdict_name(rft_trouble_verdict(note->trouble)));
    if (note->reason != NULL && *note->reason != '\0') {
        g_autofree char *reason = rft_show_name(note->reason, NULL);
        g_string_append_printf(text, ": %s", reason);
    }
    g_string_append_c(text, '\n');
    g_auto(GStrv) lost = g_strsplit(note->lost != NULL ? note->lost : "", " ", -1);
    for (size_t i = 0; lost[i] != NULL; i++) {
        g_autofree char *count = rft_show_name(lost[i], NULL);
        if (*count != '\0')
            g_string_append_printf(text, "  %s: warning: %s\n", name, count);
    }
}

char *
rft_note_text(const RftNote *note)
{
    GString *text = g_string_new(NULL);
    g_autofree char *name = rft_show_name(note->name, NULL);
    g_autofree char *title = rft_fill(_("“{name}” was not converted."), "name", name, NULL);
    g_autofree char *then =
        note->stays
            ? rft_fill(_("The file is still in the folder “{folder}”. Take it away there when you "
                         "do not need it any more."),
                       "folder", note->inbox, NULL)
            : rft_fill(_("Then put it into the folder “{folder}” again."), "folder", note->inbox,
                       NULL);

    put_wrapped(text, "", title);
    put_heading(text, _("What is wrong"));
    put_wrapped(text, "  ", rft_trouble_wrong(note->trouble));
    put_heading(text, _("What you can do"));
    put_wrapped(text, "  ", rft_trouble_advice(note->trouble));
    put_wrapped(text, "  ", then);
    put_heading(text, _("For those who look after this computer"));
    put_details(text, note);
    return g_string_free(text, FALSE);
}

char *
rft_same_text(const char *name, const char *before, const char *output, gint64 time)
{
    GString *text = g_string_new(NULL);
    g_autofree char *when = show_time(time);
    g_autofree char *own = rft_show_name(name, NULL);
    g_autofree char *other = rft_show_name(before, NULL);
    g_autofree char *result = rft_show_name(output, NULL);
    g_autofree char *line =
        rft_fill(_("“{name}” was not converted again: it is the same, letter for letter, as "
                   "“{before}”, which was converted on {time}. You find the result in “{output}”."),
                 "name", own, "before", other, "time", when, "output", result, NULL);

    put_wrapped(text, "", line);
    return g_string_free(text, FALSE);
}

char *
rft_left_text(const char *name, const char *const *left, guint n)
{
    GString *text = g_string_new(NULL);
    g_autofree char *own = rft_show_name(name, NULL);
    g_autofree char *line =
        rft_fill(_("These parts of the archive “{name}” were not taken out of it: "
                   "they are no Word documents or PDF files, or lie in an "
                   "archive within it."),
                 "name", own, NULL);
    guint shown = 0;

    put_wrapped(text, "", line);
    g_string_append_c(text, '\n');
    for (; left[shown] != NULL; shown++)
        g_string_append_printf(text, "  %s\n", left[shown]);
    if (n > shown)
        g_string_append_printf(text, "  … (%u)\n", n - shown);
    return g_string_free(text, FALSE);
}
