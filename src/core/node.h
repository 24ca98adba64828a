/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

#include "core/arena.h"

/*
 * The inside of a node and of a document, for core and for the passes. Filters see neither.
 */

/* What only blocks have; most inlines have none. */
typedef struct {
    const char *style;
    const ReferatLabel *label;
    ReferatPosition *positions;
    uint32_t n_positions;
    ReferatHints *hints; /* in the builder's arena; NULL after sealing */
} RftBlock;

struct ReferatNode {
    ReferatNode *parent;
    ReferatNode *previous;
    ReferatNode *next;
    ReferatNode *first;
    ReferatNode *last;
    const char *language;
    RftBlock *block;
    uint32_t id;
    uint8_t type;
    uint8_t direction;
    union {
        ReferatText text;
        ReferatHeading heading;
        ReferatList list;
        ReferatTable table;
        ReferatRow row;
        ReferatCell cell;
        ReferatAside aside;
        ReferatPages pages;
        ReferatNote note;
        ReferatChange change;
        ReferatLink link;
        ReferatAnchor anchor;
        ReferatImage image;
        ReferatMath math;
        ReferatMathNode math_element;
        ReferatRuby ruby;
        ReferatForm form;
        ReferatPageMark page_mark;
    } as;
};

struct ReferatDocument {
    RftArena nodes; /* apart from the texts: passes walk them again and again */
    RftArena arena; /* everything else */
    ReferatNode *root;
    ReferatNode *body;
    const char *metadata[REFERAT_N_METADATA];
    GPtrArray *resources;      /* of ReferatResource, whose bytes are referenced */
    GHashTable *notes;         /* "f:key" or "e:key" to the body; built by sealing */
    const ReferatNode **index; /* node by id; built by sealing */
    uint32_t n_index;
    const struct ReferatMinutes *minutes; /* NULL when nobody looked for them */
    bool sealed;
};

struct ReferatBuilder {
    ReferatDocument *document;
    RftArena scratch; /* hints */
    GHashTable *strings;
    const char *last_interned;
    GHashTable *resource_index; /* SHA-256 to index + 1 */
    uint64_t max_nodes;
    uint64_t max_text;
    uint64_t n_nodes;
    uint64_t n_text;
    ReferatLimit crossed;
    bool over;
    bool finished;
};

/** rft_node_new: Returns: (transfer none): a loose node of @type with default payload. */
ReferatNode *rft_node_new(RftArena *arena, ReferatNodeType type);

/** rft_node_block: Returns: (transfer none): the block part of @node, made when missing. */
RftBlock *rft_node_block(RftArena *arena, ReferatNode *node);

/** rft_node_replace: puts @replacement where @node stood and cuts @node loose. */
void rft_node_replace(ReferatNode *node, ReferatNode *replacement);

/** rft_node_move_children: appends all children of @from to @to. */
void rft_node_move_children(ReferatNode *from, ReferatNode *to);

/** rft_node_unwrap: puts the children of @node where it stood and cuts it loose. */
void rft_node_unwrap(ReferatNode *node);

/** rft_node_hints: Returns: (nullable) (transfer none): the hints, NULL when there are none. */
static inline ReferatHints *
rft_node_hints(const ReferatNode *node)
{
    return node->block != NULL ? node->block->hints : NULL;
}

/** rft_next_skipping: as rft_next_in_preorder(), but past the children of @node. */
ReferatNode *rft_next_skipping(const ReferatNode *node, const ReferatNode *root);

/** rft_next_in_preorder: Returns: the node after @node within @root, or NULL. */
static inline ReferatNode *
rft_next_in_preorder(const ReferatNode *node, const ReferatNode *root)
{
    return node->first != NULL ? node->first : rft_next_skipping(node, root);
}

/** rft_node_is_block_container: whether blocks stand directly in a node of @type. */
bool rft_type_holds_blocks(ReferatNodeType type);

/** rft_type_holds_inlines: whether inlines stand directly in a node of @type. */
bool rft_type_holds_inlines(ReferatNodeType type);

/** rft_builder_new: Returns: (transfer full): for a new document, limits from @context. */
ReferatBuilder *rft_builder_new(const ReferatContext *context);

/**
 * rft_builder_seal:
 * Numbers the nodes, ties notes to their references and drops the hints.
 * Returns: (transfer full): the document; the builder is freed. Since 0.1.
 */
ReferatDocument *rft_builder_seal(ReferatBuilder *builder);

void rft_builder_free(ReferatBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferatBuilder, rft_builder_free)
