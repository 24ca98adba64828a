/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "html/meeting.h"

/* The page around the text: head, skip link, page header, navigation, main, notes, footer. */

#define GENERATOR "referat " REFERAT_VERSION_STRING

enum { LEAST_HEADINGS = 3, DEEPEST_NAVIGATION = 4, MOST_ENTRIES = 60 };

static void
meta(Html *html, const char *name, const char *value)
{
    if (value == NULL)
        return;
    html_puts(html, "<meta");
    html_attribute(html, "name", name);
    html_attribute(html, "content", value);
    html_puts(html, ">\n");
}

/* What a tab and a list of results show is short; the page itself says all of it. */
static void
put_title(Html *html)
{
    enum { LONGEST = 64 }; /* letters: checkers want at most 70, references and all */
    const char *title = html->title;

    if (g_utf8_strlen(title, -1) <= LONGEST) {
        html_text(html, title);
        return;
    }
    const char *end = g_utf8_offset_to_pointer(title, LONGEST - 2);
    const char *word = g_strrstr_len(title, end - title, " ");
    g_autofree char *part = g_strndup(title, (gsize)((word != NULL ? word : end) - title));
    html_text(html, part);
    html_text(html, "…");
}

/* Nothing in the page may run or be fetched, whatever the document held; our own block of data is
 * named by its sum. */
static void
write_policy(Html *html, const char *event)
{
    g_autofree char *sum = event != NULL ? html_script_hash(event) : NULL;

    referat_sink_printf(
        html->sink,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "img-src data:%s; style-src 'unsafe-inline'%s",
        html->media != NULL ? " 'self' file:" : "",
        html->house_sheet != NULL ? "; font-src data:" : "");
    if (sum != NULL)
        referat_sink_printf(html->sink, "; script-src 'sha256-%s'", sum);
    html_puts(html, "\">\n");
}

static void
put_metadata(Html *html)
{
    static const struct {
        const char *name;
        ReferatMetadata field;
    } fields[] = {
        {"author", REFERAT_META_CREATOR},          {"description", REFERAT_META_DESCRIPTION},
        {"keywords", REFERAT_META_KEYWORDS},       {"dcterms.subject", REFERAT_META_SUBJECT},
        {"dcterms.created", REFERAT_META_CREATED}, {"dcterms.modified", REFERAT_META_MODIFIED},
    };
    const char *sum = referat_document_get_metadata(html->document, REFERAT_META_SOURCE_SHA256);

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        meta(html, fields[i].name, referat_document_get_metadata(html->document, fields[i].field));
    meta(html, "generator", GENERATOR);
    if (sum != NULL) {
        g_autofree char *source = g_strdup_printf("sha256:%s", sum);
        meta(html, "dcterms.source", source);
    }
}

static void
put_style(Html *html)
{
    html_puts(html, "<style>\n");
    html_puts(html, html_style_sheet);
    if (html->house_sheet != NULL)
        html_puts(html, html->house_sheet);
    html_puts(html, "</style>\n");
}

static void
put_data(Html *html, const char *event)
{
    if (event == NULL)
        return;
    html_puts(html, "<script type=\"application/ld+json\">");
    html_puts(html, event);
    html_puts(html, "</script>\n");
}

static void
put_head(Html *html, const char *event)
{
    html_puts(html, "<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    write_policy(html, event);
    html_puts(html, "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    put_title(html);
    html_puts(html, "</title>\n");
    put_metadata(html);
    put_style(html);
    put_data(html, event);
}

/* ---- navigation ---- */

static unsigned
navigation_level(const Html *html, const ReferatNode *node)
{
    return referat_node_get_heading(node)->level + html->level_shift;
}

static bool
in_navigation(const Html *html, const ReferatNode *node)
{
    const unsigned level = navigation_level(html, node);

    return level > 1 && level <= html->deepest;
}

/* As many levels as a reader can take in at a glance; one in any case. */
static void
choose_depth(Html *html)
{
    guint counts[16] = {0};
    guint sum = 0;

    html->deepest = 0;
    for (guint i = 0; i < html->headings->len; i++)
        counts[MIN(navigation_level(html, g_ptr_array_index(html->headings, i)), 15U)]++;
    for (unsigned level = 2; level <= DEEPEST_NAVIGATION; level++) {
        sum += counts[level];
        if (html->deepest > 0 && sum > MOST_ENTRIES)
            return;
        if (counts[level] > 0)
            html->deepest = level;
    }
}

static void
write_entry(Html *html, const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);
    g_autoptr(GString) text = g_string_new(NULL);

    referat_node_append_plain_text(node, text);
    g_strstrip(text->str);
    html_puts(html, "<a");
    referat_sink_printf(html->sink, " href=\"#%s\">", html_id(html, node));
    if (label != NULL) {
        html_puts(html, "<span class=\"label\">");
        html_text(html, label->text);
        html_puts(html, "</span> ");
    }
    html_text(html, *text->str != '\0' || label != NULL ? text->str : "…");
    html_puts(html, "</a>");
}

static void
write_entries(Html *html)
{
    unsigned open[8];
    unsigned depth = 0;

    for (guint i = 0; i < html->headings->len; i++) {
        const ReferatNode *node = g_ptr_array_index(html->headings, i);
        const unsigned level = navigation_level(html, node);
        if (!in_navigation(html, node))
            continue;
        if (depth == 0 || (level > open[depth - 1] && depth < G_N_ELEMENTS(open))) {
            html_puts(html, "\n<ol role=\"list\">\n");
            open[depth++] = level;
        } else {
            html_puts(html, "</li>\n");
            while (depth > 1 && level < open[depth - 1]) {
                html_puts(html, "</ol>\n</li>\n");
                depth--;
            }
        }
        html_puts(html, "<li>");
        write_entry(html, node);
    }
    for (; depth > 0; depth--)
        html_puts(html, "</li>\n</ol>\n");
}

static void
write_navigation(Html *html)
{
    guint n = 0;

    choose_depth(html);
    for (guint i = 0; i < html->headings->len; i++)
        n += in_navigation(html, g_ptr_array_index(html->headings, i)) ? 1 : 0;
    if (n < LEAST_HEADINGS)
        return;
    html_puts(html, "<nav aria-labelledby=\"contents\">\n<p id=\"contents\">");
    html_text(html, html_phrase(html, "contents"));
    html_puts(html, "</p>");
    write_entries(html);
    html_puts(html, "</nav>\n");
}

/* ---- regions ---- */

static void
write_regions(Html *html, ReferatNodeType type, const char *tag)
{
    const ReferatNode *root = referat_document_get_root(html->document);
    bool open = false;

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != type)
            continue;
        if (!open)
            referat_sink_printf(html->sink, "<%s>\n", tag);
        open = true;
        html_puts(html, "<div class=\"page-head\">\n");
        html->in_page_head = true;
        html_write_children(html, node);
        html->in_page_head = false;
        html_puts(html, "</div>\n");
    }
    if (open)
        referat_sink_printf(html->sink, "</%s>\n", tag);
}

static bool
has_title_heading(const Html *html)
{
    for (guint i = 0; i < html->headings->len; i++)
        if (referat_node_get_heading(g_ptr_array_index(html->headings, i))->title)
            return true;
    return false;
}

static void
put_skip(Html *html)
{
    html_puts(html, "<a class=\"skip\" href=\"#content\">");
    html_text(html, html_phrase(html, "skip"));
    html_puts(html, "</a>\n");
}

static void
put_main(Html *html)
{
    html_puts(html, "<main id=\"content\">\n");
    if (html->needs_h1) {
        /* heard, not seen: the page prints no title, and its first words are read anyway */
        html_puts(html, "<h1 class=\"title hidden\">");
        html_text(html, html->title_given ? html->title : html_phrase(html, "untitled"));
        html_puts(html, "</h1>\n");
    }
    if (!has_title_heading(html))
        html_meeting_facts(html, NULL);
    html_write_children(html, referat_document_get_body(html->document));
    html_meeting_close(html);
    html_write_notes(html);
    html_puts(html, "</main>\n");
}

static void
put_body(Html *html)
{
    put_skip(html);
    write_regions(html, REFERAT_NODE_PAGE_HEADER, "header");
    write_navigation(html);
    put_main(html);
    write_regions(html, REFERAT_NODE_PAGE_FOOTER, "footer");
}

void
html_put_part(Html *html, HtmlPart part)
{
    const char *sum = referat_document_get_metadata(html->document, REFERAT_META_SOURCE_SHA256);
    const bool data = part == HTML_PART_HEAD || part == HTML_PART_POLICY || part == HTML_PART_DATA;
    g_autofree char *event = data ? html_meeting_event(html) : NULL;

    switch (part) {
    case HTML_PART_LANGUAGE:
        html_text(html, html->language != NULL ? html->language : "und");
        break;
    case HTML_PART_TITLE:
        put_title(html);
        break;
    case HTML_PART_HEAD:
        put_head(html, event);
        break;
    case HTML_PART_POLICY:
        write_policy(html, event);
        break;
    case HTML_PART_METADATA:
        put_metadata(html);
        break;
    case HTML_PART_STYLE:
        put_style(html);
        break;
    case HTML_PART_DATA:
        put_data(html, event);
        break;
    case HTML_PART_BODY:
        put_body(html);
        break;
    case HTML_PART_SKIP:
        put_skip(html);
        break;
    case HTML_PART_HEADER:
        write_regions(html, REFERAT_NODE_PAGE_HEADER, "header");
        break;
    case HTML_PART_CONTENTS:
        write_navigation(html);
        break;
    case HTML_PART_MAIN:
        put_main(html);
        break;
    case HTML_PART_FOOTER:
        write_regions(html, REFERAT_NODE_PAGE_FOOTER, "footer");
        break;
    case HTML_PART_GENERATOR:
        html_text(html, GENERATOR);
        break;
    case HTML_PART_SOURCE:
        html_text(html, sum != NULL ? sum : "");
        break;
    case HTML_N_PARTS:
        break;
    }
}

bool
html_write_page(Html *html, GError **error)
{
    static const char usual[] =
        "<!DOCTYPE html>\n<html lang=\"{{lang}}\">\n<head>\n{{head}}</head>\n"
        "<body>\n{{body}}</body>\n</html>\n";
    GBytes *own = referat_context_get_file(html->context, "html-template");
    const char *name = referat_context_get_option(html->context, "html-template");
    gsize length = sizeof(usual) - 1;
    const char *text = own != NULL ? g_bytes_get_data(own, &length) : usual;

    return html_write_template(html, text != NULL ? text : "", length, name, error) &&
           html_write_media(html, error);
}
