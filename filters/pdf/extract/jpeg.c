/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/jpeg.h"

#include <stdint.h>
#include <string.h>

/*
 * ISO/IEC 10918-1, annex B. What is kept is a list of what a decoder needs, not all but a list of
 * what is known to be private: tables, frame, scans, and the two marks that say which colours they
 * are. Profiles go too: in a PDF the colours are what the PDF says, and there it is as if there
 * were none (capture.c); so goes whatever stands behind the end.
 */

enum {
    SOF0 = 0xc0, /* baseline */
    SOF1 = 0xc1, /* extended */
    SOF2 = 0xc2, /* progressive */
    DHT = 0xc4,
    RST0 = 0xd0,
    RST7 = 0xd7,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    APP0 = 0xe0,
    APP14 = 0xee
};

typedef struct {
    const uint8_t *data;
    size_t size;
    size_t at;
    GByteArray *out;
    int width, height;
    bool framed;  /* there was a frame, and it is as it should be */
    bool named;   /* which colours they are is said, or there is one only */
    bool scanned; /* there was a scan */
} Jpeg;

/* Where a scan ends: at the next marker that is no restart and no stuffed zero. */
static size_t
scan_end(const Jpeg *jpeg, size_t at)
{
    while (at + 1 < jpeg->size) {
        const uint8_t *found = memchr(jpeg->data + at, 0xff, jpeg->size - at - 1);
        if (found == NULL)
            break;
        at = (size_t)(found - jpeg->data);
        const uint8_t next = found[1];
        if (next != 0 && next != 0xff && (next < RST0 || next > RST7))
            return at;
        at += next == 0xff ? 1 : 2;
    }
    return jpeg->size;
}

static bool
take_frame(Jpeg *jpeg, const uint8_t *segment, size_t length)
{
    enum { SHORTEST = 10 };

    if (length < SHORTEST || jpeg->framed)
        return false;
    const int height = segment[5] << 8 | segment[6];
    const int width = segment[7] << 8 | segment[8];
    const int components = segment[9];
    jpeg->framed = segment[4] == 8 && height == jpeg->height && width == jpeg->width &&
                   (components == 1 || components == 3);
    jpeg->named = jpeg->named || components == 1;
    return jpeg->framed;
}

/* Returns: false where it is no picture for us. */
static bool
take_segment(Jpeg *jpeg, const uint8_t *segment, size_t length)
{
    static const uint8_t jfif[] = {0xff, APP0, 0, 16, 'J', 'F', 'I', 'F', 0,
                                   1,    1,    0, 0,  1,   0,   1,   0,   0};

    switch (segment[1]) {
    case APP0: /* the same for all: resolution and a small picture are not needed */
        if (length >= sizeof(jfif) && memcmp(segment + 4, "JFIF", 5) == 0 && !jpeg->named) {
            g_byte_array_append(jpeg->out, jfif, sizeof(jfif));
            jpeg->named = true;
        }
        return true;
    case APP14:
        if (length < 16 || memcmp(segment + 4, "Adobe", 5) != 0)
            return true;
        jpeg->named = true;
        length = 16;
        g_byte_array_append(jpeg->out, segment, 2);
        g_byte_array_append(jpeg->out, (const uint8_t[]){0, 14}, 2);
        g_byte_array_append(jpeg->out, segment + 4, (guint)length - 4);
        return true;
    case SOF0:
    case SOF1:
    case SOF2:
        if (!take_frame(jpeg, segment, length))
            return false;
        break;
    case DHT:
    case DQT:
    case DRI:
        break;
    case SOS:
        if (!jpeg->framed)
            return false;
        jpeg->scanned = true;
        break;
    default:
        /* application data and comments are left out; other kinds of frames are not shown */
        return segment[1] >= APP0;
    }
    g_byte_array_append(jpeg->out, segment, (guint)length);
    return true;
}

/* Returns: false where it stops before its end. */
static bool
take_all(Jpeg *jpeg)
{
    while (jpeg->at + 4 <= jpeg->size) {
        const uint8_t *segment = jpeg->data + jpeg->at;
        if (segment[0] != 0xff)
            return false;
        if (segment[1] == 0xff) { /* a fill byte (B.1.1.2) */
            jpeg->at++;
            continue;
        }
        if (segment[1] == EOI)
            return true;
        const size_t length = 2 + ((size_t)segment[2] << 8 | segment[3]);
        if (length < 4 || length > jpeg->size - jpeg->at || !take_segment(jpeg, segment, length))
            return false;
        jpeg->at += length;
        if (segment[1] != SOS)
            continue;
        const size_t end = scan_end(jpeg, jpeg->at);
        g_byte_array_append(jpeg->out, jpeg->data + jpeg->at, (guint)(end - jpeg->at));
        jpeg->at = end;
    }
    return jpeg->at + 2 <= jpeg->size && jpeg->data[jpeg->at] == 0xff &&
           jpeg->data[jpeg->at + 1] == EOI;
}

GByteArray *
xt_jpeg_clean(const GByteArray *bytes, int width, int height)
{
    static const uint8_t start[] = {0xff, SOI};
    static const uint8_t end[] = {0xff, EOI};
    Jpeg jpeg = {.data = bytes->data,
                 .size = bytes->len,
                 .at = 2,
                 .out = g_byte_array_sized_new(bytes->len + 32),
                 .width = width,
                 .height = height};

    g_byte_array_append(jpeg.out, start, sizeof(start));
    if (bytes->len < 4 || memcmp(bytes->data, start, 2) != 0 || !take_all(&jpeg) || !jpeg.named ||
        !jpeg.scanned) {
        g_byte_array_unref(jpeg.out);
        return NULL;
    }
    return g_byte_array_append(jpeg.out, end, sizeof(end));
}
