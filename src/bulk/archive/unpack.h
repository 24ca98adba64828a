/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "bulk/archive/protocol.h"

/* The only place that sees libarchive: walks through an archive once, from its start to its end. */

/** RftUnpackLimits: as those of protocol.h, in bytes; tests have lower ones. */
typedef struct {
    uint64_t members;
    uint64_t member_bytes;
    uint64_t total_bytes;
    uint64_t ratio;
    uint64_t ratio_free_bytes;
} RftUnpackLimits;

typedef struct RftUnpacker RftUnpacker;

/** RftUnpackStep: what rft_unpacker_next() met. */
typedef enum {
    RFT_UNPACK_MEMBER,
    RFT_UNPACK_FOLDER,
    RFT_UNPACK_END,
    RFT_UNPACK_FAILED /* rft_unpacker_tell() says why */
} RftUnpackStep;

/**
 * rft_unpacker_new:
 * @file: a regular file; its offset stays as it is
 * @limits: kept by reference
 * @beat: called with @data now and then while bytes come out
 *
 * Reads nothing yet. Returns: (transfer full) (nullable): NULL when there is no memory.
 */
RftUnpacker *rft_unpacker_new(int file, const RftUnpackLimits *limits, void (*beat)(void *data),
                              void *data);

/** rft_unpacker_next: goes to the next entry and fills @member, all of it but the size of what has
 * to be unpacked for that; see rft_unpacker_pass(). */
RftUnpackStep rft_unpacker_next(RftUnpacker *unpacker, RftArchiveAnswer *member);

/** rft_unpacker_pass: passes over the bytes of the entry and corrects the size in @member by what
 * came out. Returns: false when the archive ends here. */
bool rft_unpacker_pass(RftUnpacker *unpacker, RftArchiveAnswer *member);

/** rft_unpacker_fetch: goes on to the entry @ordinal and unpacks it. Returns: (transfer full): a
 * descriptor of a file without a name that cannot be changed any more, at its start; or -1. */
int rft_unpacker_fetch(RftUnpacker *unpacker, uint32_t ordinal);

/** rft_unpacker_tell: puts into @answer why the last call failed. */
void rft_unpacker_tell(const RftUnpacker *unpacker, RftArchiveAnswer *answer);

/** rft_unpacker_free: NULL is fine. */
void rft_unpacker_free(RftUnpacker *unpacker);
