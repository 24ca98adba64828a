/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/outline.h"
#include "minutes/recognisers.h"

/*
 * The sections of the minutes proper: headings with labels, headings without, a numbered list when
 * there are no headings, numbered paragraphs and rows of tables below them.
 */

enum { LEVELS = 10, LONGEST_LIST_TITLE = 100, LONGEST_ROW_LABEL = 12 };

typedef struct {
    RftReading *reading;
    unsigned labelled[LEVELS]; /* headings by level */
    unsigned plain[LEVELS];
    unsigned base; /* level of the labelled headings that are not below others, 0 = none */
    unsigned top;  /* level of the headings at the top, 0 = there are none */
    uint32_t levels[LEVELS]; /* of the sections that are open */
    unsigned n_open;
    uint32_t stop;    /* passage where the minutes end */
    uint32_t section; /* the item last opened by a heading */
    bool section_labelled;
    const char *last_label; /* of the last item at the top that has one */
    bool references;        /* paragraphs begin with references: "(08-149)" */
} Walk;

/* ---- what may open a section ---- */

static bool
is_label_of_item(const ReferatLabel *label)
{
    return label != NULL && label->scheme != REFERAT_SCHEME_BULLET &&
           (label->n_path > 0 || strpbrk(label->text, "0123456789") != NULL);
}

static bool
is_only_field(const RftReading *reading, uint32_t index)
{
    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField *field = &g_array_index(reading->fields, RftField, i);
        if (field->key.passage == index)
            return true;
    }
    return false;
}

/* "Intestazione": a heading over labelled facts is no section of the minutes. */
static bool
heads_facts(const RftReading *reading, uint32_t index)
{
    const uint32_t next = rft_block_end(reading, index);

    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField *field = &g_array_index(reading->fields, RftField, i);
        if (field->key.passage == next)
            return field->use >= RFT_USE_DATE && field->use <= RFT_USE_PLACE;
    }
    return false;
}

static bool
is_heading_of_item(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->place != RFT_PLACE_HEADING || passage->continues || passage->table > 0 ||
        (passage->part != RFT_PART_NONE))
        return false;
    if (is_label_of_item(passage->label))
        return true;
    return (reading->title == UINT32_MAX || index > reading->title) &&
           !is_only_field(reading, index) && !heads_facts(reading, index) &&
           !rft_is_phrase(reading, rft_whole(reading, index), RFT_USE_AGENDA) &&
           !rft_is_phrase(reading, rft_whole(reading, index), RFT_USE_MINUTES);
}

/* "(08-149) Mayor …": paragraphs that begin with a reference in brackets. */
static uint32_t
reference_end(const RftPassage *passage)
{
    uint32_t i = 1;
    unsigned digits = 0;

    if (passage->length < 4 || passage->text[0] != '(' || passage->place != RFT_PLACE_BODY)
        return 0;
    for (; i < passage->length && passage->text[i] != ')'; i++) {
        if (i > 24 ||
            (!g_ascii_isalnum(passage->text[i]) && strchr("*-/. ", passage->text[i]) == NULL))
            return 0;
        digits += g_ascii_isdigit(passage->text[i]);
    }
    return digits >= 2 && i < passage->length && i > 3 ? i + 1 : 0;
}

/* ---- surveying ---- */

static void
survey(Walk *walk)
{
    RftReading *reading = walk->reading;
    unsigned references = 0;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        const unsigned level = MIN(passage->level, LEVELS - 1);
        references += reference_end(passage) > 0;
        if (!is_heading_of_item(reading, i))
            continue;
        if (is_label_of_item(passage->label))
            walk->labelled[level]++;
        else
            walk->plain[level]++;
    }
    walk->references = references > 0;
    for (unsigned level = LEVELS - 1; level > 0; level--) {
        if (walk->labelled[level] > 1 || (walk->labelled[level] > 0 && walk->base == 0))
            walk->base = level;
        if (walk->labelled[level] + walk->plain[level] > 0)
            walk->top = level;
    }
}

/* Behind the words that close the meeting come signatures and annexes: no items, unless another
 * set of minutes begins. */
static uint32_t
find_stop(const Walk *walk)
{
    const RftReading *reading = walk->reading;
    const uint32_t n = reading->passages->len;
    uint32_t last_item = 0;
    uint32_t number = 0;

    for (uint32_t i = 0; i < n; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (i > reading->title && passage->place == RFT_PLACE_HEADING &&
            passage->part == RFT_PART_NONE &&
            rft_find_hit(reading, passage, RFT_USE_MINUTES, 0) != NULL && passage->label == NULL)
            return n;
        if (passage->place != RFT_PLACE_HEADING || !is_label_of_item(passage->label) ||
            passage->level != walk->base || passage->label->n_path == 0)
            continue;
        if (passage->label->path[0] >= number || number == 0) {
            number = passage->label->path[0];
            last_item = i;
        }
    }
    for (uint32_t i = last_item; i < n; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_PAGE_HEAD || passage->part == RFT_PART_TITLE)
            continue;
        if (passage->place == RFT_PLACE_HEADING && passage->label == NULL && i > last_item &&
            rft_hit_at(reading, passage, RFT_USE_ANNEX, 0) != NULL)
            return i;
        if (walk->base > 0 && rft_find_hit(reading, passage, RFT_USE_CLOSED, 0) != NULL)
            return rft_block_end(reading, i);
    }
    if (walk->base > 0)
        return n;
    for (uint32_t i = n; i-- > 0;)
        if (rft_find_hit(reading, rft_passage(reading, i), RFT_USE_CLOSED, 0) != NULL)
            return rft_block_end(reading, i);
    return n;
}

/* ---- opening sections ---- */

static uint32_t
open_item(Walk *walk, uint32_t index, uint32_t depth, ReferatValue label, ReferatValue title)
{
    RftReading *reading = walk->reading;
    const uint32_t item = rft_add_item(reading, reading->items, index, depth, label, title);

    if (depth == 0 && label.text != NULL)
        walk->last_label = label.text;
    if (rft_passage(reading, index)->part == RFT_PART_NONE)
        rft_passage(reading, index)->part = RFT_PART_ITEM;
    return item;
}

static uint32_t
depth_of_level(Walk *walk, uint32_t level)
{
    while (walk->n_open > 0 && walk->levels[walk->n_open - 1] >= level)
        walk->n_open--;
    const uint32_t depth = walk->n_open;
    if (walk->n_open < LEVELS)
        walk->levels[walk->n_open++] = level;
    return depth;
}

/* Whether labelled entries come between the heading at @index and the next as high. */
static bool
has_labelled_below(const Walk *walk, uint32_t index)
{
    const RftReading *reading = walk->reading;
    const uint8_t level = rft_passage(reading, index)->level;

    for (uint32_t i = index + 1; i < walk->stop; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_HEADING && passage->level <= level)
            return false;
        if (is_label_of_item(passage->label) && passage->place != RFT_PLACE_CELL)
            return true;
    }
    return false;
}

/* The meeting is closed in a heading of its own, and nothing is said below it. */
static bool
is_empty_closing(const RftReading *reading, uint32_t index)
{
    const uint32_t next = rft_block_end(reading, index);

    return rft_find_hit(reading, rft_passage(reading, index), RFT_USE_CLOSED, 0) != NULL &&
           (next >= reading->passages->len ||
            rft_passage(reading, next)->place == RFT_PLACE_HEADING);
}

static void
open_heading(Walk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const bool labelled = is_label_of_item(passage->label);

    if (!labelled && is_empty_closing(reading, index))
        return;
    /* below labelled sections a heading without a label only divides the text */
    if (!labelled && passage->level > walk->top &&
        (walk->base == 0 || passage->level >= walk->base || walk->section_labelled) &&
        !(passage->level <= walk->base && walk->base > 0) && !has_labelled_below(walk, index))
        return;
    if (!labelled && walk->section_labelled && walk->n_open > 0 &&
        passage->level > walk->levels[0] && walk->base > 0 && passage->level > walk->base)
        return;
    const uint32_t depth = depth_of_level(walk, passage->level);
    walk->section = open_item(walk, index, depth, rft_label_value(reading, passage->label, index),
                              rft_block_title(reading, index, labelled ? 0.95 : 0.8));
    walk->section_labelled = labelled;
}

/* ---- lists ---- */

static bool
is_letters(const ReferatLabel *label)
{
    return label->scheme >= REFERAT_SCHEME_LOWER_ALPHA;
}

/* Whether the item's first block stands alone in it. */
static bool
is_leaf(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t next = rft_block_end(reading, index);

    if (next >= reading->passages->len)
        return true;
    const RftPassage *behind = rft_passage(reading, next);
    if (behind->list_depth > passage->list_depth)
        return false;
    return behind->list_depth < passage->list_depth || behind->label != NULL || behind->bulleted;
}

/* The number that the label ends in follows the last one, or repeats it. */
static bool
goes_on(const Walk *walk, const ReferatLabel *label)
{
    if (walk->last_label == NULL || label->n_path != 1 || label->scheme != REFERAT_SCHEME_DECIMAL)
        return false;
    const uint64_t last = g_ascii_strtoull(walk->last_label, NULL, 10);
    return last > 0 && (label->path[0] == last + 1 || label->path[0] == last);
}

/* A list item at the top of a document without headings, or one that goes on with their numbers. */
static void
open_top_list_item(Walk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);

    walk->n_open = 0;
    (void)depth_of_level(walk, MAX(walk->top, 1));
    walk->section = open_item(walk, index, 0, rft_label_value(reading, passage->label, index),
                              rft_block_title(reading, index, 0.8));
    walk->section_labelled = true;
}

/* A numbered entry below a section: with a title only when it is short and has text of its own. */
static void
open_sub_item(Walk *walk, uint32_t index, uint32_t depth)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const ReferatValue none = {NULL, {0, 0, 0, 0}, 0};
    const bool titled = passage->list_depth <= 1 && passage->length <= LONGEST_LIST_TITLE &&
                        !is_leaf(reading, index);

    (void)open_item(walk, index, depth, rft_label_value(reading, passage->label, index),
                    titled ? rft_block_title(reading, index, 0.7) : none);
}

static void
open_list_item(Walk *walk, uint32_t index)
{
    const RftPassage *passage = rft_passage(walk->reading, index);
    const bool headings = walk->top > 0;

    if (!is_label_of_item(passage->label) &&
        (passage->label == NULL || passage->label->n_path == 0))
        return;
    if (passage->list_depth == 1 &&
        (!headings || (walk->base > 0 && goes_on(walk, passage->label)))) {
        open_top_list_item(walk, index);
        return;
    }
    if (walk->section == REFERAT_NO_ITEM)
        return;
    /* in a section with a number, numbers count what is talked about: no items */
    const bool letters = is_letters(passage->label) || passage->label->n_path > 1;
    if (headings && walk->section_labelled && !letters)
        return;
    open_sub_item(walk, index, walk->n_open + passage->list_depth - (headings ? 1 : 2));
}

/* ---- paragraphs with references ---- */

static void
open_reference(Walk *walk, uint32_t index, uint32_t behind)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan rest = rft_trim(reading, (RftSpan){index, behind, passage->length}, ":");
    g_autofree char *label = g_strndup(passage->text, behind);
    const RftSpan printed = rft_trim(reading, (RftSpan){index, 0, behind}, "(*)");
    const ReferatValue none = {NULL, {0, 0, 0, 0}, 0};
    RftSpan title = rest;

    /* "… Accepted.": the outcome is no part of the title; what somebody did is none */
    const RftSpan last = rft_sentence(reading, rest, passage->length);
    const RftHit *outcome = rft_hit_at(reading, passage, RFT_USE_OUTCOME, last.start);
    if (last.start > rest.start && outcome != NULL)
        title = rft_trim(reading, (RftSpan){index, rest.start, last.start}, "");
    const bool narrative = rft_hit_at(reading, passage, RFT_USE_ROLE, rest.start) != NULL;
    const uint32_t depth = walk->section == REFERAT_NO_ITEM ? 0 : walk->n_open;
    (void)open_item(walk, index, depth,
                    rft_value_as(reading, rft_label_key(reading, label), printed, 0.8),
                    narrative ? none : rft_value(reading, title, 0.7));
}

/* ---- tables with a row an item ---- */

typedef struct {
    uint32_t first; /* passage */
    uint32_t end;
    unsigned rows;
    unsigned numbered;
    unsigned columns;
} Grid;

static Grid
survey_table(const RftReading *reading, uint32_t index)
{
    Grid grid = {index, index, 0, 0, 0};
    const uint32_t table = rft_passage(reading, index)->table;
    uint32_t row = UINT32_MAX;

    for (; grid.end < reading->passages->len; grid.end++) {
        const RftPassage *passage = rft_passage(reading, grid.end);
        if (passage->table != table)
            break;
        if (passage->place != RFT_PLACE_CELL || passage->header_cell)
            continue;
        grid.columns = MAX(grid.columns, passage->column + 1);
        if (passage->row == row)
            continue;
        row = passage->row;
        grid.rows++;
        grid.numbered += passage->column == 0 && passage->length <= LONGEST_ROW_LABEL &&
                         g_ascii_isdigit(passage->text[0]);
    }
    return grid;
}

static void
open_rows(Walk *walk, Grid grid)
{
    RftReading *reading = walk->reading;
    uint32_t depth = walk->section == REFERAT_NO_ITEM ? 0 : walk->n_open;

    for (uint32_t i = grid.first; i < grid.end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_CAPTION && !passage->continues) {
            walk->n_open = 0;
            (void)depth_of_level(walk, 1);
            walk->section = open_item(walk, i, 0, (ReferatValue){NULL, {0, 0, 0, 0}, 0},
                                      rft_block_title(reading, i, 0.8));
            depth = 1;
        }
        if (passage->place != RFT_PLACE_CELL || passage->column != 0 || passage->header_cell ||
            passage->continues || !g_ascii_isdigit(passage->text[0]) ||
            passage->length > LONGEST_ROW_LABEL || i + 1 >= grid.end ||
            rft_passage(reading, i + 1)->row != passage->row)
            continue;
        const RftSpan printed = rft_whole(reading, i);
        const char *label = rft_label_key(reading, rft_span_text(reading, printed));
        (void)open_item(walk, i, depth, rft_value_as(reading, label, printed, 0.8),
                        rft_block_title(reading, i + 1, 0.8));
    }
}

/* ---- the walk ---- */

static void
open_at(Walk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t behind = walk->references ? reference_end(passage) : 0;

    if (passage->part != RFT_PART_NONE || passage->place == RFT_PLACE_PAGE_HEAD)
        return;
    if (is_heading_of_item(reading, index))
        open_heading(walk, index);
    else if (behind > 0)
        open_reference(walk, index, behind);
    else if (passage->list_depth > 0 && passage->label != NULL && passage->table == 0)
        open_list_item(walk, index);
}

static void
assign_items(RftReading *reading)
{
    uint32_t item = REFERAT_NO_ITEM;
    uint32_t next = 0;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_PAGE_HEAD || i >= reading->end)
            continue;
        while (next < reading->items->len &&
               g_array_index(reading->items, ReferatMinutesItem, next).node == passage->block->id) {
            if (item == REFERAT_NO_ITEM)
                reading->first = i;
            item = next++;
        }
        passage->item = item;
    }
}

static void
tie_to_agenda(RftReading *reading)
{
    for (guint i = 0; i < reading->agenda->len; i++) {
        ReferatMinutesItem *entry = &g_array_index(reading->agenda, ReferatMinutesItem, i);
        for (guint k = 0; k < reading->items->len; k++) {
            ReferatMinutesItem *item = &g_array_index(reading->items, ReferatMinutesItem, k);
            if (entry->depth > 0 || item->depth > 0 || item->counterpart != REFERAT_NO_ITEM ||
                !rft_same_title(entry->title.text, item->title.text))
                continue;
            entry->counterpart = k;
            item->counterpart = i;
            break;
        }
    }
}

void
rft_recognise_items(RftReading *reading)
{
    Walk walk = {.reading = reading, .section = REFERAT_NO_ITEM};

    survey(&walk);
    walk.stop = find_stop(&walk);
    for (uint32_t i = 0; i < walk.stop; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->table > 0 && passage->part == RFT_PART_NONE &&
            (i == 0 || rft_passage(reading, i - 1)->table != passage->table)) {
            const Grid grid = survey_table(reading, i);
            if (grid.columns > 1 && grid.numbered > 0 && grid.numbered * 4 >= grid.rows * 3 &&
                !walk.section_labelled)
                open_rows(&walk, grid);
            i = MAX(grid.end, i + 1) - 1;
            continue;
        }
        open_at(&walk, i);
    }
    reading->end = walk.stop;
    if (reading->items->len > 0)
        assign_items(reading);
    tie_to_agenda(reading);
}
