/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/** rft_ignored: (array zero-terminated=1): patterns of names that nobody dropped: hidden files,
 * locks, what is being downloaded or edited. They are listed in the manual. */
extern const char *const rft_ignored[];

/** rft_is_ignored: Returns: whether the file or folder called @name is none of our business. */
bool rft_is_ignored(const char *name);
