/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <dirent.h>
#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>

/*
 * Files below an open folder. Whoever may write to an inbox may put a link where a folder was:
 * every step is taken from a descriptor and none follows a link. Names are relative, with "/"
 * between their parts; "" is the folder itself.
 */

/** rft_open_below: opens the folder @path below @folder, with all that is missing of it made when
 * @make. Returns: a descriptor, or -1 with errno set. */
int rft_open_below(int folder, const char *path, bool make);

/** rft_open_parent: as rft_open_below(), the folder that @path is in; @name (out) points to the
 * last part of @path. */
int rft_open_parent(int folder, const char *path, bool make, const char **name);

/** rft_open_file: opens @path for reading; only a regular file, without waiting for one. Returns: a
 * descriptor with @st filled, or -1 with errno set: ELOOP for what is no file. */
int rft_open_file(int folder, const char *path, struct stat *st);

/** rft_stat_below: lstat(2) of @path. Returns: false with errno set. */
bool rft_stat_below(int folder, const char *path, struct stat *st);

/** rft_unlink_below: Returns: false with errno set; what is not there is fine. */
bool rft_unlink_below(int folder, const char *path);

/**
 * rft_move_below:
 *
 * Gives a file another name, of @to below @to_folder, whose folders are made. Never takes the place
 * of anything: EEXIST. EXDEV when that is another file system. Returns: false with errno set.
 */
bool rft_move_below(int from_folder, const char *from, int to_folder, const char *to);

/** rft_copy_below: a copy with the time of the original appears at @to, whole; otherwise as
 * rft_move_below(). */
bool rft_copy_below(int from_folder, const char *from, int to_folder, const char *to);

/** rft_copy_bytes: appends the first @size bytes of the open file @from to @to. Returns: false with
 * errno set. */
bool rft_copy_bytes(int from, int to, off_t size);

/** rft_write_copy: the same of what the open @file holds. */
bool rft_write_copy(int file, int to_folder, const char *to);

/** rft_entries_of: Returns: (nullable): what lies in @folder, from its beginning, for readdir(3)
 * and closedir(3); @folder stays open. NULL with errno set. */
DIR *rft_entries_of(int folder);

/** rft_remove_below: takes away @name of @folder with all that is in it. No link is followed. */
void rft_remove_below(int folder, const char *name);

/** rft_clear_parts: takes away the copies that were not finished in @folder. */
void rft_clear_parts(int folder);

/** rft_prune_below: takes away the folder @path and those above it, as far as they are empty, up to
 * @folder. */
void rft_prune_below(int folder, const char *path);

/** rft_numbered: Returns: (transfer full): @path for the @number th of its name: "a.docx",
 * "a (2).docx"; its last part is cut so that a file system takes it. @ending is added to it. */
char *rft_numbered(const char *path, unsigned number, const char *ending);

/** rft_last_part: Returns: (transfer none): what follows the last "/" of @path. */
const char *rft_last_part(const char *path);

/** rft_is_below: Returns: whether @path lies in the folder @folder or deeper; in "" lies all. */
bool rft_is_below(const char *path, const char *folder);

/** rft_without_ending: Returns: (transfer full): @path without what follows the last dot of its
 * last part. */
char *rft_without_ending(const char *path);

/** rft_is_same_file: Returns: whether both are one file. */
static inline bool
rft_is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/** rft_is_unchanged: Returns: whether nothing was written to a file between two looks. A file that
 * got another name has another st_ctime; @renamed: never mind that. */
bool rft_is_unchanged(const struct stat *a, const struct stat *b, bool renamed);
