/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/desktop/desktop.h"

/* What may not reach a terminal or a notification as it is. */
static bool
is_harmful(gunichar c)
{
    const bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);

    return g_unichar_iscntrl(c) || turns;
}

char *
rft_desktop_printable(const char *text, bool lines)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *printable = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (is_harmful(c) && !(lines && c == '\n'))
            g_string_append_c(printable, '?');
        else
            g_string_append_unichar(printable, c);
    }
    return g_string_free(printable, FALSE);
}

char *
rft_desktop_name(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);

    return rft_desktop_printable(name, false);
}

void
rft_desktop_tell(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(_(format), list);
    va_end(list);
    g_autofree char *printable = rft_desktop_printable(text, false);
    g_autofree char *line = g_strdup_printf("referat-desktop: %s\n", printable);
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return; /* nobody listens */
}

/* Returns: the row of the option that @word begins with, and its value if it stands behind "=". */
static const RftDesktopOption *
find_option(const char *word, const RftDesktopOption *options, const char **value)
{
    const char *name = word + strlen("--");
    const size_t length = strcspn(name, "=");

    *value = name[length] == '=' ? name + length + 1 : NULL;
    for (; options->name != NULL; options++)
        if (strlen(options->name) == length && strncmp(options->name, name, length) == 0)
            return options;
    return NULL;
}

char **
rft_desktop_parse(char **words, const RftDesktopOption *options)
{
    for (; *words != NULL && g_str_has_prefix(*words, "--"); words++) {
        const char *value = NULL;
        if (strcmp(*words, "--") == 0)
            return words + 1;
        const RftDesktopOption *option = find_option(*words, options, &value);
        if (option == NULL) {
            rft_desktop_tell("there is no option %s", *words);
            return NULL;
        }
        if (value == NULL && words[1] == NULL) {
            rft_desktop_tell("%s needs a value", *words);
            return NULL;
        }
        *option->value = value != NULL ? value : *++words;
    }
    return words;
}

bool
rft_desktop_seconds(const char *text, unsigned *seconds)
{
    enum { LONGEST = 86400 };
    guint64 number = 0;

    if (text == NULL)
        return true;
    if (!g_ascii_string_to_unsigned(text, 10, 0, LONGEST, &number, NULL)) {
        rft_desktop_tell("--wait %s is no number of seconds", text);
        return false;
    }
    *seconds = (unsigned)number;
    return true;
}
