/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/story.h"

/*
 * Running heads and feet: lines at the edge of a page that stand at the same place of a page near
 * by, digits aside. Nothing is cut off at a fixed margin, and what stands on one page only stays.
 */

enum { MOST_EDGE_LINES = 6, NEIGHBOURS = 2 };
static const float SAME_PLACE = 9.0F; /* points */

/* The text with every number as one "#", and without blanks. */
static char *
mask(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c)) {
            if (out->len == 0 || out->str[out->len - 1] != '#')
                g_string_append_c(out, '#');
        } else if (!g_unichar_isspace(c)) {
            g_string_append_unichar(out, g_unichar_tolower(c));
        }
    }
    return g_string_free(out, FALSE);
}

/* ---- the edges of a page ---- */

typedef struct {
    guint items[MOST_EDGE_LINES];
    char *keys[MOST_EDGE_LINES];
    float places[MOST_EDGE_LINES];
    guint n;
    uint32_t page;
} Edge;

static char *
key_of(const PdfItem *item)
{
    if (item->kind == PDF_ITEM_LINE)
        return mask(item->line->text);
    if (item->kind == PDF_ITEM_PICTURE)
        return g_strdup_printf("picture:%.0fx%.0f", (double)(item->x1 - item->x0),
                               (double)(item->y1 - item->y0));
    if (item->kind != PDF_ITEM_TABLE)
        return NULL;
    GString *all = g_string_new("table:");
    g_autoptr(GPtrArray) lines = pdf_table_lines(item->table);
    for (guint i = 0; i < lines->len && all->len < 2000; i++)
        g_string_append(all, ((const PdfLine *)g_ptr_array_index(lines, i))->text);
    char *key = mask(all->str);
    g_string_free(all, TRUE);
    return key;
}

static int
by_top(gconstpointer a, gconstpointer b, gpointer user_data)
{
    const PdfStory *story = user_data;
    const PdfItem *p = &g_array_index(story->items, PdfItem, *(const guint *)a);
    const PdfItem *q = &g_array_index(story->items, PdfItem, *(const guint *)b);

    if (p->y0 != q->y0)
        return p->y0 < q->y0 ? -1 : 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

static void
edge_of(const PdfStory *story, const PdfSheet *sheet, bool top, Edge *edge)
{
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = sheet->first; i < sheet->end; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind != PDF_ITEM_ASIDE && !item->whole)
            g_array_append_val(order, i);
    }
    g_array_sort_with_data(order, by_top, (gpointer)story);
    edge->n = 0;
    edge->page = sheet->number;
    for (guint k = 0; k < order->len && edge->n < MOST_EDGE_LINES; k++) {
        const guint i = g_array_index(order, guint, top ? k : order->len - 1 - k);
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        edge->items[edge->n] = i;
        edge->keys[edge->n] = key_of(item);
        edge->places[edge->n++] = top ? item->y0 : sheet->height - item->y1;
    }
}

static void
edge_clear(Edge *edge)
{
    for (guint i = 0; i < edge->n; i++)
        g_free(edge->keys[i]);
}

/* Numbers in two lines that are the same otherwise: the same too, or they count the pages. */
static bool
numbers_fit(const char *a, const char *b, uint32_t pages_between)
{
    bool counts = false;

    for (;;) {
        a += strcspn(a, "0123456789");
        b += strcspn(b, "0123456789");
        if (*a == '\0' || *b == '\0')
            return true;
        char *end_a = NULL;
        char *end_b = NULL;
        const unsigned long x = strtoul(a, &end_a, 10);
        const unsigned long y = strtoul(b, &end_b, 10);
        if (x != y && (counts || y - x != pages_between))
            return false;
        counts = counts || x != y;
        a = end_a;
        b = end_b;
    }
}

/* What is set in letters larger than the text and counts is the title of a part, not a head. */
static bool
are_same(const PdfStory *story, const Edge *edge, guint i, const Edge *other, guint k)
{
    const PdfItem *a = &g_array_index(story->items, PdfItem, edge->items[i]);
    const PdfItem *b = &g_array_index(story->items, PdfItem, other->items[k]);

    if (other->keys[k] == NULL || fabsf(edge->places[i] - other->places[k]) >= SAME_PLACE ||
        !g_str_equal(edge->keys[i], other->keys[k]))
        return false;
    if (a->kind != PDF_ITEM_LINE || b->kind != PDF_ITEM_LINE ||
        g_str_equal(a->line->text, b->line->text))
        return true;
    if (a->line->size > story->body_size * 1.25F || pdf_outline_has(story, a->line->text, a->page))
        return false;
    return edge->page < other->page
               ? numbers_fit(a->line->text, b->line->text, other->page - edge->page)
               : numbers_fit(b->line->text, a->line->text, edge->page - other->page);
}

static bool
has_same(const PdfStory *story, const Edge *edge, guint i, const Edge *other)
{
    g_return_val_if_fail(other != NULL, false);
    for (guint k = 0; k < other->n; k++)
        if (are_same(story, edge, i, other, k))
            return true;
    return false;
}

/* Its numbers are the page's and, maybe, that of the last: a date is no page number. */
static bool
counts_pages(const char *text, unsigned long page, unsigned long pages)
{
    bool own = false;

    for (text += strcspn(text, "0123456789"); *text != '\0'; text += strcspn(text, "0123456789")) {
        char *end = NULL;
        const unsigned long number = strtoul(text, &end, 10);
        const bool listed = *end == '.' || *end == ')';
        if (listed || (number != page && (!own || number != pages)))
            return false;
        own = true;
        text = end;
    }
    return own;
}

/* "- 3 -", "Side 3", "3/7": a line at the very edge with the page's own number in it, and little
 * else. Normalise looks at the words; here it only must be short. */
static bool
is_numbered(const PdfStory *story, const PdfItem *item, const PdfSheet *sheet)
{
    enum { MOST_LETTERS = 22, MOST_WORDS = 4 };
    unsigned words = 1;
    const char *text = item->kind == PDF_ITEM_LINE ? item->line->text : NULL;

    if (text == NULL || g_utf8_strlen(text, -1) > MOST_LETTERS ||
        item->line->size > story->body_size * 1.1F || pdf_outline_has(story, text, item->page))
        return false;
    for (const char *p = text; *p != '\0'; p++)
        words += *p == ' ' || *p == '\t' ? 1 : 0;
    /* the edge of the page: a number in the text is no page number */
    return words <= MOST_WORDS && strchr(text, ':') == NULL &&
           counts_pages(text, sheet->number, story->sheets->len) &&
           (item->y1 < sheet->height / 8 || item->y0 > sheet->height * 9 / 10);
}

/* On a later page, a picture over a line with the page's number. */
static bool
is_logo_above_number(const PdfStory *story, const PdfSheet *sheet, const Edge *edge, guint i,
                     guint s)
{
    if (s == 0 || i + 1 >= edge->n)
        return false;
    const PdfItem *item = &g_array_index(story->items, PdfItem, edge->items[i]);
    const PdfItem *next = &g_array_index(story->items, PdfItem, edge->items[i + 1]);
    return item->kind == PDF_ITEM_PICTURE && item->y1 < sheet->height / 6 &&
           is_numbered(story, next, sheet);
}

/* ---- what the text says too ---- */

typedef struct {
    guint middle; /* how often it stands amid a page */
    guint edge;
} Places;

/* Returns: (transfer full): for the text of each line where it stands. */
static GHashTable *
count_places(const PdfStory *story)
{
    GHashTable *counts = g_hash_table_new_full(referat_string_hash, g_str_equal, NULL, g_free);

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind != PDF_ITEM_LINE)
            continue;
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, item->page - 1);
        Places *places = g_hash_table_lookup(counts, item->line->text);
        if (places == NULL) {
            places = g_new0(Places, 1);
            g_hash_table_insert(counts, (gpointer)item->line->text, places);
        }
        if (item->y0 > sheet->height * 0.2F && item->y1 < sheet->height * 0.85F)
            places->middle++;
        else
            places->edge++;
    }
    return counts;
}

/* What the text says again and again happens to stand at the edge of a page as well: a result, the
 * name of a part. */
static bool
is_of_the_text(GHashTable *counts, const PdfItem *item)
{
    const Places *places =
        item->kind == PDF_ITEM_LINE ? g_hash_table_lookup(counts, item->line->text) : NULL;

    return places != NULL && places->middle >= 2 && places->middle * 2 >= places->edge;
}

static void
mark_edge(PdfStory *story, guint s, Edge *const *edges, bool top, GHashTable *counts)
{
    const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, s);
    const Edge *edge = edges[s];
    guint last = 0;

    for (guint i = 0; i < edge->n; i++) {
        bool same = false;
        for (guint d = 1; d <= NEIGHBOURS && !same && edge->keys[i] != NULL; d++)
            same = (s >= d && has_same(story, edge, i, edges[s - d])) ||
                   (s + d < story->sheets->len && has_same(story, edge, i, edges[s + d]));
        const PdfItem *item = &g_array_index(story->items, PdfItem, edge->items[i]);
        same = same && !is_of_the_text(counts, item);
        if (!same && i == last)
            same =
                is_numbered(story, item, sheet) || is_logo_above_number(story, sheet, edge, i, s);
        if (story->tagged && item->kind != PDF_ITEM_PICTURE && pdf_item_is_owned(item))
            same = false;
        else if (story->tagged && item->kind == PDF_ITEM_LINE)
            same = same || (item->line->artifact && (!top || s > 0));
        /* what stands further in than something that does not repeat is the page's own */
        if (!same)
            break;
        last = i + 1;
    }
    for (guint i = 0; i < last; i++)
        story->heads[edge->items[i]] = top ? 'h' : 'f';
}

/* ---- sending them ---- */

/* Puts a mark where a number stands in @text that differs from that in @other, or is the page's. */
static char *
mark_numbers(const char *text, const char *other, uint32_t page, uint32_t n_pages, bool *marked)
{
    GString *out = g_string_new(NULL);
    const char *q = other;

    while (*text != '\0') {
        if (!g_ascii_isdigit(*text)) {
            g_string_append_c(out, *text++);
            continue;
        }
        const size_t n = strspn(text, "0123456789");
        size_t m = 0;
        if (q != NULL) {
            q += strcspn(q, "0123456789");
            m = strspn(q, "0123456789");
        }
        const bool differs = q != NULL && (n != m || strncmp(text, q, n) != 0);
        const unsigned long number = strtoul(text, NULL, 10);
        const bool own = q == NULL && number == page;
        if (differs || own || (*marked && number == n_pages)) {
            g_string_append(out, REFERAT_PAGE_NUMBER_MARK);
            *marked = true;
        } else {
            g_string_append_len(out, text, (gssize)n);
        }
        text += n;
        q = q != NULL ? q + m : NULL;
    }
    return g_string_free(out, FALSE);
}

typedef struct {
    guint item;
    guint other; /* the same on another page; 0 = none */
    bool on_first;
    uint32_t page;
} Head;

static void
put_head_line(PdfStory *story, ReferatNode *region, const Head *head)
{
    const PdfItem *item = &g_array_index(story->items, PdfItem, head->item);

    if (item->kind == PDF_ITEM_PICTURE) {
        pdf_put_picture(story, region, item);
        return;
    }
    if (item->kind == PDF_ITEM_TABLE) {
        pdf_put_table(story, region, item->table);
        return;
    }
    const PdfItem *other =
        head->other != 0 ? &g_array_index(story->items, PdfItem, head->other) : NULL;
    const PdfFrame frame = pdf_page_frame(story, item->page);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    bool marked = false;
    g_autofree char *text = mark_numbers(item->line->text, other != NULL ? other->line->text : NULL,
                                         head->page, story->sheets->len, &marked);
    if (!marked) {
        g_ptr_array_add(lines, item->line);
        (void)pdf_put_paragraph(story, &frame, region, lines, 0);
        return;
    }
    ReferatNode *paragraph = referat_builder_add(story->builder, region, REFERAT_NODE_PARAGRAPH);
    const ReferatPosition position = {.page = item->page,
                                      .box = {item->x0, item->y0, item->x1, item->y1}};
    (void)referat_builder_add_text(story->builder, paragraph, text, strlen(text), 0, NULL,
                                   REFERAT_DIRECTION_UNSET);
    referat_builder_add_position(story->builder, paragraph, &position);
    referat_builder_get_hints(story->builder, paragraph)->page_number = true;
}

static void
send_heads(PdfStory *story, guint8 kind)
{
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(Head));
    bool first = false;

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (story->heads[i] != kind)
            continue;
        char *key = key_of(item);
        gpointer known = g_hash_table_lookup(seen, key);
        first = first || item->page == 1;
        if (known != NULL) {
            Head *head = &g_array_index(heads, Head, GPOINTER_TO_UINT(known) - 1);
            if (head->other == 0 && item->page != head->page)
                head->other = i;
            g_free(key);
            continue;
        }
        const Head head = {.item = i, .page = item->page};
        g_array_append_val(heads, head);
        g_hash_table_insert(seen, key, GUINT_TO_POINTER(heads->len));
    }
    if (heads->len == 0)
        return;
    ReferatNode *region =
        referat_builder_add(story->builder, referat_builder_get_root(story->builder),
                            kind == 'h' ? REFERAT_NODE_PAGE_HEADER : REFERAT_NODE_PAGE_FOOTER);
    referat_node_edit_pages(region)->section = 1;
    referat_node_edit_pages(region)->not_first = !first;
    for (guint i = 0; i < heads->len; i++)
        put_head_line(story, region, &g_array_index(heads, Head, i));
}

/* Where the text of full pages ends; 0 = no page is full. */
static float
text_bottom(const PdfStory *story)
{
    float bottom = 0;

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, item->page - 1);
        if (item->page > 1 && story->heads[i] == 0 && item->kind != PDF_ITEM_ASIDE &&
            item->y1 > sheet->height * 0.8F)
            bottom = MAX(bottom, item->y1);
    }
    return bottom;
}

static float
size_of(const PdfItem *item)
{
    if (item->kind == PDF_ITEM_LINE)
        return item->line->size;
    g_autoptr(GPtrArray) lines = pdf_table_lines(item->table);
    return lines->len > 0 ? ((const PdfLine *)g_ptr_array_index(lines, 0))->size : 0;
}

/* A foot of the first page alone: it stands below where text ends on other pages, or, set small and
 * apart, at the very end of the page. */
void
pdf_story_first_foot(PdfStory *story)
{
    const float bottom = text_bottom(story);
    Edge edge = {0};
    guint last = 0;

    if (story->sheets->len < 2)
        return;
    const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, 0);
    edge_of(story, sheet, false, &edge);
    for (guint i = 0; i < edge.n; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, edge.items[i]);
        const PdfItem *above =
            i + 1 < edge.n ? &g_array_index(story->items, PdfItem, edge.items[i + 1]) : NULL;
        /* a footnote is none, nor what stands above one */
        if (story->heads[edge.items[i]] == 'n')
            break;
        const bool low = bottom > 0 && item->y0 > bottom + 2;
        const float size = size_of(item);
        const bool small =
            size > 0 && size < story->body_size * 0.88F && item->y0 > sheet->height * 0.87F;
        if (!low && !small)
            break;
        const bool apart = above != NULL && item->y0 - above->y1 > story->body_size * 0.9F;
        if (apart)
            last = i + 1;
    }
    for (guint i = 0; i < last; i++)
        story->heads[edge.items[i]] = 'f';
    edge_clear(&edge);
}

/* Of pictures that repeat only the first is fetched. */
static void
mark_first(PdfStory *story, guint8 kind)
{
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < story->items->len; i++) {
        PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_PICTURE && story->heads[i] == kind)
            item->first_of_heads = g_hash_table_add(seen, key_of(item));
    }
}

void
pdf_story_heads(PdfStory *story)
{
    const guint n = story->sheets->len;
    Edge **edges = g_new0(Edge *, n + 1);
    g_autoptr(GHashTable) counts = count_places(story);

    story->heads = g_new0(guint8, story->items->len + 1);
    for (int top = 0; top <= 1; top++) {
        for (guint s = 0; s < n; s++) {
            edges[s] = g_new0(Edge, 1);
            edge_of(story, &g_array_index(story->sheets, PdfSheet, s), top != 0, edges[s]);
        }
        for (guint s = 0; s < n; s++)
            mark_edge(story, s, edges, top != 0, counts);
        for (guint s = 0; s < n; s++) {
            edge_clear(edges[s]);
            g_free(edges[s]);
        }
    }
    g_free(edges);
    mark_first(story, 'h');
    mark_first(story, 'f');
}

void
pdf_story_send_heads(PdfStory *story)
{
    /* pages begin in the flow, not in their heads */
    story->page = G_MAXUINT32;
    send_heads(story, 'h');
    send_heads(story, 'f');
    story->page = 0;
}
