/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/identify.h"

#include <string.h>

/*
 * What a file really is, for the one line that a clerk gets. Compound files (CFB) are looked at
 * before anything else: an old .doc may hold a zip (an embedded theme) that would mislead.
 */

static bool
contains(const ReferatProbe *probe, const char *needle, size_t length)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(probe->bytes, &size);

    return memmem(data, MIN(size, (gsize)16 << 20), needle, length) != NULL;
}

#define UTF16(text) text, sizeof(text) - 1

static void
identify_compound(const ReferatProbe *probe, ReferatSniff *result)
{
    if (contains(probe, UTF16("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"))) {
        result->what =
            REFERAT_TEXT("an encrypted Word file: save it without a password and try again");
        result->code = REFERAT_ERROR_ENCRYPTED;
    } else if (contains(probe, UTF16("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"))) {
        result->what =
            REFERAT_TEXT("an old .doc file (Word 97-2003): save it as .docx and try again");
    } else if (contains(probe, UTF16("W\0o\0r\0k\0b\0o\0o\0k\0"))) {
        result->what = REFERAT_TEXT("an old Excel workbook");
    } else if (contains(probe, UTF16("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0"))) {
        result->what = REFERAT_TEXT("an old PowerPoint presentation");
    } else if (contains(probe, UTF16("_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0"))) {
        result->what = REFERAT_TEXT("an Outlook message");
    } else {
        result->what = REFERAT_TEXT("an old Office file (a compound file)");
    }
}

typedef struct {
    const char *magic;
    size_t length;
    const char *what;
} Magic;

static const Magic magics[] = {
    {"{\\rtf", 5, REFERAT_TEXT("an RTF file: open it in a word processor and save it as .docx")},
    {"%PDF-", 5, REFERAT_TEXT("a PDF file, which this build cannot read")},
    {"\x1f\x8b", 2, REFERAT_TEXT("a gzip archive")},
    {"BZh", 3, REFERAT_TEXT("a bzip2 archive")},
    {"7z\xbc\xaf\x27\x1c", 6, REFERAT_TEXT("a 7-Zip archive")},
    {"Rar!", 4, REFERAT_TEXT("a RAR archive")},
    {"\x89PNG", 4, REFERAT_TEXT("a PNG picture")},
    {"\xff\xd8\xff", 3, REFERAT_TEXT("a JPEG picture")},
    {"GIF8", 4, REFERAT_TEXT("a GIF picture")},
    {"II*\0", 4, REFERAT_TEXT("a TIFF picture")},
    {"MM\0*", 4, REFERAT_TEXT("a TIFF picture")},
    {"\x7f"
     "ELF",
     4, REFERAT_TEXT("a program")},
};

void
rft_identify(const ReferatProbe *probe, ReferatSniff *result)
{
    static const char cfb[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

    result->code = REFERAT_ERROR_FORMAT;
    if (probe->head_length == 0)
        result->what = REFERAT_TEXT("an empty file");
    else if (probe->head_length >= 8 && memcmp(probe->head, cfb, 8) == 0)
        identify_compound(probe, result);
}

static const char *
skip_space_and_bom(const char *p, const char *end)
{
    if (end - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        p += 3;
    while (p < end && g_ascii_isspace(*p))
        p++;
    return p;
}

static bool
starts_with(const char *p, const char *end, const char *prefix)
{
    const size_t length = strlen(prefix);

    return (size_t)(end - p) >= length && g_ascii_strncasecmp(p, prefix, length) == 0;
}

static const char *
identify_text(const ReferatProbe *probe)
{
    const char *end = (const char *)probe->head + probe->head_length;
    const char *p = skip_space_and_bom((const char *)probe->head, end);

    if (contains(probe, "schemas.microsoft.com/office/2006/xmlPackage", 44))
        return REFERAT_TEXT(
            "a Word document as one XML file (Flat OPC): save it as .docx and try again");
    if (starts_with(p, end, "<!doctype html") || starts_with(p, end, "<html"))
        return REFERAT_TEXT("a web page (HTML)");
    if (starts_with(p, end, "<?xml"))
        return REFERAT_TEXT("an XML file of an unknown kind");
    if (starts_with(p, end, "From ") || starts_with(p, end, "MIME-Version:"))
        return REFERAT_TEXT("an e-mail message");
    if (memchr(probe->head, '\0', probe->head_length) == NULL)
        return REFERAT_TEXT("a plain text file");
    return NULL;
}

void
rft_identify_rest(const ReferatProbe *probe, ReferatSniff *result)
{
    result->code = REFERAT_ERROR_FORMAT;
    for (size_t i = 0; i < G_N_ELEMENTS(magics); i++) {
        if (probe->head_length >= magics[i].length &&
            memcmp(probe->head, magics[i].magic, magics[i].length) == 0) {
            result->what = magics[i].what;
            return;
        }
    }
    result->what = identify_text(probe);
}
