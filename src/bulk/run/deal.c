/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/deal.h"

/* What any document costs, however small, in bytes of a larger one. */
enum { LEAST = 20000 };

typedef struct {
    uint64_t load;
    unsigned shard;
} Bin;

static bool
is_less(const Bin *a, const Bin *b)
{
    return a->load != b->load ? a->load < b->load : a->shard < b->shard;
}

/* The heap's first bin got heavier. */
static void
sift(Bin *heap, unsigned n)
{
    for (unsigned at = 0;;) {
        unsigned least = at;
        for (unsigned child = 2 * at + 1; child <= 2 * at + 2; child++)
            if (child < n && is_less(&heap[child], &heap[least]))
                least = child;
        if (least == at)
            return;
        const Bin moved = heap[at];
        heap[at] = heap[least];
        heap[least] = moved;
        at = least;
    }
}

GArray *
rft_deal(const RftManifest *manifest, unsigned shard, unsigned shards)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autofree Bin *heap = g_new0(Bin, shards);
    const uint32_t n = rft_manifest_count(manifest);

    for (unsigned i = 0; i < shards; i++)
        heap[i].shard = i;
    for (uint32_t from = 0, to = 0; from < n; from = to) {
        uint64_t load = 0;
        for (to = from;
             to < n && rft_manifest_unit_of(manifest, to) == rft_manifest_unit_of(manifest, from);
             to++)
            load += rft_manifest_size_of(manifest, to) + LEAST;
        for (uint32_t id = from; heap[0].shard == shard && id < to; id++)
            g_array_append_val(ids, id);
        heap[0].load += load;
        sift(heap, shards);
    }
    return ids;
}
