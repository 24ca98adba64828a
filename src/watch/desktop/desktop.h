/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * referat-desktop: what `referat watch` and launchers want of a desktop. A program of its own, so
 * that nothing else links GIO and libnotify. Names of files are bytes that somebody else chose:
 * they go to no shell, and are made printable before anybody reads them.
 */

/** RftDesktopStatus: exit statuses (sysexits.h). */
typedef enum {
    RFT_DESKTOP_DONE = 0,
    RFT_DESKTOP_USAGE = 64,
    RFT_DESKTOP_NO_INPUT = 66,
    RFT_DESKTOP_UNAVAILABLE = 69, /* nothing opens such files */
    RFT_DESKTOP_SYSTEM = 71,
    RFT_DESKTOP_CANNOT_CREATE = 73,
    RFT_DESKTOP_AGAIN = 75,
    RFT_DESKTOP_PERMISSION = 77
} RftDesktopStatus;

/** RftDesktopOption: `--name VALUE` or `--name=VALUE`; a row without @name ends a table. */
typedef struct {
    const char *name;
    const char **value; /* (out): points into the words */
} RftDesktopOption;

/**
 * rft_desktop_parse:
 * @words: (array zero-terminated=1): what stands behind the command
 *
 * Returns: (transfer none) (nullable): the words behind the options, and behind "--" if that ends
 * them; NULL when there is something wrong, which was told.
 */
char **rft_desktop_parse(char **words, const RftDesktopOption *options);

/** rft_desktop_seconds: Returns: whether @text (nullable: nothing changes) is a number of seconds;
 * told when it is not. */
bool rft_desktop_seconds(const char *text, unsigned *seconds);

/** rft_desktop_tell: one line on standard error; control characters in it become "?". */
void rft_desktop_tell(const char *format, ...) G_GNUC_PRINTF(1, 2);

/** rft_desktop_printable: Returns: (transfer full): @text as UTF-8 without characters that control
 * a terminal or turn the direction of text about; line ends stay when @lines. */
char *rft_desktop_printable(const char *text, bool lines);

/** rft_desktop_name: Returns: (transfer full): the last part of @path, printable. */
char *rft_desktop_name(const char *path);

/* The commands: @words stand behind their name. Each returns an exit status. */

int rft_desktop_notify(char **words);
int rft_desktop_trash(char **words);
int rft_desktop_open_command(char **words);
int rft_desktop_convert(char **words);
