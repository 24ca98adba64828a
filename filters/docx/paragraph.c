/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "docx/story.h"

/* Paragraphs (ECMA-376 part 1, 17.3.1): properties through the whole chain, labels, hints. */

static const float TWIPS = 20.0F; /* in a point */

static bool
ends_in_blank(const ReferatNode *node)
{
    const ReferatNode *last = referat_node_get_last(node);

    if (last == NULL || referat_node_get_type(last) != REFERAT_NODE_TEXT)
        return false;
    const ReferatText *text = referat_node_get_text(last);
    return text->length > 0 && g_ascii_isspace(text->text[text->length - 1]);
}

/* A paragraph whose mark was deleted goes on in this one, in the same node (17.13.5.15). */
static void
take_node(DocxStory *story)
{
    DocxFlow *flow = story->flow;

    flow->paragraph.node = flow->pending;
    if (flow->pending == NULL) {
        flow->paragraph.node =
            referat_builder_add(story->reader->builder, NULL, REFERAT_NODE_PARAGRAPH);
        return;
    }
    flow->pending = NULL;
    flow->paragraph.joined = !ends_in_blank(flow->paragraph.node);
    flow->paragraph.has_content = true;
}

void
docx_paragraph_start(DocxStory *story, const XmlAttributes *attributes)
{
    DocxFlow *flow = story->flow;

    (void)attributes;
    if (flow == NULL) {
        docx_skip(story);
        return;
    }
    if (flow->paragraph.node != NULL)
        docx_paragraph_end(story);
    story->paragraphs++;
    memset(&flow->paragraph, 0, sizeof(flow->paragraph));
    flow->paragraph.line = story->paragraphs;
    story->reader->where = docx_position(story);
    take_node(story);
    flow->in_run = false;
}

/* Headings, titles, quotations and the like look like themselves in every output: what their style
 * says of bold and italics is not said again. What is said directly stays. */
static const uint32_t LOOK =
    DOCX_BOLD | DOCX_ITALIC | DOCX_BOLD_CS | DOCX_ITALIC_CS | DOCX_SMALL_CAPS | DOCX_UNDERLINE;

static bool
has_own_look(const DocxStyle *style)
{
    if (style == NULL)
        return false;
    if (style->code || style->term)
        return true;
    return style->role != REFERAT_ROLE_NONE && style->role != REFERAT_ROLE_LIST;
}

void
docx_pending_flush(DocxStory *story)
{
    DocxFlow *flow = story->flow;

    if (flow->pending != NULL && referat_node_get_first(flow->pending) != NULL)
        referat_node_append(flow->container, flow->pending);
    flow->pending = NULL;
}

/* The properties are read: what text starts from is known. */
void
docx_paragraph_begin_text(DocxStory *story)
{
    DocxReader *reader = story->reader;
    DocxParagraph *paragraph = &story->flow->paragraph;

    if (paragraph->begun)
        return;
    paragraph->begun = true;
    paragraph->style =
        docx_styles_get(reader->styles, paragraph->props.style, DOCX_STYLE_PARAGRAPH);
    paragraph->base = *docx_styles_default_run(reader->styles);
    if (paragraph->style != NULL)
        docx_run_overlay(&paragraph->base, &paragraph->style->run);
    if (has_own_look(paragraph->style))
        paragraph->role_look = paragraph->base.on & LOOK;
    for (guint i = 0; i < story->anchors->len; i++) {
        ReferatNode *anchor =
            referat_builder_add(reader->builder, paragraph->node, REFERAT_NODE_ANCHOR);
        referat_node_edit_anchor(anchor)->name = g_ptr_array_index(story->anchors, i);
    }
    g_ptr_array_set_size(story->anchors, 0);
}

void
docx_paragraph_properties_end(DocxStory *story)
{
    if (story->flow != NULL && story->flow->paragraph.node != NULL)
        docx_paragraph_begin_text(story);
}

bool
docx_paragraph_ensure(DocxStory *story)
{
    if (story->flow == NULL)
        return false;
    if (story->flow->paragraph.node == NULL)
        docx_paragraph_start(story, NULL);
    docx_paragraph_begin_text(story);
    return true;
}

static ReferatNode *
open_change(DocxStory *story, const DocxChange *change, ReferatNode *parent)
{
    ReferatBuilder *builder = story->reader->builder;
    ReferatNode *node = referat_builder_add(
        builder, parent, change->deletion ? REFERAT_NODE_DELETION : REFERAT_NODE_INSERTION);
    ReferatChange *payload = referat_node_edit_change(node);

    payload->author = referat_builder_intern(builder, change->author);
    payload->date = referat_builder_intern(builder, change->date);
    return node;
}

static ReferatNode *
open_link(DocxStory *story, const DocxLink *link, ReferatNode *parent)
{
    ReferatBuilder *builder = story->reader->builder;
    ReferatNode *node = referat_builder_add(builder, parent, REFERAT_NODE_LINK);
    ReferatLink *payload = referat_node_edit_link(node);

    payload->uri = referat_builder_intern(builder, link->uri);
    payload->anchor = link->uri == NULL ? referat_builder_intern(builder, link->anchor) : NULL;
    return node;
}

ReferatNode *
docx_inline_parent(DocxStory *story)
{
    DocxParagraph *paragraph = &story->flow->paragraph;
    ReferatNode *parent = paragraph->node;

    if (story->ruby != NULL)
        return story->ruby;
    if (story->change != paragraph->change_for) {
        paragraph->change_for = story->change;
        paragraph->change_node =
            story->change != NULL ? open_change(story, story->change, parent) : NULL;
        paragraph->link_node = NULL;
        paragraph->link_for = NULL;
    }
    if (paragraph->change_node != NULL)
        parent = paragraph->change_node;
    const DocxLink *link = docx_current_link(story);
    if (link != paragraph->link_for) {
        paragraph->link_for = link;
        paragraph->link_node = link != NULL ? open_link(story, link, parent) : NULL;
    }
    return paragraph->link_node != NULL ? paragraph->link_node : parent;
}

void
docx_place_block(DocxStory *story, ReferatNode *block)
{
    DocxFlow *flow = story->flow;

    if (flow->paragraph.node == NULL || !flow->paragraph.has_content) {
        referat_node_append(flow->container, block);
        return;
    }
    if (flow->after == NULL)
        flow->after = g_ptr_array_new();
    g_ptr_array_add(flow->after, block);
}

/* ---- the end: what kind of paragraph it is ---- */

typedef struct {
    DocxParaProps props; /* through the whole chain */
    bool labelled;
    DocxLabel label;
} Effective;

static int
numbering_level(const DocxStory *story, const DocxParagraph *paragraph, const DocxParaProps *props)
{
    const DocxStyle *style = paragraph->style;

    if (paragraph->props.set & DOCX_PARA_ILVL)
        return paragraph->props.ilvl;
    /* a style's level is the one that names the style (17.9.23) */
    if (style != NULL && (style->para.set & DOCX_PARA_NUM_ID) != 0) {
        int level =
            docx_numbering_level_of_style(story->reader->numbering, props->num_id, style->id);
        if (level < 0 && style->heading_style != NULL)
            level = docx_numbering_level_of_style(story->reader->numbering, props->num_id,
                                                  style->heading_style);
        if (level >= 0)
            return level;
    }
    return (props->set & DOCX_PARA_ILVL) != 0 ? props->ilvl : 0;
}

static void
find_label(DocxStory *story, Effective *effective)
{
    DocxParagraph *paragraph = &story->flow->paragraph;
    DocxParaProps *props = &effective->props;
    const bool own = (paragraph->props.set & DOCX_PARA_NUM_ID) != 0;

    if ((props->set & DOCX_PARA_NUM_ID) == 0 || props->num_id == 0)
        return;
    const int level = numbering_level(story, paragraph, props);
    const char *language = paragraph->base.language != NULL ? paragraph->base.language
                                                            : story->reader->default_language;
    effective->labelled = docx_numbering_next(story->reader->numbering, props->num_id,
                                              (uint8_t)level, language, &effective->label);
    if (effective->label.para == NULL)
        return;
    /* indents: the numbering's stand over the style's when the paragraph itself is numbered */
    DocxParaProps indents = *effective->label.para;
    indents.set &= DOCX_PARA_INDENT | DOCX_PARA_FIRST;
    if (!own && paragraph->style != NULL)
        indents.set &= ~paragraph->style->para.set;
    docx_para_overlay(props, &indents);
    indents = paragraph->props;
    indents.set &= DOCX_PARA_INDENT | DOCX_PARA_FIRST;
    docx_para_overlay(props, &indents);
}

typedef struct {
    uint32_t upper;
    uint32_t lower;
} Cases;

static void
count_cases(const ReferatText *text, Cases *cases)
{
    const char *end = text->text + text->length;

    for (const char *p = text->text; p < end; p = g_utf8_next_char(p)) {
        if ((unsigned char)*p < 0x80) {
            cases->upper += *p >= 'A' && *p <= 'Z' ? 1 : 0;
            cases->lower += *p >= 'a' && *p <= 'z' ? 1 : 0;
            continue;
        }
        const gunichar c = g_utf8_get_char(p);
        cases->upper += g_unichar_isupper(c) ? 1 : 0;
        cases->lower += g_unichar_islower(c) ? 1 : 0;
    }
}

static float
capital_share(const ReferatNode *node)
{
    Cases cases = {0, 0};
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it))
        if (it.event == REFERAT_ENTER && referat_node_get_type(it.node) == REFERAT_NODE_TEXT)
            count_cases(referat_node_get_text(it.node), &cases);
    const uint32_t sum = cases.upper + cases.lower;
    return sum > 0 ? (float)cases.upper / (float)sum : 0;
}

enum { LONGEST_HEADING = 150 };

static void
fill_look(const DocxStory *story, const DocxParagraph *paragraph, const DocxParaProps *props,
          ReferatHints *hints)
{
    hints->indent = (float)props->indent / TWIPS;
    hints->first_indent = (float)props->first / TWIPS;
    hints->space_before = (float)props->before / TWIPS;
    hints->alignment = props->alignment;
    hints->page_break_before = props->page_break;
    hints->drop_cap = props->drop_cap;
    hints->page_number = paragraph->page_number;
    if (paragraph->letters == 0)
        return;
    hints->relative_size =
        (float)paragraph->size_sum / ((float)paragraph->letters * (float)story->reader->body_size);
    hints->bold_share = (float)paragraph->bold / (float)paragraph->letters;
    if (paragraph->letters < LONGEST_HEADING)
        hints->capital_share = capital_share(paragraph->node);
}

static void
fill_role(const DocxStory *story, const DocxParagraph *paragraph, const DocxParaProps *props,
          ReferatHints *hints)
{
    const DocxStyle *style = paragraph->style;

    if ((props->set & DOCX_PARA_OUTLINE) != 0)
        hints->outline = props->outline < 9 ? props->outline + 1 : 0;
    else if (style != NULL && style->role == REFERAT_ROLE_HEADING)
        hints->outline = style->level;
    hints->table_of_contents = docx_in_contents(story);
    hints->caption = paragraph->sequence && hints->outline == 0;
    if (style == NULL)
        return;
    hints->title = style->role == REFERAT_ROLE_TITLE;
    hints->subtitle = style->role == REFERAT_ROLE_SUBTITLE;
    hints->caption = hints->caption || style->role == REFERAT_ROLE_CAPTION;
    hints->quote = style->role == REFERAT_ROLE_QUOTE;
    hints->code = style->code;
    hints->term = style->term;
    hints->definition = style->definition;
    hints->table_of_contents = hints->table_of_contents || style->role == REFERAT_ROLE_CONTENTS;
    if (hints->title || hints->subtitle)
        hints->outline = 0;
    /* "List Paragraph" without a number of its own belongs to the item above it */
    if (style->role == REFERAT_ROLE_LIST && (props->set & DOCX_PARA_NUM_ID) == 0)
        hints->list_continued = true;
}

static void
set_label(DocxStory *story, const Effective *effective, ReferatHints *hints)
{
    const DocxLabel *from = &effective->label;

    if (!effective->labelled)
        return;
    hints->list_level = from->level + 1;
    hints->list_id = from->list_id;
    if (from->continued) {
        hints->list_continued = true;
        return;
    }
    const ReferatLabel label = {
        .text = from->text->str,
        .separator = from->separator,
        .path = from->path,
        .n_path = from->n_path,
        .scheme = from->scheme,
        .origin = REFERAT_ORIGIN_GENERATED,
    };
    referat_builder_set_label(story->reader->builder, story->flow->paragraph.node, &label);
}

/* Whether the mark is gone, so that the next paragraph goes on in this one (17.13.5.15). */
static bool
mark_is_gone(const DocxStory *story, const DocxParaProps *props)
{
    if (story->reader->changes == DOCX_ACCEPT)
        return props->mark_deleted;
    return story->reader->changes == DOCX_REJECT && props->mark_inserted;
}

static void
show_mark_change(DocxStory *story)
{
    const DocxParaProps *props = &story->flow->paragraph.props;

    if (story->reader->changes != DOCX_SHOW || (!props->mark_deleted && !props->mark_inserted))
        return;
    const DocxChange change = {.deletion = props->mark_deleted};
    ReferatNode *node = open_change(story, &change, story->flow->paragraph.node);
    (void)referat_builder_add_text(story->reader->builder, node, "¶", 2, 0, NULL,
                                   REFERAT_DIRECTION_UNSET);
}

static void
finish_paragraph(DocxStory *story)
{
    DocxReader *reader = story->reader;
    DocxParagraph *paragraph = &story->flow->paragraph;
    Effective effective = {.props = *docx_styles_default_para(reader->styles)};
    const ReferatPosition position = {.part = story->part, .line = paragraph->line};

    if (paragraph->style != NULL)
        docx_para_overlay(&effective.props, &paragraph->style->para);
    docx_para_overlay(&effective.props, &paragraph->props);
    find_label(story, &effective);
    referat_builder_add_position(reader->builder, paragraph->node, &position);
    if (paragraph->style != NULL && paragraph->style->name != NULL)
        referat_builder_set_style(reader->builder, paragraph->node, paragraph->style->name);
    if (effective.props.bidi)
        referat_node_set_direction(paragraph->node, REFERAT_DIRECTION_RTL);
    ReferatHints *hints = referat_builder_get_hints(reader->builder, paragraph->node);
    fill_look(story, paragraph, &effective.props, hints);
    fill_role(story, paragraph, &effective.props, hints);
    set_label(story, &effective, hints);
}

void
docx_paragraph_end(DocxStory *story)
{
    DocxFlow *flow = story->flow;

    if (flow == NULL || flow->paragraph.node == NULL)
        return;
    docx_paragraph_begin_text(story);
    docx_fields_end_codes(story);
    show_mark_change(story);
    if (mark_is_gone(story, &flow->paragraph.props)) {
        const ReferatPosition position = {.part = story->part, .line = flow->paragraph.line};
        referat_builder_add_position(story->reader->builder, flow->paragraph.node, &position);
        flow->pending = flow->paragraph.node;
        story->reader->tracked++;
    } else if (!(flow->paragraph.props.mark_vanish && !flow->paragraph.has_content)) {
        finish_paragraph(story);
        referat_node_append(flow->container, flow->paragraph.node);
    }
    for (guint i = 0; flow->after != NULL && i < flow->after->len; i++)
        referat_node_append(flow->container, g_ptr_array_index(flow->after, i));
    if (flow->after != NULL)
        g_ptr_array_set_size(flow->after, 0);
    memset(&flow->paragraph, 0, sizeof(flow->paragraph));
}
