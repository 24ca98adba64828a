/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/places.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bulk/voice.h"
#include "watch/paths.h"

char *
rft_places_root(const RftWatchOptions *options, const char *given)
{
    g_autofree char *whole = g_canonicalize_filename(given, NULL);
    g_autofree char *base = g_path_get_basename(whole);
    g_autofree char *above = g_path_get_dirname(whole);
    g_autoptr(RftSettings) settings = rft_settings_read(options, above, NULL);
    const char *inbox = settings != NULL ? settings->inbox : options->inbox;

    if (g_strcmp0(inbox != NULL ? inbox : "Inbox", base) == 0)
        return g_steal_pointer(&above);
    return g_steal_pointer(&whole);
}

static void
fail(GError **error, const char *path, int failed)
{
    const bool refused = failed == EACCES || failed == EPERM || failed == EROFS;
    const bool missing = failed == ENOENT;

    referat_set_error(error,
                      missing   ? REFERAT_ERROR_NO_INPUT
                      : refused ? REFERAT_ERROR_PERMISSION
                                : REFERAT_ERROR_CANNOT_CREATE,
                      "%s: %s", path, g_strerror(failed));
}

/* What people use: its name may lead anywhere. A service that runs as root makes it for whoever has
 * the folder that holds all, @root. */
static bool
open_public(RftPlaces *places, RftPlace place, const struct stat *root, GError **error)
{
    const char *path = places->path[place];
    const bool made = !g_file_test(path, G_FILE_TEST_EXISTS);

    if (g_mkdir_with_parents(path, 0777) == 0)
        places->fd[place] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (made && places->fd[place] >= 0 && geteuid() == 0)
        (void)!fchown(places->fd[place], root->st_uid, root->st_gid);
    if (places->fd[place] >= 0 && fstat(places->fd[place], &places->st[place]) == 0)
        return true;
    fail(error, path, errno == ENOENT ? EIO : errno);
    return false;
}

/* What is ours: a folder, no link to one, in the open @parent, and as root nobody else's. */
static bool
open_private(RftPlaces *places, RftPlace place, int parent, GError **error)
{
    g_autofree char *name = g_path_get_basename(places->path[place]);

    if (mkdirat(parent, name, 0700) == 0 || errno == EEXIST)
        places->fd[place] = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (places->fd[place] < 0 || fstat(places->fd[place], &places->st[place]) != 0) {
        fail(error, places->path[place], errno == ENOENT ? EIO : errno);
        return false;
    }
    if (geteuid() != 0 || places->st[place].st_uid == 0)
        return true;
    referat_set_error(
        error, REFERAT_ERROR_PERMISSION,
        "%s: belongs to somebody else than root, who watches: watch as that user, or take "
        "it away",
        places->path[place]);
    return false;
}

static bool
open_places(RftPlaces *places, const struct stat *st, GError **error)
{
    const int root = open(places->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = root >= 0;

    if (!good)
        fail(error, places->root, errno);
    for (size_t i = 0; good && i < RFT_PLACE_STATE; i++)
        good = open_public(places, (RftPlace)i, st, error);
    good = good && open_private(places, RFT_PLACE_STATE, root, error) &&
           open_private(places, RFT_PLACE_WORK, places->fd[RFT_PLACE_STATE], error) &&
           open_private(places, RFT_PLACE_DELIVERIES, places->fd[RFT_PLACE_STATE], error) &&
           open_private(places, RFT_PLACE_STAGE, places->fd[RFT_PLACE_CONVERTED], error);
    if (root >= 0)
        (void)close(root);
    return good;
}

static void
give_paths(RftPlaces *places, const RftSettings *settings)
{
    const char *const names[] = {settings->inbox, settings->converted, settings->done,
                                 settings->failed};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        places->path[i] = g_canonicalize_filename(names[i], places->root);
    places->path[RFT_PLACE_STATE] = g_build_filename(places->root, ".referat", NULL);
    places->path[RFT_PLACE_WORK] = g_build_filename(places->path[RFT_PLACE_STATE], "work", NULL);
    places->path[RFT_PLACE_DELIVERIES] =
        g_build_filename(places->path[RFT_PLACE_STATE], "deliveries", NULL);
    /* where the outputs will be: a name is then given at once; two folders may share it */
    g_autofree char *stage = g_strdup_printf(".referat-stage-%08x", g_str_hash(places->root));
    places->path[RFT_PLACE_STAGE] =
        g_build_filename(places->path[RFT_PLACE_CONVERTED], stage, NULL);
}

/* An original that was moved into the inbox would be converted for ever. */
static bool
check(const RftPlaces *places, const RftSettings *settings, GError **error)
{
    static const RftPlace others[] = {RFT_PLACE_DONE, RFT_PLACE_FAILED};
    const struct stat *inbox = &places->st[RFT_PLACE_INBOX];

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        if (!rft_is_same_file(inbox, &places->st[others[i]]))
            continue;
        referat_set_error(
            error, REFERAT_ERROR_OPTION,
            "%s: originals are moved there, so it cannot be the inbox; --originals keep "
            "leaves them where they are",
            places->path[others[i]]);
        return false;
    }
    if (rft_is_same_file(inbox, &places->st[RFT_PLACE_CONVERTED]) &&
        settings->originals == RFT_ORIGINALS_KEEP) {
        referat_set_error(error, REFERAT_ERROR_OPTION,
                          "%s: with originals kept, results need a folder of their own",
                          places->path[RFT_PLACE_INBOX]);
        return false;
    }
    return true;
}

RftPlaces *
rft_places_open(const char *root, const RftSettings *settings, GError **error)
{
    g_autoptr(RftPlaces) places = g_new0(RftPlaces, 1);
    struct stat st;

    for (size_t i = 0; i < RFT_N_PLACES; i++)
        places->fd[i] = -1;
    places->root = g_strdup(root);
    give_paths(places, settings);
    if (stat(root, &st) != 0) {
        fail(error, root, errno);
        return NULL;
    }
    if (!open_places(places, &st, error))
        return NULL;
    return check(places, settings, error) ? g_steal_pointer(&places) : NULL;
}

void
rft_places_free(RftPlaces *places)
{
    if (places == NULL)
        return;
    for (size_t i = 0; i < RFT_N_PLACES; i++) {
        g_free(places->path[i]);
        if (places->fd[i] >= 0)
            (void)close(places->fd[i]);
    }
    g_free(places->root);
    g_free(places);
}

bool
rft_places_hold(const RftPlaces *places, const char **which)
{
    struct stat st;

    for (size_t i = 0; i < RFT_N_PLACES; i++) {
        *which = places->path[i];
        if (stat(places->path[i], &st) != 0 || !rft_is_same_file(&st, &places->st[i]))
            return false;
    }
    return true;
}

bool
rft_places_exclude(const RftPlaces *places, const struct stat *st)
{
    for (size_t i = RFT_PLACE_CONVERTED; i < RFT_N_PLACES; i++)
        if (rft_is_same_file(&places->st[i], st))
            return true;
    return false;
}

char *
rft_places_shown(const RftPlaces *places, RftPlace place, const char *path)
{
    g_autofree char *base = g_path_get_basename(places->path[place]);
    g_autofree char *whole = *path != '\0' ? g_build_filename(base, path, NULL) : g_strdup(base);

    return rft_show_name(whole, NULL);
}
