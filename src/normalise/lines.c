/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/headings.h"

/* Single lines: which may be headings, by how they are set and what they say. */

enum { LONGEST_IMPLIED = 150 }; /* bytes */

bool
rft_line_is_text(const ReferatNode *node)
{
    return node != NULL && node->type == REFERAT_NODE_PARAGRAPH;
}

static bool
ends_like_sentence(const char *text)
{
    const size_t n = strlen(text);

    return n > 0 && (text[n - 1] == '.' || text[n - 1] == ',' || text[n - 1] == ';');
}

static unsigned
count_commas(const char *text)
{
    unsigned commas = 0;

    for (const char *p = text; *p != '\0'; p++)
        commas += *p == ',' || *p == ';' ? 1 : 0;
    return commas;
}

static bool
has_letters(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return true;
    return false;
}

/* A picture in the style of a heading is no heading: there is nothing to say. */
bool
rft_line_has_words(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);

    return *text != '\0' || referat_node_get_label(node) != NULL;
}

static bool
holds_only_text(const ReferatNode *node)
{
    for (const ReferatNode *kid = node->first; kid != NULL; kid = rft_next_in_preorder(kid, node)) {
        switch ((ReferatNodeType)kid->type) {
        case REFERAT_NODE_TEXT:
        case REFERAT_NODE_ANCHOR:
        case REFERAT_NODE_PAGE_MARK:
        case REFERAT_NODE_NOTE_REF:
            break;
        default:
            return false;
        }
    }
    return true;
}

static bool
has_tab(const ReferatNode *node)
{
    for (const ReferatNode *kid = node->first; kid != NULL; kid = kid->next)
        if (kid->type == REFERAT_NODE_TEXT &&
            memchr(kid->as.text.text, '\t', kid->as.text.length) != NULL)
            return true;
    return false;
}

/* Whether a line looks like a heading by itself. The hints must make it stand out. */
static bool
stands_out(const ReferatNode *node, const ReferatHints *hints)
{
    const bool capitals = hints->capital_share > 0.95F && hints->relative_size >= 0.97F;

    return hints->bold_share > 0.95F || hints->relative_size > 1.12F || capitals ||
           (rft_common_style(node) & REFERAT_TEXT_UNDERLINE) != 0;
}

bool
rft_line_stands_out(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    return hints != NULL && stands_out(node, hints);
}

/* What stands out by its size alone must be larger than what comes below it: the text of minutes
 * may be larger than that of a long annex. */
static bool
is_larger_than_below(const ReferatNode *node, const ReferatHints *hints)
{
    enum { MOST_LINES = 3 }; /* of one title */
    static const float SAME_SIZE = 0.05F;

    if (hints->bold_share > 0.95F || hints->capital_share > 0.95F ||
        (rft_common_style(node) & REFERAT_TEXT_UNDERLINE) != 0)
        return true;
    const ReferatNode *next = node->next;
    for (int i = 0; i < MOST_LINES && next != NULL && rft_line_is_text(next); i++) {
        const ReferatHints *below = rft_node_hints(next);
        if (below == NULL || below->relative_size <= 0 ||
            below->relative_size < hints->relative_size - SAME_SIZE)
            return true;
        next = next->next;
    }
    return next == NULL || !rft_line_is_text(next);
}

/* A word or two of capitals may be an abbreviation, and a letter alone is of a formula. */
static bool
is_too_short(const ReferatHints *hints, const char *text)
{
    guint letters = 0;

    for (const char *p = text; *p != '\0' && letters < 2; p = g_utf8_next_char(p))
        letters += g_unichar_isalnum(g_utf8_get_char(p)) ? 1 : 0;
    if (letters < 2)
        return true;

    const bool only_capitals =
        hints->bold_share <= 0.95F && hints->relative_size <= 1.12F && hints->capital_share > 0.95F;

    return only_capitals && g_utf8_strlen(text, -1) < 5;
}

/* "3. Approval of the minutes." all in bold, "General meeting of 2024." in large letters, and even
 * "10. Any other business,": people end their headings as sentences. */
static bool
is_bold_item(const ReferatLabel *label, const ReferatHints *hints, const char *text)
{
    const bool bold_item = label != NULL && hints->bold_share > 0.95F;
    const char *stop = strpbrk(text, bold_item ? ".," : ".");
    const bool stands_out = bold_item || hints->relative_size > 1.3F;

    /* one stop at the end, or those of an abbreviation: no sentence ends before it */
    return stands_out && stop != NULL && strstr(text, ". ") == NULL;
}

/* An address of the web or of mail that is set off names nothing. */
static bool
names_address(const char *text)
{
    return strstr(text, "://") != NULL || g_str_has_prefix(text, "www.") ||
           (strchr(text, '@') != NULL && strchr(text, ' ') == NULL);
}

/* Letters without a blank, more than any word has: a font that does not say what its signs mean. */
static bool
has_endless_word(const char *text)
{
    enum { LONGEST_WORD = 45 };

    for (const char *p = text; *p != '\0'; p += strspn(p, " \t")) {
        const size_t n = strcspn(p, " \t");
        if (g_utf8_strlen(p, (gssize)n) > LONGEST_WORD)
            return true;
        p += n;
    }
    return false;
}

bool
rft_line_may_be_heading(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    if (!rft_line_is_text(node) || hints == NULL || hints->table_of_contents || hints->caption ||
        hints->quote || hints->code || hints->list_continued || hints->subtitle)
        return false;
    if (!stands_out(node, hints)) /* nearly every paragraph ends here */
        return false;
    if (!is_larger_than_below(node, hints))
        return false;
    const ReferatLabel *label = referat_node_get_label(node);
    if (label != NULL && label->scheme == REFERAT_SCHEME_BULLET)
        return false;
    if (!holds_only_text(node) || has_tab(node))
        return false;
    g_autofree char *text = rft_plain_text(node);
    if (strlen(text) > LONGEST_IMPLIED ||
        rft_count_words(text, RFT_MOST_HEADING_WORDS + 1) > RFT_MOST_HEADING_WORDS ||
        (!has_letters(text) && (label == NULL || hints->bold_share <= 0.95F)) ||
        (ends_like_sentence(text) && !is_bold_item(label, hints, text)) || names_address(text) ||
        has_endless_word(text) || count_commas(text) > 2 /* names, one after the other */)
        return false;
    return !is_too_short(hints, text);
}

uint32_t
rft_line_look(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);
    const ReferatLabel *label = referat_node_get_label(node);
    const float size = CLAMP(hints->relative_size, 0.5F, 4.0F);
    uint32_t look = (uint32_t)((4.0F - size) * 20.0F + 0.5F) << 8;

    if (hints->capital_share <= 0.95F)
        look |= RFT_LOOK_LOWER_CASE;
    if (hints->bold_share <= 0.95F)
        look |= 1 << 4;
    if ((rft_common_style(node) & REFERAT_TEXT_UNDERLINE) == 0)
        look |= 1 << 3;
    /* whether a line stands in the middle is a guess on a page */
    if (hints->alignment != REFERAT_ALIGN_CENTER || rft_is_read(node))
        look |= 1 << 2;
    /* "1.2" stands below "1."; a line without a number may be a sister of either */
    if (label != NULL && label->n_path > 1)
        look |= MIN(label->n_path - 1, 3U);
    return look;
}

/* Whole sentences in the style of a heading are text that somebody wanted large. */
enum { MOST_STYLED_WORDS = 40, PROSE_WORDS = 20, MOST_STYLED_COMMAS = 3 };

bool
rft_line_is_prose(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);
    const unsigned words = rft_count_words(text, MOST_STYLED_WORDS + 1);

    return words > MOST_STYLED_WORDS || (words > PROSE_WORDS && g_str_has_suffix(text, ".")) ||
           count_commas(text) > MOST_STYLED_COMMAS;
}

/* Something must follow that the line can be the heading of. */
bool
rft_line_opens_something(const ReferatNode *node)
{
    const ReferatNode *next = node->next;

    while (next != NULL && next->type == REFERAT_NODE_PARAGRAPH && !rft_has_content(next))
        next = next->next;
    return next != NULL;
}

/* Numbered lines that follow one another without text between are a list, however bold. */
bool
rft_line_in_bold_list(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    if (label == NULL)
        return false;
    const ReferatNode *near[] = {node->previous, node->next};
    unsigned neighbours = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(near); i++) {
        const ReferatNode *other = near[i];
        const ReferatLabel *beside = other != NULL ? referat_node_get_label(other) : NULL;
        /* "1." above "1.1" is no list: one is a part of the other */
        if (rft_line_is_text(other) && beside != NULL && beside->scheme == label->scheme &&
            beside->n_path == label->n_path && rft_line_may_be_heading(other))
            neighbours++;
    }
    return neighbours > 0;
}

bool
rft_line_is_plain(const ReferatNode *node)
{
    const ReferatHints *hints = node != NULL ? rft_node_hints(node) : NULL;

    return hints != NULL && rft_line_is_text(node) && referat_node_get_label(node) == NULL &&
           !hints->list_continued;
}

bool
rft_line_is_counted(const ReferatNode *node)
{
    const ReferatHints *hints = node != NULL ? rft_node_hints(node) : NULL;
    const ReferatLabel *label = node != NULL ? referat_node_get_label(node) : NULL;

    return hints != NULL && rft_line_is_text(node) && hints->list_id != 0 && label != NULL &&
           label->scheme != REFERAT_SCHEME_BULLET && hints->outline == 0;
}

bool
rft_line_is_short(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);

    return *text != '\0' &&
           rft_count_words(text, RFT_MOST_HEADING_WORDS + 1) <= RFT_MOST_HEADING_WORDS &&
           !ends_like_sentence(text) && !has_tab(node);
}

/* "Present:" opens a list; it names nothing. */
bool
rft_line_ends_with_colon(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);

    return g_str_has_suffix(text, ":");
}
