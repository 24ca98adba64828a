/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "text/text.h"

/* Notes and comments stand at the end, under a line that says what they are. */

static void
put_title(Flow *flow, const char *key)
{
    const char *phrase = text_phrase(flow->text, key);

    flow->gap = 2;
    flow_put(flow, phrase);
    if (!flow->text->reader)
        flow_put_line(flow, "-", text_columns(phrase, strlen(phrase)));
}

static void
put_marked(Flow *flow, const char *mark, const ReferatNode *node)
{
    g_autofree char *label = g_strdup_printf("[%s]", mark);

    flow_wait(flow, label);
    flow->indent += 4;
    text_write_children(flow, node);
    flow_put_label(flow);
    flow->indent -= 4;
}

static void
write_kind(Flow *flow, ReferatNoteKind kind)
{
    const ReferatNode *root = referat_document_get_root(flow->text->document);
    bool open = false;

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != REFERAT_NODE_NOTE ||
            referat_node_get_note(node)->kind != kind)
            continue;
        if (!open)
            put_title(flow, kind == REFERAT_NOTE_END ? "endnotes" : "notes");
        open = true;
        const char *mark = referat_node_get_note(node)->mark;
        put_marked(flow, mark != NULL && *mark != '\0' ? mark : "*", node);
    }
}

static void
put_comment(Flow *flow, const ReferatNode *node)
{
    const ReferatChange *change = referat_node_get_change(node);
    g_autofree char *mark =
        g_strdup_printf("%s %s", text_phrase(flow->text, "comment"), change->key);

    if (change->author == NULL) {
        put_marked(flow, mark, node);
        return;
    }
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "[%s] %s%s%s:", mark, change->author,
                           change->date != NULL ? ", " : "",
                           change->date != NULL ? change->date : "");
    g_autoptr(GString) clean = g_string_new(NULL);
    text_append_clean(clean, line->str, line->len);
    text_compose(clean);
    flow_put(flow, clean->str);
    flow->gap = 0;
    flow->indent += 4;
    text_write_children(flow, node);
    flow->indent -= 4;
}

static void
write_comments(Flow *flow)
{
    const ReferatNode *root = referat_document_get_root(flow->text->document);
    bool open = false;

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != REFERAT_NODE_COMMENT)
            continue;
        if (!open)
            put_title(flow, "comments");
        open = true;
        put_comment(flow, node);
    }
}

void
text_write_notes(Flow *flow)
{
    write_kind(flow, REFERAT_NOTE_FOOT);
    write_kind(flow, REFERAT_NOTE_END);
    write_comments(flow);
}
