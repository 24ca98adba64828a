/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/run.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>

#include "bulk/record.h"
#include "bulk/run/checkpoint.h"
#include "bulk/run/deal.h"
#include "bulk/run/feed.h"
#include "bulk/run/input.h"
#include "bulk/run/pace.h"
#include "bulk/run/progress.h"
#include "bulk/run/stage.h"
#include "bulk/stop.h"
#include "bulk/voice.h"
#include "po/i18n.h"
#include "worker/pool.h"

/*
 * One loop, one thread: gives tasks to idle workers, hears what became of them, names the outputs
 * and writes it down. Whatever a document does, it ends in a verdict; what is wrong with the
 * machine (a full disk, an output that cannot be written) ends the run, once.
 */

enum {
    POISONED = 3,      /* runs that died with nothing else running: it is given up */
    MOST_TROUBLES = 3, /* of what may pass by itself */
    SPARE = 1 << 20,   /* bytes; a disk without them is full */
    EARLY = 100        /* when as many have failed and none has not, something else is wrong */
};

typedef struct {
    bool used;
    RftJob job;
    struct stat before; /* of the input */
    char *path;
    char *member; /* (nullable) */
    char *stem;
} Flight;

typedef struct {
    const RftBulkOptions *options;
    const RftBulkVoice *voice;
    RftState *state;
    RftLease *lease;
    RftJournal *journal; /* (nullable): switched off */
    RftTally *tally;
    RftFeed *feed;
    RftInputs *inputs;
    RftStage *stage;
    RftPool *pool;
    RftCheckpoint *checkpoint;
    RftPace pace;
    Flight *flights; /* one a worker */
    unsigned busy;
    RftProgress progress;
    uint64_t good; /* did not fail */
    bool halted;
    RftBulkStatus status; /* why it was halted */
} Run;

/* ---- what ends a run ---- */

static void halt(Run *run, RftBulkStatus status, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The first reason is told; those that follow from it are not. */
static void
halt(Run *run, RftBulkStatus status, const char *format, ...)
{
    va_list list;

    if (run->halted)
        return;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(_(format), list);
    va_end(list);
    run->halted = true;
    run->status = status;
    rft_say(run->voice, REFERAT_LEVEL_ERROR, "%s", text);
}

static bool
is_full(int number)
{
    return number == ENOSPC || number == EDQUOT;
}

/* Returns: whether the trouble is the machine's and not the document's. */
static bool
halt_for(Run *run, int number)
{
    if (is_full(number))
        halt(run, RFT_BULK_AGAIN,
             "%s: no room is left; what is done is kept: make room and run the same again",
             run->state->out);
    else if (number == EROFS || number == EACCES || number == EPERM)
        halt(run, RFT_BULK_PERMISSION, "%s: cannot be written to: %s", run->state->out,
             g_strerror(number));
    else
        return false;
    return true;
}

/* A journal that cannot be written makes all that follows worthless. */
static void
check_journal(Run *run, bool written)
{
    if (written || halt_for(run, errno))
        return;
    halt(run, RFT_BULK_IO, "%s: the journal cannot be written: %s", run->state->folder,
         g_strerror(errno));
}

static void
check_failures(Run *run)
{
    const RftBulkOptions *options = run->options;
    const RftProgress *progress = &run->progress;

    if (run->good == 0 && progress->failed >= EARLY && progress->failed == progress->done)
        halt(run, RFT_BULK_CONFIGURATION,
             "the first %d documents all failed: something else is wrong, see failures.tsv in %s",
             EARLY, run->state->folder);
    if (options->most_failures == 0)
        return;
    const bool many = options->failures_percent
                          ? progress->done >= EARLY &&
                                progress->failed * 100 > options->most_failures * progress->done
                          : progress->failed >= options->most_failures;
    if (many)
        halt(run, RFT_BULK_FAILURES,
             "%" PRIu64 " of %" PRIu64 " documents failed: stopped, as --max-failures says",
             progress->failed, progress->done);
}

/* ---- verdicts ---- */

static void
tell_failure(const Run *run, const Flight *flight, const RftResult *result)
{
    if (!rft_verdict_is_failure(result->verdict) || !run->voice->verbose)
        return;
    const char *why = result->said != NULL ? result->said : result->note;
    g_autofree char *name = rft_show_name(flight->path, flight->member);
    rft_say(run->voice, REFERAT_LEVEL_WARNING, "%s: %s: %s", name,
            rft_verdict_name(result->verdict), why != NULL ? _(why) : "");
}

static void
end_flight(Flight *flight)
{
    g_free(flight->path);
    g_free(flight->member);
    g_free(flight->stem);
    *flight = (Flight){.used = false};
}

static void
conclude(Run *run, Flight *flight, RftResult *result)
{
    RftStanding *standing = &run->tally->standings[flight->job.id];

    result->attempt = flight->job.attempt;
    result->when = (g_get_monotonic_time() - run->progress.begun) / 1000;
    standing->verdict = (uint8_t)result->verdict;
    standing->attempt = (uint8_t)MIN(result->attempt, UINT8_MAX);
    if (run->journal != NULL)
        check_journal(run, rft_journal_verdict(run->journal, flight->job.id, result));
    tell_failure(run, flight, result);
    if (!((result->verdict == RFT_VERDICT_TIMEOUT || result->verdict == RFT_VERDICT_MEMORY) &&
          rft_feed_slowly(run->feed, &flight->job))) {
        run->progress.done++;
        run->progress.failed += rft_verdict_is_failure(result->verdict) ? 1 : 0;
        run->good += rft_verdict_is_failure(result->verdict) ? 0 : 1;
        run->progress.bytes_done += rft_manifest_size_of(run->state->manifest, flight->job.id);
    }
    check_failures(run);
    end_flight(flight);
}

static void
conclude_with(Run *run, Flight *flight, RftVerdict verdict, const char *note)
{
    RftResult result = {.verdict = verdict, .note = note};

    conclude(run, flight, &result);
}

static void
take_back(Run *run, Flight *flight)
{
    if (run->journal != NULL)
        (void)rft_journal_withdraw(run->journal, flight->job.id);
    end_flight(flight);
}

/* What may pass by itself is tried a few times. Returns: whether it will be. */
static bool
try_later(Run *run, Flight *flight)
{
    if (run->halted) {
        take_back(run, flight);
        return true;
    }
    if (flight->job.troubles >= MOST_TROUBLES)
        return false;
    rft_feed_later(run->feed, &flight->job);
    if (run->journal != NULL)
        check_journal(run, rft_journal_withdraw(run->journal, flight->job.id));
    end_flight(flight);
    return true;
}

/* ---- giving ---- */

static bool
is_transient(const GError *error)
{
    return g_error_matches(error, REFERAT_ERROR, REFERAT_ERROR_IO);
}

static int
open_input(Run *run, Flight *flight, const RftEntry *entry)
{
    g_autoptr(GError) error = NULL;
    const int input = rft_inputs_open(run->inputs, entry, &flight->before, &error);

    if (input < 0 && !(is_transient(error) && try_later(run, flight)))
        conclude_with(run, flight, rft_verdict_of_error(error), error->message);
    return input;
}

static bool
open_outputs(Run *run, Flight *flight, unsigned slot, int *outputs)
{
    if (rft_stage_open(run->stage, slot, outputs))
        return true;
    const int number = errno;
    if (number == ENOENT && !rft_lease_holds(run->lease))
        halt(run, RFT_BULK_AGAIN, "somebody else took over: stopped");
    else if (!halt_for(run, number))
        halt(run, RFT_BULK_CANNOT_CREATE, "%s: outputs cannot be created: %s", run->state->out,
             g_strerror(number));
    take_back(run, flight);
    return false;
}

static void
expect_next(Run *run)
{
    uint32_t id = 0;
    RftEntry entry;

    if (rft_feed_peek(run->feed, &id) && rft_manifest_get(run->state->manifest, id, &entry, NULL))
        rft_inputs_expect(run->inputs, &entry);
}

static void
send_task(Run *run, Flight *flight, unsigned slot, int input, const int *outputs)
{
    g_autoptr(GError) error = NULL;
    const RftTask task = {
        .input = input,
        .outputs = outputs,
        .name = flight->member != NULL ? flight->member : flight->path,
        .size = rft_manifest_size_of(run->state->manifest, flight->job.id),
        .patience = flight->job.patience,
        .fresh = flight->job.fresh,
        .tag = slot,
    };

    if (rft_pool_give(run->pool, &task, &error)) {
        run->busy++;
        rft_pace_given(&run->pace, task.size);
        return;
    }
    halt(run, RFT_BULK_SYSTEM, "%s", referat_error_get_localised(error));
    take_back(run, flight);
}

static Flight *
free_flight(Run *run, unsigned *slot)
{
    for (*slot = 0; run->flights[*slot].used; (*slot)++)
        continue;
    return &run->flights[*slot];
}

static void
give(Run *run, const RftJob *job)
{
    unsigned slot = 0;
    Flight *flight = free_flight(run, &slot);
    g_autofree int *outputs = g_new(int, g_strv_length((char **)run->options->formats));
    const char *stem = NULL;
    RftEntry entry;

    *flight = (Flight){.used = true, .job = *job};
    if (!rft_manifest_get(run->state->manifest, job->id, &entry, &stem)) {
        halt(run, RFT_BULK_IO, "%s: the manifest is damaged", run->state->generation);
        end_flight(flight);
        return;
    }
    flight->path = g_strdup(entry.path);
    flight->member = g_strdup(entry.member);
    flight->stem = g_strdup(stem);
    if (job->alone && run->tally->standings[job->id].alone >= POISONED) {
        conclude_with(run, flight, RFT_VERDICT_CRASH,
                      N_("run after run died while nothing else was being converted"));
        return;
    }
    if (run->journal != NULL && job->troubles == 0)
        check_journal(run, rft_journal_start(run->journal, job->id, job->alone));
    const int input = open_input(run, flight, &entry);
    if (input < 0)
        return;
    expect_next(run);
    if (open_outputs(run, flight, slot, outputs))
        send_task(run, flight, slot, input, outputs);
    else
        (void)close(input);
}

static bool
may_give(Run *run)
{
    return !run->halted && rft_stopping() == 0 && rft_pool_idle(run->pool) > 0 &&
           rft_pace_allows(&run->pace);
}

/* One that wants to be alone gets no company. */
static bool
somebody_is_alone(const Run *run)
{
    for (unsigned i = 0; i < run->options->workers; i++)
        if (run->flights[i].used && run->flights[i].job.alone)
            return true;
    return false;
}

/* Whether there is something that could be begun, but for a token. */
static bool
could_give(Run *run)
{
    return may_give(run) && !somebody_is_alone(run) && rft_feed_has_now(run->feed, run->busy);
}

static bool
is_token_there(const Run *run)
{
    return run->options->tokens == NULL ||
           rft_tokens_allow(run->options->tokens, (unsigned)run->busy + 1);
}

static void
give_all(Run *run)
{
    RftJob job;

    while (could_give(run) && is_token_there(run) && rft_feed_next(run->feed, run->busy, &job))
        give(run, &job);
    if (run->options->tokens == NULL)
        return;
    /* one more is waited for while there is something for it to do */
    rft_tokens_settle(run->options->tokens, (unsigned)run->busy + (could_give(run) ? 1 : 0));
    rft_pool_watch(run->pool, rft_tokens_fd(run->options->tokens));
}

/* ---- hearing ---- */

/* What a worker that has seen other documents says of its failure may be their doing. */
static bool
wants_fresh_worker(const Flight *flight, const RftOutcome *outcome, RftVerdict verdict)
{
    return !outcome->fresh && !flight->job.fresh &&
           (verdict == RFT_VERDICT_CRASH || verdict == RFT_VERDICT_MEMORY ||
            verdict == RFT_VERDICT_TIMEOUT || verdict == RFT_VERDICT_LIMIT);
}

static void
take_failure(Run *run, Flight *flight, const RftOutcome *outcome)
{
    const RftVerdict verdict = rft_verdict_of_error(outcome->error);
    RftResult result = {
        .verdict = verdict,
        .microseconds = outcome->microseconds,
        .warnings = outcome->warnings,
        .note = outcome->error->message,
        .said = referat_error_get_localised(outcome->error),
    };

    /* a style sheet or template that cannot be used is no fault of the document's */
    if (g_error_matches(outcome->error, REFERAT_ERROR, REFERAT_ERROR_OPTION)) {
        halt(run, RFT_BULK_USAGE, "%s", referat_error_get_localised(outcome->error));
        take_back(run, flight);
        return;
    }
    /* what a worker says of the disk is looked after */
    if (is_full(outcome->number) &&
        rft_stage_is_full(run->stage,
                          2 * rft_manifest_size_of(run->state->manifest, flight->job.id) + SPARE)) {
        (void)halt_for(run, outcome->number);
        take_back(run, flight);
        return;
    }
    if (rft_input_changed(flight->path, &flight->before)) {
        if (try_later(run, flight))
            return;
        result.verdict = RFT_VERDICT_IO;
        result.said = NULL;
        result.note = N_("it was being written to while it was read");
    }
    if (verdict == RFT_VERDICT_IO && try_later(run, flight))
        return;
    if (wants_fresh_worker(flight, outcome, verdict)) {
        rft_feed_again(run->feed, &flight->job);
        if (run->journal != NULL)
            check_journal(run, rft_journal_withdraw(run->journal, flight->job.id));
        end_flight(flight);
        return;
    }
    conclude(run, flight, &result);
}

/* An output must not take the place of what it was made from. */
static bool
would_replace_source(const Run *run, const Flight *flight)
{
    struct stat st;

    for (size_t i = 0; run->options->formats[i] != NULL; i++) {
        g_autofree char *path =
            rft_output_path(run->state->out, flight->stem, run->options->formats[i]);
        if (flight->before.st_ino != 0 && stat(path, &st) == 0 &&
            st.st_ino == flight->before.st_ino && st.st_dev == flight->before.st_dev)
            return true;
    }
    return false;
}

static void
take_success(Run *run, Flight *flight, unsigned slot, const RftOutcome *outcome)
{
    RftResult result = {
        .verdict = outcome->warnings > 0 ? RFT_VERDICT_LOSS : RFT_VERDICT_OK,
        .microseconds = outcome->microseconds,
        .warnings = outcome->warnings,
        .sum = outcome->sum,
        .lost = outcome->lost,
        .summary = outcome->summary,
    };

    if (rft_input_changed(flight->path, &flight->before)) {
        if (!try_later(run, flight))
            conclude_with(run, flight, RFT_VERDICT_IO,
                          N_("it was being written to while it was read"));
        return;
    }
    if (would_replace_source(run, flight)) {
        conclude_with(run, flight, RFT_VERDICT_IO,
                      N_("the output would take the place of its source"));
        return;
    }
    if (!rft_stage_give_names(run->stage, slot, flight->stem, run->options->sync == RFT_SYNC_EACH,
                              &result.bytes)) {
        const int number = errno;
        if (number == ENOENT && !rft_lease_holds(run->lease))
            halt(run, RFT_BULK_AGAIN, "somebody else took over: stopped");
        if (run->halted || halt_for(run, number))
            take_back(run, flight);
        else if (number == EISDIR || number == ENAMETOOLONG || number == ENOTDIR ||
                 !try_later(run, flight))
            conclude_with(run, flight, RFT_VERDICT_IO, rft_reason(number));
        return;
    }
    conclude(run, flight, &result);
}

static void
take_outcome(Run *run, const RftOutcome *outcome)
{
    const unsigned slot = (unsigned)outcome->tag;
    Flight *flight = &run->flights[slot];

    run->busy--;
    if (outcome->error != NULL)
        take_failure(run, flight, outcome);
    else
        take_success(run, flight, slot, outcome);
}

/* ---- the loop ---- */

static void
show_progress(Run *run)
{
    uint64_t tag = 0;
    int64_t microseconds = 0;
    const bool any = rft_pool_oldest(run->pool, &tag, &microseconds);
    g_autofree char *base = any ? g_path_get_basename(run->flights[tag].path) : NULL;
    g_autofree char *name = any ? rft_show_name(base, NULL) : NULL;

    rft_progress_show(&run->progress, run->voice, name, (double)microseconds / G_USEC_PER_SEC);
}

static void
look_after(Run *run)
{
    if (!rft_lease_renew(run->lease))
        halt(run, RFT_BULK_AGAIN, "somebody else took over: stopped");
    if (run->checkpoint != NULL)
        check_journal(run, rft_checkpoint_look(run->checkpoint));
    if (rft_progress_is_due(&run->progress, run->voice))
        show_progress(run);
}

static bool
is_over(const Run *run)
{
    uint64_t bytes = 0;

    if (rft_stopping() > 1)
        return true;
    return run->busy == 0 &&
           (run->halted || rft_stopping() > 0 || rft_feed_left(run->feed, &bytes) == 0);
}

static void
loop(Run *run)
{
    enum { TICK = 100 /* milliseconds */ };
    RftOutcome outcome;

    for (;;) {
        give_all(run);
        if (is_over(run))
            return;
        if (rft_pool_wait(run->pool, TICK, &outcome)) {
            take_outcome(run, &outcome);
            rft_outcome_clear(&outcome);
        }
        look_after(run);
    }
}

/* ---- all of it ---- */

static uint64_t
own_peak(void)
{
    struct rusage usage = {0};

    (void)getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)usage.ru_maxrss << 10;
}

static void
set_limits(const RftBulkOptions *options)
{
    ReferatContext *context = options->context;

    if (options->seconds > 0)
        referat_context_set_limit(context, REFERAT_LIMIT_WORKER_SECONDS, options->seconds);
    if (options->silence > 0)
        referat_context_set_limit(context, REFERAT_LIMIT_WORKER_SILENCE, options->silence);
    if (options->megabytes > 0)
        referat_context_set_limit(context, REFERAT_LIMIT_WORKER_BYTES,
                                  (uint64_t)options->megabytes << 20);
    /* the workers share the processors among them */
    if (options->workers > 1)
        referat_context_set_limit(context, REFERAT_LIMIT_PDF_EXTRACTORS, 1);
}

static bool
open_journal(Run *run, GError **error)
{
    const RftBulkOptions *options = run->options;
    const RftJournalHead head = rft_state_head(run->state, options->shard, options->shards);
    g_autofree char *folder = rft_state_journals(run->state);

    run->tally = rft_tally_read(folder, options->shard, run->state->manifest, &head, error);
    if (run->tally == NULL)
        return false;
    run->feed = rft_feed_new(options, run->state->manifest, run->tally,
                             rft_deal(run->state->manifest, options->shard, options->shards));
    if (!options->journal)
        return true;
    run->journal = rft_journal_new(folder, &head, error);
    return run->journal != NULL;
}

static bool
begin(Run *run)
{
    const RftBulkOptions *options = run->options;
    g_autoptr(GError) error = NULL;
    const RftPoolOptions pool = {
        .context = options->context,
        .from = options->from,
        .formats = options->formats,
        .n_formats = g_strv_length((char **)options->formats),
        .workers = options->workers,
        .recycle = options->recycle,
        .summaries = options->index,
    };

    if (!open_journal(run, &error)) {
        halt(run, RFT_BULK_CANNOT_CREATE, "%s", referat_error_get_localised(error));
        return false;
    }
    for (uint32_t id = 0; id < run->tally->n && run->good == 0; id++)
        run->good += rft_verdict_is_done((RftVerdict)run->tally->standings[id].verdict) ? 1 : 0;
    run->progress.total = rft_feed_left(run->feed, &run->progress.bytes_total);
    if (run->progress.total == 0) {
        rft_stage_clear(run->state->out, options->shard);
        return true;
    }
    run->stage = rft_stage_new(run->state->out, options->shard, options->formats);
    if (run->stage == NULL) {
        if (!halt_for(run, errno))
            halt(run, RFT_BULK_CANNOT_CREATE, "%s: %s", run->state->out, g_strerror(errno));
        return false;
    }
    set_limits(options);
    run->inputs = rft_inputs_new(options->follow);
    run->pool = rft_pool_new(&pool);
    run->flights = g_new0(Flight, options->workers);
    if (run->journal != NULL)
        run->checkpoint =
            rft_checkpoint_new(run->journal, run->state->out, options->sync != RFT_SYNC_NEVER);
    rft_pace_begin(&run->pace, options);
    rft_progress_begin(&run->progress);
    return true;
}

static void
finish(Run *run)
{
    for (unsigned i = 0; run->flights != NULL && i < run->options->workers; i++)
        if (run->flights[i].used)
            take_back(run, &run->flights[i]);
    const uint64_t peak = run->pool != NULL ? rft_pool_peak(run->pool) : 0;
    rft_pool_free(run->pool);
    if (run->journal != NULL && run->pool != NULL)
        check_journal(run, rft_journal_peak(run->journal, peak, own_peak()));
    if (run->checkpoint != NULL)
        check_journal(run, rft_checkpoint_end(run->checkpoint));
    if (run->voice->show != NULL)
        run->voice->show(NULL, run->voice->data);
    rft_stage_free(run->stage);
    rft_inputs_free(run->inputs);
    rft_feed_free(run->feed);
    rft_tally_free(run->tally);
    rft_journal_free(run->journal);
    g_free(run->flights);
}

RftBulkStatus
rft_run_shard(const RftBulkOptions *options, const RftBulkVoice *voice, RftState *state,
              RftLease *lease)
{
    Run run = {.options = options, .voice = voice, .state = state, .lease = lease};

    if (begin(&run) && run.progress.total > 0)
        loop(&run);
    if (!run.halted && rft_stopping() > 0)
        halt(&run, RFT_BULK_AGAIN,
             "interrupted; what is done is kept: run the same again to go on");
    finish(&run);
    return run.status;
}
