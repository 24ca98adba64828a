/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "text/text.h"

/* What may stand in a plain text: no control characters, nothing that no font has. */

/* Stands for a character that says nothing outside its font: private use, or lost before us. */
#define UNKNOWN_CHARACTER "▯"

static bool
is_noncharacter(gunichar c)
{
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static bool
is_private(gunichar c)
{
    return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

/* Returns: what @c becomes; NULL = itself, "" = nothing. */
static const char *
replacement(gunichar c)
{
    if (c == '\t' || c == '\n')
        return NULL;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return "";
    if (c < 0xad)
        return NULL;
    if (c == 0xad || c == 0x200b || c == 0xfeff || c == 0x2060)
        return ""; /* places where a line may or may not break, which we decide */
    if (c >= 0x2000 && c <= 0x200a)
        return c == 0x2007 ? "\xc2\xa0" : " ";
    if (c == 0x202f)
        return "\xc2\xa0";
    if (c == 0x2028 || c == 0x2029)
        return "\n";
    if (c == 0xfffd || is_private(c) || is_noncharacter(c))
        return UNKNOWN_CHARACTER;
    return NULL;
}

void
text_append_clean(GString *out, const char *text, size_t length)
{
    const char *end = text + length;
    const char *from = text;

    for (const char *p = text; p < end;) {
        const unsigned char byte = (unsigned char)*p;
        if ((byte >= 0x20 && byte < 0x7f) || (byte >= 0xc3 && byte < 0xe2 && p + 1 < end)) {
            p += byte < 0x80 ? 1 : g_utf8_skip[byte];
            continue;
        }
        const char *other = replacement(g_utf8_get_char(p));
        const char *next = g_utf8_next_char(p);
        if (other != NULL) {
            g_string_append_len(out, from, p - from);
            g_string_append(out, other);
            from = next;
        }
        p = next;
    }
    g_string_append_len(out, from, end - from);
}

/* Whether nothing in @text can combine or be written otherwise: below U+0300, and the punctuation
 * and currencies from U+2002 (two blanks before it have other names) to U+20BF. */
static bool
is_composed(const GString *text)
{
    const unsigned char *p = (const unsigned char *)text->str;
    const unsigned char *end = p + text->len;

    while (p < end) {
        if (*p < 0xcc) {
            p++;
            continue;
        }
        const bool sign =
            p[0] == 0xe2 && ((p[1] == 0x80 && p[2] >= 0x82) || p[1] == 0x81 || p[1] == 0x82);
        if (!sign)
            return false;
        p += 3;
    }
    return true;
}

void
text_compose(GString *text)
{
    size_t length = 0;

    if (is_composed(text))
        return;
    uint8_t *composed =
        u8_normalize(UNINORM_NFC, (const uint8_t *)text->str, text->len, NULL, &length);
    if (composed == NULL)
        return;
    g_string_truncate(text, 0);
    g_string_append_len(text, (const char *)composed, (gssize)length);
    free(composed);
}
