/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"

/* What the minutes are called. */

enum { FRONT = 40, LONGEST_TITLE = 300, LONGEST_LINE = 120 };

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
