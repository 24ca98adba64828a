/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/check.h"

/* What readers with a screen reader stumble over, and only the author can mend. */

enum { LONGEST_SHOWN = 60 };

static bool
has_header(const ReferatNode *table)
{
    for (const ReferatNode *node = table; node != NULL; node = rft_next_in_preorder(node, table))
        if ((node->type == REFERAT_NODE_CELL && node->as.cell.scope != REFERAT_SCOPE_NONE) ||
            (node->type == REFERAT_NODE_ROW && node->as.row.header))
            return true;
    return false;
}

static unsigned
count_children(const ReferatNode *node, ReferatNodeType type)
{
    unsigned n = 0;

    for (const ReferatNode *kid = node->first; kid != NULL; kid = kid->next)
        n += kid->type == type;
    return n;
}

/* A table of two columns that name and tell needs no header; a grid does. */
static void
check_table(const RftCheck *check, const ReferatNode *table)
{
    enum { FEWEST_ROWS = 3, FEWEST_COLUMNS = 3 };
    unsigned columns = 0;

    if (table->as.table.kind != REFERAT_TABLE_DATA || has_header(table))
        return;
    for (const ReferatNode *row = table->first; row != NULL; row = row->next)
        columns = MAX(columns, count_children(row, REFERAT_NODE_CELL));
    if (count_children(table, REFERAT_NODE_ROW) >= FEWEST_ROWS && columns >= FEWEST_COLUMNS)
        rft_find_at(check, REFERAT_MSG_TABLE_NO_HEADER, table->id, "%u columns", columns);
}

static bool
has_picture(const ReferatNode *link)
{
    for (const ReferatNode *node = link; node != NULL; node = rft_next_in_preorder(node, link))
        if (node->type == REFERAT_NODE_IMAGE)
            return true;
    return false;
}

static void
check_link(const RftCheck *check, const ReferatNode *link)
{
    g_autoptr(GString) text = g_string_new(NULL);

    referat_node_append_plain_text(link, text);
    g_strstrip(text->str);
    if (*text->str == '\0') {
        if (!has_picture(link))
            rft_find_at(check, REFERAT_MSG_LINK_EMPTY, link->id, NULL);
        return;
    }
    if (g_str_has_prefix(text->str, "http://") || g_str_has_prefix(text->str, "https://") ||
        g_str_has_prefix(text->str, "www."))
        rft_find_at(check, REFERAT_MSG_LINK_BARE, link->id, "%.*s%s", LONGEST_SHOWN, text->str,
                    strlen(text->str) > LONGEST_SHOWN ? "…" : "");
}

/* No description, or the name of a file that a program put in its place: "IMG_0042.jpg". */
static bool
lacks_alternative(const ReferatNode *image)
{
    enum { LONGEST_ENDING = 4, SHORTEST_ENDING = 3 };
    const char *alt = image->as.image.alt;
    const char *dot = alt != NULL ? strrchr(alt, '.') : NULL;

    if (alt == NULL || *alt == '\0')
        return true;
    if (dot == NULL || dot == alt || strpbrk(alt, " \t") != NULL)
        return false;
    const size_t n = strspn(dot + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return dot[1 + n] == '\0' && n >= SHORTEST_ENDING && n <= LONGEST_ENDING;
}

void
rft_check_access(const RftCheck *check)
{
    const ReferatNode *root = referat_document_get_root(check->document);

    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type == REFERAT_NODE_IMAGE && !node->as.image.decorative &&
            lacks_alternative(node))
            rft_find_at(check, REFERAT_MSG_PICTURE_NO_ALT, node->id, NULL);
        else if (node->type == REFERAT_NODE_TABLE)
            check_table(check, node);
        else if (node->type == REFERAT_NODE_LINK)
            check_link(check, node);
    }
}
