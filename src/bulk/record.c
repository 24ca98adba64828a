/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/record.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a: it is to find what was torn, not what was forged. */
static uint32_t
sum_of(const char *bytes, size_t length)
{
    uint32_t sum = 2166136261U;

    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (uint8_t)bytes[i]) * 16777619U;
    return sum;
}

static void
append_escaped(GString *text, unsigned char c)
{
    g_string_append_printf(text, "%%%02X", c);
}

void
rft_escape(GString *text, const char *bytes)
{
    const char *p = bytes;

    while (*p != '\0') {
        const gunichar c = g_utf8_get_char_validated(p, -1);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            append_escaped(text, (unsigned char)*p++);
            continue;
        }
        const char *next = g_utf8_next_char(p);
        /* what changes the direction of writing can make a name look like another */
        if (c == '%' || g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
            for (; p < next; p++)
                append_escaped(text, (unsigned char)*p);
        else
            g_string_append_len(text, p, next - p);
        p = next;
    }
}

void
rft_record_begin(GString *line, const char *kind)
{
    g_string_truncate(line, 0);
    g_string_append(line, kind);
}

void
rft_record_text(GString *line, const char *text)
{
    g_string_append_c(line, '\t');
    if (text != NULL)
        rft_escape(line, text);
}

void
rft_record_number(GString *line, int64_t number)
{
    char digits[24];

    (void)g_snprintf(digits, sizeof(digits), "\t%" G_GINT64_FORMAT, number);
    g_string_append(line, digits);
}

void
rft_record_end(GString *line)
{
    g_string_append_printf(line, "\t%08x\n", sum_of(line->str, line->len));
}

bool
rft_record_parse(RftRecord *record, char *line, size_t length)
{
    enum { SUM = 9 /* a tab and eight digits */ };
    char *end = NULL;

    record->n = 0;
    if (length <= SUM || line[length - SUM] != '\t')
        return false;
    const unsigned long said = strtoul(line + length - SUM + 1, &end, 16);
    if (end != line + length || said != sum_of(line, length - SUM))
        return false;
    line[length - SUM] = '\0';
    for (char *at = line; at != NULL && record->n < RFT_RECORD_FIELDS;) {
        char *tab = strchr(at, '\t');
        record->fields[record->n++] = at;
        if (tab != NULL)
            *tab++ = '\0';
        at = tab;
    }
    return true;
}

char *
rft_record_get_text(const RftRecord *record, size_t index)
{
    static char nothing[1];

    if (index >= record->n)
        return nothing;
    char *text = record->fields[index];
    char *to = text;
    for (const char *from = text; *from != '\0'; to++) {
        if (from[0] == '%' && g_ascii_isxdigit(from[1]) && g_ascii_isxdigit(from[2])) {
            *to = (char)(g_ascii_xdigit_value(from[1]) * 16 + g_ascii_xdigit_value(from[2]));
            from += 3;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
    return text;
}

int64_t
rft_record_get_number(const RftRecord *record, size_t index)
{
    return index < record->n ? g_ascii_strtoll(record->fields[index], NULL, 10) : 0;
}

const char *
rft_reason(int number)
{
    const char *text = strerrordesc_np(number);

    return text != NULL ? text : "unknown error";
}
