/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/json.h>

#include <string.h>

/* Controls beyond ASCII, and what changes the direction of text or ends lines without being seen.
 */
static bool
is_tricky(gunichar c)
{
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return true;
    default:
        return false;
    }
}

/* As UTF-16, as JSON has it (RFC 8259, 7). Returns: the bytes at @at that were written, 0 = none.
 */
static size_t
put_tricky(ReferatSink *sink, const char *from, const char *at)
{
    const gunichar c = g_utf8_get_char_validated(at, -1);
    glong units = 0;

    if ((gint32)c < 0 || !is_tricky(c))
        return 0;
    g_autofree gunichar2 *wide = g_ucs4_to_utf16(&c, 1, NULL, &units, NULL);
    referat_sink_put(sink, from, (size_t)(at - from));
    for (glong i = 0; i < units; i++)
        referat_sink_printf(sink, "\\u%04x", wide[i]);
    return (size_t)g_unichar_to_utf8(c, NULL);
}

static void
put_escaped(const ReferatJson *json, const char *text)
{
    ReferatSink *sink = json->sink;
    const char *from = text;

    referat_sink_put(sink, "\"", 1);
    for (const char *p = text; *p != '\0'; p++) {
        const unsigned char c = (unsigned char)*p;
        const size_t tricky = json->plain && c >= 0x7f ? put_tricky(sink, from, p) : 0;
        if (tricky > 0) {
            p += tricky - 1;
            from = p + 1;
            continue;
        }
        if (c >= 0x20 && c != '"' && c != '\\' && !(json->in_html && strchr("<>&", c) != NULL))
            continue;
        referat_sink_put(sink, from, (size_t)(p - from));
        from = p + 1;
        if (c == '"' || c == '\\')
            referat_sink_printf(sink, "\\%c", c);
        else
            referat_sink_printf(sink, "\\u%04x", c);
    }
    referat_sink_puts(sink, from);
    referat_sink_put(sink, "\"", 1);
}

static void
begin_value(ReferatJson *json, const char *name)
{
    if (json->depth > 0 && json->in_line)
        referat_sink_puts(json->sink, json->first ? "" : ", ");
    else if (json->depth > 0)
        referat_sink_puts(json->sink, json->first ? "\n" : ",\n");
    for (unsigned i = 0; i < json->depth && !json->in_line; i++)
        referat_sink_puts(json->sink, "  ");
    json->first = false;
    if (name == NULL)
        return;
    put_escaped(json, name);
    referat_sink_puts(json->sink, ": ");
}

void
referat_json_open(ReferatJson *json, const char *name, char bracket)
{
    begin_value(json, name);
    referat_sink_put(json->sink, &bracket, 1);
    json->depth++;
    json->first = true;
}

void
referat_json_close(ReferatJson *json, char bracket)
{
    json->depth--;
    if (!json->first && !json->in_line) {
        referat_sink_puts(json->sink, "\n");
        for (unsigned i = 0; i < json->depth; i++)
            referat_sink_puts(json->sink, "  ");
    }
    referat_sink_put(json->sink, &bracket, 1);
    json->first = false;
}

void
referat_json_string(ReferatJson *json, const char *name, const char *value)
{
    if (value == NULL) {
        referat_json_null(json, name);
        return;
    }
    begin_value(json, name);
    put_escaped(json, value);
}

void
referat_json_number(ReferatJson *json, const char *name, int64_t value)
{
    begin_value(json, name);
    referat_sink_printf(json->sink, "%" G_GINT64_FORMAT, value);
}

void
referat_json_share(ReferatJson *json, const char *name, double value)
{
    const int hundredths = (int)(CLAMP(value, 0, 1) * 100 + 0.5);

    begin_value(json, name);
    referat_sink_printf(json->sink, "%d.%02d", hundredths / 100, hundredths % 100);
}

void
referat_json_bool(ReferatJson *json, const char *name, bool value)
{
    begin_value(json, name);
    referat_sink_puts(json->sink, value ? "true" : "false");
}

void
referat_json_null(ReferatJson *json, const char *name)
{
    begin_value(json, name);
    referat_sink_puts(json->sink, "null");
}
