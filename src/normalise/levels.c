/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/headings.h"

/*
 * Which heading stands below which: what the format says, then what the numbers say, then what the
 * looks say; and no level is left out.
 */

/* The level of a heading that the format names and that looks the same, labels aside; 0 = none. */
static uint8_t
level_of_same_look(const GArray *list, uint32_t look)
{
    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit && !heading->title && (heading->look & ~3U) == (look & ~3U))
            return heading->level;
    }
    return 0;
}

typedef struct {
    uint32_t look;
    uint8_t level; /* of an explicit heading of this look; 0 = none */
} Look;

static int
compare_looks(gconstpointer a, gconstpointer b)
{
    const uint32_t x = ((const Look *)a)->look;
    const uint32_t y = ((const Look *)b)->look;

    return x < y ? -1 : x > y;
}

/* The looks of implied headings, the most prominent first. */
static GArray *
collect_looks(const GArray *list)
{
    GArray *looks = g_array_new(FALSE, FALSE, sizeof(Look));

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        bool known = heading->explicit || heading->title;
        for (guint k = 0; k < looks->len && !known; k++)
            known = g_array_index(looks, Look, k).look == heading->look;
        if (known)
            continue;
        const Look fresh = {heading->look, level_of_same_look(list, heading->look)};
        g_array_append_val(looks, fresh);
    }
    g_array_sort(looks, compare_looks);
    return looks;
}

/* The headings of a series have one level, that of its first, however each is set. */
static void
level_series(GArray *list)
{
    g_autoptr(GHashTable) levels = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        gpointer key = GUINT_TO_POINTER(heading->series);
        if (heading->explicit || heading->title || heading->series == 0)
            continue;
        if (!g_hash_table_contains(levels, key))
            g_hash_table_insert(levels, key, GUINT_TO_POINTER(heading->level));
        heading->level = (uint8_t)GPOINTER_TO_UINT(g_hash_table_lookup(levels, key));
    }
}

/* The heading that @i is a part of by its number: "5." of "5.1" and of "5A"; NULL = none. */
static const Heading *
numbered_above(const GArray *list, guint i)
{
    const Heading *heading = &g_array_index(list, Heading, i);
    const ReferatLabel *own = referat_node_get_label(heading->node);

    if (own == NULL || own->n_path < 2)
        return NULL;
    for (guint k = i; k > 0; k--) {
        const Heading *other = &g_array_index(list, Heading, k - 1);
        const ReferatLabel *label = referat_node_get_label(other->node);
        if (label == NULL || label->n_path != own->n_path - 1)
            continue;
        const bool same = memcmp(label->path, own->path, label->n_path * sizeof(uint32_t)) == 0;
        return same && !other->title ? other : NULL;
    }
    return NULL;
}

/* What is numbered below another heading stands below it, however each is set. */
static void
level_numbers(GArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        const Heading *above = numbered_above(list, i);
        if (above != NULL && !heading->explicit && !heading->title)
            heading->level = (uint8_t)(above->level + 1);
    }
}

/* Implied headings get the level of those that look the same; the others go by how prominent they
 * are, below the deepest that the format names. */
static void
level_looks(GArray *list)
{
    g_autoptr(GArray) looks = collect_looks(list);
    uint8_t above = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit && !heading->title)
            above = MAX(above, heading->level);
    }
    uint8_t next = above;
    for (guint k = 0; k < looks->len; k++) {
        Look *look = &g_array_index(looks, Look, k);
        if (look->level != 0)
            continue;
        next = (uint8_t)MIN(next + 1, MIN(above + 5, 9));
        look->level = next;
    }
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        for (guint k = 0; k < looks->len && !heading->explicit && !heading->title; k++)
            if (g_array_index(looks, Look, k).look == heading->look)
                heading->level = g_array_index(looks, Look, k).level;
    }
}

/* ---- what the numbers say of the lines without ---- */

/* The last number of a numbered heading that only looks like one; 0 = it is none. */
static uint32_t
number_of(const Heading *heading)
{
    const ReferatLabel *label = referat_node_get_label(heading->node);

    if (heading->explicit || heading->title || label == NULL || label->n_path == 0 ||
        label->scheme == REFERAT_SCHEME_BULLET)
        return 0;
    return label->path[label->n_path - 1];
}

/* Numbers of one kind below the same others: "5." and "6.", "TOP 1.1" and "TOP 1.2". */
static bool
are_counted_together(const Heading *a, const Heading *b)
{
    const ReferatLabel *x = referat_node_get_label(a->node);
    const ReferatLabel *y = referat_node_get_label(b->node);

    return x->scheme == y->scheme && x->n_path == y->n_path &&
           memcmp(x->path, y->path, (x->n_path - 1) * sizeof(uint32_t)) == 0 &&
           strcspn(x->text, "0123456789") == strcspn(y->text, "0123456789");
}

/* The nearest heading before @i that has @number and, for @alike, the same look; -1 = none. */
static int
find_number(const GArray *list, guint i, uint32_t number, bool alike)
{
    const Heading *heading = &g_array_index(list, Heading, i);

    for (guint k = i; k > 0; k--) {
        const Heading *other = &g_array_index(list, Heading, k - 1);
        if (number_of(other) == number && are_counted_together(other, heading) &&
            (!alike || other->look == heading->look))
            return (int)k - 1;
    }
    return -1;
}

/* Whether a heading that looks like @before has the number of @i: then that one follows it. */
static bool
has_own_next(const GArray *list, guint before, guint i)
{
    const Heading *first = &g_array_index(list, Heading, before);
    const Heading *heading = &g_array_index(list, Heading, i);

    for (guint k = before + 1; k < list->len; k++) {
        const Heading *other = &g_array_index(list, Heading, k);
        if (k != i && other->look == first->look && number_of(other) == number_of(heading) &&
            are_counted_together(first, other))
            return true;
    }
    return false;
}

/* The heading that @i counts on from, one number left out at most; -1 = none. */
static int
counted_before(const GArray *list, guint i)
{
    const uint32_t number = number_of(&g_array_index(list, Heading, i));

    for (int alike = 1; alike >= 0; alike--)
        for (uint32_t gap = 1; gap <= 2 && gap < number; gap++) {
            const int before = find_number(list, i, number - gap, alike != 0);
            if (before >= 0 && (alike != 0 || !has_own_next(list, (guint)before, i)))
                return before;
        }
    return -1;
}

/* What counts on stands where the numbers before it do, however each is set. */
static void
level_counted(const GArray *list)
{
    enum { MOST = 2000 /* comparisons grow with the square */ };
    g_autofree guint *first = g_new0(guint, list->len + 1);
    g_autofree uint8_t *least = g_new0(uint8_t, list->len + 1);

    if (list->len > MOST)
        return;
    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        const int before = number_of(heading) > 1 ? counted_before(list, i) : -1;
        first[i] = before >= 0 ? first[before] : i;
        if (before < 0 || heading->level < least[first[i]])
            least[first[i]] = heading->level;
    }
    for (guint i = 0; i < list->len; i++)
        if (number_of(&g_array_index(list, Heading, i)) > 0)
            g_array_index(list, Heading, i).level = least[first[i]];
}

static bool
is_unnumbered(const Heading *heading)
{
    return !heading->explicit && !heading->title && referat_node_get_label(heading->node) == NULL;
}

/* What is asked of the looks again and again. */
typedef struct {
    const GArray *list;
    GHashTable *first;  /* of each look: 1 + the heading that has it first */
    GHashTable *parted; /* looks of lines right above a number */
} Looks;

static void
looks_init(Looks *looks, const GArray *list)
{
    looks->list = list;
    looks->first = g_hash_table_new(NULL, NULL);
    looks->parted = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        const Heading *next = heading + 1;
        gpointer look = GUINT_TO_POINTER(heading->look);
        if (!heading->title && !g_hash_table_contains(looks->first, look))
            g_hash_table_insert(looks->first, look, GUINT_TO_POINTER(i + 1));
        /* "Consent calendar" above "5.": there the numbers run through all parts */
        if (is_unnumbered(heading) && i + 1 < list->len && number_of(next) > 0 &&
            heading->node->next == next->node)
            g_hash_table_add(looks->parted, look);
    }
}

static void
looks_clear(Looks *looks)
{
    g_hash_table_unref(looks->first);
    g_hash_table_unref(looks->parted);
}

/* The heading that the count of @from begins with; the length of the list when it is not there. */
static guint
first_of_count(const GArray *list, guint from)
{
    const Heading *counted = &g_array_index(list, Heading, from);

    for (guint k = from + 1; k > 0; k--) {
        const Heading *heading = &g_array_index(list, Heading, k - 1);
        if (number_of(heading) == 1 && are_counted_together(heading, counted))
            return k - 1;
    }
    return list->len;
}

/* Whether the count that begins at @first stands below a part that looks as @heading does: then
 * that one is the next part, though the numbers run on. */
static bool
is_next_part(const Looks *looks, guint first, const Heading *heading)
{
    gpointer known = g_hash_table_lookup(looks->first, GUINT_TO_POINTER(heading->look));

    return first == looks->list->len || GPOINTER_TO_UINT(known) <= first;
}

/* Whether the numbers of @from go on behind @i, in the same part. */
static bool
counts_on(const Looks *looks, guint from, guint first, guint i)
{
    const Heading *before = &g_array_index(looks->list, Heading, from);

    for (guint k = i + 1; k < looks->list->len; k++) {
        const Heading *next = &g_array_index(looks->list, Heading, k);
        if (number_of(next) > 0 && are_counted_together(before, next))
            return number_of(next) > number_of(before);
        if (next->rank < before->rank && (!is_unnumbered(next) || is_next_part(looks, first, next)))
            return false;
    }
    return false;
}

/* Between "6." and "7." a line that is set as they are belongs to "6.", and so does a larger one
 * that is no part like others before; "Proposal 1" is another count. */
static void
rank_between(const GArray *list)
{
    enum { MOST = 2000 /* as above */ };
    guint from = list->len;
    guint first = list->len;
    Looks looks;

    if (list->len > MOST)
        return;
    looks_init(&looks, list);
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        const Heading *before = from < list->len ? &g_array_index(list, Heading, from) : NULL;
        if (heading->explicit || heading->title)
            continue;
        const bool counted = number_of(heading) > 0;
        const bool between =
            before != NULL && !(counted && are_counted_together(before, heading)) &&
            heading->rank <= before->rank && counts_on(&looks, from, first, i) &&
            !g_hash_table_contains(looks.parted, GUINT_TO_POINTER(heading->look)) &&
            (heading->rank == before->rank || !is_next_part(&looks, first, heading));
        if (between) {
            heading->rank = before->rank + 1;
        } else if (counted) {
            from = i;
            first = first_of_count(list, i);
        } else if (before != NULL && heading->rank < before->rank) {
            from = list->len;
        }
    }
    looks_clear(&looks);
}

/* ---- an agenda is not above its items ---- */

static void
add_items(GHashTable *items, const ReferatNode *from, const ReferatNode *end)
{
    for (const ReferatNode *node = from; node != NULL && node != end; node = node->next)
        if (node->type == REFERAT_NODE_PARAGRAPH && referat_node_get_label(node) != NULL)
            g_hash_table_add(items, rft_words_key(node));
}

/* Lifts what stands below heading @i up to it, when most of it is what its list names. */
static void
rank_agenda(const GArray *list, guint i)
{
    enum { LEAST_ITEMS = 3 };
    const Heading *agenda = &g_array_index(list, Heading, i);
    const Heading *next = agenda + 1;
    g_autoptr(GHashTable) items =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    guint named = 0;
    guint end = i + 1;

    if (agenda->title || next->rank <= agenda->rank)
        return;
    add_items(items, agenda->node->next, next->node);
    for (; end < list->len && g_array_index(list, Heading, end).rank > agenda->rank; end++) {
        g_autofree char *key = rft_words_key(g_array_index(list, Heading, end).node);
        named += g_hash_table_contains(items, key) ? 1 : 0;
    }
    if (named < LEAST_ITEMS || named * 2 < g_hash_table_size(items))
        return;
    const int lift = next->rank - agenda->rank;
    for (guint k = i + 1; k < end; k++) {
        Heading *heading = &g_array_index(list, Heading, k);
        heading->rank = MAX(heading->rank - lift, agenda->rank);
    }
}

/* ---- levels ---- */

/* Each level is one below the nearest higher one before it, whatever numbers the file has. */
static void
close_gaps(RftPass *pass, GArray *list)
{
    int stack[16];
    unsigned depth = 0;
    bool title_seen = false;
    const ReferatNode *adapted = NULL;

    for (guint i = 0; i < list->len; i++)
        title_seen = title_seen || g_array_index(list, Heading, i).title;
    const uint8_t top = title_seen ? 2 : 1;
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->title)
            continue;
        while (depth > 0 && stack[depth - 1] >= heading->rank)
            depth--;
        const uint8_t level = (uint8_t)MIN(top + depth, 9U);
        if (depth < G_N_ELEMENTS(stack))
            stack[depth++] = heading->rank;
        if (adapted == NULL && heading->explicit && level != heading->level &&
            level != heading->level + 1)
            adapted = heading->node;
        heading->level = level;
    }
    if (adapted != NULL) {
        uint32_t n = 0;
        const ReferatPosition *position = referat_node_get_positions(adapted, &n);
        referat_context_diagnose(pass->context, REFERAT_MSG_HEADING_LEVEL, n > 0 ? position : NULL,
                                 NULL);
    }
}

void
rft_level_headings(RftPass *pass, GArray *list)
{
    level_looks(list);
    level_series(list);
    level_counted(list);
    level_numbers(list);
    /* there is room between two levels */
    for (guint i = 0; i < list->len; i++)
        g_array_index(list, Heading, i).rank = g_array_index(list, Heading, i).level * 2;
    rank_between(list);
    for (guint i = 0; i + 1 < list->len; i++)
        rank_agenda(list, i);
    close_gaps(pass, list);
}
