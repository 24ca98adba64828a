/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/numeral.h"
#include "odt/odt.h"

/* Notes stand where they are referred to (6.3); LibreOffice makes its own numbers of them. */

static void
put_raised(Odt *odt, const char *mark)
{
    odt_puts(odt, "<text:span text:style-name=\"Superscript\">");
    odt_text(odt, mark, strlen(mark));
    odt_puts(odt, "</text:span>");
}

/* As put_note_settings() says. A mark that does not come by itself is a label of its own (19.805).
 */
static bool
comes_by_itself(const Odt *odt, const ReferatNote *note, const char *mark)
{
    const bool end = note->kind == REFERAT_NOTE_END;
    g_autoptr(GString) number = g_string_new(NULL);

    return numeral_append(number, end ? REFERAT_SCHEME_LOWER_ROMAN : REFERAT_SCHEME_DECIMAL,
                          odt->n_notes[note->kind]) &&
           g_str_equal(number->str, mark);
}

static void
write_note(Odt *odt, const ReferatNode *body, const char *mark)
{
    const ReferatNote *note = referat_node_get_note(body);
    const bool end = note->kind == REFERAT_NOTE_END;
    const unsigned number = ++odt->n_notes[note->kind];
    const guint base = odt->list_base;
    const TabGroup tabs = odt->tabs;
    const bool in_pre = odt->in_pre;

    g_hash_table_insert(odt->notes, (gpointer)body, GUINT_TO_POINTER(number));
    referat_sink_printf(odt->out, "<text:note text:id=\"%s%u\" text:note-class=\"%s\">",
                        end ? "edn" : "ftn", number, end ? "endnote" : "footnote");
    odt_puts(odt, "<text:note-citation");
    if (!comes_by_itself(odt, note, mark))
        odt_attribute(odt, "text:label", mark);
    odt_puts(odt, ">");
    odt_characters(odt, mark);
    odt_puts(odt, "</text:note-citation><text:note-body>");
    odt->list_base = odt->lists->len;
    odt->tabs = (TabGroup){0};
    odt->in_pre = false;
    odt->in_note++;
    if (referat_node_get_first(body) == NULL) {
        odt_open_paragraph(odt, end ? "Endnote" : "Footnote", NULL);
        odt_close_paragraph(odt);
    }
    odt_write_children(odt, body);
    odt->in_note--;
    odt->in_pre = in_pre;
    odt->tabs = tabs;
    odt->list_base = base;
    odt_puts(odt, "</text:note-body></text:note>");
    odt->after_space = false;
}

void
odt_note_ref(Odt *odt, const ReferatNode *node)
{
    const ReferatNote *note = referat_node_get_note(node);
    const ReferatNode *body = referat_document_find_note(odt->document, note->kind, note->key);
    const char *mark = note->mark != NULL && *note->mark != '\0' ? note->mark : "*";
    const unsigned number = GPOINTER_TO_UINT(g_hash_table_lookup(odt->notes, body));

    if (number > 0 && !odt->in_head) {
        const bool end = note->kind == REFERAT_NOTE_END;
        odt_puts(odt, "<text:span text:style-name=\"Superscript\">");
        referat_sink_printf(odt->out,
                            "<text:note-ref text:note-class=\"%s\" text:reference-format=\"text\" "
                            "text:ref-name=\"%s%u\">",
                            end ? "endnote" : "footnote", end ? "edn" : "ftn", number);
        odt_characters(odt, mark);
        odt_puts(odt, "</text:note-ref></text:span>");
    } else if (odt->in_deletion) {
        put_raised(odt, mark); /* the note stands where the text does that is kept */
    } else if (odt->in_head || odt->in_note > 0) {
        /* no note stands in a note or a page header */
        put_raised(odt, mark);
        referat_context_diagnose(odt->context, REFERAT_MSG_UNSUPPORTED_CONTENT, NULL,
                                 "a note in a note or a page header");
    } else {
        write_note(odt, body, mark);
    }
}

/* Notes that nothing refers to, or only what was deleted: at the end, with their marks. */
void
odt_write_rest_of_notes(Odt *odt)
{
    const ReferatNode *root = referat_document_get_root(odt->document);

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != REFERAT_NODE_NOTE ||
            g_hash_table_contains(odt->notes, node))
            continue;
        const ReferatNote *note = referat_node_get_note(node);
        odt_open_paragraph(odt, "Footnote", NULL);
        put_raised(odt, note->mark != NULL ? note->mark : "*");
        odt_close_paragraph(odt);
        odt->in_note++;
        odt_write_children(odt, node);
        odt->in_note--;
    }
}

/* ---- comments, on request ---- */

static bool
is_paragraph(ReferatNodeType type)
{
    return type == REFERAT_NODE_PARAGRAPH || type == REFERAT_NODE_HEADING ||
           type == REFERAT_NODE_CAPTION || type == REFERAT_NODE_TERM ||
           type == REFERAT_NODE_PREFORMATTED;
}

static void
write_comment(Odt *odt, const ReferatNode *node)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE || !is_paragraph(referat_node_get_type(it.node)))
            continue;
        g_autoptr(GString) text = g_string_new(NULL);
        referat_node_append_plain_text(it.node, text);
        odt_puts(odt, "<text:p>");
        odt->after_space = true;
        odt_text(odt, text->str, text->len);
        odt_puts(odt, "</text:p>");
        referat_iter_skip(&it);
    }
}

void
odt_comment_ref(Odt *odt, const ReferatNode *node)
{
    const ReferatNode *body =
        g_hash_table_lookup(odt->comments, referat_node_get_change(node)->key);

    if (body == NULL || odt->in_head)
        return;
    (void)g_hash_table_remove(odt->comments, referat_node_get_change(node)->key); /* once */
    const ReferatChange *change = referat_node_get_change(body);
    odt_puts(odt, "<office:annotation>");
    if (change->author != NULL) {
        odt_puts(odt, "<dc:creator>");
        odt_characters(odt, change->author);
        odt_puts(odt, "</dc:creator>");
    }
    if (odt_is_date_time(change->date))
        referat_sink_printf(odt->out, "<dc:date>%s</dc:date>", change->date);
    write_comment(odt, body);
    odt_puts(odt, "</office:annotation>");
    odt->after_space = false;
}
