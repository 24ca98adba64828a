/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/ignore.h"

#include <fnmatch.h>
#include <stddef.h>

const char *const rft_ignored[] = {
    ".*",  /* hidden: .DS_Store ._* .~lock.*# .nfs* .fuse_hidden* .goutputstream-* .syncthing.*.tmp
            */
    "~$*", /* Word's owner files */
    "~*.tmp",     "*.tmp",      "*.temp",       "*.part",    "*.partial",   "*.crdownload",
    "*.download", "*.filepart", "*.opdownload", "*.swp",     "*.swo",       "*.lock",
    "*.lck",      "*~",         "#*#",          "Thumbs.db", "desktop.ini", "*.!ut",
    "*.!qB",      "*.aria2",    NULL,
};

bool
rft_is_ignored(const char *name)
{
    for (size_t i = 0; rft_ignored[i] != NULL; i++)
        if (fnmatch(rft_ignored[i], name, FNM_CASEFOLD) == 0)
            return true;
    return false;
}
