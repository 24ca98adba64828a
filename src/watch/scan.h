/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>

/**
 * RftVisitor: what a look around meets.
 * @folder: an open folder; returns: whether to go into it
 * @file: something that is no folder, link or not
 * @trouble: a folder that cannot be read, with errno
 *
 * Names that are ignored are not told.
 */
typedef struct {
    bool (*folder)(const char *path, int fd, const struct stat *st, gpointer data);
    void (*file)(const char *path, const struct stat *st, gpointer data);
    void (*trouble)(const char *path, int failed, gpointer data);
    gpointer data;
} RftVisitor;

/** RFT_DEEPEST: so many folders in one another are looked into. */
enum { RFT_DEEPEST = 64 };

/** rft_scan: looks at all below the folder @path of the open @root, itself first. Links are not
 * followed; what lies deeper than %RFT_DEEPEST folders is told as trouble (ELOOP). */
void rft_scan(int root, const char *path, const RftVisitor *visitor);
