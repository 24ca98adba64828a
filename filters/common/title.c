/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/title.h"

#include <string.h>

static char *
words_of(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);
    GString *text = g_string_new(NULL);

    if (label != NULL)
        g_string_printf(text, "%s ", label->text);
    referat_node_append_plain_text(node, text);
    g_autofree char *raw = g_string_free(text, FALSE);
    GString *out = g_string_new(NULL);
    for (const char *p = raw + strspn(raw, " \t\n"); *p != '\0';) {
        const size_t length = strcspn(p, " \t\n");
        if (out->len > 0)
            g_string_append_c(out, ' ');
        g_string_append_len(out, p, (gssize)length);
        p += length;
        p += strspn(p, " \t\n");
    }
    return g_string_free(out, FALSE);
}

/* What a browser's tab and a list of search results have room for. */
enum { LONGEST_TITLE = 70 };

static char *
shortened(char *text)
{
    if (g_utf8_strlen(text, -1) <= LONGEST_TITLE)
        return text;
    g_autofree char *whole = text;
    char *end = g_utf8_offset_to_pointer(text, LONGEST_TITLE - 1);
    char *word = end;
    while (word > text && *word != ' ')
        word--;
    if (word > text)
        end = word;
    return g_strdup_printf("%.*s…", (int)(end - text), whole);
}

/* The first words of the text, for a document without a title of any kind. */
static char *
first_words(ReferatContext *context, const ReferatDocument *document)
{
    const ReferatNode *body = referat_document_get_body(document);

    for (const ReferatNode *node = referat_node_get_first(body); node != NULL;
         node = referat_node_get_next(node)) {
        char *text = words_of(node);
        if (*text != '\0')
            return text;
        g_free(text);
    }
    return g_strdup(referat_context_phrase(
        context, referat_document_get_metadata(document, REFERAT_META_LANGUAGE), "untitled"));
}

/* A title stands near the top, and is no essay. */
enum { ENOUGH_TEXT = 16 << 10, ENOUGH_WORDS = 60 };

/* File properties are often those of the document that was copied: the title must be in the text.
 */
static bool
is_borne_out(const ReferatDocument *document, const char *title)
{
    const ReferatNode *node = referat_node_get_first(referat_document_get_body(document));
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(title, " \t,.:;()", -1);
    unsigned asked = 0;
    unsigned found = 0;

    for (unsigned n = 0; node != NULL && n < 12 && text->len < ENOUGH_TEXT;
         n++, node = referat_node_get_next(node))
        referat_node_append_plain_text(node, text);
    if (text->len > ENOUGH_TEXT)
        g_string_truncate(
            text, (gsize)(g_utf8_find_prev_char(text->str, text->str + ENOUGH_TEXT) - text->str));
    g_autofree char *folded = g_utf8_casefold(text->str, -1);
    for (size_t i = 0; words[i] != NULL && i < ENOUGH_WORDS; i++) {
        g_autofree char *word = g_utf8_casefold(words[i], -1);
        if (strlen(word) < 3)
            continue;
        asked++;
        found += strstr(folded, word) != NULL ? 1 : 0;
    }
    return asked > 0 && found * 4 >= asked * 3;
}

char *
title_find(ReferatContext *context, const ReferatDocument *document, const ReferatNode *top,
           bool *given)
{
    const char *property = referat_document_get_metadata(document, REFERAT_META_TITLE);

    *given = top == NULL && property != NULL && is_borne_out(document, property);
    if (*given)
        return shortened(g_strdup(property));
    g_autofree char *own = top != NULL ? words_of(top) : NULL;
    if (own != NULL && *own != '\0')
        return shortened(g_steal_pointer(&own));
    return shortened(first_words(context, document));
}
