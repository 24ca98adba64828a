/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/folder.h"
#include "watch/service.h"

/* The loop: one thread that waits for signals, for what the kernel tells of folders, for workers
 * and for the clock, and does what is due. */

typedef struct {
    const RftWatchOptions *options;
    const RftWatchVoice *voice;
    RftConverter *converter;
    GPtrArray *folders; /* of RftFolder */
    int epoll;
    int signals;
    guint first;
    gint64 next_settings;
    gint64 last_work; /* monotonic microseconds */
    bool stopping;
    bool reload;     /* settings are to be read again: */
    bool reload_all; /* all, or those that have changed */
} Watch;

/* ---- signals ---- */

static int
catch_signals(void)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    (void)sigaddset(&set, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    /* a lease of ours that somebody waits for is given back at once anyway */
    (void)signal(SIGIO, SIG_IGN);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void
reap_notifiers(const Watch *watch)
{
    for (guint i = 0; i < watch->folders->len; i++) {
        RftFolder *folder = g_ptr_array_index(watch->folders, i);
        if (folder->batch.notifier > 0 &&
            waitpid(folder->batch.notifier, NULL, WNOHANG) == folder->batch.notifier)
            folder->batch.notifier = 0;
    }
}

static void
read_signals(Watch *watch)
{
    struct signalfd_siginfo info;

    while (read(watch->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo == SIGHUP)
            watch->reload = watch->reload_all = true;
        else if (info.ssi_signo == SIGCHLD)
            reap_notifiers(watch);
        else
            watch->stopping = true;
    }
}

bool
rft_watch_stopping(void)
{
    sigset_t set;

    return sigpending(&set) == 0 &&
           (sigismember(&set, SIGTERM) == 1 || sigismember(&set, SIGINT) == 1);
}

/* ---- the loop ---- */

static RftFolder *
folder_at(const Watch *watch, guint i)
{
    return g_ptr_array_index(watch->folders, i);
}

static gint64
step_all(Watch *watch)
{
    gint64 next = G_MAXINT64;

    for (guint i = 0; i < watch->folders->len; i++)
        next = MIN(next, rft_folder_step(folder_at(watch, i)));
    /* the one that is asked first is asked last the next time: none has all workers for itself */
    watch->first++;
    for (guint i = 0; !watch->reload && i < watch->folders->len; i++)
        rft_folder_give(folder_at(watch, (watch->first + i) % watch->folders->len));
    return next;
}

/* Returns: whether a folder is not ours to watch any more. */
static bool
is_lost(const Watch *watch)
{
    for (guint i = 0; i < watch->folders->len; i++)
        if (folder_at(watch, i)->lost || folder_at(watch, i)->walled)
            return true;
    return false;
}

static bool
is_idle(const Watch *watch)
{
    for (guint i = 0; i < watch->folders->len; i++)
        if (!rft_folder_is_idle(folder_at(watch, i)))
            return false;
    return true;
}

static void
take(const Watch *watch, RftOutcome *outcome)
{
    for (guint i = 0; i < watch->folders->len; i++)
        if (rft_folder_take(folder_at(watch, i), outcome))
            break;
    rft_outcome_clear(outcome);
}

static int
milliseconds_until(gint64 when)
{
    const gint64 left = when - g_get_monotonic_time();

    if (left <= 0)
        return 0;
    return (int)MIN((left + 999) / 1000, (gint64)3600 * 1000);
}

/* The words of all languages are not held for a clerk who comes once a week. */
static gint64
rest_when_idle(Watch *watch)
{
    enum { REST = 5 /* seconds */ };
    const gint64 now = g_get_monotonic_time();

    if (rft_converter_busy(watch->converter) > 0 || watch->last_work == 0) {
        watch->last_work = rft_converter_busy(watch->converter) > 0 ? now : 0;
        return G_MAXINT64;
    }
    const gint64 when = watch->last_work + (gint64)REST * G_USEC_PER_SEC;
    if (now < when)
        return when;
    rft_converter_rest(watch->converter);
    watch->last_work = 0;
    return G_MAXINT64;
}

static void
wait_for_something(Watch *watch, gint64 next)
{
    const gint64 beat = rft_service_beat();
    RftOutcome outcome;

    next = MIN(next, rest_when_idle(watch));
    if (beat > 0)
        next = MIN(next, g_get_monotonic_time() + beat);
    if (rft_converter_busy(watch->converter) > 0) {
        if (rft_converter_wait(watch->converter, milliseconds_until(next), &outcome))
            take(watch, &outcome);
    } else {
        struct pollfd end = {.fd = watch->epoll, .events = POLLIN};
        (void)poll(&end, 1, milliseconds_until(next));
    }
}

static void
reload_when_idle(Watch *watch)
{
    if (rft_converter_busy(watch->converter) > 0)
        return;
    rft_service_reloading();
    for (guint i = 0; i < watch->folders->len; i++)
        if (watch->reload_all || rft_folder_is_stale(folder_at(watch, i)))
            rft_folder_reload(folder_at(watch, i));
    watch->reload = watch->reload_all = false;
    rft_converter_rest(watch->converter);
    rft_service_tell("READY=1");
}

/* Whoever edits a folder's file need not know of signals. */
static void
look_at_settings(Watch *watch)
{
    enum { PAUSE = 2 /* seconds */ };
    const gint64 now = g_get_monotonic_time();

    if (now < watch->next_settings)
        return;
    watch->next_settings = now + (gint64)PAUSE * G_USEC_PER_SEC;
    for (guint i = 0; i < watch->folders->len; i++)
        watch->reload = watch->reload || rft_folder_is_stale(folder_at(watch, i));
}

static void
loop(Watch *watch)
{
    for (;;) {
        read_signals(watch);
        if (watch->stopping || is_lost(watch))
            return;
        look_at_settings(watch);
        if (watch->reload)
            reload_when_idle(watch);
        const gint64 next = step_all(watch);
        if (watch->options->once && is_idle(watch) && rft_converter_busy(watch->converter) == 0)
            return;
        wait_for_something(watch, next);
    }
}

/* What is nearly done is finished; for the rest nobody waits. */
static void
finish(Watch *watch)
{
    enum {
        GRACE = 3 /* seconds: a service manager, or a machine that is turned off, wants it soon */
    };
    const gint64 end = g_get_monotonic_time() + (gint64)GRACE * G_USEC_PER_SEC;
    RftOutcome outcome;

    rft_service_tell("STOPPING=1");
    rft_converter_watch(watch->converter, watch->signals);
    while (!is_lost(watch) && rft_converter_busy(watch->converter) > 0 &&
           g_get_monotonic_time() < end)
        if (rft_converter_wait(watch->converter, milliseconds_until(end), &outcome))
            take(watch, &outcome);
        else
            read_signals(watch);
    rft_converter_rest(watch->converter);
}

/* ---- all of it ---- */

/* Texts for people are in one language; that of the first folder that names one. */
static void
choose_language(const RftWatchOptions *options)
{
    const char *language = options->messages;
    g_autofree char *named = NULL;

    for (size_t i = 0; language == NULL && named == NULL && options->folders[i] != NULL; i++) {
        g_autofree char *root = rft_places_root(options, options->folders[i]);
        g_autoptr(RftSettings) settings = rft_settings_read(options, root, NULL);
        if (settings != NULL)
            named = g_strdup(settings->messages);
    }
    rft_speak(language != NULL ? language : named);
}

/* One folder may be named twice: by itself and by its inbox. */
static bool
is_named_before(const Watch *watch, size_t index)
{
    const char *const *given = watch->options->folders;
    g_autofree char *root = rft_places_root(watch->options, given[index]);

    for (size_t i = 0; i < index; i++) {
        g_autofree char *other = rft_places_root(watch->options, given[i]);
        if (g_str_equal(root, other))
            return true;
    }
    return false;
}

static RftWatchStatus
open_all(Watch *watch)
{
    RftWatchStatus status = RFT_WATCH_DONE;

    for (size_t i = 0; status == RFT_WATCH_DONE && watch->options->folders[i] != NULL; i++) {
        if (is_named_before(watch, i))
            continue;
        RftFolder *folder = rft_folder_new(watch->options, watch->voice, watch->converter,
                                           watch->epoll, watch->options->folders[i]);
        g_ptr_array_add(watch->folders, folder);
        status = rft_folder_open(folder);
    }
    return status;
}

static RftWatchStatus
status_at_end(const Watch *watch)
{
    for (guint i = 0; i < watch->folders->len; i++) {
        if (folder_at(watch, i)->lost)
            return RFT_WATCH_AGAIN;
        if (folder_at(watch, i)->walled)
            return RFT_WATCH_SYSTEM;
    }
    for (guint i = 0; watch->options->once && i < watch->folders->len; i++)
        if (rft_folder_has_trouble(folder_at(watch, i)))
            return RFT_WATCH_AGAIN;
    return RFT_WATCH_DONE;
}

static void
notify_at_end(const Watch *watch)
{
    for (guint i = 0; watch->options->once && i < watch->folders->len; i++) {
        RftFolder *folder = folder_at(watch, i);
        if (folder->batch.changed != 0 && watch->options->notify && folder->places != NULL)
            rft_batch_notify(&folder->batch, folder->places, true);
    }
}

RftWatchStatus
rft_watch(const RftWatchOptions *options, const RftWatchVoice *voice)
{
    Watch watch = {
        .options = options,
        .voice = voice,
        .folders = g_ptr_array_new_with_free_func((GDestroyNotify)rft_folder_free),
        .epoll = epoll_create1(EPOLL_CLOEXEC),
        .signals = catch_signals(),
    };
    struct epoll_event event = {.events = EPOLLIN};

    choose_language(options);
    if (watch.epoll < 0 || watch.signals < 0 ||
        epoll_ctl(watch.epoll, EPOLL_CTL_ADD, watch.signals, &event) != 0) {
        voice->say(REFERAT_LEVEL_ERROR, g_strerror(errno), voice->data);
        g_ptr_array_unref(watch.folders);
        return RFT_WATCH_SYSTEM;
    }
    watch.converter = rft_converter_new(options, watch.epoll);
    RftWatchStatus status = open_all(&watch);
    if (status == RFT_WATCH_DONE) {
        rft_service_tell("READY=1");
        loop(&watch);
        finish(&watch);
        status = status_at_end(&watch);
        notify_at_end(&watch);
    }
    g_ptr_array_unref(watch.folders);
    rft_converter_free(watch.converter);
    (void)close(watch.signals);
    (void)close(watch.epoll);
    return status;
}
