/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/symbols.h"
#include "docx/label.h"
#include "docx/story.h"

/* Runs (ECMA-376 part 1, 17.3.2) and what stands in them. */

void
docx_run_start(DocxStory *story)
{
    DocxFlow *flow = story->flow;

    if (flow == NULL) {
        docx_skip(story);
        return;
    }
    memset(&flow->run, 0, sizeof(flow->run));
    flow->run_known = false;
    flow->in_run = true;
}

void
docx_run_end(DocxStory *story)
{
    if (story->flow != NULL) {
        story->flow->in_run = false;
        story->flow->run_known = false;
    }
}

bool
docx_shows(const DocxStory *story)
{
    return story->flow != NULL && !docx_field_hides(story);
}

static const DocxRunProps *
effective_run(DocxStory *story)
{
    DocxFlow *flow = story->flow;

    if (flow->run_known && flow->in_run)
        return &flow->effective;
    flow->effective = flow->paragraph.base;
    if (flow->in_run) {
        if (flow->run.style != NULL) {
            const DocxStyle *style =
                docx_styles_get(story->reader->styles, flow->run.style, DOCX_STYLE_CHARACTER);
            if (style != NULL) {
                docx_run_combine(&flow->effective, &style->run);
                if (style->code)
                    flow->effective.on |= DOCX_CODE;
            }
        }
        docx_run_overlay(&flow->effective, &flow->run);
    }
    flow->role_only = flow->paragraph.role_look & ~flow->run.set;
    flow->run_known = true;
    return &flow->effective;
}

static uint32_t
text_style(uint32_t on, bool in_link)
{
    const bool complex = (on & (DOCX_RTL | DOCX_CS)) != 0;
    uint32_t style = 0;

    if (on & (complex ? DOCX_BOLD_CS : DOCX_BOLD))
        style |= REFERAT_TEXT_BOLD;
    if (on & (complex ? DOCX_ITALIC_CS : DOCX_ITALIC))
        style |= REFERAT_TEXT_ITALIC;
    /* links are told from text by their own look */
    if ((on & DOCX_UNDERLINE) && !in_link)
        style |= REFERAT_TEXT_UNDERLINE;
    if (on & (DOCX_STRIKE | DOCX_DOUBLE_STRIKE))
        style |= REFERAT_TEXT_STRIKE;
    if (on & DOCX_SUBSCRIPT)
        style |= REFERAT_TEXT_SUBSCRIPT;
    else if (on & DOCX_SUPERSCRIPT)
        style |= REFERAT_TEXT_SUPERSCRIPT;
    if ((on & DOCX_SMALL_CAPS) && !(on & DOCX_CAPS))
        style |= REFERAT_TEXT_SMALL_CAPS;
    if (on & DOCX_HIGHLIGHT)
        style |= REFERAT_TEXT_MARK;
    if (on & DOCX_CODE)
        style |= REFERAT_TEXT_CODE;
    return style;
}

/* Letters of a symbol font are pictures: what they show stands elsewhere in Unicode. */
static char *
map_symbols(const char *font, const char *text, size_t length)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char_validated(p, text + length - p);
        if (c == (gunichar)-1 || c == (gunichar)-2)
            break;
        const gunichar mapped = c == ' ' ? 0 : symbol_to_unicode(font, c);
        g_string_append_unichar(out, mapped != 0 ? mapped : c);
    }
    return g_string_free(out, FALSE);
}

static char *
converted(const DocxRunProps *run, const char *text, size_t length)
{
    if (run->font != NULL && symbol_is_font(run->font))
        return map_symbols(run->font, text, length);
    if ((run->on & DOCX_CAPS) && g_utf8_validate_len(text, length, NULL))
        return g_utf8_strup(text, (gssize)length);
    if (memchr(text, '\n', length) != NULL || memchr(text, '\r', length) != NULL) {
        char *copy = g_strndup(text, length);
        g_strdelimit(copy, "\r\n", ' ');
        return copy;
    }
    return NULL;
}

static void
count_text(DocxStory *story, const DocxRunProps *run, size_t length)
{
    DocxParagraph *paragraph = &story->flow->paragraph;

    paragraph->has_content = true;
    paragraph->letters += length;
    if (run->on & DOCX_BOLD)
        paragraph->bold += length;
    paragraph->size_sum += length * (run->size != 0 ? run->size : story->reader->body_size);
}

static void
add_text(DocxStory *story, const DocxRunProps *run, const char *text, size_t length)
{
    const bool rtl = (run->on & DOCX_RTL) != 0;
    const bool para_rtl = (story->flow->paragraph.props.set & DOCX_PARA_BIDI) != 0 &&
                          story->flow->paragraph.props.bidi;
    const char *language = (run->on & (DOCX_RTL | DOCX_CS)) && run->language_bidi != NULL
                               ? run->language_bidi
                               : run->language;
    ReferatNode *parent = docx_inline_parent(story);
    const bool in_link = story->flow->paragraph.link_node != NULL;
    const ReferatDirection direction =
        rtl && !para_rtl ? REFERAT_DIRECTION_RTL : REFERAT_DIRECTION_UNSET;
    g_autofree char *changed = converted(run, text, length);

    if (changed != NULL) {
        text = changed;
        length = strlen(changed);
    }
    count_text(story, run, length);
    /* the mark that is gone kept two words apart */
    if (story->flow->paragraph.joined && !g_ascii_isspace(*text))
        (void)referat_builder_add_text(story->reader->builder, parent, " ", 1, 0, language,
                                       direction);
    story->flow->paragraph.joined = false;
    (void)referat_builder_add_text(story->reader->builder, parent, text, length,
                                   text_style(run->on & ~story->flow->role_only, in_link), language,
                                   direction);
}

/* The text behind a reference is its mark; the note is marked with it too. */
static void
set_custom_mark(DocxStory *story, const char *text, size_t length)
{
    DocxReader *reader = story->reader;
    ReferatNote *ref = referat_node_edit_note(story->flow->paragraph.marked);
    g_autofree char *key = g_strdup_printf("%d:%s", ref->kind, ref->key);
    ReferatNode *body = g_hash_table_lookup(reader->note_refs, key);

    ref->mark = referat_builder_strndup(reader->builder, text, length);
    if (body != NULL)
        referat_node_edit_note(body)->mark = ref->mark;
    story->flow->paragraph.marked = NULL;
}

/* In its own text such a note repeats the mark, which stands before it anyway. */
static size_t
cut_own_mark(const DocxStory *story, const char **text, size_t length)
{
    const ReferatNode *note = story->flow->container;

    if (story->kind != DOCX_STORY_NOTES || story->flow->paragraph.has_content ||
        !g_hash_table_contains(story->reader->custom_marks, note) ||
        referat_node_get_first(note) != NULL)
        return 0;
    const char *mark = referat_node_get_note(note)->mark;
    const size_t n = mark != NULL ? strlen(mark) : 0;
    if (n == 0 || n > length || memcmp(*text, mark, n) != 0)
        return 0;
    *text += n;
    return n;
}

/* A page number is left out; where it stood is marked, so that the words around it can go too. */
static void
put_page_number_mark(DocxStory *story)
{
    DocxParagraph *paragraph = &story->flow->paragraph;

    paragraph->page_number = true;
    (void)referat_builder_add_text(story->reader->builder, docx_inline_parent(story),
                                   REFERAT_PAGE_NUMBER_MARK, strlen(REFERAT_PAGE_NUMBER_MARK), 0,
                                   NULL, REFERAT_DIRECTION_UNSET);
}

void
docx_put_text(DocxStory *story, const char *text, size_t length)
{
    if (story->in_ruby_text) {
        g_string_append_len(story->ruby_text, text, (gssize)length);
        return;
    }
    if (!docx_shows(story) || !docx_paragraph_ensure(story))
        return;
    const DocxRunProps *run = effective_run(story);
    if (run->on & DOCX_VANISH) {
        story->reader->hidden += (uint64_t)g_utf8_strlen(text, (gssize)length);
        return;
    }
    if (story->kind == DOCX_STORY_HEAD && docx_in_page_number(story)) {
        put_page_number_mark(story);
        return;
    }
    if (docx_control_takes_text(story))
        return;
    DocxParagraph *paragraph = &story->flow->paragraph;
    if (paragraph->marked != NULL) {
        set_custom_mark(story, text, length);
        return;
    }
    length -= cut_own_mark(story, &text, length);
    if (length == 0)
        return;
    add_text(story, run, text, length);
}

/* w:sym (17.3.3.30): a character by font and number. */
void
docx_symbol(DocxStory *story, const XmlAttributes *attributes)
{
    g_autofree char *font = xml_attribute_dup(attributes, W_font);
    g_autofree char *number = xml_attribute_dup(attributes, W_char);
    const uint64_t code = number != NULL ? g_ascii_strtoull(number, NULL, 16) : 0;
    gunichar mapped = 0;
    char utf8[8];

    if (code == 0 || code > 0x10ffff)
        return;
    mapped = symbol_to_unicode(font, (uint32_t)code);
    if (mapped == 0 && code >= 0xe000 && code <= 0xf8ff) {
        const ReferatPosition position = docx_position(story);
        referat_context_diagnose(story->reader->context, REFERAT_MSG_UNSUPPORTED_CONTENT, &position,
                                 "symbol %s of the font %s", number, font != NULL ? font : "?");
        mapped = 0xfffd;
    }
    if (mapped == 0)
        mapped = (gunichar)code;
    if (!g_unichar_validate(mapped))
        return;
    docx_put_text(story, utf8, (size_t)g_unichar_to_utf8(mapped, utf8));
}

void
docx_break(DocxStory *story, const XmlAttributes *attributes)
{
    if (!docx_shows(story) || !docx_paragraph_ensure(story))
        return;
    /* a page or column break is no line of its own; the paragraph after it starts a page */
    if (xml_attribute_is(attributes, W_type, "page") ||
        xml_attribute_is(attributes, W_type, "column")) {
        if (story->flow->paragraph.has_content)
            docx_put_text(story, " ", 1);
        return;
    }
    if (effective_run(story)->on & DOCX_VANISH)
        return;
    (void)referat_builder_add(story->reader->builder, docx_inline_parent(story),
                              REFERAT_NODE_BREAK);
}

/* ---- notes, comments, bookmarks ---- */

static ReferatNode *
new_note_body(DocxStory *story, ReferatNoteKind kind, const char *key, bool custom)
{
    DocxReader *reader = story->reader;
    DocxNoteNumbers *numbers = &reader->notes[kind];
    g_autoptr(GString) mark = g_string_new(NULL);
    ReferatNode *body = referat_builder_add(
        reader->builder, referat_builder_get_root(reader->builder), REFERAT_NODE_NOTE);
    ReferatNote *note = referat_node_edit_note(body);

    /* a mark of the author's own is not counted (17.11.14) */
    if (custom)
        g_hash_table_add(reader->custom_marks, body);
    else
        docx_number_append(reader->context, mark, numbers->format,
                           (uint32_t)numbers->start + numbers->count++, reader->default_language);
    note->kind = kind;
    note->key = referat_builder_intern(reader->builder, key);
    note->mark = referat_builder_intern(reader->builder, mark->str);
    return body;
}

void
docx_note_reference(DocxStory *story, ReferatNoteKind kind, const XmlAttributes *attributes)
{
    DocxReader *reader = story->reader;
    g_autofree char *id = xml_attribute_dup(attributes, W_id);
    const ReferatPosition position = docx_position(story);

    if (id == NULL || !docx_shows(story) || !docx_paragraph_ensure(story))
        return;
    if (story->kind != DOCX_STORY_BODY) {
        referat_context_diagnose(reader->context, REFERAT_MSG_NOTE_CYCLE, &position,
                                 "a reference inside a note or page header is left out");
        return;
    }
    if (g_hash_table_size(reader->note_refs) >=
        referat_context_get_limit(reader->context, REFERAT_LIMIT_NOTES))
        return;
    const bool custom = xml_attribute_is(attributes, W_customMarkFollows, "1") ||
                        xml_attribute_is(attributes, W_customMarkFollows, "true");
    char *key = g_strdup_printf("%d:%s", kind, id);
    ReferatNode *body = g_hash_table_lookup(reader->note_refs, key);
    if (body == NULL) {
        body = new_note_body(story, kind, id, custom);
        g_hash_table_insert(reader->note_refs, key, body);
    } else {
        g_free(key);
    }
    ReferatNode *ref =
        referat_builder_add(reader->builder, docx_inline_parent(story), REFERAT_NODE_NOTE_REF);
    *referat_node_edit_note(ref) = *referat_node_get_note(body);
    story->flow->paragraph.has_content = true;
    if (custom)
        story->flow->paragraph.marked = ref;
}

void
docx_comment_reference(DocxStory *story, const XmlAttributes *attributes)
{
    DocxReader *reader = story->reader;
    g_autofree char *id = xml_attribute_dup(attributes, W_id);

    if (id == NULL)
        return;
    if (!reader->comments) {
        const ReferatPosition position = docx_position(story);
        referat_context_diagnose(reader->context, REFERAT_MSG_COMMENTS_DROPPED, &position, NULL);
        return;
    }
    char *key = g_strdup_printf("2:%s", id);
    if (!docx_shows(story) || !docx_paragraph_ensure(story) ||
        g_hash_table_contains(reader->note_refs, key)) {
        g_free(key);
        return;
    }
    ReferatNode *body = referat_builder_add(
        reader->builder, referat_builder_get_root(reader->builder), REFERAT_NODE_COMMENT);
    /* counted as they come: the file's own numbers begin at 0 and have gaps */
    g_autofree char *number = g_strdup_printf("%u", ++reader->n_comments);
    referat_node_edit_change(body)->key = referat_builder_intern(reader->builder, number);
    g_hash_table_insert(reader->note_refs, key, body);
    ReferatNode *ref =
        referat_builder_add(reader->builder, docx_inline_parent(story), REFERAT_NODE_COMMENT_REF);
    referat_node_edit_change(ref)->key = referat_node_get_change(body)->key;
    story->flow->paragraph.has_content = true;
}

void
docx_bookmark(DocxStory *story, const XmlAttributes *attributes)
{
    DocxReader *reader = story->reader;
    g_autofree char *name = xml_attribute_dup(attributes, W_name);

    if (name == NULL || *name == '\0' || g_str_equal(name, "_GoBack") || story->flow == NULL)
        return;
    const char *kept = referat_builder_intern(reader->builder, name);
    if (story->flow->paragraph.node == NULL || !story->flow->paragraph.begun) {
        g_ptr_array_add(story->anchors, (gpointer)kept);
        return;
    }
    ReferatNode *anchor =
        referat_builder_add(reader->builder, story->flow->paragraph.node, REFERAT_NODE_ANCHOR);
    referat_node_edit_anchor(anchor)->name = kept;
}
