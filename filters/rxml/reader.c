/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/xml.h"
#include "rxml/minutes.h"
#include "rxml/rxml.h"

/* The way back. Whatever the writer does not write is an error: a newer form must not be misread.
 */

enum { SPACE_RXML = 1 };

/* Node types are tokens 1 and up; those of the record follow, then these. */
enum {
    T_TEXT = RXML_TOKENS_END,
    T_META,
    T_RESOURCE,
    A_VERSION,
    A_GENERATOR,
    A_VALUE,
    A_MEDIA_TYPE,
    A_STYLE,
    A_DIR,
    A_STYLE_NAME,
    A_LABEL,
    A_SEPARATOR,
    A_SCHEME,
    A_ORIGIN,
    A_PATH,
    A_AT,
    A_KEY,
    A_MARK,
    A_LEVEL,
    A_TITLE,
    A_WIDTHS,
    A_HEADER,
    A_COLUMN_SPAN,
    A_ROW_SPAN,
    A_SCOPE,
    A_PAGES,
    A_SECTION,
    A_RESOURCE,
    A_RASTER,
    A_NOT_FIRST,
    A_ALT,
    A_WIDTH,
    A_HEIGHT,
    A_DECORATIVE,
    A_AUTHOR,
    A_DATE,
    A_DISPLAY,
    A_ATTRIBUTE,
    A_CHECKED,
    A_INDEX,
    A_URI,
    A_ANCHOR
};

static const XmlName fixed_names[] = {
    {SPACE_RXML, T_TEXT, "t"},
    {SPACE_RXML, T_META, "meta"},
    {SPACE_RXML, T_RESOURCE, "resource"},
    {0, A_VERSION, "version"},
    {0, A_GENERATOR, "generator"},
    {0, A_VALUE, "value"},
    {0, A_MEDIA_TYPE, "media-type"},
    {0, A_STYLE, "style"},
    {0, A_DIR, "dir"},
    {0, A_STYLE_NAME, "style-name"},
    {0, A_LABEL, "label"},
    {0, A_SEPARATOR, "separator"},
    {0, A_SCHEME, "scheme"},
    {0, A_ORIGIN, "origin"},
    {0, A_PATH, "path"},
    {0, A_AT, "at"},
    {0, A_KEY, "key"},
    {0, A_MARK, "mark"},
    {0, A_LEVEL, "level"},
    {0, A_TITLE, "title"},
    {0, A_WIDTHS, "widths"},
    {0, A_HEADER, "header"},
    {0, A_COLUMN_SPAN, "column-span"},
    {0, A_ROW_SPAN, "row-span"},
    {0, A_SCOPE, "scope"},
    {0, A_PAGES, "pages"},
    {0, A_SECTION, "section"},
    {0, A_RESOURCE, "resource"},
    {0, A_RASTER, "raster"},
    {0, A_NOT_FIRST, "not-first"},
    {0, A_ALT, "alt"},
    {0, A_WIDTH, "width"},
    {0, A_HEIGHT, "height"},
    {0, A_DECORATIVE, "decorative"},
    {0, A_AUTHOR, "author"},
    {0, A_DATE, "date"},
    {0, A_DISPLAY, "display"},
    {0, A_ATTRIBUTE, "attribute"},
    {0, A_CHECKED, "checked"},
    {0, A_INDEX, "index"},
    {0, A_URI, "uri"},
    {0, A_ANCHOR, "anchor"},
};

typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    XmlParser *parser;
    ReferatNode *current;
    unsigned depth; /* of elements below the root */
    bool root_seen;
    /* the text or resource that is open */
    GString *text;
    uint32_t style;
    char *language;
    ReferatDirection direction;
    char *media_type;
    uint16_t open;
    uint32_t n_resources;
    RxmlMinutes *minutes;
    bool minutes_done;
} Reader;

static void
fail(Reader *r, const char *what, const char *detail)
{
    xml_parser_fail(r->parser,
                    g_error_new(REFERAT_ERROR, REFERAT_ERROR_DAMAGED, "line %u: %s%s%s",
                                xml_parser_line(r->parser), what, detail != NULL ? ": " : "",
                                detail != NULL ? detail : ""));
}

/* ---- values ---- */

static unsigned
choice(Reader *r, const XmlAttributes *a, uint16_t token, const char *const *names)
{
    g_autofree char *value = xml_attribute_dup(a, token);

    if (value == NULL)
        return 0;
    for (unsigned i = 0; names[i] != NULL; i++)
        if (g_str_equal(names[i], value))
            return i;
    fail(r, "a value that is not known", value);
    return 0;
}

static const char *
words(Reader *r, const XmlAttributes *a, uint16_t token)
{
    g_autofree char *value = xml_attribute_dup(a, token);

    return referat_builder_intern(r->builder, value);
}

static bool
flag(const XmlAttributes *a, uint16_t token)
{
    return xml_attribute_is(a, token, "true");
}

static float
points(const XmlAttributes *a, uint16_t token)
{
    g_autofree char *value = xml_attribute_dup(a, token);

    return value != NULL ? (float)g_ascii_strtod(value, NULL) : 0;
}

static uint32_t
natural(Reader *r, const XmlAttributes *a, uint16_t token, uint32_t fallback, uint32_t most)
{
    const int32_t value = xml_attribute_int(a, token, (int32_t)MIN(fallback, (uint32_t)INT32_MAX));

    if (value < 0 || (uint32_t)value > most) {
        fail(r, "a number out of range", NULL);
        return fallback;
    }
    return (uint32_t)value;
}

static GArray *
numbers(const XmlAttributes *a, uint16_t token)
{
    g_autofree char *value = xml_attribute_dup(a, token);
    GArray *list = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    if (value == NULL)
        return list;
    g_auto(GStrv) pieces = g_strsplit(value, " ", 2048);
    for (size_t i = 0; pieces[i] != NULL; i++) {
        const uint32_t n = (uint32_t)MIN(g_ascii_strtoull(pieces[i], NULL, 10), UINT32_MAX);
        g_array_append_val(list, n);
    }
    return list;
}

static uint32_t
text_styles(Reader *r, const XmlAttributes *a)
{
    g_autofree char *value = xml_attribute_dup(a, A_STYLE);
    uint32_t style = 0;

    if (value == NULL)
        return 0;
    g_auto(GStrv) pieces = g_strsplit(value, " ", 32);
    for (size_t i = 0; pieces[i] != NULL; i++) {
        unsigned bit = 0;
        while (rxml_style_names[bit] != NULL && !g_str_equal(rxml_style_names[bit], pieces[i]))
            bit++;
        if (rxml_style_names[bit] == NULL)
            fail(r, "a style that is not known", pieces[i]);
        else
            style |= 1U << bit;
    }
    return style;
}

/* ---- what every node may have ---- */

static void
read_label(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    g_autofree char *text = xml_attribute_dup(a, A_LABEL);
    g_autofree char *separator = xml_attribute_dup(a, A_SEPARATOR);

    if (text == NULL)
        return;
    g_autoptr(GArray) path = numbers(a, A_PATH);
    const ReferatLabel label = {
        .text = text,
        .separator = separator,
        .path = (const uint32_t *)(gpointer)path->data,
        .n_path = path->len,
        .scheme = (ReferatLabelScheme)choice(r, a, A_SCHEME, rxml_scheme_names),
        .origin = (ReferatLabelOrigin)choice(r, a, A_ORIGIN, rxml_origin_names),
    };
    referat_builder_set_label(r->builder, node, &label);
}

static void
read_position(Reader *r, ReferatNode *node, const char *text)
{
    ReferatPosition position = {0};

    if (g_str_has_prefix(text, "page=")) {
        g_auto(GStrv) pieces = g_strsplit(text + 5, ",", 6);
        if (g_strv_length(pieces) != 5) {
            fail(r, "a position that cannot be read", text);
            return;
        }
        position.page = (uint32_t)g_ascii_strtoull(pieces[0], NULL, 10);
        for (int k = 0; k < 4; k++)
            position.box[k] = (float)g_ascii_strtoll(pieces[k + 1], NULL, 10) / 100.0F;
        referat_builder_add_position(r->builder, node, &position);
        return;
    }
    const char *colon = strrchr(text, ':');
    if (colon == NULL) {
        fail(r, "a position that cannot be read", text);
        return;
    }
    g_autofree char *escaped = g_strndup(text, (gsize)(colon - text));
    g_autofree char *part = g_uri_unescape_string(escaped, NULL);
    position.part = part;
    position.line = (uint32_t)MIN(g_ascii_strtoull(colon + 1, NULL, 10), UINT32_MAX);
    referat_builder_add_position(r->builder, node, &position);
}

static void
read_common(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    g_autofree char *at = xml_attribute_dup(a, A_AT);
    g_autofree char *language = xml_attribute_dup(a, RXML_A_LANG);
    g_autofree char *style = xml_attribute_dup(a, A_STYLE_NAME);

    referat_builder_set_language(r->builder, node, language);
    referat_node_set_direction(node, (ReferatDirection)choice(r, a, A_DIR, rxml_direction_names));
    if (style != NULL)
        referat_builder_set_style(r->builder, node, style);
    read_label(r, node, a);
    if (at == NULL)
        return;
    g_auto(GStrv) pieces = g_strsplit(at, " ", 4096);
    for (size_t i = 0; pieces[i] != NULL; i++)
        read_position(r, node, pieces[i]);
}

/* ---- payloads ---- */

static void
read_note(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatNote *note = referat_node_edit_note(node);

    note->kind = (ReferatNoteKind)choice(r, a, RXML_A_KIND, rxml_note_names);
    note->key = words(r, a, A_KEY);
    note->mark = words(r, a, A_MARK);
    if (note->key == NULL)
        fail(r, "a note without a key", NULL);
}

static void
read_table(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    g_autoptr(GArray) widths = numbers(a, A_WIDTHS);
    g_autofree double *shares = g_new0(double, MAX(widths->len, 1));

    for (guint i = 0; i < widths->len; i++)
        shares[i] = g_array_index(widths, uint32_t, i);
    if (widths->len > 0)
        referat_builder_set_table_widths(r->builder, node, shares, widths->len);
    referat_node_edit_table(node)->kind =
        (ReferatTableKind)choice(r, a, RXML_A_KIND, rxml_table_names);
}

static void
read_cell(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatCell *cell = referat_node_edit_cell(node);

    cell->column_span = (uint16_t)MAX(natural(r, a, A_COLUMN_SPAN, 1, UINT16_MAX), 1);
    cell->row_span = (uint16_t)MAX(natural(r, a, A_ROW_SPAN, 1, UINT16_MAX), 1);
    cell->scope = (ReferatScope)choice(r, a, A_SCOPE, rxml_scope_names);
}

static void
read_image(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatImage *image = referat_node_edit_image(node);
    size_t length = 0;

    image->resource = natural(r, a, A_RESOURCE, 0, INT32_MAX);
    image->raster = natural(r, a, A_RASTER, 0, INT32_MAX - 1);
    image->alt = words(r, a, A_ALT);
    image->width = points(a, A_WIDTH);
    image->height = points(a, A_HEIGHT);
    image->decorative = flag(a, A_DECORATIVE);
    /* 0 is a resource like any other, so the number written is one less */
    if (xml_attribute(a, A_RASTER, &length) != NULL)
        image->raster++;
    if (image->resource >= r->n_resources || image->raster > r->n_resources)
        fail(r, "a picture without its resource", NULL);
}

static void
read_change(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatChange *change = referat_node_edit_change(node);

    change->key = words(r, a, A_KEY);
    change->author = words(r, a, A_AUTHOR);
    change->date = words(r, a, A_DATE);
}

static void
read_math_element(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatMathNode *payload = referat_node_edit_math_element(node);
    g_autofree char *name = xml_attribute_dup(a, RXML_A_NAME);

    payload->attribute = words(r, a, A_ATTRIBUTE);
    if (payload->attribute != NULL && !referat_math_attribute_ok(payload->attribute))
        fail(r, "an attribute that formulas may not have", payload->attribute);
    for (int i = 0; name != NULL && i < REFERAT_N_MATH_ELEMENTS; i++) {
        if (g_str_equal(referat_math_element_name((ReferatMathElement)i), name)) {
            payload->element = (ReferatMathElement)i;
            return;
        }
    }
    fail(r, "a formula element that is not known", name);
}

static void
read_link(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatLink *link = referat_node_edit_link(node);

    link->uri = words(r, a, A_URI);
    link->anchor = words(r, a, A_ANCHOR);
    if ((link->uri == NULL) == (link->anchor == NULL))
        fail(r, "a link needs exactly one target", NULL);
}

static void
read_form(Reader *r, ReferatNode *node, const XmlAttributes *a)
{
    ReferatForm *form = referat_node_edit_form(node);

    form->kind = (ReferatFormKind)choice(r, a, RXML_A_KIND, rxml_form_names);
    form->value = words(r, a, A_VALUE);
    form->checked = flag(a, A_CHECKED);
}

static void
read_inline_payload(Reader *r, ReferatNode *node, ReferatNodeType type, const XmlAttributes *a)
{
    switch (type) {
    case REFERAT_NODE_LINK:
        read_link(r, node, a);
        break;
    case REFERAT_NODE_ANCHOR:
        referat_node_edit_anchor(node)->name = words(r, a, RXML_A_NAME);
        break;
    case REFERAT_NODE_IMAGE:
        read_image(r, node, a);
        break;
    case REFERAT_NODE_MATH:
        referat_node_edit_math(node)->display = flag(a, A_DISPLAY);
        break;
    case REFERAT_NODE_MATH_ELEMENT:
        read_math_element(r, node, a);
        break;
    case REFERAT_NODE_RUBY:
        referat_node_edit_ruby(node)->text = words(r, a, RXML_A_TEXT);
        break;
    case REFERAT_NODE_FORM:
        read_form(r, node, a);
        break;
    case REFERAT_NODE_PAGE_MARK:
        referat_node_edit_page_mark(node)->index = natural(r, a, A_INDEX, 0, INT32_MAX);
        referat_node_edit_page_mark(node)->label = words(r, a, A_LABEL);
        break;
    default:
        break;
    }
}

static void
read_payload(Reader *r, ReferatNode *node, ReferatNodeType type, const XmlAttributes *a)
{
    switch (type) {
    case REFERAT_NODE_PAGE_HEADER:
    case REFERAT_NODE_PAGE_FOOTER:
        referat_node_edit_pages(node)->pages =
            (ReferatPageKind)choice(r, a, A_PAGES, rxml_pages_names);
        referat_node_edit_pages(node)->section = natural(r, a, A_SECTION, 0, INT32_MAX);
        referat_node_edit_pages(node)->not_first = flag(a, A_NOT_FIRST);
        break;
    case REFERAT_NODE_NOTE:
    case REFERAT_NODE_NOTE_REF:
        read_note(r, node, a);
        break;
    case REFERAT_NODE_COMMENT:
    case REFERAT_NODE_COMMENT_REF:
    case REFERAT_NODE_INSERTION:
    case REFERAT_NODE_DELETION:
        read_change(r, node, a);
        break;
    case REFERAT_NODE_HEADING:
        referat_node_edit_heading(node)->level = (uint8_t)MAX(natural(r, a, A_LEVEL, 1, 9), 1);
        referat_node_edit_heading(node)->title = flag(a, A_TITLE);
        break;
    case REFERAT_NODE_LIST:
        referat_node_edit_list(node)->kind =
            (ReferatListKind)choice(r, a, RXML_A_KIND, rxml_list_names);
        break;
    case REFERAT_NODE_TABLE:
        read_table(r, node, a);
        break;
    case REFERAT_NODE_ROW:
        referat_node_edit_row(node)->header = flag(a, A_HEADER);
        break;
    case REFERAT_NODE_CELL:
        read_cell(r, node, a);
        break;
    case REFERAT_NODE_ASIDE:
        referat_node_edit_aside(node)->kind =
            (ReferatAsideKind)choice(r, a, RXML_A_KIND, rxml_aside_names);
        break;
    default:
        read_inline_payload(r, node, type, a);
        break;
    }
}

/* ---- elements ---- */

static void
read_root(Reader *r, const XmlAttributes *a)
{
    g_autofree char *version = xml_attribute_dup(a, A_VERSION);

    r->root_seen = true;
    if (g_strcmp0(version, RXML_VERSION) != 0)
        fail(r, "a version of the form that is not known", version);
}

static void
read_meta(Reader *r, const XmlAttributes *a)
{
    g_autofree char *name = xml_attribute_dup(a, RXML_A_NAME);
    g_autofree char *value = xml_attribute_dup(a, A_VALUE);

    for (int i = 0; name != NULL && i < REFERAT_N_METADATA; i++) {
        if (g_str_equal(referat_metadata_name((ReferatMetadata)i), name)) {
            referat_builder_set_metadata(r->builder, (ReferatMetadata)i, value);
            return;
        }
    }
    fail(r, "metadata that is not known", name);
}

/* The same limit as for tables that are read from other formats. */
static void
count_tables(const Reader *r, const ReferatNode *table)
{
    uint64_t n = 0;

    for (const ReferatNode *up = table; up != NULL; up = referat_node_get_parent(up))
        n += referat_node_get_type(up) == REFERAT_NODE_TABLE ? 1 : 0;
    if (n > referat_context_get_limit(r->context, REFERAT_LIMIT_TABLE_NESTING))
        xml_parser_fail_limit(r->parser, REFERAT_LIMIT_TABLE_NESTING);
}

static ReferatNode *
new_node(Reader *r, ReferatNodeType type)
{
    if (type == REFERAT_NODE_BODY) {
        ReferatNode *body = referat_builder_get_body(r->builder);
        if (r->depth != 1 || referat_node_get_first(body) != NULL)
            fail(r, "a second body", NULL);
        return body;
    }
    return referat_builder_add(r->builder, r->current, type);
}

static void
begin_node(Reader *r, ReferatNodeType type, const XmlAttributes *a)
{
    if (r->current == NULL || type == REFERAT_NODE_DOCUMENT || type == REFERAT_NODE_TEXT) {
        fail(r, "an element where it cannot stand", xml_parser_element_name(r->parser));
        return;
    }
    ReferatNode *node = new_node(r, type);
    read_payload(r, node, type, a);
    read_common(r, node, a);
    r->current = node;
    if (type == REFERAT_NODE_TABLE)
        count_tables(r, node);
}

static void
begin_open(Reader *r, uint16_t token, const XmlAttributes *a)
{
    r->open = token;
    g_string_truncate(r->text, 0);
    g_clear_pointer(&r->language, g_free);
    g_clear_pointer(&r->media_type, g_free);
    if (token == T_RESOURCE) {
        r->media_type = xml_attribute_dup(a, A_MEDIA_TYPE);
        return;
    }
    r->style = text_styles(r, a);
    r->language = xml_attribute_dup(a, RXML_A_LANG);
    r->direction = (ReferatDirection)choice(r, a, A_DIR, rxml_direction_names);
}

static void
begin_minutes(Reader *r, uint16_t token, const XmlAttributes *a)
{
    const char *wrong = NULL;

    if (r->minutes == NULL)
        r->minutes = rxml_minutes_new(r->builder);
    if (r->current != referat_builder_get_root(r->builder) || r->minutes_done)
        wrong = "minutes where they cannot stand";
    else
        wrong = rxml_minutes_start(r->minutes, token, a);
    if (wrong != NULL)
        fail(r, wrong, xml_parser_element_name(r->parser));
}

static void
on_start(gpointer data, uint16_t token, const XmlAttributes *a)
{
    Reader *r = data;

    if (r->open != 0 || token == 0 || token > T_RESOURCE ||
        (token > RXML_LAST_ELEMENT && token < T_TEXT)) {
        fail(r, "an element that is not known", xml_parser_element_name(r->parser));
    } else if (!r->root_seen) {
        if (token == REFERAT_NODE_DOCUMENT + 1)
            read_root(r, a);
        else
            fail(r, "the root is no document", NULL);
        r->current = referat_builder_get_root(r->builder);
        return;
    } else {
        r->depth++;
        if (token == T_META)
            read_meta(r, a);
        else if (token == T_TEXT || token == T_RESOURCE)
            begin_open(r, token, a);
        else if (token >= RXML_MINUTES)
            begin_minutes(r, token, a);
        else
            begin_node(r, (ReferatNodeType)(token - 1), a);
    }
}

static void
end_resource(Reader *r)
{
    gsize size = 0;
    guchar *data = g_base64_decode(r->text->str, &size);
    g_autoptr(GBytes) bytes = g_bytes_new_take(data, size);

    if (r->media_type == NULL || !g_str_has_prefix(r->media_type, "image/") ||
        strspn(r->media_type, "abcdefghijklmnopqrstuvwxyz0123456789/+.-") !=
            strlen(r->media_type)) {
        fail(r, "a resource that is no picture", r->media_type);
        return;
    }
    if (referat_builder_add_resource(r->builder, bytes, r->media_type) != r->n_resources)
        fail(r, "a resource that is there already", NULL);
    r->n_resources++;
}

static void
on_end(gpointer data, uint16_t token)
{
    Reader *r = data;

    if (token == REFERAT_NODE_DOCUMENT + 1)
        return;
    r->depth--;
    if (token == T_TEXT) {
        (void)referat_builder_add_text(r->builder, r->current, r->text->str, r->text->len, r->style,
                                       r->language, r->direction);
        r->open = 0;
    } else if (token == T_RESOURCE) {
        end_resource(r);
        r->open = 0;
    } else if (token >= RXML_MINUTES && token <= RXML_LAST_ELEMENT) {
        r->minutes_done = r->minutes_done || rxml_minutes_end(r->minutes, token);
    } else if (token != T_META && r->current != NULL) {
        r->current = (ReferatNode *)referat_node_get_parent(r->current);
    }
}

static void
on_text(gpointer data, const char *text, size_t length)
{
    Reader *r = data;

    if (r->open != 0)
        g_string_append_len(r->text, text, (gssize)length);
}

static const XmlHandlers handlers = {on_start, on_end, on_text};

static bool
parse(Reader *r, ReferatSource *source, GError **error)
{
    static const XmlNamespace namespaces[] = {{SPACE_RXML, RXML_NAMESPACE}, {0, NULL}};
    XmlName names[RXML_TOKENS_END + G_N_ELEMENTS(fixed_names) + 1] = {0};
    const XmlVocabulary vocabulary = {namespaces, names};
    GBytes *bytes = referat_source_get_bytes(
        source, referat_context_get_limit(r->context, REFERAT_LIMIT_INPUT_BYTES), error);
    gsize size = 0;
    gsize done = 0;

    if (bytes == NULL)
        return false;
    for (int i = 0; i < REFERAT_N_NODE_TYPES; i++)
        names[i] =
            (XmlName){SPACE_RXML, (uint16_t)(i + 1), referat_node_type_name((ReferatNodeType)i)};
    size_t n_names = REFERAT_N_NODE_TYPES;
    for (const XmlName *name = rxml_minutes_names; name->name != NULL; name++)
        names[n_names++] = *name;
    memcpy(names + n_names, fixed_names, sizeof(fixed_names));
    const char *data = g_bytes_get_data(bytes, &size);
    r->parser = xml_parser_new(r->context, &vocabulary, &handlers, r, "document");
    bool good = true;
    while (good && done < size) {
        const gsize n = MIN(size - done, (gsize)32 << 10);
        good = xml_parser_push(r->parser, data + done, n, error) &&
               referat_context_heartbeat(r->context, done, size, error);
        done += n;
    }
    good = good && xml_parser_finish(r->parser, error);
    xml_parser_free(r->parser);
    return good;
}

bool
rxml_read(ReferatContext *context, ReferatSource *source, ReferatBuilder *builder, GError **error)
{
    Reader r = {.context = context, .builder = builder};

    r.text = g_string_new(NULL);
    const bool good = parse(&r, source, error);
    (void)g_string_free(r.text, TRUE);
    rxml_minutes_free(r.minutes);
    g_free(r.language);
    g_free(r.media_type);
    if (!good)
        return false;
    if (!r.root_seen || referat_context_count(context, REFERAT_MSG_XML_DAMAGED) > 0) {
        referat_set_error(error, REFERAT_ERROR_DAMAGED, "the document is not well-formed");
        return false;
    }
    referat_builder_set_finished(builder);
    return true;
}
