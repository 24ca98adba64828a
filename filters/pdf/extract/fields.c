/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/fields.h"

#include <string.h>

/* Links and form fields of a page. poppler gives their boxes from the lower left corner. */

enum { MOST_LINKS = 20000, MOST_FIELDS = 20000 };

static void
send_box(XtStream *stream, const PopplerRectangle *box, double height)
{
    xt_f32(stream, MIN(box->x1, box->x2));
    xt_f32(stream, height - MAX(box->y1, box->y2));
    xt_f32(stream, MAX(box->x1, box->x2));
    xt_f32(stream, height - MIN(box->y1, box->y2));
}

/* Where a link leads: an address, or a page and how far down it. */
static void
send_target(XtStream *stream, PopplerDocument *document, const PopplerAction *action)
{
    PopplerDest *found = NULL;
    const PopplerDest *dest = NULL;

    if (action->type == POPPLER_ACTION_URI) {
        xt_string(stream, action->uri.uri);
        xt_u32(stream, 0);
        xt_f32(stream, 0);
        return;
    }
    if (action->type == POPPLER_ACTION_GOTO_DEST && action->goto_dest.dest != NULL) {
        dest = action->goto_dest.dest;
        if (dest->type == POPPLER_DEST_NAMED && dest->named_dest != NULL) {
            found = poppler_document_find_dest(document, dest->named_dest);
            dest = found;
        }
    }
    xt_string(stream, NULL);
    xt_u32(stream, dest != NULL && dest->page_num > 0 ? (uint32_t)dest->page_num : 0);
    double top = 0;
    if (dest != NULL && dest->page_num > 0 && dest->change_top) {
        PopplerPage *page = poppler_document_get_page(document, dest->page_num - 1);
        double height = 0;
        if (page != NULL) {
            poppler_page_get_size(page, NULL, &height);
            top = height - dest->top;
            g_object_unref(page);
        }
    }
    xt_f32(stream, top);
    if (found != NULL)
        poppler_dest_free(found);
}

void
xt_links_send(XtStream *stream, PopplerDocument *document, PopplerPage *page, double height)
{
    GList *links = poppler_page_get_link_mapping(page);
    const guint at = xt_reserve(stream);
    uint32_t n = 0;

    for (const GList *link = links; link != NULL && n < MOST_LINKS; link = link->next) {
        const PopplerLinkMapping *mapping = link->data;
        /* programs, scripts and other files are never followed: no link at all */
        if (mapping->action == NULL || (mapping->action->type != POPPLER_ACTION_URI &&
                                        mapping->action->type != POPPLER_ACTION_GOTO_DEST))
            continue;
        send_box(stream, &mapping->area, height);
        send_target(stream, document, mapping->action);
        n++;
    }
    xt_set_u32(stream, at, n);
    poppler_page_free_link_mapping(links);
}

static void
send_value(XtStream *stream, PopplerFormField *field)
{
    char *value = NULL;
    RftPdfFieldKind kind = RFT_PDF_FIELD_TEXT;
    bool on = false;

    switch (poppler_form_field_get_field_type(field)) {
    case POPPLER_FORM_FIELD_BUTTON:
        kind = poppler_form_field_button_get_button_type(field) == POPPLER_FORM_BUTTON_RADIO
                   ? RFT_PDF_FIELD_RADIO
                   : RFT_PDF_FIELD_CHECKBOX;
        on = poppler_form_field_button_get_state(field);
        break;
    case POPPLER_FORM_FIELD_TEXT:
        if (!poppler_form_field_text_is_password(field))
            value = poppler_form_field_text_get_text(field);
        break;
    case POPPLER_FORM_FIELD_CHOICE:
        kind = RFT_PDF_FIELD_CHOICE;
        for (int i = 0; i < poppler_form_field_choice_get_n_items(field) && value == NULL; i++)
            if (poppler_form_field_choice_is_item_selected(field, i))
                value = poppler_form_field_choice_get_item(field, i);
        break;
    case POPPLER_FORM_FIELD_SIGNATURE:
        kind = RFT_PDF_FIELD_SIGNATURE;
        break;
    case POPPLER_FORM_FIELD_UNKNOWN:
        break;
    }
    xt_u32(stream, kind);
    xt_u32(stream, on);
    xt_string(stream, value);
    g_free(value);
}

static bool
is_push_button(PopplerFormField *field)
{
    return poppler_form_field_get_field_type(field) == POPPLER_FORM_FIELD_BUTTON &&
           poppler_form_field_button_get_button_type(field) == POPPLER_FORM_BUTTON_PUSH;
}

void
xt_fields_send(XtStream *stream, PopplerPage *page, double height)
{
    GList *fields = poppler_page_get_form_field_mapping(page);
    const guint at = xt_reserve(stream);
    uint32_t n = 0;

    for (const GList *link = fields; link != NULL && n < MOST_FIELDS; link = link->next) {
        const PopplerFormFieldMapping *mapping = link->data;
        if (mapping->field == NULL || is_push_button(mapping->field))
            continue;
        send_box(stream, &mapping->area, height);
        send_value(stream, mapping->field);
        n++;
    }
    xt_set_u32(stream, at, n);
    poppler_page_free_form_field_mapping(fields);
}
