/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"
#include "minutes/walk.h"

/* Tables with a row an item. */

enum { LONGEST_ROW_LABEL = 20, LONGEST_TITLE = 160 };

typedef struct {
    uint32_t first; /* passage */
    uint32_t end;
    unsigned rows;
    unsigned numbered;
    unsigned columns;
    uint32_t topics; /* column that is headed "Topic"; UINT32_MAX = none */
    bool headed;     /* the first row is no item */
} Grid;

/* "1", "2.", "12/24", "4a": a label alone in its cell, and no date. */
bool
rft_is_row_label(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;

    uint32_t start = whole.start;

    if (whole.end - whole.start > LONGEST_ROW_LABEL || rft_span_is_empty(whole))
        return false;
    /* "Punkt 1" */
    rft_scan_small(reading, index);
    const RftHit *word = rft_hit_at(reading, passage, RFT_USE_ITEM, start);
    if (word != NULL)
        start = rft_trim(reading, (RftSpan){index, word->end, whole.end}, ".").start;
    else if (g_str_has_prefix(passage->text + start, "§"))
        start =
            rft_trim(reading, (RftSpan){index, start + (uint32_t)strlen("§"), whole.end}, "").start;
    if (start >= whole.end || !g_ascii_isdigit(passage->text[start]) ||
        rft_find_date(reading, whole, &date))
        return false;
    for (uint32_t i = start; i < whole.end; i++)
        if (!g_ascii_isalnum(passage->text[i]) && strchr("./-)", passage->text[i]) == NULL)
            return false;
    return true;
}

/* Whether the row that begins at @index has one cell. */
static bool
is_alone(const RftReading *reading, uint32_t index)
{
    const RftPassage *first = rft_passage(reading, index);

    for (uint32_t i = index + 1; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->table != first->table || passage->row != first->row)
            break;
        if (passage->column != first->column)
            return false;
    }
    return true;
}

static Grid
survey_table(const RftReading *reading, uint32_t index)
{
    Grid grid = {index, index, 0, 0, 0, UINT32_MAX, false};
    const uint32_t table = rft_passage(reading, index)->table;
    uint32_t row = UINT32_MAX;

    for (; grid.end < reading->passages->len; grid.end++) {
        const RftPassage *passage = rft_passage(reading, grid.end);
        if (passage->table != table)
            break;
        if (passage->place != RFT_PLACE_CELL)
            continue;
        if (passage->row == 0)
            rft_scan_small(reading, grid.end);
        if (passage->row == 0 && grid.topics == UINT32_MAX && passage->length > 0 &&
            passage->text[passage->length - 1] != ':' &&
            rft_hit_at(reading, passage, RFT_USE_TOPIC, rft_whole(reading, grid.end).start) != NULL)
            grid.topics = passage->column;
        grid.columns = MAX(grid.columns, passage->column + 1);
        if (passage->row == 0 && passage->column == 0)
            grid.headed = passage->header_cell || !rft_is_row_label(reading, grid.end);
        if (passage->header_cell || passage->row == row)
            continue;
        row = passage->row;
        /* a cell alone in its row heads those below, or is what was said on the one above */
        if (passage->column == 0 && is_alone(reading, grid.end))
            continue;
        grid.rows++;
        grid.numbered += passage->column == 0 && rft_is_row_label(reading, grid.end);
    }
    return grid;
}

/* A caption, or a cell alone in its row, over numbered rows. */
static bool
is_table_section(const RftReading *reading, uint32_t index, const Grid *grid)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->continues)
        return false;
    if (passage->place == RFT_PLACE_CAPTION)
        return true;
    if (passage->column != 0 || passage->length <= LONGEST_ROW_LABEL)
        return false;
    const uint32_t next = rft_block_end(reading, index);
    return next < grid->end && rft_passage(reading, next)->row != passage->row &&
           (index == grid->first || rft_passage(reading, index - 1)->row != passage->row);
}

/* The title in the row that begins at @index: below the head "Topic", else the cell with most text;
 * the outcome is none of them, and what people said is longer than a title. */
static uint32_t
title_cell(const RftReading *reading, uint32_t index, const Grid *grid)
{
    const uint32_t row = rft_passage(reading, index)->row;
    const uint32_t end = grid->end;
    uint32_t best = index + 1;

    if (grid->topics != UINT32_MAX && grid->topics > 0)
        for (uint32_t i = index + 1; i < end && rft_passage(reading, i)->row == row; i++)
            if (rft_passage(reading, i)->column == grid->topics)
                return i;
    if (grid->topics == UINT32_MAX && grid->headed && rft_passage(reading, best)->row == row &&
        rft_passage(reading, best)->length <= LONGEST_TITLE)
        return best;

    for (uint32_t i = index + 1; i < end && rft_passage(reading, i)->row == row; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (!passage->continues && passage->length > rft_passage(reading, best)->length &&
            rft_hit_at(reading, passage, RFT_USE_OUTCOME, rft_whole(reading, i).start) == NULL)
            best = i;
    }
    return best;
}

static void
open_rows(RftWalk *walk, Grid grid)
{
    RftReading *reading = walk->reading;
    uint32_t depth = rft_walk_depth_in_section(walk);

    for (uint32_t i = grid.first; i < grid.end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (is_table_section(reading, i, &grid)) {
            walk->n_open = 0;
            (void)rft_walk_depth(walk, 1);
            walk->section = rft_walk_open(walk, i, 0, (ReferatValue){NULL, {0, 0, 0, 0}, 0},
                                          rft_block_title(reading, i, 0.8));
            depth = 1;
            continue;
        }
        if (passage->place != RFT_PLACE_CELL || passage->column != 0 || passage->header_cell ||
            passage->continues || !rft_is_row_label(reading, i) || i + 1 >= grid.end ||
            rft_passage(reading, i + 1)->row != passage->row)
            continue;
        const RftSpan printed = rft_whole(reading, i);
        const char *label = rft_label_key(reading, rft_span_text(reading, printed));
        (void)rft_walk_open(walk, i, depth, rft_value_as(reading, label, printed, 0.8),
                            rft_block_title(reading, title_cell(reading, i, &grid), 0.8));
    }
}

/* "1. Welcome" in a cell: the number at the front of @span, which is left without it. */
static ReferatValue
take_number(RftReading *reading, RftSpan *span)
{
    const char *text = rft_passage(reading, span->passage)->text;
    uint32_t end = span->start;

    while (end < span->end && (g_ascii_isdigit(text[end]) || text[end] == '/' ||
                               (text[end] == '.' && g_ascii_isdigit(text[end + 1]))))
        end++;
    if (end == span->start || end - span->start > LONGEST_ROW_LABEL || end + 1 >= span->end ||
        strchr(".):", text[end]) == NULL || text[end + 1] != ' ')
        return (ReferatValue){NULL, {0, 0, 0, 0}, 0};
    const RftSpan number = {span->passage, span->start, end};
    span->start = end + 1;
    return rft_value(reading, number, 0.8);
}

/* Below "Topic" every cell is the title of an item; lettered lines in it are below that. */
static void
open_topics(RftWalk *walk, Grid grid)
{
    RftReading *reading = walk->reading;
    const uint32_t depth = rft_walk_depth_in_section(walk);
    uint32_t row = UINT32_MAX;

    for (uint32_t i = grid.first; i < grid.end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->column != grid.topics || passage->row == 0 || passage->continues ||
            passage->place != RFT_PLACE_CELL || rft_whole(reading, i).end == 0)
            continue;
        const bool below = passage->row == row;
        row = passage->row;
        if (passage->label != NULL && passage->label->scheme != REFERAT_SCHEME_BULLET) {
            (void)rft_walk_open(walk, i, depth + below, rft_label_value(reading, passage->label, i),
                                rft_block_title(reading, i, 0.7));
        } else if (!below) {
            const ReferatValue whole = rft_block_title(reading, i, 0.7);
            RftSpan title = rft_trim(reading, rft_whole(reading, i), ":;,-*");
            const ReferatValue label = take_number(reading, &title);
            (void)rft_walk_open(walk, i, depth, label,
                                label.text != NULL
                                    ? rft_value(reading, rft_trim(reading, title, ":;,-*"), 0.7)
                                    : whole);
        }
    }
}

/* Heads such as "Name", "Present", "Deadline": a table of people, or of what is to do. */
static bool
is_of_other_things(const RftReading *reading, const Grid *grid)
{
    static const RftUse heads[] = {RFT_USE_NAME_HEAD, RFT_USE_PRESENT, RFT_USE_ABSENT,
                                   RFT_USE_EXCUSED, RFT_USE_DEADLINE};

    for (uint32_t i = grid->first; i < grid->end && rft_passage(reading, i)->row == 0; i++) {
        if (rft_span_is_empty(rft_whole(reading, i)))
            continue;
        for (size_t k = 0; k < G_N_ELEMENTS(heads); k++)
            if ((heads[k] != RFT_USE_DEADLINE || grid->topics == UINT32_MAX) &&
                rft_is_phrase(reading, rft_whole(reading, i), heads[k]))
                return true;
    }
    return false;
}

/* Returns: the last passage of the table that begins at @index. */
uint32_t
rft_walk_table(RftWalk *walk, uint32_t index)
{
    const Grid grid = survey_table(walk->reading, index);

    if (is_of_other_things(walk->reading, &grid))
        return MAX(grid.end, index + 1) - 1;
    if (grid.columns > 1 && grid.numbered > 0 && grid.numbered * 3 >= grid.rows * 2 &&
        !walk->section_labelled)
        open_rows(walk, grid);
    else if (grid.columns > 1 && grid.topics != UINT32_MAX && !walk->section_labelled)
        open_topics(walk, grid);
    return MAX(grid.end, index + 1) - 1;
}
