/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/folder.h"
#include "watch/ignore.h"
#include "watch/modes.h"
#include "watch/paths.h"
#include "watch/ready.h"
#include "watch/scan.h"

/*
 * What there is in an inbox. Events say where to look; the look around, every minute and whenever
 * something went wrong, is what counts.
 */

/** RftWatched: a folder below the inbox. */
typedef struct {
    dev_t device;
    uint32_t pass;
    bool polls; /* nothing is told of it */
} RftWatched;

/* Seconds without change, unless the user says how many: what comes over a network stops now and
 * then. */
enum { SETTLE_LOCAL = 2, SETTLE_SHARE = 5 };

gint64
rft_backoff(unsigned troubles)
{
    enum { SLOWEST = 6 /* 2^6 seconds, which is about a minute */ };

    return (gint64)G_USEC_PER_SEC << MIN(troubles, SLOWEST);
}

static char *
parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? g_strndup(path, (gsize)(slash - path)) : g_strdup("");
}

static unsigned
depth_of(const char *path)
{
    unsigned depth = *path != '\0' ? 1 : 0;

    for (; *path != '\0'; path++)
        depth += *path == '/' ? 1 : 0;
    return depth;
}

static gint64
rest_of(const RftFolder *folder, const char *path)
{
    g_autofree char *parent = parent_of(path);
    const RftWatched *watched = g_hash_table_lookup(folder->watched, parent);
    const bool share = watched != NULL && watched->polls;
    const double settle = folder->settings->settle;

    return (gint64)((settle >= 0 ? settle : share ? SETTLE_SHARE : SETTLE_LOCAL) * G_USEC_PER_SEC);
}

/* ---- folders ---- */

static RftTree *
tree_of(const RftFolder *folder, const char *path)
{
    const char *slash = strchr(path, '/');
    g_autofree char *name = slash != NULL ? g_strndup(path, (gsize)(slash - path)) : NULL;

    return name != NULL ? g_hash_table_lookup(folder->trees, name) : NULL;
}

static void
meet_tree(RftFolder *folder, const char *path)
{
    if (*path == '\0' || strchr(path, '/') != NULL || g_hash_table_contains(folder->trees, path))
        return;
    RftTree *tree = g_new0(RftTree, 1);
    tree->seen = tree->changed = g_get_monotonic_time();
    tree->quiet = !folder->begun;
    g_hash_table_insert(folder->trees, g_strdup(path), tree);
}

static void
say_mode(const RftFolder *folder, const char *path, const RftFileSystem *system, bool polls)
{
    if (!polls)
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, path,
                       "inotify (%s), and a look around every %g s", system->name,
                       folder->settings->rescan);
    else if (folder->settings->mode == RFT_MODE_POLL)
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, path, "polling every %g s (%s: as asked for)",
                       folder->settings->poll, system->name);
    else
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, path,
                       "polling every %g s (%s: changes made elsewhere are not told)",
                       folder->settings->poll, system->name);
}

static void
say_no_events(RftFolder *folder, const char *path, int failed)
{
    if (folder->no_events)
        return;
    folder->no_events = true;
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, path,
                   "polling every %g s (inotify: %s; to have more, raise "
                   "fs.inotify.%s with sysctl)",
                   folder->settings->poll, g_strerror(failed),
                   failed == EMFILE ? "max_user_instances" : "max_user_watches");
}

/* How changes in a folder are noticed: as in the one above, unless it is another file system. */
static RftWatched *
meet_watched(RftFolder *folder, const char *path, int fd, const struct stat *st)
{
    g_autofree char *parent = parent_of(path);
    const RftWatched *above = *path != '\0' ? g_hash_table_lookup(folder->watched, parent) : NULL;
    RftWatched *watched = g_hash_table_lookup(folder->watched, path);
    const bool known = watched != NULL && watched->device == st->st_dev;

    if (watched == NULL) {
        watched = g_new0(RftWatched, 1);
        g_hash_table_insert(folder->watched, g_strdup(path), watched);
    }
    if (known)
        return watched;
    watched->device = st->st_dev;
    if (above != NULL && above->device == st->st_dev) {
        watched->polls = above->polls;
        return watched;
    }
    const RftFileSystem system = rft_file_system(fd);
    const RftMode mode = folder->settings->mode;
    watched->polls = mode == RFT_MODE_POLL || (mode == RFT_MODE_AUTO && system.remote);
    say_mode(folder, path, &system, watched->polls);
    return watched;
}

static bool
on_folder(const char *path, int fd, const struct stat *st, gpointer data)
{
    RftFolder *folder = data;

    if (*path != '\0' && rft_places_exclude(folder->places, st))
        return false;
    RftWatched *watched = meet_watched(folder, path, fd, st);
    watched->pass = folder->pass;
    meet_tree(folder, path);
    if (watched->polls)
        return true;
    errno = EMFILE; /* of folder->events, when there are none */
    if (folder->events == NULL || !rft_events_add(folder->events, fd, path)) {
        watched->polls = true;
        say_no_events(folder, path, errno);
    }
    return true;
}

/* ---- files ---- */

/* One that is written to all the time is for the next time. */
static bool
is_too_lively(const RftFolder *folder, const RftCandidate *candidate, gint64 rest)
{
    enum { RESTS = 5 };

    return folder->options->once && candidate->state == RFT_CANDIDATE_WAITING &&
           g_get_monotonic_time() - candidate->seen > RESTS * rest + G_USEC_PER_SEC;
}

static void
see(RftFolder *folder, const char *path, const struct stat *st)
{
    const gint64 now = g_get_monotonic_time();
    const gint64 rest = rest_of(folder, path);
    bool news = false;
    RftCandidate *candidate = rft_candidates_see(folder->candidates, path, st, rest, &news);
    RftTree *tree = tree_of(folder, path);

    candidate->pass = folder->pass;
    if (news && is_too_lively(folder, candidate, rest))
        rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_LEFT);
    if (tree == NULL || !news)
        return;
    /* its first file came about when it came itself: somebody dropped all of it */
    if (!tree->quiet && tree->changed == tree->seen)
        tree->dropped = now - tree->seen < 2 * rest;
    tree->changed = now;
}

static void
on_file(const char *path, const struct stat *st, gpointer data)
{
    see(data, path, st);
}

/* Told once, until it can be looked into again. */
static void
on_trouble(const char *path, int failed, gpointer data)
{
    RftFolder *folder = data;
    const char *words =
        failed == ELOOP ? _("It lies too deep, in more than 64 folders.") : rft_passing(failed);

    if (g_strcmp0(g_hash_table_lookup(folder->blind, path), words) == 0)
        return;
    g_hash_table_replace(folder->blind, g_strdup(path), g_strdup(words));
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, path, "cannot be looked into: %s (%s)", words,
                   g_strerror(failed));
    rft_batch_wait(&folder->batch, path, words);
}

static gboolean
is_stale(gpointer key, gpointer value, gpointer data)
{
    const char *path = key;
    const RftWatched *watched = value;
    const RftFolder *folder = data;

    (void)path;
    return watched->pass != folder->pass;
}

/* One that cannot be opened is not met, and neither is one that is gone. */
static gboolean
is_seen_again(gpointer key, gpointer value, gpointer data)
{
    const RftFolder *folder = data;
    const int inbox = folder->places->fd[RFT_PLACE_INBOX];
    const int fd = rft_open_below(inbox, key, false);
    const bool gone = fd < 0 && (errno == ENOENT || errno == ENOTDIR);

    (void)value;
    if (fd >= 0)
        (void)close(fd);
    return gone || (fd >= 0 && depth_of(key) < RFT_DEEPEST);
}

static gboolean
tree_is_gone(gpointer key, gpointer value, gpointer data)
{
    const RftFolder *folder = data;

    (void)value;
    return !g_hash_table_contains(folder->watched, key);
}

static bool
note_folder(const char *path, int fd, const struct stat *st, gpointer data)
{
    (void)fd;
    (void)st;
    g_ptr_array_add(data, g_strdup(path));
    return true;
}

static void
note_nothing(const char *path, const struct stat *st, gpointer data)
{
    (void)path;
    (void)st;
    (void)data;
}

static void
pass_trouble(const char *path, int failed, gpointer data)
{
    (void)path;
    (void)failed;
    (void)data;
}

/* The folders of something that was dropped are of no use without their files. They are let lie
 * for a while: whoever is copying into them should not lose them between two files. */
static void
prune_trees(RftFolder *folder)
{
    enum { REST = 30 /* seconds */ };
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    const RftVisitor visitor = {note_folder, note_nothing, pass_trouble, paths};
    const int inbox = folder->places->fd[RFT_PLACE_INBOX];
    GHashTableIter iter;
    gpointer name = NULL;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, folder->trees);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        const RftTree *tree = value;
        if (tree->dropped && g_get_monotonic_time() - tree->changed > (gint64)REST * G_USEC_PER_SEC)
            rft_scan(inbox, name, &visitor);
    }
    for (guint i = paths->len; i > 0; i--) {
        const char *last = NULL;
        const int parent = rft_open_parent(inbox, g_ptr_array_index(paths, i - 1), false, &last);
        if (parent < 0)
            continue;
        (void)unlinkat(parent, last, AT_REMOVEDIR);
        (void)close(parent);
    }
}

void
rft_look_around(RftFolder *folder, const char *path)
{
    const RftVisitor visitor = {on_folder, on_file, on_trouble, folder};

    const bool known = *path == '\0' || g_hash_table_contains(folder->watched, path);

    folder->pass++;
    rft_scan(folder->places->fd[RFT_PLACE_INBOX], path, &visitor);
    if (known)
        rft_candidates_sweep(folder->candidates, path, folder->pass);
    if (*path != '\0')
        return;
    prune_trees(folder);
    (void)g_hash_table_foreach_remove(folder->blind, is_seen_again, folder);
    (void)g_hash_table_foreach_remove(folder->watched, is_stale, folder);
    (void)g_hash_table_foreach_remove(folder->trees, tree_is_gone, folder);
}

void
rft_look_again(RftFolder *folder, const char *path)
{
    struct stat st;
    RftCandidate *candidate = rft_candidates_find(folder->candidates, path);

    if (rft_stat_below(folder->places->fd[RFT_PLACE_INBOX], path, &st)) {
        if (!S_ISDIR(st.st_mode))
            see(folder, path, &st);
    } else if (errno == ENOENT && candidate != NULL && candidate->state != RFT_CANDIDATE_TAKEN) {
        rft_candidates_drop(folder->candidates, candidate);
    }
}

/* ---- by the clock ---- */

static bool
is_poll_root(const RftFolder *folder, const char *path, const RftWatched *watched)
{
    g_autofree char *parent = parent_of(path);
    const RftWatched *above = *path != '\0' ? g_hash_table_lookup(folder->watched, parent) : NULL;

    return watched->polls && (above == NULL || !above->polls);
}

void
rft_look_poll(RftFolder *folder)
{
    g_autoptr(GPtrArray) roots = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer path = NULL;
    gpointer watched = NULL;

    g_hash_table_iter_init(&iter, folder->watched);
    while (g_hash_table_iter_next(&iter, &path, &watched))
        if (is_poll_root(folder, path, watched))
            g_ptr_array_add(roots, g_strdup(path));
    for (guint i = 0; i < roots->len; i++)
        rft_look_around(folder, g_ptr_array_index(roots, i));
}

bool
rft_look_polls(const RftFolder *folder)
{
    GHashTableIter iter;
    gpointer watched = NULL;

    g_hash_table_iter_init(&iter, folder->watched);
    while (g_hash_table_iter_next(&iter, NULL, &watched))
        if (((const RftWatched *)watched)->polls)
            return true;
    return false;
}

void
rft_look_forget(RftFolder *folder)
{
    g_hash_table_remove_all(folder->watched);
    g_hash_table_remove_all(folder->trees);
    rft_candidates_free(folder->candidates);
    folder->candidates = rft_candidates_new();
    folder->begun = false;
}

/* ---- events ---- */

static void
forget_folder(RftFolder *folder, const char *path)
{
    if (*path == '\0')
        return;
    rft_events_forget(folder->events, path);
    (void)g_hash_table_remove(folder->watched, path);
    (void)g_hash_table_remove(folder->trees, path);
}

static void
say_overflow(RftFolder *folder)
{
    enum { SELDOM = 10 /* seconds */ };
    const gint64 now = g_get_monotonic_time();

    if (folder->told_overflow > 0 && now - folder->told_overflow < (gint64)SELDOM * G_USEC_PER_SEC)
        return;
    folder->told_overflow = now;
    rft_folder_say(folder, REFERAT_LEVEL_NOTE, NULL,
                   "too much happened at once for inotify: looking around");
}

static void
on_hint(RftHint hint, const char *path, gpointer data)
{
    RftFolder *folder = data;

    switch (hint) {
    case RFT_HINT_FILE:
        if (!rft_is_ignored(rft_last_part(path)))
            rft_look_again(folder, path);
        break;
    case RFT_HINT_FOLDER:
        if (!rft_is_ignored(rft_last_part(path)))
            rft_look_around(folder, path);
        break;
    case RFT_HINT_GONE:
        /* what lay in it is not there when it is due; the rest is for a look around, soon: to look
         * for each of very many would take all the time there is */
        forget_folder(folder, path);
        folder->next_scan =
            MIN(folder->next_scan, MAX(folder->rested, g_get_monotonic_time() + G_USEC_PER_SEC));
        break;
    case RFT_HINT_UPHEAVAL:
        folder->upheaval = true;
        break;
    case RFT_HINT_OVERFLOW:
        say_overflow(folder);
        folder->next_scan = 0;
        break;
    }
}

void
rft_look_read_events(RftFolder *folder)
{
    if (folder->events != NULL)
        rft_events_read(folder->events, on_hint, folder);
}

/* ---- what is due ---- */

void
rft_look_trouble(RftFolder *folder, RftCandidate *candidate, int failed)
{
    const char *words = rft_passing(failed);

    if (g_strcmp0(candidate->trouble, words) != 0) {
        rft_folder_say(folder, REFERAT_LEVEL_WARNING, candidate->path, "waits: %s (%s)", words,
                       g_strerror(failed));
        g_free(candidate->trouble);
        candidate->trouble = g_strdup(words);
        rft_batch_wait(&folder->batch, candidate->path, words);
    }
    candidate->troubles++;
    if (folder->options->once)
        rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_LEFT);
    else
        rft_candidates_wait(folder->candidates, candidate,
                            g_get_monotonic_time() + rft_backoff(candidate->troubles));
}

static void
leave(RftFolder *folder, RftCandidate *candidate)
{
    rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_LEFT);
}

/* Links lead out of the inbox, to what whoever dropped them may not read; queues and devices have
 * no end. */
static void
look_at_special(RftFolder *folder, RftCandidate *candidate)
{
    if (!(S_ISLNK(candidate->sample.st_mode) || S_ISREG(candidate->sample.st_mode)) ||
        rft_deliver_left(folder, candidate->path, RFT_TROUBLE_LINK))
        leave(folder, candidate);
    else
        rft_look_trouble(folder, candidate, errno);
}

/* Waited for long enough: it will not come any more. */
static void
give_up(RftFolder *folder, RftCandidate *candidate, RftTrouble trouble)
{
    g_autofree char *path = g_strdup(candidate->path);
    bool claimed = false;

    if (!rft_turn_claim(folder, path, &claimed)) {
        rft_look_trouble(folder, candidate, errno);
        return;
    }
    leave(folder, candidate);
    if (rft_deliver_failure(folder, path, claimed, trouble, NULL, &(RftReason){"", ""}, "")) {
        rft_look_again(folder, path);
        return;
    }
    const int failed = errno;
    if (claimed)
        rft_turn_release(folder, path);
    rft_look_trouble(folder, candidate, failed);
}

static void
wait_for_rest(RftFolder *folder, RftCandidate *candidate, RftTrouble trouble)
{
    const gint64 patience = (gint64)(folder->settings->patience * G_USEC_PER_SEC);
    const gint64 until = candidate->since + patience;
    const bool over = folder->options->once ? rft_waiting_time(folder->waiting, candidate->path,
                                                               &candidate->sample) >= patience
                                            : g_get_monotonic_time() >= until;

    if (over) {
        give_up(folder, candidate, trouble);
    } else if (folder->options->once) {
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, candidate->path, "left for the next time: %s",
                       rft_trouble_wrong(trouble));
        leave(folder, candidate);
    } else {
        if (!candidate->slow)
            rft_folder_say(folder, REFERAT_LEVEL_NOTE, candidate->path,
                           "not all of it is there yet; waiting for the rest");
        candidate->slow = true;
        rft_candidates_wait(folder->candidates, candidate, until);
    }
}

static void
act_on(RftFolder *folder, RftCandidate *candidate, RftReadiness readiness)
{
    switch (readiness) {
    case RFT_READY_DOCUMENT:
    case RFT_READY_ARCHIVE:
        candidate->archive = readiness == RFT_READY_ARCHIVE;
        rft_candidates_make(folder->candidates, candidate, RFT_CANDIDATE_READY);
        break;
    case RFT_READY_WRITTEN:
        /* that it was closed is told, but not by every file system */
        if (folder->options->once)
            leave(folder, candidate);
        else
            rft_candidates_wait(folder->candidates, candidate,
                                g_get_monotonic_time() + G_USEC_PER_SEC);
        break;
    case RFT_READY_EMPTY:
        wait_for_rest(folder, candidate, RFT_TROUBLE_EMPTY);
        break;
    case RFT_READY_INCOMPLETE:
        wait_for_rest(folder, candidate, RFT_TROUBLE_INCOMPLETE);
        break;
    case RFT_READY_UNSUPPORTED:
        if (rft_deliver_left(folder, candidate->path,
                             rft_trouble_of_name(rft_last_part(candidate->path))))
            leave(folder, candidate);
        else
            rft_look_trouble(folder, candidate, errno);
        break;
    }
}

/* Returns: when all of the folder that @candidate came in has been quiet for long enough; 0 = it
 * has. */
static gint64
quiet_at(const RftFolder *folder, const RftCandidate *candidate, gint64 rest)
{
    RftTree *tree = tree_of(folder, candidate->path);

    if (tree == NULL || tree->quiet)
        return 0;
    const gint64 patience = (gint64)(folder->settings->patience * G_USEC_PER_SEC);
    if (tree->changed + rest > g_get_monotonic_time() &&
        g_get_monotonic_time() < tree->seen + MAX(patience, rest))
        return tree->changed + rest;
    tree->quiet = true;
    return 0;
}

/* Where results go into the inbox itself. */
static bool
is_result(const RftFolder *folder, const RftCandidate *candidate)
{
    const struct stat *st = folder->places->st;

    return rft_is_same_file(&st[RFT_PLACE_INBOX], &st[RFT_PLACE_CONVERTED]) &&
           (rft_ledger_is_ours(folder->ledger, candidate->path) ||
            g_str_equal(candidate->path, RFT_STATUS_PAGE));
}

/* As root we may read what whoever made a second name of it may not. */
static bool
is_others_link(const RftFolder *folder, const struct stat *st)
{
    return geteuid() == 0 && st->st_nlink > 1 &&
           st->st_uid != folder->places->st[RFT_PLACE_INBOX].st_uid;
}

static void
decide(RftFolder *folder, RftCandidate *candidate)
{
    const gint64 rest = rest_of(folder, candidate->path);
    struct stat st;
    const int file = rft_open_file(folder->places->fd[RFT_PLACE_INBOX], candidate->path, &st);

    if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
        rft_candidates_drop(folder->candidates, candidate);
    else if ((file < 0 && (errno == ELOOP || errno == ENXIO)) ||
             (file >= 0 && is_others_link(folder, &st)))
        look_at_special(folder, candidate);
    else if (file < 0)
        rft_look_trouble(folder, candidate, errno);
    else if (!rft_is_unchanged(&candidate->sample, &st, false))
        see(folder, candidate->path, &st);
    else if (is_result(folder, candidate))
        leave(folder, candidate);
    else if (g_get_monotonic_time() - candidate->since < rest)
        rft_candidates_wait(folder->candidates, candidate, candidate->since + rest);
    else if (quiet_at(folder, candidate, rest) > 0)
        rft_candidates_wait(folder->candidates, candidate, quiet_at(folder, candidate, rest));
    else
        act_on(folder, candidate, rft_look_ready(file, &st, rft_last_part(candidate->path)));
    if (file >= 0)
        (void)close(file);
}

void
rft_look_at_due(RftFolder *folder)
{
    enum { MOST = 1000 /* at once: workers are to be heard meanwhile */ };
    const gint64 now = g_get_monotonic_time();

    for (unsigned i = 0; i < MOST; i++) {
        RftCandidate *candidate = rft_candidates_due(folder->candidates);
        if (candidate == NULL || candidate->due > now)
            return;
        decide(folder, candidate);
    }
}
