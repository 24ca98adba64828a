/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "html/html.h"

/* Notes stand at the end, each linked to its mark and back (DPUB-ARIA 1.1). */

static char *
note_id(const Html *html, const ReferatNode *body, bool reference)
{
    return g_strdup_printf(
        "%s%s%u", referat_node_get_note(body)->kind == REFERAT_NOTE_END ? "en" : "fn",
        reference ? "ref" : "", GPOINTER_TO_UINT(g_hash_table_lookup(html->notes, body)));
}

void
html_note_ref(Html *html, const ReferatNode *node)
{
    const ReferatNote *note = referat_node_get_note(node);
    const ReferatNode *body = referat_document_find_note(html->document, note->kind, note->key);
    g_autofree char *target = note_id(html, body, false);
    g_autofree char *own = note_id(html, body, true);
    const char *mark = note->mark != NULL && *note->mark != '\0' ? note->mark : "*";
    g_autofree char *name = g_strdup_printf("%s %s", html_phrase(html, "note"), mark);

    referat_sink_printf(html->sink, "<sup><a href=\"#%s\"", target);
    /* the way back leads to the first place that refers to it */
    if (!g_hash_table_contains(html->noted, body)) {
        g_hash_table_add(html->noted, (gpointer)body);
        html_attribute(html, "id", own);
    }
    html_puts(html, " role=\"doc-noteref\"");
    html_attribute(html, "aria-label", name);
    html_puts(html, ">");
    html_text(html, mark);
    html_puts(html, "</a></sup>");
}

static bool
is_number(const char *mark, unsigned *value)
{
    *value = (unsigned)g_ascii_strtoull(mark, NULL, 10);
    return *mark != '\0' && strspn(mark, "0123456789") == strlen(mark) && strlen(mark) < 8;
}

static void
write_note(Html *html, const ReferatNode *node)
{
    const ReferatNote *note = referat_node_get_note(node);
    const char *mark = note->mark != NULL ? note->mark : "";
    g_autofree char *id = note_id(html, node, false);
    g_autofree char *back = note_id(html, node, true);
    g_autofree char *name =
        g_strdup_printf("%s: %s %s", html_phrase(html, "back"), html_phrase(html, "note"), mark);
    unsigned value = 0;

    referat_sink_printf(html->sink, "<li id=\"%s\"", id);
    if (is_number(mark, &value))
        referat_sink_printf(html->sink, " value=\"%u\"", value);
    html_puts(html, "><span class=\"label\">");
    html_text(html, mark);
    html_puts(html, "</span> <div class=\"note-body\">");
    html_write_children(html, node);
    if (g_hash_table_contains(html->noted, node)) {
        referat_sink_printf(html->sink, "<p class=\"back\"><a href=\"#%s\" role=\"doc-backlink\"",
                            back);
        html_attribute(html, "aria-label", name);
        html_puts(html, ">↩</a></p>");
    }
    html_puts(html, "</div></li>\n");
}

static void
write_kind(Html *html, ReferatNoteKind kind, bool *ruled)
{
    const ReferatNode *root = referat_document_get_root(html->document);
    bool open = false;

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != REFERAT_NODE_NOTE ||
            referat_node_get_note(node)->kind != kind)
            continue;
        if (!open) {
            html_puts(html, *ruled ? "" : "<hr>\n");
            *ruled = true;
            html_puts(html, "<section class=\"notes\" role=\"doc-endnotes\"");
            html_attribute(html, "aria-label",
                           html_phrase(html, kind == REFERAT_NOTE_END ? "endnotes" : "notes"));
            html_puts(html, ">\n<ol class=\"labels\" role=\"list\">\n");
            open = true;
        }
        write_note(html, node);
    }
    if (open)
        html_puts(html, "</ol>\n</section>\n");
}

/* ---- comments, on request ---- */

void
html_comment_ref(Html *html, const ReferatNode *node)
{
    const char *key = referat_node_get_change(node)->key;
    g_autofree char *name = g_strdup_printf("%s %s", html_phrase(html, "comment"), key);
    g_autofree char *id = html_anchor_id(key);

    referat_sink_printf(
        html->sink, "<a class=\"comment-ref\" href=\"#comment-%s\" id=\"comment-ref-%s\"", id, id);
    html_attribute(html, "aria-label", name);
    html_puts(html, ">💬</a>");
}

static void
write_comment(Html *html, const ReferatNode *node)
{
    const ReferatChange *change = referat_node_get_change(node);
    g_autofree char *id = html_anchor_id(change->key);
    g_autofree char *name = g_strdup_printf("%s: %s", html_phrase(html, "back"), change->key);

    referat_sink_printf(html->sink, "<li id=\"comment-%s\">", id);
    if (change->author != NULL) {
        html_puts(html, "<p class=\"comment-author\">");
        html_text(html, change->author);
        if (change->date != NULL) {
            html_puts(html, ", <time>");
            html_text(html, change->date);
            html_puts(html, "</time>");
        }
        html_puts(html, "</p>\n");
    }
    html_write_children(html, node);
    referat_sink_printf(html->sink, "<p class=\"back\"><a href=\"#comment-ref-%s\"", id);
    html_attribute(html, "aria-label", name);
    html_puts(html, ">↩</a></p></li>\n");
}

static void
write_comments(Html *html)
{
    const ReferatNode *root = referat_document_get_root(html->document);
    bool open = false;

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != REFERAT_NODE_COMMENT)
            continue;
        if (!open) {
            html_puts(html, "<section class=\"notes comments\"");
            html_attribute(html, "aria-label", html_phrase(html, "comments"));
            html_puts(html, ">\n<ul>\n");
            open = true;
        }
        write_comment(html, node);
    }
    if (open)
        html_puts(html, "</ul>\n</section>\n");
}

void
html_write_notes(Html *html)
{
    bool ruled = false; /* one line sets all notes off from the text */

    write_kind(html, REFERAT_NOTE_FOOT, &ruled);
    write_kind(html, REFERAT_NOTE_END, &ruled);
    write_comments(html);
}
