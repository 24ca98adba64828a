/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/ranges.h"

const ReferatNode *
range_block(const ReferatNode *node)
{
    while (node != NULL && referat_node_type_is_inline(referat_node_get_type(node)))
        node = referat_node_get_parent(node);
    return node;
}

static bool
is_blank(const char *text, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (!g_ascii_isspace(text[i]))
            return false;
    return true;
}

bool
range_covers(const ReferatNode *block, const ReferatRange *range)
{
    ReferatIter it;

    referat_iter_init(&it, block);
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE || referat_node_get_type(it.node) != REFERAT_NODE_TEXT)
            continue;
        const ReferatText *text = referat_node_get_text(it.node);
        const uint32_t id = referat_node_get_id(it.node);
        const uint32_t from = id == range->first_node ? range->first_byte : 0;
        const uint32_t to = id == range->last_node ? range->last_byte : text->length;
        if (id < range->first_node || id > range->last_node) {
            if (!is_blank(text->text, 0, text->length))
                return false;
        } else if (!is_blank(text->text, 0, from) || !is_blank(text->text, to, text->length)) {
            return false;
        }
    }
    return true;
}

bool
range_fills(const ReferatNode *block, const ReferatRange *range)
{
    uint32_t inside = 0;
    uint32_t outside = 0;
    ReferatIter it;

    referat_iter_init(&it, block);
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE || referat_node_get_type(it.node) != REFERAT_NODE_TEXT)
            continue;
        const uint32_t length = referat_node_get_text(it.node)->length;
        const uint32_t id = referat_node_get_id(it.node);
        const bool within = id >= range->first_node && id <= range->last_node;
        const uint32_t from = id == range->first_node ? MIN(range->first_byte, length) : 0;
        const uint32_t to = id == range->last_node ? MIN(range->last_byte, length) : length;
        const uint32_t covered = within && to > from ? to - from : 0;
        inside += covered;
        outside += length - covered;
    }
    return inside > outside;
}

bool
range_has_links(const ReferatNode *node)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it))
        if (referat_node_get_type(it.node) == REFERAT_NODE_LINK ||
            referat_node_get_type(it.node) == REFERAT_NODE_NOTE_REF ||
            referat_node_get_type(it.node) == REFERAT_NODE_COMMENT_REF)
            return true;
    return false;
}
