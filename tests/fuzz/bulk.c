/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bulk/plan/manifest.h"
#include "bulk/run/tally.h"

/*
 * What a run of `referat bulk` remembers, as a disk may give it back: a manifest, and behind a line
 * "--" a journal of it. What does not hold is refused or passed over; nothing else happens.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
put(const char *path, const char *bytes, size_t size)
{
    return g_file_set_contents(path, bytes, (gssize)size, NULL);
}

static void
look_at(const char *folder, const char *path)
{
    g_autoptr(RftManifest) manifest = rft_manifest_open(path, NULL);
    const char *stem = NULL;
    RftEntry entry;
    RftResult result;

    if (manifest == NULL)
        return;
    const RftJournalHead head = {rft_manifest_hash(manifest), rft_manifest_sum(manifest), 0, 1};
    g_autoptr(RftTally) tally = rft_tally_read(folder, RFT_JOURNALS_OF_ALL, manifest, &head, NULL);
    g_autofree uint32_t *same = rft_manifest_match(manifest, manifest);
    for (uint32_t id = 0; id < rft_manifest_count(manifest); id++) {
        if (rft_manifest_get(manifest, id, &entry, &stem))
            g_assert_nonnull(entry.path);
        if (tally != NULL && rft_tally_get(tally, id, &result))
            g_assert_cmpuint(result.verdict, <, RFT_N_VERDICTS);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char folder[] = "/dev/shm/referat-fuzz-XXXXXX";
    static char *manifest;
    static char *journal;
    const char *text = (const char *)data;

    if (manifest == NULL) {
        if (g_mkdtemp(folder) == NULL)
            return 0;
        manifest = g_build_filename(folder, "manifest", NULL);
        journal = g_build_filename(folder, "0001.001.journal", NULL);
    }
    const char *end = size > 0 ? g_strstr_len(text, (gssize)size, "\n--\n") : NULL;
    const size_t first = end != NULL ? (size_t)(end - text) + 1 : size;
    const size_t second = end != NULL ? size - first - 3 : 0;
    if (put(manifest, text, first) && put(journal, text + size - second, second))
        look_at(folder, manifest);
    (void)unlink(manifest);
    (void)unlink(journal);
    return 0;
}
