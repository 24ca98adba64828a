/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/uri.h"
#include "docx/story.h"

/* Fields (ECMA-376 part 1, 17.16): their code says what they are, their cached result is shown. */

static DocxField *
top_field(DocxStory *story)
{
    return story->n_fields > 0 ? &story->fields[story->n_fields - 1] : NULL;
}

static void
field_clear(DocxField *field)
{
    if (field->code != NULL)
        (void)g_string_free(field->code, TRUE);
    if (field->entries != NULL)
        g_ptr_array_unref(field->entries);
    memset(field, 0, sizeof(*field));
}

void
docx_fields_clear(DocxStory *story, unsigned down_to)
{
    while (story->n_fields > down_to)
        field_clear(&story->fields[--story->n_fields]);
}

/* ---- links ---- */

static const DocxLink *
new_link(DocxStory *story, const char *uri, const char *anchor)
{
    DocxReader *reader = story->reader;

    if (uri != NULL && *uri != '\0') {
        if (!uri_is_safe(uri)) {
            const ReferatPosition position = docx_position(story);
            referat_context_diagnose(reader->context, REFERAT_MSG_LINK_SCHEME, &position, "%s",
                                     uri);
            return NULL;
        }
        g_autofree char *whole =
            anchor != NULL && *anchor != '\0' ? g_strconcat(uri, "#", anchor, NULL) : g_strdup(uri);
        g_autofree char *clean = uri_clean(whole);
        DocxLink *link = docx_keep(reader, sizeof(*link));
        link->uri = referat_builder_intern(reader->builder, clean);
        return link;
    }
    if (anchor == NULL || *anchor == '\0')
        return NULL;
    DocxLink *link = docx_keep(reader, sizeof(*link));
    link->anchor = referat_builder_intern(reader->builder, anchor);
    return link;
}

void
docx_hyperlink_start(DocxStory *story, const XmlAttributes *attributes)
{
    g_autofree char *id = xml_attribute_dup(attributes, R_id);
    g_autofree char *anchor = xml_attribute_dup(attributes, W_anchor);
    const OpcRelationship *rel = opc_by_id(story->rels, id);

    if (story->hyperlink != NULL)
        return;
    story->hyperlink = new_link(story, rel != NULL && rel->external ? rel->target : NULL, anchor);
    story->hyperlink_flow = story->flow;
    story->hyperlink_depth = story->depth;
}

const DocxLink *
docx_current_link(const DocxStory *story)
{
    if (story->hyperlink != NULL && story->hyperlink_flow == story->flow)
        return story->hyperlink;
    for (unsigned i = story->n_fields; i > story->flow->field_base; i--)
        if (story->fields[i - 1].link != NULL)
            return story->fields[i - 1].link;
    return NULL;
}

/* ---- codes ---- */

/* The next word of a field's code: quoted words may hold blanks, a backslash escapes a quote. */
static char *
next_word(const char **code)
{
    const char *p = *code;
    GString *word = g_string_new(NULL);

    while (g_ascii_isspace(*p))
        p++;
    if (*p == '"') {
        for (p++; *p != '\0' && *p != '"'; p++) {
            if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
                p++;
            g_string_append_c(word, *p);
        }
        if (*p == '"')
            p++;
    } else {
        while (*p != '\0' && !g_ascii_isspace(*p))
            g_string_append_c(word, *p++);
    }
    *code = p;
    if (word->len == 0 && *p == '\0') {
        (void)g_string_free(word, TRUE);
        return NULL;
    }
    return g_string_free(word, FALSE);
}

static void
parse_hyperlink(DocxStory *story, DocxField *field, const char *rest)
{
    g_autofree char *uri = NULL;
    g_autofree char *anchor = NULL;

    for (char *word = next_word(&rest); word != NULL; word = next_word(&rest)) {
        if (g_str_equal(word, "\\l")) {
            g_free(anchor);
            anchor = next_word(&rest);
        } else if (g_str_equal(word, "\\o") || g_str_equal(word, "\\t")) {
            g_free(next_word(&rest));
        } else if (*word != '\\' && uri == NULL) {
            uri = g_steal_pointer(&word);
        }
        g_free(word);
    }
    field->kind = FIELD_LINK;
    field->link = new_link(story, uri, anchor);
}

static void
parse_reference(DocxStory *story, DocxField *field, const char *rest)
{
    g_autofree char *target = next_word(&rest);

    field->kind = FIELD_OTHER;
    if (target != NULL && strstr(rest, "\\h") != NULL)
        field->link = new_link(story, NULL, target);
}

static bool
is_word(const char *word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (g_ascii_strcasecmp(word, *list) == 0)
            return true;
    return false;
}

static void
parse_code(DocxStory *story, DocxField *field)
{
    static const char *const pages[] = {"PAGE", "NUMPAGES", "SECTIONPAGES", NULL};
    static const char *const references[] = {"REF", "PAGEREF", "NOTEREF", NULL};
    static const char *const silent[] = {"XE", "TC", "RD", "TA", "SET", "PRIVATE", NULL};
    const char *rest = field->code->str;
    g_autofree char *name = next_word(&rest);

    if (name == NULL || field->kind != FIELD_OTHER)
        return;
    if (g_ascii_strcasecmp(name, "HYPERLINK") == 0)
        parse_hyperlink(story, field, rest);
    else if (is_word(name, references))
        parse_reference(story, field, rest);
    else if (g_ascii_strcasecmp(name, "TOC") == 0)
        field->kind = FIELD_CONTENTS;
    else if (is_word(name, pages))
        field->kind = FIELD_PAGE_NUMBER;
    else if (g_ascii_strcasecmp(name, "SEQ") == 0 && story->flow->paragraph.node != NULL)
        story->flow->paragraph.sequence = true;
    else if (is_word(name, silent))
        field->kind = FIELD_CODE_ONLY;
    else if (g_ascii_strncasecmp(name, "FORM", 4) == 0)
        field->kind = FIELD_FORM;
}

/* ---- complex fields ---- */

static bool
hidden_by(const DocxStory *story, unsigned n_fields)
{
    for (unsigned i = story->flow->field_base; i < n_fields; i++) {
        const DocxField *field = &story->fields[i];
        if (!field->in_result || field->kind == FIELD_CODE_ONLY ||
            (field->kind == FIELD_FORM && field->form != REFERAT_FORM_TEXT))
            return true;
    }
    return story->fields_beyond > 0;
}

static void
put_form(DocxStory *story, const DocxField *field)
{
    ReferatBuilder *builder = story->reader->builder;
    const char *value = NULL;

    /* the field itself hides its result, which only repeats the value; those around it decide */
    if (field->form == REFERAT_FORM_TEXT || hidden_by(story, story->n_fields - 1) ||
        !docx_paragraph_ensure(story))
        return;
    if (field->entries != NULL && field->chosen < field->entries->len)
        value = g_ptr_array_index(field->entries, field->chosen);
    if (field->form == REFERAT_FORM_CHOICE && value == NULL)
        return;
    ReferatNode *form = referat_builder_add(builder, docx_inline_parent(story), REFERAT_NODE_FORM);
    ReferatForm *payload = referat_node_edit_form(form);
    payload->kind = field->form;
    payload->checked = field->checked;
    payload->value = referat_builder_intern(builder, value);
    story->flow->paragraph.has_content = true;
}

static void
field_separate(DocxStory *story, DocxField *field)
{
    if (field->in_result)
        return;
    parse_code(story, field);
    field->in_result = true;
    if (field->kind == FIELD_FORM)
        put_form(story, field);
}

void
docx_field_char(DocxStory *story, const XmlAttributes *attributes)
{
    if (story->flow == NULL)
        return;
    DocxField *top = story->n_fields > story->flow->field_base ? top_field(story) : NULL;

    if (xml_attribute_is(attributes, W_fldCharType, "begin")) {
        if (story->n_fields == DOCX_FIELDS) {
            story->fields_beyond++;
            return;
        }
        story->fields[story->n_fields++].code = g_string_new(NULL);
        story->fields[story->n_fields - 1].form = REFERAT_FORM_TEXT;
    } else if (story->fields_beyond > 0) {
        if (xml_attribute_is(attributes, W_fldCharType, "end"))
            story->fields_beyond--;
    } else if (top != NULL && xml_attribute_is(attributes, W_fldCharType, "separate")) {
        field_separate(story, top);
    } else if (top != NULL && xml_attribute_is(attributes, W_fldCharType, "end")) {
        field_separate(story, top); /* a field without a result */
        field_clear(&story->fields[--story->n_fields]);
    }
}

/*
 * The code of a field stands in one paragraph; one that is still open at the end of it was never
 * ended, and what follows is text, not code. Results (a table of contents) do go on.
 */
void
docx_fields_end_codes(DocxStory *story)
{
    for (unsigned i = story->flow->field_base; i < story->n_fields; i++) {
        DocxField *field = &story->fields[i];
        if (field->in_result && field->kind != FIELD_CODE_ONLY && field->kind != FIELD_FORM)
            continue;
        field->in_result = true;
        field->kind = FIELD_OTHER;
    }
    story->fields_beyond = 0;
}

void
docx_field_code(DocxStory *story, const char *text, size_t length)
{
    DocxField *top = top_field(story);

    if (top != NULL && !top->in_result && story->fields_beyond == 0 && top->code->len < 16384)
        g_string_append_len(top->code, text, (gssize)length);
}

void
docx_field_simple_start(DocxStory *story, const XmlAttributes *attributes)
{
    g_autofree char *code = xml_attribute_dup(attributes, W_instr);

    if (story->n_fields == DOCX_FIELDS || story->flow == NULL) {
        story->fields_beyond++;
        return;
    }
    DocxField *field = &story->fields[story->n_fields++];
    field->code = g_string_new(code);
    field->simple = true;
    field->form = REFERAT_FORM_TEXT;
    field_separate(story, field);
}

void
docx_field_simple_end(DocxStory *story)
{
    DocxField *top = top_field(story);

    if (story->fields_beyond > 0)
        story->fields_beyond--;
    else if (top != NULL && top->simple)
        field_clear(&story->fields[--story->n_fields]);
}

/* w:ffData (17.16.17): what a form field holds. */
void
docx_field_form(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxField *top = top_field(story);

    if (top == NULL || top->in_result)
        return;
    switch (token) {
    case W_checkBox:
        top->form = REFERAT_FORM_CHECKBOX;
        break;
    case W_ddList:
        top->form = REFERAT_FORM_CHOICE;
        break;
    case W_listEntry:
        if (top->entries == NULL)
            top->entries = g_ptr_array_new_with_free_func(g_free);
        if (top->entries->len < 1000)
            g_ptr_array_add(top->entries, xml_attribute_dup(attributes, W_val));
        break;
    case W_checked:
        top->checked = docx_on_off(attributes, W_val);
        break;
    case W_default:
        if (top->form == REFERAT_FORM_CHECKBOX)
            top->checked = docx_on_off(attributes, W_val);
        else if (top->form == REFERAT_FORM_CHOICE && !top->text_given)
            top->chosen = (uint32_t)MAX(xml_attribute_int(attributes, W_val, 0), 0);
        break;
    case W_result:
        top->text_given = true;
        top->chosen = (uint32_t)MAX(xml_attribute_int(attributes, W_val, 0), 0);
        break;
    default:
        break;
    }
}

/* ---- what fields do to the text ---- */

bool
docx_field_hides(const DocxStory *story)
{
    return hidden_by(story, story->n_fields);
}

bool
docx_in_contents(const DocxStory *story)
{
    for (unsigned i = 0; i < story->n_fields; i++)
        if (story->fields[i].kind == FIELD_CONTENTS)
            return true;
    for (unsigned i = 0; i < story->n_controls; i++)
        if (story->controls[i].contents)
            return true;
    return false;
}

bool
docx_in_page_number(const DocxStory *story)
{
    for (unsigned i = story->flow->field_base; i < story->n_fields; i++)
        if (story->fields[i].kind == FIELD_PAGE_NUMBER)
            return true;
    return false;
}
