/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/story.h"

/*
 * Lines to paragraphs. The strongest sign is room: where the next word would have fitted, somebody
 * wanted a new line. Then distance, size, labels, indents. What is doubtful is left to normalise.
 */

/* ---- what may be a label ---- */

/* "•", "-", "o" before a gap: a bullet. Returns: its length in bytes. */
static size_t
bullet_at(const PdfLine *line)
{
    static const char *const bullets[] = {"•", "·", "▪", "●", "○", "■", "►", "➢", "✓", "→", "◦",
                                          "□", "‣", "-", "–", "—", "*", "o", "",  "❖", "☐", "☑"};

    for (size_t i = 0; i < G_N_ELEMENTS(bullets); i++) {
        const size_t n = strlen(bullets[i]);
        if (n == 0 || strncmp(line->text, bullets[i], n) != 0)
            continue;
        const char after = line->text[n];
        const bool letter = bullets[i][0] == 'o';
        if (after == '\t' || (after == ' ' && !letter) || (after == '\0' && !letter))
            return n;
    }
    return 0;
}

typedef struct {
    unsigned long number; /* 0 = none */
    char kind;            /* '1', 'a', 'A' */
    char close;
} Count;

/* "12.", "3)", "(a)", "b.": what it counts. */
static Count
count_at(const char *text)
{
    Count count = {0};
    const char *p = text + (*text == '(' ? 1 : 0);

    if (g_ascii_isdigit(*p)) {
        char *end = NULL;
        count.number = strtoul(p, &end, 10);
        count.kind = '1';
        while (*end == '.' && g_ascii_isdigit(end[1]))
            count.number = strtoul(end + 1, &end, 10);
        p = end;
    } else if (g_ascii_isalpha(*p) && !g_ascii_isalpha(p[1])) {
        count.number = (unsigned long)(g_ascii_tolower(*p) - 'a') + 1;
        count.kind = g_ascii_isupper(*p) ? 'A' : 'a';
        p++;
    }
    count.close = *p;
    if ((*p != '.' && *p != ')' && *p != ':') || (p[1] != ' ' && p[1] != '\t'))
        count.number = 0;
    return count;
}

/* ---- one paragraph or two ---- */

static const PdfLine *
line_at(const GPtrArray *lines, guint i)
{
    return g_ptr_array_index(lines, i);
}

/* Where the lines of a paragraph begin, its first line aside. */
static float
text_edge(const GPtrArray *lines)
{
    if (lines->len > 1)
        return line_at(lines, lines->len - 1)->x0;
    return line_at(lines, 0)->text_x;
}

static bool
is_centred(const PdfFrame *frame, const PdfLine *line)
{
    const float left = line->x0 - frame->left;
    const float right = frame->right - line->x1;

    /* the wider a line, the more exactly it must stand in the middle */
    return (left > 18 && right > 18 && fabsf(left - right) < 14) ||
           (left > 5 && right > 5 && fabsf(left - right) < 2);
}

static bool
is_middle(const PdfFrame *frame, const PdfLine *line)
{
    return fabsf((line->x0 - frame->left) - (frame->right - line->x1)) < 8;
}

/* Whether the next word did not fit any more. */
static bool
is_full(const PdfFrame *frame, const PdfLine *line, const PdfLine *next)
{
    const float blank = line->size * 0.22F;
    const float slack = line->ocr ? line->size * 0.8F : line->size * 0.12F;

    const float width = frame->right - frame->left;
    /* text flows around a box that stands in it */
    const float right =
        line->limit > 0 ? MIN(frame->right, line->limit - line->size) : frame->right;

    if (line->rtl)
        return blank + next->first_word > line->x0 - frame->left - slack;
    /* an address of half a line says little of the line before it */
    if (next->first_word > width * 0.4F && line->x1 < frame->right - width * 0.2F &&
        line->length > 0 && strchr(".:;!?", line->text[line->length - 1]) != NULL)
        return false;
    const float room = frame->cell && line->x0 > frame->left + 4 && is_middle(frame, line)
                           ? width - (line->x1 - line->x0)
                           : right - line->x1;
    return blank + next->first_word > room - slack;
}

static bool
ends_sentence(const PdfLine *line)
{
    return line->length > 0 && strchr(".!?:;", line->text[line->length - 1]) != NULL;
}

static bool
begins_low(const PdfLine *line)
{
    return g_unichar_islower(g_utf8_get_char(line->text));
}

/* A label that counts on from the paragraph's own, or one that hangs in the margin. */
static bool
is_next_item(const GPtrArray *lines, const PdfLine *next)
{
    const PdfLine *first = line_at(lines, 0);
    const Count own = count_at(first->text);
    const Count other = count_at(next->text);

    if (bullet_at(next) > 0)
        return next->label_gap || next->x0 < text_edge(lines) - 2 || bullet_at(first) > 0 ||
               line_at(lines, lines->len - 1)->x1 < next->x1;
    if (other.number == 0)
        return false;
    if (next->label_gap && next->x0 <= text_edge(lines) + 2)
        return true;
    return own.number > 0 && own.kind == other.kind && own.close == other.close &&
           other.number == own.number + 1;
}

static bool
indents_fit(const PdfFrame *frame, const GPtrArray *lines, const PdfLine *next)
{
    const PdfLine *last = line_at(lines, lines->len - 1);
    const float step = next->x0 - text_edge(lines);
    const float slack = MAX(next->size * (next->ocr ? 0.8F : 0.35F), 2.5F);

    if (fabsf(step) < slack || (next->rtl && fabsf(next->x1 - last->x1) < slack))
        return true;
    /* in a cell lines may be set in the middle or to the right */
    if (frame->cell && (fabsf((last->x0 + last->x1) - (next->x0 + next->x1)) < 8 ||
                        fabsf(last->x1 - next->x1) < 2))
        return true;
    if (lines->len == 1) {
        /* a first line that is indented, or one that hangs */
        if (step < 0)
            return next->x0 > last->x0 - slack || !ends_sentence(last);
        return !ends_sentence(last) || begins_low(next);
    }
    return false;
}

/* Lines under one another in the middle: one paragraph when the words run on. */
static bool
runs_on_centred(const PdfFrame *frame, const PdfLine *last, const PdfLine *next)
{
    return is_centred(frame, last) && is_centred(frame, next) && begins_low(next) &&
           !ends_sentence(last);
}

/* "________": a line that was typed parts what stands above it from what stands below. */
static bool
is_typed_line(const PdfLine *line)
{
    enum { SHORTEST = 8 };
    const char first = line->text[0];

    return line->length >= SHORTEST && (first == '_' || first == '-' || first == '=') &&
           strspn(line->text, (const char[]){first, ' ', '\0'}) == line->length;
}

/* "Place:" in bold, and what it is behind it. */
static bool
begins_with_term(const PdfLine *line)
{
    if (line->n_spans == 0 || (line->spans[0].style & REFERAT_TEXT_BOLD) == 0)
        return false;
    uint32_t end = line->spans[0].end;
    while (end > 0 && line->text[end - 1] == ' ')
        end--;
    return end > 1 && line->text[end - 1] == ':';
}

bool
pdf_goes_on(const PdfStory *story, const PdfFrame *frame, const GPtrArray *lines,
            const PdfLine *next)
{
    const PdfLine *last = line_at(lines, lines->len - 1);
    const float size = MAX(last->size, next->size);
    float pitch = story->pitch;

    if (lines->len > 1) {
        const PdfLine *before = line_at(lines, lines->len - 2);
        pitch = MAX(pitch, (last->base - before->base) / MAX(size, 1.0F));
        pitch = MIN(pitch, story->pitch * 1.35F);
    }
    const float distance = next->base - last->base;
    /* a cell that a page cut */
    if (next->page != last->page)
        return frame->cell && begins_low(next) && !ends_sentence(last);
    if (distance < size * 0.4F)
        return false;
    if (distance > size * pitch * 1.22F + 1.0F || fabsf(last->size - next->size) > size * 0.13F)
        return false;
    if (is_next_item(lines, next) || is_typed_line(last) || is_typed_line(next))
        return false;
    /* however long the first is, the next of them is another */
    if (begins_with_term(line_at(lines, 0)) && begins_with_term(next))
        return false;
    if (runs_on_centred(frame, last, next))
        return true;
    /* the lines of a cell and of an item are few: what goes on in lower case goes on */
    const bool hangs =
        line_at(lines, 0)->label_gap && fabsf(next->x0 - line_at(lines, 0)->text_x) < 2;
    const bool runs_on = (frame->cell || hangs) && begins_low(next) && !ends_sentence(last);
    if (!runs_on && !is_full(frame, last, next))
        return false;
    /* a line that looks different throughout begins something, unless a sentence runs on */
    if (last->look != 0 && next->look != 0 && last->look != next->look && !begins_low(next) &&
        (ends_sentence(last) || lines->len > 1))
        return false;
    if (next->gaps > 0 && last->gaps > 0 && !line_at(lines, 0)->label_gap)
        return false;
    return indents_fit(frame, lines, next);
}

/* ---- paragraphs to nodes ---- */

static void
put_text(PdfStory *story, ReferatNode *parent, const char *text, size_t length, uint32_t style)
{
    if (length > 0)
        (void)referat_builder_add_text(story->builder, parent, text, length, style, NULL,
                                       REFERAT_DIRECTION_UNSET);
}

static ReferatNode *
open_link(PdfStory *story, ReferatNode *paragraph, int32_t index)
{
    const PdfLink *link = &g_array_index(story->links, PdfLink, index);
    ReferatNode *last = (ReferatNode *)referat_node_get_last(paragraph);

    /* over two lines it is one link */
    if (last != NULL && referat_node_get_type(last) == REFERAT_NODE_LINK &&
        g_strcmp0(referat_node_get_link(last)->uri, link->uri) == 0 &&
        g_strcmp0(referat_node_get_link(last)->anchor, link->anchor) == 0)
        return last;
    ReferatNode *node = referat_builder_add(story->builder, paragraph, REFERAT_NODE_LINK);
    referat_node_edit_link(node)->uri = referat_builder_intern(story->builder, link->uri);
    referat_node_edit_link(node)->anchor = referat_builder_intern(story->builder, link->anchor);
    return node;
}

static bool
leads_somewhere(const PdfStory *story, int32_t index)
{
    if (index < 0 || (guint)index >= story->links->len)
        return false;
    const PdfLink *link = &g_array_index(story->links, PdfLink, index);
    return link->uri != NULL || link->anchor != NULL;
}

/* The box of a link takes in the brackets around it. */
static void
put_link(PdfStory *story, ReferatNode *paragraph, const char *text, size_t length,
         const PdfSpan *span)
{
    /* the line below a link says that it is one */
    const uint32_t style = span->style & ~(uint32_t)REFERAT_TEXT_UNDERLINE;
    const bool wrapped = length > 2 && ((*text == '(' && text[length - 1] == ')') ||
                                        (*text == '<' && text[length - 1] == '>'));
    const size_t edge = wrapped ? 1 : 0;

    put_text(story, paragraph, text, edge, style);
    put_text(story, open_link(story, paragraph, span->link), text + edge, length - 2 * edge, style);
    put_text(story, paragraph, text + length - edge, edge, style);
}

/* A hyphen at the end of a line may be part of the word or not: normalise decides. */
static bool
ends_with_hyphen(const PdfLine *line, const PdfLine *next)
{
    const size_t n = line->length;

    if (next == NULL || n < 3 || line->text[n - 1] != '-')
        return false;
    const char *before = g_utf8_find_prev_char(line->text, line->text + n - 1);
    return before != NULL && g_unichar_isalpha(g_utf8_get_char(before)) &&
           g_unichar_isalpha(g_utf8_get_char(next->text));
}

static void
put_line(PdfStory *story, const PdfFrame *frame, ReferatNode *paragraph, const PdfLine *line,
         const PdfLine *next)
{
    uint32_t at = 0;
    const bool hyphen = ends_with_hyphen(line, next);
    const uint32_t end = hyphen ? line->length - 1 : line->length;
    uint32_t style = 0;
    ReferatNode *parent = paragraph;

    for (uint32_t i = 0; i < line->n_spans && at < end; i++) {
        const PdfSpan *span = &line->spans[i];
        const uint32_t to = MIN(span->end, end);
        const bool linked = leads_somewhere(story, span->link);
        style = span->style;
        if (linked)
            put_link(story, paragraph, line->text + at, to - at, span);
        else
            put_text(story, paragraph, line->text + at, to - at, style);
        const ReferatNode *last = referat_node_get_last(paragraph);
        parent = linked && last != NULL && referat_node_get_type(last) == REFERAT_NODE_LINK
                     ? (ReferatNode *)last
                     : paragraph;
        at = to;
    }
    if (hyphen) {
        put_text(story, parent, REFERAT_LINE_HYPHEN, strlen(REFERAT_LINE_HYPHEN), style);
    } else if (next != NULL && frame->breaks && next->page == line->page &&
               !is_full(frame, line, next) && !begins_low(next)) {
        (void)referat_builder_add(story->builder, paragraph, REFERAT_NODE_BREAK);
    } else if (next != NULL) {
        const uint32_t scripts = REFERAT_TEXT_SUPERSCRIPT | REFERAT_TEXT_SUBSCRIPT;
        const uint32_t shared = next->n_spans > 0 ? style & next->spans[0].style : 0;
        const bool linked = parent != paragraph && next->n_spans > 0 && next->spans[0].link >= 0;
        /* an address is broken without a blank */
        if (!linked || strchr(line->text, ' ') != NULL)
            put_text(story, linked ? parent : paragraph, " ", 1, shared & ~scripts);
    }
}

static uint8_t
alignment_of(const PdfFrame *frame, const GPtrArray *lines)
{
    bool centred = true;
    bool right = true;

    for (guint i = 0; i < lines->len; i++) {
        const PdfLine *line = line_at(lines, i);
        centred = centred && is_centred(frame, line);
        right = right && frame->right - line->x1 < 6 &&
                line->x0 > frame->left + (frame->right - frame->left) * 0.3F;
    }
    if (centred)
        return REFERAT_ALIGN_CENTER;
    return right ? REFERAT_ALIGN_END : REFERAT_ALIGN_START;
}

static void
set_hints(const PdfStory *story, const PdfFrame *frame, ReferatHints *hints, const GPtrArray *lines,
          float space_before)
{
    const PdfLine *first = line_at(lines, 0);
    const PdfLine *last = line_at(lines, lines->len - 1);
    float letters = 0;
    float bold = 0;
    float capitals = 0;
    float size = 0;

    for (guint i = 0; i < lines->len; i++) {
        const PdfLine *line = line_at(lines, i);
        const float n = (float)line->length;
        letters += n;
        bold += line->bold_share * n;
        capitals += line->capital_share * n;
        size += line->size * n;
    }
    letters = MAX(letters, 1.0F);
    const float edge = lines->len > 1 ? line_at(lines, 1)->x0 : first->text_x;
    hints->indent = first->rtl ? MAX(frame->right - first->x1, 0) : MAX(edge - frame->left, 0);
    hints->first_indent = first->rtl ? 0 : first->x0 - frame->left - hints->indent;
    hints->space_before = space_before;
    hints->relative_size = size / letters / MAX(story->body_size, 1.0F);
    hints->bold_share = bold / letters;
    hints->capital_share = capitals / letters;
    hints->alignment = alignment_of(frame, lines);
    hints->line_full = last->x1 > frame->right - (frame->right - frame->left) * 0.12F;
}

void
pdf_put_page_mark(PdfStory *story, ReferatNode *paragraph, uint32_t page)
{
    /* pages begin once, in their order */
    if (page <= story->page || page > story->sheets->len)
        return;
    ReferatNode *mark = referat_builder_add(story->builder, paragraph, REFERAT_NODE_PAGE_MARK);
    const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, page - 1);
    referat_node_edit_page_mark(mark)->index = page;
    referat_node_edit_page_mark(mark)->label = referat_builder_intern(story->builder, sheet->label);
    story->page = page;
}

/* Places that links lead to: the first paragraph that reaches below one has it. */
static void
put_anchors(PdfStory *story, ReferatNode *paragraph, const PdfLine *last)
{
    static const float SLACK = 2.0F;

    for (guint i = 0; i < story->targets->len; i++) {
        PdfTarget *target = &g_array_index(story->targets, PdfTarget, i);
        if (target->placed || target->page != last->page || target->top > last->bottom - SLACK)
            continue;
        ReferatNode *anchor = referat_builder_add(story->builder, paragraph, REFERAT_NODE_ANCHOR);
        referat_node_edit_anchor(anchor)->name =
            referat_builder_intern(story->builder, target->name);
        target->placed = true;
    }
}

ReferatNode *
pdf_put_paragraph(PdfStory *story, const PdfFrame *frame, ReferatNode *parent,
                  const GPtrArray *lines, float space_before)
{
    ReferatNode *paragraph = referat_builder_add(story->builder, parent, REFERAT_NODE_PARAGRAPH);
    const PdfLine *first = line_at(lines, 0);
    ReferatPosition position = {.page = first->page,
                                .box = {first->x0, first->top, first->x1, first->bottom}};

    pdf_put_page_mark(story, paragraph, first->page);
    put_anchors(story, paragraph, line_at(lines, lines->len - 1));
    for (guint i = 0; i < lines->len; i++) {
        const PdfLine *line = line_at(lines, i);
        put_line(story, frame, paragraph, line, i + 1 < lines->len ? line_at(lines, i + 1) : NULL);
        position.box[0] = MIN(position.box[0], line->x0);
        position.box[2] = MAX(position.box[2], line->x1);
        position.box[3] = MAX(position.box[3], line->bottom);
    }
    referat_builder_add_position(story->builder, paragraph, &position);
    if (first->rtl)
        referat_node_set_direction(paragraph, REFERAT_DIRECTION_RTL);
    ReferatHints *hints = referat_builder_get_hints(story->builder, paragraph);
    set_hints(story, frame, hints, lines, space_before);
    if (story->about.n_entries > 0 && !frame->cell && bullet_at(first) == 0) {
        g_autoptr(GString) text = g_string_new(NULL);
        referat_node_append_plain_text(paragraph, text);
        hints->outline = pdf_outline_level(story, text->str, first->page);
    }
    return paragraph;
}

void
pdf_put_lines(PdfStory *story, const PdfFrame *frame, ReferatNode *parent, const GPtrArray *lines)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    float before = 0;

    for (guint i = 0; i < lines->len; i++) {
        PdfLine *line = g_ptr_array_index(lines, i);
        if (line->length == 0 && line->table == NULL)
            continue;
        if (line->table != NULL) {
            if (open->len > 0)
                (void)pdf_put_paragraph(story, frame, parent, open, before);
            g_ptr_array_set_size(open, 0);
            pdf_put_table(story, parent, line->table);
            continue;
        }
        if (open->len > 0 && !pdf_goes_on(story, frame, open, line)) {
            const PdfLine *last = line_at(open, open->len - 1);
            (void)pdf_put_paragraph(story, frame, parent, open, before);
            before = MAX(line->base - last->base - line->size * story->pitch, 0);
            g_ptr_array_set_size(open, 0);
        }
        g_ptr_array_add(open, line);
    }
    if (open->len > 0)
        (void)pdf_put_paragraph(story, frame, parent, open, before);
}
