/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/page/groups.h"

#include <string.h>

#include "bulk/page/words.h"

static void
body_free(gpointer data)
{
    RftBody *body = data;

    g_free(body->key);
    g_free(body->shown);
    g_free(body->language);
    g_hash_table_unref(body->spellings);
    g_free(body);
}

static void
clear_meeting(gpointer data)
{
    g_free(((RftMeeting *)data)->name);
}

RftGroups *
rft_groups_new(void)
{
    RftGroups *groups = g_new0(RftGroups, 1);

    groups->meetings = g_array_new(FALSE, FALSE, sizeof(RftMeeting));
    g_array_set_clear_func(groups->meetings, clear_meeting);
    groups->bodies = g_ptr_array_new_with_free_func(body_free);
    groups->keys = g_hash_table_new(g_str_hash, g_str_equal);
    return groups;
}

void
rft_groups_free(RftGroups *groups)
{
    if (groups == NULL)
        return;
    g_array_unref(groups->meetings);
    g_hash_table_unref(groups->keys);
    g_ptr_array_unref(groups->bodies);
    g_free(groups);
}

/* Capitals make no other body; marks do, but they do not part neighbours in the alphabet. */
static char *
key_of(const char *body)
{
    g_autofree char *folded = rft_fold_for_search(body);
    g_autofree char *composed = g_utf8_normalize(body, -1, G_NORMALIZE_NFKC);
    g_autofree char *small = g_utf8_casefold(composed, -1);

    return g_strconcat(folded, "\n", small, NULL);
}

static uint32_t
place_of(RftGroups *groups, const char *name, const char *language)
{
    g_autofree char *key = key_of(name);
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(groups->keys, key));

    if (place == 0) {
        RftBody *body = g_new0(RftBody, 1);
        body->key = g_steal_pointer(&key);
        body->spellings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_ptr_array_add(groups->bodies, body);
        place = groups->bodies->len;
        g_hash_table_insert(groups->keys, body->key, GUINT_TO_POINTER(place));
    }
    RftBody *body = g_ptr_array_index(groups->bodies, place - 1);
    const guint had = GPOINTER_TO_UINT(g_hash_table_lookup(body->spellings, name));
    g_hash_table_insert(body->spellings, g_strdup(name), GUINT_TO_POINTER(had + 1));
    if (body->language == NULL)
        body->language = g_strdup(language);
    return place - 1;
}

void
rft_groups_add(RftGroups *groups, uint32_t id, const char *body, const char *date,
               const char *language, const char *name)
{
    RftMeeting meeting = {.id = id, .body = RFT_NO_BODY};

    if (body != NULL)
        meeting.body = place_of(groups, body, language);
    if (date != NULL)
        (void)g_strlcpy(meeting.date, date, sizeof(meeting.date));
    else
        meeting.name = rft_fold_for_search(name);
    g_array_append_val(groups->meetings, meeting);
}

static void
choose_spelling(RftBody *body)
{
    GHashTableIter at;
    gpointer name = NULL;
    gpointer count = NULL;
    const char *best = "";
    guint most = 0;

    g_hash_table_iter_init(&at, body->spellings);
    while (g_hash_table_iter_next(&at, &name, &count)) {
        const guint n = GPOINTER_TO_UINT(count);
        /* of two that are as frequent that with fewer capitals */
        if (n < most || (n == most && strcmp(name, best) < 0))
            continue;
        most = n;
        best = name;
    }
    body->shown = g_strdup(best);
}

static gint
compare_bodies(gconstpointer a, gconstpointer b)
{
    const RftBody *const *x = a;
    const RftBody *const *y = b;

    return strcmp((*x)->key, (*y)->key);
}

static gint
compare_meetings(gconstpointer a, gconstpointer b)
{
    const RftMeeting *x = a;
    const RftMeeting *y = b;

    if (x->body != y->body)
        return x->body < y->body ? -1 : 1;
    const int dates = strcmp(y->date, x->date);
    const int names = dates == 0 ? g_strcmp0(x->name, y->name) : dates;
    if (names != 0)
        return names;
    return x->id < y->id ? -1 : x->id > y->id;
}

void
rft_groups_sort(RftGroups *groups)
{
    g_autofree uint32_t *places = g_new0(uint32_t, groups->bodies->len + 1);
    g_ptr_array_sort(groups->bodies, compare_bodies);
    for (guint i = 0; i < groups->bodies->len; i++) {
        RftBody *body = g_ptr_array_index(groups->bodies, i);
        const guint old = GPOINTER_TO_UINT(g_hash_table_lookup(groups->keys, body->key)) - 1;
        places[old] = i;
        choose_spelling(body);
    }
    for (guint i = 0; i < groups->meetings->len; i++) {
        RftMeeting *meeting = &g_array_index(groups->meetings, RftMeeting, i);
        if (meeting->body != RFT_NO_BODY)
            meeting->body = places[meeting->body];
    }
    g_array_sort(groups->meetings, compare_meetings);
}
