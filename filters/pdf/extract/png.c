/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/png.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* cairo writes colours only, filtered and packed as tightly as can be: most of the time that a
 * scanned page takes. Here it is what the picture needs. */

enum { LEVEL = 3, GREY_SLACK = 6, FINE = 8, COARSE = 4 };

typedef struct {
    const uint8_t *pixels;
    unsigned width, height;
    size_t stride;
} Picture;

static uint32_t
pixel_at(const uint8_t *row, unsigned x)
{
    uint32_t pixel = 0;

    memcpy(&pixel, row + (size_t)x * sizeof(pixel), sizeof(pixel));
    return pixel;
}

static bool
is_grey(const Picture *picture)
{
    for (unsigned y = 0; y < picture->height; y++) {
        const uint8_t *row = picture->pixels + y * picture->stride;
        for (unsigned x = 0; x < picture->width; x++) {
            const uint32_t p = pixel_at(row, x);
            const int r = (int)(p >> 16 & 0xffU);
            const int g = (int)(p >> 8 & 0xffU);
            const int b = (int)(p & 0xffU);
            if (abs(r - g) > GREY_SLACK || abs(g - b) > GREY_SLACK)
                return false;
        }
    }
    return true;
}

static void
put_row(const Picture *picture, unsigned y, bool grey, int depth, uint8_t *out)
{
    const uint8_t *row = picture->pixels + y * picture->stride;

    for (unsigned x = 0; x < picture->width; x++) {
        const uint32_t p = pixel_at(row, x);
        const uint8_t green = (uint8_t)(p >> 8);
        if (!grey) {
            *out++ = (uint8_t)(p >> 16);
            *out++ = green;
            *out++ = (uint8_t)p;
        } else if (depth == FINE) {
            *out++ = green;
        } else {
            const uint8_t shade = (uint8_t)((green * 15U + 127U) / 255U);
            if (x % 2 == 0)
                *out = (uint8_t)(shade << 4);
            else
                *out++ |= shade;
        }
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
    png_set_IHDR(png, info, picture->width, picture->height, depth,
                 grey ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, LEVEL);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, grey ? PNG_FILTER_NONE : PNG_FILTER_SUB);
    png_write_info(png, info);
    for (unsigned y = 0; y < picture->height; y++) {
        put_row(picture, y, grey, depth, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return true;
}

GByteArray *
xt_png_encode(const uint8_t *pixels, unsigned width, unsigned height, size_t stride, bool page)
{
    const Picture picture = {pixels, width, height, stride};
    GByteArray *out = g_byte_array_new();
    const bool grey = is_grey(&picture);
    const int depth = grey && page ? COARSE : FINE;
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
