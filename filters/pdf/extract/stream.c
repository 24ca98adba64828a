/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "pdf/extract/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_STRING = 1 << 16 };

static void
send(XtStream *stream, const uint8_t *bytes, size_t length)
{
    while (length > 0 && !stream->broken) {
        const ssize_t sent = write(stream->fd, bytes, length);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            stream->broken = true;
            return;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
}

XtStream *
xt_stream_open(int fd)
{
    XtStream *stream = g_new0(XtStream, 1);

    stream->fd = fd;
    stream->record = g_byte_array_new();
    send(stream, (const uint8_t *)RFT_PDF_MAGIC, RFT_PDF_MAGIC_SIZE);
    return stream;
}

void
xt_stream_close(XtStream *stream)
{
    g_byte_array_unref(stream->record);
    g_free(stream);
}

void
xt_begin(XtStream *stream, RftPdfRecordType type)
{
    g_byte_array_set_size(stream->record, 0);
    xt_u32(stream, type);
    xt_u32(stream, 0);
}

bool
xt_end(XtStream *stream)
{
    xt_set_u32(stream, 4, stream->record->len - RFT_PDF_HEADER_SIZE);
    send(stream, stream->record->data, stream->record->len);
    return !stream->broken;
}

void
xt_bytes(XtStream *stream, const void *bytes, size_t length)
{
    memcpy(xt_room(stream, length), bytes, length);
}

uint8_t *
xt_room(XtStream *stream, size_t length)
{
    GByteArray *record = stream->record;
    const guint at = record->len;

    g_byte_array_set_size(record, at + (guint)length);
    return record->data + at;
}

void
xt_u32(XtStream *stream, uint32_t value)
{
    (void)xt_put_u32(xt_room(stream, sizeof(value)), value);
}

void
xt_i32(XtStream *stream, int32_t value)
{
    xt_u32(stream, (uint32_t)value);
}

void
xt_f32(XtStream *stream, double value)
{
    (void)xt_put_f32(xt_room(stream, sizeof(float)), value);
}

void
xt_string(XtStream *stream, const char *text)
{
    const size_t length = text != NULL ? strnlen(text, LONGEST_STRING) : 0;

    xt_u32(stream, (uint32_t)length);
    if (length > 0)
        xt_bytes(stream, text, length);
}

guint
xt_reserve(XtStream *stream)
{
    const guint at = stream->record->len;

    xt_u32(stream, 0);
    return at;
}

void
xt_set_u32(XtStream *stream, guint at, uint32_t value)
{
    const uint32_t little = GUINT32_TO_LE(value);

    memcpy(stream->record->data + at, &little, sizeof(little));
}
