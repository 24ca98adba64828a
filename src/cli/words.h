/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/cli.h"

/* Options that a command of its own reads: of bulk and watch. */

/** CliWords: @bad: something was refused; only the first is told. */
typedef struct {
    CliJob *job;
    bool bad;
} CliWords;

/** cli_words_value: Returns: (transfer none) (nullable): what was given last; "" for a flag. */
const char *cli_words_value(const CliWords *words, const char *name);

/** cli_words_refuse: tells why the words cannot be meant. */
void cli_words_refuse(CliWords *words, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** cli_words_number: Returns: a whole number; @initial when none was given. */
unsigned cli_words_number(CliWords *words, const char *name, unsigned least, unsigned most,
                          unsigned initial);

/** cli_words_choice: Returns: the place of the value among @choices (array zero-terminated=1); 0
 * when it was not given. */
unsigned cli_words_choice(CliWords *words, const char *name, const char *const *choices);
