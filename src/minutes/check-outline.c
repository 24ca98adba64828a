/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/check.h"

#include "vocabulary/phrases.h"
#include <inttypes.h>

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
        if (cause == NULL)
            rft_find_at(check, REFERAT_MSG_AGENDA_LABEL, item->node,
                        "entry %s is section %s (“%s”), and %u more are shifted by %" PRId64,
                        entry->label.text, item->label.text, name_of(item), found.n - 1,
                        ABS(found.shift));
        else
            rft_find_at(check, REFERAT_MSG_AGENDA_LABEL, item->node,
                        "entry %s is section %s (“%s”), and %u more are shifted by %" PRId64
                        "; the agenda gives no number to “%s”",
                        entry->label.text, item->label.text, name_of(item), found.n - 1,
                        ABS(found.shift), name_of(cause));
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

/* "4a", "4.a" is a) below 4. */
static bool
is_joined_label(const ReferatMinutesItem *items, uint32_t n, const char *label)
{
    g_autoptr(GString) path = g_string_new(NULL);

    for (uint32_t i = 0; label != NULL && i < n; i++) {
        g_string_truncate(path, 0);
        referat_minutes_item_path(items, n, i, path);
        char *dot = strchr(path->str, '.');
        if (dot != NULL && strlen(path->str) == strlen(label) + 1 &&
            strncmp(path->str, label, (size_t)(dot - path->str)) == 0 &&
            strcmp(dot + 1, label + (dot - path->str)) == 0)
            return true;
    }
    return false;
}

/* "a" of "4a", "4.a" below 4. */
static const char *
own_part(const char *label, const char *above)
{
    if (above == NULL || !g_str_has_prefix(label, above) || label[strlen(above)] == '\0')
        return label;
    label += strlen(above);
    return *label == '.' && label[1] != '\0' ? label + 1 : label;
}

/* @below: the entry that those from @from to @to are below. */
static bool
has_label(const ReferatMinutesItem *items, const ReferatMinutesItem *below, uint32_t from,
          uint32_t to, const char *label)
{
    for (uint32_t i = from; i < to; i++)
        if (items[i].label.text != NULL &&
            g_str_equal(own_part(items[i].label.text, below->label.text), label))
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
            !has_label(minutes->agenda, &minutes->agenda[entry], entry + 1, entry_end,
                       own_part(minutes->items[i].label.text, minutes->items[item].label.text))) {
            g_autoptr(GString) path = g_string_new(NULL);
            referat_minutes_item_path(minutes->items, minutes->n_items, i, path);
            rft_find_at(check, REFERAT_MSG_SECTION_NO_AGENDA, minutes->items[i].node, "section %s",
                        path->str);
        }
    for (uint32_t i = entry + 1; i < entry_end; i++)
        if (minutes->agenda[i].label.text != NULL &&
            !has_label(minutes->items, &minutes->items[item], item + 1, item_end,
                       own_part(minutes->agenda[i].label.text, minutes->agenda[entry].label.text)))
            rft_find_at(check, REFERAT_MSG_AGENDA_NO_SECTION, minutes->agenda[i].node, "“%s”",
                        name_of(&minutes->agenda[i]));
}

/* "Signatures" as the last section is on no agenda. */
static bool
is_signing(const RftCheck *check, const ReferatMinutesItem *item)
{
    const char *title = item->title.text;
    const RftPhrases *phrases = rft_phrases_get(
        check->context, referat_document_get_metadata(check->document, REFERAT_META_LANGUAGE));
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(RftHit));

    if (title == NULL)
        return false;
    const size_t length = strlen(title);
    g_autofree char *folded = g_strdup(title);
    rft_fold(title, length, folded);
    rft_phrases_scan(phrases, false, folded, length, hits);
    for (guint i = 0; i < hits->len; i++) {
        const RftHit *hit = &g_array_index(hits, RftHit, i);
        if (hit->use == RFT_USE_SIGNED && hit->start == 0 && hit->end == length)
            return true;
    }
    return false;
}

/* All that stands below the entry has sections of its own: "4a", "4b" for a) and b) below 4. */
static bool
is_gone_through(const ReferatMinutes *minutes, uint32_t entry)
{
    const uint32_t end = end_of(minutes->agenda, minutes->n_agenda, entry);
    g_autoptr(GString) path = g_string_new(NULL);

    for (uint32_t i = entry + 1; i < end; i++) {
        bool found = false;
        g_string_truncate(path, 0);
        referat_minutes_item_path(minutes->agenda, minutes->n_agenda, i, path);
        for (uint32_t k = 0; k < minutes->n_items && !found; k++)
            found =
                minutes->items[k].label.text != NULL &&
                is_joined_label(&minutes->agenda[entry], end - entry, minutes->items[k].label.text);
        if (!found)
            return false;
    }
    return end > entry + 1;
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
        if (minutes->agenda[i].counterpart == REFERAT_NO_ITEM && !is_gone_through(minutes, i))
            rft_find_at(check, REFERAT_MSG_AGENDA_NO_SECTION, minutes->agenda[i].node, "“%s”",
                        name_of(&minutes->agenda[i]));
        else if (minutes->agenda[i].counterpart != REFERAT_NO_ITEM)
            check_below(check, i);
    }
    for (uint32_t i = 0; i < minutes->n_items; i++)
        if (minutes->items[i].depth == 0 && minutes->items[i].label.text != NULL &&
            minutes->items[i].counterpart == REFERAT_NO_ITEM &&
            !is_joined_label(minutes->agenda, minutes->n_agenda, minutes->items[i].label.text) &&
            !is_signing(check, &minutes->items[i]))
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

/* Whether a sister of the item at @index has @number: from @from on, up to @to. */
static bool
has_number(const ReferatMinutes *minutes, uint32_t index, bool earlier, uint32_t number)
{
    const uint32_t depth = minutes->items[index].depth;

    for (uint32_t i = index; earlier && i-- > 0 && minutes->items[i].depth >= depth;)
        if (minutes->items[i].depth == depth && number_of(&minutes->items[i]) == number)
            return true;
    for (uint32_t i = index + 1;
         !earlier && i < minutes->n_items && minutes->items[i].depth >= depth; i++)
        if (minutes->items[i].depth == depth && number_of(&minutes->items[i]) == number)
            return true;
    return false;
}

/* Taken in another order: all numbers between stand before or behind. */
static bool
is_reordered(const ReferatMinutes *minutes, uint32_t index, uint32_t low, uint32_t high)
{
    for (uint32_t number = low + 1; number < high; number++)
        if (!has_number(minutes, index, true, number) && !has_number(minutes, index, false, number))
            return false;
    return true;
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
        rft_find_at(check, REFERAT_MSG_NUMBER_DOUBLE, item->node, "number %u", number);
    else if (number > last && number - last <= WIDEST_GAP &&
             !is_reordered(check->minutes, (uint32_t)(item - check->minutes->items), last,
                           number) &&
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
