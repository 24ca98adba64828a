/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/duplicates.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

char *
rft_file_sum(const char *path)
{
    enum { ROOM = 1 << 16 };
    g_autofree guint8 *bytes = g_malloc(ROOM);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t got = 1;

    if (file < 0)
        return NULL;
    while (got > 0) {
        got = read(file, bytes, ROOM);
        if (got > 0)
            g_checksum_update(sum, bytes, got);
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    (void)close(file);
    return got == 0 ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

static gint
compare(gconstpointer a, gconstpointer b, gpointer data)
{
    const RftPlan *plan = data;
    RftEntry x;
    RftEntry y;

    rft_plan_get(plan, *(const guint *)a, &x);
    rft_plan_get(plan, *(const guint *)b, &y);
    if (x.size != y.size)
        return x.size < y.size ? -1 : 1;
    return strcmp(x.path, y.path);
}

/* Entries [@from, @to) are of one size. */
static bool
compare_group(RftPlan *plan, const GArray *order, guint from, guint to, const RftBeat *beat,
              GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    RftEntry entry;
    RftEntry first;

    for (guint i = from; i < to; i++) {
        const guint at = g_array_index(order, guint, i);
        gpointer before = NULL;
        if (!rft_beat(beat, error))
            return false;
        rft_plan_get(plan, at, &entry);
        char *sum = rft_file_sum(entry.path);
        if (sum == NULL)
            continue; /* whoever converts it will say why */
        if (g_hash_table_lookup_extended(seen, sum, NULL, &before)) {
            rft_plan_get(plan, GPOINTER_TO_UINT(before), &first);
            g_autofree char *note = g_strdup_printf("the same as %s", first.path);
            rft_plan_decide(plan, at, RFT_VERDICT_DUPLICATE, note);
            g_free(sum);
        } else {
            g_hash_table_insert(seen, sum, GUINT_TO_POINTER(at));
        }
    }
    return true;
}

bool
rft_find_duplicates(RftPlan *plan, const RftBeat *beat, GError **error)
{
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint));
    RftEntry entry;
    RftEntry next;

    for (guint i = 0; i < rft_plan_count(plan); i++) {
        rft_plan_get(plan, i, &entry);
        if (entry.verdict == RFT_VERDICT_NONE && entry.member == NULL)
            g_array_append_val(order, i);
    }
    g_array_sort_with_data(order, compare, plan);
    for (guint from = 0, to = 0; from < order->len; from = to) {
        rft_plan_get(plan, g_array_index(order, guint, from), &entry);
        for (to = from + 1; to < order->len; to++) {
            rft_plan_get(plan, g_array_index(order, guint, to), &next);
            if (next.size != entry.size)
                break;
        }
        if (to > from + 1 && !compare_group(plan, order, from, to, beat, error))
            return false;
    }
    return true;
}
