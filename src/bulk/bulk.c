/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/bulk.h"

#include "bulk/lease.h"
#include "bulk/merge.h"
#include "bulk/names.h"
#include "bulk/planning.h"
#include "bulk/run.h"
#include "bulk/stop.h"
#include "bulk/voice.h"

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
    rft_say(voice, REFERAT_LEVEL_ERROR, "%s", error->message);
    return status_of(error);
}

/* ---- who else is at it ---- */

typedef struct {
    const RftBulkVoice *voice;
    bool told;
} Waiting;

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
take_lease(const RftState *state, const char *name, const RftBulkOptions *options,
           const RftBulkVoice *voice, GError **error)
{
    Waiting waiting = {.voice = voice};
    g_autofree char *path = rft_state_path(state, name);

    return rft_lease_take(path, options->lease, options->shards > 1 ? wait_on : NULL, &waiting,
                          error);
}

/* ---- planning ---- */

static void
tell_plan(const RftState *state, const RftBulkVoice *voice)
{
    const uint32_t n = rft_manifest_count(state->manifest);
    uint32_t decided = 0;

    for (uint32_t id = 0; id < n; id++)
        decided += rft_manifest_verdict_of(state->manifest, id) != RFT_VERDICT_NONE ? 1 : 0;
    rft_say(voice, REFERAT_LEVEL_NOTE, "%u documents, %" G_GUINT64_FORMAT " MB%s", n - decided,
            rft_manifest_bytes(state->manifest) >> 20,
            n - decided == 0 ? ": there is nothing to convert" : "");
    if (decided > 0)
        rft_say(voice, REFERAT_LEVEL_NOTE,
                "%u more are left alone; failures.tsv and the report "
                "say why",
                decided);
}

static RftBulkStatus
make_plan(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RftLease) lease = take_lease(state, "lock.plan", options, voice, &error);
    bool changed = false;

    if (lease == NULL)
        return fail(voice, error);
    rft_state_look(state);
    const bool fits = rft_state_fits(state);
    if (!rft_plan_generation(state, options, voice, &changed, &error))
        return !fits && options->shards > 1 &&
                       g_error_matches(error, REFERAT_ERROR, REFERAT_ERROR_OPTION)
                   ? (fail(voice, error), RFT_BULK_CONFIGURATION)
                   : fail(voice, error);
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
    g_autofree char *name = g_strdup_printf("lock.%04u", options->shard + 1);
    g_autoptr(RftLease) lease = take_lease(state, name, options, voice, &error);

    if (lease == NULL)
        return fail(voice, error);
    const RftBulkStatus planned = make_plan(state, options, voice);
    if (planned != RFT_BULK_DONE || options->mode == RFT_BULK_PLAN)
        return planned;
    const RftBulkStatus status = rft_run_shard(options, voice, state, lease);
    if (options->shards > 1 || !options->journal)
        return status;
    const RftBulkStatus merged = rft_merge(state, options, voice);
    return status != RFT_BULK_DONE ? status : merged;
}

static bool
check_options(const RftBulkOptions *options, GError **error)
{
    if (options->out == NULL || options->formats[0] == NULL) {
        g_set_error_literal(error, REFERAT_ERROR, REFERAT_ERROR_OPTION,
                            "bulk needs --out and --to");
        return false;
    }
    if (options->shard >= options->shards) {
        g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_OPTION, "there is no part %u of %u",
                    options->shard + 1, options->shards);
        return false;
    }
    return rft_layout_check(options->layout, error);
}

RftBulkStatus
rft_bulk(const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;

    if (!check_options(options, &error))
        return fail(voice, error);
    g_autoptr(RftState) state = rft_state_open(options, &error);
    if (state == NULL)
        return fail(voice, error);
    switch (options->mode) {
    case RFT_BULK_DRY: {
        const RftBulkStatus status = rft_plan_dry(state, options, voice, &error);
        return status != RFT_BULK_DONE ? fail(voice, error) : status;
    }
    case RFT_BULK_MERGE:
        return rft_merge(state, options, voice);
    default:
        return run_part(state, options, voice);
    }
}
