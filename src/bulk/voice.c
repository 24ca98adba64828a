/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/voice.h"

#include "bulk/record.h"
#include "po/i18n.h"

void
rft_say(const RftBulkVoice *voice, ReferatLevel level, const char *format, ...)
{
    va_list list;

    if (voice->quiet && level < REFERAT_LEVEL_WARNING)
        return;
    va_start(list, format);
    g_autofree char *line = g_strdup_vprintf(_(format), list);
    va_end(list);
    voice->say(level, line, voice->data);
}

char *
rft_show_name(const char *path, const char *member)
{
    GString *name = g_string_new(NULL);

    rft_escape(name, path);
    if (member != NULL) {
        g_string_append_c(name, '/');
        rft_escape(name, member);
    }
    return g_string_free(name, FALSE);
}

char *
rft_show_seconds(double seconds)
{
    const unsigned long whole = seconds > 0 ? (unsigned long)(seconds + 0.5) : 0;

    if (whole < 60)
        return g_strdup_printf("%lu s", whole);
    if (whole < 3600)
        return g_strdup_printf("%lu min %lu s", whole / 60, whole % 60);
    return g_strdup_printf("%lu h %lu min", whole / 3600, whole % 3600 / 60);
}
