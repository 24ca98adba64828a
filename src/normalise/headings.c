/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Headings: those that the format names, and those that only look like headings (bold or large
 * lines of their own that open something). Levels leave no gaps; a title stands above all.
 */

/* What a reader sees of a line: lines of the same look are of the same level. */
typedef struct {
    ReferatNode *node;
    uint32_t look;   /* smaller is more prominent */
    bool explicit;
    uint8_t level;   /* as the format says, or as the look gives */
    bool title;
} Heading;

enum {
    LONGEST_IMPLIED = 150, /* bytes */
    MOST_WORDS = 18,
    TITLE_REACH = 14       /* blocks from the top in which a title is looked for */
};

/* ---- candidates ---- */

static bool
is_text_block(const ReferatNode *node)
{
    return node != NULL && node->type == REFERAT_NODE_PARAGRAPH;
}

static bool
ends_like_sentence(const char *text)
{
    const size_t n = strlen(text);

    return n > 0 && (text[n - 1] == '.' || text[n - 1] == ',' || text[n - 1] == ';');
}

/* Names set in bold, one after the other. */
static bool
is_enumeration(const char *text)
{
    unsigned commas = 0;

    for (const char *p = text; *p != '\0'; p++)
        commas += *p == ',' || *p == ';' ? 1 : 0;
    return commas > 2;
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
static bool
has_words(const ReferatNode *node)
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

/* A word or two of capitals may be an abbreviation. */
static bool
is_too_short(const ReferatHints *hints, const char *text)
{
    const bool only_capitals = hints->bold_share <= 0.95F && hints->relative_size <= 1.12F &&
                               hints->capital_share > 0.95F;

    return only_capitals && g_utf8_strlen(text, -1) < 5;
}

static bool
may_be_heading(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    if (!is_text_block(node) || hints == NULL || hints->table_of_contents || hints->caption ||
        hints->quote || hints->code || hints->list_continued || hints->subtitle)
        return false;
    if (!stands_out(node, hints)) /* nearly every paragraph ends here */
        return false;
    const ReferatLabel *label = referat_node_get_label(node);
    if (label != NULL && label->scheme == REFERAT_SCHEME_BULLET)
        return false;
    if (!holds_only_text(node) || has_tab(node))
        return false;
    g_autofree char *text = rft_plain_text(node);
    if (strlen(text) > LONGEST_IMPLIED || rft_count_words(text, MOST_WORDS + 1) > MOST_WORDS ||
        !has_letters(text) || ends_like_sentence(text) || is_enumeration(text))
        return false;
    return !is_too_short(hints, text);
}

static uint32_t
look_of(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);
    const ReferatLabel *label = referat_node_get_label(node);
    const float size = CLAMP(hints->relative_size, 0.5F, 4.0F);
    uint32_t look = (uint32_t)((4.0F - size) * 20.0F + 0.5F) << 8;

    if (hints->capital_share <= 0.95F)
        look |= 1 << 5;
    if (hints->bold_share <= 0.95F)
        look |= 1 << 4;
    if ((rft_common_style(node) & REFERAT_TEXT_UNDERLINE) == 0)
        look |= 1 << 3;
    if (hints->alignment != REFERAT_ALIGN_CENTER)
        look |= 1 << 2;
    if (label != NULL)
        look |= MIN(label->n_path, 3U);
    return look;
}

/* ---- gathering ---- */

static void
add_heading(GArray *list, ReferatNode *node, bool explicit, uint8_t level, bool title)
{
    const Heading heading = {
        .node = node,
        .look = explicit ? 0 : look_of(node),
        .explicit = explicit,
        .level = level,
        .title = title,
    };

    g_array_append_val(list, heading);
}

/* Something must follow that the line can be the heading of. */
static bool
opens_something(const ReferatNode *node)
{
    const ReferatNode *next = node->next;

    while (next != NULL && next->type == REFERAT_NODE_PARAGRAPH && !rft_has_content(next))
        next = next->next;
    return next != NULL;
}

/* Numbered lines that follow one another without text between are a list, however bold. */
static bool
in_bold_list(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    if (label == NULL)
        return false;
    const ReferatNode *near[] = { node->previous, node->next };
    unsigned neighbours = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(near); i++) {
        const ReferatNode *other = near[i];
        const ReferatLabel *beside = other != NULL ? referat_node_get_label(other) : NULL;
        if (is_text_block(other) && beside != NULL && beside->scheme == label->scheme &&
            may_be_heading(other))
            neighbours++;
    }
    return neighbours > 0;
}

static void
gather(ReferatNode *container, bool implied, GArray *list)
{
    for (ReferatNode *node = container->first; node != NULL; node = node->next) {
        const ReferatHints *hints = rft_node_hints(node);
        if (node->type == REFERAT_NODE_TABLE || node->type == REFERAT_NODE_ASIDE) {
            for (ReferatNode *kid = node->first; kid != NULL; kid = kid->next)
                gather(kid, false, list);
            continue;
        }
        if (node->type == REFERAT_NODE_ROW || node->type == REFERAT_NODE_CELL) {
            gather(node, false, list);
            continue;
        }
        if (!is_text_block(node) || hints == NULL || !has_words(node))
            continue;
        if (hints->title)
            add_heading(list, node, true, 0, true);
        else if (hints->outline > 0)
            add_heading(list, node, true, hints->outline, false);
        else if (implied && may_be_heading(node) && opens_something(node) && !in_bold_list(node))
            add_heading(list, node, false, 0, false);
    }
}

/* Where most lines stand out, standing out makes no heading. */
static void
drop_common_looks(const ReferatNode *body, GArray *list)
{
    guint implied = 0;
    guint plain = 0;

    for (const ReferatNode *node = body->first; node != NULL; node = node->next)
        plain += node->type != REFERAT_NODE_PARAGRAPH || rft_has_content(node) ? 1 : 0;
    for (guint i = 0; i < list->len; i++)
        implied += g_array_index(list, Heading, i).explicit ? 0 : 1;
    plain -= MIN(plain, implied);
    if (implied <= 4 || implied <= plain)
        return;
    for (guint i = list->len; i > 0; i--)
        if (!g_array_index(list, Heading, i - 1).explicit)
            g_array_remove_index(list, i - 1);
}

/* ---- the title ---- */

static unsigned
distance_from_top(const ReferatNode *node)
{
    unsigned n = 0;

    for (; node->previous != NULL && n <= TITLE_REACH; node = node->previous)
        n++;
    return n;
}

static bool
names_minutes(const RftPass *pass, const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);
    const char *p = text;

    while (*p != '\0') {
        while (*p != '\0' && !g_unichar_isalpha(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        const char *start = p;
        while (*p != '\0' && g_unichar_isalpha(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        if (rft_vocabulary_is_minutes_word(pass->vocabulary, start, (size_t)(p - start)))
            return true;
    }
    return false;
}

static guint
count_level(const GArray *list, uint8_t level)
{
    guint n = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        n += heading->explicit && !heading->title && heading->level == level ? 1 : 0;
    }
    return n;
}

/* "Present:" opens a list; it names nothing. */
static bool
ends_with_colon(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);

    return g_str_has_suffix(text, ":");
}

/* Of the lines at the top that stand out, the one that names minutes, or the most prominent. */
static Heading *
best_title(const RftPass *pass, GArray *list)
{
    Heading *best = NULL;
    bool best_named = false;

    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit || heading->node->parent != pass->document->body ||
            distance_from_top(heading->node) > TITLE_REACH)
            break;
        if (referat_node_get_label(heading->node) != NULL || ends_with_colon(heading->node))
            continue;
        const bool named = names_minutes(pass, heading->node);
        if (best == NULL || (named && !best_named) ||
            (named == best_named && heading->look < best->look)) {
            best = heading;
            best_named = named;
        }
    }
    if (best == NULL || best_named)
        return best;
    /* a line that looks like many others is no title, unless it opens the document */
    guint alike = 0;
    for (guint i = 0; i < list->len; i++)
        alike += g_array_index(list, Heading, i).look == best->look ? 1 : 0;
    return alike == 1 || distance_from_top(best->node) == 0 ? best : NULL;
}

/* A paragraph in the style of a title that comes after headings is one of them. */
static bool
has_styled_title(GArray *list)
{
    bool after_heading = false;
    bool found = false;

    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->title && (after_heading || found)) {
            heading->title = false;
            heading->level = 1;
        }
        found = found || heading->title;
        after_heading = after_heading || (heading->explicit && !heading->title);
    }
    return found;
}

/* What stands out above the title (a letterhead) opens nothing: it stays as it is. */
static void
drop_above_title(GArray *list)
{
    guint at = 0;

    while (at < list->len && !g_array_index(list, Heading, at).title)
        at++;
    if (at == list->len)
        return;
    for (guint i = at; i > 0; i--)
        if (!g_array_index(list, Heading, i - 1).explicit)
            g_array_remove_index(list, i - 1);
}

static void
find_title(const RftPass *pass, GArray *list)
{
    if (has_styled_title(list))
        return;
    /* the one heading of the highest level, when it comes first */
    if (list->len > 0) {
        Heading *first = &g_array_index(list, Heading, 0);
        if (first->explicit && first->level == 1 && count_level(list, 1) == 1 &&
            first->node->parent == pass->document->body) {
            first->title = true;
            return;
        }
    }
    Heading *title = best_title(pass, list);
    if (title != NULL)
        title->title = true;
}

/* ---- levels ---- */

static int
compare_looks(gconstpointer a, gconstpointer b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* Implied headings get levels by their looks, below the deepest that the format names. */
static void
level_looks(GArray *list)
{
    g_autoptr(GArray) looks = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint8_t above = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit && !heading->title)
            above = MAX(above, heading->level);
        if (heading->explicit || heading->title)
            continue;
        bool known = false;
        for (guint k = 0; k < looks->len; k++)
            known = known || g_array_index(looks, uint32_t, k) == heading->look;
        if (!known)
            g_array_append_val(looks, heading->look);
    }
    g_array_sort(looks, compare_looks);
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit || heading->title)
            continue;
        for (guint k = 0; k < looks->len; k++)
            if (g_array_index(looks, uint32_t, k) == heading->look)
                heading->level = (uint8_t)MIN(above + 1 + MIN(k, 2U), 9U);
    }
}

/* Each level is one below the nearest higher one before it, whatever numbers the file has. */
static void
close_gaps(RftPass *pass, GArray *list)
{
    uint8_t stack[16];
    unsigned depth = 0;
    bool title_seen = false;
    bool adapted = false;

    for (guint i = 0; i < list->len; i++)
        title_seen = title_seen || g_array_index(list, Heading, i).title;
    const uint8_t top = title_seen ? 2 : 1;
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->title)
            continue;
        while (depth > 0 && stack[depth - 1] >= heading->level)
            depth--;
        const uint8_t level = (uint8_t)MIN(top + depth, 9U);
        if (depth < G_N_ELEMENTS(stack))
            stack[depth++] = heading->level;
        adapted = adapted || (heading->explicit && level != heading->level &&
                              level != heading->level + 1);
        heading->level = level;
    }
    if (adapted)
        referat_context_diagnose(pass->context, REFERAT_MSG_HEADING_LEVEL, NULL, NULL);
}

static void
make_heading(ReferatNode *node, const Heading *heading, bool title)
{
    const uint32_t bits =
        rft_common_style(node) & (REFERAT_TEXT_BOLD | REFERAT_TEXT_UNDERLINE);

    node->type = REFERAT_NODE_HEADING;
    node->as.heading.level = title ? 1 : heading->level;
    node->as.heading.title = title;
    /* what made the line a heading need not be said again */
    if (!heading->explicit)
        rft_clear_style(node, bits);
}

void
rft_pass_headings(RftPass *pass)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Heading));
    const bool implied =
        g_strcmp0(referat_context_get_option(pass->context, "headings"), "implied") == 0;
    bool titled = false;

    gather(pass->document->body, implied, list);
    drop_common_looks(pass->document->body, list);
    find_title(pass, list);
    drop_above_title(list);
    level_looks(list);
    close_gaps(pass, list);
    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        titled = titled || heading->title;
        make_heading(heading->node, heading, heading->title);
    }
    if (!titled)
        referat_context_diagnose(pass->context, REFERAT_MSG_TITLE_MISSING, NULL, NULL);
}
