/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/words.h"

#include "cli/cli.h"

const char *
cli_words_value(const CliWords *words, const char *name)
{
    const char *value = NULL;

    for (guint i = 0; i < words->job->settings->len; i++) {
        const CliSetting *setting = &g_array_index(words->job->settings, CliSetting, i);
        if (g_str_equal(setting->name, name))
            value = setting->value;
    }
    return value;
}

void
cli_words_refuse(CliWords *words, const char *format, ...)
{
    g_autoptr(GError) error = NULL;
    va_list list;

    if (words->bad)
        return;
    va_start(list, format);
    (void)referat_set_error_valist(&error, REFERAT_ERROR_OPTION, format, list);
    va_end(list);
    cli_fail(NULL, error);
    words->bad = true;
}

unsigned
cli_words_number(CliWords *words, const char *name, unsigned least, unsigned most, unsigned initial)
{
    const char *value = cli_words_value(words, name);
    guint64 number = 0;

    if (value == NULL)
        return initial;
    if (g_ascii_string_to_unsigned(value, 10, least, most, &number, NULL))
        return (unsigned)number;
    cli_words_refuse(words, "--%s %s: a number from %u to %u is meant", name, value, least, most);
    return initial;
}

/* Returns: the place of the value among @choices; 0 when it was not given. */
unsigned
cli_words_choice(CliWords *words, const char *name, const char *const *choices)
{
    const char *value = cli_words_value(words, name);

    for (unsigned i = 0; value != NULL && choices[i] != NULL; i++)
        if (g_str_equal(choices[i], value))
            return i;
    if (value != NULL) {
        g_autofree char *all = g_strjoinv(", ", (char **)choices);
        cli_words_refuse(words, "--%s %s: one of %s is meant", name, value, all);
    }
    return 0;
}
