/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "bulk/verdict.h"

/* What is to be converted, while it is being found: sources add entries, then names are given, the
 * entries are put in the order of work, and the manifest is written. */

/**
 * RftEntry:
 * @path: what is opened, in the bytes of the file system: the file, or the archive
 * @member: (nullable): the name inside the archive
 * @name: where it belongs below the output: "2019/may/minutes.docx"
 * @weight: of all that has to be done together: the file's size, or that of all of the archive
 * @mtime: nanoseconds since 1970
 * @ordinal: of a member in its archive
 * @named: whether the user named the file; what a folder holds is only found
 * @verdict: what is decided without reading it, with @note saying why
 */
typedef struct {
    const char *path;
    const char *member;
    const char *name;
    const char *note;
    uint64_t size;
    uint64_t weight;
    int64_t mtime;
    uint32_t ordinal;
    bool named;
    RftVerdict verdict;
} RftEntry;

typedef struct RftPlan RftPlan;

/** rft_plan_new: Returns: (transfer full): empty. */
RftPlan *rft_plan_new(void);
void rft_plan_free(RftPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftPlan, rft_plan_free)

/** rft_plan_add: copies @entry. */
void rft_plan_add(RftPlan *plan, const RftEntry *entry);

/** rft_plan_count: Returns: how many there are. */
size_t rft_plan_count(const RftPlan *plan);

/** rft_plan_get: fills @entry; the strings stay until the next rft_plan_add(). */
void rft_plan_get(const RftPlan *plan, size_t index, RftEntry *entry);

/** rft_plan_decide: gives an entry its verdict. */
void rft_plan_decide(RftPlan *plan, size_t index, RftVerdict verdict, const char *note);

/** rft_plan_set_stem: @stem is the output's name without its ending. */
void rft_plan_set_stem(RftPlan *plan, size_t index, const char *stem);
/** rft_plan_get_stem: Returns: (transfer none): as of rft_plan_get(). */
const char *rft_plan_get_stem(const RftPlan *plan, size_t index);

/** rft_plan_sort: the order of work: what is large first, so that nothing large is left to wait
 * for at the end; members of an archive in its order. It depends on what was found, not on the
 * order in which. */
void rft_plan_sort(RftPlan *plan);
