/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "text/text.h"

/* Blocks under each other: blank lines, indents, labels that wait for their block. */

/* However deep a list, its text keeps this much room. */
enum { LEAST_ROOM = 24, MOST_INDENT = 60 };

void
flow_init(Flow *flow, Text *text, unsigned width)
{
    *flow = (Flow){.text = text, .width = width};
    flow->out = g_string_new(NULL);
    flow->label = g_string_new(NULL);
    flow->lists = g_array_new(FALSE, FALSE, sizeof(FlowList));
}

void
flow_clear(Flow *flow)
{
    g_string_free(flow->out, TRUE);
    g_string_free(flow->label, TRUE);
    g_array_unref(flow->lists);
}

unsigned
flow_room(const Flow *flow)
{
    if (flow->width == 0)
        return UINT_MAX;
    return flow->width > flow->indent + LEAST_ROOM ? flow->width - flow->indent
                                                   : MIN(flow->width, (unsigned)LEAST_ROOM);
}

/* The indent in force: less than asked for where lists are nested beyond the width. */
static unsigned
indent_of(const Flow *flow)
{
    return flow->width == 0 ? MIN(flow->indent, (unsigned)MOST_INDENT)
                            : flow->width - flow_room(flow);
}

void
flow_begin(Flow *flow)
{
    for (unsigned i = 0; flow->begun && i < flow->gap; i++)
        g_string_append_c(flow->out, '\n');
    flow->begun = true;
    flow->gap = 1;
}

static void
pad(GString *line, unsigned columns)
{
    for (unsigned at = text_columns(line->str, line->len); at < columns; at++)
        g_string_append_c(line, ' ');
}

void
flow_wait(Flow *flow, const char *label)
{
    if (flow->label->len > 0 && text_columns(flow->label->str, flow->label->len) >= indent_of(flow))
        g_string_append_c(flow->label, ' ');
    pad(flow->label, indent_of(flow));
    text_append_clean(flow->label, label, strlen(label));
    g_strdelimit(flow->label->str, "\t\n", ' ');
    text_compose(flow->label);
}

/* A label of half a line is broken into lines like the words after it. */
static char *
long_label(Flow *flow, const char *words)
{
    if (flow->width == 0 || text_columns(flow->label->str, flow->label->len) * 2 <= flow->width)
        return NULL;
    char *whole = g_strdup_printf("%s %s", flow->label->str, words);
    g_string_truncate(flow->label, 0);
    return g_strstrip(whole);
}

void
flow_put(Flow *flow, const char *words)
{
    const unsigned indent = indent_of(flow);
    unsigned first = indent;

    flow_begin(flow);
    g_autofree char *whole = long_label(flow, words);
    if (whole != NULL)
        words = whole;
    if (flow->label->len > 0) {
        const unsigned label = text_columns(flow->label->str, flow->label->len);
        if (label >= indent && *words != '\0')
            g_string_append_c(flow->label, ' ');
        pad(flow->label, indent);
        first = text_columns(flow->label->str, flow->label->len);
        g_string_append_len(flow->out, flow->label->str, (gssize)flow->label->len);
        g_string_truncate(flow->label, 0);
    }
    text_fill(flow->out, words, flow->width, first, indent, &flow->stops);
}

void
flow_put_label(Flow *flow)
{
    if (flow->label->len > 0)
        flow_put(flow, "");
}

void
flow_put_raw(Flow *flow, const char *lines)
{
    const unsigned indent = indent_of(flow);

    flow_put_label(flow);
    if (*lines == '\0')
        return;
    flow_begin(flow);
    lines += strspn(lines, "\n");
    for (unsigned blank = 0; *lines != '\0';) {
        const size_t length = strcspn(lines, "\n");
        size_t shown = length;
        while (shown > 0 && (g_ascii_isspace(lines[shown - 1]) ||
                             (shown > 2 && memcmp(lines + shown - 3, "\xe3\x80\x80", 3) == 0)))
            shown -= g_ascii_isspace(lines[shown - 1]) ? 1 : 3;
        blank = shown > 0 ? 0 : blank + 1;
        if (blank > 2) {
            lines += length + (lines[length] == '\n' ? 1 : 0);
            continue;
        }
        for (unsigned i = 0; shown > 0 && i < indent; i++)
            g_string_append_c(flow->out, ' ');
        g_string_append_len(flow->out, lines, (gssize)shown);
        g_string_append_c(flow->out, '\n');
        lines += length + (lines[length] == '\n' ? 1 : 0);
    }
}

void
flow_put_line(Flow *flow, const char *what, unsigned times)
{
    for (unsigned i = 0; i < indent_of(flow); i++)
        g_string_append_c(flow->out, ' ');
    for (unsigned i = 0; i < times; i++)
        g_string_append(flow->out, what);
    g_string_append_c(flow->out, '\n');
}
