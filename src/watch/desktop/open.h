/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Opening what was made with the program that people chose for it. */

/** RFT_OPEN_SECONDS: how long a program may take to start before we go. */
#define RFT_OPEN_SECONDS 150U

/**
 * rft_desktop_open:
 * @path: a file or a folder
 * @token: (nullable): what a compositor wants of a window that asks for attention
 *
 * Returns: false with @error set when nothing opens it.
 */
bool rft_desktop_open(const char *path, const char *token, GError **error);

/**
 * rft_desktop_is_walled: Returns: whether this process is one of a service that was closed in, as
 * ours is: it can see a trash and a browser's settings but not write to them, and what it starts
 * is closed in with it.
 */
bool rft_desktop_is_walled(void);

/**
 * rft_desktop_run_outside:
 * @command: a command of this program
 * @wait: until it has ended; otherwise what it starts may go on
 *
 * Has the user's service manager run `referat-desktop COMMAND --uri @path`.
 * Returns: its exit status, or one of systemd-run; -1: it could not be run.
 */
int rft_desktop_run_outside(const char *command, const char *path, bool wait);

/** rft_desktop_path: Returns: (transfer full) (nullable): the path of a URI that
 * rft_desktop_run_outside() made; told when it is none. */
char *rft_desktop_path(const char *uri);
