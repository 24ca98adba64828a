/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/** RftFileSystem: @name: what it is called; @remote: changes may be made elsewhere, and the kernel
 * does not tell of them. */
typedef struct {
    const char *name;
    bool remote;
} RftFileSystem;

/** rft_file_system: Returns: what the open folder @fd is on; one that is not known is taken to be
 * local. */
RftFileSystem rft_file_system(int fd);
