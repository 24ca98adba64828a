/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "pdf/story.h"

/*
 * Footnotes: small lines at the end of a page of which the first begins with a mark that stands
 * raised in the text above. The mark in the text becomes a reference, the lines become the note.
 */

enum { LONGEST_MARK = 8 /* bytes */ };

/* ---- marks ---- */

/* "12", "*", "†", "a", "iv": Returns: how many bytes of @text it takes; 0 = it is none. */
static size_t
mark_length(const char *text)
{
    static const char *const signs[] = {"*", "†", "‡", "§", "¶"};
    size_t n = strspn(text, "0123456789");

    if (n > 0)
        return n <= 3 ? n : 0;
    while (g_ascii_islower(text[n]))
        n++;
    if (n > 0)
        return n == 1 || (n <= 5 && strspn(text, "ivx") >= n) ? n : 0;
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        while (g_str_has_prefix(text + n, signs[i]) && n < LONGEST_MARK)
            n += strlen(signs[i]);
    return n;
}

/* Blanks and the brackets that some put around. */
static char *
bare_mark(const char *text, size_t length)
{
    char *mark = g_strstrip(g_strndup(text, length));
    const size_t n = strlen(mark);

    if (n > 0 && strchr(")].", mark[n - 1]) != NULL)
        mark[n - 1] = '\0';
    if (*mark == '(' || *mark == '[')
        memmove(mark, mark + 1, strlen(mark));
    return mark;
}

static void
add_marks_of_line(const PdfLine *line, GHashTable *marks)
{
    uint32_t at = 0;

    for (uint32_t s = 0; s < line->n_spans; at = line->spans[s].end, s++) {
        const size_t length = line->spans[s].end - at;
        /* what a line begins with is no reference */
        if ((line->spans[s].style & REFERAT_TEXT_SUPERSCRIPT) == 0 || at == 0 ||
            length > LONGEST_MARK + 4)
            continue;
        g_autofree char *mark = bare_mark(line->text + at, length);
        if (mark_length(mark) > 0 && mark_length(mark) == strlen(mark))
            g_hash_table_add(marks, g_steal_pointer(&mark));
    }
}

/* Adds the marks that stand raised in the text of @sheet. */
static void
add_raised_marks(const PdfStory *story, const PdfSheet *sheet, GHashTable *marks)
{
    for (guint i = sheet->first; i < sheet->end; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE && story->heads[i] == 0)
            add_marks_of_line(item->line, marks);
        if (item->table == NULL)
            continue;
        g_autoptr(GPtrArray) lines = pdf_table_lines(item->table);
        for (guint k = 0; k < lines->len; k++)
            add_marks_of_line(g_ptr_array_index(lines, k), marks);
    }
}

/* ---- notes at the foot of a page ---- */

static bool
may_be_note_line(const PdfStory *story, guint i)
{
    const PdfItem *item = &g_array_index(story->items, PdfItem, i);

    return item->kind == PDF_ITEM_LINE && story->heads[i] == 0 &&
           item->line->size < story->body_size * 0.95F && item->line->size > 0;
}

/* What the line begins with, when it is one of @marks. Returns: bytes up to the text behind it. */
static size_t
opens_note(const PdfLine *line, GHashTable *marks)
{
    const char *text = line->text;
    const bool bracket = *text == '(' || *text == '[';
    const size_t n = mark_length(text + (bracket ? 1 : 0));

    if (n == 0)
        return 0;
    g_autofree char *mark = g_strndup(text + (bracket ? 1 : 0), n);
    size_t end = n + (bracket ? 1 : 0);
    if (!g_hash_table_contains(marks, mark))
        return 0;
    const bool raised = line->n_spans > 0 && (line->spans[0].style & REFERAT_TEXT_SUPERSCRIPT) != 0;
    if (text[end] == ')' || text[end] == ']' || text[end] == '.')
        end++;
    if (!raised && text[end] != ' ' && text[end] != '\t' && end == n)
        return 0;
    return end + strspn(text + end, " \t");
}

/* Items from @from on to @end are the notes of one page. */
static void
mark_notes(PdfStory *story, guint from, guint end, GHashTable *marks)
{
    PdfNote note = {0};

    for (guint i = from; i < end; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (story->heads[i] != 0 || item->kind != PDF_ITEM_LINE)
            continue;
        const size_t cut = opens_note(item->line, marks);
        if (cut > 0) {
            if (note.lines > 0)
                g_array_append_val(story->notes, note);
            g_autofree char *mark = bare_mark(item->line->text, cut);
            note = (PdfNote){.page = item->page,
                             .mark = g_string_chunk_insert(story->strings, mark),
                             .item = i,
                             .cut = cut};
            /* each mark is of one note */
            g_hash_table_remove(marks, mark);
        }
        note.lines = i + 1 - note.item;
        story->heads[i] = 'n';
    }
    if (note.lines > 0)
        g_array_append_val(story->notes, note);
}

/* The small lines at the end of one column, heads and feet aside. @marks: those that no note was
 * found for. */
static void
find_in_column(PdfStory *story, const PdfSheet *sheet, guint begin, guint end, GHashTable *marks)
{
    guint from = end;
    guint first = end;

    while (from > begin && (story->heads[from - 1] != 0 || may_be_note_line(story, from - 1)))
        from--;
    const bool last = end == story->items->len;
    if (from == end ||
        (!last && g_array_index(story->items, PdfItem, end - 1).y1 < sheet->height / 2))
        return;
    for (guint i = end; i > from && g_hash_table_size(marks) > 0; i--)
        if (may_be_note_line(story, i - 1) &&
            opens_note(g_array_index(story->items, PdfItem, i - 1).line, marks) > 0)
            first = i - 1;
    mark_notes(story, first, end, marks);
}

void
pdf_find_notes(PdfStory *story)
{
    g_autoptr(GHashTable) marks =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);

    for (guint s = 0; s < story->sheets->len; s++) {
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, s);
        guint begin = sheet->first;
        /* endnotes stand on a later page than their marks */
        add_raised_marks(story, sheet, marks);
        for (guint i = sheet->first; i < sheet->end; i++) {
            const PdfItem *item = &g_array_index(story->items, PdfItem, i);
            const PdfItem *next = i + 1 < sheet->end ? item + 1 : NULL;
            if (next != NULL && next->region == item->region)
                continue;
            find_in_column(story, sheet, begin, i + 1, marks);
            begin = i + 1;
        }
    }
}

/* The line without its first @n bytes. Returns: (transfer full). */
static PdfLine *
without_front(const PdfLine *line, size_t n)
{
    PdfLine *made = g_malloc0(sizeof(PdfLine) + line->n_spans * sizeof(PdfSpan));

    *made = *line;
    made->table = NULL;
    made->spans = (PdfSpan *)(gpointer)(made + 1);
    made->n_spans = 0;
    for (uint32_t i = 0; i < line->n_spans; i++) {
        if (line->spans[i].end <= n)
            continue;
        made->spans[made->n_spans] = line->spans[i];
        made->spans[made->n_spans++].end -= (uint32_t)n;
    }
    made->text = line->text + n;
    made->length = line->length - (uint32_t)n;
    made->text_x = line->x0;
    made->label_gap = false;
    made->gaps = 0;
    return made;
}

static void
put_note(PdfStory *story, PdfNote *note)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    PdfLine *first = NULL;
    const PdfFrame frame = pdf_frame_of(story, note->item);

    note->node = pdf_note_new(story, NULL, note->page);
    for (guint i = note->item; i < note->item + note->lines; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (story->heads[i] != 'n')
            continue;
        if (first == NULL)
            first = without_front(item->line, note->cut);
        g_ptr_array_add(lines, lines->len == 0 ? first : item->line);
    }
    pdf_put_lines(story, &frame, note->node, lines);
    pdf_note_set_mark(story, note->node, note->mark);
    g_free(first);
}

void
pdf_put_notes(PdfStory *story)
{
    const guint n = story->notes->len;

    for (guint i = 0; i < n; i++) {
        PdfNote note = g_array_index(story->notes, PdfNote, i);
        put_note(story, &note);
    }
    /* those that were found made way for those that were made */
    if (n > 0)
        g_array_remove_range(story->notes, 0, n);
}

/* ---- notes in the document ---- */

ReferatNode *
pdf_note_new(PdfStory *story, ReferatNode *near, uint32_t page)
{
    ReferatNode *node = referat_builder_add(
        story->builder, referat_builder_get_root(story->builder), REFERAT_NODE_NOTE);
    g_autofree char *key = g_strdup_printf("%u", ++story->n_notes);
    const PdfNote note = {.node = node, .near = near, .page = page};

    referat_node_edit_note(node)->kind = REFERAT_NOTE_FOOT;
    referat_node_edit_note(node)->key = referat_builder_intern(story->builder, key);
    g_array_append_val(story->notes, note);
    return node;
}

/* The mark that the text of a note begins with, raised, is taken off. Returns: (transfer full)
 * (nullable). */
static char *
take_mark(const ReferatNode *note)
{
    const ReferatNode *text = referat_node_get_first(note);

    while (text != NULL && referat_node_get_type(text) != REFERAT_NODE_TEXT)
        text = referat_node_get_first(text) != NULL ? referat_node_get_first(text)
                                                    : referat_node_get_next(text);
    const ReferatText *words = text != NULL ? referat_node_get_text(text) : NULL;
    if (words == NULL || (words->style & REFERAT_TEXT_SUPERSCRIPT) == 0 ||
        words->length > LONGEST_MARK)
        return NULL;
    char *mark = bare_mark(words->text, words->length);
    if (mark_length(mark) == 0) {
        g_free(mark);
        return NULL;
    }
    referat_node_remove((ReferatNode *)text);
    return mark;
}

void
pdf_note_set_mark(PdfStory *story, ReferatNode *node, const char *mark)
{
    g_autofree char *taken = take_mark(node);
    g_autofree char *bare =
        *mark != '\0' || taken == NULL ? bare_mark(mark, strlen(mark)) : g_strdup(taken);

    for (guint i = 0; i < story->notes->len; i++) {
        PdfNote *note = &g_array_index(story->notes, PdfNote, i);
        if (note->node != node)
            continue;
        if (*bare == '\0') {
            g_free(bare);
            bare = g_strdup_printf("%u", i + 1);
        }
        note->mark = referat_builder_intern(story->builder, bare);
        referat_node_edit_note(node)->mark = note->mark;
    }
}

/* ---- references ---- */

static uint32_t
page_of(const ReferatNode *block)
{
    uint32_t n = 0;
    const ReferatPosition *positions = referat_node_get_positions(block, &n);

    return n > 0 ? positions[0].page : 0;
}

/* The next note of @page that @text is the mark of. */
static PdfNote *
find_note(const PdfStory *story, const ReferatText *text, uint32_t page)
{
    if ((text->style & REFERAT_TEXT_SUPERSCRIPT) == 0 || text->length > LONGEST_MARK + 4)
        return NULL;
    g_autofree char *mark = bare_mark(text->text, text->length);
    for (guint i = 0; i < story->notes->len; i++) {
        PdfNote *note = &g_array_index(story->notes, PdfNote, i);
        /* a paragraph that begins on the page before may end on the note's; an endnote comes later
         */
        if (note->mark != NULL && g_strcmp0(note->mark, mark) == 0 &&
            (note->page >= page || note->page == 0))
            return note;
    }
    return NULL;
}

static ReferatNode *
new_reference(const PdfStory *story, const PdfNote *note)
{
    ReferatNode *reference = referat_builder_add(story->builder, NULL, REFERAT_NODE_NOTE_REF);

    *referat_node_edit_note(reference) = *referat_node_get_note(note->node);
    return reference;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as blocks are nested */
static void
tie(PdfStory *story, ReferatNode *container, uint32_t page)
{
    const ReferatNode *next = NULL;

    for (const ReferatNode *kid = referat_node_get_first(container); kid != NULL; kid = next) {
        next = referat_node_get_next(kid);
        if (referat_node_get_type(kid) != REFERAT_NODE_TEXT) {
            const uint32_t own = page_of(kid);
            tie(story, (ReferatNode *)kid, own > 0 ? own : page);
            if (referat_node_get_type(kid) == REFERAT_NODE_LINK &&
                referat_node_get_first(kid) == NULL)
                referat_node_remove((ReferatNode *)kid);
            continue;
        }
        PdfNote *note = find_note(story, referat_node_get_text(kid), page);
        if (note == NULL)
            continue;
        /* a mark that leads to the note is one link, not a link in a link */
        const bool linked = referat_node_get_type(container) == REFERAT_NODE_LINK;
        referat_node_insert_before(linked ? container : (ReferatNode *)kid,
                                   new_reference(story, note));
        referat_node_remove((ReferatNode *)kid);
        note->mark = NULL; /* said */
    }
}

void
pdf_tie_notes(PdfStory *story)
{
    if (story->notes->len == 0)
        return;
    tie(story, referat_builder_get_body(story->builder), 0);
    /* the text has no such mark: the note is tied to where it stands */
    for (guint i = 0; i < story->notes->len; i++) {
        const PdfNote *note = &g_array_index(story->notes, PdfNote, i);
        if (note->mark != NULL && note->near != NULL &&
            referat_node_get_type(note->near) == REFERAT_NODE_PARAGRAPH)
            referat_node_append(note->near, new_reference(story, note));
    }
}
