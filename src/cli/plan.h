/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/cli.h"

/** CliTarget: one output of one input. */
typedef struct {
    char *path; /* "-" is standard output */
    const char *format;
} CliTarget;

/** CliPlan: an input and its outputs. */
typedef struct {
    const char *input;
    GArray *targets; /* of CliTarget */
} CliPlan;

/**
 * cli_plan:
 *
 * Decides, before anything is read, what becomes of each input: no output is an input, and no two
 * outputs are one file. Returns: (transfer full): an array of CliPlan; NULL with @error set, whose
 * text says which file.
 */
GPtrArray *cli_plan(const CliJob *job, GError **error);
