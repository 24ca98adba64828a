/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/feed.h"

enum {
    SUSPECT = 2,   /* runs that died with it before it is kept for the end */
    MOST_TRIES = 2 /* the slow one counts */
};

struct RftFeed {
    RftTally *tally;
    GArray *ids;  /* of uint32_t */
    guint at;     /* of those */
    GQueue again; /* of RftJob */
    GQueue slow;  /* of RftJob */
    GQueue alone; /* of RftJob */
    unsigned patience;
    uint32_t left;
    uint64_t bytes;
    RftManifest *manifest;
};

static void
push(GQueue *queue, const RftJob *job)
{
    g_queue_push_tail(queue, g_memdup2(job, sizeof(*job)));
}

static bool
pop(GQueue *queue, RftJob *job)
{
    RftJob *first = g_queue_pop_head(queue);

    if (first == NULL)
        return false;
    *job = *first;
    g_free(first);
    return true;
}

static bool
is_slow(const RftStanding *standing)
{
    return (standing->verdict == RFT_VERDICT_TIMEOUT || standing->verdict == RFT_VERDICT_MEMORY) &&
           standing->attempt < MOST_TRIES && !standing->kept;
}

/* Puts an entry where it belongs. Returns: whether it is one of those that are simply next. */
static bool
sort_in(RftFeed *feed, const RftBulkOptions *options, uint32_t id)
{
    RftStanding *standing = &feed->tally->standings[id];
    RftJob job = {.id = id, .attempt = standing->attempt + 1U, .patience = 1};

    if (rft_manifest_verdict_of(feed->manifest, id) != RFT_VERDICT_NONE)
        return false;
    if (!standing->kept && rft_is_retried(options->retry, (RftVerdict)standing->verdict))
        standing->verdict = RFT_VERDICT_NONE;
    if (standing->verdict != RFT_VERDICT_NONE && !(feed->patience > 1 && is_slow(standing)))
        return false;
    feed->left++;
    feed->bytes += rft_manifest_size_of(feed->manifest, id);
    if (standing->verdict != RFT_VERDICT_NONE) {
        job.patience = feed->patience;
        job.fresh = true;
        push(&feed->slow, &job);
        return false;
    }
    if (standing->starts >= SUSPECT) {
        job.alone = true;
        push(&feed->alone, &job);
        return false;
    }
    return true;
}

RftFeed *
rft_feed_new(const RftBulkOptions *options, RftManifest *manifest, RftTally *tally, GArray *ids)
{
    RftFeed *feed = g_new0(RftFeed, 1);
    guint kept = 0;

    feed->tally = tally;
    feed->manifest = manifest;
    feed->ids = ids;
    feed->patience = MAX(options->slow, 1);
    g_queue_init(&feed->again);
    g_queue_init(&feed->slow);
    g_queue_init(&feed->alone);
    for (guint i = 0; i < ids->len; i++) {
        const uint32_t id = g_array_index(ids, uint32_t, i);
        if (sort_in(feed, options, id))
            g_array_index(ids, uint32_t, kept++) = id;
    }
    g_array_set_size(ids, kept);
    return feed;
}

void
rft_feed_free(RftFeed *feed)
{
    if (feed == NULL)
        return;
    g_queue_clear_full(&feed->again, g_free);
    g_queue_clear_full(&feed->slow, g_free);
    g_queue_clear_full(&feed->alone, g_free);
    g_array_unref(feed->ids);
    g_free(feed);
}

static void
given(RftFeed *feed, uint32_t id)
{
    feed->left--;
    feed->bytes -= rft_manifest_size_of(feed->manifest, id);
}

static void
taken_back(RftFeed *feed, uint32_t id)
{
    feed->left++;
    feed->bytes += rft_manifest_size_of(feed->manifest, id);
}

/* What was put off and is due. */
static bool
take_due(RftFeed *feed, RftJob *job)
{
    for (GList *at = feed->again.head; at != NULL; at = at->next) {
        RftJob *waiting = at->data;
        if (waiting->due > g_get_monotonic_time())
            continue;
        *job = *waiting;
        g_free(waiting);
        g_queue_delete_link(&feed->again, at);
        return true;
    }
    return false;
}

static bool
take(RftFeed *feed, unsigned busy, RftJob *job)
{
    if (take_due(feed, job))
        return true;
    if (feed->at < feed->ids->len) {
        const uint32_t id = g_array_index(feed->ids, uint32_t, feed->at++);
        *job =
            (RftJob){.id = id, .attempt = feed->tally->standings[id].attempt + 1U, .patience = 1};
        return true;
    }
    if (pop(&feed->slow, job))
        return true;
    return busy == 0 && g_queue_is_empty(&feed->again) && pop(&feed->alone, job);
}

bool
rft_feed_has_now(RftFeed *feed, unsigned busy)
{
    const gint64 now = g_get_monotonic_time();

    if (feed->at < feed->ids->len || !g_queue_is_empty(&feed->slow))
        return true;
    for (const GList *at = feed->again.head; at != NULL; at = at->next)
        if (((const RftJob *)at->data)->due <= now)
            return true;
    return busy == 0 && g_queue_is_empty(&feed->again) && !g_queue_is_empty(&feed->alone);
}

bool
rft_feed_next(RftFeed *feed, unsigned busy, RftJob *job)
{
    if (!take(feed, busy, job))
        return false;
    given(feed, job->id);
    return true;
}

void
rft_feed_again(RftFeed *feed, const RftJob *job)
{
    RftJob next = *job;

    next.fresh = true;
    next.due = 0;
    push(&feed->again, &next);
    taken_back(feed, job->id);
}

void
rft_feed_later(RftFeed *feed, const RftJob *job)
{
    enum { FIRST_PAUSE = 250000 /* microseconds; doubled each time, and more or less of it */ };
    RftJob next = *job;
    const gint64 pause = (gint64)FIRST_PAUSE << MIN(job->troubles, 6U);

    next.troubles++;
    next.due = g_get_monotonic_time() + pause + g_random_int_range(0, (gint32)(pause / 2));
    push(&feed->again, &next);
    taken_back(feed, job->id);
}

bool
rft_feed_slowly(RftFeed *feed, const RftJob *job)
{
    RftJob next = *job;

    if (feed->patience == 1 || job->attempt >= MOST_TRIES)
        return false;
    next.attempt++;
    next.patience = feed->patience;
    next.troubles = 0;
    next.fresh = true;
    push(&feed->slow, &next);
    taken_back(feed, job->id);
    return true;
}

uint32_t
rft_feed_left(const RftFeed *feed, uint64_t *bytes)
{
    *bytes = feed->bytes;
    return feed->left;
}

bool
rft_feed_peek(RftFeed *feed, uint32_t *id)
{
    if (!g_queue_is_empty(&feed->again) || feed->at >= feed->ids->len)
        return false;
    *id = g_array_index(feed->ids, uint32_t, feed->at);
    return true;
}
