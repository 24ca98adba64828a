/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/spawn.h"

#include "core/context.h"

char *
rft_program_path(const char *name)
{
    return rft_helper_path(name);
}

int
rft_program_fd(int fd)
{
    return rft_fd_above_standard(fd);
}
