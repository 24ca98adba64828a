/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finish.h"

/* A whole package, format found by content: the zip, the names in it, relationships, sniffing. */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(NULL, data, size);
}
