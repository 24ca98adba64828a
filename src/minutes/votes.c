/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/ballots.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"

/*
 * Votes: counts ("26 stemmer for", "7-0", "Ayes: … – 4"), and unanimity where the document says
 * so.
 */

typedef struct {
    int counts[3]; /* for, against, abstaining */
    bool unanimous;
    bool any;
} Tally;

static const RftUse count_uses[] = {RFT_USE_VOTES_FOR, RFT_USE_VOTES_AGAINST, RFT_USE_ABSTAINING};

/* The number in digits or words that ends right before @at, or -1. */
static int
count_before(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t from)
{
    uint32_t end = at;

    while (end > from && strchr(" *\t", passage->text[end - 1]) != NULL)
        end--;
    uint32_t start = end;
    while (start > from && g_ascii_isdigit(passage->text[start - 1]))
        start--;
    if (start < end && end - start <= 4 &&
        (start == from || strchr(" *\t(:-", passage->text[start - 1]) != NULL))
        return (int)g_ascii_strtoll(passage->text + start, NULL, 10);
    for (uint32_t i = rft_hits_near(passage, end); i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start > end)
            break;
        if ((hit->use == RFT_USE_COUNT || hit->use == RFT_USE_ONE) && hit->end == end &&
            hit->start >= from)
            return hit->value;
    }
    return -1;
}

static uint32_t
dash_at(const RftPassage *passage, uint32_t at, uint32_t end)
{
    if (passage->text[at] == '-')
        return 1;
    return end - at > 3 && memcmp(passage->text + at, "–", 3) == 0 ? 3 : 0;
}

/* Past names to the dash before their number; @end when there is none in the sentence. */
static uint32_t
skip_names(const RftPassage *passage, uint32_t at, uint32_t end)
{
    for (; at < end && strchr(".;", passage->text[at]) == NULL; at++) {
        const uint32_t dash = dash_at(passage, at, end);
        if (dash == 0)
            continue;
        at += dash;
        while (at < end && passage->text[at] == ' ')
            at++;
        return at;
    }
    return end;
}

/* "n. 3", "no. 3" */
static uint32_t
skip_number_sign(const RftPassage *passage, uint32_t at, uint32_t end)
{
    uint32_t i = at;

    if (i >= end || passage->folded[i] != 'n')
        return at;
    for (i++; i < end && i < at + 4 && !g_ascii_isdigit(passage->text[i]); i++)
        if (strchr("or. \xc2\xb0\xba", passage->text[i]) == NULL)
            return at;
    return i < end && g_ascii_isdigit(passage->text[i]) ? i : at;
}

/* The number behind @at: "Yeas 13", "Ayes: Daysog, Knox White – 2"; -1 when there is none. */
static int
count_behind(const RftPassage *passage, uint32_t at, uint32_t end)
{
    uint32_t i = at;

    while (i < end && passage->text[i] == ' ')
        i++;
    const bool named = i < end && passage->text[i] == ':';
    const uint32_t dash = i < end ? dash_at(passage, i, end) : 0;
    /* "For – 41, Against – 6" */
    if (dash > 0 && i + dash + 1 < end && passage->text[i + dash] == ' ' &&
        g_ascii_isdigit(passage->text[i + dash + 1]))
        i += dash;
    while (i < end && strchr(" :*\t", passage->text[i]) != NULL)
        i++;
    i = skip_number_sign(passage, i, end);
    if (named && (i >= end || !g_ascii_isdigit(passage->text[i])))
        i = skip_names(passage, i, end);
    if (i >= end || !g_ascii_isdigit(passage->text[i]))
        return -1;
    uint32_t stop = i;
    while (stop < end && g_ascii_isdigit(passage->text[stop]))
        stop++;
    /* shares of property are no votes: "688,1" */
    if (stop - i > 4 || (stop < end && strchr("%/:", passage->text[stop]) != NULL) ||
        (stop + 1 < end && strchr(",.", passage->text[stop]) != NULL &&
         g_ascii_isdigit(passage->text[stop + 1])))
        return -1;
    return (int)g_ascii_strtoll(passage->text + i, NULL, 10);
}

/* "Noes: none" */
static bool
is_nobody_behind(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end)
{
    while (at < end && passage->text[at] == ' ')
        at++;
    if (at >= end || passage->text[at] != ':')
        return false;
    do
        at++;
    while (at < end && passage->text[at] == ' ');
    return at < end && rft_hit_at(reading, passage, RFT_USE_NOBODY, at) != NULL;
}

/* Whether some hit of a counting use lies in @span, longest first, so that "votes for" beats
 * "for". */
static bool
is_inside_other(const RftReading *reading, const RftPassage *passage, const RftHit *hit)
{
    for (uint32_t i = rft_hits_near(passage, hit->start); i < passage->n_hits; i++) {
        const RftHit *other = rft_hit(reading, passage, i);
        if (other->start > hit->start)
            break;
        if ((other->use == RFT_USE_VOTES_FOR || other->use == RFT_USE_VOTES_AGAINST ||
             other->use == RFT_USE_ABSTAINING) &&
            other->start <= hit->start && other->end >= hit->end &&
            other->end - other->start > hit->end - hit->start)
            return true;
    }
    return false;
}

static bool
is_single_word(const RftPassage *passage, const RftHit *hit)
{
    return memchr(passage->text + hit->start, ' ', hit->end - hit->start) == NULL &&
           hit->end - hit->start <= 5;
}

/* The word for votes that ends right before @at: "24 votes against 8". Returns: where it begins. */
static uint32_t
before_votes_word(const RftPassage *passage, uint32_t at)
{
    for (uint32_t i = rft_hits_near(passage, at); i < passage->n_hits; i++) {
        const RftHit *hit = &passage->hits[i];
        if (hit->start > at)
            break;
        if (hit->use == RFT_USE_VOTES_FOR && hit->end + 1 == at)
            return hit->start;
    }
    return at;
}

/* "20 mot 5 stemmer", "24 stemmer mod 8", "mot 2 stemmer": the number behind the word for against
 * is that of those against, the one before it of those for. */
static bool
read_versus(const RftReading *reading, RftSpan span, Tally *tally)
{
    const RftPassage *passage = rft_passage(reading, span.passage);

    for (const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_VOTES_AGAINST, span.start);
         hit != NULL && hit->end < span.end;
         hit = rft_find_hit(reading, passage, RFT_USE_VOTES_AGAINST, hit->start + 1)) {
        if (is_inside_other(reading, passage, hit) || passage->text[hit->end] != ' ')
            continue;
        const int against = count_behind(passage, hit->end, span.end);
        const int before =
            count_before(reading, passage, before_votes_word(passage, hit->start), span.start);
        if (against < 0)
            continue;
        /* a number of something else behind: "5 mot 2019" */
        const RftHit *votes = rft_find_hit(reading, passage, RFT_USE_VOTES_FOR, hit->end);
        const bool counted = before >= 0 || (is_single_word(passage, hit) && votes != NULL &&
                                             votes->start < hit->end + 8);
        if (!counted)
            continue;
        tally->counts[0] = before;
        tally->counts[1] = against;
        tally->any = true;
        return true;
    }
    return false;
}

/* "38 zu 6 Stimmen", "by 5 votes to 1": two numbers about a small word, where votes are spoken of.
 */
static bool
read_ratio(const RftReading *reading, RftSpan span, Tally *tally)
{
    enum { REACH = 12, LONG_WORD = 4 }; /* "40 to 50 for" counts nothing */
    const RftPassage *passage = rft_passage(reading, span.passage);

    for (const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_VERSUS, span.start);
         hit != NULL && hit->end < span.end;
         hit = rft_find_hit(reading, passage, RFT_USE_VERSUS, hit->start + 1)) {
        const uint32_t votes_word = before_votes_word(passage, hit->start);
        const int votes_for = count_before(reading, passage, votes_word, span.start);
        const int against =
            passage->text[hit->end] == ' ' ? count_behind(passage, hit->end, span.end) : -1;
        const RftHit *votes = rft_find_hit(reading, passage, RFT_USE_VOTES_FOR, hit->end);
        if (votes_for < 0 || against < 0 ||
            (votes_word == hit->start && (votes == NULL || votes->start > hit->end + REACH ||
                                          votes->end - votes->start < LONG_WORD)))
            continue;
        tally->counts[0] = votes_for;
        tally->counts[1] = against;
        tally->any = true;
        return true;
    }
    return false;
}

/* The count beside the word at @hit, -1 when there is none. @shortly: gets whether the word is a
 * small one and the count stands before it. */
static int
count_beside(const RftReading *reading, RftSpan span, const RftHit *hit, bool *shortly)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    int count = count_behind(passage, hit->end, span.end);
    const int before = count_before(reading, passage, hit->start, span.start);

    if (before >= 0 && (count < 0 || passage->text[hit->end] != ':'))
        count = before;
    if (is_nobody_behind(reading, passage, hit->end, span.end))
        count = 0;
    *shortly = is_single_word(passage, hit) &&
               (before >= 0 || passage->text[MIN(hit->end, passage->length - 1)] != ':');
    return count;
}

static void
read_counts(const RftReading *reading, RftSpan span, Tally *tally)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    unsigned short_words = 0;
    const size_t first =
        read_versus(reading, span, tally) || read_ratio(reading, span, tally) ? 2 : 0;

    for (size_t k = first; k < G_N_ELEMENTS(count_uses); k++)
        for (const RftHit *hit = rft_find_hit(reading, passage, count_uses[k], span.start);
             hit != NULL && hit->end <= span.end && tally->counts[k] < 0;
             hit = rft_find_hit(reading, passage, count_uses[k], hit->start + 1)) {
            bool shortly = false;
            if (is_inside_other(reading, passage, hit))
                continue;
            tally->counts[k] = count_beside(reading, span, hit, &shortly);
            short_words += tally->counts[k] >= 0 && shortly;
        }
    const unsigned n = (tally->counts[0] >= 0) + (tally->counts[1] >= 0) + (tally->counts[2] >= 0);
    /* "5 for 2020": one short word alone counts nothing */
    if (n == 1 && short_words > 0)
        tally->counts[0] = tally->counts[1] = tally->counts[2] = REFERAT_NOT_COUNTED;
    else
        tally->any = tally->any || n > 0;
}

/* "unanimous voice vote – 5". */
static void
read_unanimous(const RftReading *reading, RftSpan span, Tally *tally)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_UNANIMOUS, span.start);

    if (hit == NULL || hit->end > span.end)
        return;
    tally->any = true;
    tally->unanimous = true;
    for (uint32_t i = hit->end; i < span.end && i < hit->end + 40; i++) {
        const uint32_t dash = dash_at(passage, i, span.end);
        if (passage->text[i] == '.' || passage->text[i] == ';')
            break;
        if (dash == 0)
            continue;
        const int count = count_behind(passage, i + dash, span.end);
        if (count >= 0 && tally->counts[0] < 0)
            tally->counts[0] = count;
        break;
    }
}

/* The two numbers of "7-0", "3–1", "4 : 0" at @at. */
static bool
take_score(const RftPassage *passage, uint32_t at, uint32_t end, Tally *tally)
{
    uint32_t i = at;

    while (i < end && g_ascii_isdigit(passage->text[i]))
        i++;
    if (i == at || i - at > 3)
        return false;
    const int votes_for = (int)g_ascii_strtoll(passage->text + at, NULL, 10);
    const bool spaced = i + 2 < end && passage->text[i] == ' ';
    if (spaced)
        i++;
    const uint32_t dash = i < end ? (passage->text[i] == ':' ? 1 : dash_at(passage, i, end)) : 0;
    i += dash;
    if (spaced && i < end && passage->text[i] == ' ')
        i++;
    if (dash == 0 || i >= end || !g_ascii_isdigit(passage->text[i]))
        return false;
    const int against = count_behind(passage, i, end);
    if (against < 0)
        return false;
    tally->counts[0] = votes_for;
    tally->counts[1] = against;
    tally->any = true;
    return true;
}

/* "carried 7-0", "Abstimmungsergebnis: 4 : 0": two numbers behind a word that says that it carried,
 * or names the result. */
static void
read_score(const RftReading *reading, RftSpan span, Tally *tally)
{
    enum { REACH = 16 };
    static const RftUse uses[] = {RFT_USE_CARRIED, RFT_USE_RESULT};
    const RftPassage *passage = rft_passage(reading, span.passage);

    for (size_t k = 0; k < G_N_ELEMENTS(uses) && tally->counts[0] < 0; k++) {
        const RftHit *hit = rft_find_hit(reading, passage, uses[k], span.start);
        if (hit == NULL || hit->end > span.end)
            continue;
        for (uint32_t i = hit->end; i + 2 < span.end && i < hit->end + REACH; i++)
            if (g_ascii_isdigit(passage->text[i])) {
                (void)take_score(passage, i, span.end, tally);
                break;
            }
    }
}

/* Whoever is named last before the verb: "The meeting went on and Member Berg [moved]". */
static ReferatValue
last_name(RftReading *reading, RftSpan span)
{
    const ReferatValue nobody = {NULL, {0, 0, 0, 0}, 0};
    RftSpan name = span;
    RftSpan last = {span.passage, 0, 0};
    const RftHit *role = NULL;

    for (const RftHit *hit =
             rft_find_hit(reading, rft_passage(reading, span.passage), RFT_USE_ROLE, span.start);
         hit != NULL && hit->end < span.end;
         hit = rft_find_hit(reading, rft_passage(reading, span.passage), RFT_USE_ROLE, hit->end))
        role = hit;
    if (role != NULL) {
        const RftSpan behind =
            rft_trim(reading, (RftSpan){span.passage, role->end, span.end}, ",:");
        if (!rft_span_is_empty(behind) && rft_is_name(reading, behind, true))
            return rft_value(reading, behind, 0.7);
    }
    while (rft_find_name(reading, span, &name) && name.end > span.start) {
        last = name;
        span.start = name.end;
    }
    if (!rft_span_is_empty(last))
        return rft_value(reading, last, 0.6);
    span = rft_trim(reading, span, ",:");
    return !rft_span_is_empty(span) && rft_is_name(reading, span, true)
               ? rft_value(reading, span, 0.5)
               : nobody;
}

/* "Moved by Bob Holm": a name right behind the words. */
static ReferatValue
name_behind(RftReading *reading, uint32_t index, const RftHit *hit)
{
    const ReferatValue nobody = {NULL, {0, 0, 0, 0}, 0};
    const RftPassage *passage = rft_passage(reading, index);
    uint32_t end = hit->end;
    RftSpan name;

    while (end < passage->length && strchr(",;.\n", passage->text[end]) == NULL)
        end++;
    const RftSpan behind = rft_trim(reading, (RftSpan){index, hit->end, end}, ":,");
    if (rft_span_is_empty(behind))
        return nobody;
    if (rft_find_name(reading, behind, &name) && name.start <= behind.start + 4)
        return rft_value(reading, name, 0.7);
    return rft_take_name(reading, behind, &name) ? rft_value(reading, name, 0.6) : nobody;
}

static ReferatValue
whose(RftReading *reading, uint32_t index, const RftHit *hit)
{
    const ReferatValue behind = name_behind(reading, index, hit);
    const RftSpan said = rft_sentence(reading, rft_whole(reading, index), hit->start);

    return behind.text != NULL ? behind
                               : last_name(reading, (RftSpan){index, said.start, hit->start});
}

static void
take_mover(RftReading *reading, ReferatVote *vote, RftSpan sentence)
{
    enum { REACH = 3 };
    const uint32_t from = sentence.passage > REACH ? sentence.passage - REACH : 0;

    for (uint32_t i = sentence.passage + 1; i-- > from;) {
        const RftPassage *passage = rft_passage(reading, i);
        const RftHit *moved = rft_find_hit(reading, passage, RFT_USE_MOVED, 0);
        const RftHit *seconded = rft_find_hit(reading, passage, RFT_USE_SECONDED, 0);
        if (passage->item != rft_passage(reading, sentence.passage)->item)
            break;
        if (seconded != NULL && vote->seconder.text == NULL)
            vote->seconder = whose(reading, i, seconded);
        if (moved != NULL) {
            vote->mover = whose(reading, i, moved);
            break;
        }
    }
}

/* "Antal stemmer for 39" over "Antal stemmer imod 13": one vote in two lines. */
static bool
goes_with_last(RftReading *reading, const ReferatVote *vote, uint32_t index)
{
    enum { REACH = 2 };
    const guint n = reading->votes->len;

    if (n == 0 || index == reading->last_vote || index > reading->last_vote + REACH ||
        vote->unanimous)
        return false;
    ReferatVote *last = &g_array_index(reading->votes, ReferatVote, n - 1);
    if (last->item != vote->item || last->unanimous || vote->votes_for >= 0 ||
        last->votes_for < 0 || (last->votes_against >= 0 && vote->votes_against >= 0) ||
        (last->abstaining >= 0 && vote->abstaining >= 0))
        return false;
    last->votes_against = MAX(last->votes_against, vote->votes_against);
    last->abstaining = MAX(last->abstaining, vote->abstaining);
    last->unanimous = last->votes_for > 0 && last->votes_against == 0 && last->abstaining <= 0;
    last->text.range.last_node = vote->text.range.last_node;
    last->text.range.last_byte = vote->text.range.last_byte;
    return true;
}

static int
count_present(const RftReading *reading)
{
    int n = 0;

    for (guint i = 0; i < reading->participants->len; i++)
        n += g_array_index(reading->participants, ReferatParticipant, i).status ==
             REFERAT_STATUS_PRESENT;
    return n;
}

static bool
counts_votes(RftUse use)
{
    return (use >= RFT_USE_VOTES_FOR && use <= RFT_USE_UNANIMOUS) || use == RFT_USE_CARRIED ||
           use == RFT_USE_RESULT;
}

/* @from: where what belongs to this vote begins in the passage. */
static void
read_sentence(RftReading *reading, RftSpan sentence, uint32_t from)
{
    const uint32_t index = sentence.passage;
    Tally tally = {{REFERAT_NOT_COUNTED, REFERAT_NOT_COUNTED, REFERAT_NOT_COUNTED}, false, false};

    read_counts(reading, sentence, &tally);
    read_unanimous(reading, sentence, &tally);
    read_score(reading, sentence, &tally);
    if (!tally.any ||
        (!tally.unanimous && tally.counts[0] < 0 && tally.counts[1] < 0 && tally.counts[2] <= 0))
        return;
    ReferatVote vote = {.text = rft_value(reading, sentence, 0.7),
                        .item = rft_passage(reading, index)->item,
                        .votes_for = tally.counts[0],
                        .votes_against = tally.counts[1],
                        .abstaining = tally.counts[2],
                        .unanimous = tally.unanimous};
    /* nobody against, or as many ayes as there were people */
    if (tally.counts[0] > 0 && tally.counts[2] <= 0 &&
        (tally.counts[1] == 0 ||
         (tally.counts[1] < 0 && tally.counts[0] == count_present(reading))))
        vote.unanimous = true;
    take_mover(reading, &vote, sentence);
    rft_read_ballots(reading, (RftSpan){index, from, sentence.end}, &vote);
    /* "no abstentions" alone is no vote */
    const bool counted =
        vote.unanimous || vote.votes_for >= 0 || vote.votes_against >= 0 || vote.abstaining > 0;
    if (!goes_with_last(reading, &vote, index) && counted)
        g_array_append_val(reading->votes, vote);
    reading->last_vote = index;
}

/* "…: Ayes: 5; regarding the railroad …: Ayes: 3; Noes: 2": one sentence, two votes. Returns:
 * @sentence up to where what belongs to the second begins. */
static RftSpan
first_vote(const RftReading *reading, RftSpan sentence)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);
    bool counted = false;
    uint32_t behind = sentence.start; /* the last count */

    for (uint32_t i = rft_first_hit(passage, sentence.start); i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start >= sentence.end)
            break;
        if (hit->start < behind || hit->end >= sentence.end || passage->text[hit->end] != ':' ||
            (hit->use != RFT_USE_VOTES_FOR && hit->use != RFT_USE_VOTES_AGAINST &&
             hit->use != RFT_USE_ABSTAINING) ||
            count_behind(passage, hit->end, sentence.end) < 0)
            continue;
        if (hit->use == RFT_USE_VOTES_FOR && counted) {
            sentence.end = behind;
            return sentence;
        }
        counted = true;
        behind = hit->end;
        while (behind < sentence.end && strchr(".;", passage->text[behind]) == NULL)
            behind++;
    }
    return sentence;
}

/* The sentences with words that go with votes, each once. */
static void
read_passage(RftReading *reading, uint32_t index)
{
    rft_scan_small(reading, index);
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    uint32_t done = 0;
    uint32_t from = whole.start; /* behind the vote before */

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start < done || !counts_votes((RftUse)hit->use))
            continue;
        RftSpan sentence = rft_sentence(reading, whole, hit->start);
        sentence.start = MAX(sentence.start, done);
        sentence = first_vote(reading, sentence);
        const guint n = reading->votes->len;
        read_sentence(reading, sentence, from);
        done = MAX(sentence.end, hit->end);
        if (reading->votes->len > n)
            from = done;
    }
}

/* A count, or words that say how it ended. */
static bool
may_count(const RftReading *reading, const RftPassage *passage)
{
    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftUse use = (RftUse)rft_hit(reading, passage, i)->use;
        if (use == RFT_USE_UNANIMOUS || use == RFT_USE_CARRIED ||
            (use >= RFT_USE_VOTES_FOR && use <= RFT_USE_ABSTAINING))
            return true;
    }
    for (uint32_t i = 0; i < passage->length; i++)
        if (g_ascii_isdigit(passage->text[i]))
            return true;
    return false;
}

void
rft_recognise_votes(RftReading *reading)
{
    for (uint32_t i = 0; i < reading->end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (may_count(reading, passage) && passage->part != RFT_PART_TITLE &&
            passage->part != RFT_PART_AGENDA && passage->place != RFT_PLACE_HEADING &&
            passage->place != RFT_PLACE_PAGE_HEAD)
            read_passage(reading, i);
    }
}
