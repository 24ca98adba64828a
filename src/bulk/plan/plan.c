/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/plan.h"

#include <string.h>

/*
 * A million entries are held at once, so they are small: all strings stand in one block, one after
 * the other, and a name that is the end of its path is not kept twice.
 */

enum { NOTHING = 0 /* where the empty string stands */ };

typedef struct {
    uint64_t size;
    uint64_t weight;
    int64_t mtime;
    uint64_t path, member, name, note, stem; /* where the strings begin */
    uint32_t ordinal;
    uint8_t verdict;
    bool named;
    bool is_member;
} Item;

struct RftPlan {
    GArray *items; /* of Item */
    GString *text; /* strings, each with its NUL */
    uint64_t last; /* where the last path of an archive stands: members share it */
};

RftPlan *
rft_plan_new(void)
{
    RftPlan *plan = g_new0(RftPlan, 1);

    plan->items = g_array_new(FALSE, TRUE, sizeof(Item));
    plan->text = g_string_new(NULL);
    g_string_append_c(plan->text, '\0');
    return plan;
}

void
rft_plan_free(RftPlan *plan)
{
    if (plan == NULL)
        return;
    g_array_unref(plan->items);
    (void)g_string_free(plan->text, TRUE);
    g_free(plan);
}

static uint64_t
keep(RftPlan *plan, const char *text)
{
    const uint64_t at = plan->text->len;

    if (text == NULL || *text == '\0')
        return NOTHING;
    g_string_append_len(plan->text, text, (gssize)strlen(text) + 1);
    return at;
}

static uint64_t
keep_path(RftPlan *plan, const RftEntry *entry)
{
    if (entry->member == NULL)
        return keep(plan, entry->path);
    if (plan->last == NOTHING || !g_str_equal(plan->text->str + plan->last, entry->path))
        plan->last = keep(plan, entry->path);
    return plan->last;
}

static uint64_t
keep_name(RftPlan *plan, const RftEntry *entry, uint64_t path)
{
    const size_t length = strlen(entry->path);
    const size_t own = strlen(entry->name);

    if (own <= length && memcmp(entry->path + length - own, entry->name, own) == 0)
        return path + (length - own);
    return keep(plan, entry->name);
}

void
rft_plan_add(RftPlan *plan, const RftEntry *entry)
{
    Item item = {
        .size = entry->size,
        .weight = entry->size,
        .mtime = entry->mtime,
        .ordinal = entry->ordinal,
        .verdict = (uint8_t)entry->verdict,
        .named = entry->named,
        .is_member = entry->member != NULL,
    };

    item.path = keep_path(plan, entry);
    item.name = keep_name(plan, entry, item.path);
    item.member = keep(plan, entry->member);
    item.note = keep(plan, entry->note);
    g_array_append_val(plan->items, item);
}

size_t
rft_plan_count(const RftPlan *plan)
{
    return plan->items->len;
}

static Item *
item_at(const RftPlan *plan, size_t index)
{
    return &g_array_index(plan->items, Item, index);
}

static const char *
text_at(const RftPlan *plan, uint64_t at)
{
    return plan->text->str + at;
}

void
rft_plan_get(const RftPlan *plan, size_t index, RftEntry *entry)
{
    const Item *item = item_at(plan, index);

    *entry = (RftEntry){
        .path = text_at(plan, item->path),
        .member = item->is_member ? text_at(plan, item->member) : NULL,
        .name = text_at(plan, item->name),
        .note = text_at(plan, item->note),
        .size = item->size,
        .weight = item->weight,
        .mtime = item->mtime,
        .ordinal = item->ordinal,
        .named = item->named,
        .verdict = (RftVerdict)item->verdict,
    };
}

void
rft_plan_decide(RftPlan *plan, size_t index, RftVerdict verdict, const char *note)
{
    const uint64_t kept = keep(plan, note);
    Item *item = item_at(plan, index);

    item->verdict = (uint8_t)verdict;
    item->note = kept;
}

void
rft_plan_set_stem(RftPlan *plan, size_t index, const char *stem)
{
    const uint64_t kept = keep(plan, stem);

    item_at(plan, index)->stem = kept;
}

const char *
rft_plan_get_stem(const RftPlan *plan, size_t index)
{
    return text_at(plan, item_at(plan, index)->stem);
}

/* ---- the order of work ---- */

static gint
compare(gconstpointer a, gconstpointer b, gpointer data)
{
    const Item *x = a;
    const Item *y = b;
    const RftPlan *plan = data;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    const int paths = strcmp(text_at(plan, x->path), text_at(plan, y->path));
    if (paths != 0)
        return paths;
    return x->ordinal == y->ordinal ? 0 : x->ordinal < y->ordinal ? -1 : 1;
}

/* Members of an archive follow one another while it is listed. */
static void
weigh_archives(RftPlan *plan)
{
    for (size_t i = 0; i < plan->items->len;) {
        const uint64_t path = item_at(plan, i)->path;
        const bool archive = item_at(plan, i)->is_member;
        uint64_t weight = 0;
        size_t end = i;
        for (; end < plan->items->len && item_at(plan, end)->path == path; end++)
            weight += item_at(plan, end)->size;
        for (; i < end; i++)
            if (archive)
                item_at(plan, i)->weight = weight;
    }
}

void
rft_plan_sort(RftPlan *plan)
{
    weigh_archives(plan);
    g_array_sort_with_data(plan->items, compare, plan);
}
