/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/tabs.h"

#include <string.h>

/* Words that are longer are no column: a sentence with a tab in it. */
enum { WIDEST = 40 };

typedef struct {
    TabGroup *group;
    unsigned column;  /* of the line */
    unsigned width;   /* of the words since its last tab */
    unsigned n_lines; /* with tabs */
    bool good;
} Measure;

static void
end_line(Measure *m)
{
    m->n_lines += m->column > 0 ? 1 : 0;
    m->group->pairs = m->group->pairs && m->column <= 1;
    m->column = 0;
    m->width = 0;
}

static void
end_column(Measure *m)
{
    if (m->column >= TABS_MOST || m->width > WIDEST) {
        m->good = false;
        return;
    }
    m->group->widths[m->column] = MAX(m->group->widths[m->column], m->width);
    m->column++;
    m->group->n_columns = MAX(m->group->n_columns, m->column);
    m->width = 0;
}

static void
measure_text(Measure *m, const ReferatText *text)
{
    const char *end = text->text + text->length;

    for (const char *p = text->text; p < end; p = g_utf8_next_char(p)) {
        if (*p == '\t')
            end_column(m);
        else
            m->width++;
    }
}

/* Returns: whether @node is a paragraph with tabs, whose columns the group can take. */
static bool
measure(const ReferatNode *node, TabGroup *group, unsigned *n_lines)
{
    Measure m = {.group = group, .good = true};
    ReferatIter it;

    if (node == NULL || referat_node_get_type(node) != REFERAT_NODE_PARAGRAPH ||
        referat_node_get_label(node) != NULL)
        return false;
    referat_iter_init(&it, node);
    while (m.good && referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE)
            continue;
        if (referat_node_get_type(it.node) == REFERAT_NODE_TEXT)
            measure_text(&m, referat_node_get_text(it.node));
        else if (referat_node_get_type(it.node) == REFERAT_NODE_BREAK)
            end_line(&m);
    }
    end_line(&m);
    *n_lines = m.n_lines;
    return m.good && m.n_lines > 0;
}

bool
tabs_find(const ReferatNode *paragraph, TabGroup *group)
{
    const ReferatNode *node = paragraph;
    TabGroup next = {.first = paragraph, .pairs = true};
    unsigned n_lines = 0;
    unsigned n = 0;

    *group = (TabGroup){0};
    while (measure(node, &next, &n_lines)) {
        n += n_lines;
        next.last = node;
        *group = next;
        node = referat_node_get_next(node);
    }
    if (n < 2)
        *group = (TabGroup){0};
    return n >= 2;
}

bool
tabs_follow(const ReferatNode *paragraph, TabGroup *group)
{
    const uint32_t id = referat_node_get_id(paragraph);
    const bool inside = group->first != NULL && id > referat_node_get_id(group->first) &&
                        id <= referat_node_get_id(group->last);

    return inside || tabs_find(paragraph, group);
}
