/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/reading.h"

#include <string.h>

/* Cutting a document into passages, and what all recognisers ask of them. */

typedef struct {
    RftReading *reading;
    GString *text; /* of the passage being made */
    GArray *pieces;
    RftPassage passage;        /* what the next ones of the block have in common */
    const ReferatNode *opened; /* the list item whose first block comes next */
    uint32_t tables;
    bool bold;
    bool any;
    bool started; /* the block has a passage already */
} Cutter;

static void
begin_passage(Cutter *cutter)
{
    g_string_truncate(cutter->text, 0);
    g_array_set_size(cutter->pieces, 0);
    cutter->bold = true;
    cutter->any = false;
}

static void
scan_passage(RftReading *reading, RftPassage *passage, bool small)
{
    g_array_set_size(reading->hits, 0);
    rft_phrases_scan(reading->phrases, small, passage->folded, passage->length, reading->hits);
    passage->scanned = small;
    passage->n_hits = reading->hits->len;
    if (passage->n_hits == 0)
        return;
    RftHit *hits = rft_arena_new_array(&reading->arena, RftHit, passage->n_hits);
    memcpy(hits, reading->hits->data, passage->n_hits * sizeof(*hits));
    passage->hits = hits;
}

void
rft_scan_small(const RftReading *reading, uint32_t index)
{
    RftPassage *passage = rft_passage(reading, index);

    /* what is known of a passage grows while it is read; what it says stays */
    if (!passage->scanned)
        scan_passage((RftReading *)reading, passage, true);
}

/* Nobody writes more in a paragraph; what stands behind that is in the document, and not looked at.
 */
static size_t
shortened(const GString *text)
{
    enum { PASSAGE_MOST = 64 * 1024 };
    const char *end = text->str + MIN(text->len, (size_t)PASSAGE_MOST);

    return text->len <= PASSAGE_MOST ? text->len
                                     : (size_t)(g_utf8_find_prev_char(text->str, end) - text->str);
}

static void
end_passage(Cutter *cutter)
{
    RftReading *reading = cutter->reading;
    const size_t length = shortened(cutter->text);

    if (!cutter->any) {
        begin_passage(cutter);
        return;
    }
    RftPassage passage = cutter->passage;
    char *folded = rft_arena_alloc(&reading->arena, length + 1);
    passage.text = rft_arena_strndup(&reading->arena, cutter->text->str, length);
    rft_fold(passage.text, length, folded);
    passage.folded = folded;
    passage.length = (uint32_t)length;
    passage.first_piece = reading->pieces->len;
    passage.n_pieces = cutter->pieces->len;
    g_array_append_vals(reading->pieces, cutter->pieces->data, cutter->pieces->len);
    scan_passage(reading, &passage, false);
    passage.bold = cutter->bold;
    passage.continues = cutter->started;
    g_array_append_val(reading->passages, passage);
    const uint32_t index = reading->passages->len - 1;
    const RftSpan whole = rft_trim(reading, (RftSpan){index, 0, passage.length}, "");
    rft_passage(reading, index)->whole_start = whole.start;
    rft_passage(reading, index)->whole_end = whole.end;
    cutter->started = true;
    cutter->passage.label = NULL;
    cutter->passage.bulleted = false;
    begin_passage(cutter);
}

static void
add_text(Cutter *cutter, const ReferatNode *node)
{
    const ReferatText *text = &node->as.text;
    const RftPiece piece = {(uint32_t)cutter->text->len, node->id, 0};

    if (text->length == 0)
        return;
    g_array_append_val(cutter->pieces, piece);
    g_string_append_len(cutter->text, text->text, text->length);
    for (uint32_t i = 0; i < text->length; i++) {
        if (text->text[i] == ' ' || text->text[i] == '\t')
            continue;
        cutter->any = true;
        if ((text->style & REFERAT_TEXT_BOLD) == 0)
            cutter->bold = false;
        return;
    }
}

static bool
is_skipped(ReferatNodeType type)
{
    return type == REFERAT_NODE_NOTE || type == REFERAT_NODE_COMMENT || type == REFERAT_NODE_MATH ||
           type == REFERAT_NODE_DELETION;
}

static bool
cuts_text(ReferatNodeType type)
{
    return type == REFERAT_NODE_BREAK || !referat_node_type_is_inline(type);
}

/* What the blocks below @node have in common. */
static void
enter_block(Cutter *cutter, const ReferatNode *node)
{
    RftPassage *passage = &cutter->passage;

    switch ((ReferatNodeType)node->type) {
    case REFERAT_NODE_LIST:
        passage->list_depth++;
        break;
    case REFERAT_NODE_ITEM:
        cutter->opened = node;
        break;
    case REFERAT_NODE_TABLE:
        passage->table = ++cutter->tables;
        passage->row = UINT32_MAX;
        break;
    case REFERAT_NODE_ROW:
        passage->row++;
        passage->column = UINT32_MAX;
        break;
    case REFERAT_NODE_CELL:
        passage->column++;
        break;
    default:
        break;
    }
}

static uint8_t
place_of(const ReferatNode *node)
{
    if (node->type == REFERAT_NODE_HEADING)
        return RFT_PLACE_HEADING;
    for (; node != NULL; node = node->parent) {
        if (node->type == REFERAT_NODE_CELL)
            return RFT_PLACE_CELL;
        if (node->type == REFERAT_NODE_CAPTION)
            return RFT_PLACE_CAPTION;
        if (node->type == REFERAT_NODE_ASIDE)
            return RFT_PLACE_ASIDE;
        if (node->type == REFERAT_NODE_PAGE_HEADER || node->type == REFERAT_NODE_PAGE_FOOTER)
            return RFT_PLACE_PAGE_HEAD;
    }
    return RFT_PLACE_BODY;
}

static bool
is_header_cell(const ReferatNode *node)
{
    while (node != NULL && node->type != REFERAT_NODE_CELL)
        node = node->parent;
    if (node == NULL)
        return false;
    return node->as.cell.scope == REFERAT_SCOPE_COLUMN ||
           node->as.cell.scope == REFERAT_SCOPE_BOTH || node->parent->as.row.header;
}

static bool
is_entry(const Cutter *cutter, const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    return cutter->opened != NULL || (label != NULL && label->scheme == REFERAT_SCHEME_BULLET);
}

/* A block that holds text begins. */
static void
begin_block(Cutter *cutter, const ReferatNode *node)
{
    RftPassage *passage = &cutter->passage;
    uint32_t n = 0;
    const ReferatPosition *positions = referat_node_get_positions(node, &n);

    passage->block = node;
    passage->label = referat_node_get_label(node);
    if (passage->label == NULL && cutter->opened != NULL)
        passage->label = referat_node_get_label(cutter->opened);
    if (passage->label != NULL && passage->label->scheme == REFERAT_SCHEME_BULLET)
        passage->label = NULL;
    /* an entry without a number has a bullet, printed or not */
    passage->bulleted = passage->label == NULL && is_entry(cutter, node);
    cutter->opened = NULL;
    passage->page = n > 0 ? positions[0].page : 0;
    passage->place = place_of(node);
    passage->header_cell = passage->place == RFT_PLACE_CELL && is_header_cell(node);
    passage->level = node->type == REFERAT_NODE_HEADING ? node->as.heading.level : 0;
    passage->title = node->type == REFERAT_NODE_HEADING && node->as.heading.title;
    cutter->started = false;
    begin_passage(cutter);
}

static void
leave_block(Cutter *cutter, const ReferatNode *node)
{
    if (node->type == REFERAT_NODE_LIST)
        cutter->passage.list_depth--;
    if (node->type == REFERAT_NODE_TABLE)
        cutter->passage.table = 0;
}

static void
cut(Cutter *cutter, const ReferatNode *root)
{
    ReferatIter it;

    referat_iter_init(&it, root);
    while (referat_iter_next(&it)) {
        const ReferatNodeType type = (ReferatNodeType)it.node->type;
        if (it.event == REFERAT_ENTER && is_skipped(type)) {
            referat_iter_skip(&it);
        } else if (it.event == REFERAT_ENTER && type == REFERAT_NODE_TEXT) {
            add_text(cutter, it.node);
        } else if (cuts_text(type)) {
            end_passage(cutter);
            if (it.event == REFERAT_LEAVE)
                leave_block(cutter, it.node);
            else if (rft_type_holds_inlines(type))
                begin_block(cutter, it.node);
            else
                enter_block(cutter, it.node);
        }
    }
}

static void
init_lists(RftReading *reading)
{
    reading->passages = g_array_new(FALSE, FALSE, sizeof(RftPassage));
    reading->hits = g_array_new(FALSE, FALSE, sizeof(RftHit));
    reading->fields = g_array_new(FALSE, FALSE, sizeof(RftField));
    reading->sets = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    reading->aliases = g_hash_table_new(g_str_hash, g_str_equal);
    reading->participants = g_array_new(FALSE, TRUE, sizeof(ReferatParticipant));
    reading->folded_names = g_ptr_array_new_with_free_func(g_free);
    reading->agenda = g_array_new(FALSE, TRUE, sizeof(ReferatMinutesItem));
    reading->items = g_array_new(FALSE, TRUE, sizeof(ReferatMinutesItem));
    reading->decisions = g_array_new(FALSE, TRUE, sizeof(ReferatDecision));
    reading->votes = g_array_new(FALSE, TRUE, sizeof(ReferatVote));
    reading->signatures = g_array_new(FALSE, TRUE, sizeof(ReferatValue));
    reading->actions = g_array_new(FALSE, TRUE, sizeof(ReferatAction));
    reading->title = UINT32_MAX;
}

void
rft_reading_init(RftReading *reading, ReferatContext *context, const ReferatDocument *document)
{
    memset(reading, 0, sizeof(*reading));
    reading->context = context;
    reading->document = document;
    reading->language = referat_document_get_metadata(document, REFERAT_META_LANGUAGE);
    reading->phrases = rft_phrases_get(context, reading->language);
    reading->vocabulary = rft_vocabulary_get(context);
    reading->pieces = g_array_new(FALSE, FALSE, sizeof(RftPiece));
    init_lists(reading);
    Cutter cutter = {.reading = reading,
                     .text = g_string_new(NULL),
                     .pieces = g_array_new(FALSE, FALSE, sizeof(RftPiece)),
                     .passage = {.item = REFERAT_NO_ITEM}};
    begin_passage(&cutter);
    cut(&cutter, referat_document_get_root(document));
    g_string_free(cutter.text, TRUE);
    g_array_unref(cutter.pieces);
    reading->end = reading->passages->len;
    reading->first_end = reading->end;
}

void
rft_reading_init_part(RftReading *reading, const RftReading *whole, uint32_t from, uint32_t to)
{
    memset(reading, 0, sizeof(*reading));
    reading->context = whole->context;
    reading->document = whole->document;
    reading->language = whole->language;
    reading->phrases = whole->phrases;
    reading->vocabulary = whole->vocabulary;
    reading->month_first = whole->month_first;
    reading->pieces = g_array_ref(whole->pieces);
    init_lists(reading);
    g_array_append_vals(reading->passages, rft_passage(whole, from), to - from);
    for (uint32_t i = 0; i < to - from; i++) {
        RftPassage *passage = rft_passage(reading, i);
        passage->part = RFT_PART_NONE;
        passage->item = REFERAT_NO_ITEM;
        passage->n_fields = 0;
    }
    reading->end = to - from;
    reading->first_end = reading->end;
}

void
rft_reading_clear(RftReading *reading)
{
    g_array_unref(reading->passages);
    g_array_unref(reading->pieces);
    g_array_unref(reading->hits);
    g_array_unref(reading->fields);
    g_array_unref(reading->sets);
    g_hash_table_unref(reading->aliases);
    g_array_unref(reading->participants);
    g_ptr_array_unref(reading->folded_names);
    g_array_unref(reading->agenda);
    g_array_unref(reading->items);
    g_array_unref(reading->decisions);
    g_array_unref(reading->votes);
    g_array_unref(reading->signatures);
    g_array_unref(reading->actions);
    rft_arena_clear(&reading->arena);
}

/* ---- questions ---- */

uint32_t
rft_first_hit(const RftPassage *passage, uint32_t from)
{
    uint32_t low = 0;
    uint32_t high = passage->n_hits;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (passage->hits[middle].start < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const RftHit *
rft_find_hit(const RftReading *reading, const RftPassage *passage, RftUse use, uint32_t from)
{
    (void)reading;
    for (uint32_t i = rft_first_hit(passage, from); i < passage->n_hits; i++)
        if (passage->hits[i].use == use)
            return &passage->hits[i];
    return NULL;
}

const RftHit *
rft_hit_at(const RftReading *reading, const RftPassage *passage, RftUse use, uint32_t start)
{
    (void)reading;
    for (uint32_t i = rft_first_hit(passage, start);
         i < passage->n_hits && passage->hits[i].start == start; i++)
        if (passage->hits[i].use == use)
            return &passage->hits[i];
    return NULL;
}

const RftField *
rft_field_of(const RftReading *reading, uint32_t index)
{
    if (index >= reading->passages->len || rft_passage(reading, index)->n_fields == 0)
        return NULL;
    return &g_array_index(reading->fields, RftField, rft_passage(reading, index)->first_field);
}

bool
rft_has_word(const RftReading *reading, RftSpan span, RftUse use)
{
    rft_scan_small(reading, span.passage);
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *end = passage->folded + span.end;

    for (uint32_t i = rft_first_hit(passage, span.start);
         i < passage->n_hits && passage->hits[i].start < span.end; i++)
        if (passage->hits[i].use == use && passage->hits[i].end <= span.end)
            return true;
    for (const char *p = passage->folded + span.start; p < end;) {
        const char *behind = rft_word_end(p, end);
        if (behind > p && rft_phrases_ending(reading->phrases, use, p, (size_t)(behind - p)) > 0)
            return true;
        p = behind > p ? behind : g_utf8_next_char(p);
    }
    return false;
}

static bool
is_blank_at(const char *text, uint32_t at)
{
    return g_ascii_isspace(text[at]);
}

RftSpan
rft_trim(const RftReading *reading, RftSpan span, const char *also)
{
    static const char *const wide[] = {"–", "—", "•", "\xc2\xa0"};
    const char *text = rft_passage(reading, span.passage)->text;

    for (bool again = true; again && span.start < span.end;) {
        again = false;
        while (span.start < span.end &&
               (is_blank_at(text, span.start) || strchr(also, text[span.start]) != NULL))
            span.start++;
        while (span.start < span.end &&
               (is_blank_at(text, span.end - 1) || strchr(also, text[span.end - 1]) != NULL))
            span.end--;
        /* most ends are letters of one byte */
        if (span.start >= span.end ||
            ((unsigned char)text[span.start] < 0x80 && (unsigned char)text[span.end - 1] < 0x80))
            break;
        for (size_t i = 0; i < G_N_ELEMENTS(wide); i++) {
            const uint32_t n = (uint32_t)strlen(wide[i]);
            const bool blank = i == G_N_ELEMENTS(wide) - 1;
            if (span.end - span.start < n || (!blank && strchr(also, '-') == NULL))
                continue;
            if (memcmp(text + span.start, wide[i], n) == 0) {
                span.start += n;
                again = true;
            } else if (memcmp(text + span.end - n, wide[i], n) == 0) {
                span.end -= n;
                again = true;
            }
        }
    }
    return span;
}

RftSpan
rft_whole(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return (RftSpan){index, passage->whole_start, passage->whole_end};
}

bool
rft_is_phrase(const RftReading *reading, RftSpan span, RftUse use)
{
    span = rft_trim(reading, span, ":.-*");
    const RftPassage *passage = rft_passage(reading, span.passage);
    const RftHit *hit = rft_hit_at(reading, passage, use, span.start);
    return hit != NULL && hit->end >= span.end;
}

static inline bool
is_stop(char sign)
{
    return sign == '.' || sign == '?' || sign == '!';
}

/* A stop ends a sentence when a blank and no small letter follow, unless it stands behind a number
 * or a short word, which are ordinals and abbreviations. */
static bool
ends_sentence(const char *text, uint32_t at, uint32_t end)
{
    uint32_t next = at + 1;
    uint32_t word = at;

    if (text[at] == '?' || text[at] == '!')
        return true;
    if (text[at] != '.' || next >= end || !is_blank_at(text, next))
        return false;
    while (next < end && is_blank_at(text, next))
        next++;
    if (next < end && g_unichar_islower(g_utf8_get_char(text + next)))
        return false;
    while (word > 0 && (g_ascii_isalnum(text[word - 1]) || (unsigned char)text[word - 1] >= 0x80))
        word--;
    const uint32_t length = at - word;
    if (length == 0)
        return at > 0 && strchr(")]\"%-", text[at - 1]) != NULL;
    /* "… kl. 09.00. The chair": a time or a sum is no ordinal */
    if (g_ascii_isdigit(text[word]))
        return length > 2 || (word >= 2 && strchr(".:,", text[word - 1]) != NULL &&
                              g_ascii_isdigit(text[word - 2]) && next < end);
    /* "kl. 20", "nr. 4" */
    if (next < end && g_ascii_isdigit(text[next]) && length <= 4)
        return false;
    return length > 3 || (length > 1 && !g_ascii_isupper(text[word]));
}

/* "il sig.", "Dña.": the stop belongs to the title. */
static bool
is_title_stop(const RftPassage *passage, uint32_t at)
{
    for (uint32_t i = rft_hits_near(passage, at); i < passage->n_hits; i++) {
        const RftHit *hit = &passage->hits[i];
        if (hit->start >= at)
            break;
        if ((hit->use == RFT_USE_HONORIFIC || hit->use == RFT_USE_ACADEMIC) && hit->end == at &&
            hit->end - hit->start <= 6)
            return true;
    }
    return false;
}

RftSpan
rft_sentence(const RftReading *reading, RftSpan span, uint32_t at)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *text = passage->text;
    RftSpan sentence = span;

    for (uint32_t i = MIN(at, span.end); i > span.start; i--)
        if (is_stop(text[i - 1]) && ends_sentence(text, i - 1, span.end) &&
            !is_title_stop(passage, i - 1)) {
            sentence.start = i;
            break;
        }
    for (uint32_t i = MAX(at, span.start); i < span.end; i++)
        if (is_stop(text[i]) && ends_sentence(text, i, span.end) && !is_title_stop(passage, i)) {
            sentence.end = i + 1;
            break;
        }
    return rft_trim(reading, sentence, "");
}

/* ---- values ---- */

const char *
rft_span_text(RftReading *reading, RftSpan span)
{
    const char *text = rft_passage(reading, span.passage)->text;
    char *copy = rft_arena_alloc(&reading->arena, (size_t)span.end - span.start + 1);
    size_t n = 0;
    bool blank = false;

    for (uint32_t i = span.start; i < span.end;) {
        const bool wide = i + 1 < span.end && memcmp(text + i, "\xc2\xa0", 2) == 0;
        if (is_blank_at(text, i) || wide) {
            blank = n > 0;
            i += wide ? 2 : 1;
            continue;
        }
        /* soft hyphens are for printing */
        if (i + 1 < span.end && memcmp(text + i, "\xc2\xad", 2) == 0) {
            i += 2;
            continue;
        }
        if (blank)
            copy[n++] = ' ';
        blank = false;
        copy[n++] = text[i++];
    }
    copy[n] = '\0';
    return copy;
}

static const RftPiece *
piece_at(const RftReading *reading, const RftPassage *passage, uint32_t offset)
{
    const RftPiece *pieces = &g_array_index(reading->pieces, RftPiece, passage->first_piece);
    uint32_t i = passage->n_pieces - 1;

    while (i > 0 && pieces[i].offset > offset)
        i--;
    return &pieces[i];
}

ReferatRange
rft_range(const RftReading *reading, RftSpan from, RftSpan to)
{
    const RftPassage *first = rft_passage(reading, from.passage);
    const RftPassage *last = rft_passage(reading, to.passage);
    const uint32_t end = MAX(to.end, 1) - 1;
    const RftPiece *a = piece_at(reading, first, from.start);
    const RftPiece *b = piece_at(reading, last, end);
    const ReferatRange range = {a->node, a->byte + from.start - a->offset, b->node,
                                b->byte + end - b->offset + 1};
    return range;
}

ReferatValue
rft_value_as(RftReading *reading, const char *text, RftSpan span, double confidence)
{
    const ReferatValue value = {text, rft_range(reading, span, span), (float)confidence};

    return value;
}

ReferatValue
rft_value(RftReading *reading, RftSpan span, double confidence)
{
    const ReferatValue nothing = {NULL, {0, 0, 0, 0}, 0};

    span = rft_trim(reading, span, "");
    if (rft_span_is_empty(span))
        return nothing;
    return rft_value_as(reading, rft_span_text(reading, span), span, confidence);
}

void
rft_set_value(ReferatValue *value, ReferatValue made)
{
    if (made.text != NULL && (value->text == NULL || made.confidence > value->confidence))
        *value = made;
}
