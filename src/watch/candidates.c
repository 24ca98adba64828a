/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/candidates.h"

#include <string.h>

#include "watch/paths.h"

struct RftCandidates {
    GHashTable *all;  /* path → RftCandidate */
    GSequence *due;   /* by .due */
    GSequence *ready; /* in the order in which they became so */
    guint count[RFT_CANDIDATE_LEFT + 1];
};

static void
candidate_free(gpointer data)
{
    RftCandidate *candidate = data;

    g_free(candidate->path);
    g_free(candidate->trouble);
    g_free(candidate);
}

RftCandidates *
rft_candidates_new(void)
{
    RftCandidates *candidates = g_new0(RftCandidates, 1);

    candidates->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, candidate_free);
    candidates->due = g_sequence_new(NULL);
    candidates->ready = g_sequence_new(NULL);
    return candidates;
}

void
rft_candidates_free(RftCandidates *candidates)
{
    if (candidates == NULL)
        return;
    g_sequence_free(candidates->due);
    g_sequence_free(candidates->ready);
    g_hash_table_unref(candidates->all);
    g_free(candidates);
}

RftCandidate *
rft_candidates_find(const RftCandidates *candidates, const char *path)
{
    return g_hash_table_lookup(candidates->all, path);
}

static int
compare_due(gconstpointer a, gconstpointer b, gpointer data)
{
    const RftCandidate *first = a;
    const RftCandidate *second = b;

    (void)data;
    return first->due < second->due ? -1 : first->due > second->due;
}

static void
leave_queue(RftCandidates *candidates, RftCandidate *candidate)
{
    if (candidate->place != NULL)
        g_sequence_remove(candidate->place);
    candidate->place = NULL;
    candidates->count[candidate->state]--;
}

void
rft_candidates_wait(RftCandidates *candidates, RftCandidate *candidate, gint64 due)
{
    leave_queue(candidates, candidate);
    candidate->state = RFT_CANDIDATE_WAITING;
    candidate->due = due;
    candidate->place = g_sequence_insert_sorted(candidates->due, candidate, compare_due, NULL);
    candidates->count[RFT_CANDIDATE_WAITING]++;
}

void
rft_candidates_make(RftCandidates *candidates, RftCandidate *candidate, RftCandidateState state)
{
    leave_queue(candidates, candidate);
    candidate->state = state;
    candidates->count[state]++;
    if (state == RFT_CANDIDATE_READY)
        candidate->place = g_sequence_append(candidates->ready, candidate);
}

RftCandidate *
rft_candidates_see(RftCandidates *candidates, const char *path, const struct stat *st, gint64 rest,
                   bool *news)
{
    const gint64 now = g_get_monotonic_time();
    RftCandidate *candidate = rft_candidates_find(candidates, path);

    *news = candidate == NULL || !rft_is_unchanged(&candidate->sample, st, false);
    if (candidate == NULL) {
        candidate = g_new0(RftCandidate, 1);
        candidate->path = g_strdup(path);
        candidate->seen = now;
        candidate->state = RFT_CANDIDATE_LEFT;
        candidates->count[RFT_CANDIDATE_LEFT]++;
        g_hash_table_insert(candidates->all, candidate->path, candidate);
    }
    if (*news) {
        candidate->sample = *st;
        candidate->since = now;
        candidate->troubles = 0;
        candidate->slow = false;
        g_clear_pointer(&candidate->trouble, g_free);
    }
    /* one that is taken is looked at by whoever took it */
    if (candidate->state == RFT_CANDIDATE_TAKEN)
        return candidate;
    if (*news)
        rft_candidates_wait(candidates, candidate, now + rest);
    else if (candidate->state == RFT_CANDIDATE_WAITING && candidate->troubles == 0 &&
             now - candidate->since >= rest)
        rft_candidates_wait(candidates, candidate, now);
    return candidate;
}

void
rft_candidates_drop(RftCandidates *candidates, RftCandidate *candidate)
{
    leave_queue(candidates, candidate);
    g_hash_table_remove(candidates->all, candidate->path);
}

static RftCandidate *
first_of(GSequence *queue)
{
    return g_sequence_is_empty(queue) ? NULL : g_sequence_get(g_sequence_get_begin_iter(queue));
}

RftCandidate *
rft_candidates_due(const RftCandidates *candidates)
{
    return first_of(candidates->due);
}

RftCandidate *
rft_candidates_ready(const RftCandidates *candidates)
{
    return first_of(candidates->ready);
}

guint
rft_candidates_count(const RftCandidates *candidates, RftCandidateState state)
{
    return candidates->count[state];
}

void
rft_candidates_sweep(RftCandidates *candidates, const char *path, uint32_t pass)
{
    g_autoptr(GPtrArray) gone = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, candidates->all);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        RftCandidate *candidate = value;
        if (candidate->pass != pass && candidate->state != RFT_CANDIDATE_TAKEN &&
            rft_is_below(candidate->path, path))
            g_ptr_array_add(gone, candidate);
    }
    for (guint i = 0; i < gone->len; i++)
        rft_candidates_drop(candidates, g_ptr_array_index(gone, i));
}

void
rft_candidates_each(const RftCandidates *candidates,
                    void (*func)(RftCandidate *candidate, gpointer data), gpointer data)
{
    GHashTableIter iter;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, candidates->all);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        func(value, data);
}
