/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finish.h"

/* A document in our own form. It is somebody else's work: what is read must be sound. */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run("rxml", data, size);
}
