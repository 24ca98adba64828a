/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hint.h"

#include <string.h>

#include "cli/table.h"
#include "po/i18n.h"

enum { LONGEST = 40 };

/* Letters to add, drop, change or swap (optimal string alignment). */
static unsigned
distance_of(const char *a, const char *b)
{
    const size_t n = strlen(a);
    const size_t m = strlen(b);
    unsigned rows[3][LONGEST + 1];

    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i - 1) % 3];
        const unsigned *over = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            const unsigned change = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);
            row[j] = MIN(MIN(above[j], row[j - 1]) + 1, above[j - 1] + change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], over[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

void
cli_hint_try(CliHint *hint, const char *candidate)
{
    if (candidate == NULL)
        return;
    const size_t shorter = MIN(strlen(hint->word), strlen(candidate));
    const unsigned distance = distance_of(hint->word, candidate);
    const unsigned most = (unsigned)MAX(shorter / 3, 1);

    /* every letter changed is no slip */
    if (distance > most || distance >= shorter)
        return;
    if (hint->best == NULL || distance < hint->distance) {
        hint->best = candidate;
        hint->distance = distance;
    }
}

char *
cli_hint_text(const CliHint *hint, const char *before)
{
    return hint->best != NULL ? g_strdup_printf(_("; did you mean %s%s?"), before, hint->best)
                              : g_strdup("");
}

char *
cli_hint_option(const char *word)
{
    CliHint hint = {.word = word};
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        cli_hint_try(&hint, arg->name);
    while ((option = cli_next_option(&at, &format)) != NULL)
        cli_hint_try(&hint, option->key);
    return cli_hint_text(&hint, "--");
}

char *
cli_hint_format(const char *word)
{
    CliHint hint = {.word = word};
    ReferatFormat format;

    for (size_t i = 0; referat_format_at(i, &format); i++) {
        if (!format.writable)
            continue;
        cli_hint_try(&hint, format.name);
        for (size_t k = 0; format.extensions[k] != NULL; k++)
            cli_hint_try(&hint, format.extensions[k]);
    }
    return cli_hint_text(&hint, "");
}

char *
cli_hint_message(const char *word, const char *before)
{
    CliHint hint = {.word = word};

    for (int i = 0; i < REFERAT_N_MESSAGES; i++)
        cli_hint_try(&hint, referat_message_name((ReferatMessage)i));
    return cli_hint_text(&hint, before);
}

char *
cli_hint_command(const char *word)
{
    CliHint hint = {.word = word};

    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        cli_hint_try(&hint, command->name);
    return cli_hint_text(&hint, _("the command "));
}
