/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "pdf/record.h"

/* Writing records. One record is open at a time; nothing is sent before it is closed. */

typedef struct {
    int fd;
    GByteArray *record;
    bool broken; /* nobody reads any more */
} XtStream;

/** xt_stream_open: Returns: a stream to @fd, with the magic number sent. Close with _close(). */
XtStream *xt_stream_open(int fd);
void xt_stream_close(XtStream *stream);

/** xt_begin: opens a record. */
void xt_begin(XtStream *stream, RftPdfRecordType type);
/** xt_end: sends the open record. Returns: false when nobody reads. */
bool xt_end(XtStream *stream);

void xt_u32(XtStream *stream, uint32_t value);
void xt_i32(XtStream *stream, int32_t value);
void xt_f32(XtStream *stream, double value);
/** xt_string: a length and bytes; NULL is the same as "". At most 64 KiB are sent. */
void xt_string(XtStream *stream, const char *text);
void xt_bytes(XtStream *stream, const void *bytes, size_t length);

/** xt_room: Returns: (transfer none): room for @length bytes, to be filled in before anything else
 * is written. */
uint8_t *xt_room(XtStream *stream, size_t length);
/** xt_put_u32, xt_put_f32: write to such room; here, because each letter calls nine. Returns: where
 * the next goes. */
static inline uint8_t *
xt_put_u32(uint8_t *at, uint32_t value)
{
    const uint32_t little = GUINT32_TO_LE(value);

    memcpy(at, &little, sizeof(little));
    return at + sizeof(little);
}

static inline uint8_t *
xt_put_f32(uint8_t *at, double value)
{
    const float single = isfinite(value) ? (float)CLAMP(value, -1e6, 1e6) : 0.0F;
    uint32_t bits = 0;

    memcpy(&bits, &single, sizeof(bits));
    return xt_put_u32(at, bits);
}

/** xt_reserve: leaves room for a number to be set later with xt_set_u32(). Returns: where. */
guint xt_reserve(XtStream *stream);
void xt_set_u32(XtStream *stream, guint at, uint32_t value);
