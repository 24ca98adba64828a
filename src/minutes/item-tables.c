/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"
#include "minutes/walk.h"

/* Tables with a row an item. */

enum { LONGEST_ROW_LABEL = 12 };

typedef struct {
    uint32_t first; /* passage */
    uint32_t end;
    unsigned rows;
    unsigned numbered;
    unsigned columns;
    uint32_t topics; /* column that is headed "Topic"; UINT32_MAX = none */
} Grid;

/* "1", "2.", "12/24", "4a": a label alone in its cell, and no date. */
static bool
is_row_label(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;

    if (whole.end - whole.start > LONGEST_ROW_LABEL || rft_span_is_empty(whole) ||
        !g_ascii_isdigit(passage->text[whole.start]) || rft_find_date(reading, whole, &date))
        return false;
    for (uint32_t i = whole.start; i < whole.end; i++)
        if (!g_ascii_isalnum(passage->text[i]) && strchr("./-)", passage->text[i]) == NULL)
            return false;
    return true;
}

static Grid
survey_table(const RftReading *reading, uint32_t index)
{
    Grid grid = {index, index, 0, 0, 0, UINT32_MAX};
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
        if (passage->row == 0 && grid.topics == UINT32_MAX &&
            rft_hit_at(reading, passage, RFT_USE_TOPIC, rft_whole(reading, grid.end).start) != NULL)
            grid.topics = passage->column;
        grid.columns = MAX(grid.columns, passage->column + 1);
        if (passage->header_cell || passage->row == row)
            continue;
        row = passage->row;
        /* a cell alone in its row heads those below */
        if (passage->column == 0 && (grid.end + 1 >= reading->passages->len ||
                                     rft_passage(reading, grid.end + 1)->row != row))
            continue;
        grid.rows++;
        grid.numbered += passage->column == 0 && is_row_label(reading, grid.end);
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

/* The cell with most text in the row that begins at @index; the outcome is none of them. */
static uint32_t
longest_cell(const RftReading *reading, uint32_t index, uint32_t end)
{
    const uint32_t row = rft_passage(reading, index)->row;
    uint32_t best = index + 1;

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
            passage->continues || !is_row_label(reading, i) || i + 1 >= grid.end ||
            rft_passage(reading, i + 1)->row != passage->row)
            continue;
        const RftSpan printed = rft_whole(reading, i);
        const char *label = rft_label_key(reading, rft_span_text(reading, printed));
        (void)rft_walk_open(walk, i, depth, rft_value_as(reading, label, printed, 0.8),
                        rft_block_title(reading, longest_cell(reading, i, grid.end), 0.8));
    }
}

/* Below "Topic" every cell is the title of an item. */
static void
open_topics(RftWalk *walk, Grid grid)
{
    RftReading *reading = walk->reading;
    const ReferatValue none = {NULL, {0, 0, 0, 0}, 0};
    const uint32_t depth = rft_walk_depth_in_section(walk);

    for (uint32_t i = grid.first; i < grid.end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->column == grid.topics && passage->row > 0 && !passage->continues &&
            passage->place == RFT_PLACE_CELL)
            (void)rft_walk_open(walk, i, depth, none, rft_block_title(reading, i, 0.7));
    }
}

/* Returns: the last passage of the table that begins at @index. */
uint32_t
rft_walk_table(RftWalk *walk, uint32_t index)
{
    const Grid grid = survey_table(walk->reading, index);

    if (grid.columns > 1 && grid.numbered > 0 && grid.numbered * 3 >= grid.rows * 2 &&
        !walk->section_labelled)
        open_rows(walk, grid);
    else if (grid.columns > 1 && grid.topics != UINT32_MAX && !walk->section_labelled)
        open_topics(walk, grid);
    return MAX(grid.end, index + 1) - 1;
}
