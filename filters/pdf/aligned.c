/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/layout.h"

/*
 * Tables without lines: rows under one another whose words stand in the same columns. Two columns
 * must go on for three rows and hold more than labels; what is justified, counted or to be signed
 * is no table.
 */

enum { MOST_COLUMNS = 16, LEAST_ROWS_OF_TWO = 3, LEAST_ROWS = 2 };
static const float ALIGNED = 3.5F; /* points */

typedef struct {
    float x0, x1;
} Column;

typedef struct {
    PdfLayout *layout;
    GPtrArray *rows; /* of the column of text */
    Column columns[MOST_COLUMNS];
    guint n;
    guint from, end; /* rows */
    float left, right;
    GArray *seconds; /* float */
} Search;

static GPtrArray *
row_at(const Search *search, guint i)
{
    return g_ptr_array_index(search->rows, i);
}

static PdfSegment *
segment_at(const GPtrArray *row, guint i)
{
    return g_ptr_array_index(row, i);
}

static float
base_of(const GPtrArray *row)
{
    return segment_at(row, 0)->base;
}

/* The text of a segment, as far as @size bytes. */
static void
text_of(const PdfLayout *layout, const PdfSegment *segment, char *text, size_t size)
{
    size_t at = 0;

    for (guint i = 0; i < segment->n && at + 7 < size; i++)
        at += (size_t)g_unichar_to_utf8(layout->glyphs[layout->order[segment->first + i]].letter,
                                        text + at);
    text[at] = '\0';
}

/* "1.", "a)", "•", "5.1", "TOP 6": what stands before an item. */
static bool
is_label(const PdfLayout *layout, const PdfSegment *segment)
{
    enum { LONGEST = 9 };
    char text[64];

    if (segment->n > LONGEST)
        return false;
    text_of(layout, segment, text, sizeof(text));
    const size_t n = strlen(text);
    if (n == 0)
        return true;
    const gunichar first = g_utf8_get_char(text);
    const bool closed = text[n - 1] == '.' || text[n - 1] == ')' || g_ascii_isdigit(text[n - 1]);
    return (closed && strpbrk(text, "0123456789") != NULL) || (n <= 4 && closed) ||
           (n <= 4 && !g_unichar_isalnum(first)) || (n == 1 && first == 'o');
}

/* ---- whether a row fits the columns ---- */

static bool
overlaps(const PdfSegment *segment, const Column *column)
{
    return segment->x0 < column->x1 && segment->x1 > column->x0;
}

/* The column that @segment belongs to; @search->n for a new one, -1 when it fits none. */
static int
column_of(const Search *search, const PdfSegment *segment)
{
    int found = -1;

    for (guint c = 0; c < search->n; c++) {
        if (!overlaps(segment, &search->columns[c]))
            continue;
        if (found >= 0)
            return -1;
        found = (int)c;
    }
    return found >= 0 ? found : (int)search->n;
}

static bool
fit_row(const Search *search, const GPtrArray *row, int *columns)
{
    for (guint i = 0; i < row->len && i < MOST_COLUMNS; i++) {
        if (segment_at(row, i)->table != NULL)
            return false;
        columns[i] = column_of(search, segment_at(row, i));
        if (columns[i] < 0 || columns[i] == (int)search->n)
            return false;
        if (i > 0 && columns[i] <= columns[i - 1])
            return false;
    }
    return row->len <= MOST_COLUMNS;
}

static void
widen(Search *search, const GPtrArray *row, const int *columns)
{
    for (guint i = 0; i < row->len; i++) {
        Column *column = &search->columns[columns[i]];
        column->x0 = MIN(column->x0, segment_at(row, i)->x0);
        column->x1 = MAX(column->x1, segment_at(row, i)->x1);
    }
}

/* A row that opens a stretch: two columns at least, and not a label with its text. */
static bool
opens(Search *search, guint i)
{
    const GPtrArray *row = row_at(search, i);

    for (guint k = 0; k < row->len; k++)
        if (segment_at(row, k)->table != NULL)
            return false;
    if (row->len < 2 || row->len > MOST_COLUMNS ||
        (row->len == 2 && is_label(search->layout, segment_at(row, 0))))
        return false;
    search->n = row->len;
    for (guint k = 0; k < row->len; k++)
        search->columns[k] = (Column){segment_at(row, k)->x0, segment_at(row, k)->x1};
    search->from = i;
    search->end = i + 1;
    return true;
}

/* A row with fewer words than columns belongs to the stretch when more of it follows. */
static bool
goes_on_after(const Search *search, guint i)
{
    int columns[MOST_COLUMNS];

    for (guint k = i + 1; k < search->rows->len && k <= i + 4; k++) {
        const GPtrArray *row = row_at(search, k);
        if (!fit_row(search, row, columns))
            return false;
        if (row->len > 1)
            return true;
    }
    return false;
}

static void
extend(Search *search)
{
    int columns[MOST_COLUMNS];
    float widest = 0;

    while (search->end < search->rows->len) {
        const GPtrArray *above = row_at(search, search->end - 1);
        const GPtrArray *row = row_at(search, search->end);
        const float gap = base_of(row) - base_of(above);
        const float size = segment_at(row, 0)->size;
        if (gap > MAX(size * 3.2F, widest * 1.6F) || !fit_row(search, row, columns))
            return;
        if (row->len == 1) {
            const bool first = columns[0] == 0;
            const bool near = gap < size * 1.7F;
            if ((first || !near) && !goes_on_after(search, search->end))
                return;
        }
        widen(search, row, columns);
        widest = MAX(widest, MIN(gap, size * 3.2F));
        search->end++;
    }
}

/* ---- whether it is a table ---- */

/* The words of column @c in row @i, or NULL. */
static const PdfSegment *
words_in(const Search *search, guint i, guint c)
{
    const GPtrArray *row = row_at(search, i);
    int columns[MOST_COLUMNS];

    if (!fit_row(search, row, columns))
        return NULL;
    for (guint k = 0; k < row->len; k++)
        if (columns[k] == (int)c)
            return segment_at(row, k);
    return NULL;
}

/* Nearly all words of a column begin, end or are centred where the first of them do. */
static bool
is_aligned(const Search *search, guint c)
{
    const PdfSegment *first = NULL;
    guint begin = 0;
    guint end = 0;
    guint middle = 0;
    guint n = 0;

    for (guint i = search->from; i < search->end; i++) {
        const PdfSegment *words = words_in(search, i, c);
        if (words == NULL)
            continue;
        if (first == NULL)
            first = words;
        n++;
        begin += fabsf(words->x0 - first->x0) < ALIGNED ? 1 : 0;
        end += fabsf(words->x1 - first->x1) < ALIGNED ? 1 : 0;
        middle += fabsf(words->x0 + words->x1 - first->x0 - first->x1) < 2 * ALIGNED ? 1 : 0;
    }
    return n > 0 && MAX(begin, MAX(end, middle)) * 10 >= n * 8;
}

typedef struct {
    guint rows;   /* with words in two columns at least */
    guint colons; /* whose first words end with a colon */
    guint labels; /* whose first words are a label */
    guint lines;  /* to sign or write on */
} Evidence;

static void
gather(const Search *search, Evidence *e)
{
    char text[160];

    *e = (Evidence){0};
    for (guint i = search->from; i < search->end; i++) {
        const GPtrArray *row = row_at(search, i);
        const PdfSegment *first = segment_at(row, 0);
        for (guint k = 0; k < row->len; k++) {
            text_of(search->layout, segment_at(row, k), text, sizeof(text));
            if (strstr(text, "___") != NULL || strstr(text, ".....") != NULL) {
                e->lines++;
                break;
            }
        }
        if (row->len < 2)
            continue;
        text_of(search->layout, first, text, sizeof(text));
        e->rows++;
        e->colons += g_str_has_suffix(text, ":") ? 1 : 0;
        e->labels += is_label(search->layout, first) ? 1 : 0;
    }
}

/* Where rows of two have their second words, anywhere in the column of text. */
static void
note_seconds(Search *search)
{
    for (guint i = 0; i < search->rows->len; i++) {
        const GPtrArray *row = row_at(search, i);
        if (row->len == 2 && !is_label(search->layout, segment_at(row, 0)))
            g_array_append_val(search->seconds, segment_at(row, 1)->x0);
    }
}

static guint
rows_alike(const Search *search, float x)
{
    guint n = 0;

    for (guint i = 0; i < search->seconds->len; i++)
        n += fabsf(g_array_index(search->seconds, float, i) - x) < ALIGNED ? 1 : 0;
    return n;
}

static bool
is_table(const Search *search)
{
    Evidence e;

    gather(search, &e);
    /* two rows of two are a table where more like them stand near by */
    const bool often =
        search->n == 2 && rows_alike(search, search->columns[1].x0) >= LEAST_ROWS_OF_TWO;
    const guint least = search->n > 2 || often ? LEAST_ROWS : LEAST_ROWS_OF_TWO;
    if (e.rows < least || e.lines > 0)
        return false;
    if (search->n == 2 && (e.colons * 2 > e.rows || e.labels * 2 > e.rows))
        return false;
    for (guint c = 1; c < search->n; c++)
        if (!is_aligned(search, c))
            return false;
    return true;
}

/* ---- rows of the table ---- */

/* "174 460", "-3 410,50", "12 %": one amount. */
static bool
is_amount(const PdfLayout *layout, const PdfSegment *segment)
{
    char text[48];

    if (segment->n >= sizeof(text) - 8)
        return false;
    text_of(layout, segment, text, sizeof(text));
    return strpbrk(text, "0123456789") != NULL &&
           strspn(text, "0123456789.,-+%()'/ ") == strlen(text);
}

/* The columns of row @i that hold words; @amounts: only those that hold an amount, the first aside.
 */
static uint32_t
columns_of(const Search *search, guint i, bool amounts)
{
    int columns[MOST_COLUMNS];
    uint32_t mask = 0;
    const GPtrArray *row = row_at(search, i);

    if (fit_row(search, row, columns))
        for (guint k = 0; k < row->len; k++)
            if (!amounts || (columns[k] > 0 && is_amount(search->layout, segment_at(row, k))))
                mask |= 1U << columns[k];
    return mask;
}

static uint32_t
mask_of(const Search *search, guint i)
{
    return columns_of(search, i, false);
}

static uint32_t
amounts_of(const Search *search, guint i)
{
    return columns_of(search, i, true);
}

static float
least_gap(const Search *search)
{
    float least = 1e9F;

    for (guint i = search->from + 1; i < search->end; i++)
        least = MIN(least, base_of(row_at(search, i)) - base_of(row_at(search, i - 1)));
    return least;
}

/* Whether lines that stand close together are the lines of one row: then they differ in which
 * columns they fill, rows are set apart, and no row has two amounts under one another. */
static bool
rows_have_lines(const Search *search)
{
    const float near = least_gap(search) * 1.25F;
    guint groups = 0;
    guint differing = 0;
    guint apart = 0;
    guint i = search->from;

    while (i < search->end) {
        const uint32_t first = mask_of(search, i);
        uint32_t amounts = amounts_of(search, i);
        bool differs = false;
        guint k = i + 1;
        for (; k < search->end; k++) {
            if (base_of(row_at(search, k)) - base_of(row_at(search, k - 1)) > near)
                break;
            differs = differs || mask_of(search, k) != first;
            const uint32_t more = amounts_of(search, k);
            if ((amounts & more) != 0)
                return false;
            amounts |= more;
        }
        apart += i > search->from ? 1 : 0;
        groups += k > i + 1 ? 1 : 0;
        differing += differs ? 1 : 0;
        i = k;
    }
    return apart > 0 && groups > 0 && differing * 2 >= groups;
}

/* @start: where the row before it began. */
static bool
begins_row(const Search *search, guint i, guint start, bool grouped)
{
    const uint32_t amounts = amounts_of(search, i);

    if (i == search->from)
        return true;
    for (guint k = start; k < i && amounts != 0; k++)
        if ((amounts_of(search, k) & amounts) != 0)
            return true;
    const float gap = base_of(row_at(search, i)) - base_of(row_at(search, i - 1));
    if (grouped)
        return gap > least_gap(search) * 1.25F;
    /* what leaves the first column empty goes on with what stands above it */
    return (mask_of(search, i) & 1U) != 0 || gap > least_gap(search) * 1.8F;
}

static void
fill_row(const Search *search, PdfTable *table, guint from, guint end)
{
    int columns[MOST_COLUMNS];

    for (guint c = 0; c < search->n; c++) {
        PdfTableCell cell = {
            .row = table->n_rows,
            .column = c,
            .rows = 1,
            .columns = 1,
            .x0 = table->xs[c],
            /* the edge of a column that is not drawn is where its longest line ends */
            .x1 = MIN(table->xs[c + 1], search->columns[c].x1 + 2),
            .y0 = segment_at(row_at(search, from), 0)->top,
            .y1 = segment_at(row_at(search, end - 1), 0)->bottom,
            .lines = g_ptr_array_new_with_free_func(pdf_line_free),
        };
        for (guint i = from; i < end; i++) {
            const GPtrArray *row = row_at(search, i);
            if (!fit_row(search, row, columns))
                continue;
            for (guint k = 0; k < row->len; k++) {
                PdfSegment *segment = segment_at(row, k);
                if (columns[k] == (int)c)
                    g_ptr_array_add(cell.lines, pdf_make_line(search->layout, &segment, 1));
            }
        }
        g_array_append_val(table->cells, cell);
    }
    table->n_rows++;
}

static PdfTable *
build(const Search *search)
{
    PdfTable *table = pdf_table_new(search->n);
    const bool grouped = rows_have_lines(search);
    guint start = search->from;

    for (guint c = 0; c < search->n; c++)
        table->xs[c] = search->columns[c].x0 - 2;
    table->xs[search->n] = MAX(search->right, search->columns[search->n - 1].x1 + 2);
    table->x0 = table->xs[0];
    table->x1 = table->xs[search->n];
    table->y0 = segment_at(row_at(search, search->from), 0)->top;
    table->y1 = segment_at(row_at(search, search->end - 1), 0)->bottom;
    for (guint i = search->from + 1; i <= search->end; i++) {
        if (i < search->end && !begins_row(search, i, start, grouped))
            continue;
        fill_row(search, table, start, i);
        start = i;
    }
    return table;
}

void
pdf_aligned_tables(PdfLayout *layout, GPtrArray *rows, GPtrArray *tables)
{
    Search search = {.layout = layout, .rows = rows, .left = 1e9F, .right = -1e9F};

    g_ptr_array_set_size(tables, (gint)rows->len);
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *row = row_at(&search, i);
        search.left = MIN(search.left, segment_at(row, 0)->x0);
        search.right = MAX(search.right, segment_at(row, row->len - 1)->x1);
    }
    g_autoptr(GArray) seconds = g_array_new(FALSE, FALSE, sizeof(float));
    search.seconds = seconds;
    note_seconds(&search);
    for (guint i = 0; i < rows->len; i++) {
        if (layout->ocr || !opens(&search, i))
            continue;
        extend(&search);
        if (!is_table(&search))
            continue;
        tables->pdata[i] = build(&search);
        for (guint k = search.from; k < search.end; k++)
            g_ptr_array_set_size(row_at(&search, k), 0);
        i = search.end - 1;
    }
}
