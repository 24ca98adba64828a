/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <referat/referat.h>
#include <string.h>
#include <unistd.h>

#include "bulk/plan/archive.h"

/* A lease for reading is given only while nobody has the file open for writing. Whoever opens it
 * while we have one waits for us, so it is given back at once; the signal that tells us so is
 * ignored by the program. */
static bool
is_being_written(int file)
{
    if (fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
        (void)fcntl(file, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN;
}

static size_t
read_at(int file, char *bytes, size_t room, off_t at)
{
    size_t length = 0;

    while (length < room) {
        const ssize_t got = pread(file, bytes + length, room - length, at + (off_t)length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    return length;
}

static uint32_t
little(const char *bytes, unsigned n)
{
    uint32_t number = 0;

    while (n > 0)
        number = number << 8 | (unsigned char)bytes[--n];
    return number;
}

/* The end of central directory record (APPNOTE 4.3.16): the last thing that is written. Its
 * directory must lie before it. */
static bool
has_zip_end(int file, off_t size)
{
    enum { RECORD = 22, COMMENT = 65535, CD_SIZE = 12, CD_OFFSET = 16, COMMENT_LENGTH = 20 };
    const size_t room = (size_t)MIN(size, (off_t)(RECORD + COMMENT));
    g_autofree char *bytes = g_malloc(room + 1);
    const off_t at = size - (off_t)room;
    const size_t length = read_at(file, bytes, room, at);

    for (size_t i = length >= RECORD ? length - RECORD + 1 : 0; i > 0; i--) {
        const char *record = bytes + i - 1;
        if (memcmp(record, "PK\5\6", 4) != 0)
            continue;
        const uint64_t place = (uint64_t)at + i - 1;
        const uint64_t offset = little(record + CD_OFFSET, 4);
        const uint64_t directory = little(record + CD_SIZE, 4);
        const bool zip64 = offset == UINT32_MAX || directory == UINT32_MAX;
        if ((zip64 || offset + directory <= place) &&
            i - 1 + RECORD + little(record + COMMENT_LENGTH, 2) <= length)
            return true;
    }
    return false;
}

/* Readers look for it in the last kilobyte (ISO 32000-1, H.3.18); mail gateways and printers add a
 * little. */
static bool
has_pdf_end(int file, off_t size)
{
    enum { ROOM = 4096 };
    char bytes[ROOM];
    const size_t room = (size_t)MIN(size, (off_t)ROOM);
    const size_t length = read_at(file, bytes, room, size - (off_t)room);

    return memmem(bytes, length, "%%EOF", strlen("%%EOF")) != NULL;
}

static bool
has_xml_end(int file, off_t size)
{
    enum { ROOM = 256 };
    char bytes[ROOM];
    const size_t room = (size_t)MIN(size, (off_t)ROOM);
    size_t length = read_at(file, bytes, room, size - (off_t)room);

    while (length > 0 && g_ascii_isspace(bytes[length - 1]))
        length--;
    return length > 0 && bytes[length - 1] == '>';
}

/* Returns: the format that the name says, when it is one that is read. */
static bool
is_readable_name(const char *name, ReferatFormat *format)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *ending = dot != NULL ? g_ascii_strdown(dot + 1, -1) : NULL;

    return ending != NULL && *ending != '\0' && referat_format_for_name(ending, format) &&
           format->readable && g_strv_contains(format->extensions, ending);
}

/* The first bytes of a file whose room was taken before its bytes came. */
static bool
is_blank(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != '\0')
            return false;
    return true;
}

static RftReadiness
look_at_end(int file, off_t size, const char *head, size_t length, RftReadiness whole)
{
    const bool zip = length >= 4 && memcmp(head, "PK\3\4", 4) == 0;
    const bool pdf = memmem(head, length, "%PDF-", strlen("%PDF-")) != NULL;
    const bool xml = length > 0 && *head == '<';

    if (is_blank(head, length) || (zip && !has_zip_end(file, size)) ||
        (!zip && pdf && !has_pdf_end(file, size)) ||
        (!zip && !pdf && xml && !has_xml_end(file, size)))
        return RFT_READY_INCOMPLETE;
    return whole;
}

RftReadiness
rft_look_ready(int file, const struct stat *st, const char *name)
{
    enum { HEAD = 1024 /* within which a PDF begins */ };
    char head[HEAD];
    ReferatFormat format;
    const size_t length = read_at(file, head, sizeof(head), 0);
    const bool archive = rft_archive_has_name(name);

    if (is_being_written(file))
        return RFT_READY_WRITTEN;
    if (st->st_size == 0 || length == 0)
        return RFT_READY_EMPTY;
    if (archive || is_readable_name(name, &format))
        return look_at_end(file, st->st_size, head, length,
                           archive ? RFT_READY_ARCHIVE : RFT_READY_DOCUMENT);
    /* a scanner's file without an ending, or with one of its own */
    if (memmem(head, length, "%PDF-", strlen("%PDF-")) != NULL)
        return look_at_end(file, st->st_size, head, length, RFT_READY_DOCUMENT);
    return RFT_READY_UNSUPPORTED;
}
