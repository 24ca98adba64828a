/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stdint.h>

/* Writes the font with nothing in it that fonts.c explains: make-font FILE. Run by the build. */

/* ---- a TrueType font with one empty glyph: Apple's and Microsoft's specification of sfnt ---- */

static void
put16(GByteArray *out, unsigned value)
{
    const uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};

    g_byte_array_append(out, bytes, sizeof(bytes));
}

static void
put32(GByteArray *out, uint32_t value)
{
    put16(out, value >> 16);
    put16(out, value & 0xffffU);
}

static void
put_many(GByteArray *out, const uint16_t *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put16(out, values[i]);
}

#define TABLE(out, ...)                                                                            \
    do {                                                                                           \
        static const uint16_t values_[] = {__VA_ARGS__};                                           \
        put_many(out, values_, G_N_ELEMENTS(values_));                                             \
    } while (0)

/* Tables in the order of their tags, each of whole 32-bit words. */
static void
put_table(GByteArray *out, unsigned which)
{
    switch (which) {
    case 0: /* cmap: one table of format 4 that maps nothing */
        TABLE(out, 0, 1, 3, 1, 0, 12, 4, 24, 0, 2, 2, 0, 0, 0xffff, 0, 0xffff, 1, 0);
        break;
    case 1: /* glyf: one outline without contours */
        TABLE(out, 0, 0, 0, 0, 0, 0);
        break;
    case 2: /* head: 1000 units to the em, short offsets in loca */
        TABLE(out, 1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
              8, 2, 0, 0, 0);
        break;
    case 3: /* hhea: one advance width */
        TABLE(out, 1, 0, 800, 0xff38, 0, 500, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1);
        break;
    case 4: /* hmtx */
        TABLE(out, 500, 0);
        break;
    case 5: /* loca */
        TABLE(out, 0, 6);
        break;
    case 6: /* maxp, version 1.0: one glyph */
        TABLE(out, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        break;
    default: /* post, version 3.0: no names */
        TABLE(out, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        break;
    }
}

static GByteArray *
make_font(void)
{
    static const char tags[][5] = {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"};
    const unsigned n = G_N_ELEMENTS(tags);
    GByteArray *out = g_byte_array_new();
    GByteArray *body = g_byte_array_new();

    put32(out, 0x00010000);
    put16(out, n);
    put16(out, 128);
    put16(out, 3);
    put16(out, n * 16 - 128);
    for (unsigned i = 0; i < n; i++) {
        const guint start = body->len;
        put_table(body, i);
        g_byte_array_append(out, (const guint8 *)tags[i], 4);
        put32(out, 0); /* nobody looks at the sums */
        put32(out, 12 + n * 16 + start);
        put32(out, body->len - start);
    }
    g_byte_array_append(out, body->data, body->len);
    g_byte_array_unref(body);
    return out;
}

int
main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
    GByteArray *font = make_font();
    const gboolean ok =
        g_file_set_contents(argv[1], (const char *)font->data, (gssize)font->len, NULL);
    g_byte_array_unref(font);
    return ok ? 0 : 73;
}
