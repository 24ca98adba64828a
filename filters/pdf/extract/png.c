/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/png.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* cairo writes colours only, filtered and packed as tightly as can be: most of the time that a
 * scanned page takes. Here it is what the picture needs. */

enum { LEVEL = 3, GREY_SLACK = 6, FINE = 8, COARSE = 4, TWO = 1 };

typedef struct {
    const uint8_t *pixels;
    unsigned width, height;
    size_t stride;
} Picture;

/* Without a way out in the middle, so that several pixels are looked at at once. */
static bool
is_grey_row(const uint32_t *row, unsigned width)
{
    int most = 0;

    for (unsigned x = 0; x < width; x++) {
        const int r = (int)(row[x] >> 16 & 0xffU);
        const int g = (int)(row[x] >> 8 & 0xffU);
        const int b = (int)(row[x] & 0xffU);
        const int far = MAX(abs(r - g), abs(g - b));
        most = MAX(most, far);
    }
    return most <= GREY_SLACK;
}

static const uint32_t *
row_of(const Picture *picture, unsigned y)
{
    return (const uint32_t *)(const void *)(picture->pixels + y * picture->stride);
}

static bool
is_grey(const Picture *picture)
{
    for (unsigned y = 0; y < picture->height; y++)
        if (!is_grey_row(row_of(picture, y), picture->width))
            return false;
    return true;
}

bool
xt_png_two_colours(const uint8_t *pixels, unsigned width, unsigned height, size_t stride)
{
    const Picture picture = {pixels, width, height, stride};

    for (unsigned y = 0; y < height; y++) {
        const uint32_t *row = row_of(&picture, y);
        uint32_t other = 0;
        for (unsigned x = 0; x < width; x++) {
            const uint32_t pixel = row[x] & 0xffffffU;
            other |= (uint32_t)(pixel != 0) & (uint32_t)(pixel != 0xffffffU);
        }
        if (other != 0)
            return false;
    }
    return true;
}

static void
put_bits(const uint32_t *row, unsigned width, uint8_t *out)
{
    unsigned bits = 0;

    for (unsigned x = 0; x < width; x++) {
        bits = bits << 1 | (row[x] & 1U);
        if (x % 8 == 7)
            *out++ = (uint8_t)bits;
    }
    if (width % 8 != 0)
        *out = (uint8_t)(bits << (8 - width % 8));
}

/* The nearest of sixteen shades; the same as to divide by 255 for each of these numbers. */
static unsigned
coarse(uint32_t pixel)
{
    const unsigned sum = (pixel >> 8 & 0xffU) * 15U + 127U;

    return (sum + 1U + (sum >> 8)) >> 8;
}

/* One of 32 shades, spread over all 256. */
static uint8_t
rounded(uint32_t shade)
{
    shade &= 0xf8U;
    return (uint8_t)(shade | shade >> 5);
}

/* @rough: colours are rounded as greys are, but finer: there are photographs. What a scanner adds
 * to white paper goes with it, which is most of what such a page would take. */
static void
put_colours(const uint32_t *row, unsigned width, bool rough, uint8_t *out)
{
    for (unsigned x = 0; x < width; x++) {
        const uint32_t r = row[x] >> 16 & 0xffU;
        const uint32_t g = row[x] >> 8 & 0xffU;
        const uint32_t b = row[x] & 0xffU;
        *out++ = rough ? rounded(r) : (uint8_t)r;
        *out++ = rough ? rounded(g) : (uint8_t)g;
        *out++ = rough ? rounded(b) : (uint8_t)b;
    }
}

static void
put_row(const Picture *picture, unsigned y, bool grey, int depth, uint8_t *out)
{
    const uint32_t *row = row_of(picture, y);
    const unsigned width = picture->width;

    if (!grey) {
        put_colours(row, width, depth == COARSE, out);
    } else if (depth == TWO) {
        put_bits(row, width, out);
    } else if (depth == FINE) {
        for (unsigned x = 0; x < width; x++)
            out[x] = (uint8_t)(row[x] >> 8);
    } else {
        for (unsigned x = 0; x + 1 < width; x += 2)
            *out++ = (uint8_t)(coarse(row[x]) << 4 | coarse(row[x + 1]));
        if (width % 2 != 0)
            *out = (uint8_t)(coarse(row[width - 1]) << 4);
    }
}

static void
add_bytes(png_structp png, png_bytep bytes, png_size_t length)
{
    g_byte_array_append(png_get_io_ptr(png), bytes, (guint)length);
}

static void
flush(png_structp png)
{
    (void)png;
}

static bool
write_rows(png_structp png, png_infop info, const Picture *picture, bool grey, int depth,
           uint8_t *row)
{
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_set_IHDR(png, info, picture->width, picture->height, grey ? depth : FINE,
                 grey ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, LEVEL);
    png_set_filter(png, PNG_FILTER_TYPE_BASE,
                   grey || depth == COARSE ? PNG_FILTER_NONE : PNG_FILTER_SUB);
    png_write_info(png, info);
    for (unsigned y = 0; y < picture->height; y++) {
        put_row(picture, y, grey, depth, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return true;
}

GByteArray *
xt_png_encode(const uint8_t *pixels, unsigned width, unsigned height, size_t stride, XtPngKind kind)
{
    const Picture picture = {pixels, width, height, stride};
    GByteArray *out = g_byte_array_new();
    const bool two = kind == XT_PNG_BITS || xt_png_two_colours(pixels, width, height, stride);
    const bool grey = two || is_grey(&picture);
    const int depth = two ? TWO : kind == XT_PNG_PAGE ? COARSE : FINE;
    g_autofree uint8_t *row = g_new0(uint8_t, (size_t)width * 3 + 1);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;

    if (info != NULL) {
        png_set_write_fn(png, out, add_bytes, flush);
        if (!write_rows(png, info, &picture, grey, depth, row))
            g_byte_array_set_size(out, 0);
    }
    png_destroy_write_struct(&png, &info);
    return out;
}
