/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bulk/lease.h"
#include "bulk/plan/duplicates.h"

/** LOCK: stands in the output while a part is being done, whatever state folder that uses. */
#define LOCK ".referat-lock-"

/* ---- what outputs and plans depend on ---- */

static void
add(GChecksum *sum, const char *text)
{
    /* with its NUL, so that two texts are not one */
    g_checksum_update(sum, (const guchar *)(text != NULL ? text : "\1"),
                      text != NULL ? (gssize)strlen(text) + 1 : 2);
}

static void
add_all(GChecksum *sum, const char *const *texts)
{
    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
        add(sum, texts[i]);
    add(sum, NULL);
}

static void
add_options(GChecksum *sum, const ReferatContext *context, const char *format)
{
    const ReferatOption *option = referat_options(format);

    for (; option != NULL && option->key != NULL; option++) {
        /* how it is shut in changes nothing of what comes out */
        if (g_str_equal(option->key, "isolation"))
            continue;
        add(sum, option->key);
        add(sum, referat_context_get_option(context, option->key));
    }
}

static char *
hash_options(const RftBulkOptions *options)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    ReferatFormat format;

    add(sum, referat_version_string());
    add(sum, options->salt);
    add(sum, options->from);
    add(sum, options->layout);
    add_all(sum, options->formats);
    add_options(sum, options->context, NULL);
    for (size_t i = 0; referat_format_at(i, &format); i++)
        add_options(sum, options->context, format.name);
    return g_strndup(g_checksum_get_string(sum), 32);
}

static char *
hash_sources(const RftBulkOptions *options)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *flags =
        g_strdup_printf("%d %d %d %" G_GINT64_FORMAT, options->follow, options->duplicates,
                        (int)options->collisions, options->since);

    for (size_t i = 0; options->sources[i] != NULL; i++) {
        g_autofree char *whole = g_canonicalize_filename(options->sources[i], NULL);
        add(sum, whole);
    }
    g_autofree char *list = options->files_from != NULL ? rft_file_sum(options->files_from) : NULL;
    add(sum, list);
    add_all(sum, options->include);
    add_all(sum, options->exclude);
    add(sum, flags);
    return g_strndup(g_checksum_get_string(sum), 32);
}

/* ---- the folder ---- */

char *
rft_state_path(const RftState *state, const char *name)
{
    return g_build_filename(state->folder, name, NULL);
}

char *
rft_state_journals(const RftState *state)
{
    return g_build_filename(state->generation, "journal", NULL);
}

char *
rft_output_path(const char *out, const char *stem, const char *format)
{
    ReferatFormat info;

    if (!referat_format_for_name(format, &info))
        return NULL;
    return g_strdup_printf("%s/%s.%s", out, stem, info.extensions[0]);
}

static bool
make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0777) == 0)
        return true;
    referat_set_error(error,
                      errno == EACCES || errno == EPERM || errno == EROFS
                          ? REFERAT_ERROR_PERMISSION
                          : REFERAT_ERROR_CANNOT_CREATE,
                      "%s: cannot create the folder: %s", path, g_strerror(errno));
    return false;
}

/* The last generation whose plan was made to the end. */
static unsigned
last_generation(const RftState *state)
{
    GDir *entries = g_dir_open(state->folder, 0, NULL);
    const char *name = NULL;
    unsigned last = 0;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        char *end = NULL;
        const unsigned long number = strtoul(name, &end, 10);
        if (end > name && *end == '\0' && number > last && number < G_MAXUINT) {
            g_autofree char *manifest = g_build_filename(state->folder, name, "manifest", NULL);
            if (g_file_test(manifest, G_FILE_TEST_EXISTS))
                last = (unsigned)number;
        }
    }
    if (entries != NULL)
        g_dir_close(entries);
    return last;
}

static char *
generation_folder(const RftState *state, unsigned number)
{
    return g_strdup_printf("%s/%u", state->folder, number);
}

void
rft_state_look(RftState *state)
{
    g_clear_pointer(&state->generation, g_free);
    g_clear_pointer(&state->manifest, rft_manifest_free);
    state->finished = false;
    state->number = last_generation(state);
    if (state->number == 0)
        return;
    state->generation = generation_folder(state, state->number);
    g_autofree char *manifest = g_build_filename(state->generation, "manifest", NULL);
    g_autofree char *finished = g_build_filename(state->generation, "finished", NULL);
    state->manifest = rft_manifest_open(manifest, NULL);
    state->finished = g_file_test(finished, G_FILE_TEST_EXISTS);
}

RftState *
rft_state_open(const RftBulkOptions *options, GError **error)
{
    g_autoptr(RftState) state = g_new0(RftState, 1);
    g_autofree char *here = g_get_current_dir();
    g_autofree char *out = g_canonicalize_filename(options->out, here);
    const bool packed = g_str_has_suffix(out, ".tar");

    state->folder = options->state != NULL ? g_canonicalize_filename(options->state, here)
                                           : g_strconcat(out, ".referat", NULL);
    state->out = packed ? g_build_filename(state->folder, "tree", NULL) : g_strdup(out);
    state->archive = packed ? g_strdup(out) : NULL;
    state->hash = hash_options(options);
    state->asked = hash_sources(options);
    if (options->mode != RFT_BULK_DRY && options->mode != RFT_BULK_MERGE &&
        (!make_folder(state->folder, error) || !make_folder(state->out, error)))
        return NULL;
    rft_state_look(state);
    return g_steal_pointer(&state);
}

void
rft_state_free(RftState *state)
{
    if (state == NULL)
        return;
    rft_manifest_free(state->manifest);
    g_free(state->folder);
    g_free(state->out);
    g_free(state->archive);
    g_free(state->hash);
    g_free(state->asked);
    g_free(state->generation);
    g_free(state);
}

bool
rft_state_fits(const RftState *state)
{
    return state->manifest != NULL &&
           g_str_equal(rft_manifest_hash(state->manifest), state->hash) &&
           g_str_equal(rft_manifest_asked(state->manifest), state->asked);
}

RftJournalHead
rft_state_head(const RftState *state, unsigned shard, unsigned shards)
{
    return (RftJournalHead){state->hash, rft_manifest_sum(state->manifest), shard, shards};
}

bool
rft_state_has_outputs(const RftState *state, const char *const *formats, const char *stem)
{
    for (size_t i = 0; formats[i] != NULL; i++) {
        g_autofree char *path = rft_output_path(state->out, stem, formats[i]);
        if (access(path, F_OK) != 0)
            return false;
    }
    return true;
}

/* ---- what holds from the generation before ---- */

bool
rft_is_retried(const char *retry, RftVerdict verdict)
{
    if (retry == NULL || !rft_verdict_is_failure(verdict))
        return false;
    if (*retry == '\0')
        return true;
    g_auto(GStrv) names = g_strsplit(retry, ",", -1);
    return g_strv_contains((const char *const *)names, rft_verdict_name(verdict));
}

typedef struct {
    const RftState *state;
    const RftBulkOptions *options;
    const RftBeat *beat;
    RftManifest *older;
    RftTally *tally;
} Before;

/* Whether the file is still what it was: its size is known to be. */
static bool
is_unchanged(const Before *before, const RftEntry *entry, int64_t mtime, const char *sum)
{
    /* what failed has no sum; and what an archive holds is not known before it is unpacked */
    if (before->options->checksum && entry->member != NULL)
        return false;
    if (!before->options->checksum || sum == NULL || *sum == '\0')
        return entry->mtime == mtime;
    g_autofree char *now = rft_file_sum(entry->path);
    return now != NULL && g_strcmp0(now, sum) == 0;
}

static bool
still_holds(const Before *before, RftManifest *manifest, uint32_t id, uint32_t old,
            const RftResult *result)
{
    RftEntry entry;
    const char *stem = NULL;

    if (rft_is_retried(before->options->retry, result->verdict) ||
        !rft_manifest_get(before->older, old, &entry, &stem))
        return false;
    const int64_t mtime = entry.mtime;
    g_autofree char *old_stem = g_strdup(stem);
    if (!rft_manifest_get(manifest, id, &entry, &stem) || !g_str_equal(stem, old_stem) ||
        entry.verdict != RFT_VERDICT_NONE || !is_unchanged(before, &entry, mtime, result->sum))
        return false;
    return !rft_verdict_is_done(result->verdict) || before->state->archive != NULL ||
           rft_state_has_outputs(before->state, before->options->formats, stem);
}

/* Packed outputs are there all, or are made anew all. */
static bool
keep_all(const Before *before, RftManifest *manifest, RftJournal *journal)
{
    g_autofree uint32_t *same = rft_manifest_match(manifest, before->older);
    uint32_t kept = 0;
    uint32_t open = 0;
    RftResult result;

    for (uint32_t id = 0; id < rft_manifest_count(manifest); id++) {
        open += rft_manifest_verdict_of(manifest, id) == RFT_VERDICT_NONE ? 1 : 0;
        if (!rft_beat(before->beat, NULL))
            return false;
        if (same[id] == UINT32_MAX || !rft_tally_get(before->tally, same[id], &result) ||
            !still_holds(before, manifest, id, same[id], &result))
            continue;
        if (!rft_journal_keep(journal, id, &result))
            return false;
        kept++;
    }
    return before->state->archive == NULL ||
           (kept == open && g_file_test(before->state->archive, G_FILE_TEST_EXISTS));
}

static bool
keep_from_before(const RftState *state, const RftBulkOptions *options, const char *folder,
                 const RftBeat *beat, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "manifest.new", NULL);
    g_autofree char *journals = g_build_filename(folder, "journal", NULL);
    g_autofree char *older = state->generation != NULL ? rft_state_journals(state) : NULL;
    Before before = {.state = state, .options = options, .beat = beat, .older = state->manifest};

    if (options->anew || before.older == NULL || !state->finished ||
        !g_str_equal(rft_manifest_hash(before.older), state->hash))
        return true;
    const RftJournalHead head = rft_state_head(state, 0, 1);
    g_autoptr(RftTally) tally =
        rft_tally_read(older, RFT_JOURNALS_OF_ALL, before.older, &head, NULL);
    g_autoptr(RftManifest) manifest = rft_manifest_open(path, error);
    if (manifest == NULL)
        return false;
    if (tally == NULL)
        return true;
    before.tally = tally;
    const RftJournalHead kept = {state->hash, rft_manifest_sum(manifest), 0, 0};
    g_autoptr(RftJournal) journal = rft_journal_new(journals, &kept, error);
    if (journal == NULL)
        return false;
    if (!keep_all(&before, manifest, journal))
        (void)ftruncate(rft_journal_file(journal), 0);
    else if (fdatasync(rft_journal_file(journal)) == 0)
        (void)rft_journal_checkpoint(journal, rft_journal_count(journal));
    return rft_beat(beat, error);
}

/* ---- generations ---- */

bool
rft_state_prepare(const RftState *state, const RftPlan *plan, const RftBulkOptions *options,
                  const char *folder, const RftBeat *beat, GError **error)
{
    g_autofree char *journals = g_build_filename(folder, "journal", NULL);
    g_autofree char *fresh = g_build_filename(folder, "manifest.new", NULL);

    return make_folder(journals, error) &&
           rft_manifest_write(plan, fresh, state->hash, state->asked, error) &&
           keep_from_before(state, options, folder, beat, error);
}

bool
rft_state_begin(RftState *state, const RftPlan *plan, const RftBulkOptions *options,
                const RftBeat *beat, GError **error)
{
    g_autofree char *folder = generation_folder(state, state->number + 1);
    g_autofree char *fresh = g_build_filename(folder, "manifest.new", NULL);
    g_autofree char *final = g_build_filename(folder, "manifest", NULL);

    if (!rft_beat(beat, error))
        return false;
    /* what one that was killed while it planned may have left */
    rft_remove_tree(folder);
    if (!rft_state_prepare(state, plan, options, folder, beat, error))
        return false;
    /* it is there for others only when it is all there */
    const int failed = rename(fresh, final) == 0 ? 0 : errno;
    rft_state_look(state);
    /* who took over from us may have planned the same */
    if (failed == 0 || (failed == ENOENT && rft_state_fits(state) && !state->finished))
        return true;
    referat_set_error(error, failed == ENOENT ? REFERAT_ERROR_CANCELLED : REFERAT_ERROR_IO,
                      "%s: %s", final, g_strerror(failed));
    return false;
}

unsigned
rft_state_shards(const RftState *state)
{
    g_autofree char *path = g_build_filename(state->generation, "shards", NULL);
    g_autofree char *said = NULL;

    if (!g_file_get_contents(path, &said, NULL, NULL))
        return 0;
    return (unsigned)g_ascii_strtoull(said, NULL, 10);
}

bool
rft_state_claim(const RftState *state, unsigned shards, GError **error)
{
    g_autofree char *path = g_build_filename(state->generation, "shards", NULL);
    g_autofree char *own = g_strdup_printf("%s.%s-%d", path, g_get_host_name(), (int)getpid());
    g_autofree char *text = g_strdup_printf("%u\n", shards);
    g_autofree char *said = NULL;

    if (!g_file_get_contents(path, &said, NULL, NULL)) {
        /* the first one decides: a link is made once, also over a network */
        if (!g_file_set_contents(own, text, -1, error))
            return false;
        (void)link(own, path);
        (void)unlink(own);
        if (!g_file_get_contents(path, &said, NULL, error))
            return false;
    }
    if (g_str_equal(said, text))
        return true;
    referat_set_error(
        error, REFERAT_ERROR_OPTION,
        "%s: this run is done in %s parts, not in %u; finish it with as many, or begin "
        "--anew",
        state->folder, g_strchomp(said), shards);
    return false;
}

void
rft_remove_tree(const char *path)
{
    GDir *entries = g_dir_open(path, 0, NULL);
    const char *name = NULL;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
            rft_remove_tree(child);
        else
            (void)unlink(child);
    }
    if (entries != NULL)
        g_dir_close(entries);
    (void)rmdir(path);
}

char *
rft_state_lock(const RftState *state, unsigned shard)
{
    return g_strdup_printf("%s/%s%04u", state->out, LOCK, shard + 1);
}

bool
rft_state_is_held(const RftState *state, unsigned lease, char **holder)
{
    GDir *entries = g_dir_open(state->out, 0, NULL);
    g_autofree char *first = rft_state_lock(state, 0);
    const char *name = NULL;
    bool held = false;

    while (!held && entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *path = g_strdup_printf("%s/%s", state->out, name);
        /* others stand there for a moment while one is taken over */
        if (!g_str_has_prefix(name, LOCK) || g_str_equal(path, first) ||
            strspn(name + strlen(LOCK), "0123456789") != strlen(name) - strlen(LOCK))
            continue;
        g_autoptr(GError) error = NULL;
        g_autoptr(RftLease) unheld = rft_lease_take(path, lease, NULL, NULL, &error);
        held = unheld == NULL;
        if (held)
            *holder = g_strdup(error->message);
    }
    if (entries != NULL)
        g_dir_close(entries);
    return held;
}

bool
rft_state_finish(RftState *state, GError **error)
{
    g_autofree char *path = g_build_filename(state->generation, "finished", NULL);

    if (!g_file_set_contents(path, "", 0, error))
        return false;
    state->finished = true;
    for (unsigned i = state->number - 1; i > 0; i--) {
        g_autofree char *older = generation_folder(state, i);
        if (!g_file_test(older, G_FILE_TEST_IS_DIR))
            break;
        rft_remove_tree(older);
    }
    return true;
}
