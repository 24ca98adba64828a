/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"
#include "minutes/walk.h"

/*
 * The sections of the minutes proper: headings with labels, headings without, a numbered list when
 * there are no headings, numbered paragraphs and rows of tables below them.
 */

enum { LONGEST_LIST_TITLE = 100, LONG_NUMBER = 6 };

/* "(08-149) Mayor …": paragraphs that begin with a reference in brackets. */
static uint32_t
reference_end(const RftPassage *passage)
{
    uint32_t i = 1;
    unsigned digits = 0;
    unsigned run = 0;
    unsigned last = 0;

    if (passage->length < 4 || passage->text[0] != '(' || passage->place != RFT_PLACE_BODY)
        return 0;
    for (; i < passage->length && passage->text[i] != ')'; i++) {
        if (i > 24 ||
            (!g_ascii_isalnum(passage->text[i]) && strchr("*-/. ", passage->text[i]) == NULL))
            return 0;
        digits += g_ascii_isdigit(passage->text[i]);
        last = g_ascii_isdigit(passage->text[i]) ? last + 1 : 0;
        run = MAX(run, last);
    }
    /* "(Company number 04417720)" is none */
    return digits >= 2 && run < LONG_NUMBER && i < passage->length && i > 3 ? i + 1 : 0;
}

/* ---- surveying ---- */

/* How many sections at the top have numbered entries. */
static bool
has_numbered_sections(const RftWalk *walk)
{
    RftReading *reading = walk->reading;
    unsigned sections = 0;
    unsigned numbered = 0;
    bool counted = true;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (rft_is_heading_of_item(reading, i) && passage->level == walk->top) {
            sections++;
            counted = false;
        } else if (!counted && passage->part == RFT_PART_NONE && passage->place != RFT_PLACE_CELL &&
                   rft_is_label_of_item(passage->label)) {
            numbered++;
            counted = true;
        }
    }
    return numbered * 2 >= sections;
}

/* "§ #", "#/#-#": what labels of one series share. NULL for plain numbers and letters. */
static const char *
shape_of(RftReading *reading, const ReferatLabel *label)
{
    g_autoptr(GString) shape = g_string_new(NULL);
    unsigned numbers = 0;

    for (const char *p = label->text; *p != '\0'; p++) {
        if (g_ascii_isdigit(*p)) {
            numbers += shape->len == 0 || shape->str[shape->len - 1] != '#';
            if (shape->len == 0 || shape->str[shape->len - 1] != '#')
                g_string_append_c(shape, '#');
        } else {
            g_string_append_c(shape, *p);
        }
    }
    if (label->scheme == REFERAT_SCHEME_OTHER && label->n_path == 1)
        g_string_assign(shape, "in words");
    else if (numbers < 2 && shape->len < 4)
        return NULL;
    return rft_arena_strndup(&reading->arena, shape->str, shape->len);
}

/* A paragraph of its own with a label: it may open a section like a heading. */
static bool
is_labelled_paragraph(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return passage->place == RFT_PLACE_BODY && passage->table == 0 && !passage->continues &&
           passage->part == RFT_PART_NONE && rft_is_label_of_item(passage->label) &&
           passage->label->n_path > 0;
}

/* The labels of the sections: those of headings, else those of paragraphs that come twice. */
static void
survey_shapes(RftWalk *walk)
{
    RftReading *reading = walk->reading;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (uint32_t i = reading->first; walk->base > 0 && i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->level != walk->base || !rft_is_heading_of_item(reading, i) ||
            !rft_is_label_of_item(passage->label))
            continue;
        walk->shape = shape_of(reading, passage->label);
        return;
    }
    for (uint32_t i = reading->first; i < reading->passages->len; i++) {
        if (!is_labelled_paragraph(reading, i))
            continue;
        const char *shape = shape_of(reading, rft_passage(reading, i)->label);
        if (shape != NULL && g_hash_table_contains(seen, shape)) {
            walk->shape = shape;
            return;
        }
        if (shape != NULL)
            g_hash_table_add(seen, (gpointer)shape);
    }
}

static void
survey(RftWalk *walk)
{
    RftReading *reading = walk->reading;
    unsigned references = 0;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        const unsigned level = MIN(passage->level, RFT_WALK_LEVELS - 1);
        references += reference_end(passage) > 0;
        if (!rft_is_heading_of_item(reading, i))
            continue;
        if (rft_is_label_of_item(passage->label))
            walk->labelled[level]++;
        else
            walk->plain[level]++;
    }
    walk->references = references > 0;
    for (unsigned level = RFT_WALK_LEVELS - 1; level > 0; level--) {
        if (walk->labelled[level] > 0)
            walk->base = level;
        if (walk->labelled[level] + walk->plain[level] > 0)
            walk->top = level;
    }
    walk->numbered = has_numbered_sections(walk);
    survey_shapes(walk);
    /* numbers in one section of many are an outline in the text */
    if (walk->base > walk->top && !walk->numbered)
        walk->base = 0;
}

/* The last heading of the numbers that only grow, 0 when there is none. */
static uint32_t
last_numbered(const RftWalk *walk)
{
    const RftReading *reading = walk->reading;
    uint32_t last = 0;
    uint32_t number = 0;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place != RFT_PLACE_HEADING)
            continue;
        /* in another section the numbers begin anew */
        if (passage->level < walk->base)
            number = 0;
        if (passage->level != walk->base || !rft_is_label_of_item(passage->label) ||
            passage->label->n_path == 0 || (passage->label->path[0] < number && number != 0))
            continue;
        number = passage->label->path[0];
        last = i;
    }
    return last;
}

static bool
begins_annex(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return passage->place == RFT_PLACE_HEADING && passage->label == NULL &&
           passage->part != RFT_PART_TITLE &&
           rft_hit_at(reading, passage, RFT_USE_ANNEX, 0) != NULL;
}

static bool
closes_meeting(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return passage->place != RFT_PLACE_PAGE_HEAD && passage->part != RFT_PART_TITLE &&
           rft_find_hit(reading, passage, RFT_USE_CLOSED, 0) != NULL;
}

/* Behind the words that close the meeting come signatures and annexes: no items, unless another
 * set of minutes begins. */
static uint32_t
find_stop(const RftWalk *walk)
{
    const RftReading *reading = walk->reading;
    const uint32_t n = reading->passages->len;
    const uint32_t last = last_numbered(walk);
    uint32_t closed = UINT32_MAX;

    if (reading->sets->len > 0)
        return n;
    for (uint32_t i = last; i < n; i++) {
        if (i > last && begins_annex(reading, i))
            return i;
        if (!closes_meeting(reading, i))
            continue;
        closed = i;
        /* behind the last number the first such words count, without numbers the last */
        if (walk->base > 0)
            break;
    }
    return closed != UINT32_MAX ? rft_block_end(reading, closed) : n;
}

/* ---- opening sections ---- */

uint32_t
rft_walk_open(RftWalk *walk, uint32_t index, uint32_t depth, ReferatValue label, ReferatValue title)
{
    RftReading *reading = walk->reading;
    const uint32_t item = rft_add_item(reading, reading->items, index, depth, label, title);

    if (rft_passage(reading, index)->part == RFT_PART_NONE)
        rft_passage(reading, index)->part = RFT_PART_ITEM;
    return item;
}

uint32_t
rft_walk_depth(RftWalk *walk, uint32_t level)
{
    while (walk->n_open > 0 && walk->levels[walk->n_open - 1] >= level)
        walk->n_open--;
    const uint32_t depth = walk->n_open;
    if (walk->n_open < RFT_WALK_OPEN_MAX)
        walk->levels[walk->n_open++] = level;
    return depth;
}

/* Of what stands in the section directly, in no list. */
uint32_t
rft_walk_depth_in_section(RftWalk *walk)
{
    while (walk->n_open > 0 && walk->levels[walk->n_open - 1] >= RFT_WALK_LISTS)
        walk->n_open--;
    return walk->section == REFERAT_NO_ITEM ? 0 : walk->n_open;
}

/* Whether labelled entries come between the heading at @index and the next as high. */
static bool
has_labelled_below(const RftWalk *walk, uint32_t index)
{
    const RftReading *reading = walk->reading;
    const uint8_t level = rft_passage(reading, index)->level;

    for (uint32_t i = index + 1; i < walk->stop; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place == RFT_PLACE_HEADING && passage->level <= level)
            return false;
        if (rft_is_label_of_item(passage->label) && passage->place != RFT_PLACE_CELL)
            return true;
    }
    return false;
}

/* Whether another heading as high stands in the same section: one alone only names the list below
 * it. */
static bool
has_sibling(const RftWalk *walk, uint32_t index)
{
    const RftReading *reading = walk->reading;
    const uint8_t level = rft_passage(reading, index)->level;

    for (int step = -1; step <= 1; step += 2)
        for (uint32_t i = index + (uint32_t)step; i < walk->stop; i += (uint32_t)step) {
            const RftPassage *passage = rft_passage(reading, i);
            if (passage->place != RFT_PLACE_HEADING)
                continue;
            if (passage->level < level)
                break;
            if (passage->level == level)
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

/* Whether a heading with the same words stands elsewhere too. */
static bool
comes_again(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *other = rft_passage(reading, i);
        if (i != index && other->place == RFT_PLACE_HEADING && other->length == passage->length &&
            memcmp(other->folded, passage->folded, passage->length) == 0)
            return true;
    }
    return false;
}

/* Whether the heading at @index opens a section: those with labels do, and those at the top; in
 * between only what has numbered entries; what is below them divides the text. */
static bool
opens_section(const RftWalk *walk, uint32_t index)
{
    const RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);

    if (rft_is_label_of_item(passage->label))
        return walk->base > 0;
    if (is_empty_closing(reading, index) ||
        (rft_names_part(reading, index) && (walk->base > 0 || walk->shape != NULL ||
                                            walk->labels_above || comes_again(reading, index))))
        return false;
    if (passage->level <= walk->top || passage->level <= walk->base)
        return true;
    return !walk->section_labelled && walk->numbered && has_labelled_below(walk, index) &&
           has_sibling(walk, index);
}

static bool
has_shape(const RftWalk *walk, const ReferatLabel *label)
{
    const char *shape = walk->shape != NULL ? shape_of(walk->reading, label) : NULL;

    return shape != NULL && g_str_equal(shape, walk->shape);
}

/* "12", "12/24" behind blanks at @at. */
static bool
number_at(const RftReading *reading, uint32_t index, uint32_t at, RftSpan *number)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan rest = rft_trim(reading, (RftSpan){index, at, passage->length}, "");
    uint32_t end = rest.start;

    while (end < rest.end && (g_ascii_isalnum(passage->text[end]) || passage->text[end] == '/'))
        end++;
    *number = (RftSpan){index, rest.start, end};
    return end > rest.start && g_ascii_isdigit(passage->text[rest.start]);
}

/* The number in the line at @index when the line is but a reference: "§ 12", "Board ⇥ § 87 ⇥ date".
 */
static bool
find_number(const RftReading *reading, uint32_t index, RftSpan *number)
{
    const RftPassage *passage = rft_passage(reading, index);
    const char *sign = g_strstr_len(passage->text, passage->length, "§");

    if (sign != NULL &&
        number_at(reading, index, (uint32_t)(sign - passage->text) + (uint32_t)strlen("§"), number))
        return true;
    for (uint32_t i = 0; i < passage->n_hits; i++)
        if (passage->hits[i].use == RFT_USE_ITEM &&
            number_at(reading, index, passage->hits[i].end, number))
            return true;
    return false;
}

/* "§ 12" in a line of its own above a heading without a label. Returns: its passage. */
static uint32_t
label_above(const RftReading *reading, uint32_t index)
{
    enum { LONGEST_LINE = 80 };
    RftSpan number;

    if (index == 0)
        return UINT32_MAX;
    const RftPassage *line = rft_passage(reading, index - 1);
    if (line->place != RFT_PLACE_BODY || line->table > 0 || line->length > LONGEST_LINE ||
        line->part != RFT_PART_NONE || line->bulleted)
        return UINT32_MAX;
    if (line->label != NULL && line->label->scheme == REFERAT_SCHEME_DECIMAL &&
        !g_ascii_isdigit(line->label->text[0]) && line->label->text[0] != '(')
        return index - 1;
    rft_scan_small(reading, index - 1);
    const RftSpan whole = rft_whole(reading, index - 1);
    if (!find_number(reading, index - 1, &number))
        return UINT32_MAX;
    /* nothing but the number, or cells of a line at tabs */
    return number.end >= whole.end || memchr(line->text, '\t', line->length) != NULL ? index - 1
                                                                                     : UINT32_MAX;
}

static ReferatValue
label_in_line(RftReading *reading, uint32_t index)
{
    const RftPassage *line = rft_passage(reading, index);
    RftSpan number;

    if (line->label != NULL)
        return rft_label_value(reading, line->label, index);
    if (!find_number(reading, index, &number))
        return (ReferatValue){NULL, {0, 0, 0, 0}, 0};
    return rft_value(reading, number, 0.85);
}

static void
open_heading(RftWalk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const bool labelled = rft_is_label_of_item(passage->label);

    if (!opens_section(walk, index))
        return;
    const uint32_t above = labelled ? UINT32_MAX : label_above(reading, index);
    const bool serial = labelled && has_shape(walk, passage->label);
    /* what counts on stands where the last of its series stood */
    const uint32_t level = serial && walk->shape_level > 0 ? walk->shape_level : passage->level;
    const uint32_t depth = rft_walk_depth(walk, level);
    if (serial)
        walk->shape_level = level;
    walk->section =
        rft_walk_open(walk, index, depth,
                      above != UINT32_MAX ? label_in_line(reading, above)
                                          : rft_label_value(reading, passage->label, index),
                      rft_block_title(reading, index, labelled ? 0.95 : 0.8));
    walk->section_labelled = labelled || above != UINT32_MAX;
    if (labelled)
        walk->last_label =
            g_array_index(reading->items, ReferatMinutesItem, walk->section).label.text;
}

/* ---- lists ---- */

static bool
has_item_word(const ReferatLabel *label)
{
    const char *digit = strpbrk(label->text, "0123456789");

    return digit != NULL && digit - label->text > 2;
}

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
goes_on(const RftWalk *walk, const ReferatLabel *label, const ReferatNode *block)
{
    if (walk->last_label == NULL || label->n_path != 1 || label->scheme != REFERAT_SCHEME_DECIMAL)
        return false;
    const uint64_t last = g_ascii_strtoull(walk->last_label, NULL, 10);
    const ReferatNode *item = referat_node_get_parent(block);
    /* its list begins with it, or with others that went on */
    if (item == NULL || (referat_node_get_previous(item) != NULL &&
                         referat_node_get_previous(item) != walk->last_entry))
        return false;
    return last > 0 && (label->path[0] == last + 1 || label->path[0] == last);
}

/* A list item at the top of a document without headings, or one that goes on with their numbers. */
static void
open_top_list_item(RftWalk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t depth = rft_walk_depth(walk, MAX(walk->base, 1));

    walk->section =
        rft_walk_open(walk, index, depth, rft_label_value(reading, passage->label, index),
                      rft_run_in_title(reading, index, 0.8));
    walk->section_labelled = true;
    walk->last_entry = referat_node_get_parent(passage->block);
    walk->last_label = g_array_index(reading->items, ReferatMinutesItem, walk->section).label.text;
}

/* A numbered entry below a section: with a title only when it is short and has text of its own. */
static void
open_sub_item(RftWalk *walk, uint32_t index, uint32_t depth)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const ReferatValue none = {NULL, {0, 0, 0, 0}, 0};
    const bool titled = (passage->list_depth <= 1 || has_item_word(passage->label)) &&
                        passage->length <= LONGEST_LIST_TITLE && !is_leaf(reading, index);

    (void)rft_walk_open(walk, index, depth, rft_label_value(reading, passage->label, index),
                        titled ? rft_block_title(reading, index, 0.7) : none);
}

/* "§ 1 ⇥ Mötets öppnande" as a paragraph, or a list item with the labels of the sections. */
static void
open_labelled(RftWalk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t level = walk->shape_level > 0 ? walk->shape_level : MAX(walk->base, 1);
    const uint32_t depth = rft_walk_depth(walk, level);

    walk->shape_level = level;
    walk->section =
        rft_walk_open(walk, index, depth, rft_label_value(reading, passage->label, index),
                      rft_run_in_title(reading, index, 0.8));
    walk->section_labelled = true;
    walk->last_label = g_array_index(reading->items, ReferatMinutesItem, walk->section).label.text;
}

static void
open_list_item(RftWalk *walk, uint32_t index)
{
    const RftPassage *passage = rft_passage(walk->reading, index);
    const bool headings = walk->top > 0;

    if (rft_is_label_of_item(passage->label) && has_shape(walk, passage->label) &&
        passage->list_depth <= 1) {
        open_labelled(walk, index);
        return;
    }

    if ((passage->label->n_path == 0 && !rft_is_label_of_item(passage->label)) ||
        rft_label_key(walk->reading, passage->label->text) == NULL)
        return;
    if (passage->list_depth == 1 &&
        (!headings || (walk->base > 0 && goes_on(walk, passage->label, passage->block)))) {
        open_top_list_item(walk, index);
        return;
    }
    if (walk->section == REFERAT_NO_ITEM)
        return;
    /* in a section with a number, numbers count what is talked about: no items, unless a word
     * says so ("Forslag 2") */
    const bool letters =
        is_letters(passage->label) || passage->label->n_path > 1 || has_item_word(passage->label);
    if (headings && (walk->section_labelled ? !letters : !walk->numbered))
        return;
    open_sub_item(walk, index, rft_walk_depth(walk, RFT_WALK_LISTS + passage->list_depth));
}

/* ---- paragraphs with references ---- */

static void
open_reference(RftWalk *walk, uint32_t index, uint32_t behind)
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
    const uint32_t depth = rft_walk_depth_in_section(walk);
    (void)rft_walk_open(walk, index, depth,
                        rft_value_as(reading, rft_label_key(reading, label), printed, 0.8),
                        narrative ? none : rft_value(reading, title, 0.7));
}

/* ---- the walk ---- */

/* The label of the heading that comes next. */
static bool
is_above_heading(const RftWalk *walk, uint32_t index)
{
    const RftReading *reading = walk->reading;
    const uint32_t next = rft_block_end(reading, index);

    return walk->labels_above && next < reading->passages->len &&
           rft_passage(reading, next)->place == RFT_PLACE_HEADING &&
           rft_passage(reading, next)->label == NULL;
}

static void
open_at(RftWalk *walk, uint32_t index)
{
    RftReading *reading = walk->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t behind = walk->references ? reference_end(passage) : 0;

    if (passage->part != RFT_PART_NONE || passage->place == RFT_PLACE_PAGE_HEAD)
        return;
    if (rft_is_heading_of_item(reading, index))
        open_heading(walk, index);
    else if (behind > 0)
        open_reference(walk, index, behind);
    else if (passage->list_depth > 0 && passage->label != NULL && passage->table == 0)
        open_list_item(walk, index);
    else if (is_labelled_paragraph(reading, index) && has_shape(walk, passage->label) &&
             !is_above_heading(walk, index))
        open_labelled(walk, index);
    else if (is_labelled_paragraph(reading, index) && walk->section != REFERAT_NO_ITEM &&
             walk->shape != NULL && has_item_word(passage->label))
        open_sub_item(walk, index, rft_walk_depth(walk, RFT_WALK_LISTS + 1));
}

/* How many headings have their label in the line above them. */
static unsigned
count_labels_above(RftReading *reading)
{
    unsigned n = 0;

    for (uint32_t i = reading->first; i < reading->passages->len; i++)
        n += rft_passage(reading, i)->place == RFT_PLACE_HEADING &&
             rft_passage(reading, i)->label == NULL && label_above(reading, i) != UINT32_MAX;
    return n;
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

void
rft_recognise_items(RftReading *reading)
{
    RftWalk walk = {.reading = reading, .section = REFERAT_NO_ITEM};

    survey(&walk);
    walk.labels_above = count_labels_above(reading) > 1;
    walk.stop = find_stop(&walk);
    for (uint32_t i = 0; i < walk.stop; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->table > 0 && passage->part == RFT_PART_NONE &&
            (i == 0 || rft_passage(reading, i - 1)->table != passage->table)) {
            i = rft_walk_table(&walk, i);
            continue;
        }
        if (rft_begins_other_minutes(reading, i)) {
            walk.n_open = 0;
            walk.section = REFERAT_NO_ITEM;
            walk.section_labelled = false;
            walk.last_label = NULL;
        }
        open_at(&walk, i);
    }
    reading->end = walk.stop;
    if (reading->items->len > 0)
        assign_items(reading);
    rft_tie_to_agenda(reading);
}
