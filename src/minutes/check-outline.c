/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/check.h"

/* Agenda against sections, and the numbers of the sections among themselves. */

enum { ENOUGH_PERCENT = 60 };

static unsigned
count_top(const ReferatMinutesItem *items, uint32_t n, bool tied)
{
    unsigned count = 0;

    for (uint32_t i = 0; i < n; i++)
        count += items[i].depth == 0 && (!tied || items[i].counterpart != REFERAT_NO_ITEM);
    return count;
}

/* Returns: @label as a number, 0 when it is none. */
static uint32_t
number_of(const ReferatMinutesItem *item)
{
    const char *label = item->label.text;

    if (label == NULL || *label == '\0' || strspn(label, "0123456789") != strlen(label) ||
        strlen(label) > 6)
        return 0;
    return (uint32_t)g_ascii_strtoull(label, NULL, 10);
}

static const char *
name_of(const ReferatMinutesItem *item)
{
    return item->title.text != NULL   ? item->title.text
           : item->label.text != NULL ? item->label.text
                                      : "?";
}

/* ---- labels ---- */

typedef struct {
    uint32_t first; /* entry whose label differs */
    unsigned n;
    int64_t shift; /* of all numbers, when it is the same */
    bool constant;
} Mismatch;

static Mismatch
find_mismatches(const ReferatMinutes *minutes)
{
    Mismatch found = {REFERAT_NO_ITEM, 0, 0, true};

    for (uint32_t i = 0; i < minutes->n_agenda; i++) {
        const ReferatMinutesItem *entry = &minutes->agenda[i];
        if (entry->depth > 0 || entry->counterpart == REFERAT_NO_ITEM || entry->label.text == NULL)
            continue;
        const ReferatMinutesItem *item = &minutes->items[entry->counterpart];
        if (item->label.text == NULL || g_str_equal(item->label.text, entry->label.text))
            continue;
        const int64_t shift = (int64_t)number_of(item) - (int64_t)number_of(entry);
        if (found.n == 0) {
            found.first = i;
            found.shift = shift;
        }
        found.constant =
            found.constant && shift == found.shift && number_of(item) > 0 && number_of(entry) > 0;
        found.n++;
    }
    return found;
}

/* The entry without number that has a numbered section: why all others are shifted. */
static const ReferatMinutesItem *
find_unnumbered(const ReferatMinutes *minutes, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++)
        if (minutes->agenda[i].depth == 0 && minutes->agenda[i].label.text == NULL &&
            minutes->agenda[i].counterpart != REFERAT_NO_ITEM &&
            minutes->items[minutes->agenda[i].counterpart].label.text != NULL)
            return &minutes->agenda[i];
    return NULL;
}

static void
check_labels(const RftCheck *check)
{
    const ReferatMinutes *minutes = check->minutes;
    const Mismatch found = find_mismatches(minutes);

    if (found.n == 0)
        return;
    const ReferatMinutesItem *entry = &minutes->agenda[found.first];
    const ReferatMinutesItem *item = &minutes->items[entry->counterpart];
    const ReferatMinutesItem *cause = find_unnumbered(minutes, found.first);
    if (found.constant && found.n > 1) {
        rft_find_at(check, REFERAT_MSG_AGENDA_LABEL, item->node,
                    "entry %s is section %s (“%s”), and %u more are shifted by %" G_GINT64_FORMAT
                    "%s%s%s",
                    entry->label.text, item->label.text, name_of(item), found.n - 1,
                    ABS(found.shift), cause != NULL ? "; the agenda gives no number to “" : "",
                    cause != NULL ? name_of(cause) : "", cause != NULL ? "”" : "");
        return;
    }
    for (uint32_t i = found.first; i < minutes->n_agenda; i++) {
        entry = &minutes->agenda[i];
        if (entry->depth > 0 || entry->counterpart == REFERAT_NO_ITEM || entry->label.text == NULL)
            continue;
        item = &minutes->items[entry->counterpart];
        if (item->label.text != NULL && !g_str_equal(item->label.text, entry->label.text))
            rft_find_at(check, REFERAT_MSG_AGENDA_LABEL, item->node,
                        "entry %s is section %s (“%s”)", entry->label.text, item->label.text,
                        name_of(item));
    }
}

/* ---- what the other side lacks ---- */

/* The end of what belongs to the entry at @index. */
static uint32_t
end_of(const ReferatMinutesItem *items, uint32_t n, uint32_t index)
{
    uint32_t end = index + 1;

    while (end < n && items[end].depth > items[index].depth)
        end++;
    return end;
}

static bool
has_label(const ReferatMinutesItem *items, uint32_t from, uint32_t to, const char *label)
{
    for (uint32_t i = from; i < to; i++)
        if (g_strcmp0(items[i].label.text, label) == 0)
            return true;
    return false;
}

/* "a)" to "f)" on the agenda, "a)" to "g)" below the section: compared when both have some. */
static void
check_below(const RftCheck *check, uint32_t entry)
{
    const ReferatMinutes *minutes = check->minutes;
    const uint32_t item = minutes->agenda[entry].counterpart;
    const uint32_t entry_end = end_of(minutes->agenda, minutes->n_agenda, entry);
    const uint32_t item_end = end_of(minutes->items, minutes->n_items, item);

    if (entry_end == entry + 1 || item_end == item + 1)
        return;
    for (uint32_t i = item + 1; i < item_end; i++)
        if (minutes->items[i].label.text != NULL &&
            !has_label(minutes->agenda, entry + 1, entry_end, minutes->items[i].label.text)) {
            g_autoptr(GString) path = g_string_new(NULL);
            referat_minutes_item_path(minutes->items, minutes->n_items, i, path);
            rft_find_at(check, REFERAT_MSG_SECTION_NO_AGENDA, minutes->items[i].node, "section %s",
                        path->str);
        }
    for (uint32_t i = entry + 1; i < entry_end; i++)
        if (minutes->agenda[i].label.text != NULL &&
            !has_label(minutes->items, item + 1, item_end, minutes->agenda[i].label.text))
            rft_find_at(check, REFERAT_MSG_AGENDA_NO_SECTION, minutes->agenda[i].node, "“%s”",
                        name_of(&minutes->agenda[i]));
}

/* Only where most of the agenda is found again: else the two are not of one kind. */
void
rft_check_agenda(const RftCheck *check)
{
    const ReferatMinutes *minutes = check->minutes;

    if (minutes == NULL || minutes->n_agenda == 0 || minutes->n_items == 0)
        return;
    const unsigned tied = count_top(minutes->agenda, minutes->n_agenda, true);
    if (tied < 2 ||
        tied * 100 < count_top(minutes->agenda, minutes->n_agenda, false) * ENOUGH_PERCENT)
        return;
    check_labels(check);
    for (uint32_t i = 0; i < minutes->n_agenda; i++) {
        if (minutes->agenda[i].depth > 0)
            continue;
        if (minutes->agenda[i].counterpart == REFERAT_NO_ITEM)
            rft_find_at(check, REFERAT_MSG_AGENDA_NO_SECTION, minutes->agenda[i].node, "“%s”",
                        name_of(&minutes->agenda[i]));
        else
            check_below(check, i);
    }
    for (uint32_t i = 0; i < minutes->n_items; i++)
        if (minutes->items[i].depth == 0 && minutes->items[i].label.text != NULL &&
            minutes->items[i].counterpart == REFERAT_NO_ITEM)
            rft_find_at(check, REFERAT_MSG_SECTION_NO_AGENDA, minutes->items[i].node,
                        "section %s (“%s”)", minutes->items[i].label.text,
                        name_of(&minutes->items[i]));
}

/* ---- numbers ---- */

/* The number that a block begins with, as a label or in its text; 0 = none. */
static uint32_t
printed_number(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);
    const char *text = label != NULL ? label->text : NULL;
    size_t length = text != NULL ? strlen(text) : 0;
    char digits[8] = "";

    if (text == NULL && node->type == REFERAT_NODE_TEXT) {
        text = node->as.text.text;
        length = node->as.text.length;
    }
    while (length > 0 && !g_ascii_isdigit(*text) && !g_ascii_isspace(*text)) {
        text++;
        length--;
    }
    for (size_t n = 0; n < MIN(length, sizeof(digits) - 1) && g_ascii_isdigit(text[n]); n++)
        digits[n] = text[n];
    return (uint32_t)g_ascii_strtoull(digits, NULL, 10);
}

/* Whether a number between @low and @high is printed in front of something between the two: it may
 * stand in a table, or be set in a way that is not known. */
static bool
is_printed_between(const RftCheck *check, const ReferatMinutesItem *from,
                   const ReferatMinutesItem *to, uint32_t low, uint32_t high)
{
    const ReferatNode *root = referat_document_get_root(check->document);
    const ReferatNode *node = referat_document_get_node(check->document, from->node);

    for (; node != NULL && node->id != to->node; node = rft_next_in_preorder(node, root)) {
        const uint32_t number = printed_number(node);
        if (number > low && number < high)
            return true;
    }
    return false;
}

static void
check_number(const RftCheck *check, const ReferatMinutesItem *before,
             const ReferatMinutesItem *item)
{
    enum { WIDEST_GAP = 10 };
    const uint32_t number = number_of(item);
    const uint32_t last = number_of(before);

    if (number < 2 || last == 0 || number == last + 1)
        return;
    if (number == last)
        rft_find_at(check, REFERAT_MSG_NUMBER_DOUBLE, item->node, "the number %u comes twice",
                    number);
    else if (number > last && number - last <= WIDEST_GAP &&
             !is_printed_between(check, before, item, last, number))
        rft_find_at(check, REFERAT_MSG_NUMBER_GAP, item->node, "the number %u follows %u", number,
                    last);
}

/* Whole numbers of sisters; they begin anew where another one begins. */
void
rft_check_numbers(const RftCheck *check)
{
    const ReferatMinutes *minutes = check->minutes;

    /* a transcript holds what was spoken of, not all that there is */
    if (minutes == NULL || minutes->kind == REFERAT_KIND_TRANSCRIPT)
        return;
    for (uint32_t i = 1; i < minutes->n_items; i++) {
        const ReferatMinutesItem *item = &minutes->items[i];
        uint32_t before = i;
        while (before > 0 && minutes->items[before - 1].depth > item->depth)
            before--;
        if (before > 0 && minutes->items[before - 1].depth == item->depth)
            check_number(check, &minutes->items[before - 1], item);
    }
}
