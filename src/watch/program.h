/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/** rft_program_start: starts the program @name of libexec with @arguments (array
 * zero-terminated=1, without its own name), in the open @folder, or where we are when that is -1.
 * Signals are as at the program's start. Returns: the process, or -1 with errno set. */
pid_t rft_program_start(const char *name, const char *const *arguments, int folder);

/** rft_program_end: waits for @pid for @seconds at most; then it is killed. Returns: its exit
 * status, or -1 when it had none. */
int rft_program_end(pid_t pid, unsigned seconds);
