/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/table.h"

/* man.c: each prints one section of a manual page. */
void man_commands(void);
void man_options(void);
void man_conversion(void);
void man_messages(void);
void man_statuses(void);
void man_formats(void);
void man_limits(void);
void man_bulk(void);
void man_watch(void);
void man_ignored(void);
void man_verdicts(void);

/* completions.c: each prints the completion of a shell. */
void complete_bash(void);
void complete_zsh(void);
void complete_fish(void);
