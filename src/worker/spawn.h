/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/* What the layers above need for starting a program of ours themselves. */

/** rft_program_path: Returns: (transfer full): where the program @name of libexec is. */
char *rft_program_path(const char *name);

/** rft_program_run: runs the program @name of libexec with one @argument, and @files (array
 * length=n) as its first descriptors. Returns: its exit status, or -1 with errno set. */
int rft_program_run(const char *name, const char *argument, const int *files, size_t n);

/** rft_program_fd: Returns: @fd, or, where that is one that a program of ours is given (0 to 4), a
 * copy that is not; @fd is closed then. -1 stays -1. */
int rft_program_fd(int fd);
