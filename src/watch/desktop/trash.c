/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "watch/desktop/desktop.h"
#include "watch/desktop/open.h"

static int
status_of(const GError *error)
{
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return RFT_DESKTOP_NO_INPUT;
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        return RFT_DESKTOP_PERMISSION;
    return RFT_DESKTOP_CANNOT_CREATE;
}

static bool
is_answer(int status)
{
    return status == RFT_DESKTOP_DONE || status == RFT_DESKTOP_NO_INPUT ||
           status == RFT_DESKTOP_CANNOT_CREATE || status == RFT_DESKTOP_PERMISSION;
}

/* Never through what g_file_new_for_path() gives: that may be of a module that needs a bus. */
static int
trash_here(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GFile) file = g_vfs_get_file_for_path(g_vfs_get_local(), path);

    if (g_file_trash(file, NULL, &error))
        return RFT_DESKTOP_DONE;
    /* the message names the file, mostly */
    const bool named = strstr(error->message, path) != NULL;
    rft_desktop_tell("%s%s%s", named ? "" : path, named ? "" : ": ", error->message);
    return status_of(error);
}

static int
trash(const char *path)
{
    const int status = rft_desktop_is_walled() ? rft_desktop_run_outside("trash", path, true) : -1;

    return is_answer(status) ? status : trash_here(path);
}

int
rft_desktop_trash(char **words)
{
    const char *uri = NULL;
    const RftDesktopOption options[] = {{"uri", &uri}, {NULL, NULL}};
    char **rest = rft_desktop_parse(words, options);
    int worst = RFT_DESKTOP_DONE;

    if (rest == NULL || (uri == NULL && rest[0] == NULL)) {
        rft_desktop_tell("trash needs a file");
        return RFT_DESKTOP_USAGE;
    }
    if (uri != NULL) {
        g_autofree char *path = rft_desktop_path(uri);
        worst = path != NULL ? trash(path) : RFT_DESKTOP_USAGE;
    }
    for (; *rest != NULL; rest++) {
        const int status = trash(*rest);
        if (worst == RFT_DESKTOP_DONE)
            worst = status;
    }
    return worst;
}
