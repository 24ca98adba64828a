/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* Archives as sources of documents. They are hostile: a program of its own (archive/) takes them
 * apart in a sandbox; this side of it starts it, asks, and believes nothing that it has not
 * checked.
 */

/** RftMemberKind: what is to be done with a member. Folders are not told. */
typedef enum {
    RFT_MEMBER_FILE,
    RFT_MEMBER_SPECIAL, /* a link, a device, a queue: no bytes of its own */
    RFT_MEMBER_ENCRYPTED,
    RFT_MEMBER_UNSAFE, /* its name leads out of the archive, or is none, or is too long (and cut) */
    RFT_MEMBER_NESTED, /* an archive itself, by its name; those are not opened */
    RFT_N_MEMBER_KINDS
} RftMemberKind;

/**
 * RftMember:
 * @name: as it stands in the archive, in any encoding; valid until the next call
 * @ordinal: counts everything in the archive, folders too, from 0
 * @size: unpacked, as far as the archive tells; what rft_archive_take() gives may differ
 * @mtime: nanoseconds since 1970; 0 = not told
 */
typedef struct {
    const char *name;
    uint32_t ordinal;
    RftMemberKind kind;
    uint64_t size;
    int64_t mtime;
} RftMember;

typedef struct RftArchive RftArchive;

/** rft_archive_has_name: Returns: whether @path ends like an archive that can be read. */
bool rft_archive_has_name(const char *path);

/**
 * rft_archive_open:
 * @file: a regular file, best opened for reading only; it stays the caller's, its offset as it is
 *
 * Starts the program that takes archives apart. It dies with the thread that called. An archive is
 * either listed or fetched from: for the other, open it again. Returns: (transfer full) (nullable):
 * NULL with %REFERAT_ERROR_IO when it cannot be started.
 */
RftArchive *rft_archive_open(int file, GError **error);

/**
 * rft_archive_next:
 *
 * Returns: whether @member was filled. False at the end, with @error set if that came too soon:
 * %REFERAT_ERROR_DAMAGED, _LIMIT, _IO, _TIMEOUT or _CRASH. What was listed before counts.
 */
bool rft_archive_next(RftArchive *archive, RftMember *member, GError **error);

/**
 * rft_archive_ask:
 * @ordinal: of a member of %RFT_MEMBER_FILE; each time a larger one
 *
 * Asks for the bytes of a member and returns at once: the program unpacks while the caller does
 * other things. Only when rft_archive_take() has answered, the next may be asked for: there are
 * never more unpacked bytes around than two members have. Returns: false when nothing can be asked.
 */
bool rft_archive_ask(RftArchive *archive, uint32_t ordinal);

/**
 * rft_archive_take:
 *
 * Waits for what was asked for. Returns: a descriptor that the caller closes: a file without a name
 * that nobody can change, at its start; or -1 with %REFERAT_ERROR_DAMAGED, _ENCRYPTED, _LIMIT, _IO,
 * _TIMEOUT or _CRASH. After the last two, and those that concern the whole archive, all that is
 * asked for fails.
 */
int rft_archive_take(RftArchive *archive, GError **error);

/** rft_archive_free: stops the program. NULL is fine. */
void rft_archive_free(RftArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftArchive, rft_archive_free)
