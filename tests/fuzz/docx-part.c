/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "finish.h"
#include "parts.h"

/*
 * The input is word/document.xml. It is put into a zip in memory, stored, beside the fixed parts of
 * parts.h, so that references to styles, numbers, notes, page headers and pictures lead somewhere.
 * The zip is written by hand (APPNOTE 4.3): that takes no longer than copying the bytes.
 */

static uint32_t
crc32_of(const uint8_t *data, size_t size)
{
    static uint32_t table[256];
    uint32_t crc = UINT32_MAX;

    if (table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0);
            table[i] = value;
        }
    }
    for (size_t i = 0; i < size; i++)
        crc = (crc >> 8) ^ table[(crc ^ data[i]) & 0xff];
    return ~crc;
}

static void
put(GByteArray *out, uint32_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        const uint8_t byte = (uint8_t)(value >> (8 * i));
        g_byte_array_append(out, &byte, 1);
    }
}

/* What the local header and the central directory say alike: version to lengths (4.3.7, 4.3.12). */
static void
put_entry(GByteArray *out, const char *name, const uint8_t *data, size_t size)
{
    put(out, 20, 2); /* version needed */
    put(out, 0, 2);  /* flags */
    put(out, 0, 2);  /* stored */
    put(out, 0x50210000, 4);
    put(out, crc32_of(data, size), 4);
    put(out, (uint32_t)size, 4);
    put(out, (uint32_t)size, 4);
    put(out, (uint32_t)strlen(name), 2);
    put(out, 0, 2); /* extra */
}

static void
add_part(GByteArray *zip, GByteArray *directory, const char *name, const uint8_t *data, size_t size)
{
    const guint at = zip->len;
    const guint length = (guint)strlen(name);

    put(zip, 0x04034b50, 4);
    put_entry(zip, name, data, size);
    g_byte_array_append(zip, (const guint8 *)name, length);
    g_byte_array_append(zip, data, (guint)size);
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2); /* made by */
    put_entry(directory, name, data, size);
    put(directory, 0, 2); /* comment */
    put(directory, 0, 2); /* disk */
    put(directory, 0, 2); /* attributes */
    put(directory, 0, 4);
    put(directory, at, 4);
    g_byte_array_append(directory, (const guint8 *)name, length);
}

static GByteArray *
pack(const uint8_t *data, size_t size)
{
    GByteArray *zip = g_byte_array_sized_new((guint)size + 16384);
    g_autoptr(GByteArray) directory = g_byte_array_new();
    uint32_t n = 1;

    add_part(zip, directory, "word/document.xml", data, size);
    for (const FixedPart *part = fixed_parts; part->name != NULL; part++, n++)
        add_part(zip, directory, part->name, (const uint8_t *)part->text,
                 part->size != 0 ? part->size : strlen(part->text));
    const guint at = zip->len;
    g_byte_array_append(zip, directory->data, directory->len);
    put(zip, 0x06054b50, 4);
    put(zip, 0, 4); /* disks */
    put(zip, n, 2);
    put(zip, n, 2);
    put(zip, directory->len, 4);
    put(zip, at, 4);
    put(zip, 0, 2); /* comment */
    return zip;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const FuzzInput part = fuzz_split(data, size);
    g_autoptr(GByteArray) zip = pack(part.data, part.size);
    const FuzzInput package = {zip->data, zip->len, part.options};

    fuzz_finish("docx", &package);
    return 0;
}
