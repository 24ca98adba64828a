/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"

/* Who met: from the title, from a labelled line, from the lines around the title. */

enum { FRONT = 40, LONGEST_LINE = 120 };

/* Words that stand around the name of a body and are none of it. */
static bool
is_edge_word(const RftReading *reading, const RftPassage *passage, uint32_t start, uint32_t end,
             uint32_t *length)
{
    static const RftUse uses[] = {RFT_USE_MEETING_KIND, RFT_USE_OF,     RFT_USE_AT_PLACE,
                                  RFT_USE_MINUTES,      RFT_USE_AGENDA, RFT_USE_CLOCK,
                                  RFT_USE_DATE};

    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        const RftHit *hit = rft_hit_at(reading, passage, uses[i], start);
        /* "Etape I" is no "i" */
        if (hit != NULL && hit->end == start + 1 && g_ascii_isupper(passage->text[start]))
            continue;
        if (hit != NULL && hit->end <= end) {
            *length = hit->end - start;
            return true;
        }
    }
    return false;
}

/* "N. 7 del Consiglio", "nr. 3": the number of the meeting is no part of who met. */
static RftSpan
without_number(const RftReading *reading, RftSpan span)
{
    enum { LONGEST_SIGN = 4 };
    const char *text = rft_passage(reading, span.passage)->text;
    uint32_t digits = 0;

    span = rft_trim(reading, span, "");
    uint32_t at = span.start;
    for (; at < span.end && at - span.start <= LONGEST_SIGN; at++)
        if (g_ascii_isdigit(text[at]))
            break;
    if (at >= span.end || !g_ascii_isdigit(text[at]) ||
        (at > span.start && text[at - 1] != '.' && text[at - 1] != ' '))
        return span;
    while (at < span.end && (g_ascii_isdigit(text[at]) || strchr("/-", text[at]) != NULL)) {
        at++;
        digits++;
    }
    if (digits > 0 && (at >= span.end || text[at] == ' '))
        span.start = at;
    return rft_trim(reading, span, "");
}

static RftSpan
trim_edges(const RftReading *reading, RftSpan span)
{
    rft_scan_small(reading, span.passage);
    const RftPassage *passage = rft_passage(reading, span.passage);
    uint32_t length = 0;

    span = rft_trim(reading, without_number(reading, span), ":.,;-/|()");
    while (span.start < span.end && is_edge_word(reading, passage, span.start, span.end, &length))
        span =
            rft_trim(reading, (RftSpan){span.passage, span.start + length, span.end}, ":.,;-/|()");
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < passage->n_hits; i++) {
            const RftHit *hit = rft_hit(reading, passage, i);
            if (hit->end != span.end || hit->start <= span.start ||
                !is_edge_word(reading, passage, hit->start, span.end, &length))
                continue;
            span = rft_trim(reading, (RftSpan){span.passage, span.start, hit->start}, ":.,;-/|()");
            again = true;
            break;
        }
    }
    /* "e.V." and the like end in a stop that belongs to them */
    if (span.end < passage->length && passage->text[span.end] == '.' && span.end >= 2 &&
        passage->text[span.end - 2] == '.')
        span.end++;
    return span;
}

/* Marks what is no name of a body: dates, and words for minutes and meetings. */
typedef struct {
    RftSpan runs[8];
    unsigned n;
    RftSpan stem; /* of a compound: "kredsråd" in "kredsrådsmøde" */
    bool meeting;
    unsigned after; /* the run behind the last of those words */
    RftSpan meeting_word;
} Pieces;

static void
add_run(Pieces *pieces, uint32_t passage, uint32_t start, uint32_t end)
{
    if (pieces->n < G_N_ELEMENTS(pieces->runs))
        pieces->runs[pieces->n++] = (RftSpan){passage, start, end};
}

/* Whether the word at @start is or ends in a word for a meeting or for minutes. */
static bool
is_meeting_word(const RftReading *reading, const RftPassage *passage, uint32_t start,
                uint32_t *stop, uint32_t *stem)
{
    static const RftUse uses[] = {RFT_USE_MEETING, RFT_USE_MINUTES, RFT_USE_AGENDA};
    const uint32_t end = *stop;
    bool found = false;

    *stem = 0;
    /* "Junta Directiva", "Kajak Forsamling": who meets is called like the meeting */
    rft_scan_small(reading, (uint32_t)(passage - rft_passage(reading, 0)));
    const RftHit *body = rft_hit_at(reading, passage, RFT_USE_BODY_WORD, start);
    if (body != NULL && rft_hit_at(reading, passage, RFT_USE_MINUTES, start) == NULL)
        return false;
    /* "Meeting notes" is longer than "Meeting" */
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        const RftHit *hit = rft_hit_at(reading, passage, uses[i], start);
        if (hit == NULL)
            continue;
        *stop = MAX(*stop, hit->end);
        found = true;
    }
    if (found)
        return true;
    const size_t ending =
        rft_phrases_ending(reading->phrases, RFT_USE_MEETING, passage->folded + start, end - start);
    *stem = ending > 0 ? end - start - (uint32_t)ending : 0;
    return ending > 0;
}

/* "kredsråds" in "kredsrådsmøde": the s only joins. */
static bool
names_body(const RftReading *reading, RftSpan stem)
{
    const RftPassage *passage = rft_passage(reading, stem.passage);
    const char *word = passage->folded + stem.start;
    const size_t length = stem.end - stem.start;

    return rft_phrases_ending(reading->phrases, RFT_USE_BODY_WORD, word, length) > 0 ||
           (word[length - 1] == 's' &&
            rft_phrases_ending(reading->phrases, RFT_USE_BODY_WORD, word, length - 1) > 0);
}

static void
cut_title(const RftReading *reading, RftSpan span, Pieces *pieces)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *end = passage->text + span.end;
    uint32_t from = span.start;
    RftDate date;
    bool dated = rft_find_date(reading, span, &date);

    for (uint32_t at = from; passage->text + at < end;) {
        const char *word = passage->text + at;
        const char *behind = rft_word_end(word, end);
        uint32_t stem = 0;
        if (dated && at == date.span.start) {
            /* a date parts the title like a word for the meeting */
            add_run(pieces, span.passage, from, at);
            from = at = date.span.end;
            dated = rft_find_date(reading, (RftSpan){span.passage, at, span.end}, &date);
            continue;
        }
        if (behind == word) {
            at += (uint32_t)g_utf8_skip[(unsigned char)*word];
            continue;
        }
        uint32_t stop = (uint32_t)(behind - passage->text);
        if (is_meeting_word(reading, passage, at, &stop, &stem)) {
            add_run(pieces, span.passage, from, at);
            pieces->meeting = true;
            pieces->meeting_word = (RftSpan){span.passage, at, stop};
            if (stem > 2 && names_body(reading, (RftSpan){span.passage, at, at + stem}))
                pieces->stem = (RftSpan){span.passage, at, at + stem};
            from = stop;
            pieces->after = pieces->n;
        }
        at = stop;
    }
    add_run(pieces, span.passage, from, (uint32_t)(end - passage->text));
}

/* "kredsråds" + "møde": the s only joins. */
static RftSpan
without_joint(const RftReading *reading, RftSpan stem)
{
    const RftPassage *passage = rft_passage(reading, stem.passage);

    if (stem.end - stem.start > 4 && passage->folded[stem.end - 1] == 's' &&
        rft_phrases_ending(reading->phrases, RFT_USE_BODY_WORD, passage->folded + stem.start,
                           stem.end - stem.start - 1) > 0)
        stem.end--;
    return stem;
}

/* A body is called by more than its kind: "Committee" alone says little, one adjective less. */
static double
confidence_in(const RftReading *reading, RftSpan span, double most)
{
    rft_scan_small(reading, span.passage);
    const RftPassage *passage = rft_passage(reading, span.passage);
    const bool one_word = memchr(passage->text + span.start, ' ', span.end - span.start) == NULL;

    return one_word ? most - 0.3 : most;
}

/* No number, and no sign of one ("N.º 6"); quotation marks may stand before a name. */
static bool
begins_in_letters(const RftReading *reading, RftSpan span)
{
    const gunichar first = g_utf8_get_char(rft_passage(reading, span.passage)->text + span.start);

    return g_unichar_isalpha(first) ? first != 0xba && first != 0xaa : g_unichar_ispunct(first);
}

static unsigned
count_capitals(const char *text, RftSpan span)
{
    unsigned n = 0;

    for (uint32_t i = span.start; i < span.end; i += (uint32_t)g_utf8_skip[(unsigned char)text[i]])
        n +=
            (i == span.start || text[i - 1] == ' ') && g_unichar_isupper(g_utf8_get_char(text + i));
    return n;
}

/* ", org.nr 769612-3456": what follows in small letters is said of the body. */
static RftSpan
without_apposition(const RftReading *reading, RftSpan span)
{
    const char *text = rft_passage(reading, span.passage)->text;

    for (uint32_t i = span.start; i + 2 < span.end; i++)
        if (text[i] == ',' && text[i + 1] == ' ' &&
            g_unichar_islower(g_utf8_get_char(text + i + 2))) {
            span.end = i;
            break;
        }
    return span;
}

/* "bestyrelsesmøde i Tarup Boldklub": behind the meeting stands a name with a word for a body. */
static bool
names_more(const RftReading *reading, RftSpan run)
{
    const char *text = rft_passage(reading, run.passage)->text;

    return !rft_span_is_empty(run) && memchr(text + run.start, ' ', run.end - run.start) != NULL &&
           (rft_has_word(reading, run, RFT_USE_BODY_WORD) || count_capitals(text, run) >= 3);
}

/* From the title: what follows the last word for a meeting, else the longest of what is left. */
static void
body_of_title(RftReading *reading, RftSpan title, double confidence)
{
    Pieces pieces = {0};
    RftSpan best = {title.passage, 0, 0};

    cut_title(reading, title, &pieces);
    for (unsigned i = 0; i < pieces.n; i++) {
        const RftSpan run = without_apposition(reading, trim_edges(reading, pieces.runs[i]));
        if (run.end < run.start + 3 || !begins_in_letters(reading, run))
            continue;
        if (run.end - run.start > best.end - best.start || (i == pieces.after && pieces.meeting)) {
            /* "COMUNIDAD DE PROPIETARIOS … ACTA DE LA JUNTA": one word behind says less */
            if (names_more(reading, best) && !names_more(reading, run))
                continue;
            best = run;
            if (i == pieces.after && pieces.meeting)
                break;
        }
    }
    if (!rft_span_is_empty(pieces.stem) && !names_more(reading, best)) {
        /* a line of its own may say more than "kredsråd" */
        rft_set_value(&reading->record.body,
                      rft_value(reading, without_joint(reading, pieces.stem), confidence - 0.25));
        return;
    }
    const bool known = pieces.meeting || rft_has_word(reading, best, RFT_USE_BODY_WORD);
    if (rft_span_is_empty(best) || !known || best.end - best.start > LONGEST_LINE ||
        g_ascii_isdigit(rft_passage(reading, best.passage)->text[best.start]))
        return;
    rft_set_value(&reading->record.body,
                  rft_value(reading, best, confidence_in(reading, best, confidence)));
}

/* "… e.V." and "… Inc." end in a stop, too. */
static bool
ends_like_sentence(const RftPassage *passage, RftSpan span)
{
    enum { LONGEST_SHORT = 4 };
    uint32_t word = span.end - 1;

    if (passage->text[word] != '.')
        return false;
    while (word > span.start && g_ascii_isalpha(passage->text[word - 1]))
        word--;
    return span.end - 1 - word > LONGEST_SHORT;
}

/* "Parish Council" is known, and the line is "THORNWICK PARISH COUNCIL". */
static bool
says_more(const RftReading *reading, RftSpan span)
{
    const char *known = reading->record.body.text;

    if (known == NULL || span.end - span.start <= strlen(known))
        return false;
    g_autofree char *a = g_utf8_casefold(known, -1);
    g_autofree char *b = g_utf8_casefold(rft_passage(reading, span.passage)->text + span.start,
                                         (gssize)(span.end - span.start));
    return g_str_has_suffix(b, a) && strlen(b) > strlen(a) && b[strlen(b) - strlen(a) - 1] == ' ';
}

/* A short line of the front that names a body, or the line above the title. */
static void
body_of_line(RftReading *reading, uint32_t index)
{
    RftPassage *passage = rft_passage(reading, index);
    RftSpan span = rft_whole(reading, index);
    const char *tab = memchr(passage->text + span.start, '\t', span.end - span.start);
    RftDate date;

    if (tab != NULL)
        span = rft_trim(reading, (RftSpan){index, span.start, (uint32_t)(tab - passage->text)}, "");
    if (span.end - span.start > LONGEST_LINE || rft_span_is_empty(span) || passage->label != NULL ||
        g_ascii_isdigit(passage->text[span.start]) || ends_like_sentence(passage, span) ||
        rft_is_phrase(reading, span, RFT_USE_MINUTES) ||
        rft_is_phrase(reading, span, RFT_USE_AGENDA) ||
        memchr(passage->text + span.start, ':', span.end - span.start) != NULL ||
        rft_find_date(reading, span, &date))
        return;
    const bool page_head = passage->place == RFT_PLACE_PAGE_HEAD;
    if (says_more(reading, span))
        reading->record.body = rft_value(reading, span, 0.8);
    else if (rft_has_word(reading, span, RFT_USE_BODY_WORD))
        rft_set_value(&reading->record.body,
                      rft_value(reading, rft_trim(reading, span, ".,;-"),
                                confidence_in(reading, span, page_head ? 0.5 : 0.6)));
    else if (reading->title != UINT32_MAX && index + 1 == reading->title)
        rft_set_value(&reading->record.body, rft_value(reading, span, 0.3));
}

/* "Bestuur: Karin Hoek (voorzitter), …": the label heads the people of the body. */
static bool
are_people(RftReading *reading, RftSpan span)
{
    static const RftPeople anybody = {.strict = true, .confidence = 1};
    const char *text = rft_passage(reading, span.passage)->text;
    const bool several = memchr(text + span.start, ',', span.end - span.start) != NULL ||
                         memchr(text + span.start, '(', span.end - span.start) != NULL;

    return several && rft_people_count(reading, span, &anybody) > 0;
}

void
rft_recognise_body(RftReading *reading)
{
    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField *field = &g_array_index(reading->fields, RftField, i);
        if (field->use == RFT_USE_BODY && !rft_span_is_empty(field->value) &&
            field->key.passage < reading->first && !are_people(reading, field->value))
            rft_set_value(&reading->record.body, rft_value(reading, field->value, 0.65));
    }
    for (uint32_t i = 0; i < MIN(reading->passages->len, FRONT); i++)
        if (rft_passage(reading, i)->part == RFT_PART_TITLE)
            body_of_title(reading, rft_whole(reading, i), i == reading->title ? 0.8 : 0.5);
    for (uint32_t i = 0; i < MIN(reading->passages->len, FRONT); i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->part == RFT_PART_NONE && i < MAX(reading->first, 3) &&
            passage->list_depth == 0)
            body_of_line(reading, i);
    }
}
