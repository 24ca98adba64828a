/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/archive/names.h"

#include <glib.h>
#include <string.h>

bool
rft_name_is_archive(const char *name)
{
    static const char *const endings[] = {".zip",  ".tar",    ".tar.gz", ".tgz",     ".tar.bz2",
                                          ".tbz2", ".tar.xz", ".txz",    ".tar.zst", ".tar.lz4"};
    const size_t length = strlen(name);

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        const size_t n = strlen(endings[i]);
        if (length > n && g_ascii_strcasecmp(name + length - n, endings[i]) == 0)
            return true;
    }
    return false;
}

bool
rft_name_is_safe(const char *name)
{
    /* outputs are carried to systems on which a backslash parts folders as well */
    static const char parting[] = "/\\";
    size_t last = 0;

    if (name[0] == '\0' || strchr(parting, name[0]) != NULL)
        return false;
    if (g_ascii_isalpha(name[0]) && name[1] == ':' && name[2] != '\0' &&
        strchr(parting, name[2]) != NULL)
        return false;
    for (const char *at = name;; at++) {
        const size_t length = strcspn(at, parting);
        if (length == 2 && strncmp(at, "..", 2) == 0)
            return false;
        /* "a/" and "a/." name folders */
        last = length == 1 && *at == '.' ? 0 : length;
        at += length;
        if (*at == '\0')
            return last > 0;
    }
}
