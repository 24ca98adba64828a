/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libxml/HTMLparser.h>
#include <string.h>

#include "common/uri.h"
#include "docx/reader.h"

/* w:altChunk (ECMA-376 part 1, 17.17.2): a part in another format that stands in the text. */

typedef struct {
    DocxReader *reader;
    ReferatNode *container;
    ReferatNode *paragraph; /* open, or NULL */
    unsigned depth;
    unsigned lists;      /* open */
    uint32_t counts[10]; /* of the next item of each; 0 = bullets */
} Chunk;

static const struct {
    const char *name;
    uint32_t style;
} html_styles[] = {
    {"b", REFERAT_TEXT_BOLD},        {"strong", REFERAT_TEXT_BOLD},     {"i", REFERAT_TEXT_ITALIC},
    {"em", REFERAT_TEXT_ITALIC},     {"u", REFERAT_TEXT_UNDERLINE},     {"s", REFERAT_TEXT_STRIKE},
    {"sub", REFERAT_TEXT_SUBSCRIPT}, {"sup", REFERAT_TEXT_SUPERSCRIPT}, {"code", REFERAT_TEXT_CODE},
    {"mark", REFERAT_TEXT_MARK},
};

static bool
is_in(const char *name, const char *const *list)
{
    return g_strv_contains(list, name);
}

static ReferatNode *
open_paragraph(Chunk *chunk)
{
    if (chunk->paragraph == NULL)
        chunk->paragraph =
            referat_builder_add(chunk->reader->builder, chunk->container, REFERAT_NODE_PARAGRAPH);
    return chunk->paragraph;
}

static void
put_words(Chunk *chunk, const char *text, uint32_t style)
{
    g_autofree char *clean = g_strdup(text);

    g_strdelimit(clean, "\r\n\t", ' ');
    if (chunk->paragraph == NULL && *g_strchug(clean) == '\0')
        return;
    (void)referat_builder_add_text(chunk->reader->builder, open_paragraph(chunk), clean,
                                   strlen(clean), style, NULL, REFERAT_DIRECTION_UNSET);
}

static void walk(Chunk *chunk, const xmlNode *node, uint32_t style);

static void
begin_item(Chunk *chunk)
{
    const unsigned level = CLAMP(chunk->lists, 1, 9);
    uint32_t *count = &chunk->counts[level];
    g_autofree char *number = g_strdup_printf("%u.", *count);
    const bool ordered = *count > 0;
    const ReferatLabel label = {
        .text = ordered ? number : "•",
        .separator = "\t",
        .path = count,
        .n_path = ordered ? 1 : 0,
        .scheme = ordered ? REFERAT_SCHEME_DECIMAL : REFERAT_SCHEME_BULLET,
    };
    ReferatNode *paragraph = open_paragraph(chunk);

    referat_builder_set_label(chunk->reader->builder, paragraph, &label);
    referat_builder_get_hints(chunk->reader->builder, paragraph)->list_level = (uint8_t)level;
    if (ordered)
        (*count)++;
}

/* A list begins or ends; the numbers of an ol go on from its start. */
static void
enter_list(Chunk *chunk, const xmlNode *node)
{
    xmlChar *start = xmlGetProp(node, BAD_CAST "start");
    const guint64 first = start != NULL ? g_ascii_strtoull((const char *)start, NULL, 10) : 1;
    const bool ordered = g_str_equal((const char *)node->name, "ol");

    xmlFree(start);
    chunk->lists++;
    chunk->counts[CLAMP(chunk->lists, 1, 9)] = ordered ? (uint32_t)CLAMP(first, 1, 1000000) : 0;
}

static void
begin_block(Chunk *chunk, const char *name)
{
    chunk->paragraph = NULL;
    if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0') {
        ReferatHints *hints =
            referat_builder_get_hints(chunk->reader->builder, open_paragraph(chunk));
        hints->outline = (uint8_t)(name[1] - '0');
    } else if (g_str_equal(name, "li")) {
        begin_item(chunk);
    }
}

static void
walk_element(Chunk *chunk, const xmlNode *node, uint32_t style)
{
    static const char *const skipped[] = {"script", "style", "head", "title", "template", NULL};
    static const char *const blocks[] = {
        "p",  "div", "h1",    "h2",         "h3",  "h4",      "h5",      "h6", "li", "tr",
        "ul", "ol",  "table", "blockquote", "pre", "section", "article", "dt", "dd", NULL};
    const char *name = (const char *)node->name;

    if (is_in(name, skipped))
        return;
    if (g_str_equal(name, "br")) {
        (void)referat_builder_add(chunk->reader->builder, open_paragraph(chunk),
                                  REFERAT_NODE_BREAK);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(html_styles); i++)
        if (g_str_equal(name, html_styles[i].name))
            style |= html_styles[i].style;
    const bool block = is_in(name, blocks);
    const bool list = g_str_equal(name, "ol") || g_str_equal(name, "ul");
    if (list)
        enter_list(chunk, node);
    if (block)
        begin_block(chunk, name);
    walk(chunk, node->children, style);
    if (list)
        chunk->lists--;
    if (block)
        chunk->paragraph = NULL;
    else if (g_str_equal(name, "td") || g_str_equal(name, "th"))
        put_words(chunk, "\t", 0);
}

static void
walk(Chunk *chunk, const xmlNode *node, uint32_t style)
{
    if (++chunk->depth < 200) {
        for (; node != NULL; node = node->next) {
            if (node->type == XML_TEXT_NODE)
                put_words(chunk, (const char *)node->content, style);
            else if (node->type == XML_ELEMENT_NODE)
                walk_element(chunk, node, style);
        }
    }
    chunk->depth--;
}

static bool
read_html(Chunk *chunk, const char *data, size_t size)
{
    htmlDocPtr doc = htmlReadMemory(data, (int)size, NULL, NULL,
                                    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                        HTML_PARSE_RECOVER);

    if (doc == NULL)
        return false;
    walk(chunk, xmlDocGetRootElement(doc), 0);
    xmlFreeDoc(doc);
    return true;
}

static bool
read_text(Chunk *chunk, const char *data, size_t size)
{
    if (!g_utf8_validate_len(data, size, NULL))
        return false;
    for (const char *line = data; line < data + size;) {
        const char *end = memchr(line, '\n', size - (size_t)(line - data));
        const size_t length = end != NULL ? (size_t)(end - line) : size - (size_t)(line - data);
        g_autofree char *words = length > 0 ? g_strstrip(g_strndup(line, length)) : NULL;
        chunk->paragraph = NULL;
        if (words != NULL)
            put_words(chunk, words, 0);
        line += length + 1;
    }
    return true;
}

bool
docx_alt_chunk_read(DocxReader *reader, const char *part, ReferatNode *container)
{
    const int64_t index = package_find(reader->package, part);
    g_autoptr(GBytes) bytes =
        index >= 0 ? package_part_load(reader->package, index, REFERAT_LIMIT_EMBEDDED_BYTES, NULL)
                   : NULL;
    gsize size = 0;
    Chunk chunk = {0};

    chunk.reader = reader;
    chunk.container = container;
    if (bytes == NULL)
        return false;
    const char *data = g_bytes_get_data(bytes, &size);
    const char *dot = strrchr(part, '.');
    if (dot != NULL && g_ascii_strcasecmp(dot, ".txt") == 0)
        return read_text(&chunk, data, size);
    const gsize reach = MIN(size, (gsize)4096);
    g_autofree char *head = g_ascii_strdown(data, (gssize)reach);
    if (strstr(head, "<html") == NULL && strstr(head, "<body") == NULL &&
        strstr(head, "<p") == NULL && strstr(head, "<div") == NULL)
        return false;
    return read_html(&chunk, data, size);
}
