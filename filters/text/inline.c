/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/formula.h"
#include "common/uri.h"
#include "text/text.h"

/* The words of one block, with what stands between them said in words or signs. */

typedef struct {
    Flow *flow;
    Text *text;
    GString *out;
    size_t link_start;
    const char *target; /* of the link that just ended: it waits for the end of the word */
    bool preformatted;
} Words;

const char *
text_phrase(const Text *text, const char *key)
{
    return referat_context_phrase(text->context, text->language, key);
}

/* Raised and lowered digits have characters of their own: "m²", "H₂O". */
static bool
put_raised(GString *out, const ReferatText *text)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    static const char *const lowered[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    const bool up = (text->style & REFERAT_TEXT_SUPERSCRIPT) != 0;

    if (!up && (text->style & REFERAT_TEXT_SUBSCRIPT) == 0)
        return false;
    for (uint32_t i = 0; i < text->length; i++)
        if (!g_ascii_isdigit(text->text[i]))
            return false;
    for (uint32_t i = 0; i < text->length; i++)
        g_string_append(out, (up ? raised : lowered)[text->text[i] - '0']);
    return true;
}

static void
put_string(Words *words, const char *string)
{
    if (string != NULL)
        text_append_clean(words->out, string, strlen(string));
}

static void
put_target(Words *words)
{
    if (words->target == NULL)
        return;
    g_autofree char *clean = uri_clean(words->target);
    g_string_append(words->out, words->out->len > 0 ? " <" : "<");
    put_string(words, clean);
    g_string_append_c(words->out, '>');
    words->target = NULL;
}

/* The rest of a word whose beginning is a link. */
static size_t
length_of_rest(const ReferatText *text)
{
    const char *end = text->text + text->length;
    const char *p = text->text;

    while (p < end && g_unichar_isalnum(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return (size_t)(p - text->text);
}

static void
put_text(Words *words, const ReferatNode *node)
{
    const ReferatText *text = referat_node_get_text(node);
    const size_t from = words->out->len;
    size_t done = 0;

    if (words->target != NULL) {
        done = length_of_rest(text);
        text_append_clean(words->out, text->text, done);
        put_target(words);
    }

    if (done == 0 && put_raised(words->out, text))
        return;
    text_append_clean(words->out, text->text + done, text->length - done);
    for (size_t i = from; !words->preformatted && i < words->out->len; i++)
        if (words->out->str[i] == '\n')
            words->out->str[i] = ' ';
}

/* Where the block stood that @node is in. */
static const ReferatPosition *
position_of(const ReferatNode *node)
{
    const ReferatPosition *positions = NULL;
    uint32_t n = 0;

    for (; node != NULL && n == 0; node = referat_node_get_parent(node))
        positions = referat_node_get_positions(node, &n);
    return n > 0 ? positions : NULL;
}

static void
put_image(Words *words, const ReferatNode *node)
{
    const ReferatImage *image = referat_node_get_image(node);

    if (image->decorative)
        return;
    if (words->out->len > 0 && words->out->str[words->out->len - 1] == ']')
        g_string_append_c(words->out, ' ');
    g_string_append_c(words->out, '[');
    put_string(words, image->alt != NULL ? image->alt : text_phrase(words->text, "picture"));
    g_string_append_c(words->out, ']');
    if (!words->flow->again)
        referat_context_diagnose(words->text->context, REFERAT_MSG_PICTURE_AS_TEXT,
                                 position_of(node), NULL);
}

static void
put_note_ref(Words *words, const ReferatNode *node)
{
    const ReferatNote *note = referat_node_get_note(node);

    g_string_append_c(words->out, '[');
    put_string(words, note->mark != NULL && *note->mark != '\0' ? note->mark : "*");
    g_string_append_c(words->out, ']');
}

static void
put_form(Words *words, const ReferatNode *node)
{
    const ReferatForm *form = referat_node_get_form(node);

    if (form->kind == REFERAT_FORM_CHECKBOX)
        g_string_append(words->out, form->checked ? "[x]" : "[ ]");
    else
        put_string(words, form->value);
}

static void
put_comment_ref(Words *words, const ReferatNode *node)
{
    g_string_append_printf(words->out, "[%s ", text_phrase(words->text, "comment"));
    put_string(words, referat_node_get_change(node)->key);
    g_string_append_c(words->out, ']');
}

/* "mailto:a@b.dk" says no more than "a@b.dk", "https://b.dk/" no more than "b.dk". */
static const char *
bare(const char *uri)
{
    static const char *const schemes[] = {"mailto:", "tel:", "https://", "http://", NULL};

    for (size_t i = 0; schemes[i] != NULL; i++)
        if (g_ascii_strncasecmp(uri, schemes[i], strlen(schemes[i])) == 0)
            return uri + strlen(schemes[i]);
    return uri;
}

static bool
says_target(const char *words, const char *uri)
{
    const char *target = bare(uri);
    const bool mail = g_ascii_strncasecmp(uri, "mailto:", strlen("mailto:")) == 0;
    size_t length = mail ? strcspn(target, "?") : strlen(target);

    while (length > 0 && target[length - 1] == '/')
        length--;
    return length == 0 || g_strstr_len(words, -1, uri) != NULL ||
           g_ascii_strncasecmp(bare(words), target, length) == 0;
}

/* Each target once: after its words, or below the table that they stand in. */
static void
leave_link(Words *words, const ReferatNode *node)
{
    const char *uri = referat_node_get_link(node)->uri;
    const char *said = words->out->str + MIN(words->link_start, words->out->len);

    if (uri == NULL || says_target(said, uri) || g_hash_table_contains(words->text->targets, uri))
        return;
    g_hash_table_add(words->text->targets, g_strdup(uri));
    if (words->flow->links == NULL) {
        words->target = uri;
        return;
    }
    g_autofree char *name = g_strdup(said);
    g_strdelimit(name, "\n\t", ' ');
    g_autofree char *clean = uri_clean(uri);
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "%s: <", g_strstrip(name));
    text_append_clean(line, clean, strlen(clean));
    g_string_append_c(line, '>');
    text_compose(line);
    g_ptr_array_add(words->flow->links, g_string_free(g_steal_pointer(&line), FALSE));
}

static void
enter(Words *words, ReferatIter *it)
{
    if (referat_node_get_type(it->node) != REFERAT_NODE_TEXT)
        put_target(words);
    switch (referat_node_get_type(it->node)) {
    case REFERAT_NODE_TEXT:
        put_text(words, it->node);
        break;
    case REFERAT_NODE_LINK:
        words->link_start = words->out->len;
        break;
    case REFERAT_NODE_IMAGE:
        put_image(words, it->node);
        break;
    case REFERAT_NODE_BREAK:
        g_string_append_c(words->out, '\n');
        break;
    case REFERAT_NODE_NOTE_REF:
        put_note_ref(words, it->node);
        break;
    case REFERAT_NODE_COMMENT_REF:
        put_comment_ref(words, it->node);
        break;
    case REFERAT_NODE_MATH: {
        g_autoptr(GString) formula = g_string_new(NULL);
        formula_append(it->node, formula);
        put_string(words, formula->str);
        referat_iter_skip(it);
        break;
    }
    case REFERAT_NODE_FORM:
        put_form(words, it->node);
        break;
    case REFERAT_NODE_INSERTION:
        g_string_append(words->out, "{+");
        break;
    case REFERAT_NODE_DELETION:
        g_string_append(words->out, "[-");
        break;
    default:
        break;
    }
}

static void
leave(Words *words, const ReferatNode *node)
{
    switch (referat_node_get_type(node)) {
    case REFERAT_NODE_LINK:
        leave_link(words, node);
        break;
    case REFERAT_NODE_RUBY:
        g_string_append_c(words->out, '(');
        put_string(words, referat_node_get_ruby(node)->text);
        g_string_append_c(words->out, ')');
        break;
    case REFERAT_NODE_INSERTION:
        g_string_append(words->out, "+}");
        break;
    case REFERAT_NODE_DELETION:
        g_string_append(words->out, "-]");
        break;
    default:
        break;
    }
}

/* Blanks of every kind at both ends go; line breaks leave one line blank at most. */
static void
strip(GString *words)
{
    const char *from = words->str;
    const char *end = words->str + words->len;
    g_autoptr(GString) out = g_string_new(NULL);
    unsigned breaks = 0;

    while (from < end && g_unichar_isspace(g_utf8_get_char(from)))
        from = g_utf8_next_char(from);
    while (end > from && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    for (const char *p = from; p < end; p++) {
        breaks = *p == '\n' ? breaks + 1 : *p == ' ' || *p == '\t' ? breaks : 0;
        if (*p != '\n' || breaks <= 2)
            g_string_append_c(out, *p);
    }
    g_string_assign(words, out->str);
}

char *
text_words(Flow *flow, const ReferatNode *node)
{
    Words words = {.flow = flow, .text = flow->text, .out = g_string_new(NULL)};
    ReferatIter it;

    words.preformatted = referat_node_get_type(node) == REFERAT_NODE_PREFORMATTED;
    referat_iter_init(&it, node);
    while (referat_iter_next(&it)) {
        if (it.node == node)
            continue;
        if (it.event == REFERAT_ENTER)
            enter(&words, &it);
        else
            leave(&words, it.node);
    }
    put_target(&words);
    text_compose(words.out);
    if (!words.preformatted)
        strip(words.out);
    return g_string_free(words.out, FALSE);
}
