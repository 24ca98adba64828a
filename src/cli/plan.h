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
    char *depfile;   /* NULL: none; "-" is standard output */
} CliPlan;

/** cli_plan_messages: Returns: false with @error set when the file for messages is read, or is one
 * that -o names. */
bool cli_plan_messages(CliJob *job, GError **error);

/**
 * cli_plan:
 *
 * Decides, before anything is read, what becomes of each input: nothing that is written is read
 * too, and no two things are written to one file. Returns: (transfer full): an array of CliPlan;
 * NULL with @error set, whose text says which file.
 */
GPtrArray *cli_plan(CliJob *job, GError **error);
