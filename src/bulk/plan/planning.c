/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/planning.h"

#include <inttypes.h>
#include <sys/statvfs.h>

#include "bulk/plan/duplicates.h"
#include "bulk/plan/names.h"
#include "bulk/plan/walk.h"
#include "bulk/voice.h"

RftPlan *
rft_plan_all(const RftBulkOptions *options, const RftBeat *beat, GError **error)
{
    g_autoptr(RftPlan) plan = rft_plan_new();

    if (!rft_find_sources(plan, options, beat, error) ||
        (options->duplicates && !rft_find_duplicates(plan, beat, error)) ||
        !rft_beat(beat, error) || !rft_give_names(plan, options, error) || !rft_beat(beat, error))
        return NULL;
    rft_plan_sort(plan);
    return g_steal_pointer(&plan);
}

/* ---- is there room? ---- */

/* An output of each format is taken to be half as large as its source. */
static bool
has_room(const RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice,
         GError **error)
{
    const uint64_t formats = g_strv_length((char **)options->formats);
    const uint64_t bytes = rft_manifest_bytes(state->manifest) / 2 * formats;
    const uint64_t files = rft_manifest_count(state->manifest) * formats;
    struct statvfs st;

    if (statvfs(state->out, &st) != 0)
        return true;
    if (st.f_files > 0 && st.f_favail < files) {
        referat_set_error(error, REFERAT_ERROR_CANNOT_CREATE,
                          "%s: there is room for %" PRIu64 " more files, and up to %" PRIu64
                          " would come (a .tar is one)",
                          state->out, (uint64_t)st.f_favail, files);
        return false;
    }
    if ((uint64_t)st.f_bavail * st.f_frsize < bytes)
        rft_say(voice, REFERAT_LEVEL_WARNING, "%s: %" PRIu64 " MB are free; that may not be enough",
                state->out, (uint64_t)st.f_bavail * st.f_frsize >> 20);
    return true;
}

/* ---- generations ---- */

static bool
plan_anew(RftState *state, const RftBulkOptions *options, const RftBeat *beat, GError **error)
{
    g_autoptr(RftPlan) plan = rft_plan_all(options, beat, error);

    return plan != NULL && rft_state_begin(state, plan, options, beat, error);
}

/* A part of several never plans anew what others are at. */
static bool
refuse_change(const RftState *state, const RftBulkOptions *options, GError **error)
{
    if (options->shards == 1 || state->manifest == NULL || state->finished ||
        rft_state_shards(state) == 0)
        return true;
    referat_set_error(
        error, REFERAT_ERROR_OPTION,
        "%s: another run was planned there, with other options or another version, and is "
        "not finished",
        state->folder);
    return false;
}

/* Nothing is planned anew below the feet of somebody who works. */
static bool
refuse_company(const RftState *state, const RftBulkOptions *options, GError **error)
{
    g_autofree char *holder = NULL;

    if (options->shards > 1 || !rft_state_is_held(state, options->lease, &holder))
        return true;
    referat_set_error(error, REFERAT_ERROR_CANCELLED,
                      "%s: a part of what was planned there is being done (%s)", state->folder,
                      holder);
    return false;
}

bool
rft_plan_generation(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice,
                    const RftBeat *beat, bool *changed, GError **error)
{
    const bool open = state->manifest != NULL && !state->finished;

    *changed = false;
    if (rft_state_fits(state) && !options->anew && (open || options->shards > 1)) {
        if (open && options->shards == 1)
            rft_say(voice, REFERAT_LEVEL_NOTE, "going on with what was begun (%s)",
                    state->generation);
        if (!open)
            rft_say(voice, REFERAT_LEVEL_NOTE,
                    "this was finished already; --plan, without --shard, looks for what is new");
        return has_room(state, options, voice, error);
    }
    if (!refuse_change(state, options, error) || !refuse_company(state, options, error))
        return false;
    if (open && !options->anew)
        rft_say(voice, REFERAT_LEVEL_WARNING,
                "%s was not finished, and was begun for other sources, options or another version: "
                "planning anew",
                state->generation);
    *changed = true;
    return plan_anew(state, options, beat, error) && has_room(state, options, voice, error);
}

/* ---- looking only ---- */

static void
print_entry(RftState *state, RftManifest *manifest, RftTally *tally, uint32_t id,
            const RftBulkOptions *options, const RftBulkVoice *voice)
{
    GString *line = g_string_new(NULL);
    const char *stem = NULL;
    RftEntry entry;

    if (!rft_manifest_get(manifest, id, &entry, &stem))
        return;
    const RftStanding *standing = &tally->standings[id];
    const RftVerdict known =
        entry.verdict != RFT_VERDICT_NONE ? entry.verdict : (RftVerdict)standing->verdict;
    g_autofree char *name = rft_show_name(entry.path, entry.member);
    const char *what = known == RFT_VERDICT_NONE    ? "convert"
                       : rft_verdict_is_done(known) ? "up-to-date"
                                                    : rft_verdict_name(known);
    g_string_append_printf(line, "%s\t%s\t", what, name);
    for (size_t i = 0; known == RFT_VERDICT_NONE && options->formats[i] != NULL; i++) {
        g_autofree char *path = rft_output_path(state->out, stem, options->formats[i]);
        g_autofree char *shown = rft_show_name(path, NULL);
        g_string_append_printf(line, "%s%s", i > 0 ? " " : "", shown);
    }
    if (*entry.note != '\0')
        g_string_append(line, entry.note);
    voice->print(line->str, voice->data);
    (void)g_string_free(line, TRUE);
}

static bool
print_plan(RftState *state, const char *folder, const char *name, const RftBulkOptions *options,
           const RftBulkVoice *voice, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *journals = g_build_filename(folder, "journal", NULL);
    g_autoptr(RftManifest) manifest = rft_manifest_open(path, error);

    if (manifest == NULL)
        return false;
    const RftJournalHead head = {state->hash, rft_manifest_sum(manifest), 0, 1};
    g_autoptr(RftTally) tally =
        rft_tally_read(journals, RFT_JOURNALS_OF_ALL, manifest, &head, error);
    for (uint32_t id = 0; tally != NULL && id < rft_manifest_count(manifest); id++)
        print_entry(state, manifest, tally, id, options, voice);
    return tally != NULL;
}

static bool
print_new_plan(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice,
               GError **error)
{
    g_autoptr(RftPlan) plan = rft_plan_all(options, NULL, error);
    g_autofree char *folder = plan != NULL ? g_dir_make_tmp("referat-XXXXXX", error) : NULL;

    if (folder == NULL)
        return false;
    const bool good = rft_state_prepare(state, plan, options, folder, NULL, error) &&
                      print_plan(state, folder, "manifest.new", options, voice, error);
    rft_remove_tree(folder);
    return good;
}

RftBulkStatus
rft_plan_dry(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice,
             GError **error)
{
    const bool open = rft_state_fits(state) && !state->finished && !options->anew;
    const bool good = open ? print_plan(state, state->generation, "manifest", options, voice, error)
                           : print_new_plan(state, options, voice, error);

    return good ? RFT_BULK_DONE : RFT_BULK_USAGE;
}
