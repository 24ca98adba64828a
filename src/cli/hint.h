/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/** CliHint: looks for the word nearest to one that was mistyped. Begin with {.word = …}. */
typedef struct {
    const char *word;
    const char *best;
    unsigned distance;
} CliHint;

/** cli_hint_try: @candidate might have been meant; NULL is fine. */
void cli_hint_try(CliHint *hint, const char *candidate);

/** cli_hint_text: Returns: (transfer full): "; did you mean X?", or "" when nothing is near.
 * @before is put before X, such as "--". */
char *cli_hint_text(const CliHint *hint, const char *before);

/** cli_hint_option, _format, _message, _command: of all options and so on; @before as above.
 * Returns: (transfer full). */
char *cli_hint_option(const char *word);
char *cli_hint_format(const char *word);
char *cli_hint_message(const char *word, const char *before);
char *cli_hint_command(const char *word);
