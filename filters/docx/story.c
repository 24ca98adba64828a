/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/story.h"

#include <string.h>

#include "docx/label.h"

/*
 * The dispatcher: each known element is a row with what happens at its start and its end. What has
 * no row is transparent: its children are looked at, so no wrapper hides text.
 */

typedef void (*StartFunc)(DocxStory *story, uint16_t token, const XmlAttributes *attributes);
typedef void (*EndFunc)(DocxStory *story, uint16_t token);

typedef struct {
    StartFunc start;
    EndFunc end;
} DocxElement;

uint16_t
docx_parent(const DocxStory *story, unsigned up)
{
    /* the element itself is on top */
    return story->depth > up + 1 ? story->stack[story->depth - 2 - up] : 0;
}

void
docx_skip(DocxStory *story)
{
    story->skip = story->depth;
}

ReferatPosition
docx_position(const DocxStory *story)
{
    return (ReferatPosition){.part = story->part, .line = story->paragraphs};
}

void
docx_flow_push(DocxStory *story, ReferatNode *container)
{
    DocxFlow *flow = g_new0(DocxFlow, 1);

    flow->outer = story->flow;
    flow->container = container;
    flow->field_base = story->n_fields;
    story->flow = flow;
}

void
docx_flow_pop(DocxStory *story)
{
    DocxFlow *flow = story->flow;

    if (flow->paragraph.node != NULL)
        docx_paragraph_end(story);
    while (flow->table != NULL)
        docx_table_drop(story);
    docx_pending_flush(story);
    if (flow->after != NULL)
        g_ptr_array_unref(flow->after);
    docx_fields_clear(story, flow->field_base);
    story->flow = flow->outer;
    g_free(flow);
}

/* ---- small handlers ---- */

static void
start_skip(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)token;
    (void)attributes;
    docx_skip(story);
}

static void
start_paragraph(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)token;
    docx_paragraph_start(story, attributes);
}

static void
end_paragraph(DocxStory *story, uint16_t token)
{
    (void)token;
    docx_paragraph_end(story);
}

static void
start_properties(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    const uint16_t parent = docx_parent(story, 0);

    (void)attributes;
    /* of content controls and formulas: not ours */
    if (token == W_rPr && parent != W_r && parent != W_pPr)
        docx_skip(story);
    else
        story->in_properties = true;
}

static void
end_properties(DocxStory *story, uint16_t token)
{
    if (token == W_rPr && docx_parent(story, 0) == W_pPr)
        return;
    story->in_properties = false;
    if (token == W_pPr)
        docx_paragraph_properties_end(story);
}

static void
start_run(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)token;
    (void)attributes;
    docx_run_start(story);
}

static void
end_run(DocxStory *story, uint16_t token)
{
    (void)token;
    docx_run_end(story);
}

static void
start_text(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)attributes;
    story->in_text = token == W_t || token == W_delText;
    story->in_code = token == W_instrText;
}

static void
end_text(DocxStory *story, uint16_t token)
{
    (void)token;
    story->in_text = story->in_code = false;
}

enum { MOST_STOPS = 32 };

/* A stop whose leader is a line (17.3.1.37, 17.18.72): people write on it. */
static void
start_stop(DocxParagraph *paragraph, const XmlAttributes *attributes)
{
    if (xml_attribute_is(attributes, W_val, "clear") || paragraph->n_stops >= MOST_STOPS)
        return;
    if (xml_attribute_is(attributes, W_leader, "underscore") ||
        xml_attribute_is(attributes, W_leader, "heavy"))
        paragraph->lines |= 1U << paragraph->n_stops;
    paragraph->n_stops++;
}

/* Tabs go to their stops in turn; one that draws a line is the line. */
static void
put_tab(DocxStory *story)
{
    static const char line[] = "____________________";
    DocxParagraph *paragraph = &story->flow->paragraph;
    const uint32_t at = paragraph->n_tabs++;

    if (at < MOST_STOPS && (paragraph->lines >> at & 1U) != 0)
        docx_put_text(story, line, sizeof(line) - 1);
    else
        docx_put_text(story, "\t", 1);
}

static void
start_character(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    switch (token) {
    case W_tab:
        if (docx_parent(story, 0) == W_r)
            put_tab(story);
        break;
    case W_ptab:
        docx_put_text(story, "\t", 1);
        break;
    case W_noBreakHyphen:
        docx_put_text(story, "\xe2\x80\x91", 3);
        break;
    case W_softHyphen:
        docx_put_text(story, "\xc2\xad", 2);
        break;
    case W_sym:
        docx_symbol(story, attributes);
        break;
    case W_br:
    case W_cr:
        docx_break(story, attributes);
        break;
    default:
        break;
    }
}

static void
start_note_reference(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    docx_note_reference(story, token == W_endnoteReference ? REFERAT_NOTE_END : REFERAT_NOTE_FOOT,
                        attributes);
}

static void
start_inline_mark(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    if (token == W_commentReference)
        docx_comment_reference(story, attributes);
    else
        docx_bookmark(story, attributes);
}

static void
start_field(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    if (token == W_fldChar)
        docx_field_char(story, attributes);
    else if (token == W_fldSimple)
        docx_field_simple_start(story, attributes);
    else if (token == W_hyperlink)
        docx_hyperlink_start(story, attributes);
    else
        docx_field_form(story, token, attributes);
}

static void
end_field(DocxStory *story, uint16_t token)
{
    if (token == W_fldSimple)
        docx_field_simple_end(story);
    else if (token == W_hyperlink && story->hyperlink_depth == story->depth)
        story->hyperlink = NULL;
}

/* ---- tracked changes (17.13.5) ---- */

static const DocxChange *
new_change(DocxStory *story, bool deletion, const XmlAttributes *attributes)
{
    DocxChange *change = docx_keep(story->reader, sizeof(*change));

    change->deletion = deletion;
    change->author = xml_attribute_intern(attributes, W_author, story->reader->strings);
    change->date = xml_attribute_intern(attributes, W_date, story->reader->strings);
    return change;
}

static void
start_change(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    const bool deletion = token == W_del || token == W_moveFrom;
    const DocxReader *reader = story->reader;

    if (docx_parent(story, 0) == W_trPr) {
        docx_table_property(story, token, attributes);
        return;
    }
    story->reader->tracked++;
    if (reader->changes == DOCX_SHOW) {
        story->change = new_change(story, deletion, attributes);
        story->change_depth = story->depth;
    } else if (deletion == (reader->changes == DOCX_ACCEPT)) {
        docx_skip(story);
    }
}

static void
end_change(DocxStory *story, uint16_t token)
{
    (void)token;
    if (story->change_depth == story->depth) {
        story->change = NULL;
        story->change_depth = 0;
    }
}

/* ---- markup compatibility (ECMA-376 part 3) ---- */

static void
start_alternative(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxAlternative *open =
        story->n_alternatives > 0 ? &story->alternatives[story->n_alternatives - 1] : NULL;

    if (token == MC_AlternateContent) {
        if (story->n_alternatives == G_N_ELEMENTS(story->alternatives)) {
            docx_skip(story);
            return;
        }
        story->alternatives[story->n_alternatives++] = (DocxAlternative){story->depth, false};
        return;
    }
    if (open == NULL)
        return;
    bool understood = true;
    if (token == MC_Choice) {
        g_autofree char *needs = xml_attribute_dup(attributes, X_Requires);
        g_auto(GStrv) prefixes = g_strsplit(needs != NULL ? needs : "", " ", -1);
        for (size_t i = 0; prefixes[i] != NULL; i++) {
            const uint16_t space =
                xml_parser_prefix_space(story->parser, prefixes[i], strlen(prefixes[i]));
            understood =
                understood && (*prefixes[i] == '\0' || (space != 0 && space != UINT16_MAX));
        }
    }
    if (open->taken || !understood)
        docx_skip(story);
    else
        open->taken = true;
}

static void
end_alternative(DocxStory *story, uint16_t token)
{
    if (token == MC_AlternateContent && story->n_alternatives > 0 &&
        story->alternatives[story->n_alternatives - 1].depth == story->depth)
        story->n_alternatives--;
}

/* ---- content controls ---- */

static DocxControl *
open_control(DocxStory *story)
{
    return story->n_controls > 0 ? &story->controls[story->n_controls - 1] : NULL;
}

static void
put_checkbox(DocxStory *story, const DocxControl *control)
{
    if (!docx_shows(story) || !docx_paragraph_ensure(story))
        return;
    ReferatNode *form =
        referat_builder_add(story->reader->builder, docx_inline_parent(story), REFERAT_NODE_FORM);
    ReferatForm *payload = referat_node_edit_form(form);
    payload->kind = REFERAT_FORM_CHECKBOX;
    payload->checked = control->checked;
    story->flow->paragraph.has_content = true;
}

static void
start_control(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxControl *control = open_control(story);

    if (token == W_sdt) {
        /* one deeper than we follow is just its content */
        if (story->n_controls < G_N_ELEMENTS(story->controls))
            story->controls[story->n_controls++] = (DocxControl){.depth = story->depth};
        return;
    }
    if (control == NULL)
        return;
    if (token == W_showingPlcHdr)
        control->placeholder = docx_on_off(attributes, W_val);
    else if (token == W14_checkbox)
        control->checkbox = true;
    else if (token == W14_checked)
        control->checked = xml_attribute_is(attributes, W14_val, "1") ||
                           xml_attribute_is(attributes, W14_val, "true");
    else if (token == W_docPartGallery)
        control->contents = xml_attribute_is(attributes, W_val, "Table of Contents");
    else if (token == W_sdtContent && control->placeholder && !control->checkbox)
        docx_skip(story);
}

/* The state of a check box is told by the control; its content only draws it. */
bool
docx_control_takes_text(DocxStory *story)
{
    DocxControl *control = open_control(story);

    if (control == NULL || !control->checkbox)
        return false;
    if (!control->done) {
        control->done = true;
        put_checkbox(story, control);
    }
    return true;
}

static void
end_control(DocxStory *story, uint16_t token)
{
    (void)token;
    if (story->n_controls > 0 && story->controls[story->n_controls - 1].depth == story->depth)
        story->n_controls--;
}

/* ---- sections, notes, comments, chunks ---- */

static void
start_section(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxReader *reader = story->reader;

    if (token == W_sectPr) {
        story->section = g_new0(DocxSection, 1);
        g_ptr_array_add(reader->sections, story->section);
        return;
    }
    if (story->section == NULL)
        return;
    if (token == W_titlePg) {
        story->section->title_page = docx_on_off(attributes, W_val);
        return;
    }
    g_autofree char *id = xml_attribute_dup(attributes, R_id);
    const OpcRelationship *rel = opc_by_id(story->rels, id);
    ReferatPageKind kind = REFERAT_PAGES_DEFAULT;
    if (xml_attribute_is(attributes, W_type, "first"))
        kind = REFERAT_PAGES_FIRST;
    else if (xml_attribute_is(attributes, W_type, "even"))
        kind = REFERAT_PAGES_EVEN;
    char **slot = token == W_headerReference ? &story->section->headers[kind]
                                             : &story->section->footers[kind];
    if (rel != NULL && !rel->external && *slot == NULL)
        *slot = g_strdup(rel->target);
}

static void
end_section(DocxStory *story, uint16_t token)
{
    (void)token;
    story->section = NULL;
}

static bool
is_separator(const XmlAttributes *attributes)
{
    return xml_attribute_is(attributes, W_type, "separator") ||
           xml_attribute_is(attributes, W_type, "continuationSeparator") ||
           xml_attribute_is(attributes, W_type, "continuationNotice");
}

static void
start_note(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxReader *reader = story->reader;
    g_autofree char *id = xml_attribute_dup(attributes, W_id);
    const bool comment = token == W_comment;

    if (story->kind != (comment ? DOCX_STORY_COMMENTS : DOCX_STORY_NOTES) || id == NULL ||
        is_separator(attributes)) {
        docx_skip(story);
        return;
    }
    g_autofree char *key = g_strdup_printf("%d:%s", comment ? 2 : (int)story->note_kind, id);
    ReferatNode *node = g_hash_table_lookup(reader->note_refs, key);
    /* nobody refers to it, or it came already */
    if (node == NULL || referat_node_get_first(node) != NULL) {
        docx_skip(story);
        return;
    }
    if (comment) {
        ReferatChange *payload = referat_node_edit_change(node);
        payload->author = referat_builder_intern(
            reader->builder, xml_attribute_intern(attributes, W_author, reader->strings));
        payload->date = referat_builder_intern(
            reader->builder, xml_attribute_intern(attributes, W_date, reader->strings));
    }
    docx_flow_push(story, node);
}

static void
end_note(DocxStory *story, uint16_t token)
{
    (void)token;
    docx_flow_pop(story);
}

/* Each reference reads its part again, so their number is bounded. */
bool
docx_count_embedded(DocxStory *story)
{
    DocxReader *reader = story->reader;

    if (++reader->embedded <= referat_context_get_limit(reader->context, REFERAT_LIMIT_EMBEDDED))
        return true;
    xml_parser_fail_limit(story->parser, REFERAT_LIMIT_EMBEDDED);
    return false;
}

static void
start_alt_chunk(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    g_autofree char *id = xml_attribute_dup(attributes, R_id);
    const OpcRelationship *rel = opc_by_id(story->rels, id);
    const ReferatPosition position = docx_position(story);

    (void)token;
    if (!docx_count_embedded(story))
        return;
    if (rel == NULL || rel->external || story->flow == NULL ||
        !docx_alt_chunk_read(story->reader, rel->target, story->flow->container))
        referat_context_diagnose(story->reader->context, REFERAT_MSG_UNSUPPORTED_CONTENT, &position,
                                 "an embedded file%s%s", rel != NULL ? ": " : "",
                                 rel != NULL ? rel->target : "");
}

/* ---- ruby (17.3.3.25) ---- */

static void
start_ruby(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)attributes;
    if (token == W_ruby && docx_shows(story) && docx_paragraph_ensure(story) &&
        story->ruby == NULL) {
        story->ruby = referat_builder_add(story->reader->builder, docx_inline_parent(story),
                                          REFERAT_NODE_RUBY);
        referat_node_edit_ruby(story->ruby)->text = ""; /* a file that ends in it has none */
        g_string_truncate(story->ruby_text, 0);
    } else if (token == W_rt) {
        story->in_ruby_text = true;
    }
}

static void
end_ruby(DocxStory *story, uint16_t token)
{
    if (token == W_rt) {
        story->in_ruby_text = false;
    } else if (token == W_ruby && story->ruby != NULL) {
        referat_node_edit_ruby(story->ruby)->text = referat_builder_strndup(
            story->reader->builder, story->ruby_text->str, story->ruby_text->len);
        story->ruby = NULL;
    }
}

/* ---- tables and drawings: thin shims ---- */

static void
start_table(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)attributes;
    if (token == W_tbl)
        docx_table_start(story);
    else if (token == W_tr)
        docx_row_start(story);
    else
        docx_cell_start(story);
}

static void
end_table(DocxStory *story, uint16_t token)
{
    if (token == W_tbl)
        docx_table_end(story);
    else if (token == W_tr)
        docx_row_end(story);
    else
        docx_cell_end(story);
}

static void
start_box(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    (void)token;
    (void)attributes;
    docx_box_start(story);
}

static void
end_box(DocxStory *story, uint16_t token)
{
    (void)token;
    docx_box_end(story);
}

#define SKIP                                                                                       \
    {                                                                                              \
        start_skip, NULL                                                                           \
    }
#define CHARACTER                                                                                  \
    {                                                                                              \
        start_character, NULL                                                                      \
    }
#define FORM                                                                                       \
    {                                                                                              \
        start_field, NULL                                                                          \
    }
#define TABLE_PROPERTY                                                                             \
    {                                                                                              \
        docx_table_property, NULL                                                                  \
    }
#define DRAWING                                                                                    \
    {                                                                                              \
        docx_drawing_element, docx_drawing_end                                                     \
    }
#define CONTROL                                                                                    \
    {                                                                                              \
        start_control, NULL                                                                        \
    }
#define CHANGE                                                                                     \
    {                                                                                              \
        start_change, end_change                                                                   \
    }

/* clang-format off */
static const DocxElement elements[DOCX_N_TOKENS] = {
    [W_p] = { start_paragraph, end_paragraph },
    [W_pPr] = { start_properties, end_properties },
    [W_rPr] = { start_properties, end_properties },
    [W_r] = { start_run, end_run },
    [W_t] = { start_text, end_text }, [W_delText] = { start_text, end_text },
    [W_instrText] = { start_text, end_text }, [W_delInstrText] = SKIP,
    [W_tab] = CHARACTER, [W_ptab] = CHARACTER, [W_br] = CHARACTER, [W_cr] = CHARACTER,
    [W_noBreakHyphen] = CHARACTER, [W_softHyphen] = CHARACTER, [W_sym] = CHARACTER,
    [W_footnoteReference] = { start_note_reference, NULL },
    [W_endnoteReference] = { start_note_reference, NULL },
    [W_commentReference] = { start_inline_mark, NULL },
    [W_bookmarkStart] = { start_inline_mark, NULL },
    [W_fldChar] = { start_field, end_field }, [W_fldSimple] = { start_field, end_field },
    [W_hyperlink] = { start_field, end_field },
    [W_checkBox] = FORM, [W_ddList] = FORM, [W_listEntry] = FORM, [W_checked] = FORM,
    [W_default] = FORM, [W_result] = FORM, [W_textInput] = FORM,
    [W_ins] = CHANGE, [W_del] = CHANGE, [W_moveFrom] = CHANGE, [W_moveTo] = CHANGE,
    [W_pPrChange] = SKIP, [W_rPrChange] = SKIP, [W_sectPrChange] = SKIP, [W_tblPrChange] = SKIP,
    [W_tblGridChange] = SKIP, [W_tcPrChange] = SKIP, [W_trPrChange] = SKIP,
    [W_tblPrExChange] = SKIP, [W_numberingChange] = SKIP,
    [MC_AlternateContent] = { start_alternative, end_alternative },
    [MC_Choice] = { start_alternative, NULL }, [MC_Fallback] = { start_alternative, NULL },
    [W_sdt] = { start_control, end_control }, [W_sdtContent] = CONTROL,
    [W_showingPlcHdr] = CONTROL, [W14_checkbox] = CONTROL, [W14_checked] = CONTROL,
    [W_docPartGallery] = CONTROL, [W_sdtEndPr] = SKIP, [W_placeholder] = SKIP,
    [W_sectPr] = { start_section, end_section }, [W_titlePg] = { start_section, NULL },
    [W_headerReference] = { start_section, NULL }, [W_footerReference] = { start_section, NULL },
    [W_footnote] = { start_note, end_note }, [W_endnote] = { start_note, end_note },
    [W_comment] = { start_note, end_note },
    [W_altChunk] = { start_alt_chunk, NULL },
    [W_ruby] = { start_ruby, end_ruby }, [W_rt] = { start_ruby, end_ruby },
    [W_tbl] = { start_table, end_table }, [W_tr] = { start_table, end_table },
    [W_tc] = { start_table, end_table },
    [W_gridCol] = TABLE_PROPERTY, [W_gridBefore] = TABLE_PROPERTY, [W_gridAfter] = TABLE_PROPERTY,
    [W_gridSpan] = TABLE_PROPERTY, [W_vMerge] = TABLE_PROPERTY, [W_hMerge] = TABLE_PROPERTY,
    [W_tblHeader] = TABLE_PROPERTY, [W_tblLook] = TABLE_PROPERTY, [W_tblStyle] = TABLE_PROPERTY,
    [W_bidiVisual] = TABLE_PROPERTY, [W_cellIns] = TABLE_PROPERTY, [W_cellDel] = TABLE_PROPERTY,
    [W_insideH] = TABLE_PROPERTY, [W_insideV] = TABLE_PROPERTY, [W_top] = TABLE_PROPERTY,
    [WP_docPr] = DRAWING, [WP_extent] = DRAWING, [WP_inline] = DRAWING, [WP_anchor] = DRAWING,
    [A_blip] = DRAWING, [ASVG_svgBlip] = DRAWING, [ADEC_decorative] = DRAWING,
    [PIC_pic] = DRAWING, [PIC_cNvPr] = DRAWING, [C_chart] = DRAWING, [DGM_relIds] = DRAWING,
    [V_imagedata] = DRAWING, [V_shape] = DRAWING, [V_rect] = DRAWING, [V_textpath] = DRAWING,
    [V_shapetype] = SKIP, [O_OLEObject] = DRAWING, [W_drawing] = DRAWING, [W_pict] = DRAWING,
    [W_object] = DRAWING,
    [W_txbxContent] = { start_box, end_box },
    [M_oMath] = { docx_math_start, docx_math_end },
    [M_oMathPara] = { docx_math_start, docx_math_end },
};
/* clang-format on */

/* ---- SAX ---- */

static void
start_property(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxReader *reader = story->reader;
    DocxFlow *flow = story->flow;
    const uint16_t parent = docx_parent(story, 0);

    if (elements[token].start != NULL && token != W_tab && token != W_ins && token != W_del &&
        token != W_moveFrom && token != W_moveTo) {
        elements[token].start(story, token, attributes);
        return;
    }
    if (token == W_tab) {
        if (parent == W_tabs)
            start_stop(&flow->paragraph, attributes);
    } else if (parent == W_rPr && docx_parent(story, 1) == W_pPr) {
        if (token == W_ins || token == W_moveTo)
            flow->paragraph.props.mark_inserted = true;
        else if (token == W_del || token == W_moveFrom)
            flow->paragraph.props.mark_deleted = true;
        else if (token == W_vanish)
            flow->paragraph.props.mark_vanish = docx_on_off(attributes, W_val);
    } else if (parent == W_rPr) {
        (void)docx_run_property(&flow->run, token, attributes, reader->strings);
    } else {
        (void)docx_para_property(&flow->paragraph.props, token, attributes, reader->strings);
    }
}

static void
on_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    DocxStory *story = data;

    story->stack[story->depth++] = token;
    if (story->skip != 0)
        return;
    GError *error = NULL;
    if (!referat_builder_ok(story->reader->builder, &error)) {
        xml_parser_fail(story->parser, error);
        return;
    }
    if (story->math != NULL)
        docx_math_start(story, token, attributes);
    else if (story->in_properties && story->flow != NULL)
        start_property(story, token, attributes);
    else if (elements[token].start != NULL)
        elements[token].start(story, token, attributes);
}

static void
on_end(gpointer data, uint16_t token)
{
    DocxStory *story = data;

    if (story->skip != 0) {
        if (story->skip == story->depth)
            story->skip = 0;
    } else if (story->math != NULL) {
        docx_math_end(story, token);
    } else if (elements[token].end != NULL) {
        elements[token].end(story, token);
    }
    story->depth--;
}

static void
on_text(gpointer data, const char *text, size_t length)
{
    DocxStory *story = data;

    if (story->skip != 0)
        return;
    if (story->math != NULL)
        docx_math_text(story, text, length);
    else if (story->in_text)
        docx_put_text(story, text, length);
    else if (story->in_code)
        docx_field_code(story, text, length);
}

static const XmlHandlers handlers = {on_start, on_end, on_text};

/* A part that ends in the middle: what is open is closed from the inside out, as its end tags
 * would. */
static void
unwind(DocxStory *story)
{
    story->tables_beyond = 0;
    story->boxes_beyond = 0;
    while (story->flow != NULL) {
        if (story->flow->table != NULL)
            docx_table_end(story);
        else if (docx_flow_is_cell(story))
            docx_cell_end(story);
        else if (story->flow->outer != NULL && story->box_depth > 0)
            docx_box_end(story);
        else
            docx_flow_pop(story);
    }
}

static void
story_clear(DocxStory *story)
{
    unwind(story);
    docx_fields_clear(story, 0);
    g_ptr_array_unref(story->anchors);
    for (unsigned i = 0; i < story->n_drawings; i++) {
        g_free(story->drawings[i].embed);
        g_free(story->drawings[i].svg);
    }
    docx_math_free(story->math);
    opc_relationships_free(story->rels);
    (void)g_string_free(story->ruby_text, TRUE);
    xml_parser_free(story->parser);
    g_free(story);
}

bool
docx_story_read(DocxReader *reader, const char *part, DocxStoryKind kind, ReferatNoteKind note_kind,
                ReferatNode *container, GError **error)
{
    const int64_t index = package_find(reader->package, part);

    if (index < 0) {
        referat_context_diagnose(reader->context, REFERAT_MSG_PACKAGE_RELATIONSHIPS, NULL,
                                 "the part %s is missing", part);
        return true;
    }
    DocxStory *story = g_new0(DocxStory, 1);
    story->reader = reader;
    story->kind = kind;
    story->note_kind = note_kind;
    story->part = part;
    story->container = container;
    story->ruby_text = g_string_new(NULL);
    story->anchors = g_ptr_array_new();
    story->rels = opc_relationships_load(reader->context, reader->package, part, error);
    story->parser = xml_parser_new(reader->context, &docx_vocabulary, &handlers, story, part);
    if (container != NULL)
        docx_flow_push(story, container);
    const bool done = story->rels != NULL &&
                      opc_parse_part(reader->context, reader->package, index,
                                     REFERAT_LIMIT_PART_BYTES, story->parser, error) &&
                      referat_builder_ok(reader->builder, error);
    story_clear(story);
    return done;
}
