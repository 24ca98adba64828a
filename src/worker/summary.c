/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/summary.h"

#include <referat/minutes.h>
#include <string.h>

/* A document may be made to say very much: a page over ten thousand of them must stay small. */
enum { MOST_TEXT = 300, MOST_ITEMS = 40, MOST_TITLES = 3000 };

/* @text up to @most bytes, cut at a character; control characters are blanks. */
static void
put(GString *summary, const char *text)
{
    const size_t length = text != NULL ? strlen(text) : 0;
    size_t take = length;

    if (length > MOST_TEXT) {
        const char *end = g_utf8_find_prev_char(text, text + MOST_TEXT);
        take = end != NULL ? (size_t)(end - text) : 0;
    }
    for (size_t i = 0; i < take; i++)
        g_string_append_c(summary, g_ascii_iscntrl(text[i]) ? ' ' : text[i]);
    if (take < length)
        g_string_append(summary, "…");
}

static void
put_field(GString *summary, const char *text)
{
    g_string_append(summary, RFT_SUMMARY_SEPARATOR);
    put(summary, text);
}

static void
put_items(GString *summary, const ReferatMinutes *minutes)
{
    const size_t begin = summary->len;

    for (uint32_t i = 0; i < MIN(minutes->n_items, (uint32_t)MOST_ITEMS); i++)
        if (minutes->items[i].title.text != NULL && summary->len - begin < MOST_TITLES)
            put_field(summary, minutes->items[i].title.text);
}

char *
rft_summary(const ReferatDocument *document)
{
    const ReferatMinutes *minutes = referat_document_get_minutes(document);
    GString *summary = g_string_new(NULL);

    if (minutes == NULL)
        return g_string_free(summary, FALSE);
    g_autofree char *decisions = g_strdup_printf("%u", minutes->n_decisions);
    put(summary, referat_kind_name(minutes->kind));
    put_field(summary, minutes->title.text != NULL
                           ? minutes->title.text
                           : referat_document_get_metadata(document, REFERAT_META_TITLE));
    put_field(summary, minutes->body.text);
    put_field(summary, minutes->date.text);
    put_field(summary, minutes->place.text);
    put_field(summary, minutes->language);
    put_field(summary, decisions);
    put_items(summary, minutes);
    return g_string_free(summary, FALSE);
}
