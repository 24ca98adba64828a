/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "odt/odt.h"

/*
 * Headings with their numbers from the outline style (16.34) where it prints them exactly; other
 * labels are text, which is what every program shows, copies and reads aloud.
 */

#define UNKNOWN UINT64_MAX

static unsigned
level_of(const Odt *odt, const ReferatNode *node)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(odt->levels, node));
}

static unsigned
least_level(const Odt *odt)
{
    unsigned least = ODT_LEVELS;
    ReferatIter it;

    referat_iter_init(&it, referat_document_get_body(odt->document));
    while (referat_iter_next(&it))
        if (it.event == REFERAT_ENTER && referat_node_get_type(it.node) == REFERAT_NODE_HEADING)
            least = MIN(least, referat_node_get_heading(it.node)->level);
    return least;
}

/* @above: the label of the last heading at each level, for "1.2" below "1". */
static OdtShape
shape_of_heading(Odt *odt, const ReferatNode *node, unsigned level, const ReferatLabel **above)
{
    const ReferatLabel *label = referat_node_get_label(node);
    const OdtShape shape = odt_shape_of(odt, label, level - 1, above);

    above[level - 1] = label;
    for (unsigned i = level; i < ODT_LEVELS; i++)
        above[i] = NULL;
    return shape;
}

void
odt_collect_headings(Odt *odt)
{
    const unsigned shift = least_level(odt) - 1;
    unsigned last = 0;
    const ReferatLabel *above[ODT_LEVELS] = {NULL};
    ReferatIter it;

    for (unsigned i = 0; i < ODT_LEVELS; i++)
        odt->outline[i] = odt_shape_literal(odt, "");
    referat_iter_init(&it, referat_document_get_body(odt->document));
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE || referat_node_get_type(it.node) != REFERAT_NODE_HEADING)
            continue;
        const unsigned wanted = referat_node_get_heading(it.node)->level - shift;
        const unsigned level = MIN(wanted, last + 1);
        const OdtShape shape = shape_of_heading(odt, it.node, level, above);
        if (odt->outline[level - 1].kind == SHAPE_NONE && shape.kind == SHAPE_NUMBER)
            odt->outline[level - 1] = shape;
        g_hash_table_insert(odt->levels, (gpointer)it.node, GUINT_TO_POINTER(level));
        last = level;
    }
}

/* ---- writing ---- */

static void
forget_below(Odt *odt, unsigned level, uint64_t value)
{
    for (unsigned i = level; i < ODT_LEVELS; i++)
        odt->counters[i] = value;
}

/* Returns: whether the outline style prints the label. */
static bool
put_number(Odt *odt, const ReferatNode *node, unsigned level)
{
    const OdtShape shape = shape_of_heading(odt, node, level, odt->labels_above);
    const ReferatLabel *label = referat_node_get_label(node);

    if (odt->outline[level - 1].kind == SHAPE_NONE)
        return false;
    if (shape.kind != SHAPE_NUMBER || !odt_shape_prints(&shape, &odt->outline[level - 1])) {
        odt_puts(odt, " text:is-list-header=\"true\"");
        forget_below(odt, level, UNKNOWN);
        return false;
    }
    const uint32_t value = label->path[label->n_path - 1];
    if (odt->counters[level - 1] == UNKNOWN || value != odt->counters[level - 1] + 1)
        referat_sink_printf(odt->out, " text:restart-numbering=\"true\" text:start-value=\"%u\"",
                            value);
    odt->counters[level - 1] = value;
    forget_below(odt, level, 0);
    return true;
}

void
odt_enter_heading(Odt *odt, const ReferatNode *node)
{
    const unsigned level = level_of(odt, node);

    /* in notes and page headers there is no outline */
    if (level == 0) {
        odt_open_paragraph(odt, odt_paragraph_style(odt, node), node);
        odt_put_label(odt, node);
        odt_puts(odt, "<text:span text:style-name=\"Strong_20_Emphasis\">");
        return;
    }
    odt_need_lists(odt, true);
    g_autofree char *base = referat_node_get_heading(node)->title
                                ? g_strdup("Title")
                                : g_strdup_printf("Heading_20_%u", level);
    odt_puts(odt, "<text:h");
    odt_attribute(odt, "text:style-name",
                  odt_variant(odt, "paragraph", base, referat_node_get_language(node),
                              referat_node_get_direction(node)));
    referat_sink_printf(odt->out, " text:outline-level=\"%u\"", level);
    const bool numbered = put_number(odt, node, level);
    odt_puts(odt, ">");
    odt->after_space = true;
    odt_enter_meeting(odt, node);
    if (!numbered)
        odt_put_label(odt, node);
}

void
odt_leave_heading(Odt *odt, const ReferatNode *node)
{
    if (level_of(odt, node) > 0) {
        odt_leave_meeting(odt, node);
        odt_puts(odt, "</text:h>\n");
        return;
    }
    odt_puts(odt, "</text:span>");
    odt_close_paragraph(odt);
}
