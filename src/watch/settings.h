/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/watch.h"

/* What a folder is watched with: the command line, then its own file, then what is usual. */

/** RFT_SETTINGS_FILE: in the folder that holds the inbox, or is it. */
#define RFT_SETTINGS_FILE ".referat-watch.ini"

/** RftOriginals: what becomes of a document that was converted. */
typedef enum {
    RFT_ORIGINALS_MOVE,
    RFT_ORIGINALS_KEEP,
    RFT_ORIGINALS_DELETE,
    RFT_ORIGINALS_TRASH
} RftOriginals;

/** RftMode: how changes are noticed. */
typedef enum { RFT_MODE_AUTO, RFT_MODE_INOTIFY, RFT_MODE_POLL } RftMode;

/**
 * RftProfile: what the documents of a folder are converted to.
 * @folder: below the inbox; "" is all
 * @formats: (array zero-terminated=1): names of formats, as they are called
 * @keys, @values: (array zero-terminated=1): options of conversion
 * @files: (element-type GBytes): what is in the files that @values name; NULL for others
 * @mark: tells profiles apart that give different bytes
 */
typedef struct {
    char *folder;
    char **formats;
    char **keys;
    char **values;
    GPtrArray *files;
    char *mark;
} RftProfile;

/**
 * RftSettings:
 * @settle, @rescan, @poll: seconds; @settle is below 0 when it depends on the file system
 * @patience: seconds
 * @messages: (nullable)
 * @profiles: (element-type RftProfile): the first is for all
 */
typedef struct {
    char *inbox, *converted, *done, *failed;
    char *messages;
    double settle, rescan, poll, patience;
    RftOriginals originals;
    RftMode mode;
    GPtrArray *profiles;
    GPtrArray *files; /* of char *: what the profiles read: style sheets, templates */
} RftSettings;

/**
 * rft_settings_read:
 * @root: the folder that holds the inbox, or is it
 *
 * Returns: (transfer full) (nullable): NULL with @error set: %REFERAT_ERROR_OPTION, whose text
 * names the file and what is wrong in it.
 */
RftSettings *rft_settings_read(const RftWatchOptions *options, const char *root, GError **error);
void rft_settings_free(RftSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftSettings, rft_settings_free)

/** rft_settings_stamp: Returns: (transfer full): another text when one of the files that @settings
 * read has changed. */
char *rft_settings_stamp(const RftSettings *settings);

/** rft_profile_copy: Returns: (transfer full): as @profile. */
RftProfile *rft_profile_copy(const RftProfile *profile);
/** rft_profile_free: NULL is fine. */
void rft_profile_free(RftProfile *profile);

/** rft_settings_profile: Returns: (transfer none): the profile of the document @path below the
 * inbox: that of the deepest folder that has one. */
const RftProfile *rft_settings_profile(const RftSettings *settings, const char *path);
