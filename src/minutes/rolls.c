/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/rolls.h"

#include <string.h>

/*
 * Tables of people: a row each, with columns for name, office, organisation and for being there:
 * crosses, times, "yes", or the word for it; or rows in groups ("Present" in the first of them).
 */

enum { COLUMNS_MAX = 12, LONGEST_CELL = 120, LONGEST_HEAD = 40, LONGEST_MARK = 12 };

typedef enum {
    COLUMN_OTHER,
    COLUMN_NAME,
    COLUMN_ROLE,
    COLUMN_ORGANISATION,
    COLUMN_PRESENT,
    COLUMN_ABSENT,
    COLUMN_EXCUSED,
    COLUMN_GUEST
} Column;

static const struct {
    RftUse use;
    Column column;
} heads[] = {
    {RFT_USE_NAME_HEAD, COLUMN_NAME},
    {RFT_USE_ROLE_HEAD, COLUMN_ROLE},
    {RFT_USE_MEMBER_OF, COLUMN_ORGANISATION},
    {RFT_USE_PRESENT, COLUMN_PRESENT},
    {RFT_USE_ABSENT, COLUMN_ABSENT},
    {RFT_USE_EXCUSED, COLUMN_EXCUSED},
    {RFT_USE_GUEST, COLUMN_GUEST},
};

typedef struct {
    RftReading *reading;
    const RftPeople *how; /* of the label over the table, or NULL */
    uint32_t first;       /* passage */
    uint32_t end;
    Column columns[COLUMNS_MAX];
    bool headed; /* the first row names the columns */
    bool marked[COLUMNS_MAX];
    ReferatStatus group; /* of the rows from here on, when rows say so */
} Roll;

/* ---- the head ---- */

static Column
column_of_head(const RftReading *reading, uint32_t index)
{
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":*.");

    if (rft_span_is_empty(whole) || whole.end - whole.start > LONGEST_HEAD)
        return COLUMN_OTHER;
    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
        if (rft_is_phrase(reading, whole, heads[i].use))
            return heads[i].column;
    return COLUMN_OTHER;
}

static unsigned
count_columns(const Roll *roll, Column wanted)
{
    unsigned n = 0;

    for (unsigned i = 0; i < COLUMNS_MAX; i++)
        n += roll->columns[i] == wanted;
    return n;
}

static bool
says_who_is_there(const Roll *roll)
{
    return count_columns(roll, COLUMN_PRESENT) + count_columns(roll, COLUMN_ABSENT) +
               count_columns(roll, COLUMN_EXCUSED) >
           0;
}

/* ---- cells ---- */

static bool
is_cross(const RftPassage *cell)
{
    static const char *const signs[] = {"✓", "✔", "☒", "☑", "+", "x", "X", "•", "●"};

    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (cell->length <= 4 && cell->length >= strlen(signs[i]) &&
            memcmp(cell->text, signs[i], strlen(signs[i])) == 0)
            return true;
    return false;
}

/* A cross, a time, "yes": what stands in a column of marks, and never a name. */
static bool
is_mark(RftReading *reading, uint32_t index)
{
    const RftPassage *cell = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    if (is_cross(cell))
        return true;
    rft_scan_small(reading, index);
    return g_ascii_isdigit(cell->text[whole.start]) ||
           rft_hit_at(reading, cell, RFT_USE_VOTES_FOR, whole.start) != NULL ||
           rft_hit_at(reading, cell, RFT_USE_VOTES_AGAINST, whole.start) != NULL ||
           rft_hit_at(reading, cell, RFT_USE_PRESENT, whole.start) != NULL ||
           rft_hit_at(reading, cell, RFT_USE_ABSENT, whole.start) != NULL ||
           rft_hit_at(reading, cell, RFT_USE_EXCUSED, whole.start) != NULL;
}

static bool
is_one_person(RftReading *reading, uint32_t index)
{
    static const RftPeople anybody = {.confidence = 1};
    const RftPassage *cell = rft_passage(reading, index);

    return cell->length <= LONGEST_CELL && !is_mark(reading, index) &&
           rft_people_count(reading, rft_whole(reading, index), &anybody) == 1;
}

static ReferatStatus
status_of_column(Column column)
{
    switch (column) {
    case COLUMN_ABSENT:
        return REFERAT_STATUS_ABSENT;
    case COLUMN_EXCUSED:
        return REFERAT_STATUS_EXCUSED;
    case COLUMN_GUEST:
        return REFERAT_STATUS_GUEST;
    default:
        return REFERAT_STATUS_PRESENT;
    }
}

/* "Present: | N. Weather": a label beside somebody is no head. */
static bool
has_person_beside(Roll *roll)
{
    const uint32_t row = rft_passage(roll->reading, roll->first)->row;

    for (uint32_t i = roll->first; i < roll->end && rft_passage(roll->reading, i)->row == row;
         i++) {
        const RftPassage *cell = rft_passage(roll->reading, i);
        if (cell->column < COLUMNS_MAX && roll->columns[cell->column] == COLUMN_OTHER &&
            is_one_person(roll->reading, i))
            return true;
    }
    return false;
}

/* "Läsnä | Nimi" over rows that begin empty or with "Poissa": the first column parts the rows. */
static void
take_group_column(Roll *roll)
{
    const RftReading *reading = roll->reading;
    const uint32_t row = rft_passage(reading, roll->first)->row;

    if (roll->columns[0] < COLUMN_PRESENT || count_columns(roll, COLUMN_NAME) == 0)
        return;
    for (uint32_t i = roll->first; i < roll->end; i++)
        if (rft_passage(reading, i)->column == 0 && rft_passage(reading, i)->row != row &&
            is_cross(rft_passage(reading, i)))
            return;
    roll->group = status_of_column(roll->columns[0]);
    roll->columns[0] = COLUMN_OTHER;
}

/* "P | A" over crosses: where most of them stand are those who came. */
static void
guess_crosses(Roll *roll)
{
    unsigned crosses[COLUMNS_MAX] = {0};
    unsigned most = 0;

    for (uint32_t i = roll->first; i < roll->end; i++) {
        const RftPassage *cell = rft_passage(roll->reading, i);
        if (cell->column < COLUMNS_MAX && roll->columns[cell->column] == COLUMN_OTHER)
            crosses[cell->column] += is_cross(cell);
    }
    for (unsigned i = 1; i < COLUMNS_MAX; i++)
        if (crosses[i] > crosses[most])
            most = i;
    for (unsigned i = 0; i < COLUMNS_MAX; i++)
        if (crosses[i] > 0) {
            roll->columns[i] = i == most ? COLUMN_PRESENT : COLUMN_ABSENT;
            roll->marked[i] = true;
        }
}

static void
read_head(Roll *roll)
{
    RftReading *reading = roll->reading;

    for (uint32_t i = roll->first; i < roll->end; i++) {
        const RftPassage *cell = rft_passage(reading, i);
        if (cell->row != rft_passage(reading, roll->first)->row)
            break;
        if (cell->column < COLUMNS_MAX && !cell->continues) {
            rft_scan_small(reading, i);
            roll->columns[cell->column] = column_of_head(reading, i);
        }
    }
    roll->headed = count_columns(roll, COLUMN_NAME) > 0 ||
                   (says_who_is_there(roll) && !has_person_beside(roll));
    if (!roll->headed)
        memset(roll->columns, 0, sizeof roll->columns);
    else
        take_group_column(roll);
}

/* The column with most names, when no head says which. */
static void
find_names(Roll *roll)
{
    RftReading *reading = roll->reading;
    unsigned names[COLUMNS_MAX] = {0};
    unsigned rows = 0;
    unsigned best = COLUMNS_MAX;
    uint32_t row = UINT32_MAX;

    for (uint32_t i = roll->first; i < roll->end; i++) {
        const RftPassage *cell = rft_passage(reading, i);
        rows += cell->row != row;
        row = cell->row;
        if (cell->column < COLUMNS_MAX && !cell->continues &&
            roll->columns[cell->column] == COLUMN_OTHER)
            names[cell->column] += is_one_person(reading, i);
    }
    for (unsigned i = 0; i < COLUMNS_MAX; i++)
        if (names[i] * 2 >= rows && names[i] > 0 && (best == COLUMNS_MAX || names[i] > names[best]))
            best = i;
    if (best < COLUMNS_MAX)
        roll->columns[best] = COLUMN_NAME;
}

/* Whether the columns for being there hold marks; a column of names is a list of its own. */
static bool
has_marks(Roll *roll)
{
    bool any = false;

    for (uint32_t i = roll->first; i < roll->end; i++) {
        const RftPassage *cell = rft_passage(roll->reading, i);
        if (cell->column >= COLUMNS_MAX || roll->columns[cell->column] < COLUMN_PRESENT ||
            cell->row == rft_passage(roll->reading, roll->first)->row)
            continue;
        if (!is_mark(roll->reading, i))
            return false;
        roll->marked[cell->column] = true;
        any = true;
    }
    return any;
}

/* ---- rows ---- */

typedef struct {
    uint32_t first; /* passages */
    uint32_t end;
    ReferatStatus status;
    bool known;
} Row;

static uint32_t
row_end(const Roll *roll, uint32_t index)
{
    const uint32_t row = rft_passage(roll->reading, index)->row;

    while (index < roll->end && rft_passage(roll->reading, index)->row == row)
        index++;
    return index;
}

/* What the words of a cell say of being there. */
static bool
status_in(const RftReading *reading, uint32_t index, ReferatStatus *status)
{
    const RftPassage *cell = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    if (rft_find_hit(reading, cell, RFT_USE_EXCUSED, 0) != NULL)
        *status = REFERAT_STATUS_EXCUSED;
    else if (rft_find_hit(reading, cell, RFT_USE_ABSENT, 0) != NULL)
        *status = REFERAT_STATUS_ABSENT;
    else if (rft_is_phrase(reading, whole, RFT_USE_PRESENT))
        *status = REFERAT_STATUS_PRESENT;
    else
        return false;
    return true;
}

static void
read_mark(Roll *roll, Row *row, uint32_t index)
{
    RftReading *reading = roll->reading;
    const RftPassage *cell = rft_passage(reading, index);
    const Column column = roll->columns[cell->column];
    const uint32_t start = rft_whole(reading, index).start;

    row->known = true;
    if (!is_cross(cell) && status_in(reading, index, &row->status))
        return;
    row->status = status_of_column(column);
    /* "No" in the column of those who are there */
    if (column == COLUMN_PRESENT && rft_hit_at(reading, cell, RFT_USE_VOTES_AGAINST, start) != NULL)
        row->status = REFERAT_STATUS_ABSENT;
}

static void
read_row_status(Roll *roll, Row *row)
{
    RftReading *reading = roll->reading;
    bool asked = false;

    for (uint32_t i = row->first; i < row->end; i++) {
        const RftPassage *cell = rft_passage(reading, i);
        if (cell->column >= COLUMNS_MAX || cell->length == 0 || cell->continues)
            continue;
        if (roll->columns[cell->column] >= COLUMN_PRESENT && is_mark(reading, i)) {
            read_mark(roll, row, i);
        } else if (roll->columns[cell->column] != COLUMN_NAME && cell->length <= LONGEST_HEAD &&
                   status_in(reading, i, &row->status)) {
            row->known = true;
            /* in front of the name it holds for the rows below too */
            if (cell->column == 0 && roll->columns[0] == COLUMN_OTHER)
                roll->group = row->status;
        }
    }
    for (unsigned i = 0; i < COLUMNS_MAX; i++)
        asked = asked || (roll->marked[i] && roll->columns[i] == COLUMN_PRESENT);
    if (row->known)
        return;
    row->known = true;
    if (asked)
        row->status = REFERAT_STATUS_ABSENT;
    else if (roll->group != REFERAT_STATUS_UNKNOWN)
        row->status = roll->group;
    else
        row->status = roll->how != NULL ? roll->how->status : REFERAT_STATUS_PRESENT;
}

static void
read_office(RftReading *reading, ReferatParticipant *one, RftSpan span, double confidence)
{
    if (one->role.text == NULL)
        one->role = rft_value(reading, span, confidence);
    if (one->function != REFERAT_FUNCTION_NONE)
        return;
    if (rft_is_phrase(reading, span, RFT_USE_CHAIR))
        one->function = REFERAT_FUNCTION_CHAIR;
    else if (rft_is_phrase(reading, span, RFT_USE_SECRETARY))
        one->function = REFERAT_FUNCTION_SECRETARY;
}

/* What the other cells of the row say of @one; without a head the first of them is an organisation
 * unless it names an office. */
static void
read_rest(Roll *roll, const Row *row, uint32_t name, ReferatParticipant *one)
{
    RftReading *reading = roll->reading;
    const double confidence = roll->how != NULL ? roll->how->confidence - 0.2 : 0.6;

    for (uint32_t i = row->first; i < row->end; i++) {
        const RftPassage *cell = rft_passage(reading, i);
        const RftSpan whole = rft_whole(reading, i);
        if (i == name || cell->column >= COLUMNS_MAX || rft_span_is_empty(whole) ||
            cell->length > LONGEST_CELL || cell->continues)
            continue;
        const Column column = roll->columns[cell->column];
        const bool beside = cell->column == rft_passage(reading, name)->column + 1;
        if (column == COLUMN_ROLE || (column == COLUMN_OTHER && !roll->headed && beside &&
                                      rft_has_word(reading, whole, RFT_USE_ROLE)))
            read_office(reading, one, whole, confidence);
        else if (one->organisation.text == NULL && !is_mark(reading, i) &&
                 (column == COLUMN_ORGANISATION ||
                  (column == COLUMN_OTHER && beside && count_columns(roll, COLUMN_ROLE) == 0)))
            one->organisation = rft_value(reading, whole, confidence);
    }
}

static void
read_row(Roll *roll, Row row)
{
    RftReading *reading = roll->reading;
    RftPeople how = roll->how != NULL ? *roll->how : (RftPeople){.confidence = 0.8};
    const guint before = reading->participants->len;
    uint32_t name = row.end;

    for (uint32_t i = row.first; i < row.end; i++) {
        RftPassage *cell = rft_passage(reading, i);
        cell->part = RFT_PART_PEOPLE;
        if (cell->column < COLUMNS_MAX && roll->columns[cell->column] == COLUMN_NAME &&
            name == row.end && cell->length > 0)
            name = i;
    }
    read_row_status(roll, &row);
    how.status = row.status;
    if (name == row.end || rft_passage(reading, name)->length > LONGEST_CELL ||
        rft_people_add(reading, rft_whole(reading, name), &how) != 1 ||
        reading->participants->len != before + 1)
        return;
    read_rest(roll, &row, name, &g_array_index(reading->participants, ReferatParticipant, before));
}

bool
rft_read_roll(RftReading *reading, uint32_t index, const RftPeople *how)
{
    Roll roll = {.reading = reading, .how = how, .first = index, .end = index};
    const uint32_t table = rft_passage(reading, index)->table;

    while (roll.end < reading->passages->len && rft_passage(reading, roll.end)->table == table)
        roll.end++;
    while (roll.first < roll.end && rft_passage(reading, roll.first)->place != RFT_PLACE_CELL)
        roll.first++;
    if (roll.first == roll.end || rft_passage(reading, roll.first)->part != RFT_PART_NONE)
        return false;
    read_head(&roll);
    if (roll.headed && !says_who_is_there(&roll) && roll.group == REFERAT_STATUS_UNKNOWN)
        guess_crosses(&roll);
    const bool marks = roll.group != REFERAT_STATUS_UNKNOWN ||
                       (roll.headed && says_who_is_there(&roll) && has_marks(&roll));
    /* "Present | Excused" over names is two lists */
    if (says_who_is_there(&roll) && !marks && count_columns(&roll, COLUMN_NAME) == 0)
        return false;
    if (count_columns(&roll, COLUMN_NAME) == 0)
        find_names(&roll);
    if (count_columns(&roll, COLUMN_NAME) == 0 || (how == NULL && !marks && !roll.headed))
        return false;
    /* names and offices alone may be of any people */
    if (how == NULL && !marks)
        return false;
    const uint32_t skip = roll.headed ? row_end(&roll, roll.first) : roll.first;
    for (uint32_t i = roll.first; i < skip; i++)
        rft_passage(reading, i)->part = RFT_PART_PEOPLE;
    for (uint32_t i = skip; i < roll.end;) {
        const Row row = {.first = i, .end = row_end(&roll, i)};
        read_row(&roll, row);
        i = row.end;
    }
    return true;
}
