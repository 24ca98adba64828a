/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * A printed table of contents: lines that end with the number of a page, nearly each with the words
 * of a heading. The numbers mean nothing away from paper and the outputs make such a list of their
 * own, so it goes, and the heading that it alone stood under.
 */

enum { LEAST_ENTRIES = 3 };

/* Letters and figures alone, in lower case. */
static char *
squeeze(const char *text, size_t length)
{
    GString *out = g_string_new(NULL);
    const char *end = text + length;

    for (const char *p = text; p < end; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_tolower(c));
    }
    return g_string_free(out, FALSE);
}

static char *
words_of(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);
    g_autoptr(GString) text = g_string_new(label != NULL ? label->text : NULL);

    g_string_append_c(text, ' ');
    referat_node_append_plain_text(node, text);
    return squeeze(text->str, text->len);
}

/* "1. Opening ....... 3", "Opening<tab>3". Returns: (transfer full) (nullable): the words before
 * the number, squeezed. */
static char *
entry_of(const char *text)
{
    const size_t n = strlen(text);
    size_t number = n;

    while (number > 0 && g_ascii_isdigit(text[number - 1]))
        number--;
    if (number == n || n - number > 4)
        return NULL;
    size_t words = number;
    while (words > 0 && strchr(" .\t_", text[words - 1]) != NULL)
        words--;
    const bool leader = memchr(text + words, '\t', number - words) != NULL || number - words > 3;
    if (!leader || words == 0)
        return NULL;
    return squeeze(text, words);
}

static char *
row_text(const ReferatNode *row)
{
    GString *text = g_string_new(NULL);

    for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next) {
        if (text->len > 0)
            g_string_append_c(text, '\t');
        referat_node_append_plain_text(cell, text);
    }
    return g_string_free(text, FALSE);
}

typedef struct {
    guint entries;
    guint known;
    const ReferatNode *end; /* behind the last */
} Run;

static bool
count_entry(const char *text, GHashTable *headings, Run *run)
{
    g_autofree char *entry = entry_of(text);

    if (entry == NULL)
        return false;
    run->entries++;
    run->known += g_hash_table_contains(headings, entry) ? 1 : 0;
    return true;
}

/* One block of the run: a line, or a table of lines. */
static bool
count_block(const ReferatNode *node, GHashTable *headings, Run *run)
{
    if (node->type == REFERAT_NODE_PARAGRAPH || node->type == REFERAT_NODE_HEADING) {
        const ReferatLabel *label = referat_node_get_label(node);
        g_autofree char *words = rft_plain_text(node);
        g_autofree char *text =
            label != NULL ? g_strconcat(label->text, " ", words, NULL) : g_strdup(words);
        return count_entry(text, headings, run);
    }
    if (node->type != REFERAT_NODE_TABLE)
        return false;
    for (const ReferatNode *row = node->first; row != NULL; row = row->next) {
        g_autofree char *text = row_text(row);
        if (row->type != REFERAT_NODE_ROW || !count_entry(text, headings, run))
            return false;
    }
    return node->first != NULL;
}

static Run
run_from(const ReferatNode *node, GHashTable *headings)
{
    Run run = {0};

    for (; node != NULL && count_block(node, headings, &run); node = node->next)
        continue;
    run.end = node;
    return run;
}

static GHashTable *
collect_headings(const ReferatNode *body)
{
    GHashTable *headings = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);

    for (const ReferatNode *node = body->first; node != NULL; node = node->next)
        if (node->type == REFERAT_NODE_HEADING)
            g_hash_table_add(headings, words_of(node));
    return headings;
}

/* Pages begin somewhere: their marks go to the block behind. */
static void
keep_marks(ReferatNode *from, ReferatNode *heir)
{
    ReferatNode *next = NULL;

    for (ReferatNode *node = from; node != NULL; node = next) {
        next = rft_next_in_preorder(node, from);
        if (node->type != REFERAT_NODE_PAGE_MARK && node->type != REFERAT_NODE_ANCHOR)
            continue;
        referat_node_remove(node);
        if (heir == NULL || !rft_type_holds_inlines((ReferatNodeType)heir->type))
            continue;
        if (heir->first != NULL)
            referat_node_insert_before(heir->first, node);
        else
            referat_node_append(heir, node);
    }
}

/* The heading of the list, or the word that stands for one. */
static bool
is_its_heading(const ReferatNode *node, const ReferatNode *end)
{
    enum { MOST_WORDS = 3 };

    if (node == NULL || referat_node_get_label(node) != NULL ||
        (end != NULL && end->type != REFERAT_NODE_HEADING))
        return false;
    if (node->type == REFERAT_NODE_HEADING)
        return !node->as.heading.title;
    g_autofree char *text = node->type == REFERAT_NODE_PARAGRAPH ? rft_plain_text(node) : NULL;
    return text != NULL && *text != '\0' && rft_count_words(text, MOST_WORDS + 1) <= MOST_WORDS &&
           strpbrk(text, ".,;!?0123456789") == NULL;
}

static void
drop_run(RftPass *pass, ReferatNode *first, const ReferatNode *end)
{
    ReferatNode *heir = (ReferatNode *)end;

    referat_context_diagnose(pass->context, REFERAT_MSG_CONTENTS_DROPPED, NULL, NULL);
    if (is_its_heading(first->previous, end))
        first = first->previous;
    while (first != end) {
        ReferatNode *next = first->next;
        keep_marks(first, heir);
        referat_node_remove(first);
        first = next;
    }
}

void
rft_pass_contents(RftPass *pass)
{
    ReferatNode *body = pass->document->body;
    g_autoptr(GHashTable) headings = collect_headings(body);

    if (g_hash_table_size(headings) < LEAST_ENTRIES)
        return;
    for (ReferatNode *node = body->first; node != NULL; node = node->next) {
        /* where a format has such a list as a field its entries lead to the headings: it stays */
        if ((node->type == REFERAT_NODE_PARAGRAPH || node->type == REFERAT_NODE_HEADING) &&
            rft_node_hints(node) != NULL && !rft_is_read(node))
            return;
        const Run run = run_from(node, headings);
        if (run.entries < LEAST_ENTRIES || run.known * 5 < run.entries * 4)
            continue;
        ReferatNode *behind = (ReferatNode *)run.end;
        drop_run(pass, node, run.end);
        if (behind == NULL)
            return;
        node = behind;
    }
}
