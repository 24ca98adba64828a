/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/people.h"
#include "minutes/recognisers.h"

/*
 * Labels and their values: "Sted: Rådhuset" in a line, a label in a cell with its value in the
 * next, a label that heads a column, a label on a line of its own above what it is about.
 */

enum { LONGEST_TAIL = 48 };

static bool
is_field_use(RftUse use)
{
    return use <= RFT_USE_SECRETARY ||
           (use >= RFT_USE_DATE && use <= RFT_USE_NEXT && use != RFT_USE_JOINT);
}

static bool
is_attendance(RftUse use)
{
    return use <= RFT_USE_GUEST;
}

/* The longest label at byte @start. */
static const RftHit *
label_at(const RftReading *reading, const RftPassage *passage, uint32_t start)
{
    const RftHit *best = NULL;

    for (uint32_t i = rft_first_hit(passage, start); i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start > start)
            break;
        if (hit->start == start && is_field_use((RftUse)hit->use) &&
            (best == NULL || hit->end > best->end))
            best = hit;
    }
    return best;
}

static uint32_t
skip_blanks(const RftPassage *passage, uint32_t at)
{
    while (at < passage->length &&
           (passage->text[at] == ' ' ||
            memcmp(passage->text + at, "\xc2\xa0", MIN(2, passage->length - at)) == 0))
        at += passage->text[at] == ' ' ? 1 : 2;
    return at;
}

/* Where the value begins behind the label that ends at @at; 0 when no value follows. */
static uint32_t
value_behind(const RftPassage *passage, RftUse use, uint32_t at)
{
    at = skip_blanks(passage, at);
    if (at < passage->length && strchr(".)", passage->text[at]) != NULL)
        at = skip_blanks(passage, at + 1);
    if (at >= passage->length)
        return 0;
    if (passage->text[at] == ':' || passage->text[at] == '\t')
        return at + 1;
    if (g_ascii_isdigit(passage->text[at]) &&
        (use == RFT_USE_DATE || use == RFT_USE_TIME || use == RFT_USE_START || use == RFT_USE_END))
        return at;
    if (!is_attendance(use))
        return 0;
    /* "Deltagere i mødet: …", "Roll call – Present: …" */
    const char *colon = memchr(passage->text + at, ':', MIN(passage->length - at, LONGEST_TAIL));
    const char *stop = memchr(passage->text + at, '.', MIN(passage->length - at, LONGEST_TAIL));
    if (colon == NULL || (stop != NULL && stop < colon) ||
        memchr(passage->text + at, ',', (size_t)(colon - passage->text - at)) != NULL)
        return 0;
    return (uint32_t)(colon - passage->text) + 1;
}

static bool
is_label_alone(const RftReading *reading, uint32_t index)
{
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":*.");
    const RftHit *hit = label_at(reading, rft_passage(reading, index), whole.start);

    return hit != NULL && hit->end >= whole.end;
}

/* A label in a head row is that of a column. */
static uint32_t
cell_below(const RftReading *reading, uint32_t index)
{
    const RftPassage *head = rft_passage(reading, index);

    for (uint32_t i = index + 1; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->table != head->table)
            break;
        if (passage->column == head->column && passage->row > head->row)
            return i;
    }
    return UINT32_MAX;
}

/* Whether the passage at @index is a cell in the row of @head with nothing but a label in it. */
static bool
is_label_in_row(const RftReading *reading, uint32_t index, const RftPassage *head)
{
    if (index >= reading->passages->len)
        return false;
    const RftPassage *cell = rft_passage(reading, index);
    return cell->table == head->table && cell->row == head->row && cell->column != head->column &&
           is_label_alone(reading, index);
}

/* The labels of columns stand side by side, in the first row or, in forms, further down. */
static bool
is_column_label(const RftReading *reading, uint32_t index)
{
    const RftPassage *head = rft_passage(reading, index);

    return head->table > 0 && (head->header_cell || is_label_in_row(reading, index + 1, head) ||
                               (index > 0 && is_label_in_row(reading, index - 1, head)));
}

static void
add_field(RftReading *reading, RftUse use, RftSpan key, RftSpan value, uint32_t next)
{
    const RftField field = {use, key, value, next};

    g_array_append_val(reading->fields, field);
}

/* The label at @hit fills what is left of its passage. */
static void
add_lone_label(RftReading *reading, uint32_t index, const RftHit *hit)
{
    const RftSpan key = {index, hit->start, hit->end};
    const RftSpan none = {index, 0, 0};
    uint32_t next = is_column_label(reading, index) ? cell_below(reading, index) : index + 1;

    /* the next label is no value, unless both are read downwards */
    if (next >= reading->passages->len ||
        (!is_attendance((RftUse)hit->use) && is_label_alone(reading, next)))
        next = UINT32_MAX;
    add_field(reading, (RftUse)hit->use, key, none, next);
}

/* The end of a value that begins at @from: the next label behind a tab, or the passage's. */
static uint32_t
end_of_value(const RftReading *reading, const RftPassage *passage, uint32_t from)
{
    for (uint32_t i = from; i < passage->length; i++) {
        if (passage->text[i] != '\t' && passage->text[i] != ' ')
            continue;
        const uint32_t start = skip_blanks(passage, i + 1);
        const RftHit *hit = label_at(reading, passage, start);
        if (hit == NULL || start <= from + 1)
            continue;
        /* behind a blank only a label with its colon ends a value */
        const uint32_t behind = skip_blanks(passage, hit->end);
        if (passage->text[i] == '\t' ? value_behind(passage, (RftUse)hit->use, hit->end) > 0
                                     : behind < passage->length && passage->text[behind] == ':')
            return i;
    }
    return passage->length;
}

/* "Étaient absents et excusés NN, NN": names right behind the label, without a colon. */
static void
add_unmarked(RftReading *reading, uint32_t index, const RftHit *hit)
{
    enum { FEWEST = 2 };
    static const RftPeople how = {.strict = true, .confidence = 0.7};
    const RftPassage *passage = rft_passage(reading, index);

    if (hit == NULL || !is_attendance((RftUse)hit->use))
        return;
    const RftSpan rest = rft_trim(reading, (RftSpan){index, hit->end, passage->length}, "");
    if (rft_span_is_empty(rest) ||
        !g_unichar_isupper(g_utf8_get_char(passage->text + rest.start)) ||
        rft_people_count(reading, rest, &how) < FEWEST)
        return;
    add_field(reading, (RftUse)hit->use, (RftSpan){index, hit->start, hit->end}, rest, UINT32_MAX);
}

/* "Sono presenti, in proprio o per delega, i seguenti condomini:" over a list or table. */
static bool
introduces_list(const RftPassage *passage, const RftHit *hit)
{
    enum { LONGEST_LEAD = 160, LONGEST_HEAD = 32 };

    /* "Anwesende Räte" as a heading */
    if (is_attendance((RftUse)hit->use) && passage->label == NULL &&
        (passage->place == RFT_PLACE_HEADING || passage->bold) && passage->length <= LONGEST_HEAD &&
        hit->end < passage->length && passage->text[hit->end] == ' ' &&
        strpbrk(passage->text, "0123456789.,:") == NULL)
        return true;

    return is_attendance((RftUse)hit->use) && passage->length <= LONGEST_LEAD &&
           passage->text[passage->length - 1] == ':';
}

/* "The following members of the committee were present:" over a list. */
static bool
read_lead(RftReading *reading, uint32_t index)
{
    enum { LONGEST_LEAD = 160 };
    static const RftUse uses[] = {RFT_USE_EXCUSED, RFT_USE_ABSENT, RFT_USE_PRESENT};
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_ATTENDED, 0);
    const RftSpan whole = rft_whole(reading, index);
    RftUse use = RFT_USE_PRESENT;

    if (hit == NULL || passage->length > LONGEST_LEAD || whole.end == 0 ||
        passage->text[whole.end - 1] != ':' || passage->place == RFT_PLACE_HEADING)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++)
        if (rft_find_hit(reading, passage, uses[i], 0) != NULL) {
            use = uses[i];
            break;
        }
    RftHit lead = *hit;
    lead.use = (uint8_t)use;
    add_lone_label(reading, index, &lead);
    return true;
}

static void
read_passage(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    uint32_t from = rft_trim(reading, rft_whole(reading, index), "*-").start;

    while (from < passage->length) {
        const RftHit *hit = label_at(reading, passage, from);
        const RftSpan rest = {index, from, passage->length};
        const uint32_t value = hit != NULL ? value_behind(passage, (RftUse)hit->use, hit->end) : 0;
        if (hit != NULL && rft_is_phrase(reading, rest, (RftUse)hit->use)) {
            add_lone_label(reading, index, hit);
            return;
        }
        if (hit != NULL && value == 0 && introduces_list(passage, hit)) {
            add_lone_label(reading, index, hit);
            return;
        }
        if (value == 0) {
            if (from > 0 || !read_lead(reading, index))
                add_unmarked(reading, index, hit);
            return;
        }
        const uint32_t end = end_of_value(reading, passage, value);
        const RftSpan key = {index, hit->start, hit->end};
        const RftSpan span = rft_trim(reading, (RftSpan){index, value, end}, "");
        if (rft_span_is_empty(span) && end == passage->length)
            add_lone_label(reading, index, hit);
        else
            add_field(reading, (RftUse)hit->use, key, span, UINT32_MAX);
        /* "Roll call – Present: …": the label within is closer to the names */
        const uint32_t inner = rft_trim(reading, (RftSpan){index, hit->end, value}, "-–\t ").start;
        const RftHit *closer = inner < value ? label_at(reading, passage, inner) : NULL;
        if (closer != NULL && is_attendance((RftUse)closer->use))
            g_array_index(reading->fields, RftField, reading->fields->len - 1).use =
                (RftUse)closer->use;
        from = skip_blanks(passage, end + 1);
    }
}

void
rft_recognise_fields(RftReading *reading)
{
    for (uint32_t i = 0; i < reading->passages->len; i++) {
        RftPassage *passage = rft_passage(reading, i);
        if (passage->n_hits == 0 || i == reading->title)
            continue;
        passage->first_field = reading->fields->len;
        read_passage(reading, i);
        passage->n_fields = reading->fields->len - passage->first_field;
    }
}
