/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/cli.h"

/** cli_progress_begin: shows how far a long conversion is, on a terminal only. */
void cli_progress_begin(CliJob *job);
/** cli_progress_end: takes the line away. */
void cli_progress_end(CliJob *job);
/** cli_progress_possible: Returns: whether there is a terminal for it. */
bool cli_progress_possible(const CliJob *job);
/** cli_progress_put: shows @line until the next one; NULL takes it away. */
void cli_progress_put(const char *line);
/** cli_progress_clear: before a message is written. */
void cli_progress_clear(void);

/** cli_catch_signals: SIGINT, SIGTERM and SIGHUP end the conversion in an orderly way. */
void cli_catch_signals(void);
/** cli_interrupted: Returns: the signal that came, 0 = none. */
int cli_interrupted(void);
/** cli_die_of_signal: ends the program as the signal would have; make must see that. */
void cli_die_of_signal(void);
