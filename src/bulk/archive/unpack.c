/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/archive/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bulk/archive/names.h"
#include "bulk/plan/archive.h"

enum {
    BLOCK = 1 << 16,
    FAILURE_TEXT = 256,
    BEAT_BLOCKS = 256,     /* between two beats */
    BEAT_HEADERS = 1024,   /* the same */
    MOST_REOPENED = 100,   /* for damaged members of a zip */
    OWN_AND_ONE_FILTER = 2 /* libarchive counts the reading of the file as one */
};

struct RftUnpacker {
    int file;
    const RftUnpackLimits *limits;
    void (*beat)(void *data);
    void *data;
    struct archive *archive;     /* NULL: not open yet */
    struct archive_entry *entry; /* the current one; libarchive's */
    uint64_t file_size;
    uint64_t at;         /* where the next block is read */
    uint64_t bytes_read; /* some of them again and again, in a zip */
    uint64_t unpacked;
    uint64_t blocks;   /* that came out; for beats */
    uint64_t next;     /* the ordinal of the next entry */
    uint64_t lowest;   /* that may be fetched */
    unsigned reopened; /* so many times */
    bool pending;      /* bytes of the current entry were not passed over */
    bool seeks;        /* nothing comes out of what is passed over */
    bool failed_io;
    bool dead; /* no more entries */
    bool lost; /* dead, but opening it again helps: only a member was at fault */
    RftArchiveAnswer member;
    RftArchiveCode code;
    char text[FAILURE_TEXT];
    uint8_t block[BLOCK];
};

/* ---- failing ---- */

/* Returns false, for the caller to hand on. */
G_GNUC_PRINTF(3, 4)
static bool
fail(RftUnpacker *unpacker, RftArchiveCode code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(unpacker->text, sizeof(unpacker->text), format, arguments);
    va_end(arguments);
    unpacker->code = code;
    return false;
}

/* What libarchive says of its last call. */
static bool
fail_by_archive(RftUnpacker *unpacker)
{
    const char *text = archive_error_string(unpacker->archive);

    if (archive_errno(unpacker->archive) == ENOMEM)
        return fail(unpacker, RFT_ARCHIVE_OVER_LIMIT, "needs more than %d MiB of memory to unpack",
                    RFT_ARCHIVE_MEMORY_MIB);
    return fail(unpacker, unpacker->failed_io ? RFT_ARCHIVE_FAILED_IO : RFT_ARCHIVE_DAMAGED, "%s",
                text != NULL && *text != '\0' ? text : "the archive is damaged here");
}

static bool
fail_member_limit(RftUnpacker *unpacker)
{
    return fail(unpacker, RFT_ARCHIVE_OVER_LIMIT, "unpacks to more than %" PRIu64 " MiB",
                unpacker->limits->member_bytes >> 20);
}

/* So many bytes came out: the sizes that headers claim are not believed. */
static bool
count(RftUnpacker *unpacker, uint64_t bytes)
{
    const RftUnpackLimits *limits = unpacker->limits;
    /* a zip may have the same bytes unpacked over and over: they count once */
    const uint64_t from = MIN(unpacker->bytes_read, unpacker->file_size);

    if (unpacker->blocks++ % BEAT_BLOCKS == 0)
        unpacker->beat(unpacker->data);
    unpacker->unpacked += bytes;
    if (unpacker->unpacked <= limits->total_bytes &&
        (unpacker->unpacked <= limits->ratio_free_bytes ||
         (unpacker->unpacked - limits->ratio_free_bytes) / limits->ratio <= from))
        return true;
    unpacker->dead = true;
    if (unpacker->unpacked > limits->total_bytes)
        return fail(unpacker, RFT_ARCHIVE_OVER_LIMIT,
                    "the archive unpacks to more than %" PRIu64 " MiB", limits->total_bytes >> 20);
    return fail(unpacker, RFT_ARCHIVE_OVER_LIMIT,
                "the archive unpacks to more than %" PRIu64 " times its size", limits->ratio);
}

/* ---- reading the file ---- */

static la_ssize_t
read_block(struct archive *archive, void *data, const void **block)
{
    RftUnpacker *unpacker = data;
    ssize_t got = 0;

    do {
        got = pread(unpacker->file, unpacker->block, BLOCK, (off_t)unpacker->at);
    } while (got < 0 && errno == EINTR);
    *block = unpacker->block;
    if (got < 0) {
        unpacker->failed_io = true;
        archive_set_error(archive, errno, "cannot be read: %s", strerror(errno));
        return ARCHIVE_FATAL;
    }
    unpacker->at += (uint64_t)got;
    unpacker->bytes_read += (uint64_t)got;
    return (la_ssize_t)got;
}

/* Not beyond the end: libarchive takes what was skipped for what was there. */
static la_int64_t
skip_bytes(struct archive *archive, void *data, la_int64_t bytes)
{
    RftUnpacker *unpacker = data;
    const uint64_t left =
        unpacker->at < unpacker->file_size ? unpacker->file_size - unpacker->at : 0;
    const uint64_t taken = bytes > 0 ? MIN((uint64_t)bytes, left) : 0;

    (void)archive;
    unpacker->at += taken;
    return (la_int64_t)taken;
}

static la_int64_t
seek_to(struct archive *archive, void *data, la_int64_t offset, int whence)
{
    RftUnpacker *unpacker = data;
    la_int64_t to = 0;
    uint64_t base = 0;

    if (whence != SEEK_SET)
        base = whence == SEEK_END ? unpacker->file_size : unpacker->at;
    if (__builtin_add_overflow((la_int64_t)base, offset, &to) || to < 0) {
        archive_set_error(archive, EINVAL, "a place before the start of the archive");
        return ARCHIVE_FATAL;
    }
    unpacker->at = (uint64_t)to;
    return to;
}

/* ---- opening ---- */

/* Where libarchive was built without a library it starts a program instead; we start none. */
static void
allow_filters(struct archive *archive)
{
    static int (*const filters[])(struct archive *) = {
        archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
        archive_read_support_filter_xz,   archive_read_support_filter_zstd,
        archive_read_support_filter_lz4,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        struct archive *probe = archive_read_new();
        if (probe != NULL && filters[i](probe) == ARCHIVE_OK)
            (void)filters[i](archive);
        (void)archive_read_free(probe);
    }
}

/* A zip whose list of members is gone is read from its start on, as far as it goes. */
static bool
open_as(RftUnpacker *unpacker, bool zip_from_start)
{
    struct archive *archive = archive_read_new();

    unpacker->archive = archive;
    unpacker->at = 0;
    if (archive == NULL)
        return fail(unpacker, RFT_ARCHIVE_OVER_LIMIT, "no memory");
    if (zip_from_start) {
        (void)archive_read_support_format_zip_streamable(archive);
    } else {
        allow_filters(archive);
        (void)archive_read_support_format_tar(archive);
        (void)archive_read_support_format_zip_seekable(archive);
    }
    (void)archive_read_set_callback_data(archive, unpacker);
    (void)archive_read_set_read_callback(archive, read_block);
    (void)archive_read_set_skip_callback(archive, skip_bytes);
    (void)archive_read_set_seek_callback(archive, seek_to);
    const int result = archive_read_open1(archive);
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN)
        return true;
    if (!zip_from_start) /* the first try knows better what is wrong */
        (void)fail_by_archive(unpacker);
    (void)archive_read_free(archive);
    unpacker->archive = NULL;
    return false;
}

static bool
open_archive(RftUnpacker *unpacker)
{
    struct stat status;
    bool from_start = false;

    unpacker->dead = true;
    if (fstat(unpacker->file, &status) != 0 || !S_ISREG(status.st_mode))
        return fail(unpacker, RFT_ARCHIVE_FAILED_IO, "an archive must be a file");
    unpacker->file_size = (uint64_t)status.st_size;
    if (!open_as(unpacker, false)) {
        from_start = true;
        if (!open_as(unpacker, true))
            return false;
    }
    const int filters = archive_filter_count(unpacker->archive);
    if (filters > OWN_AND_ONE_FILTER)
        return fail(unpacker, RFT_ARCHIVE_OVER_LIMIT, "the archive is compressed more than once");
    unpacker->seeks = !from_start && filters < OWN_AND_ONE_FILTER;
    unpacker->next = 0;
    unpacker->pending = false;
    unpacker->dead = false;
    return true;
}

/* ---- entries ---- */

static int64_t
nanoseconds(struct archive_entry *entry)
{
    enum { A_SECOND = 1000000000 };
    int64_t time = 0;

    if (!archive_entry_mtime_is_set(entry) ||
        __builtin_mul_overflow((int64_t)archive_entry_mtime(entry), (int64_t)A_SECOND, &time) ||
        __builtin_add_overflow(time, (int64_t)archive_entry_mtime_nsec(entry), &time))
        return 0;
    return time;
}

static RftMemberKind
kind_of(struct archive_entry *entry, const char *name)
{
    if (strlen(name) > RFT_ARCHIVE_TEXT || !rft_name_is_safe(name))
        return RFT_MEMBER_UNSAFE;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL ||
        archive_entry_symlink(entry) != NULL)
        return RFT_MEMBER_SPECIAL;
    if (archive_entry_is_encrypted(entry) != 0)
        return RFT_MEMBER_ENCRYPTED;
    return rft_name_is_archive(name) ? RFT_MEMBER_NESTED : RFT_MEMBER_FILE;
}

static void
fill(const RftUnpacker *unpacker, RftArchiveAnswer *member)
{
    struct archive_entry *entry = unpacker->entry;
    const char *name = archive_entry_pathname(entry);
    const int64_t size = archive_entry_size(entry);

    memset(member, 0, offsetof(RftArchiveAnswer, text));
    if (name == NULL) /* called UTF-8 and none */
        name = "";
    member->ordinal = (uint32_t)unpacker->next;
    member->kind = kind_of(entry, name);
    member->size = (uint64_t)MAX(size, 0);
    member->mtime = nanoseconds(entry);
    member->length = (uint32_t)MIN(strlen(name), sizeof(member->text));
    memcpy(member->text, name, member->length);
}

/* What comes out of a compressed stream is counted here, not in libarchive, which passes over a
 * member of any size in one call. @came: what did, by the end of its last byte. */
static bool
pass_over(RftUnpacker *unpacker, uint64_t *came)
{
    const void *block = NULL;
    size_t length = 0;
    la_int64_t offset = 0;
    int result = ARCHIVE_OK;

    if (!unpacker->pending || unpacker->seeks)
        return true;
    unpacker->pending = false;
    while ((result = archive_read_data_block(unpacker->archive, &block, &length, &offset)) ==
           ARCHIVE_OK) {
        if (!count(unpacker, length))
            return false;
        *came = (uint64_t)offset + length;
    }
    if (result != ARCHIVE_FATAL)
        return true; /* or a trouble of this member alone */
    unpacker->dead = true;
    return fail_by_archive(unpacker);
}

RftUnpackStep
rft_unpacker_next(RftUnpacker *unpacker, RftArchiveAnswer *member)
{
    uint64_t came = 0;

    if (unpacker->archive == NULL && !unpacker->dead)
        (void)open_archive(unpacker);
    if (unpacker->dead || !pass_over(unpacker, &came))
        return RFT_UNPACK_FAILED;
    (void)fail(unpacker, RFT_ARCHIVE_FINE, "%s", "");
    const int result = archive_read_next_header(unpacker->archive, &unpacker->entry);
    /* trying again, which some failures allow, would take the bytes of a member for entries */
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
        unpacker->dead = true;
        if (result == ARCHIVE_EOF)
            return RFT_UNPACK_END;
        (void)fail_by_archive(unpacker);
        return RFT_UNPACK_FAILED;
    }
    if (unpacker->next >= unpacker->limits->members) {
        unpacker->dead = true;
        (void)fail(unpacker, RFT_ARCHIVE_OVER_LIMIT, "more than %" PRIu64 " members",
                   unpacker->limits->members);
        return RFT_UNPACK_FAILED;
    }
    fill(unpacker, member);
    unpacker->pending = true;
    if (unpacker->next++ % BEAT_HEADERS == 0)
        unpacker->beat(unpacker->data);
    return archive_entry_filetype(unpacker->entry) == AE_IFDIR ? RFT_UNPACK_FOLDER
                                                               : RFT_UNPACK_MEMBER;
}

bool
rft_unpacker_pass(RftUnpacker *unpacker, RftArchiveAnswer *member)
{
    uint64_t came = member->size;

    if (!pass_over(unpacker, &came))
        return false;
    /* what ends with a hole is longer than its last byte */
    if (archive_entry_sparse_count(unpacker->entry) == 0)
        member->size = came;
    return true;
}

/* ---- fetching ---- */

static bool
put(int file, const void *bytes, size_t length, off_t at)
{
    const char *from = bytes;

    while (length > 0) {
        const ssize_t put = pwrite(file, from, length, at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        at += put;
        length -= (size_t)put;
    }
    return true;
}

static bool
fail_writing(RftUnpacker *unpacker)
{
    return fail(unpacker, RFT_ARCHIVE_FAILED_IO, "no room for what is unpacked: %s",
                strerror(errno));
}

/* Grows the member to @end. Holes count as what they unpack to: somebody will read them. */
static bool
grow(RftUnpacker *unpacker, uint64_t *end, uint64_t to, uint64_t came)
{
    const uint64_t more = to > *end ? to - *end : 0;

    if (to > unpacker->limits->member_bytes)
        return fail_member_limit(unpacker);
    *end += more;
    return count(unpacker, MAX(more, came));
}

static bool
write_member(RftUnpacker *unpacker, int file)
{
    const void *block = NULL;
    size_t length = 0;
    la_int64_t offset = 0;
    uint64_t end = 0;
    int result = ARCHIVE_OK;

    while ((result = archive_read_data_block(unpacker->archive, &block, &length, &offset)) ==
           ARCHIVE_OK) {
        if (offset < 0 || (uint64_t)offset > unpacker->limits->member_bytes)
            return fail_member_limit(unpacker);
        if (!grow(unpacker, &end, (uint64_t)offset + length, length))
            return false;
        if (!put(file, block, length, offset))
            return fail_writing(unpacker);
    }
    if (result != ARCHIVE_EOF) {
        unpacker->dead = result == ARCHIVE_FATAL;
        unpacker->lost = unpacker->dead && unpacker->seeks;
        return fail_by_archive(unpacker);
    }
    unpacker->pending = false;
    /* a hole at the end is no block */
    if (archive_entry_sparse_count(unpacker->entry) > 0 &&
        !grow(unpacker, &end, unpacker->member.size, 0))
        return false;
    return ftruncate(file, (off_t)end) == 0 || fail_writing(unpacker);
}

static int
unpack(RftUnpacker *unpacker)
{
    const int file = memfd_create("member", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (file < 0) {
        (void)fail_writing(unpacker);
        return -1;
    }
    if (!write_member(unpacker, file)) {
        (void)close(file);
        return -1;
    }
    if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
        (void)fail_writing(unpacker);
        (void)close(file);
        return -1;
    }
    return file;
}

/* Goes on to the entry @ordinal. */
static bool
find(RftUnpacker *unpacker, uint32_t ordinal)
{
    RftUnpackStep step = RFT_UNPACK_FOLDER;

    if (unpacker->lost && unpacker->reopened++ < MOST_REOPENED) {
        (void)archive_read_free(unpacker->archive);
        unpacker->archive = NULL;
        unpacker->dead = false;
        unpacker->lost = false;
    }
    do {
        step = rft_unpacker_next(unpacker, &unpacker->member);
        if (step == RFT_UNPACK_FAILED)
            return false;
        if (step == RFT_UNPACK_END)
            return fail(unpacker, RFT_ARCHIVE_DAMAGED, "the archive has no member %u", ordinal);
    } while (unpacker->next <= ordinal);
    if (step == RFT_UNPACK_MEMBER && unpacker->member.kind == RFT_MEMBER_ENCRYPTED)
        return fail(unpacker, RFT_ARCHIVE_ENCRYPTED, "encrypted in the archive");
    if (step != RFT_UNPACK_MEMBER || unpacker->member.kind != RFT_MEMBER_FILE)
        return fail(unpacker, RFT_ARCHIVE_FAILED_IO, "member %u is no file to unpack", ordinal);
    return unpacker->member.size <= unpacker->limits->member_bytes || fail_member_limit(unpacker);
}

int
rft_unpacker_fetch(RftUnpacker *unpacker, uint32_t ordinal)
{
    if (ordinal < unpacker->lowest) {
        (void)fail(unpacker, RFT_ARCHIVE_FAILED_IO, "member %u was asked for too late", ordinal);
        return -1;
    }
    unpacker->lowest = (uint64_t)ordinal + 1;
    return find(unpacker, ordinal) ? unpack(unpacker) : -1;
}

/* ---- */

RftUnpacker *
rft_unpacker_new(int file, const RftUnpackLimits *limits, void (*beat)(void *data), void *data)
{
    RftUnpacker *unpacker = calloc(1, sizeof(*unpacker));

    if (unpacker == NULL)
        return NULL;
    unpacker->file = file;
    unpacker->limits = limits;
    unpacker->beat = beat;
    unpacker->data = data;
    return unpacker;
}

void
rft_unpacker_tell(const RftUnpacker *unpacker, RftArchiveAnswer *answer)
{
    memset(answer, 0, offsetof(RftArchiveAnswer, text));
    answer->code = unpacker->code;
    answer->length = (uint32_t)strlen(unpacker->text);
    memcpy(answer->text, unpacker->text, answer->length);
}

void
rft_unpacker_free(RftUnpacker *unpacker)
{
    if (unpacker == NULL)
        return;
    (void)archive_read_free(unpacker->archive);
    free(unpacker);
}
