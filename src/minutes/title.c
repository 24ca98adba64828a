/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"

/* What the minutes are called, and who met. */

enum { FRONT = 40, LONGEST_TITLE = 300, LONGEST_LINE = 120 };

static bool is_meeting_word(const RftReading *reading, const RftPassage *passage, uint32_t start,
                            uint32_t *stop, uint32_t *stem);
static bool begins_with_label(const RftReading *reading, uint32_t index);

static bool
names_minutes(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return rft_find_hit(reading, passage, RFT_USE_MINUTES, 0) != NULL;
}

/* "412. fundur 11. maí 2023", "3. Sitzung des Rates am 5. Juni 2024": the number counts meetings.
 */
bool
rft_is_numbered_meeting(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;

    if (passage->label == NULL || index >= FRONT || !rft_find_date(reading, whole, &date))
        return false;
    /* "2. Minutes of 20 April" is the second item */
    const char *word = passage->folded + whole.start;
    const size_t length = (size_t)(rft_word_end(word, passage->folded + whole.end) - word);
    return rft_hit_at(reading, passage, RFT_USE_MEETING, whole.start) != NULL ||
           rft_phrases_ending(reading->phrases, RFT_USE_MEETING, word, length) > 0;
}

/* "Minutes: N. N.", but not "at 10:30". */
static bool
has_label_colon(const RftPassage *passage)
{
    for (uint32_t i = 0; i < passage->length; i++)
        if (passage->text[i] == ':' &&
            (i == 0 || i + 1 >= passage->length || !g_ascii_isdigit(passage->text[i - 1]) ||
             !g_ascii_isdigit(passage->text[i + 1])))
            return true;
    return false;
}

/* A line that may be the title though it is no heading: it names minutes, and is no label of
 * something else. */
static bool
is_title_line(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    /* a line that begins with the word may say all of it */
    const uint32_t most =
        rft_hit_at(reading, passage, RFT_USE_MINUTES, rft_whole(reading, index).start) != NULL
            ? LONGEST_TITLE
            : LONGEST_LINE;

    return passage->length < most && passage->label == NULL && names_minutes(reading, index) &&
           (passage->table == 0 || passage->row == 0) && !has_label_colon(passage) &&
           rft_find_hit(reading, passage, RFT_USE_SIGNED, 0) == NULL;
}

/* A heading that is the document's title, the first heading, or a first line that says so. */
static uint32_t
first_title(const RftReading *reading)
{
    const uint32_t n = MIN(reading->passages->len, FRONT);
    uint32_t heading = UINT32_MAX;
    uint32_t line = UINT32_MAX;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_PAGE_HEAD)
            continue;
        if (passage->title || (i < n && rft_is_numbered_meeting(reading, i)))
            return i;
        if (i >= n)
            continue;
        if (passage->place == RFT_PLACE_HEADING && heading == UINT32_MAX &&
            passage->label == NULL && !rft_is_attendance_line(reading, i))
            heading = i;
        if (line == UINT32_MAX && is_title_line(reading, i))
            line = i;
    }
    if (heading != UINT32_MAX && (line == UINT32_MAX || heading <= line))
        return heading;
    return line;
}

/* Whether the block that begins at @index says what it is: minutes, an agenda; or at least a
 * meeting. */
static int
says_what_it_is(const RftReading *reading, uint32_t index)
{
    int says = 0;

    for (uint32_t i = index; i < rft_block_end(reading, index); i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (names_minutes(reading, i) || rft_find_hit(reading, passage, RFT_USE_AGENDA, 0) != NULL)
            return 2;
        if (rft_find_hit(reading, passage, RFT_USE_MEETING, 0) != NULL)
            says = 1;
    }
    return says;
}

/* Above the title stands who met, in letters as large: a line soon behind that says more of what
 * the document is, is the title. */
static uint32_t
find_title(const RftReading *reading)
{
    enum { REACH = 6 };
    const uint32_t first = first_title(reading);
    uint32_t best = first;

    if (first == UINT32_MAX)
        return first;
    int says = says_what_it_is(reading, first);
    bool apart = false;
    for (uint32_t i = rft_block_end(reading, first), n = 0; i < reading->passages->len && n < REACH;
         i = rft_block_end(reading, i), n++) {
        const RftPassage *passage = rft_passage(reading, i);
        const uint32_t start = rft_whole(reading, i).start;
        if (passage->label != NULL || passage->table > 0 || passage->list_depth > 0 ||
            passage->length > LONGEST_TITLE || rft_is_attendance_line(reading, i) ||
            begins_with_label(reading, i))
            break;
        const bool begins = rft_hit_at(reading, passage, RFT_USE_MINUTES, start) != NULL;
        const bool large = passage->bold || passage->place == RFT_PLACE_HEADING;
        /* "Approval of the minutes" is the first item */
        apart = apart || !large;
        if (!begins && (!large || says > 0 || apart))
            continue;
        /* "Agenda" alone heads the agenda */
        if (rft_is_phrase(reading, rft_whole(reading, i), RFT_USE_AGENDA))
            break;
        const int more = says_what_it_is(reading, i);
        if (more <= says)
            continue;
        says = more;
        best = i;
    }
    return best;
}

/* "Datum: …" below the title, in the same block. */
static bool
begins_with_label(const RftReading *reading, uint32_t index)
{
    enum { LONGEST_LABEL = 24 };
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t start = rft_whole(reading, index).start;

    if (memchr(passage->text + start, ':', MIN(passage->length - start, LONGEST_LABEL)) == NULL)
        return false;
    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start == start && (hit->use <= RFT_USE_SECRETARY ||
                                    (hit->use >= RFT_USE_DATE && hit->use <= RFT_USE_NEXT)))
            return true;
    }
    return false;
}

/* "Minutes of the": the line needs another one. */
static bool
is_cut_short(const RftReading *reading, uint32_t index)
{
    rft_scan_small(reading, index);
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t end = rft_whole(reading, index).end;

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->end == end && (hit->use == RFT_USE_OF || hit->use == RFT_USE_MEETING_KIND))
            return true;
    }
    return false;
}

/* "Niederschrift" over "über die öffentliche Sitzung des Gemeinderates": a line right below the
 * title that begins in small letters, or, in large type, with a word such as "of". */
static bool
goes_on_in_words(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t start = rft_whole(reading, index).start;

    if (start >= passage->length || passage->length > LONGEST_TITLE ||
        rft_passage(reading, index - 1)->part != RFT_PART_TITLE || passage->part != RFT_PART_NONE)
        return false;
    if (g_unichar_islower(g_utf8_get_char(passage->text + start)))
        return true;
    if (!passage->bold && passage->place != RFT_PLACE_HEADING)
        return false;
    rft_scan_small(reading, index);
    return rft_hit_at(reading, passage, RFT_USE_OF, start) != NULL;
}

/* A heading behind the title that is a date and nothing else, or the title's next line. */
static bool
goes_on(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftPassage *title = rft_passage(reading, reading->title);
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;

    if (passage->label != NULL || passage->table != title->table || passage->list_depth > 0)
        return false;
    if (passage->block == title->block)
        return !begins_with_label(reading, index);
    if (goes_on_in_words(reading, index))
        return true;
    if (!passage->bold && passage->place != RFT_PLACE_HEADING)
        return false;
    /* "Council meeting", right below */
    if (passage->place == RFT_PLACE_HEADING && index == rft_block_end(reading, index - 1) &&
        rft_passage(reading, index - 1)->part == RFT_PART_TITLE &&
        passage->length < LONGEST_LINE / 2 &&
        (rft_find_hit(reading, passage, RFT_USE_MEETING, 0) != NULL ||
         is_cut_short(reading, index - 1)))
        return true;
    if (!rft_find_date(reading, whole, &date))
        return false;
    const RftSpan before = rft_trim(reading, (RftSpan){index, whole.start, date.span.start}, ",.-");
    const RftSpan behind = rft_trim(reading, (RftSpan){index, date.span.end, whole.end}, ",.-");
    return rft_span_is_empty(before) && rft_span_is_empty(behind);
}

void
rft_recognise_title(RftReading *reading)
{
    reading->title = find_title(reading);
    reading->first = 0;
    if (reading->title == UINT32_MAX)
        return;
    RftPassage *passage = rft_passage(reading, reading->title);
    RftSpan first = rft_trim(reading, rft_whole(reading, reading->title), ":-*");
    RftSpan last = first;
    GString *text = g_string_new(NULL);
    if (rft_is_numbered_meeting(reading, reading->title))
        g_string_append_printf(text, "%s ", passage->label->text);
    g_string_append(text, rft_span_text(reading, first));
    passage->part = RFT_PART_TITLE;
    for (uint32_t i = reading->title + 1; i < reading->passages->len; i++) {
        if (!goes_on(reading, i) || text->len > LONGEST_TITLE)
            break;
        last = rft_trim(reading, rft_whole(reading, i), ":-*");
        g_string_append_printf(text, " %s", rft_span_text(reading, last));
        rft_passage(reading, i)->part = RFT_PART_TITLE;
    }
    reading->record.title.text = rft_arena_strndup(&reading->arena, text->str, text->len);
    reading->record.title.range = rft_range(reading, first, last);
    reading->record.title.confidence = passage->title ? 0.9F : 0.7F;
    reading->first = last.passage + 1;
    g_string_free(text, TRUE);
}

/* ---- the body ---- */

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
    uint32_t at = span.start;
    uint32_t digits = 0;

    span = rft_trim(reading, span, "");
    for (at = span.start; at < span.end && at - span.start <= LONGEST_SIGN; at++)
        if (g_ascii_isdigit(text[at]))
            break;
    if (at >= span.end || !g_ascii_isdigit(text[at]) || at == span.start ||
        (text[at - 1] != '.' && text[at - 1] != ' '))
        return span;
    while (at < span.end && (g_ascii_isdigit(text[at]) || text[at] == '/')) {
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

/* "bestyrelsesmøde i Tarup Boldklub": behind the meeting stands a name with a word for a body. */
static bool
names_more(const RftReading *reading, RftSpan run)
{
    const char *text = rft_passage(reading, run.passage)->text;

    return !rft_span_is_empty(run) && memchr(text + run.start, ' ', run.end - run.start) != NULL &&
           rft_has_word(reading, run, RFT_USE_BODY_WORD);
}

/* From the title: what follows the last word for a meeting, else the longest of what is left. */
static void
body_of_title(RftReading *reading, RftSpan title, double confidence)
{
    Pieces pieces = {0};
    RftSpan best = {title.passage, 0, 0};

    cut_title(reading, title, &pieces);
    for (unsigned i = 0; i < pieces.n; i++) {
        const RftSpan run = trim_edges(reading, pieces.runs[i]);
        if (run.end < run.start + 3 || !begins_in_letters(reading, run))
            continue;
        if (run.end - run.start > best.end - best.start || (i == pieces.after && pieces.meeting)) {
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
        g_ascii_isdigit(passage->text[span.start]) || passage->text[span.end - 1] == '.' ||
        rft_is_phrase(reading, span, RFT_USE_MINUTES) ||
        rft_is_phrase(reading, span, RFT_USE_AGENDA) ||
        memchr(passage->text + span.start, ':', span.end - span.start) != NULL ||
        rft_find_date(reading, span, &date))
        return;
    const bool page_head = passage->place == RFT_PLACE_PAGE_HEAD;
    if (rft_has_word(reading, span, RFT_USE_BODY_WORD))
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
    for (uint32_t i = 0; i < MIN(reading->passages->len, FRONT); i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->part == RFT_PART_TITLE)
            body_of_title(reading, rft_whole(reading, i), i == reading->title ? 0.8 : 0.5);
        else if (passage->part == RFT_PART_NONE && i < MAX(reading->first, 3) &&
                 passage->list_depth == 0)
            body_of_line(reading, i);
    }
}
