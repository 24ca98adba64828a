/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/layout.h"

/*
 * Drawn lines: those of one direction are put together, those that touch one another are a grid,
 * and a grid of more than one slot is a table. Lines just under or through letters are their style.
 */

enum { MOST_RULES = 6000, MOST_SLOTS = 6000 };
static const float TOUCH = 3.0F; /* points between lines that belong together */
static const float THIN = 3.6F;  /* a filled box of at most this is a line */
static const float SHORT = 4.0F;

/* ---- lines of one direction ---- */

/* What nobody sees on white paper; a line that was drawn is meant to be seen sooner than a box. */
static bool
is_pale(uint32_t colour, bool line)
{
    const uint32_t least = line ? 0xfb : 0xf4;

    return (colour & 0xffU) > least && (colour >> 8 & 0xffU) > least &&
           (colour >> 16 & 0xffU) > least;
}

/* The frames that readers of PDF draw around links are no lines of the page. */
static bool
frames_link(const PdfPage *page, const PdfRule *rule)
{
    const float slack = 2.5F;

    for (uint32_t i = 0; i < page->n_links; i++) {
        const PdfLink *link = &page->links[i];
        if (rule->x0 > link->x0 - slack && rule->x1 < link->x1 + slack &&
            rule->y0 > link->y0 - slack && rule->y1 < link->y1 + slack &&
            (rule->x1 - rule->x0 > link->x1 - link->x0 - 2 * slack ||
             rule->y1 - rule->y0 > link->y1 - link->y0 - 2 * slack) &&
            (rule->flags & RFT_PDF_LINE_FILLED) == 0)
            return true;
    }
    return false;
}

static void
take_rule(PdfLayout *layout, const PdfRule *rule)
{
    const float width = rule->x1 - rule->x0;
    const float height = rule->y1 - rule->y0;
    PdfRule straight = *rule;

    if ((rule->flags & RFT_PDF_LINE_CURVED) != 0 ||
        is_pale(rule->colour, (rule->flags & RFT_PDF_LINE_FILLED) == 0) ||
        rule->colour >> 24 < 16 || frames_link(layout->page, rule))
        return;
    if (height <= THIN && width > SHORT && width > height * 2) {
        straight.y0 = straight.y1 = (rule->y0 + rule->y1) / 2;
        straight.width = MAX(rule->width, height);
        g_array_append_val(layout->horizontals, straight);
    } else if (width <= THIN && height > SHORT && height > width * 2) {
        straight.x0 = straight.x1 = (rule->x0 + rule->x1) / 2;
        straight.width = MAX(rule->width, width);
        g_array_append_val(layout->verticals, straight);
    }
}

/* ---- cells without lines: boxes filled side by side ---- */

static bool
is_cell_box(const PdfRule *rule)
{
    const float width = rule->x1 - rule->x0;
    const float height = rule->y1 - rule->y0;

    return (rule->flags & RFT_PDF_LINE_FILLED) != 0 && (rule->flags & RFT_PDF_LINE_CURVED) == 0 &&
           !is_pale(rule->colour, false) && width > 12 && height > 8 && height < 500;
}

static void
take_edges(PdfLayout *layout, const PdfRule *box)
{
    for (int side = 0; side < 2; side++) {
        PdfRule edge = *box;
        edge.width = 0;
        edge.y0 = edge.y1 = side == 0 ? box->y0 : box->y1;
        g_array_append_val(layout->horizontals, edge);
        edge = *box;
        edge.width = 0;
        edge.x0 = edge.x1 = side == 0 ? box->x0 : box->x1;
        g_array_append_val(layout->verticals, edge);
    }
}

/* One filled box is a background; several side by side, of one height, are the cells of a row. */
static void
take_boxes(PdfLayout *layout)
{
    const PdfPage *page = layout->page;
    enum { LOOK_AHEAD = 30 };

    for (uint32_t i = 0; i < page->n_rules; i++) {
        const PdfRule *box = &page->rules[i];
        if (!is_cell_box(box))
            continue;
        for (uint32_t k = i + 1; k < page->n_rules && k < i + LOOK_AHEAD; k++) {
            const PdfRule *other = &page->rules[k];
            if (!is_cell_box(other) || fabsf(other->y0 - box->y0) > 1.5F ||
                fabsf(other->y1 - box->y1) > 1.5F ||
                (fabsf(other->x0 - box->x1) > TOUCH && fabsf(box->x0 - other->x1) > TOUCH))
                continue;
            take_edges(layout, box);
            take_edges(layout, other);
        }
    }
}

static int
across(gconstpointer a, gconstpointer b)
{
    const PdfRule *p = a;
    const PdfRule *q = b;

    if (p->y0 != q->y0)
        return p->y0 < q->y0 ? -1 : 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

static int
down(gconstpointer a, gconstpointer b)
{
    const PdfRule *p = a;
    const PdfRule *q = b;

    if (p->x0 != q->x0)
        return p->x0 < q->x0 ? -1 : 1;
    return p->y0 < q->y0 ? -1 : p->y0 > q->y0;
}

/* Pieces that touch and lie on one line become one. Sorted by that line, pieces of a line that are
 * drawn a little apart lie near one another. */
static void
put_together(GArray *rules, bool horizontal)
{
    guint kept = 0;
    enum { LOOK_BACK = 40 };

    for (guint i = 0; i < rules->len; i++) {
        const PdfRule piece = g_array_index(rules, PdfRule, i);
        bool joined = false;
        for (guint k = kept; k > 0 && kept - k < LOOK_BACK && !joined; k--) {
            PdfRule *rule = &g_array_index(rules, PdfRule, k - 1);
            const float apart = horizontal ? piece.y0 - rule->y0 : piece.x0 - rule->x0;
            if (apart > 1.6F)
                break;
            const bool touches = horizontal
                                     ? piece.x0 <= rule->x1 + TOUCH && piece.x1 >= rule->x0 - TOUCH
                                     : piece.y0 <= rule->y1 + TOUCH && piece.y1 >= rule->y0 - TOUCH;
            if (!touches)
                continue;
            if (horizontal) {
                rule->x0 = MIN(rule->x0, piece.x0);
                rule->x1 = MAX(rule->x1, piece.x1);
            } else {
                rule->y0 = MIN(rule->y0, piece.y0);
                rule->y1 = MAX(rule->y1, piece.y1);
            }
            joined = true;
        }
        if (!joined)
            g_array_index(rules, PdfRule, kept++) = piece;
    }
    g_array_set_size(rules, kept);
}

/* ---- grids ---- */

static guint
find_root(guint *parent, guint i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static bool
touch(const PdfRule *h, const PdfRule *v)
{
    return v->x0 >= h->x0 - TOUCH && v->x0 <= h->x1 + TOUCH && h->y0 >= v->y0 - TOUCH &&
           h->y0 <= v->y1 + TOUCH;
}

int
pdf_compare_floats(gconstpointer a, gconstpointer b)
{
    const float x = *(const float *)a;
    const float y = *(const float *)b;

    return x < y ? -1 : x > y;
}

/* Sorted, and those that are nearly the same once. */
static void
make_distinct(GArray *values)
{
    guint kept = 0;

    g_array_sort(values, pdf_compare_floats);
    for (guint i = 0; i < values->len; i++) {
        const float value = g_array_index(values, float, i);
        if (kept == 0 || value - g_array_index(values, float, kept - 1) > TOUCH)
            g_array_index(values, float, kept++) = value;
    }
    g_array_set_size(values, kept);
}

/* Whether rules of one direction at @at cover most of what lies between @from and @to. */
static bool
is_covered(const GArray *rules, const guint *members, guint component, float at, float from,
           float to, bool horizontal)
{
    float covered = 0;

    for (guint i = 0; i < rules->len; i++) {
        const PdfRule *rule = &g_array_index(rules, PdfRule, i);
        if (members[i] != component)
            continue;
        if (fabsf((horizontal ? rule->y0 : rule->x0) - at) > TOUCH)
            continue;
        const float begin = MAX(horizontal ? rule->x0 : rule->y0, from);
        const float end = MIN(horizontal ? rule->x1 : rule->y1, to);
        covered += MAX(end - begin, 0);
    }
    return covered > (to - from) * 0.6F;
}

typedef struct {
    PdfLayout *layout;
    const guint *h_members;
    const guint *v_members;
    guint component;
} Finder;

/* Widens @box (left, top, right, bottom) until no cell sticks out of it. */
static void
close_box(const PdfGrid *grid, uint32_t *box)
{
    const uint32_t columns = grid->n_columns;
    const uint32_t n = columns * grid->n_rows;
    g_autofree guint8 *inside = g_new0(guint8, n);
    bool grew = true;

    while (grew) {
        grew = false;
        for (uint32_t r = box[1]; r <= box[3]; r++)
            for (uint32_t c = box[0]; c <= box[2]; c++)
                inside[grid->owner[r * columns + c]] = 1;
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t c = i % columns;
            const uint32_t r = i / columns;
            if (!inside[grid->owner[i]] ||
                (c >= box[0] && c <= box[2] && r >= box[1] && r <= box[3]))
                continue;
            box[0] = MIN(box[0], c);
            box[1] = MIN(box[1], r);
            box[2] = MAX(box[2], c);
            box[3] = MAX(box[3], r);
            grew = true;
        }
    }
}

/* Slots without a line between them are one cell; a cell is a box. */
static void
merge_slots(PdfGrid *grid, uint32_t a, uint32_t b)
{
    const uint32_t columns = grid->n_columns;
    uint32_t box[4] = {MIN(a % columns, b % columns), MIN(a / columns, b / columns),
                       MAX(a % columns, b % columns), MAX(a / columns, b / columns)};

    close_box(grid, box);
    for (uint32_t r = box[1]; r <= box[3]; r++)
        for (uint32_t c = box[0]; c <= box[2]; c++)
            grid->owner[r * columns + c] = box[1] * columns + box[0];
}

static void
find_cells(const Finder *finder, PdfGrid *grid)
{
    const PdfLayout *layout = finder->layout;
    const uint32_t columns = grid->n_columns;

    for (uint32_t i = 0; i < columns * grid->n_rows; i++)
        grid->owner[i] = i;
    for (uint32_t r = 0; r < grid->n_rows; r++) {
        for (uint32_t c = 0; c < columns; c++) {
            const uint32_t slot = r * columns + c;
            if (c + 1 < columns && grid->owner[slot] != grid->owner[slot + 1] &&
                !is_covered(layout->verticals, finder->v_members, finder->component,
                            grid->xs[c + 1], grid->ys[r], grid->ys[r + 1], false))
                merge_slots(grid, slot, slot + 1);
            if (r + 1 < grid->n_rows && grid->owner[slot] != grid->owner[slot + columns] &&
                !is_covered(layout->horizontals, finder->h_members, finder->component,
                            grid->ys[r + 1], grid->xs[c], grid->xs[c + 1], true))
                merge_slots(grid, slot, slot + columns);
        }
    }
}

/* Tables may be open at their sides, or at the top and the bottom: lines of the other direction
 * reach beyond the last. */
static void
open_ends(const Finder *finder, bool sides, GArray *values)
{
    enum { BEYOND = 12 /* points */ };
    const GArray *rules = sides ? finder->layout->horizontals : finder->layout->verticals;
    const guint *members = sides ? finder->h_members : finder->v_members;
    float least = 1e9F;
    float most = -1e9F;

    for (guint i = 0; i < rules->len; i++) {
        const PdfRule *rule = &g_array_index(rules, PdfRule, i);
        if (members[i] != finder->component)
            continue;
        least = MIN(least, sides ? rule->x0 : rule->y0);
        most = MAX(most, sides ? rule->x1 : rule->y1);
    }
    if (values->len == 0)
        return;
    if (least < g_array_index(values, float, 0) - BEYOND)
        g_array_append_val(values, least);
    if (most > g_array_index(values, float, values->len - 1) + BEYOND)
        g_array_append_val(values, most);
    make_distinct(values);
}

static void
collect_edges(const Finder *finder, GArray *xs, GArray *ys)
{
    const PdfLayout *layout = finder->layout;

    for (guint i = 0; i < layout->horizontals->len; i++) {
        const PdfRule *rule = &g_array_index(layout->horizontals, PdfRule, i);
        if (finder->h_members[i] == finder->component)
            g_array_append_val(ys, rule->y0);
    }
    for (guint i = 0; i < layout->verticals->len; i++) {
        const PdfRule *rule = &g_array_index(layout->verticals, PdfRule, i);
        if (finder->v_members[i] == finder->component)
            g_array_append_val(xs, rule->x0);
    }
    make_distinct(xs);
    make_distinct(ys);
    open_ends(finder, true, xs);
    open_ends(finder, false, ys);
}

/* Whether a component has no line that was drawn as one: edges of filled boxes have no width. */
static bool
is_all_bands(const Finder *finder)
{
    const PdfLayout *layout = finder->layout;

    for (guint i = 0; i < layout->verticals->len; i++)
        if (finder->v_members[i] == finder->component &&
            g_array_index(layout->verticals, PdfRule, i).width > 0)
            return false;
    return true;
}

static void
make_grid(const Finder *finder)
{
    g_autoptr(GArray) xs = g_array_new(FALSE, FALSE, sizeof(float));
    g_autoptr(GArray) ys = g_array_new(FALSE, FALSE, sizeof(float));

    collect_edges(finder, xs, ys);
    if (xs->len < 2 || ys->len < 2 || (xs->len == 2 && ys->len == 2) ||
        (uint64_t)xs->len * ys->len > MOST_SLOTS)
        return;
    PdfGrid *grid = g_new0(PdfGrid, 1);
    grid->n_columns = xs->len - 1;
    grid->n_rows = ys->len - 1;
    grid->xs = g_memdup2(xs->data, xs->len * sizeof(float));
    grid->ys = g_memdup2(ys->data, ys->len * sizeof(float));
    grid->x0 = grid->xs[0];
    grid->x1 = grid->xs[grid->n_columns];
    grid->y0 = grid->ys[0];
    grid->y1 = grid->ys[grid->n_rows];
    grid->bands = is_all_bands(finder);
    grid->owner = g_new0(uint32_t, (size_t)grid->n_columns * grid->n_rows);
    find_cells(finder, grid);
    g_ptr_array_add(finder->layout->grids, grid);
}

void
pdf_grid_free(gpointer pointer)
{
    PdfGrid *grid = pointer;

    g_free(grid->xs);
    g_free(grid->ys);
    g_free(grid->owner);
    g_free(grid);
}

static void
find_grids(PdfLayout *layout)
{
    const guint nh = layout->horizontals->len;
    const guint nv = layout->verticals->len;
    g_autofree guint *parent = g_new(guint, nh + nv + 1);
    g_autofree guint *members = g_new(guint, nh + nv + 1);
    g_autofree guint8 *seen = g_new0(guint8, nh + nv + 1);

    if (nh == 0 || nv == 0 || nh + nv > MOST_RULES)
        return;
    for (guint i = 0; i < nh + nv; i++)
        parent[i] = i;
    for (guint v = 0; v < nv; v++) {
        const PdfRule *rule = &g_array_index(layout->verticals, PdfRule, v);
        for (guint h = 0; h < nh; h++)
            if (touch(&g_array_index(layout->horizontals, PdfRule, h), rule))
                parent[find_root(parent, h)] = find_root(parent, nh + v);
    }
    for (guint i = 0; i < nh + nv; i++)
        members[i] = find_root(parent, i);
    for (guint v = nh; v < nh + nv; v++) {
        if (seen[members[v]])
            continue;
        seen[members[v]] = 1;
        const Finder finder = {layout, members, members + nh, members[v]};
        make_grid(&finder);
    }
}

void
pdf_find_rules(PdfLayout *layout)
{
    const PdfPage *page = layout->page;

    for (uint32_t i = 0; i < page->n_rules; i++)
        take_rule(layout, &page->rules[i]);
    take_boxes(layout);
    g_array_sort(layout->horizontals, across);
    put_together(layout->horizontals, true);
    g_array_sort(layout->verticals, down);
    put_together(layout->verticals, false);
    find_grids(layout);
}

/* ---- lines that are part of the letters ---- */

/* The first horizontal at or below @y. */
static guint
find_below(const GArray *rules, float y)
{
    guint low = 0;
    guint high = rules->len;

    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(rules, PdfRule, middle).y0 < y)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
is_table_edge(const PdfLayout *layout, const PdfRule *rule)
{
    for (guint i = 0; i < layout->grids->len; i++) {
        const PdfGrid *grid = g_ptr_array_index(layout->grids, i);
        if (rule->y0 < grid->y0 - TOUCH || rule->y0 > grid->y1 + TOUCH ||
            rule->x0 > grid->x1 + TOUCH || rule->x1 < grid->x0 - TOUCH)
            continue;
        for (uint32_t r = 0; r <= grid->n_rows; r++)
            if (fabsf(grid->ys[r] - rule->y0) < 1.5F)
                return true;
    }
    return false;
}

static void
decorate(PdfLayout *layout, PdfGlyph *glyph, float size)
{
    const float middle = (glyph->x0 + glyph->x1) / 2;
    const guint from = find_below(layout->horizontals, glyph->base - size * 0.45F);

    for (guint i = from; i < layout->horizontals->len; i++) {
        const PdfRule *rule = &g_array_index(layout->horizontals, PdfRule, i);
        const float below = rule->y0 - glyph->base;
        if (below > size * 0.32F)
            return;
        if (rule->x0 > middle || rule->x1 < middle || rule->width > size * 0.2F)
            continue;
        if (below > -size * 0.05F && !is_table_edge(layout, rule))
            glyph->style |= REFERAT_TEXT_UNDERLINE;
        else if (below < -size * 0.15F && !is_table_edge(layout, rule))
            glyph->style |= REFERAT_TEXT_STRIKE;
    }
}

/* A line that is much wider than the words above it sets off a part of the page. */
static bool
spans_page(const PdfLayout *layout, const PdfSegment *segment)
{
    const guint from = find_below(layout->horizontals, segment->base - segment->size * 0.1F);

    for (guint i = from; i < layout->horizontals->len; i++) {
        const PdfRule *rule = &g_array_index(layout->horizontals, PdfRule, i);
        if (rule->y0 > segment->base + segment->size * 0.32F)
            return false;
        if (rule->x0 < segment->x0 - 30 || rule->x1 > segment->x1 + 30)
            return true;
    }
    return false;
}

void
pdf_mark_decorations(PdfLayout *layout)
{
    if (layout->horizontals->len == 0)
        return;
    for (guint s = 0; s < layout->segments->len; s++) {
        const PdfSegment *segment = &g_array_index(layout->segments, PdfSegment, s);
        if (spans_page(layout, segment))
            continue;
        for (guint i = 0; i < segment->n; i++)
            decorate(layout, &layout->glyphs[layout->order[segment->first + i]], segment->size);
    }
}
