/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "common/symbols.h"
#include "pdf/layout.h"

/* Segments to rows, and rows to lines: text with its styles, blanks where they belong. */

static const float WORD_GAP = 0.2F;   /* of the letters' size: a blank, where the text is silent */
static const float LABEL_GAP = 0.55F; /* may part a label from its text */

/* ---- rows ---- */

static int
by_base(gconstpointer a, gconstpointer b)
{
    const PdfSegment *p = *(const PdfSegment *const *)a;
    const PdfSegment *q = *(const PdfSegment *const *)b;

    if (p->base != q->base)
        return p->base < q->base ? -1 : 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

static int
by_x(gconstpointer a, gconstpointer b)
{
    const PdfSegment *p = *(const PdfSegment *const *)a;
    const PdfSegment *q = *(const PdfSegment *const *)b;

    if (p->x0 != q->x0)
        return p->x0 < q->x0 ? -1 : 1;
    return p->base < q->base ? -1 : p->base > q->base;
}

/* Whether @segment stands beside what is in @row, and over nothing of it. */
static bool
stands_beside(const GPtrArray *row, const PdfSegment *segment)
{
    const PdfSegment *head = g_ptr_array_index(row, 0);
    const float size = MIN(head->size, segment->size);

    if (segment->base - head->base > size * 0.45F)
        return false;
    for (guint i = 0; i < row->len; i++) {
        const PdfSegment *other = g_ptr_array_index(row, i);
        if (segment->x0 < other->x1 - size * 0.3F && segment->x1 > other->x0 + size * 0.3F)
            return false;
    }
    return true;
}

GPtrArray *
pdf_make_rows(GPtrArray *segments)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

    g_ptr_array_sort(segments, by_base);
    for (guint i = 0; i < segments->len; i++) {
        PdfSegment *segment = g_ptr_array_index(segments, i);
        GPtrArray *row = rows->len > 0 ? g_ptr_array_index(rows, rows->len - 1) : NULL;
        if (row == NULL || row->len > 200 || !stands_beside(row, segment)) {
            row = g_ptr_array_new();
            g_ptr_array_add(rows, row);
        }
        g_ptr_array_add(row, segment);
    }
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_sort(g_ptr_array_index(rows, i), by_x);
    return rows;
}

/* ---- letters ---- */

static const char *
ligature(uint32_t letter)
{
    static const char *const texts[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    enum { FIRST = 0xfb00 };

    return letter >= FIRST && letter < FIRST + G_N_ELEMENTS(texts) ? texts[letter - FIRST] : NULL;
}

static const char *
symbol_font(const char *name)
{
    static const char *const fonts[][2] = {{"wingdings2", "Wingdings 2"},
                                           {"wingdings3", "Wingdings 3"},
                                           {"wingding", "Wingdings"},
                                           {"webding", "Webdings"}};

    /* OpenSymbol has signs of its own, most of them bullets */
    if (strcasestr(name, "opensymbol") != NULL || strcasestr(name, "starsymbol") != NULL)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(fonts); i++)
        if (strcasestr(name, fonts[i][0]) != NULL)
            return fonts[i][1];
    return "Symbol";
}

/* What a symbol font draws for a code of its own is said in Unicode; what nobody knows is taken for
 * a bullet, as it mostly is. */
static uint32_t
unicode_of(const PdfFont *font, uint32_t letter)
{
    enum {
        OWN = 0xf000,
        OWN_END = 0xf0ff,
        PRIVATE = 0xe000,
        PRIVATE_END = 0xf8ff,
        BULLET = 0x2022
    };
    const char *name = font->symbol ? symbol_font(font->name) : NULL;
    const uint32_t shown =
        name != NULL && letter >= OWN && letter <= OWN_END ? symbol_to_unicode(name, letter) : 0;

    if (shown != 0)
        return shown;
    if (letter == 0xad) /* a soft hyphen that is printed is a hyphen */
        return '-';
    return letter >= PRIVATE && letter <= PRIVATE_END ? BULLET : letter;
}

static void
put_letter(GString *text, const PdfPage *page, const PdfGlyph *glyph)
{
    const char *letters = ligature(glyph->letter);

    if (glyph->letter == 0)
        return;
    if (glyph->letter < 0x80 && !page->runs[glyph->run].font->symbol)
        g_string_append_c(text, (char)glyph->letter);
    else if (letters != NULL)
        g_string_append(text, letters);
    else
        g_string_append_unichar(text, unicode_of(page->runs[glyph->run].font, glyph->letter));
}

static bool
is_rtl(uint32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfeff);
}

/* Letters, figures and what stands between them, in a line that runs from right to left. */
static bool
runs_right(uint32_t c)
{
    return g_unichar_isalnum(c) && !is_rtl(c);
}

/* A number or a foreign word, from visual place @from on. Returns: where it ends. */
static guint
end_of_run(const PdfGlyph *glyphs, const guint *order, guint from, guint n)
{
    guint end = from + 1;

    for (guint i = from + 1; i < n && !is_rtl(glyphs[order[i]].letter); i++)
        if (runs_right(glyphs[order[i]].letter))
            end = i + 1;
    return end;
}

/* From right to left, what runs the other way turned back. @gaps: before each letter, as it is
 * read. A form of UAX #9 for what is set already. */
static void
order_right_to_left(const PdfGlyph *glyphs, guint *order, float *gaps, guint n)
{
    g_autofree guint *seen = g_memdup2(order, n * sizeof(guint));
    guint out = 0;

    for (guint i = 0; i < n; i++)
        seen[i] = order[n - 1 - i];
    for (guint i = 0; i < n;) {
        const guint end =
            runs_right(glyphs[seen[i]].letter) ? end_of_run(glyphs, seen, i, n) : i + 1;
        for (guint k = i; k < end; k++) {
            /* the gap at the right edge of the run is the one before it */
            const guint right = k == i ? i : end - (k - i);
            gaps[out] = right > 0 ? glyphs[seen[right - 1]].x0 - glyphs[seen[right]].x1 : 0;
            order[out++] = seen[end - 1 - (k - i)];
        }
        i = end;
    }
}

/* The letters of @segment in the order in which they are read, and the gap before each. Returns:
 * whether they run from right to left. */
static bool
order_letters(const PdfLayout *layout, const PdfSegment *segment, guint *order, float *gaps)
{
    const PdfGlyph *glyphs = layout->glyphs;
    guint rtl = 0;

    memcpy(order, layout->order + segment->first, segment->n * sizeof(guint));
    gaps[0] = 0;
    for (guint i = 0; i < segment->n; i++) {
        rtl += is_rtl(glyphs[order[i]].letter) ? 1 : 0;
        if (i > 0)
            gaps[i] = glyphs[order[i]].x0 - glyphs[order[i - 1]].x1;
    }
    if (rtl * 2 <= segment->n)
        return false;
    order_right_to_left(glyphs, order, gaps, segment->n);
    return true;
}

/* "P R O T O K O L": where single letters stand apart, the gaps between words are wider still.
 * Returns: what is a gap between words then; 0 = the words are not spaced out. */
static float
spaced_out_gap(const PdfLayout *layout, const guint *order, guint n)
{
    guint apart = 0;
    float sum = 0;
    float size = 0;

    if (n < 5)
        return 0;
    for (guint i = 1; i < n; i++) {
        const PdfGlyph *a = &layout->glyphs[order[i - 1]];
        const PdfGlyph *b = &layout->glyphs[order[i]];
        const float gap = b->x0 - a->x1;
        size = MAX(size, layout->page->runs[b->run].size);
        if (gap > size * 0.12F && gap < size * 0.9F) {
            apart++;
            sum += gap;
        }
    }
    if (apart * 10 < (n - 1) * 7)
        return 0;
    return sum / (float)apart * 1.7F;
}

static bool
has_blank(const PdfLayout *layout, const PdfGlyph *a, const PdfGlyph *b, float gap, float spaced)
{
    const float size = MAX(layout->page->runs[b->run].size, 1.0F);

    if (spaced > 0)
        return gap > spaced;
    if (b->order == a->order + 1) {
        if ((b->flags & RFT_PDF_GLYPH_SPACE) != 0)
            return (b->style & (REFERAT_TEXT_SUPERSCRIPT | REFERAT_TEXT_SUBSCRIPT)) == 0 ||
                   gap > size * WORD_GAP;
        if ((b->flags & RFT_PDF_GLYPH_NEWLINE) == 0)
            return gap > size * WORD_GAP * 1.3F;
    }
    return gap > size * WORD_GAP;
}

/* ---- lines ---- */

typedef struct {
    const PdfLayout *layout;
    GString *text;
    GArray *spans;
    guint letters, bold, cased, capitals, artifacts, owned, rtl, all;
    const PdfGlyph *first;
    float word_end; /* right edge of the first word; 0 while it is not over */
    uint16_t gaps;
    uint32_t look;
    bool mixed;
    bool spaced;    /* the letters of the last segment stand apart */
    bool several;   /* segments */
    bool stretched; /* a justified line of few words */
    float blank;    /* how wide blanks are in the last segment; 0 = it has few */
    float end;      /* of the last segment */
    float text_x;
    bool label_gap;
} Making;

static int32_t
link_at(const PdfLayout *layout, const PdfGlyph *glyph)
{
    const float x = (glyph->x0 + glyph->x1) / 2;
    const float y = (glyph->y0 + glyph->y1) / 2;

    for (uint32_t i = 0; i < layout->page->n_links; i++) {
        const PdfLink *link = &layout->page->links[i];
        if (x >= link->x0 && x <= link->x1 && y >= link->y0 && y <= link->y1)
            return (int32_t)(layout->first_link + i);
    }
    return -1;
}

static void
end_span(Making *m, uint32_t style, int32_t link)
{
    PdfSpan *last = m->spans->len > 0 ? &g_array_index(m->spans, PdfSpan, m->spans->len - 1) : NULL;

    if (last != NULL && last->style == style && last->link == link) {
        last->end = (uint32_t)m->text->len;
        return;
    }
    const PdfSpan span = {(uint32_t)m->text->len, style, link};
    g_array_append_val(m->spans, span);
}

/* A blank between two letters has what both have. */
static void
put_blank(Making *m, char blank, uint32_t next_style, int32_t next_link)
{
    const PdfSpan *last =
        m->spans->len > 0 ? &g_array_index(m->spans, PdfSpan, m->spans->len - 1) : NULL;
    const uint32_t scripts = REFERAT_TEXT_SUPERSCRIPT | REFERAT_TEXT_SUBSCRIPT;

    g_string_append_c(m->text, blank);
    if (last != NULL)
        end_span(m, last->style & next_style & ~scripts, last->link == next_link ? next_link : -1);
}

static void
count_letter(Making *m, const PdfGlyph *glyph)
{
    const PdfFont *font = m->layout->page->runs[glyph->run].font;

    m->all++;
    m->owned += glyph->owned ? 1 : 0;
    m->rtl += is_rtl(glyph->letter) ? 1 : 0;
    m->artifacts += (glyph->flags & RFT_PDF_GLYPH_ARTIFACT) != 0 ? 1 : 0;
    const uint32_t c = glyph->letter;
    if (c < 0x80 ? !g_ascii_isalnum((char)c) : !g_unichar_isalnum(c))
        return;
    m->letters++;
    const PdfRun *run = &m->layout->page->runs[glyph->run];
    const uint32_t look = 1U | glyph->style << 1 | run->colour << 10 | (uint32_t)font->hash << 12;
    m->mixed = m->mixed || (m->look != 0 && m->look != look);
    m->look = look;
    m->bold += (glyph->style & REFERAT_TEXT_BOLD) != 0 ? 1 : 0;
    const bool upper = c < 0x80 ? g_ascii_isupper((char)c) : g_unichar_isupper(c);
    if (upper || (c < 0x80 ? g_ascii_islower((char)c) : g_unichar_islower(c))) {
        m->cased++;
        m->capitals += upper ? 1 : 0;
    }
}

static void
put_glyph(Making *m, const PdfGlyph *glyph, char blank)
{
    const int32_t link = m->layout->page->n_links > 0 ? link_at(m->layout, glyph) : -1;
    const uint32_t style = glyph->style;

    if (blank != 0)
        put_blank(m, blank, style, link);
    put_letter(m->text, m->layout->page, glyph);
    end_span(m, style, link);
    count_letter(m, glyph);
}

/* What may be a label is short: "1.", "a)", "Ad 12 –", "§ 5". */
static bool
may_be_label(const GString *text)
{
    return text->len > 0 && text->len <= 16 && g_utf8_strlen(text->str, -1) <= 12;
}

/* A label ends here, with a gap behind it. */
static void
end_label(Making *m, const PdfGlyph *next)
{
    m->label_gap = true;
    m->text_x = next->x0;
}

/* The letters of a segment as they are read. */
typedef struct {
    const PdfSegment *segment;
    guint *order;
    float *gaps;  /* before each */
    float spaced; /* what parts words whose letters stand apart; 0 = they do not */
} Reading;

/* How wide blanks are in a segment; 0 = there are fewer than @least. */
static float
usual_blank(const Reading *reading, guint least)
{
    const PdfSegment *segment = reading->segment;
    g_autoptr(GArray) blanks = g_array_new(FALSE, FALSE, sizeof(float));

    for (guint i = 1; i < segment->n; i++)
        if (reading->gaps[i] > segment->size * 0.15F)
            g_array_append_val(blanks, reading->gaps[i]);
    if (blanks->len < least)
        return 0;
    g_array_sort(blanks, pdf_compare_floats);
    return g_array_index(blanks, float, (blanks->len - 1) / 2);
}

/* What is wide for a gap behind a label: wider than blanks are here, which justified lines stretch
 * and typewriters' letters keep wide. */
static float
label_gap(const PdfLayout *layout, const Reading *reading)
{
    const bool mono = layout->page->runs[layout->glyphs[reading->order[0]].run].font->mono;

    /* the gap in question is one of them */
    return MAX(reading->segment->size * (mono ? 1.0F : LABEL_GAP), usual_blank(reading, 2) * 1.5F);
}

/* What stands before the first glyph of a segment that is not the line's first. */
static char
gap_before(Making *m, const Reading *reading)
{
    static const float STRETCHED = 2.6F; /* of the blanks beside it: behind a full stop */
    const PdfGlyph *glyph = &m->layout->glyphs[reading->order[0]];
    const float gap = reading->segment->x0 - m->end;

    /* between words whose letters stand apart, and in justified lines, gaps are wide too */
    if (m->stretched || (reading->spaced > 0 && m->spaced) || gap < m->blank * STRETCHED)
        return ' ';
    if (m->gaps == 0 && may_be_label(m->text))
        end_label(m, glyph);
    m->gaps++;
    return '\t';
}

/* A blank inside a segment, before its letter @i; behind a label the gap may be narrow. */
static char
blank_before(Making *m, const Reading *reading, guint i)
{
    const float size = reading->segment->size;

    if (reading->spaced > 0 || m->gaps > 0 || m->label_gap ||
        reading->gaps[i] <= size * LABEL_GAP || !may_be_label(m->text) ||
        strchr(m->text->str, ' ') != NULL || reading->gaps[i] <= label_gap(m->layout, reading))
        return ' ';
    end_label(m, &m->layout->glyphs[reading->order[i]]);
    return '\t';
}

/* A line may break behind a hyphen, and behind a slash of an address. */
static bool
may_break_after(const Making *m, const PdfGlyph *glyph)
{
    return m->text->len > 3 &&
           (glyph->letter == '-' || (glyph->letter == '/' && strstr(m->text->str, "://") != NULL));
}

static void
put_segment(Making *m, const PdfSegment *segment, bool first)
{
    const PdfLayout *layout = m->layout;
    g_autofree guint *order = g_new(guint, segment->n + 1);
    g_autofree float *gaps = g_new(float, segment->n + 1);
    Reading reading = {.segment = segment, .order = order, .gaps = gaps};
    const bool rtl = order_letters(layout, segment, order, gaps);
    reading.spaced = rtl ? 0 : spaced_out_gap(layout, order, segment->n);

    for (guint i = 0; i < segment->n; i++) {
        const PdfGlyph *glyph = &layout->glyphs[order[i]];
        const PdfGlyph *before = i > 0 ? &layout->glyphs[order[i - 1]] : NULL;
        char blank = 0;
        if (before == NULL && !first)
            blank = gap_before(m, &reading);
        if (before != NULL && has_blank(layout, before, glyph, gaps[i], reading.spaced))
            blank = blank_before(m, &reading, i);
        const bool fixed = (glyph->flags & RFT_PDF_GLYPH_FIXED) != 0;
        if (blank != 0 && !fixed && m->word_end <= 0)
            m->word_end = before != NULL ? before->x1 : glyph->x1;
        put_glyph(m, glyph, blank);
        if (m->word_end <= 0 && may_break_after(m, glyph))
            m->word_end = glyph->x1;
    }
    if (m->word_end <= 0)
        m->word_end = segment->x1;
    m->spaced = reading.spaced > 0;
    m->blank = m->several ? usual_blank(&reading, 3) : 0;
    m->end = segment->x1;
}

/* "There    being    no    further    business": words of a justified line, all gaps alike. */
static bool
is_stretched(PdfSegment *const *segments, guint n)
{
    enum { LEAST_SEGMENTS = 4 };
    float least = 1e9F;
    float most = 0;

    if (n < LEAST_SEGMENTS)
        return false;
    for (guint i = 1; i < n; i++) {
        const float gap = segments[i]->x0 - segments[i - 1]->x1;
        least = MIN(least, gap);
        most = MAX(most, gap);
    }
    return most < least * 1.3F && most < segments[0]->size * 4;
}

static PdfLine *
pack(const Making *m)
{
    const size_t spans = m->spans->len * sizeof(PdfSpan);
    PdfLine *line = g_malloc0(sizeof(PdfLine) + spans + m->text->len + 1);

    line->spans = (PdfSpan *)(gpointer)(line + 1);
    line->n_spans = m->spans->len;
    memcpy(line->spans, m->spans->data, spans);
    line->text = (char *)line->spans + spans;
    line->length = (uint32_t)m->text->len;
    memcpy((char *)line->spans + spans, m->text->str, m->text->len + 1);
    return line;
}

void
pdf_line_free(gpointer pointer)
{
    PdfLine *line = pointer;

    if (line != NULL)
        pdf_table_free(line->table);
    g_free(line);
}

PdfLine *
pdf_make_line(const PdfLayout *layout, PdfSegment *const *segments, guint n)
{
    Making m = {.layout = layout, .several = n > 1, .stretched = is_stretched(segments, n)};

    m.text = g_string_new(NULL);
    m.spans = g_array_new(FALSE, FALSE, sizeof(PdfSpan));
    for (guint i = 0; i < n; i++)
        put_segment(&m, segments[i], i == 0);
    PdfLine *line = pack(&m);
    line->page = layout->page->number;
    line->x0 = segments[0]->x0;
    line->x1 = segments[0]->x1;
    line->top = segments[0]->top;
    line->bottom = segments[0]->bottom;
    line->base = segments[0]->base;
    line->order = segments[0]->order;
    for (guint i = 0; i < n; i++) {
        const PdfSegment *segment = segments[i];
        line->x0 = MIN(line->x0, segment->x0);
        line->x1 = MAX(line->x1, segment->x1);
        line->top = MIN(line->top, segment->top);
        line->bottom = MAX(line->bottom, segment->bottom);
        line->size = MAX(line->size, segment->size);
        line->order = MIN(line->order, segment->order);
    }
    line->text_x = m.label_gap ? m.text_x : line->x0;
    line->first_word = MAX(m.word_end - segments[0]->x0, 0);
    line->look = m.mixed ? 0 : m.look;
    line->gaps = m.gaps;
    line->label_gap = m.label_gap;
    line->bold_share = m.letters > 0 ? (float)m.bold / (float)m.letters : 0;
    line->capital_share = m.cased > 0 ? (float)m.capitals / (float)m.cased : 0;
    line->artifact = m.artifacts * 2 > m.all;
    line->owned = m.owned * 2 > m.all;
    line->ocr = layout->ocr;
    line->rtl = m.rtl * 2 > m.all;
    line->column = segments[0]->column;
    g_string_free(m.text, TRUE);
    g_array_unref(m.spans);
    return line;
}
