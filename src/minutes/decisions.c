/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/outline.h"
#include "minutes/recognisers.h"
#include "minutes/walk.h"

/*
 * What was decided: sentences that say so, what stands behind "Beslutning:", motions that carried,
 * outcomes that stand alone ("Granted") or in a column of their own.
 */

enum { LONGEST_OUTCOME = 120, LONGEST_PROPOSAL = 60, LONGEST_SECTION = 12, MOTION_REACH = 8 };

static bool
is_minutes_text(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return index < reading->end && passage->part != RFT_PART_TITLE &&
           passage->part != RFT_PART_AGENDA && passage->part != RFT_PART_PEOPLE &&
           passage->place != RFT_PLACE_PAGE_HEAD &&
           (passage->place != RFT_PLACE_HEADING || passage->part == RFT_PART_NONE) &&
           !passage->header_cell;
}

static void
add_decision(RftReading *reading, RftSpan span, double confidence)
{
    const ReferatDecision decision = {.text = rft_value(reading, span, confidence),
                                      .item = rft_passage(reading, span.passage)->item};

    if (decision.text.text != NULL)
        g_array_append_val(reading->decisions, decision);
}

static bool
has_use_in(const RftReading *reading, RftSpan span, RftUse use)
{
    const RftHit *hit = rft_find_hit(reading, rft_passage(reading, span.passage), use, span.start);

    return hit != NULL && hit->end <= span.end;
}

/* An outcome and little else: "Granted - Condition: no nips", "ADOPTED". */
static bool
is_outcome(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    /* "NOTED" in a line of its own only heads what was noted */
    if (passage->length > LONGEST_OUTCOME || rft_names_part(reading, index))
        return false;
    const RftHit *hit = rft_hit_at(reading, passage, RFT_USE_OUTCOME, whole.start);
    if (hit == NULL)
        return false;
    if (hit->end >= rft_trim(reading, whole, ".").end)
        return true;
    /* with more behind it has to stand out */
    return passage->bold || passage->place == RFT_PLACE_CELL ||
           passage->place == RFT_PLACE_HEADING ||
           strchr(".,-:;(", passage->text[hit->end]) != NULL ||
           (passage->text[hit->end] == ' ' &&
            strchr("-(", passage->text[hit->end + 1 < passage->length ? hit->end + 1 : hit->end]) !=
                NULL);
}

/* The words in capitals in a column of outcomes, whatever they say. */
static bool
is_outcome_cell(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->place != RFT_PLACE_CELL || passage->column < 2 || passage->continues)
        return false;
    const RftHit *hit = NULL;
    for (uint32_t i = 0; i < passage->n_hits && hit == NULL; i++)
        if (rft_hit(reading, passage, i)->use == RFT_USE_OUTCOME ||
            rft_hit(reading, passage, i)->use == RFT_USE_DECIDED)
            hit = rft_hit(reading, passage, i);
    return hit != NULL && passage->length <= LONGEST_OUTCOME;
}

/* ---- behind a word that heads decisions ---- */

/* "Beslutning: …", or a line of its own with the decision in the next ones. Returns: the passage
 * to go on with. */
static uint32_t
read_headed(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), "*-");
    const RftHit *hit = rft_hit_at(reading, passage, RFT_USE_DECISION, whole.start);

    if (hit == NULL || passage->part == RFT_PART_AGENDA || passage->table > 0 ||
        rft_is_phrase(reading, whole, RFT_USE_OUTCOME))
        return index;
    const RftSpan behind = rft_trim(reading, (RftSpan){index, hit->end, whole.end}, "");
    if (rft_span_is_empty(rft_trim(reading, behind, ":.-"))) {
        uint32_t i = rft_block_end(reading, index);
        const uint16_t depth = rft_passage(reading, i < reading->end ? i : index)->list_depth;
        if (passage->label != NULL && passage->place == RFT_PLACE_HEADING)
            return index;
        for (unsigned n = 0; i < reading->end && n < LONGEST_SECTION; n++) {
            const RftPassage *line = rft_passage(reading, i);
            /* a heading takes what is below it, a line the next paragraph or list */
            if (line->place == RFT_PLACE_HEADING || line->part == RFT_PART_PEOPLE ||
                (n > 0 && line->list_depth != depth) || (n > 0 && depth == 0))
                break;
            if (!line->continues)
                add_decision(reading, rft_whole(reading, i), 0.85);
            i++;
        }
        return i - 1;
    }
    if (passage->text[behind.start] != ':' || passage->place == RFT_PLACE_HEADING)
        return index;
    add_decision(reading, rft_trim(reading, behind, ": "), 0.9);
    return index;
}

/* ---- sentences ---- */

static bool
is_vetoed(const RftReading *reading, RftSpan sentence, const RftHit *decided)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);
    const RftHit *veto = rft_find_hit(reading, passage, RFT_USE_NOT_DECIDED, sentence.start);

    for (; veto != NULL && veto->start < sentence.end;
         veto = rft_find_hit(reading, passage, RFT_USE_NOT_DECIDED, veto->end)) {
        /* what is only wished for, asked, or on a condition comes before the verb */
        if (veto->start <= decided->end)
            return true;
    }
    return passage->text[sentence.end - 1] == '?';
}

/* A motion counts when what follows says that it carried; the motion is the decision. */
static bool
is_carried(const RftReading *reading, RftSpan sentence)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);

    if (rft_find_hit(reading, passage, RFT_USE_CARRIED, sentence.start) != NULL)
        return true;
    for (uint32_t i = sentence.passage + 1;
         i <= sentence.passage + MOTION_REACH && i < reading->end; i++) {
        const RftPassage *next = rft_passage(reading, i);
        if (next->part == RFT_PART_ITEM)
            return false;
        if (rft_find_hit(reading, next, RFT_USE_CARRIED, 0) != NULL)
            return true;
    }
    return false;
}

/* The sentence that says a motion carried repeats the motion. */
static bool
repeats_motion(const RftReading *reading, RftSpan sentence)
{
    return has_use_in(reading, sentence, RFT_USE_SECONDED) ||
           has_use_in(reading, sentence, RFT_USE_CARRIED);
}

static bool
is_in_aside(const RftPassage *passage, uint32_t at)
{
    /* in brackets or quotes it is said of something else */
    enum { REACH = 400 };
    int depth = 0;

    for (uint32_t i = at > REACH ? at - REACH : 0; i < at; i++)
        depth += passage->text[i] == '(' || passage->text[i] == '['                  ? 1
                 : (passage->text[i] == ')' || passage->text[i] == ']') && depth > 0 ? -1
                                                                                     : 0;
    return depth > 0;
}

static bool
is_within(const RftReading *reading, const RftPassage *passage, const RftHit *hit, RftUse use)
{
    for (uint32_t i = rft_hits_near(passage, hit->start); i < passage->n_hits; i++) {
        const RftHit *other = rft_hit(reading, passage, i);
        if (other->start > hit->start)
            break;
        if (other->use == use && other->start <= hit->start && other->end >= hit->end)
            return true;
    }
    return false;
}

/* "(24-101) Minutes of … Approved.": all of it but the reference is what was decided. */
static RftSpan
without_reference(const RftReading *reading, uint32_t index, uint32_t end)
{
    const RftPassage *passage = rft_passage(reading, index);
    RftSpan span = {index, 0, end};
    const char *close = *passage->text == '(' ? memchr(passage->text, ')', end) : NULL;

    if (close != NULL)
        span.start = (uint32_t)(close - passage->text) + 1;
    return rft_trim(reading, span, "");
}

static bool
is_short_line(const RftPassage *passage)
{
    enum { LONGEST_LINE = 60 };

    return passage->list_depth > 0 || passage->table > 0 || passage->length <= LONGEST_LINE;
}

/* "Elected were:" goes on in the list, table or short lines below it. */
static void
add_with_list(RftReading *reading, RftSpan sentence, double confidence)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);
    uint32_t next = sentence.passage + 1;

    add_decision(reading, sentence, confidence);
    if (passage->text[sentence.end - 1] != ':' || sentence.end + 1 < passage->length)
        return;
    ReferatDecision *decision =
        &g_array_index(reading->decisions, ReferatDecision, reading->decisions->len - 1);
    g_autoptr(GString) text = g_string_new(decision->text.text);
    RftSpan last = sentence;
    for (unsigned n = 0; n < LONGEST_SECTION && next < reading->end; n++, next++) {
        const RftPassage *line = rft_passage(reading, next);
        if (line->part != RFT_PART_NONE || line->place == RFT_PLACE_HEADING || !is_short_line(line))
            break;
        last = rft_whole(reading, next);
        g_string_append_printf(text, " %s", rft_span_text(reading, last));
    }
    decision->text.text = rft_arena_strndup(&reading->arena, text->str, text->len);
    decision->text.range = rft_range(reading, sentence, last);
}

static bool
decides(RftUse use)
{
    return use == RFT_USE_DECIDED || use == RFT_USE_MOVED || use == RFT_USE_CARRIED ||
           use == RFT_USE_OUTCOME;
}

/* An outcome counts when it is a sentence of its own behind others. */
static bool
is_lone_outcome(const RftHit *hit, RftSpan sentence)
{
    return hit->start == sentence.start && sentence.start > 0 && hit->end + 1 >= sentence.end;
}

/* The words at @hit in @sentence. Returns: whether the sentence is done with. */
static bool
read_hit(RftReading *reading, const RftHit *hit, RftSpan sentence, bool *motion)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);
    const bool outcome = hit->use == RFT_USE_OUTCOME;

    /* "päätti kokouksen": the same verb closes the meeting */
    if ((outcome && !is_lone_outcome(hit, sentence)) ||
        is_within(reading, passage, hit, RFT_USE_CLOSED) ||
        is_within(reading, passage, hit, RFT_USE_OPENED))
        return false;
    if (outcome && passage->part == RFT_PART_ITEM) {
        add_decision(reading, without_reference(reading, sentence.passage, sentence.end), 0.8);
        return true;
    }
    if (hit->use == RFT_USE_MOVED) {
        if (!is_carried(reading, sentence))
            return false;
        add_decision(reading, sentence, 0.8);
        *motion = true;
        return true;
    }
    if (*motion && repeats_motion(reading, sentence)) {
        *motion = false;
        return true;
    }
    if (!outcome && (is_vetoed(reading, sentence, hit) || is_in_aside(passage, hit->start)))
        return false;
    if (hit->use == RFT_USE_CARRIED && !has_use_in(reading, sentence, RFT_USE_DECIDED))
        return false;
    /* "AND AGREED" alone says nothing, and a result is a vote */
    if (!outcome && ((hit->start == sentence.start && hit->end + 1 >= sentence.end) ||
                     rft_hit_at(reading, passage, RFT_USE_RESULT, sentence.start) != NULL))
        return false;
    add_with_list(reading, sentence, 0.7);
    return true;
}

static void
read_sentences(RftReading *reading, uint32_t index, bool *motion)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *hits = passage->hits; /* more may be looked for while these are gone through */
    const uint32_t n_hits = passage->n_hits;
    uint32_t done = 0;

    for (uint32_t i = 0; i < n_hits; i++) {
        if (hits[i].start < done || !decides((RftUse)hits[i].use))
            continue;
        const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), hits[i].start);
        if (read_hit(reading, &hits[i], sentence, motion))
            done = sentence.end;
    }
}

/* "Per Harbo Sørensen, A15 | genvalgt": what is decided of a row's first cell. */
static void
read_row(RftReading *reading, uint32_t index)
{
    const RftPassage *cell = rft_passage(reading, index);

    if (cell->column == 1 && index > 0 && rft_passage(reading, index - 1)->row == cell->row &&
        rft_passage(reading, index - 1)->table == cell->table &&
        rft_find_hit(reading, cell, RFT_USE_DECIDED, 0) != NULL) {
        const RftSpan first = rft_whole(reading, index - 1);
        const RftSpan last = rft_whole(reading, index);
        GString *text = g_string_new(rft_span_text(reading, first));
        g_string_append_printf(text, " %s", rft_span_text(reading, last));
        const ReferatDecision decision = {
            .text = {rft_arena_strndup(&reading->arena, text->str, text->len),
                     rft_range(reading, first, last), 0.6F},
            .item = cell->item};
        g_array_append_val(reading->decisions, decision);
        g_string_free(text, TRUE);
    }
}

/* "Förslag till beslut" over what is only proposed, up to the next line that heads something. */
static bool
heads_proposal(const RftReading *reading, uint32_t index, bool before)
{
    const RftPassage *passage = rft_passage(reading, index);
    const bool may =
        passage->length <= LONGEST_PROPOSAL || memchr(passage->text, ':', LONGEST_PROPOSAL) != NULL;

    if (passage->continues || (!may && !before))
        return before;
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":.*");
    if (!rft_span_is_empty(whole) && (passage->length <= LONGEST_PROPOSAL ||
                                      memchr(passage->text, ':', LONGEST_PROPOSAL) != NULL)) {
        rft_scan_small(reading, index);
        const RftHit *hit = rft_hit_at(reading, passage, RFT_USE_PROPOSAL, whole.start);
        /* a line of its own, or "Forslag til vedtak: …" */
        if (hit != NULL && (hit->end >= whole.end || passage->text[hit->end] == ':' ||
                            passage->place == RFT_PLACE_HEADING))
            return true;
    }
    const bool heads = !before || passage->place == RFT_PLACE_HEADING ||
                       passage->part == RFT_PART_ITEM || rft_names_part(reading, index) ||
                       rft_hit_at(reading, passage, RFT_USE_DECISION, whole.start) != NULL;
    return before && !heads;
}

/* The cell beside the title of an item, with more than an outcome in it. */
static bool
is_said_on_item(const RftReading *reading, uint32_t index)
{
    const RftPassage *cell = rft_passage(reading, index);

    for (uint32_t i = index; i-- > 0;) {
        const RftPassage *before = rft_passage(reading, i);
        if (before->table != cell->table || before->row != cell->row)
            break;
        if (before->part == RFT_PART_ITEM)
            return !is_outcome(reading, index) && !is_outcome_cell(reading, index);
    }
    return false;
}

void
rft_recognise_decisions(RftReading *reading)
{
    bool motion = false;
    bool proposal = false;

    for (uint32_t i = 0; i < reading->end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        proposal = heads_proposal(reading, i, proposal);
        if (passage->n_hits == 0 || passage->part == RFT_PART_TITLE ||
            passage->part == RFT_PART_AGENDA || proposal)
            continue;
        if (passage->part == RFT_PART_ITEM)
            motion = false;
        const guint before = reading->decisions->len;
        const uint32_t last = read_headed(reading, i);
        if (last > i || reading->decisions->len > before) {
            i = last;
            continue;
        }
        if (!is_minutes_text(reading, i) ||
            (passage->item == REFERAT_NO_ITEM && i < reading->first && reading->items->len > 0 &&
             passage->list_depth > 0))
            continue;
        if (passage->table > 0 && !is_said_on_item(reading, i)) {
            if (is_outcome_cell(reading, i) || (is_outcome(reading, i) && passage->column > 0))
                add_decision(reading, rft_whole(reading, i), 0.8);
            else
                read_row(reading, i);
        } else if (passage->table == 0 && is_outcome(reading, i)) {
            add_decision(reading, rft_whole(reading, i), 0.8);
        } else {
            read_sentences(reading, i, &motion);
        }
    }
}
