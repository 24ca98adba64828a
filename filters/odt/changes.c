/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "odt/odt.h"

/* Tracked changes (5.5), on request. What was deleted stands in the list of changes alone. */

/* A change without a date has the first one that there is: there must be one (4.3.2.5). */
#define NO_DATE "1970-01-01T00:00:00"

static unsigned
number_of(const Odt *odt, const ReferatNode *node)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(odt->changes, node));
}

/* Changes in changes, and in notes or page headers, are not tracked: their text is kept. */
static void
collect(Odt *odt)
{
    unsigned n = 0;
    ReferatIter it;

    referat_iter_init(&it, referat_document_get_body(odt->document));
    while (referat_iter_next(&it)) {
        const ReferatNodeType type = referat_node_get_type(it.node);
        if (it.event == REFERAT_LEAVE ||
            (type != REFERAT_NODE_INSERTION && type != REFERAT_NODE_DELETION))
            continue;
        g_hash_table_insert(odt->changes, (gpointer)it.node, GUINT_TO_POINTER(++n));
        referat_iter_skip(&it);
    }
}

static bool
in_preformatted(const ReferatNode *node)
{
    for (; node != NULL; node = referat_node_get_parent(node))
        if (referat_node_get_type(node) == REFERAT_NODE_PREFORMATTED)
            return true;
    return false;
}

static void
write_region(Odt *odt, const ReferatNode *node)
{
    const ReferatChange *change = referat_node_get_change(node);
    const bool deletion = referat_node_get_type(node) == REFERAT_NODE_DELETION;
    const unsigned number = number_of(odt, node);

    referat_sink_printf(odt->out, "<text:changed-region xml:id=\"ct%u\" text:id=\"ct%u\"><text:%s>",
                        number, number, deletion ? "deletion" : "insertion");
    odt_puts(odt, "<office:change-info><dc:creator>");
    odt_characters(odt, change->author != NULL ? change->author : "");
    referat_sink_printf(odt->out, "</dc:creator><dc:date>%s</dc:date></office:change-info>",
                        odt_is_date_time(change->date) ? change->date : NO_DATE);
    if (deletion) {
        odt_puts(odt, "<text:p>");
        odt->after_space = true;
        odt->in_deletion = true;
        odt->in_pre = in_preformatted(node);
        odt_write_inlines(odt, node);
        odt->in_pre = false;
        odt->in_deletion = false;
        odt_puts(odt, "</text:p>");
    }
    referat_sink_printf(odt->out, "</text:%s></text:changed-region>\n",
                        deletion ? "deletion" : "insertion");
}

void
odt_write_changes(Odt *odt)
{
    ReferatIter it;

    collect(odt);
    if (g_hash_table_size(odt->changes) == 0)
        return;
    odt_puts(odt, "<text:tracked-changes text:track-changes=\"false\">\n");
    referat_iter_init(&it, referat_document_get_body(odt->document));
    while (referat_iter_next(&it))
        if (it.event == REFERAT_ENTER && number_of(odt, it.node) > 0)
            write_region(odt, it.node);
    odt_puts(odt, "</text:tracked-changes>\n");
}

void
odt_change(Odt *odt, ReferatIter *it)
{
    const bool insertion = referat_node_get_type(it->node) == REFERAT_NODE_INSERTION;
    const bool entering = it->event == REFERAT_ENTER;
    const unsigned number = number_of(odt, it->node);

    if (number == 0) {
        odt_puts(odt, entering ? (insertion ? "<text:span text:style-name=\"Underlined\">"
                                            : "<text:span text:style-name=\"Struck\">")
                               : "</text:span>");
        return;
    }
    if (insertion) {
        referat_sink_printf(odt->out, "<text:change-%s text:change-id=\"ct%u\"/>",
                            entering ? "start" : "end", number);
    } else if (entering) {
        referat_sink_printf(odt->out, "<text:change text:change-id=\"ct%u\"/>", number);
        referat_iter_skip(it);
    }
}
