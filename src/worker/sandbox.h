/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * What a process gives up before it looks at the first byte of a document. Used by the worker and
 * by the page extractor; it knows nothing of either.
 */

/** RftSandboxLayers: */
enum {
    RFT_SANDBOX_NO_NEW_PRIVILEGES = 1 << 0,
    RFT_SANDBOX_LANDLOCK = 1 << 1,
    RFT_SANDBOX_SECCOMP = 1 << 2,
    RFT_SANDBOX_LIMITS = 1 << 3
};

/**
 * RftSandbox:
 * @readable: (array zero-terminated=1): files and folders that may be read; those that do not exist
 *   are left out
 * @writable: (nullable): a folder in which files may be made
 * @memory: address space in bytes; 0 = as it is
 * @seconds: of processor time; 0 = as it is
 * @file_bytes: the largest file that may be written; 0 = as it is
 */
typedef struct {
    const char *const *readable;
    const char *writable;
    uint64_t memory;
    uint64_t seconds;
    uint64_t file_bytes;
} RftSandbox;

/** rft_sandbox_probe: Returns: the layers that this kernel has. */
unsigned rft_sandbox_probe(void);

/** rft_sandbox_enter: gives up for good what @sandbox does not leave. Where a layer is missing the
 * others hold; without Landlock nothing can be opened any more. Returns: the layers that are on. */
unsigned rft_sandbox_enter(const RftSandbox *sandbox);
