/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "common/picture.h"
#include "docx/story.h"

/* Pictures, shapes and text boxes: DrawingML (ECMA-376 part 1, 20) and VML (part 4, 14). */

static const float EMU = 12700.0F; /* in a point */

static DocxDrawing *
top_drawing(DocxStory *story)
{
    return story->n_drawings > 0 ? &story->drawings[story->n_drawings - 1] : NULL;
}

/* ---- pictures ---- */

static GBytes *
load_bytes(DocxReader *reader, const OpcRelationship *rel)
{
    const int64_t index = package_find(reader->package, rel->target);
    g_autoptr(GError) error = NULL;

    if (index < 0) {
        referat_context_diagnose(reader->context, REFERAT_MSG_MEDIA_MISSING, &reader->where, "%s",
                                 rel->target);
        return NULL;
    }
    GBytes *bytes = package_part_load(reader->package, index, REFERAT_LIMIT_MEDIA_BYTES, &error);
    if (bytes == NULL)
        referat_context_diagnose_cause(reader->context, REFERAT_MSG_MEDIA_MISSING, &reader->where,
                                       rel->target, error);
    return bytes;
}

static uint32_t
add_picture(DocxReader *reader, const OpcRelationship *rel)
{
    g_autoptr(GBytes) raw = load_bytes(reader, rel);
    bool stripped = false;

    if (raw == NULL)
        return 0;
    const char *type = picture_media_type(raw);
    if (type == NULL || (g_str_equal(type, "image/svg+xml") && !picture_svg_is_plain(raw))) {
        referat_context_diagnose(reader->context, REFERAT_MSG_MEDIA_FORMAT, &reader->where,
                                 "%s is left out: it is no picture, or holds scripts", rel->target);
        return 0;
    }
    if (!picture_shown_by_browsers(type))
        referat_context_diagnose(reader->context, REFERAT_MSG_MEDIA_FORMAT, &reader->where,
                                 "%s (%s)", rel->target, type);
    g_autoptr(GBytes) clean = picture_strip(raw, type, &stripped);
    if (stripped)
        referat_context_diagnose(reader->context, REFERAT_MSG_PICTURE_METADATA, &reader->where,
                                 "%s", rel->target);
    return referat_builder_add_resource(reader->builder, clean, type) + 1;
}

uint32_t
docx_picture_load(DocxReader *reader, const OpcRelationships *rels, const char *id)
{
    const OpcRelationship *rel = opc_by_id(rels, id);

    if (rel == NULL)
        return 0;
    if (rel->external) {
        referat_context_diagnose(reader->context, REFERAT_MSG_EXTERNAL_PICTURE, &reader->where,
                                 "%s", rel->target);
        return 0;
    }
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(reader->pictures, rel->target, NULL, &known))
        return GPOINTER_TO_UINT(known);
    uint32_t index = 0;
    if (g_hash_table_size(reader->pictures) <
        referat_context_get_limit(reader->context, REFERAT_LIMIT_MEDIA))
        index = add_picture(reader, rel);
    g_hash_table_insert(reader->pictures, g_strdup(rel->target), GUINT_TO_POINTER(index));
    return index;
}

static void
put_picture(DocxStory *story, const DocxDrawing *drawing, uint32_t resource, uint32_t raster)
{
    ReferatBuilder *builder = story->reader->builder;
    const char *alt = drawing->picture_alt != NULL ? drawing->picture_alt : drawing->alt;

    if (!docx_shows(story) || !docx_paragraph_ensure(story))
        return;
    ReferatNode *node = referat_builder_add(builder, docx_inline_parent(story), REFERAT_NODE_IMAGE);
    ReferatImage *image = referat_node_edit_image(node);
    image->resource = resource - 1;
    image->raster = raster;
    image->alt = referat_builder_intern(builder, alt);
    image->decorative = drawing->decorative;
    image->width = drawing->width;
    image->height = drawing->height;
    story->flow->paragraph.has_content = true;
}

static void
finish_blip(DocxStory *story, DocxDrawing *drawing)
{
    const uint32_t svg = docx_picture_load(story->reader, story->rels, drawing->svg);
    const uint32_t embed = docx_picture_load(story->reader, story->rels, drawing->embed);

    if (svg != 0)
        put_picture(story, drawing, svg, embed);
    else if (embed != 0)
        put_picture(story, drawing, embed, 0);
    g_clear_pointer(&drawing->embed, g_free);
    g_clear_pointer(&drawing->svg, g_free);
}

/* ---- DrawingML ---- */

static const char *
alternative_text(DocxStory *story, const XmlAttributes *attributes)
{
    GStringChunk *strings = story->reader->strings;
    const char *alt = xml_attribute_intern(attributes, X_descr, strings);

    if (alt == NULL || *alt == '\0')
        alt = xml_attribute_intern(attributes, X_title, strings);
    return alt != NULL && *alt != '\0' ? alt : NULL;
}

static void
put_block(DocxStory *story, const XmlAttributes *attributes, uint16_t token,
          bool (*read)(DocxReader *, const char *, ReferatNode *))
{
    g_autofree char *id = xml_attribute_dup(attributes, token);
    const OpcRelationship *rel = opc_by_id(story->rels, id);
    ReferatNode *aside = NULL;

    if (!docx_count_embedded(story))
        return;
    aside = referat_builder_add(story->reader->builder, NULL, REFERAT_NODE_ASIDE);
    if (rel != NULL && !rel->external && docx_shows(story) &&
        read(story->reader, rel->target, aside)) {
        /* a chart is a table like others; a diagram stays a box of its words */
        const bool chart = read == docx_chart_read;
        while (chart && referat_node_get_first(aside) != NULL) {
            ReferatNode *block = (ReferatNode *)referat_node_get_first(aside);
            referat_node_remove(block);
            docx_place_block(story, block);
        }
        if (!chart)
            docx_place_block(story, aside);
    } else {
        const ReferatPosition position = docx_position(story);
        referat_context_diagnose(story->reader->context, REFERAT_MSG_UNSUPPORTED_CONTENT, &position,
                                 "a chart or diagram");
    }
}

static void
note_link(DocxStory *story, const XmlAttributes *attributes)
{
    g_autofree char *link = xml_attribute_dup(attributes, R_link);

    if (link != NULL && *link != '\0')
        (void)docx_picture_load(story->reader, story->rels, link);
}

static void
drawing_part(DocxStory *story, DocxDrawing *drawing, uint16_t token,
             const XmlAttributes *attributes)
{
    switch (token) {
    case WP_docPr:
        drawing->alt = alternative_text(story, attributes);
        break;
    case WP_extent:
        drawing->width = (float)xml_attribute_int(attributes, X_cx, 0) / EMU;
        drawing->height = (float)xml_attribute_int(attributes, X_cy, 0) / EMU;
        break;
    case PIC_pic:
        drawing->in_picture = true;
        break;
    case PIC_cNvPr:
        drawing->picture_alt = alternative_text(story, attributes);
        break;
    case ADEC_decorative:
        drawing->decorative =
            xml_attribute_is(attributes, X_val, "1") || xml_attribute_is(attributes, X_val, "true");
        break;
    case A_blip:
        if (drawing->in_picture) {
            g_free(drawing->embed);
            drawing->embed = xml_attribute_dup(attributes, R_embed);
            note_link(story, attributes);
        }
        break;
    case ASVG_svgBlip:
        g_free(drawing->svg);
        drawing->svg = xml_attribute_dup(attributes, R_embed);
        break;
    case C_chart:
        put_block(story, attributes, R_id, docx_chart_read);
        break;
    case DGM_relIds:
        put_block(story, attributes, R_dm, docx_diagram_read);
        break;
    default:
        break;
    }
}

/* ---- VML ---- */

/* "width:93.5pt;height:1in": a length of a VML style attribute in points. */
static float
style_length(const char *style, const char *name)
{
    const char *p = style != NULL ? strstr(style, name) : NULL;
    char *end = NULL;

    if (p == NULL)
        return 0;
    const double value = g_ascii_strtod(p + strlen(name), &end);
    double unit = 0.75; /* pixels */
    if (g_str_has_prefix(end, "pt"))
        unit = 1;
    else if (g_str_has_prefix(end, "in"))
        unit = 72;
    else if (g_str_has_prefix(end, "mm"))
        unit = 72 / 25.4;
    else if (g_str_has_prefix(end, "cm"))
        unit = 72 / 2.54;
    return value > 0 && value < 10000 ? (float)(value * unit) : 0;
}

static void
vml_part(DocxStory *story, DocxDrawing *drawing, uint16_t token, const XmlAttributes *attributes)
{
    if (token == V_shape || token == V_rect) {
        g_autofree char *style = xml_attribute_dup(attributes, X_style);
        drawing->alt = xml_attribute_intern(attributes, X_alt, story->reader->strings);
        drawing->width = style_length(style, "width:");
        drawing->height = style_length(style, "height:");
    } else if (token == V_imagedata) {
        g_autofree char *id = xml_attribute_dup(attributes, R_id);
        if (drawing->alt == NULL || *drawing->alt == '\0')
            drawing->alt = xml_attribute_intern(attributes, O_title, story->reader->strings);
        if (drawing->alt != NULL && *drawing->alt == '\0')
            drawing->alt = NULL;
        const uint32_t resource = docx_picture_load(story->reader, story->rels, id);
        if (resource != 0)
            put_picture(story, drawing, resource, 0);
    } else if (token == V_textpath) {
        g_autofree char *text = xml_attribute_dup(attributes, X_string);
        if (text != NULL)
            docx_put_text(story, text, strlen(text));
    } else if (token == O_OLEObject) {
        const ReferatPosition position = docx_position(story);
        referat_context_diagnose(story->reader->context, REFERAT_MSG_EMBEDDED_OBJECT, &position,
                                 NULL);
    }
}

void
docx_drawing_element(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    if (token == W_drawing || token == W_pict || token == W_object) {
        if (story->flow == NULL) {
            docx_skip(story);
            return;
        }
        /* one deeper than we follow is read as part of the one around it */
        if (story->n_drawings < DOCX_DRAWINGS)
            story->drawings[story->n_drawings++] = (DocxDrawing){.depth = story->depth};
        return;
    }
    DocxDrawing *drawing = top_drawing(story);
    if (drawing == NULL)
        return;
    if (token == V_shape || token == V_rect || token == V_imagedata || token == V_textpath ||
        token == O_OLEObject)
        vml_part(story, drawing, token, attributes);
    else
        drawing_part(story, drawing, token, attributes);
}

void
docx_drawing_end(DocxStory *story, uint16_t token)
{
    DocxDrawing *drawing = top_drawing(story);

    if (drawing == NULL)
        return;
    if (token == A_blip && drawing->in_picture) {
        finish_blip(story, drawing);
    } else if (token == PIC_pic) {
        drawing->in_picture = false;
        drawing->picture_alt = NULL;
    } else if ((token == W_drawing || token == W_pict || token == W_object) &&
               drawing->depth == story->depth) {
        g_free(drawing->embed);
        g_free(drawing->svg);
        story->n_drawings--;
    }
}

/* ---- text boxes ---- */

void
docx_box_start(DocxStory *story)
{
    if (story->flow == NULL || !docx_shows(story)) {
        docx_skip(story);
        return;
    }
    if (story->box_depth >= DOCX_BOXES) {
        story->boxes_beyond++;
        return;
    }
    story->box_depth++;
    docx_flow_push(story, referat_builder_add(story->reader->builder, NULL, REFERAT_NODE_ASIDE));
}

void
docx_box_end(DocxStory *story)
{
    if (story->boxes_beyond > 0) {
        story->boxes_beyond--;
        return;
    }
    if (story->box_depth == 0 || story->flow == NULL || story->flow->outer == NULL)
        return;
    ReferatNode *box = story->flow->container;
    docx_flow_pop(story);
    story->box_depth--;
    if (referat_node_get_first(box) != NULL)
        docx_place_block(story, box);
}
