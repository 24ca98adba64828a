/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "bulk/beat.h"
#include "bulk/lease.h"
#include "bulk/plan/names.h"
#include "bulk/plan/planning.h"
#include "bulk/report/merge.h"
#include "bulk/run/run.h"
#include "bulk/stop.h"
#include "bulk/voice.h"
#include "po/i18n.h"

/* From the options to the reports: plan, run, merge. */

static RftBulkStatus
status_of(const GError *error)
{
    if (error->domain != REFERAT_ERROR)
        return RFT_BULK_IO;
    switch ((ReferatError)error->code) {
    case REFERAT_ERROR_OPTION:
        return RFT_BULK_USAGE;
    case REFERAT_ERROR_NO_INPUT:
        return RFT_BULK_NO_INPUT;
    case REFERAT_ERROR_CANNOT_CREATE:
        return RFT_BULK_CANNOT_CREATE;
    case REFERAT_ERROR_PERMISSION:
        return RFT_BULK_PERMISSION;
    case REFERAT_ERROR_CANCELLED:
        return RFT_BULK_AGAIN;
    default:
        return RFT_BULK_IO;
    }
}

static RftBulkStatus
fail(const RftBulkVoice *voice, const GError *error)
{
    rft_say(voice, REFERAT_LEVEL_ERROR, "%s", referat_error_get_localised(error));
    return status_of(error);
}

/* ---- who else is at it ---- */

typedef struct {
    const RftBulkVoice *voice;
    gint64 since;
    bool told;
} Waiting;

/* One that was killed lets go when its last child has gone. */
static bool
wait_a_moment(const char *holder, gpointer data)
{
    const Waiting *waiting = data;

    (void)holder;
    return rft_stopping() == 0 &&
           g_get_monotonic_time() - waiting->since < (gint64)2 * G_USEC_PER_SEC;
}

static bool
wait_on(const char *holder, gpointer data)
{
    Waiting *waiting = data;

    if (!waiting->told)
        rft_say(waiting->voice, REFERAT_LEVEL_NOTE, "waiting for %s", holder);
    waiting->told = true;
    return rft_stopping() == 0;
}

/* Parts of a run wait for one another; whoever starts the same run twice is told so. */
static RftLease *
take_lease(const char *path, const RftBulkOptions *options, const RftBulkVoice *voice,
           GError **error)
{
    Waiting waiting = {.voice = voice, .since = g_get_monotonic_time()};

    return rft_lease_take(path, options->lease, options->shards > 1 ? wait_on : wait_a_moment,
                          &waiting, error);
}

/* ---- planning ---- */

static void
tell_plan(const RftState *state, const RftBulkVoice *voice)
{
    const uint32_t n = rft_manifest_count(state->manifest);
    uint32_t decided = 0;

    for (uint32_t id = 0; id < n; id++)
        decided += rft_manifest_verdict_of(state->manifest, id) != RFT_VERDICT_NONE ? 1 : 0;
    rft_say(voice, REFERAT_LEVEL_NOTE, "%u documents, %" PRIu64 " MB%s", n - decided,
            rft_manifest_bytes(state->manifest) >> 20,
            n - decided == 0 ? _(": there is nothing to convert") : "");
    if (decided > 0)
        rft_say(voice, REFERAT_LEVEL_NOTE,
                "%u more are left alone; failures.tsv and the report "
                "say why",
                decided);
}

/** Leases: both give signs while a plan is being made. */
typedef struct {
    RftLease *plan;
    RftLease *part;
} Leases;

static bool
give_signs(gpointer data)
{
    const Leases *leases = data;

    return rft_stopping() == 0 && rft_lease_renew(leases->plan) && rft_lease_renew(leases->part);
}

/* What a part finds planned otherwise is a matter of configuration: to try again is no use. */
static RftBulkStatus
fail_planning(const RftBulkOptions *options, const RftBulkVoice *voice, const GError *error,
              bool fits)
{
    const RftBulkStatus status = fail(voice, error);

    return !fits && options->shards > 1 && status == RFT_BULK_USAGE ? RFT_BULK_CONFIGURATION
                                                                    : status;
}

static RftBulkStatus
make_plan(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice, RftLease *part)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = rft_state_path(state, "lock.plan");
    g_autoptr(RftLease) lease = take_lease(path, options, voice, &error);
    Leases leases = {lease, part};
    const RftBeat beat = {give_signs, &leases};
    bool changed = false;

    if (lease == NULL)
        return fail(voice, error);
    rft_state_look(state);
    const bool fits = rft_state_fits(state);
    if (!rft_plan_generation(state, options, voice, &beat, &changed, &error))
        return fail_planning(options, voice, error, fits);
    if (changed)
        tell_plan(state, voice);
    /* to plan is not to say in how many parts */
    if (options->mode == RFT_BULK_PLAN || rft_state_claim(state, options->shards, &error))
        return RFT_BULK_DONE;
    (void)fail(voice, error);
    return RFT_BULK_CONFIGURATION;
}

/* ---- running ---- */

static RftBulkStatus
run_part(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = rft_state_lock(state, options->shard);
    g_autoptr(RftLease) lease = take_lease(path, options, voice, &error);

    if (lease == NULL)
        return fail(voice, error);
    const RftBulkStatus planned = make_plan(state, options, voice, lease);
    if (planned != RFT_BULK_DONE || options->mode == RFT_BULK_PLAN)
        return planned;
    const RftBulkStatus status = rft_run_shard(options, voice, state, lease);
    if (options->shards > 1 || !options->journal)
        return status;
    const RftBulkStatus merged = rft_merge(state, options, voice, status == RFT_BULK_DONE);
    return status != RFT_BULK_DONE ? status : merged;
}

static RftBulkStatus
merge_only(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;

    if (state->manifest == NULL || !g_str_equal(rft_manifest_hash(state->manifest), state->hash)) {
        if (state->manifest == NULL)
            rft_say(voice, REFERAT_LEVEL_ERROR, "%s: nothing was planned there", state->folder);
        else
            rft_say(voice, REFERAT_LEVEL_ERROR,
                    "%s: what was planned there has other formats, options or another version",
                    state->folder);
        return RFT_BULK_CONFIGURATION;
    }
    g_autofree char *path = rft_state_path(state, "lock.merge");
    g_autoptr(RftLease) lease = take_lease(path, options, voice, &error);
    return lease != NULL ? rft_merge(state, options, voice, true) : fail(voice, error);
}

/* A list that is no file is read once, and more than once by us: it becomes a file without a name.
 * Nothing is held meanwhile: it may come slowly. Returns: a descriptor, -1 with @error set. */
static int
keep_list(const char *from, GError **error)
{
    enum { ROOM = 1 << 16 };
    g_autofree char *path = NULL;
    g_autofree char *bytes = g_malloc(ROOM);
    const bool standard = g_str_equal(from, "-");
    const int list = standard ? STDIN_FILENO : open(from, O_RDONLY | O_CLOEXEC);
    const int file = list >= 0 ? g_file_open_tmp("referat-list-XXXXXX", &path, error) : -1;
    ssize_t got = -1;

    if (file >= 0) {
        (void)unlink(path);
        while ((got = read(list, bytes, ROOM)) > 0 && rft_stopping() == 0)
            if (write(file, bytes, (size_t)got) != got)
                break;
    }
    const int failed = errno;
    if (list >= 0 && !standard)
        (void)close(list);
    if (got == 0)
        return file;
    if (error != NULL && *error == NULL)
        referat_set_error(error, failed == ENOENT ? REFERAT_ERROR_NO_INPUT : REFERAT_ERROR_IO,
                          "%s: %s", from, g_strerror(failed));
    if (file >= 0)
        (void)close(file);
    return -1;
}

static bool
is_regular(const char *path)
{
    return !g_str_equal(path, "-") && g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static bool
check_options(const RftBulkOptions *options, GError **error)
{
    if (options->out == NULL || options->formats[0] == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "bulk needs --out and --to");
        return false;
    }
    if (options->shard >= options->shards) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "there is no part %u of %u",
                          options->shard + 1, options->shards);
        return false;
    }
    return rft_layout_check(options->layout, error);
}

static RftBulkStatus
run_mode(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;

    if (options->anew && options->shards > 1) {
        rft_say(voice, REFERAT_LEVEL_ERROR,
                "each part would begin anew: say --plan --anew first, then run the parts");
        return RFT_BULK_CONFIGURATION;
    }
    switch (options->mode) {
    case RFT_BULK_DRY: {
        const RftBulkStatus status = rft_plan_dry(state, options, voice, &error);
        return status != RFT_BULK_DONE ? fail(voice, error) : status;
    }
    case RFT_BULK_MERGE:
        return merge_only(state, options, voice);
    default:
        return run_part(state, options, voice);
    }
}

RftBulkStatus
rft_bulk(const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *list = NULL;
    RftBulkOptions own = *options;
    int file = -1;

    if (!check_options(options, &error))
        return fail(voice, error);
    if (options->files_from != NULL && !is_regular(options->files_from)) {
        file = keep_list(options->files_from, &error);
        if (file < 0)
            return fail(voice, error);
        list = g_strdup_printf("/proc/self/fd/%d", file);
        own.files_from = list;
    }
    g_autoptr(RftState) state = rft_state_open(&own, &error);
    const RftBulkStatus status = state != NULL ? run_mode(state, &own, voice) : fail(voice, error);
    if (file >= 0)
        (void)close(file);
    return status;
}
