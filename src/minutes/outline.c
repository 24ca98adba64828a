/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/outline.h"

#include <string.h>

#include "minutes/recognisers.h"

/* Labels and titles of entries. */

/* "1 §", "1° punto all'o.d.g.": a word behind the number is no part of it; "4 a" goes on. */
static const char *
end_of_number(const char *digit, const char *end)
{
    const char *blank = digit + strcspn(digit, " \t");
    const char *word = blank + strspn(blank, " \t");

    if (word >= end)
        return end;
    /* "08-19A CIC" is one label; small letters, or what follows a sign of ordinals, say what counts
     */
    const bool sign = blank >= digit + 2 && strchr("\xba\xb0\xaa", blank[-1]) != NULL;
    const bool small = g_unichar_islower(g_utf8_get_char(word)) && g_utf8_next_char(word) < end &&
                       !g_ascii_isspace(*g_utf8_next_char(word));
    return sign || small || g_str_has_prefix(word, "§") ? blank : end;
}

/* From the first word with a digit on, NULL when none has one: "Ad 4 –", "Sak 12/24", "E.1". */
static const char *
number_in(const char *label)
{
    const char *digit = strpbrk(label, "0123456789");

    while (digit != NULL && digit > label && !g_ascii_isspace(digit[-1]) &&
           strchr("(*#[", digit[-1]) == NULL && (unsigned char)digit[-1] < 0x80 && digit[-1] != '.')
        digit--;
    if (digit != NULL && digit >= label + 2 && digit[-1] == '.' && g_ascii_isalpha(digit[-2]) &&
        (digit == label + 2 || !g_ascii_isalpha(digit[-3])))
        digit -= 2;
    return digit;
}

/* Without the signs around it: brackets, dashes, "§", "º". */
static void
trim_signs(const char **start, const char **end)
{
    static const char *const around[] = {"–", "—", "§", "\xc2\xa0", "º", "°", "ª"};

    for (bool again = true; again && *start < *end;) {
        again = false;
        while (*start < *end && (g_ascii_isspace(**start) || strchr("(*[#.:-", **start) != NULL))
            (*start)++;
        while (*end > *start &&
               (g_ascii_isspace((*end)[-1]) || strchr(").:]-*;,", (*end)[-1]) != NULL))
            (*end)--;
        for (size_t i = 0; i < G_N_ELEMENTS(around); i++) {
            const size_t n = strlen(around[i]);
            const bool before = (size_t)(*end - *start) >= n && memcmp(*start, around[i], n) == 0;
            const bool behind = (size_t)(*end - *start) >= n && memcmp(*end - n, around[i], n) == 0;
            *start += before ? n : 0;
            *end -= behind && !before ? n : 0;
            again = again || before || behind;
        }
    }
}

/* Without digits the last word: "Ad 4 –" is 4, "a)" is a. */
const char *
rft_label_key(RftReading *reading, const char *label)
{
    const char *start = label;
    const char *end = label + strlen(label);
    const char *digit = number_in(label);

    if (digit != NULL) {
        start = digit;
        end = end_of_number(digit, end);
    } else {
        for (const char *p = label; p < end; p++)
            if (g_ascii_isspace(*p) && rft_word_end(p + 1, end) > p + 1)
                start = p + 1;
    }
    trim_signs(&start, &end);
    return end > start ? rft_arena_strndup(&reading->arena, start, (size_t)(end - start)) : NULL;
}

uint32_t
rft_block_end(const RftReading *reading, uint32_t index)
{
    const ReferatNode *block = rft_passage(reading, index)->block;

    do
        index++;
    while (index < reading->passages->len && rft_passage(reading, index)->block == block);
    return index;
}

ReferatValue
rft_block_title(RftReading *reading, uint32_t index, double confidence)
{
    const uint32_t end = rft_block_end(reading, index);
    RftSpan first = rft_trim(reading, rft_whole(reading, index), ":;,-*");
    ReferatValue value = {NULL, {0, 0, 0, 0}, 0};

    /* a bold line over others that are not */
    if (end == index + 1 ||
        (rft_passage(reading, index)->bold && !rft_passage(reading, index + 1)->bold))
        return rft_value(reading, first, confidence);
    GString *text = g_string_new(NULL);
    RftSpan last = first;
    for (uint32_t i = index; i < end; i++) {
        last = i + 1 == end ? rft_trim(reading, rft_whole(reading, i), ":;,-*")
                            : rft_whole(reading, i);
        g_string_append_printf(text, "%s%s", i > index ? " " : "", rft_span_text(reading, last));
    }
    value.text = rft_arena_strndup(&reading->arena, text->str, text->len);
    value.range = rft_range(reading, first, last);
    value.confidence = (float)confidence;
    g_string_free(text, TRUE);
    return value;
}

/* How many bytes at the front of the passage are bold, when not all are. */
static uint32_t
bold_front(const RftPassage *passage)
{
    uint32_t bold = 0;

    if (passage->bold || passage->continues)
        return 0;
    for (const ReferatNode *node = passage->block->first; node != NULL;
         node = rft_next_in_preorder(node, passage->block)) {
        if (node->type == REFERAT_NODE_BREAK)
            break;
        if (node->type != REFERAT_NODE_TEXT)
            continue;
        const bool blank = strspn(node->as.text.text, " \t") >= node->as.text.length;
        if (!blank && (node->as.text.style & REFERAT_TEXT_BOLD) == 0)
            break;
        bold += node->as.text.length;
    }
    return MIN(bold, passage->length);
}

ReferatValue
rft_run_in_title(RftReading *reading, uint32_t index, double confidence)
{
    enum { LONGEST_WHOLE = 100, LONGEST_FRONT = 90, SHORTEST = 3, SHORT = 60 };
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    const uint32_t bold = bold_front(passage);

    if (bold > whole.start + SHORTEST && bold < whole.end)
        return rft_value(reading, rft_trim(reading, (RftSpan){index, whole.start, bold}, ".:;,-–*"),
                         confidence);
    if (rft_block_end(reading, index) > index + 1)
        return rft_block_title(reading, index, confidence);
    const RftSpan first = rft_sentence(reading, whole, whole.start);
    const bool goes_on = first.end + 2 < whole.end;
    if (whole.end - whole.start <= (goes_on ? SHORT : LONGEST_WHOLE))
        return rft_block_title(reading, index, confidence);
    /* "BUDGET: The accounts were …" */
    const char *colon = memchr(passage->text + whole.start, ':',
                               MIN(whole.end - whole.start, (uint32_t)LONGEST_FRONT));
    if (colon != NULL && (uint32_t)(colon - passage->text) < first.end)
        return rft_value(reading, (RftSpan){index, whole.start, (uint32_t)(colon - passage->text)},
                         confidence - 0.1);
    if (goes_on && first.end - first.start <= LONGEST_FRONT)
        return rft_value(reading, rft_trim(reading, first, ".:;,-*"), confidence - 0.2);
    return rft_block_title(reading, index, confidence);
}

ReferatValue
rft_label_value(RftReading *reading, const ReferatLabel *label, uint32_t index)
{
    const ReferatValue none = {NULL, {0, 0, 0, 0}, 0};
    const char *key = label != NULL ? rft_label_key(reading, label->text) : NULL;
    const RftSpan at = {index, 0, 0};

    if (key == NULL)
        return none;
    /* a label stands before the text, not in it */
    ReferatValue value = {key, rft_range(reading, at, at), 1};
    value.range.last_node = value.range.first_node;
    value.range.last_byte = value.range.first_byte;
    return value;
}

uint32_t
rft_add_item(RftReading *reading, GArray *list, uint32_t index, uint32_t depth, ReferatValue label,
             ReferatValue title)
{
    const RftPassage *passage = rft_passage(reading, index);
    /* an entry is at most one step deeper than the one before it */
    const uint32_t most =
        list->len > 0 ? g_array_index(list, ReferatMinutesItem, list->len - 1).depth + 1 : 0;
    const ReferatMinutesItem item = {.label = label,
                                     .title = title,
                                     .depth = MIN(depth, most),
                                     .page = passage->page,
                                     .node = passage->block->id,
                                     .counterpart = REFERAT_NO_ITEM};

    g_array_append_val(list, item);
    return list->len - 1;
}

bool
rft_is_attendance_line(const RftReading *reading, uint32_t index)
{
    const RftSpan whole = rft_whole(reading, index);

    for (int use = RFT_USE_PRESENT; use <= RFT_USE_SECRETARY; use++)
        if (rft_is_phrase(reading, whole, (RftUse)use))
            return true;
    return false;
}
