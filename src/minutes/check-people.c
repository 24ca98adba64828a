/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/check.h"
#include "minutes/people.h"

/* Whether those who vote and speak are those who were there. */

/* ---- votes ---- */

static int32_t
total_of(const ReferatVote *vote)
{
    if (vote->votes_for < 0 || vote->votes_against < 0)
        return REFERAT_NOT_COUNTED;
    return vote->votes_for + vote->votes_against + MAX(vote->abstaining, 0);
}

static void
check_side(const RftCheck *check, const ReferatVote *vote, uint32_t names, int32_t count)
{
    if (names > 0 && count >= 0 && (int64_t)names != count)
        rft_find_at(check, REFERAT_MSG_VOTES_SUM, vote->text.range.first_node,
                    "%u names, and a count of %d", names, count);
}

static int32_t
count_present(const ReferatMinutes *minutes)
{
    int32_t n = 0;

    for (uint32_t i = 0; i < minutes->n_participants; i++)
        n += minutes->participants[i].status == REFERAT_STATUS_PRESENT;
    return n;
}

/* More votes than people count as a slip only where another vote shows that the list of those
 * present is that of those who vote. */
void
rft_check_votes(const RftCheck *check)
{
    const ReferatMinutes *minutes = check->minutes;
    unsigned whole = 0;

    /* in a transcript people speak of other votes than their own */
    if (minutes == NULL || minutes->kind == REFERAT_KIND_TRANSCRIPT)
        return;
    const int32_t present = count_present(minutes);
    for (uint32_t i = 0; i < minutes->n_votes; i++)
        whole += total_of(&minutes->votes[i]) == present;
    for (uint32_t i = 0; i < minutes->n_votes; i++) {
        const ReferatVote *vote = &minutes->votes[i];
        check_side(check, vote, vote->n_names_for, vote->votes_for);
        check_side(check, vote, vote->n_names_against, vote->votes_against);
        check_side(check, vote, vote->n_names_abstaining, vote->abstaining);
        if (vote->unanimous && vote->votes_against > 0)
            rft_find_at(check, REFERAT_MSG_VOTES_SUM, vote->text.range.first_node,
                        "unanimous, and %d against", vote->votes_against);
        if (whole > 0 && total_of(vote) > present)
            rft_find_at(check, REFERAT_MSG_VOTES_SUM, vote->text.range.first_node,
                        "%d votes, and %d people are listed as present", total_of(vote), present);
    }
}

/* ---- speakers ---- */

/* Whether a word of @name is printed before the first section, where attendance stands. */
static bool
is_in_front(const RftReading *reading, const char *name, uint32_t end)
{
    enum { SHORTEST = 3 };
    g_auto(GStrv) words = g_strsplit(name, " ", -1);

    for (size_t w = 0; words[w] != NULL; w++) {
        if (strlen(words[w]) < SHORTEST)
            continue;
        for (uint32_t i = 0; i < end; i++) {
            const RftPassage *passage = rft_passage(reading, i);
            if (g_strstr_len(passage->text, (gssize)passage->length, words[w]) != NULL)
                return true;
        }
    }
    return false;
}

/* Whether a word of @name is one of a participant's: "Anna" for "Anna Berg" will do. */
static bool
is_listed(const ReferatMinutes *minutes, const char *name)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);

    for (uint32_t i = 0; i < minutes->n_participants; i++)
        for (size_t w = 0; words[w] != NULL; w++)
            if (strstr(minutes->participants[i].name.text, words[w]) != NULL)
                return true;
    return false;
}

/* "Anna Berg said": a name of two words or more that opens a passage, right before the verb. */
static const char *
speaker_of(RftReading *reading, uint32_t index)
{
    const RftSpan whole = rft_whole(reading, index);

    rft_scan_small(reading, index);
    const RftHit *said = rft_find_hit(reading, rft_passage(reading, index), RFT_USE_SAID, 0);
    if (said == NULL || said->start <= whole.start)
        return NULL;
    const RftSpan name = rft_trim(reading, (RftSpan){index, whole.start, said->start}, "");
    if (rft_span_is_empty(name) || !rft_is_name(reading, name, false))
        return NULL;
    return rft_span_text(reading, name);
}

static uint32_t
first_section(const RftReading *reading, const ReferatMinutes *minutes)
{
    uint32_t i = 0;

    while (i < reading->passages->len &&
           rft_passage(reading, i)->block->id < minutes->items[0].node)
        i++;
    return i;
}

/* Said once for each. Where citizens have the floor, most who speak by their full name are on no
 * list: only somebody among those who are is a slip. */
static void
tell_unlisted(const RftCheck *check, RftReading *reading)
{
    const ReferatMinutes *minutes = check->minutes;
    const uint32_t first = first_section(reading, minutes);
    g_autoptr(GHashTable) listed = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) others = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer name = NULL;
    gpointer id = NULL;

    for (uint32_t i = first; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        const char *who = passage->place == RFT_PLACE_BODY ? speaker_of(reading, i) : NULL;
        if (who == NULL)
            continue;
        const bool known = is_listed(minutes, who) || is_in_front(reading, who, first);
        GHashTable *kind = known ? listed : others;
        if (!g_hash_table_contains(kind, who))
            g_hash_table_insert(kind, (char *)who, GUINT_TO_POINTER(passage->block->id));
    }
    if (g_hash_table_size(listed) <= g_hash_table_size(others) * 2)
        return;
    g_hash_table_iter_init(&iter, others);
    while (g_hash_table_iter_next(&iter, &name, &id))
        rft_find_at(check, REFERAT_MSG_SPEAKER_NOT_LISTED, GPOINTER_TO_UINT(id), "%s",
                    (const char *)name);
}

/* Minutes whose list we do not find, or that keep none, say nothing about it. */
void
rft_check_speakers(const RftCheck *check)
{
    enum { SHORTEST_LIST = 3 };
    const ReferatMinutes *minutes = check->minutes;
    RftReading reading;

    if (minutes == NULL || minutes->kind == REFERAT_KIND_TRANSCRIPT || minutes->n_items == 0 ||
        minutes->n_other > 0 || minutes->n_participants < SHORTEST_LIST)
        return;
    rft_reading_init(&reading, check->context, check->document);
    tell_unlisted(check, &reading);
    rft_reading_clear(&reading);
}
