/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <sys/stat.h>

#include "bulk/plan/manifest.h"

/* Opening what the manifest names: files, and members of archives. */

typedef struct RftInputs RftInputs;

/** rft_inputs_new: @follow: symbolic links too, where the user did not name the file himself. */
RftInputs *rft_inputs_new(bool follow);
void rft_inputs_free(RftInputs *inputs);

/**
 * rft_inputs_open:
 * @st: (out): what the file is now, for rft_input_changed()
 *
 * Returns: a descriptor, or -1 with @error set; one whose code is %REFERAT_ERROR_IO may pass.
 */
int rft_inputs_open(RftInputs *inputs, const RftEntry *entry, struct stat *st, GError **error);

/** rft_inputs_expect: the entry will be asked for next: an archive may look for it already. */
void rft_inputs_expect(RftInputs *inputs, const RftEntry *entry);

/** rft_input_changed: Returns: whether the file at @path was written to since it was opened. One
 * that was put in its place does not count: what was read is whole. */
bool rft_input_changed(const char *path, const struct stat *before);
