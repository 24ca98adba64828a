/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What the layers above need for starting a program of ours themselves. */

/** rft_program_path: Returns: (transfer full): where the program @name of libexec is. */
char *rft_program_path(const char *name);

/** rft_program_fd: Returns: @fd, or, where that is one that a program of ours is given (0 to 4), a
 * copy that is not; @fd is closed then. -1 stays -1. */
int rft_program_fd(int fd);
