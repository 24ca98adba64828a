/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/officers.h"

#include <string.h>

/* Who took the chair and who the minutes: from sentences, from who opened the meeting, from
 * offices. */

/* The last word in @span that is somebody's name or initials. */
static bool
find_known(RftReading *reading, RftSpan span, RftSpan *name)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *end = passage->text + span.end;
    bool found = false;

    for (const char *p = passage->text + span.start; p < end;) {
        const char *behind = rft_word_end(p, end);
        if (behind == p) {
            p = g_utf8_next_char(p);
            continue;
        }
        const RftSpan word = {span.passage, (uint32_t)(p - passage->text),
                              (uint32_t)(behind - passage->text)};
        if (behind - p > 1 && g_unichar_isupper(g_utf8_get_char(p)) &&
            rft_participant_named(reading, rft_span_text(reading, word)) != NULL) {
            *name = word;
            found = true;
        }
        p = behind;
    }
    return found;
}

/* "NN blev valgt som dirigent", "Braden was elected Chair", "under the chairmanship of NN". */
void
rft_read_offices(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->use != RFT_USE_CHAIR && hit->use != RFT_USE_SECRETARY)
            continue;
        const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), hit->start);
        const RftHit *chosen = rft_find_hit(reading, passage, RFT_USE_DECIDED, sentence.start);
        const RftSpan role = {index, hit->start, hit->end};
        RftSpan name;
        /* "sous la présidence de NN" */
        const RftSpan behind = {index, hit->end, MIN(sentence.end, hit->end + 60)};
        if (hit->use == RFT_USE_CHAIR && index < reading->first && passage->list_depth == 0 &&
            memchr(passage->text + hit->start, ' ', hit->end - hit->start) != NULL &&
            rft_find_name(reading, behind, &name)) {
            rft_give_function(reading, name, REFERAT_FUNCTION_CHAIR, role);
            continue;
        }
        if (chosen == NULL || chosen->start >= sentence.end)
            continue;
        const RftSpan before = {index, sentence.start, hit->start};
        if (find_known(reading, before, &name) || rft_find_name(reading, before, &name) ||
            find_known(reading, sentence, &name) || rft_find_name(reading, sentence, &name))
            rft_give_function(reading, name,
                              hit->use == RFT_USE_CHAIR ? REFERAT_FUNCTION_CHAIR
                                                        : REFERAT_FUNCTION_SECRETARY,
                              role);
    }
}

/* Whoever opens the meeting has the chair. */
void
rft_read_opening(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *opened = rft_find_hit(reading, passage, RFT_USE_OPENED, 0);
    RftSpan name;

    if (opened == NULL || opened->start == 0)
        return;
    const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), opened->start);
    const RftSpan subject = {index, sentence.start, opened->start};
    for (guint i = 0; i < reading->participants->len; i++)
        if (g_array_index(reading->participants, ReferatParticipant, i).function ==
            REFERAT_FUNCTION_CHAIR)
            return;
    if (find_known(reading, subject, &name))
        rft_give_function(reading, name, REFERAT_FUNCTION_CHAIR, (RftSpan){index, 0, 0});
}

static bool
is_word_for(const RftReading *reading, const char *text, RftUse use)
{
    const size_t length = strlen(text);
    g_autofree char *folded = g_strdup(text);
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(RftHit));
    bool found = false;

    rft_fold(text, length, folded);
    rft_phrases_scan(reading->phrases, false, folded, length, hits);
    for (guint i = 0; i < hits->len; i++) {
        const RftHit *hit = &g_array_index(hits, RftHit, i);
        found = found || (hit->use == use && hit->start == 0 && hit->end == length);
    }
    return found;
}

/* "Present: A. Berg (chair), …": when the minutes do not say otherwise, and of one only. */
void
rft_function_of_role(RftReading *reading, RftUse use, ReferatFunction function)
{
    ReferatParticipant *only = NULL;

    for (guint i = 0; i < reading->participants->len; i++) {
        ReferatParticipant *one = &g_array_index(reading->participants, ReferatParticipant, i);
        if (one->function == function)
            return;
        if (one->status != REFERAT_STATUS_PRESENT || one->function != REFERAT_FUNCTION_NONE ||
            one->role.text == NULL || !is_word_for(reading, one->role.text, use))
            continue;
        if (only != NULL)
            return;
        only = one;
    }
    if (only != NULL)
        only->function = function;
}
