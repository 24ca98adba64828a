/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A watcher that starts with the user's session, and ways to convert by dropping and choosing. */

/**
 * RftInstall:
 * @program: the path of referat
 * @folders: (array zero-terminated=1): absolute paths of the folders to watch; none: one for
 *   minutes is made on the user's desktop. Uninstalling takes no notice of them
 * @arguments: (array zero-terminated=1): further options of `referat watch`
 * @say: is told of each thing that was done or left alone, a line without its end, in the user's
 *   language, fit for a terminal
 *
 * Everything belongs to the caller. Nothing may be NULL but @data.
 */
typedef struct {
    const char *program;
    const char *const *folders;
    const char *const *arguments;
    void (*say)(const char *line, gpointer data);
    gpointer data;
} RftInstall;

/**
 * rft_watch_install:
 *
 * Writes a service of the user's systemd where that answers, and starts it; otherwise an entry of
 * the session's autostart. Writes a launcher and menus of file managers if referat-desktop is
 * there. What is there already, as it would be written, stays as it is; what was not made by us is
 * left alone. A systemctl that fails is told, and is no error.
 *
 * Returns: false with @error set to the first of what went wrong (the rest was done): a
 * %REFERAT_ERROR: _OPTION when a name can stand in no such file, _CANNOT_CREATE, _PERMISSION.
 */
bool rft_watch_install(const RftInstall *install, GError **error);

/**
 * rft_watch_uninstall:
 *
 * Stops and takes away what rft_watch_install() made, whichever way it was, and nothing else: the
 * folders stay with all that is in them.
 *
 * Returns: false with @error set to the first of what could not be taken away.
 */
bool rft_watch_uninstall(const RftInstall *install, GError **error);
