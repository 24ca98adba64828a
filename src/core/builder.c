/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/node.h"

#include <math.h>
#include <string.h>

/* A longer text becomes several nodes, so that adding to it stays cheap. */
enum { LONGEST_COPY = 512, LONGEST_TEXT = 32 << 10 };

ReferatBuilder *
rft_builder_new(const ReferatContext *context)
{
    ReferatBuilder *builder = g_new0(ReferatBuilder, 1);
    ReferatDocument *document = g_new0(ReferatDocument, 1);

    builder->document = document;
    builder->strings = g_hash_table_new(referat_string_hash, g_str_equal);
    builder->max_nodes = referat_context_get_limit(context, REFERAT_LIMIT_NODES);
    builder->max_text = referat_context_get_limit(context, REFERAT_LIMIT_TEXT_BYTES);
    document->resources = g_ptr_array_new();
    document->root = rft_node_new(&document->nodes, REFERAT_NODE_DOCUMENT);
    document->body = rft_node_new(&document->nodes, REFERAT_NODE_BODY);
    referat_node_append(document->root, document->body);
    return builder;
}

static void
builder_free_tables(ReferatBuilder *builder)
{
    g_hash_table_unref(builder->strings);
    if (builder->resource_index != NULL)
        g_hash_table_unref(builder->resource_index);
    rft_arena_clear(&builder->scratch);
    g_free(builder);
}

void
rft_builder_free(ReferatBuilder *builder)
{
    if (builder == NULL)
        return;
    referat_document_free(builder->document);
    builder_free_tables(builder);
}

ReferatNode *
referat_builder_get_root(ReferatBuilder *builder)
{
    return builder->document->root;
}

ReferatNode *
referat_builder_get_body(ReferatBuilder *builder)
{
    return builder->document->body;
}

ReferatNode *
referat_builder_add(ReferatBuilder *builder, ReferatNode *parent, ReferatNodeType type)
{
    ReferatNode *node = rft_node_new(&builder->document->nodes, type);

    if (++builder->n_nodes > builder->max_nodes && !builder->over) {
        builder->over = true;
        builder->crossed = REFERAT_LIMIT_NODES;
    }
    if (parent != NULL)
        referat_node_append(parent, node);
    return node;
}

bool
referat_builder_ok(const ReferatBuilder *builder, GError **error)
{
    if (!builder->over)
        return true;
    referat_set_error(error, REFERAT_ERROR_LIMIT, "the document is too large (limit %s)",
                      referat_limit_name(builder->crossed));
    return false;
}

/*
 * Whether @text can be kept as it is, found by a look at its bytes. It errs on the side of no: what
 * starts like a C1 control, a noncharacter or a plane beyond the BMP is looked at by character.
 */
static bool
is_plainly_clean(const char *text, size_t length)
{
    bool ascii = true;

    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c < 0x7f)
            continue;
        if (c < 0x80 && c != '\t' && c != '\n')
            return false;
        if (c >= 0xef || (c == 0xc2 && i + 1 < length && (unsigned char)text[i + 1] < 0xa0))
            return false;
        ascii = ascii && c < 0x80;
    }
    return ascii || g_utf8_validate_len(text, length, NULL);
}

/* Whether @c may stand in XML 1.0 and is a character at all; the rest is dropped so that every
 * writer is safe. */
static bool
is_allowed(gunichar c)
{
    return c == '\t' || c == '\n' ||
           (c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f) && (c & 0xfffe) != 0xfffe &&
            c != 0xfeff && c < 0x110000);
}

static void
clean_text(const char *text, size_t length, GString *out)
{
    const char *end = text + length;

    while (text < end) {
        const gunichar c = g_utf8_get_char_validated(text, end - text);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append(out, "\xef\xbf\xbd");
            text++;
            continue;
        }
        const char *next = g_utf8_next_char(text);
        if (is_allowed(c))
            g_string_append_len(out, text, next - text);
        text = next;
    }
}

/* Returns: (transfer none): a copy in the arena, as clean as the text of the document. */
static char *
copy_clean(ReferatBuilder *builder, const char *string, size_t length)
{
    RftArena *arena = &builder->document->arena;

    if (is_plainly_clean(string, length))
        return rft_arena_strndup(arena, string, length);
    g_autoptr(GString) clean = g_string_sized_new(length);
    clean_text(string, length, clean);
    return rft_arena_strndup(arena, clean->str, clean->len);
}

const char *
referat_builder_intern(ReferatBuilder *builder, const char *string)
{
    if (string == NULL || string == builder->last_interned)
        return string;
    const char *known = g_hash_table_lookup(builder->strings, string);
    if (known == NULL) {
        const char *clean = copy_clean(builder, string, strlen(string));
        known = g_hash_table_lookup(builder->strings, clean);
        if (known == NULL) {
            g_hash_table_add(builder->strings, (gpointer)clean);
            known = clean;
        }
    }
    builder->last_interned = known;
    return known;
}

char *
referat_builder_strndup(ReferatBuilder *builder, const char *string, size_t length)
{
    return copy_clean(builder, string, length);
}

static ReferatNode *
new_text(ReferatBuilder *builder, ReferatNode *parent, const char *text, size_t length,
         uint32_t style, const char *language, ReferatDirection direction)
{
    ReferatNode *node = referat_builder_add(builder, parent, REFERAT_NODE_TEXT);

    node->as.text.text = rft_arena_strndup(&builder->document->arena, text, length);
    node->as.text.length = (uint32_t)length;
    node->as.text.style = style;
    node->language = language;
    node->direction = (uint8_t)direction;
    return node;
}

static ReferatNode *
add_clean_text(ReferatBuilder *builder, ReferatNode *parent, const char *text, size_t length,
               uint32_t style, const char *language, ReferatDirection direction)
{
    RftArena *arena = &builder->document->arena;
    ReferatNode *last = parent->last;

    if (last != NULL && last->type == REFERAT_NODE_TEXT && last->as.text.style == style &&
        last->language == language && last->direction == (uint8_t)direction &&
        last->as.text.length + length <= LONGEST_TEXT) {
        char *old = (char *)last->as.text.text;
        const uint32_t old_length = last->as.text.length;
        const bool in_place = rft_arena_extend(arena, old + old_length + 1, length);
        /* grown in place when it was the arena's last string, copied when it is short; texts that
         * stay apart here are joined once by the passes */
        if (!in_place && old_length > LONGEST_COPY)
            return new_text(builder, parent, text, length, style, language, direction);
        if (!in_place) {
            char *grown = rft_arena_alloc(arena, (size_t)old_length + length + 1);
            memcpy(grown, old, old_length);
            last->as.text.text = old = grown;
        }
        memcpy(old + old_length, text, length);
        old[old_length + length] = '\0';
        last->as.text.length = old_length + (uint32_t)length;
        return last;
    }
    return new_text(builder, parent, text, length, style, language, direction);
}

ReferatNode *
referat_builder_add_text(ReferatBuilder *builder, ReferatNode *parent, const char *text,
                         size_t length, uint32_t style, const char *language,
                         ReferatDirection direction)
{
    builder->n_text += length;
    if (builder->n_text > builder->max_text || length > G_MAXINT32) {
        if (!builder->over) {
            builder->over = true;
            builder->crossed = REFERAT_LIMIT_TEXT_BYTES;
        }
        length = 0;
    }
    language = referat_builder_intern(builder, language);
    if (is_plainly_clean(text, length))
        return add_clean_text(builder, parent, text, length, style, language, direction);
    g_autoptr(GString) clean = g_string_sized_new(length);
    clean_text(text, length, clean);
    return add_clean_text(builder, parent, clean->str, clean->len, style, language, direction);
}

void
referat_builder_set_language(ReferatBuilder *builder, ReferatNode *node, const char *language)
{
    node->language = referat_builder_intern(builder, language);
}

void
referat_node_set_direction(ReferatNode *node, ReferatDirection direction)
{
    node->direction = (uint8_t)direction;
}

void
referat_builder_set_style(ReferatBuilder *builder, ReferatNode *node, const char *name)
{
    rft_node_block(&builder->document->nodes, node)->style = referat_builder_intern(builder, name);
}

void
referat_builder_set_label(ReferatBuilder *builder, ReferatNode *node, const ReferatLabel *label)
{
    RftArena *arena = &builder->document->arena;
    RftBlock *block = rft_node_block(&builder->document->nodes, node);

    if (label == NULL) {
        block->label = NULL;
        return;
    }
    ReferatLabel *copy = rft_arena_new(arena, ReferatLabel);
    *copy = *label;
    copy->text = referat_builder_intern(builder, label->text);
    copy->separator =
        referat_builder_intern(builder, label->separator != NULL ? label->separator : "");
    if (label->n_path > 0) {
        uint32_t *path = rft_arena_new_array(arena, uint32_t, label->n_path);
        memcpy(path, label->path, label->n_path * sizeof(*path));
        copy->path = path;
    } else {
        copy->path = NULL;
    }
    block->label = copy;
}

void
referat_builder_add_position(ReferatBuilder *builder, ReferatNode *node,
                             const ReferatPosition *position)
{
    RftArena *arena = &builder->document->arena;
    RftBlock *block = rft_node_block(&builder->document->nodes, node);
    const uint32_t n = block->n_positions;

    /* room for a power of two: many are added to one block when paragraphs run together */
    if ((n & (n - 1)) == 0) {
        ReferatPosition *grown = rft_arena_new_array(arena, ReferatPosition, MAX(n * 2, 1));
        if (n > 0)
            memcpy(grown, block->positions, n * sizeof(*grown));
        block->positions = grown;
    }
    block->positions[n] = *position;
    block->positions[n].part = referat_builder_intern(builder, position->part);
    block->n_positions++;
}

ReferatHints *
referat_builder_get_hints(ReferatBuilder *builder, ReferatNode *node)
{
    RftBlock *block = rft_node_block(&builder->document->nodes, node);

    if (block->hints == NULL)
        block->hints = rft_arena_new(&builder->scratch, ReferatHints);
    return block->hints;
}

void
referat_builder_set_table_widths(ReferatBuilder *builder, ReferatNode *table, const double *shares,
                                 uint32_t n)
{
    double sum = 0;

    g_return_if_fail(table->type == REFERAT_NODE_TABLE);
    for (uint32_t i = 0; i < n; i++)
        sum += MAX(shares[i], 0);
    /* per mille that were rounded before stay as they are */
    if (fabs(sum - 1000) <= n)
        sum = 1000;
    uint16_t *widths = rft_arena_new_array(&builder->document->arena, uint16_t, MAX(n, 1));
    for (uint32_t i = 0; i < n; i++)
        widths[i] = sum > 0 ? (uint16_t)(((uint32_t)(MAX(shares[i], 0) * 2000 / sum) + 1) / 2) : 0;
    table->as.table.widths = widths;
    table->as.table.n_columns = n;
}

uint32_t
referat_builder_add_resource(ReferatBuilder *builder, GBytes *bytes, const char *media_type)
{
    GPtrArray *resources = builder->document->resources;

    if (builder->resource_index == NULL)
        builder->resource_index =
            g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    const guint known = GPOINTER_TO_UINT(g_hash_table_lookup(builder->resource_index, sum));
    if (known > 0)
        return known - 1;
    ReferatResource *resource = rft_arena_new(&builder->document->arena, ReferatResource);
    const char *slash = strchr(media_type, '/');
    g_autofree char *name =
        g_strdup_printf("picture-%u.%s", resources->len + 1, slash != NULL ? slash + 1 : "bin");
    char *plus = strchr(name, '+'); /* image/svg+xml */
    if (plus != NULL)
        *plus = '\0';
    resource->bytes = g_bytes_ref(bytes);
    resource->media_type = referat_builder_intern(builder, media_type);
    resource->name = referat_builder_intern(builder, name);
    g_ptr_array_add(resources, resource);
    g_hash_table_insert(builder->resource_index, g_steal_pointer(&sum),
                        GUINT_TO_POINTER(resources->len));
    return resources->len - 1;
}

void
referat_builder_set_metadata(ReferatBuilder *builder, ReferatMetadata field, const char *value)
{
    g_return_if_fail((unsigned)field < REFERAT_N_METADATA);
    if (value == NULL || *value == '\0') {
        builder->document->metadata[field] = NULL;
        return;
    }
    g_autoptr(GString) clean = g_string_new(NULL);
    clean_text(value, strlen(value), clean);
    builder->document->metadata[field] = referat_builder_intern(builder, clean->str);
}

void
referat_builder_set_finished(ReferatBuilder *builder)
{
    builder->finished = true;
}

/* ---- sealing ---- */

static int
region_rank(const ReferatNode *node)
{
    switch ((ReferatNodeType)node->type) {
    case REFERAT_NODE_PAGE_HEADER:
        return 0;
    case REFERAT_NODE_BODY:
        return 1;
    case REFERAT_NODE_PAGE_FOOTER:
        return 2;
    case REFERAT_NODE_NOTE:
        return 3;
    default:
        return 4;
    }
}

/* The regions of the root in their order, each kind in the order it came. */
static void
order_regions(ReferatNode *root)
{
    g_autoptr(GPtrArray) regions = g_ptr_array_new();

    while (root->first != NULL) {
        g_ptr_array_add(regions, root->first);
        referat_node_remove(root->first);
    }
    for (int rank = 0; rank <= 4; rank++)
        for (guint i = 0; i < regions->len; i++)
            if (region_rank(g_ptr_array_index(regions, i)) == rank)
                referat_node_append(root, g_ptr_array_index(regions, i));
}

static void
index_nodes(ReferatDocument *document, uint32_t n)
{
    document->index = rft_arena_new_array(&document->arena, const ReferatNode *, n);
    document->n_index = n;
    for (const ReferatNode *node = document->root; node != NULL;
         node = rft_next_in_preorder(node, document->root))
        document->index[node->id] = node;
}

ReferatDocument *
rft_builder_seal(ReferatBuilder *builder)
{
    ReferatDocument *document = builder->document;
    uint32_t id = 0;

    order_regions(document->root);
    document->notes = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    for (ReferatNode *node = document->root; node != NULL;
         node = rft_next_in_preorder(node, document->root)) {
        node->id = id++;
        if (node->block != NULL)
            node->block->hints = NULL;
        if (node->type == REFERAT_NODE_NOTE && node->as.note.key != NULL)
            g_hash_table_insert(document->notes,
                                g_strdup_printf("%d:%s", node->as.note.kind, node->as.note.key),
                                node);
    }
    index_nodes(document, id);
    document->sealed = true;
    builder->document = NULL;
    builder_free_tables(builder);
    return document;
}
