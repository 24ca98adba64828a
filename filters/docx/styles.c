/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/styles.h"

#include <string.h>

struct DocxStyles {
    ReferatContext *context;
    GStringChunk *strings;
    GPtrArray *list;
    GHashTable *by_id[4]; /* a paragraph and a character style may share an identifier */
    DocxStyle *defaults[4];
    DocxRunProps default_run;
    DocxParaProps default_para;
    /* while parsing */
    DocxStyle *current;
    XmlPath path;
    unsigned skip; /* depth from which nothing counts: w:tblStylePr, w:rPrChange */
};

static DocxStyleType
style_type(const XmlAttributes *attributes)
{
    if (xml_attribute_is(attributes, W_type, "character"))
        return DOCX_STYLE_CHARACTER;
    if (xml_attribute_is(attributes, W_type, "table"))
        return DOCX_STYLE_TABLE;
    if (xml_attribute_is(attributes, W_type, "numbering"))
        return DOCX_STYLE_NUMBERING;
    return DOCX_STYLE_PARAGRAPH;
}

static void
begin_style(DocxStyles *styles, const XmlAttributes *attributes)
{
    DocxStyle *style = NULL;

    if (styles->list->len >= referat_context_get_limit(styles->context, REFERAT_LIMIT_STYLES)) {
        referat_context_diagnose(styles->context, REFERAT_MSG_LIMIT_CLAMPED, NULL, "styles");
        styles->skip = styles->path.depth;
        return;
    }
    style = g_new0(DocxStyle, 1);
    g_ptr_array_add(styles->list, style);
    style->id = xml_attribute_intern(attributes, W_styleId, styles->strings);
    style->type = style_type(attributes);
    if (style->id != NULL && !g_hash_table_contains(styles->by_id[style->type], style->id))
        g_hash_table_insert(styles->by_id[style->type], (gpointer)style->id, style);
    if (xml_attribute_is(attributes, W_default, "1") ||
        xml_attribute_is(attributes, W_default, "true"))
        styles->defaults[style->type] = style;
    styles->current = style;
}

static void
style_property(DocxStyles *styles, uint16_t token, const XmlAttributes *attributes)
{
    DocxStyle *style = styles->current;
    const uint16_t parent = xml_path_up(&styles->path, 1);

    if (parent == W_rPr && (xml_path_up(&styles->path, 2) == W_style ||
                            xml_path_up(&styles->path, 2) == W_rPrDefault)) {
        DocxRunProps *run = style != NULL ? &style->run : &styles->default_run;
        (void)docx_run_property(run, token, attributes, styles->strings);
    } else if ((parent == W_pPr || parent == W_numPr)) {
        DocxParaProps *para = style != NULL ? &style->para : &styles->default_para;
        (void)docx_para_property(para, token, attributes, styles->strings);
    } else if (parent == W_style && style != NULL && token == W_name) {
        style->name = xml_attribute_intern(attributes, W_val, styles->strings);
    } else if (parent == W_style && style != NULL && token == W_basedOn) {
        style->based_on = xml_attribute_intern(attributes, W_val, styles->strings);
    } else if (parent == W_tblBorders && style != NULL) {
        style->borders = style->borders || !(xml_attribute_is(attributes, W_val, "nil") ||
                                             xml_attribute_is(attributes, W_val, "none"));
    }
}

static void
on_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    DocxStyles *styles = data;

    xml_path_push(&styles->path, token);
    if (styles->skip != 0)
        return;
    switch (token) {
    case W_style:
        begin_style(styles, attributes);
        break;
    case W_tblStylePr:
        if (styles->current != NULL && xml_attribute_is(attributes, W_type, "firstRow"))
            styles->current->first_row = true;
        styles->skip = styles->path.depth;
        break;
    case W_rPrChange:
    case W_pPrChange:
        styles->skip = styles->path.depth;
        break;
    default:
        style_property(styles, token, attributes);
        break;
    }
}

static void
on_end(gpointer data, uint16_t token)
{
    DocxStyles *styles = data;

    if (styles->skip == styles->path.depth)
        styles->skip = 0;
    xml_path_pop(&styles->path);
    if (token == W_style)
        styles->current = NULL;
}

static const XmlHandlers handlers = {on_start, on_end, NULL};

DocxStyles *
docx_styles_load(ReferatContext *context, Package *package, int64_t index, GError **error)
{
    DocxStyles *styles = g_new0(DocxStyles, 1);

    styles->context = context;
    styles->strings = g_string_chunk_new(4096);
    styles->list = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(styles->by_id); i++)
        styles->by_id[i] = g_hash_table_new(referat_string_hash, g_str_equal);
    if (index < 0)
        return styles;
    g_autoptr(XmlParser) parser =
        xml_parser_new(context, &docx_vocabulary, &handlers, styles, "word/styles.xml");
    if (!opc_parse_part(context, package, index, REFERAT_LIMIT_SIDE_PART_BYTES, parser, error)) {
        docx_styles_free(styles);
        return NULL;
    }
    return styles;
}

void
docx_styles_free(DocxStyles *styles)
{
    if (styles == NULL)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(styles->by_id); i++)
        g_hash_table_unref(styles->by_id[i]);
    g_ptr_array_unref(styles->list);
    g_string_chunk_free(styles->strings);
    g_free(styles);
}

/* ---- roles ---- */

static bool
is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (g_ascii_strcasecmp(name, *list) == 0)
            return true;
    return false;
}

/* Names that Word and pandoc give built-in styles; localised ones come from the vocabulary. */
static void
find_role(DocxStyles *styles, DocxStyle *style)
{
    static const char *const quotes[] = {"Quote", "Intense Quote", "Block Text", "Quotations",
                                         NULL};
    static const char *const codes[] = {
        "Source Code",   "HTML Preformatted", "Preformatted Text", "macro",       "Plain Code",
        "Verbatim Char", "HTML Code",         "HTML Typewriter",   "Source Text", NULL};
    const char *name = style->name != NULL ? style->name : style->id;

    if (name == NULL)
        return;
    style->code = is_one_of(name, codes);
    style->term = g_ascii_strcasecmp(name, "Definition Term") == 0;
    style->definition = g_ascii_strcasecmp(name, "Definition") == 0;
    if (is_one_of(name, quotes)) {
        style->role = REFERAT_ROLE_QUOTE;
        return;
    }
    if (style->type != DOCX_STYLE_PARAGRAPH)
        return;
    style->role = referat_context_style_role(styles->context, name, &style->level);
    if (style->role == REFERAT_ROLE_NONE && style->id != NULL)
        style->role = referat_context_style_role(styles->context, style->id, &style->level);
    if (style->role == REFERAT_ROLE_HEADING)
        style->heading_style = style->id;
}

static void
inherit(DocxStyle *style, const DocxStyle *base)
{
    DocxParaProps para = base->para;
    DocxRunProps run = base->run;

    docx_para_overlay(&para, &style->para);
    para.style = style->id;
    docx_run_overlay(&run, &style->run);
    style->para = para;
    style->run = run;
    style->borders = style->borders || base->borders;
    style->first_row = style->first_row || base->first_row;
    style->code = style->code || base->code;
    /* title, caption and the like pass on to what is based on them; so do headings */
    if (style->role == REFERAT_ROLE_NONE) {
        style->role = base->role;
        style->level = base->level;
        style->heading_style = base->heading_style;
    }
    style->term = style->term || base->term;
    style->definition = style->definition || base->definition;
}

static void
resolve(DocxStyles *styles, DocxStyle *style)
{
    if (style->resolved)
        return;
    if (style->resolving) {
        referat_context_diagnose(styles->context, REFERAT_MSG_STYLE_CYCLE, NULL, "%s",
                                 style->id != NULL ? style->id : "");
        style->based_on = NULL;
        return;
    }
    style->resolving = true;
    find_role(styles, style);
    DocxStyle *base = style->based_on != NULL
                          ? g_hash_table_lookup(styles->by_id[style->type], style->based_on)
                          : NULL;
    if (base != NULL && base != style) {
        /* long chains are walked from their far end, so that no stack overflows */
        unsigned length = 0;
        for (DocxStyle *s = base; s != NULL && !s->resolved && !s->resolving && length < 64;
             length++)
            s = s->based_on != NULL ? g_hash_table_lookup(styles->by_id[style->type], s->based_on)
                                    : NULL;
        if (length < 64) {
            resolve(styles, base);
            if (base->resolved)
                inherit(style, base);
        }
    }
    style->resolving = false;
    style->resolved = true;
}

const DocxStyle *
docx_styles_get(DocxStyles *styles, const char *id, DocxStyleType type)
{
    DocxStyle *style = id != NULL ? g_hash_table_lookup(styles->by_id[type], id) : NULL;

    if (style == NULL)
        style = styles->defaults[type];
    if (style != NULL)
        resolve(styles, style);
    return style;
}

const DocxRunProps *
docx_styles_default_run(const DocxStyles *styles)
{
    return &styles->default_run;
}

const DocxParaProps *
docx_styles_default_para(const DocxStyles *styles)
{
    return &styles->default_para;
}
