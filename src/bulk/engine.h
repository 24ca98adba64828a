/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"

/**
 * RftEngine: how parts are handed to others.
 * @name: "slurm" or "k8s"
 * @program: the program that runs here
 * @arguments: (array zero-terminated=1): of the command line, without those of engines
 * @dry: only print what would be done
 * @wait: until all is done
 * @tasks: parts that run at once
 * @shards: 0 = sixteen for each task, but none without work
 * @partition, @time, @memory, @image, @claim, @mount: (nullable): what the user says of them
 */
typedef struct {
    const char *name;
    const char *program;
    const char *const *arguments;
    bool dry;
    bool wait;
    unsigned tasks;
    unsigned shards;
    const char *partition;
    const char *time;
    const char *memory;
    const char *image;
    const char *claim;
    const char *mount;
} RftEngine;

/** rft_engine_run: plans, where that is not done, and hands the parts over. */
RftBulkStatus rft_engine_run(const RftEngine *engine, const RftBulkOptions *options,
                             const RftBulkVoice *voice);
