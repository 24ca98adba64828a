/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "html/html.h"

/* A page with places for what comes from the document: "{{main}}". Our own is one too. */

static const char *const names[HTML_N_PARTS] = {
    [HTML_PART_LANGUAGE] = "lang",
    [HTML_PART_TITLE] = "title",
    [HTML_PART_HEAD] = "head",
    [HTML_PART_POLICY] = "policy",
    [HTML_PART_METADATA] = "metadata",
    [HTML_PART_STYLE] = "style",
    [HTML_PART_DATA] = "data",
    [HTML_PART_BODY] = "body",
    [HTML_PART_SKIP] = "skip",
    [HTML_PART_HEADER] = "header",
    [HTML_PART_CONTENTS] = "contents",
    [HTML_PART_MAIN] = "main",
    [HTML_PART_FOOTER] = "footer",
    [HTML_PART_GENERATOR] = "generator",
    [HTML_PART_SOURCE] = "source-sha256",
};

enum { LONGEST = 20 };

/* Whether it can be there but once: it holds ids. */
static bool
is_single(HtmlPart part)
{
    return part >= HTML_PART_BODY && part <= HTML_PART_FOOTER;
}

/** Place: one "{{name}}". */
typedef struct {
    const char *begin; /* of the braces */
    const char *end;   /* behind them */
    HtmlPart part;     /* HTML_N_PARTS: there is no such name */
} Place;

static HtmlPart
part_of(const char *name, size_t length)
{
    for (unsigned i = 0; i < HTML_N_PARTS; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return (HtmlPart)i;
    return HTML_N_PARTS;
}

/* Braces around anything but small letters, digits and hyphens are the page's own. */
static bool
next_place(const char *text, const char *end, Place *place)
{
    for (const char *at = text; end - at >= 5; at++) {
        size_t length = 0;
        if (at[0] != '{' || at[1] != '{')
            continue;
        const char *name = at + 2;
        while (
            name + length < end && length < LONGEST &&
            (g_ascii_islower(name[length]) || g_ascii_isdigit(name[length]) || name[length] == '-'))
            length++;
        if (length == 0 || end - name < (ptrdiff_t)length + 2 || name[length] != '}' ||
            name[length + 1] != '}')
            continue;
        *place = (Place){at, name + length + 2, part_of(name, length)};
        return true;
    }
    return false;
}

unsigned
html_line_of(const char *text, const char *at)
{
    unsigned line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* What would be lost, or be there twice. */
static bool
check_counts(const unsigned *counts, const char *name, GError **error)
{
    const bool whole = counts[HTML_PART_BODY] > 0;

    if (counts[HTML_PART_BODY] + counts[HTML_PART_MAIN] != 1)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--html-template %s: it has one place for the text, {{main}} or "
                                 "{{body}}; here are %u",
                                 name, counts[HTML_PART_BODY] + counts[HTML_PART_MAIN]);
    for (unsigned i = 0; i < HTML_N_PARTS; i++)
        if (is_single((HtmlPart)i) && i != HTML_PART_BODY && counts[i] > (whole ? 0U : 1U))
            return referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "--html-template %s: {{%s}} would be in the page twice", name,
                                     names[i]);
    if (counts[HTML_PART_HEAD] > 1 ||
        (counts[HTML_PART_HEAD] == 1 && counts[HTML_PART_POLICY] + counts[HTML_PART_METADATA] +
                                                counts[HTML_PART_STYLE] + counts[HTML_PART_DATA] >
                                            0))
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--html-template %s: {{head}} stands once, and holds {{policy}}, "
                                 "{{metadata}}, {{style}} and {{data}}",
                                 name);
    if (counts[HTML_PART_STYLE] > 0 && counts[HTML_PART_POLICY] == 0)
        return referat_set_error(
            error, REFERAT_ERROR_OPTION,
            "--html-template %s: {{style}} needs {{policy}}, which keeps style "
            "sheets from fetching anything",
            name);
    if (counts[HTML_PART_HEAD] == 0 && counts[HTML_PART_TITLE] == 0)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--html-template %s: a page has a title: {{head}} or {{title}}",
                                 name);
    return true;
}

static bool
check_template(const char *text, size_t length, const char *name, GError **error)
{
    const char *end = text + length;
    unsigned counts[HTML_N_PARTS + 1] = {0};
    Place place = {.end = text};

    if (!g_utf8_validate(text, (gssize)length, NULL))
        return referat_set_error(error, REFERAT_ERROR_OPTION, "--html-template %s: it is no UTF-8",
                                 name);
    while (next_place(place.end, end, &place)) {
        if (place.part == HTML_N_PARTS)
            return referat_set_error(
                error, REFERAT_ERROR_OPTION, "--html-template %s, line %u: there is no place %.*s",
                name, html_line_of(text, place.begin), (int)(place.end - place.begin), place.begin);
        counts[place.part]++;
    }
    return check_counts(counts, name, error);
}

static bool
has_style(const char *text, size_t length)
{
    Place place = {.end = text};

    while (next_place(place.end, text + length, &place))
        if (place.part == HTML_PART_HEAD || place.part == HTML_PART_STYLE)
            return true;
    return false;
}

bool
html_write_template(Html *html, const char *text, size_t length, const char *name, GError **error)
{
    const char *end = text + length;
    const char *from = text;
    Place place;

    if (!check_template(text, length, name, error))
        return false;
    if (html->house_sheet != NULL && !has_style(text, length))
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--html-template %s: there is no place for --css: {{head}} or "
                                 "{{style}}",
                                 name);
    while (next_place(from, end, &place)) {
        referat_sink_put(html->sink, from, (size_t)(place.begin - from));
        html_put_part(html, place.part);
        from = place.end;
    }
    referat_sink_put(html->sink, from, (size_t)(end - from));
    return true;
}
