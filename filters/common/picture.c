/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/picture.h"

#include <string.h>

static bool
has_at(const uint8_t *data, gsize size, gsize at, const char *magic, gsize length)
{
    return size >= at + length && memcmp(data + at, magic, length) == 0;
}

static bool
is_svg(const uint8_t *data, gsize size)
{
    const gsize reach = MIN(size, (gsize)1024);

    return reach > 4 && memmem(data, reach, "<svg", 4) != NULL;
}

const char *
picture_media_type(GBytes *bytes)
{
    gsize size = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &size);

    static const struct {
        gsize at;
        const char *magic;
        gsize length;
        const char *type;
    } magics[] = {
        {0, "\x89PNG\r\n", 6, "image/png"},
        {0, "\xff\xd8\xff", 3, "image/jpeg"},
        {0, "GIF8", 4, "image/gif"},
        {8, "WEBP", 4, "image/webp"},
        {0, "BM", 2, "image/bmp"},
        {0, "II*\0", 4, "image/tiff"},
        {0, "MM\0*", 4, "image/tiff"},
        {40, " EMF", 4, "image/emf"},
        {0, "\xd7\xcd\xc6\x9a", 4, "image/wmf"},
        {0, "\1\0\x09\0", 4, "image/wmf"},
        {0, "\2\0\x09\0", 4, "image/wmf"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
        if (has_at(data, size, magics[i].at, magics[i].magic, magics[i].length))
            return magics[i].type;
    return is_svg(data, size) ? "image/svg+xml" : NULL;
}

bool
picture_shown_by_browsers(const char *media_type)
{
    static const char *const shown[] = {"image/png", "image/jpeg",    "image/gif", "image/webp",
                                        "image/bmp", "image/svg+xml", NULL};

    return g_strv_contains(shown, media_type);
}

/* ---- JPEG (ISO/IEC 10918-1, B.1.1.4) ---- */

static uint16_t
exif_u16(const uint8_t *p, bool big)
{
    return (uint16_t)(big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

/* The orientation of an Exif segment (tag 0x0112 of the first directory), 0 when there is none. */
static uint16_t
exif_orientation(const uint8_t *tiff, gsize size)
{
    if (size < 14)
        return 0;
    const bool big = tiff[0] == 'M';
    const gsize directory =
        big ? ((gsize)tiff[4] << 24 | (gsize)tiff[5] << 16 | (gsize)tiff[6] << 8 | tiff[7])
            : ((gsize)tiff[7] << 24 | (gsize)tiff[6] << 16 | (gsize)tiff[5] << 8 | tiff[4]);
    if (directory > size - 2)
        return 0;
    const gsize n = exif_u16(tiff + directory, big);
    for (gsize i = 0; i < n && directory + 2 + (i + 1) * 12 <= size; i++) {
        const uint8_t *entry = tiff + directory + 2 + i * 12;
        if (exif_u16(entry, big) == 0x0112)
            return exif_u16(entry + 8, big);
    }
    return 0;
}

static void
add_orientation(GByteArray *out, uint16_t orientation)
{
    const uint8_t segment[] = {
        0xff, 0xe1, 0, 34, 'E', 'x',  'i',  'f', 0, 0, 'M', 'M', 0, '*', 0,
        0,    0,    8, 0,  1,   0x01, 0x12, 0,   3, 0, 0,   0,   1, 0,   (uint8_t)orientation,
        0,    0,    0, 0,  0,   0,
    };

    g_byte_array_append(out, segment, sizeof(segment));
}

/* Kept: all that is no application data, JFIF, colour profiles, and Adobe's colour transform. */
static bool
keep_segment(const uint8_t *segment, gsize length)
{
    const uint8_t marker = segment[1];

    if (marker == 0xfe) /* comment */
        return false;
    if (marker < 0xe1 || marker > 0xef)
        return true;
    if (marker == 0xe2)
        return length >= 16 && memcmp(segment + 4, "ICC_PROFILE", 12) == 0;
    return marker == 0xee;
}

static GBytes *
strip_jpeg(const uint8_t *data, gsize size, bool *stripped)
{
    GByteArray *out = g_byte_array_sized_new((guint)size);
    gsize at = 2;

    g_byte_array_append(out, data, 2);
    while (at + 4 <= size && data[at] == 0xff && data[at + 1] != 0xda) {
        if (data[at + 1] == 0xff) { /* a fill byte may stand before any marker (B.1.1.2) */
            at++;
            continue;
        }
        const gsize length = 2 + ((gsize)data[at + 2] << 8 | data[at + 3]);
        if (at + length > size)
            break;
        if (keep_segment(data + at, length)) {
            g_byte_array_append(out, data + at, (guint)length);
        } else {
            *stripped = true;
            if (data[at + 1] == 0xe1 && length > 24 && memcmp(data + at + 4, "Exif\0\0", 6) == 0) {
                const uint16_t orientation = exif_orientation(data + at + 10, length - 10);
                if (orientation > 1 && orientation <= 8)
                    add_orientation(out, orientation);
            }
        }
        at += length;
    }
    if (at + 2 <= size && data[at] == 0xff && data[at + 1] == 0xda)
        g_byte_array_append(out, data + at, (guint)(size - at));
    else
        *stripped = true; /* what cannot be told from metadata is not passed on */
    return g_byte_array_free_to_bytes(out);
}

/* ---- PNG (ISO/IEC 15948, 5.3) and WebP (RIFF) ---- */

static GBytes *
strip_png(const uint8_t *data, gsize size, bool *stripped)
{
    static const char dropped[][5] = {"tEXt", "zTXt", "iTXt", "eXIf", "tIME"};
    GByteArray *out = g_byte_array_sized_new((guint)size);
    gsize at = 8;

    g_byte_array_append(out, data, (guint)MIN(size, (gsize)8));
    while (at + 12 <= size) {
        const gsize length = 12 + ((gsize)data[at] << 24 | (gsize)data[at + 1] << 16 |
                                   (gsize)data[at + 2] << 8 | data[at + 3]);
        bool drop = false;
        if (length > size - at)
            break;
        for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++)
            drop = drop || memcmp(data + at + 4, dropped[i], 4) == 0;
        if (!drop)
            g_byte_array_append(out, data + at, (guint)length);
        *stripped = *stripped || drop;
        at += length;
    }
    if (at < size) /* a chunk that is cut short could be any */
        *stripped = true;
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
strip_webp(const uint8_t *data, gsize size, bool *stripped)
{
    GByteArray *out = g_byte_array_sized_new((guint)size);
    gsize at = 12;

    g_byte_array_append(out, data, 12);
    while (at + 8 <= size) {
        const gsize body = (gsize)data[at + 7] << 24 | (gsize)data[at + 6] << 16 |
                           (gsize)data[at + 5] << 8 | data[at + 4];
        const gsize length = MIN(8 + body + (body & 1), size - at);
        if (memcmp(data + at, "EXIF", 4) == 0 || memcmp(data + at, "XMP ", 4) == 0)
            *stripped = true;
        else
            g_byte_array_append(out, data + at, (guint)length);
        at += length;
    }
    const guint riff = out->len - 8;
    for (guint i = 0; i < 4; i++)
        out->data[4 + i] = (uint8_t)(riff >> (8 * i));
    if (out->len > 21 && memcmp(out->data + 12, "VP8X", 4) == 0)
        out->data[20] &= (uint8_t)~0x0c; /* the flags that promise EXIF and XMP */
    return g_byte_array_free_to_bytes(out);
}

GBytes *
picture_strip(GBytes *bytes, const char *media_type, bool *stripped)
{
    gsize size = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GBytes) clean = NULL;

    *stripped = false;
    if (size > 12 && g_str_equal(media_type, "image/jpeg"))
        clean = strip_jpeg(data, size, stripped);
    else if (size > 12 && g_str_equal(media_type, "image/png"))
        clean = strip_png(data, size, stripped);
    else if (size > 12 && g_str_equal(media_type, "image/webp"))
        clean = strip_webp(data, size, stripped);
    return *stripped ? g_steal_pointer(&clean) : g_bytes_ref(bytes);
}
