/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"

/*
 * What somebody is to do: rows of a table with a column for who does it or by when, entries below a
 * heading that says so, lines that begin with "Action:".
 */

enum { LABEL_REACH = 32, COLUMNS_MAX = 16, LONGEST_NAMES = 60 };

typedef struct {
    RftSpan text;
    RftSpan responsible;
    RftSpan deadline;
} Action;

static const RftSpan nothing = {0, 0, 0};

/* ---- adding ---- */

/* A day as ISO 8601 when its year is known, other words as they are printed. */
static ReferatValue
deadline_value(RftReading *reading, RftSpan span, double confidence)
{
    RftDate date;

    if (!rft_span_is_empty(span) && rft_find_date(reading, span, &date)) {
        const char *met = reading->record.date.text;
        if (date.year == 0 && met != NULL) {
            date.year = (int)g_ascii_strtoll(met, NULL, 10);
            /* what is to be done comes after the meeting */
            if (strcmp(rft_date_text(reading, date.year, date.month, date.day), met) < 0)
                date.year++;
        }
        if (date.year > 0)
            return rft_value_as(reading, rft_date_text(reading, date.year, date.month, date.day),
                                date.span, confidence);
    }
    return rft_value(reading, span, confidence);
}

/* Without a final stop, unless it belongs to initials: "Dugo A." */
static RftSpan
names_in(const RftReading *reading, RftSpan span)
{
    const char *text = rft_passage(reading, span.passage)->text;

    span = rft_trim(reading, span, ":;,-");
    if (span.end >= span.start + 3 && text[span.end - 1] == '.' && text[span.end - 3] != ' ' &&
        text[span.end - 3] != '.')
        span.end--;
    return span;
}

static void
add_action(RftReading *reading, const Action *found, double confidence)
{
    const ReferatAction action = {
        .text = rft_value(reading, rft_trim(reading, found->text, ":;,-"), confidence),
        .responsible = rft_value(reading, names_in(reading, found->responsible), confidence),
        .deadline =
            deadline_value(reading, rft_trim(reading, found->deadline, ":;,.()[]"), confidence)};

    if (action.text.text != NULL)
        g_array_append_val(reading->actions, action);
}

/* ---- one entry ---- */

/* The phrase of @use with a colon behind it in @span. */
static const RftHit *
label_in(const RftReading *reading, RftSpan span, RftUse use)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const RftHit *hit = rft_find_hit(reading, passage, use, span.start);

    for (; hit != NULL && hit->end < span.end; hit = rft_find_hit(reading, passage, use, hit->end))
        if (passage->text[hit->end] == ':')
            return hit;
    return NULL;
}

/* "… Responsible: A. Berg. Deadline: 1 June": takes the labelled values off the text. */
static void
take_labelled(const RftReading *reading, Action *action)
{
    const uint32_t index = action->text.passage;
    const uint32_t end = action->text.end;
    const RftHit *who = label_in(reading, action->text, RFT_USE_RESPONSIBLE);
    const RftHit *when = label_in(reading, action->text, RFT_USE_DEADLINE);

    if (who != NULL)
        action->responsible =
            (RftSpan){index, who->end, when != NULL && when->start > who->end ? when->start : end};
    if (when != NULL)
        action->deadline =
            (RftSpan){index, when->end, who != NULL && who->start > when->end ? who->start : end};
    if (who != NULL)
        action->text.end = MIN(action->text.end, who->start);
    if (when != NULL)
        action->text.end = MIN(action->text.end, when->start);
}

static bool
are_names(RftReading *reading, RftSpan span)
{
    static const RftPeople how = {.confidence = 0.5};

    return !rft_span_is_empty(span) && span.end - span.start <= LONGEST_NAMES &&
           g_unichar_isupper(
               g_utf8_get_char(rft_passage(reading, span.passage)->text + span.start)) &&
           (rft_is_name(reading, span, true) || rft_people_count(reading, span, &how) > 0);
}

/* What parts a name from what it is to do: ": ", " - ", " – ". Returns: 0 when nothing does. */
static uint32_t
part_at(const RftPassage *passage, uint32_t at)
{
    static const char *const parts[] = {":", " - ", " – "};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (g_str_has_prefix(passage->text + at, parts[i]))
            return (uint32_t)strlen(parts[i]);
    return 0;
}

/* "Anna: sends the letter", "Anna/Ib – send the letter". */
static bool
take_names_before(RftReading *reading, Action *action)
{
    const RftPassage *passage = rft_passage(reading, action->text.passage);
    const RftSpan text = rft_trim(reading, action->text, "*");
    uint32_t at = text.start;

    while (at < text.end && at < text.start + LABEL_REACH && part_at(passage, at) == 0)
        at++;
    if (at >= text.end || part_at(passage, at) == 0)
        return false;
    const RftSpan names = rft_trim(reading, (RftSpan){text.passage, text.start, at}, "*");
    /* "Innes/George" */
    const char *slash = memchr(passage->text + names.start, '/', names.end - names.start);
    const uint32_t first = slash != NULL ? (uint32_t)(slash - passage->text) : names.end;
    if (!are_names(reading, (RftSpan){names.passage, names.start, first}))
        return false;
    action->responsible = names;
    action->text.start = at + part_at(passage, at);
    return true;
}

/* "sends the letter (Anna)", and what stands before. */
static void
take_names(RftReading *reading, Action *action)
{
    const RftPassage *passage = rft_passage(reading, action->text.passage);
    const RftSpan text = rft_trim(reading, action->text, "");

    if (!rft_span_is_empty(action->responsible) || rft_span_is_empty(text) ||
        take_names_before(reading, action))
        return;
    const uint32_t last = rft_trim(reading, text, ".").end;
    if (last == text.start || passage->text[last - 1] != ')')
        return;
    uint32_t open = last - 1;
    while (open > text.start && passage->text[open] != '(')
        open--;
    const RftSpan names = rft_trim(reading, (RftSpan){text.passage, open + 1, last - 1}, "");
    if (open > text.start && are_names(reading, names)) {
        action->responsible = names;
        action->text.end = open;
    }
}

/* "… by 5 June": the day stays in the text. */
static void
take_day(const RftReading *reading, Action *action)
{
    enum { REACH = 12 };
    const RftPassage *passage = rft_passage(reading, action->text.passage);
    const RftSpan text = action->text;
    RftDate date;

    if (!rft_span_is_empty(action->deadline))
        return;
    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *due = rft_hit(reading, passage, i);
        if (due->use == RFT_USE_DUE && due->start >= text.start && due->end < text.end &&
            rft_find_date(reading, (RftSpan){text.passage, due->end, text.end}, &date) &&
            date.span.start <= due->end + REACH)
            action->deadline = date.span;
    }
}

/* "Anna sends the letter": the first name, or all of the name, of one who is listed. */
static void
take_subject(const RftReading *reading, Action *action)
{
    const RftPassage *passage = rft_passage(reading, action->text.passage);
    const RftSpan text = rft_trim(reading, action->text, "*");
    size_t length = 0;

    for (guint i = 0; i < reading->participants->len && !rft_span_is_empty(text); i++) {
        const char *name = g_array_index(reading->participants, ReferatParticipant, i).name.text;
        const size_t whole = strlen(name);
        const size_t first = strcspn(name, " ");
        const size_t n =
            whole < text.end - text.start && memcmp(passage->text + text.start, name, whole) == 0
                ? whole
                : first;
        if (n >= text.end - text.start || memcmp(passage->text + text.start, name, n) != 0 ||
            passage->text[text.start + n] != ' ')
            continue;
        if (length > 0)
            return; /* two of that name */
        length = n;
    }
    /* "Anna Berg's letter is sent": what follows a name is a verb in small letters */
    if (length > 0 && g_unichar_islower(g_utf8_get_char(passage->text + text.start + length + 1)))
        action->responsible = (RftSpan){text.passage, text.start, text.start + (uint32_t)length};
}

static void
add_entry(RftReading *reading, RftSpan text, double confidence)
{
    Action action = {text, nothing, nothing};

    rft_scan_small(reading, text.passage);
    take_labelled(reading, &action);
    take_names(reading, &action);
    if (rft_span_is_empty(action.responsible))
        take_subject(reading, &action);
    take_day(reading, &action);
    add_action(reading, &action, confidence);
}

/* ---- tables ---- */

typedef struct {
    uint32_t text; /* columns; UINT32_MAX = there is none */
    uint32_t responsible;
    uint32_t deadline;
    uint32_t row; /* the head */
} Columns;

static bool
is_headed(const RftReading *reading, uint32_t index, RftUse use)
{
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":*?");

    return rft_is_phrase(reading, whole, use);
}

/* The cells of the first row that has as many columns as there are. */
static Columns
survey_head(const RftReading *reading, uint32_t index, bool below_heading)
{
    const uint32_t table = rft_passage(reading, index)->table;
    Columns columns = {UINT32_MAX, UINT32_MAX, UINT32_MAX, rft_passage(reading, index)->row};

    for (uint32_t i = index; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->table != table || passage->row != columns.row)
            break;
        rft_scan_small(reading, i);
        if (columns.responsible == UINT32_MAX && is_headed(reading, i, RFT_USE_RESPONSIBLE))
            columns.responsible = passage->column;
        else if (columns.deadline == UINT32_MAX && is_headed(reading, i, RFT_USE_DEADLINE))
            columns.deadline = passage->column;
        else if (columns.text == UINT32_MAX &&
                 (is_headed(reading, i, RFT_USE_ACTION) || is_headed(reading, i, RFT_USE_ACTIONS)))
            columns.text = passage->column;
    }
    if (columns.text == UINT32_MAX && below_heading)
        columns.text = columns.responsible == 0 || columns.deadline == 0 ? 1 : 0;
    return columns;
}

/* What the cell at @column of the row that begins at @index says, when it is one passage; of more
 * the first. */
static RftSpan
cell_at(const RftReading *reading, uint32_t index, uint32_t column)
{
    const RftPassage *first = rft_passage(reading, index);

    for (uint32_t i = index; column != UINT32_MAX && i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->table != first->table || passage->row != first->row)
            break;
        if (passage->column == column)
            return rft_whole(reading, i);
    }
    return nothing;
}

/* Returns: the passage behind the table that begins at @index. */
static uint32_t
read_table(RftReading *reading, uint32_t index, bool below_heading)
{
    const uint32_t table = rft_passage(reading, index)->table;
    uint32_t row = UINT32_MAX;

    if (rft_passage(reading, index)->place == RFT_PLACE_CAPTION &&
        index + 1 < reading->passages->len)
        index++;
    const Columns columns = survey_head(reading, index, below_heading);
    const bool wanted = columns.text != UINT32_MAX &&
                        (columns.responsible != UINT32_MAX || columns.deadline != UINT32_MAX);
    for (; index < reading->passages->len && rft_passage(reading, index)->table == table; index++) {
        const RftPassage *passage = rft_passage(reading, index);
        if (!wanted || passage->row == row || passage->row == columns.row ||
            passage->place != RFT_PLACE_CELL)
            continue;
        row = passage->row;
        const Action action = {cell_at(reading, index, columns.text),
                               cell_at(reading, index, columns.responsible),
                               cell_at(reading, index, columns.deadline)};
        /* a row without a task, or one cell across it, is no action */
        if (!rft_span_is_empty(action.text) &&
            (!rft_span_is_empty(action.responsible) || !rft_span_is_empty(action.deadline)))
            add_action(reading, &action, 0.85);
    }
    return index;
}

/* ---- below a heading ---- */

static bool
heads_actions(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->table > 0 || passage->place == RFT_PLACE_PAGE_HEAD ||
        passage->part == RFT_PART_AGENDA ||
        rft_find_hit(reading, passage, RFT_USE_ACTIONS, 0) == NULL)
        return false;
    return is_headed(reading, index, RFT_USE_ACTIONS) &&
           (passage->place == RFT_PLACE_HEADING || passage->bold ||
            passage->text[rft_whole(reading, index).end - 1] == ':');
}

/* Returns: the passage behind the entries below the heading at @index. */
static uint32_t
read_section(RftReading *reading, uint32_t index)
{
    uint32_t i = rft_block_end(reading, index);
    uint16_t depth = 0;

    while (i < reading->passages->len) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_HEADING || passage->place == RFT_PLACE_PAGE_HEAD)
            break;
        if (passage->table > 0) {
            i = read_table(reading, i, true);
            continue;
        }
        const bool entry = passage->list_depth > 0 &&
                           (passage->label != NULL || passage->bulleted) && !passage->continues;
        if (depth == 0)
            depth = passage->list_depth;
        if (passage->list_depth == 0 && depth > 0)
            break;
        if (entry && passage->list_depth == depth)
            add_entry(reading, rft_whole(reading, i), 0.75);
        i++;
    }
    return i;
}

/* ---- lines ---- */

/* "Action: send the letter", "Responsible: A. Berg. Deadline: 1 June" below what is to be done. */
static void
read_line(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), "*-");
    const char *start = passage->text + whole.start;

    if (passage->place == RFT_PLACE_HEADING || passage->place == RFT_PLACE_PAGE_HEAD ||
        passage->part == RFT_PART_AGENDA || passage->part == RFT_PART_TITLE ||
        rft_span_is_empty(whole) ||
        memchr(start, ':', MIN(whole.end - whole.start, LABEL_REACH)) == NULL)
        return;
    rft_scan_small(reading, index);
    passage = rft_passage(reading, index);
    const RftHit *action = rft_hit_at(reading, passage, RFT_USE_ACTION, whole.start);
    if (action != NULL && action->end < whole.end && passage->text[action->end] == ':') {
        add_entry(reading, (RftSpan){index, action->end + 1, whole.end}, 0.8);
        return;
    }
    const RftHit *who = rft_hit_at(reading, passage, RFT_USE_RESPONSIBLE, whole.start);
    if (who == NULL || who->end >= whole.end || passage->text[who->end] != ':' || index == 0)
        return;
    const RftHit *when = label_in(reading, whole, RFT_USE_DEADLINE);
    const RftPassage *above = rft_passage(reading, index - 1);
    if (when == NULL || when->start < who->end || above->item != passage->item ||
        above->part != RFT_PART_NONE || above->table > 0)
        return;
    const Action below = {rft_whole(reading, index - 1),
                          {index, who->end, when->start},
                          {index, when->end, whole.end}};
    add_action(reading, &below, 0.7);
}

void
rft_recognise_actions(RftReading *reading)
{
    /* what is agreed to be done is often listed behind the closing */
    for (uint32_t i = reading->first; i < reading->passages->len; i++) {
        if (rft_passage(reading, i)->table > 0)
            i = read_table(reading, i, false) - 1;
        else if (heads_actions(reading, i))
            i = read_section(reading, i) - 1;
        else
            read_line(reading, i);
    }
}
