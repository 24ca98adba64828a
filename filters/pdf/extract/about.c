/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "pdf/extract/about.h"

#include <string.h>

/* What the file says of itself. */

enum { MOST_ENTRIES = 20000, DEEPEST = 32 };

static void
send_words(XtStream *stream, char *text)
{
    xt_string(stream, text);
    g_free(text);
}

static void
send_date(XtStream *stream, GDateTime *date)
{
    g_autofree char *text = date != NULL ? g_date_time_format_iso8601(date) : NULL;

    xt_string(stream, text);
    if (date != NULL)
        g_date_time_unref(date);
}

bool
xt_document_send(XtStream *stream, PopplerDocument *document)
{
    xt_begin(stream, RFT_PDF_DOCUMENT);
    xt_u32(stream, (uint32_t)MAX(poppler_document_get_n_pages(document), 0));
    send_words(stream, poppler_document_get_title(document));
    send_words(stream, poppler_document_get_author(document));
    send_words(stream, poppler_document_get_subject(document));
    send_words(stream, poppler_document_get_keywords(document));
    send_words(stream, poppler_document_get_creator(document));
    send_words(stream, poppler_document_get_producer(document));
    send_date(stream, poppler_document_get_creation_date_time(document));
    send_date(stream, poppler_document_get_modification_date_time(document));
    g_autofree char *xmp = poppler_document_get_metadata(document);
    xt_string(stream, xmp);
    xt_u32(stream, poppler_document_has_attachments(document)
                       ? poppler_document_get_n_attachments(document)
                       : 0);
    xt_u32(stream, poppler_document_has_javascript(document));
    return xt_end(stream);
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEEPEST */
static uint32_t
send_entries(XtStream *stream, PopplerDocument *document, PopplerIndexIter *iter, uint32_t depth,
             uint32_t n)
{
    do {
        PopplerAction *action = poppler_index_iter_get_action(iter);
        PopplerDest *found = NULL;
        const PopplerDest *dest = NULL;
        if (action != NULL && action->type == POPPLER_ACTION_GOTO_DEST) {
            dest = action->goto_dest.dest;
            if (dest != NULL && dest->type == POPPLER_DEST_NAMED && dest->named_dest != NULL)
                dest = found = poppler_document_find_dest(document, dest->named_dest);
        }
        xt_u32(stream, depth);
        xt_u32(stream, dest != NULL ? (uint32_t)MAX(dest->page_num, 0) : 0);
        xt_f32(stream, dest != NULL && dest->change_top ? dest->top : -1);
        xt_string(stream, action != NULL ? action->any.title : NULL);
        n++;
        if (found != NULL)
            poppler_dest_free(found);
        if (action != NULL)
            poppler_action_free(action);
        PopplerIndexIter *kids = depth < DEEPEST ? poppler_index_iter_get_child(iter) : NULL;
        if (kids != NULL) {
            n = send_entries(stream, document, kids, depth + 1, n);
            poppler_index_iter_free(kids);
        }
    } while (n < MOST_ENTRIES && poppler_index_iter_next(iter));
    return n;
}

bool
xt_outline_send(XtStream *stream, PopplerDocument *document)
{
    PopplerIndexIter *iter = poppler_index_iter_new(document);

    if (iter == NULL)
        return true;
    xt_begin(stream, RFT_PDF_OUTLINE);
    const guint at = xt_reserve(stream);
    xt_set_u32(stream, at, send_entries(stream, document, iter, 0, 0));
    poppler_index_iter_free(iter);
    return xt_end(stream);
}
