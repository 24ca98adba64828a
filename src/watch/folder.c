/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "bulk/voice.h"
#include "po/i18n.h"
#include "watch/page.h"
#include "watch/paths.h"

/* A watched folder's life: it is opened when it is there, held by one watcher, looked after while
 * it is, and opened again when it went away and came back. */

enum { RETRY = 5 /* seconds until a folder that is not there is looked for again */ };

static gint64
in_seconds(double seconds)
{
    return g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
}

/* ---- telling ---- */

char *
rft_folder_inbox(const RftFolder *folder)
{
    return rft_places_shown(folder->places, RFT_PLACE_INBOX, "");
}

void
rft_folder_say(const RftFolder *folder, ReferatLevel level, const char *path, const char *format,
               ...)
{
    va_list list;

    if (folder->voice->quiet && level < REFERAT_LEVEL_WARNING)
        return;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(_(format), list);
    va_end(list);
    /* names are bytes, and the text may hold what a worker said */
    const char *inbox =
        folder->places != NULL ? folder->places->path[RFT_PLACE_INBOX] : folder->root;
    g_autofree char *shown = rft_show_name(path != NULL && *path != '\0' ? path : inbox, NULL);
    g_autofree char *line = g_strdup_printf("%s: %s", shown, text);
    folder->voice->say(level, line, folder->voice->data);
}

/* ---- making and freeing ---- */

RftFolder *
rft_folder_new(const RftWatchOptions *options, const RftWatchVoice *voice, RftConverter *converter,
               int epoll, const char *given)
{
    RftFolder *folder = g_new0(RftFolder, 1);

    folder->options = options;
    folder->voice = voice;
    folder->converter = converter;
    folder->epoll = epoll;
    folder->root = rft_places_root(options, given);
    folder->candidates = rft_candidates_new();
    folder->watched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    folder->trees = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    folder->turns = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, rft_turn_free);
    folder->sums = g_hash_table_new(g_str_hash, g_str_equal);
    folder->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    folder->blind = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    folder->pending = g_ptr_array_new();
    return folder;
}

static void
drop_events(RftFolder *folder)
{
    if (folder->events == NULL)
        return;
    (void)epoll_ctl(folder->epoll, EPOLL_CTL_DEL, rft_events_fd(folder->events), NULL);
    rft_events_free(folder->events);
    folder->events = NULL;
}

/* What is being converted has no place to go any more; what was claimed waits in its folder. */
static void
let_go(RftFolder *folder)
{
    drop_events(folder);
    rft_turn_stop(folder);
    g_ptr_array_set_size(folder->pending, 0);
    rft_look_forget(folder);
    g_clear_pointer(&folder->waiting, rft_waiting_close);
    g_clear_pointer(&folder->ledger, rft_ledger_free);
    g_clear_pointer(&folder->lease, rft_lease_free);
    g_clear_pointer(&folder->places, rft_places_free);
}

void
rft_folder_free(RftFolder *folder)
{
    if (folder == NULL)
        return;
    if (folder->places != NULL && folder->batch.page_stale && !folder->lost)
        rft_page_make(folder);
    let_go(folder);
    rft_batch_clear(&folder->batch);
    rft_candidates_free(folder->candidates);
    rft_settings_free(folder->settings);
    g_free(folder->files_stamp);
    g_free(folder->why);
    g_hash_table_unref(folder->watched);
    g_hash_table_unref(folder->trees);
    g_hash_table_unref(folder->turns);
    g_hash_table_unref(folder->sums);
    g_hash_table_unref(folder->blind);
    g_hash_table_unref(folder->refused);
    g_ptr_array_unref(folder->pending);
    g_free(folder->root);
    g_free(folder);
}

/* ---- opening ---- */

static RftWatchStatus
status_of(const GError *error)
{
    switch ((ReferatError)error->code) {
    case REFERAT_ERROR_OPTION:
        return RFT_WATCH_CONFIGURATION;
    case REFERAT_ERROR_NO_INPUT:
        return RFT_WATCH_NO_INPUT;
    case REFERAT_ERROR_PERMISSION:
        return RFT_WATCH_PERMISSION;
    case REFERAT_ERROR_CANCELLED:
        return RFT_WATCH_AGAIN;
    default:
        return RFT_WATCH_CANNOT_CREATE;
    }
}

typedef struct {
    RftFolder *folder;
    gint64 until;
    bool told;
} Waiting;

/* Somebody else has it: asked now and then while we wait for his lease to end; or for a moment, in
 * which the workers of one that was killed end. */
static bool
wait_for_lease(const char *holder, gpointer data)
{
    Waiting *waiting = data;

    if (!waiting->folder->options->takeover)
        return g_get_monotonic_time() < waiting->until;
    if (!waiting->told)
        rft_folder_say(waiting->folder, REFERAT_LEVEL_NOTE, NULL,
                       "%s watches it; taking over when there is no sign of it for %u s", holder,
                       waiting->folder->options->lease);
    waiting->told = true;
    return !rft_watch_stopping();
}

static bool
take_lease(RftFolder *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder->places->path[RFT_PLACE_STATE], "lock", NULL);
    Waiting waiting = {folder, in_seconds(1), false};

    folder->lease = rft_lease_take(path, folder->options->lease, wait_for_lease, &waiting, error);
    return folder->lease != NULL;
}

static void
begin_events(RftFolder *folder)
{
    struct epoll_event event = {.events = EPOLLIN};

    folder->events = rft_events_new();
    if (folder->events != NULL)
        (void)epoll_ctl(folder->epoll, EPOLL_CTL_ADD, rft_events_fd(folder->events), &event);
}

/* Outputs of a run that was killed before it wrote down what they are. */
static void
clear_stage(const RftFolder *folder)
{
    const int stage = folder->places->fd[RFT_PLACE_STAGE];
    DIR *entries = rft_entries_of(stage);
    const bool wanted = folder->pending->len > 0; /* some are; at the next start */

    for (struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL;
         entry = readdir(entries))
        if (!wanted && rft_is_stage_name(entry->d_name))
            (void)unlinkat(stage, entry->d_name, 0);
    if (entries != NULL)
        (void)closedir(entries);
}

static struct stat
look_at_settings(const RftFolder *folder)
{
    g_autofree char *path = g_build_filename(folder->root, RFT_SETTINGS_FILE, NULL);
    struct stat st;

    return stat(path, &st) == 0 ? st : (struct stat){0};
}

static void
keep_stamp(RftFolder *folder, const RftSettings *settings)
{
    g_free(folder->files_stamp);
    folder->files_stamp = rft_settings_stamp(settings);
}

static void
clear_parts(const RftFolder *folder)
{
    static const RftPlace places[] = {RFT_PLACE_INBOX, RFT_PLACE_CONVERTED, RFT_PLACE_DONE,
                                      RFT_PLACE_FAILED};

    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        rft_clear_parts(folder->places->fd[places[i]]);
}

static bool
open_all(RftFolder *folder, GError **error)
{
    folder->settings_st = look_at_settings(folder);
    g_autoptr(RftSettings) settings = rft_settings_read(folder->options, folder->root, error);

    if (settings == NULL)
        return false;
    rft_settings_free(folder->settings);
    folder->settings = g_steal_pointer(&settings);
    keep_stamp(folder, folder->settings);
    folder->places = rft_places_open(folder->root, folder->settings, error);
    if (folder->places == NULL || !take_lease(folder, error))
        return false;
    folder->ledger = rft_ledger_open(folder->places->fd[RFT_PLACE_STATE]);
    if (folder->ledger != NULL)
        return true;
    referat_set_error(error, REFERAT_ERROR_CANNOT_CREATE, "%s/ledger: %s",
                      folder->places->path[RFT_PLACE_STATE], g_strerror(errno));
    return false;
}

static void
begin(RftFolder *folder)
{
    const gint64 now = g_get_monotonic_time();

    if (folder->told_away)
        rft_folder_say(folder, REFERAT_LEVEL_NOTE, NULL, "the folder is there again");
    folder->told_away = false;
    folder->away_since = 0;
    folder->upheaval = false;
    rft_deliver_recover(folder);
    rft_turn_put_back(folder);
    rft_unpack_clear(folder);
    clear_stage(folder);
    clear_parts(folder);
    if (folder->options->once)
        folder->waiting = rft_waiting_open(folder->places->fd[RFT_PLACE_STATE]);
    begin_events(folder);
    rft_look_around(folder, "");
    folder->begun = true;
    folder->batch.page_stale = true;
    folder->next_scan = in_seconds(folder->settings->rescan);
    folder->next_poll = in_seconds(folder->settings->poll);
    folder->next_sign = now;
}

static RftWatchStatus
try_to_open(RftFolder *folder, GError **error)
{
    if (open_all(folder, error)) {
        begin(folder);
        return RFT_WATCH_DONE;
    }
    const RftWatchStatus status = status_of(*error);
    g_clear_pointer(&folder->ledger, rft_ledger_free);
    g_clear_pointer(&folder->lease, rft_lease_free);
    g_clear_pointer(&folder->places, rft_places_free);
    folder->next_try = in_seconds(RETRY);
    return status;
}

RftWatchStatus
rft_folder_open(RftFolder *folder)
{
    g_autoptr(GError) error = NULL;
    const RftWatchStatus status = try_to_open(folder, &error);
    const bool may_come = status == RFT_WATCH_NO_INPUT || status == RFT_WATCH_PERMISSION ||
                          status == RFT_WATCH_CANNOT_CREATE;

    if (status == RFT_WATCH_DONE)
        return status;
    if (may_come && !folder->options->once) {
        rft_folder_say(folder, REFERAT_LEVEL_WARNING, NULL, "%s; waiting for it",
                       referat_error_get_localised(error));
        folder->told_away = true;
        folder->away_since = g_get_monotonic_time();
        return RFT_WATCH_DONE;
    }
    folder->voice->say(REFERAT_LEVEL_ERROR, referat_error_get_localised(error),
                       folder->voice->data);
    return status;
}

/* ---- looking after it ---- */

/* A service manager that lets us write to some folders only does so to those that were there when
 * we were started: one that was made anew since is behind a wall. */
static bool
is_behind_walls(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && g_getenv("NOTIFY_SOCKET") != NULL;
}

static void
end_for_walls(RftFolder *folder)
{
    enum { REST = 30 /* seconds that a folder may be away, before we are started for nothing */ };

    if (!is_behind_walls() || folder->options->once || folder->away_since == 0 ||
        g_get_monotonic_time() - folder->away_since < (gint64)REST * G_USEC_PER_SEC)
        return;
    rft_folder_say(
        folder, REFERAT_LEVEL_WARNING, NULL,
        "ending, to be started again with a sandbox that fits the folders as they are now");
    folder->walled = true;
}

/* Once, until it is another reason. */
static void
say_why(RftFolder *folder, const char *why)
{
    if (g_strcmp0(folder->why, why) == 0)
        return;
    g_free(folder->why);
    folder->why = g_strdup(why);
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, NULL, "%s; waiting for it", why);
}

static gint64
look_for_it(RftFolder *folder)
{
    g_autoptr(GError) error = NULL;

    if (g_get_monotonic_time() < folder->next_try)
        return folder->next_try;
    const RftWatchStatus status = try_to_open(folder, &error);
    if (status == RFT_WATCH_AGAIN) {
        rft_folder_say(folder, REFERAT_LEVEL_WARNING, NULL, "%s",
                       referat_error_get_localised(error));
        folder->lost = true;
    }
    if (status != RFT_WATCH_DONE) {
        say_why(folder, referat_error_get_localised(error));
        end_for_walls(folder);
    }
    return status == RFT_WATCH_DONE ? g_get_monotonic_time() : folder->next_try;
}

/* Returns: whether it is still ours and where it was. */
static bool
check_hold(RftFolder *folder)
{
    const char *which = NULL;

    folder->upheaval = false;
    if (rft_places_hold(folder->places, &which))
        return true;
    rft_folder_say(folder, REFERAT_LEVEL_WARNING, NULL,
                   "%s is gone or was replaced; waiting for it", which);
    folder->told_away = true;
    folder->away_since = g_get_monotonic_time();
    g_clear_pointer(&folder->why, g_free);
    let_go(folder);
    /* it may be there again already */
    folder->next_try = g_get_monotonic_time() + G_USEC_PER_SEC / 10;
    return false;
}

/* A folder that we hold open tells nothing of being taken away: it is looked for. */
static bool
give_sign(RftFolder *folder)
{
    const bool held = rft_lease_renew(folder->lease);

    if (!check_hold(folder) || held)
        return true; /* gone, with its lock, or still ours */
    rft_folder_say(folder, REFERAT_LEVEL_ERROR, NULL, "somebody else took over; leaving it alone");
    folder->lost = true;
    return false;
}

/* A machine that slept may have missed what others did. */
static bool
has_slept(RftFolder *folder)
{
    struct timespec boot;
    struct timespec awake;

    if (clock_gettime(CLOCK_BOOTTIME, &boot) != 0 || clock_gettime(CLOCK_MONOTONIC, &awake) != 0)
        return false;
    const gint64 asleep = (gint64)(boot.tv_sec - awake.tv_sec);
    const bool slept = asleep > folder->suspended + 1 && folder->suspended > 0;
    folder->suspended = MAX(asleep, 1);
    return slept;
}

static void
look_when_due(RftFolder *folder)
{
    const gint64 now = g_get_monotonic_time();
    enum { SHARE = 50 /* looking takes at most this part of the time */ };

    if (has_slept(folder))
        folder->next_scan = now;
    if (now >= folder->next_scan) {
        if (!check_hold(folder))
            return;
        rft_look_around(folder, "");
        const gint64 cost = g_get_monotonic_time() - now;
        folder->rested = g_get_monotonic_time() + cost * SHARE;
        folder->next_scan = MAX(in_seconds(folder->settings->rescan), folder->rested);
        folder->next_poll = MAX(folder->next_poll, g_get_monotonic_time() + cost * SHARE);
    } else if (now >= folder->next_poll) {
        if (rft_look_polls(folder))
            rft_look_poll(folder);
        const gint64 cost = g_get_monotonic_time() - now;
        folder->next_poll =
            MAX(in_seconds(folder->settings->poll), g_get_monotonic_time() + cost * SHARE);
    }
}

/* Only where something is looked at by the clock is there anything to do before the next look
 * around. */
static gint64
next_of(const RftFolder *folder, gint64 pending)
{
    const RftCandidate *due = rft_candidates_due(folder->candidates);
    gint64 next = MIN(folder->next_scan, pending);

    next = MIN(next, folder->next_sign);
    if (rft_look_polls(folder))
        next = MIN(next, folder->next_poll);
    if (due != NULL)
        next = MIN(next, due->due);
    if (rft_candidates_ready(folder->candidates) != NULL && folder->paused > g_get_monotonic_time())
        next = MIN(next, folder->paused);
    return next;
}

gint64
rft_folder_step(RftFolder *folder)
{
    enum { SIGNS = 6 /* in the time that a lease lasts */, SLOWEST_SIGN = 2 };
    enum { UNPACKING = 50000 /* microseconds */ };

    if (folder->places == NULL)
        return look_for_it(folder);
    if (g_get_monotonic_time() >= folder->next_sign) {
        folder->next_sign =
            in_seconds(CLAMP((double)folder->options->lease / SIGNS, 1, SLOWEST_SIGN));
        if (!give_sign(folder) || folder->places == NULL)
            return folder->lost ? G_MAXINT64 : folder->next_try;
    }
    rft_look_read_events(folder);
    if (folder->upheaval && !check_hold(folder))
        return folder->next_try;
    look_when_due(folder);
    if (folder->places == NULL)
        return folder->next_try;
    rft_look_at_due(folder);
    const gint64 pending = rft_deliver_pending(folder);
    rft_unpack_look(folder);
    const gint64 told = rft_page_and_notify(folder);
    gint64 next = MIN(next_of(folder, pending), told);
    if (rft_unpack_count(folder) > 0)
        next = MIN(next, g_get_monotonic_time() + UNPACKING);
    return next;
}

bool
rft_folder_is_idle(const RftFolder *folder)
{
    return folder->places == NULL ||
           (rft_candidates_count(folder->candidates, RFT_CANDIDATE_WAITING) == 0 &&
            rft_candidates_count(folder->candidates, RFT_CANDIDATE_READY) == 0 &&
            g_hash_table_size(folder->turns) == 0);
}

static void
find_trouble(RftCandidate *candidate, gpointer data)
{
    bool *trouble = data;

    *trouble = *trouble || candidate->trouble != NULL;
}

bool
rft_folder_has_trouble(const RftFolder *folder)
{
    bool trouble = folder->pending->len > 0 || folder->places == NULL;

    rft_candidates_each(folder->candidates, find_trouble, &trouble);
    return trouble;
}

bool
rft_folder_is_stale(const RftFolder *folder)
{
    const struct stat st = look_at_settings(folder);
    g_autofree char *stamp = rft_settings_stamp(folder->settings);

    return folder->places != NULL && (!rft_is_unchanged(&folder->settings_st, &st, true) ||
                                      g_strcmp0(stamp, folder->files_stamp) != 0);
}

void
rft_folder_reload(RftFolder *folder)
{
    g_autoptr(GError) error = NULL;

    folder->settings_st = look_at_settings(folder);
    RftSettings *settings = rft_settings_read(folder->options, folder->root, &error);
    keep_stamp(folder, settings != NULL ? settings : folder->settings);

    if (settings == NULL) {
        rft_folder_say(folder, REFERAT_LEVEL_ERROR, NULL, "%s; going on as before",
                       referat_error_get_localised(error));
        return;
    }
    /* before anything is let go: whether the folders can be as they are asked for now */
    RftPlaces *places = rft_places_open(folder->root, settings, &error);
    if (places == NULL && g_error_matches(error, REFERAT_ERROR, REFERAT_ERROR_OPTION)) {
        rft_folder_say(folder, REFERAT_LEVEL_ERROR, NULL, "%s; going on as before",
                       referat_error_get_localised(error));
        rft_settings_free(settings);
        return;
    }
    rft_places_free(places);
    rft_settings_free(folder->settings);
    folder->settings = settings;
    rft_folder_say(folder, REFERAT_LEVEL_NOTE, NULL, "settings read again");
    /* other names of folders, other ways of looking: as at the start */
    let_go(folder);
    folder->next_try = 0;
}
