/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/check.h"

#include <stdarg.h>

void
rft_find_at(const RftCheck *check, ReferatMessage message, uint32_t id, const char *format, ...)
{
    const ReferatNode *node = referat_document_get_node(check->document, id);
    ReferatPosition none = {0};
    const ReferatPosition *position = &none;
    uint32_t n = 0;
    va_list args;

    for (; node != NULL && n == 0; node = node->parent) {
        const ReferatPosition *at = referat_node_get_positions(node, &n);
        if (n > 0)
            position = at;
    }
    if (format == NULL) {
        referat_context_diagnose(check->context, message, position, NULL);
        return;
    }
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    referat_context_diagnose(check->context, message, position, "%s", text);
}

/* What minutes state, and this document does not. */
void
rft_check_missing(const RftCheck *check)
{
    const ReferatMinutes *minutes = check->minutes;

    if (minutes == NULL ||
        (minutes->kind != REFERAT_KIND_MINUTES && minutes->kind != REFERAT_KIND_AGENDA_AND_MINUTES))
        return;
    if (minutes->date.text == NULL)
        rft_find_at(check, REFERAT_MSG_DATE_MISSING, 0, NULL);
    if (minutes->place.text == NULL)
        rft_find_at(check, REFERAT_MSG_PLACE_MISSING, 0, NULL);
    if (minutes->n_participants == 0)
        rft_find_at(check, REFERAT_MSG_ATTENDANCE_MISSING, 0, NULL);
    if (minutes->n_signatures == 0)
        rft_find_at(check, REFERAT_MSG_SIGNATURE_MISSING, 0, NULL);
}

void
rft_check(ReferatContext *context, const ReferatDocument *document, const char *name)
{
    const ReferatMinutes *minutes = referat_document_get_minutes(document);
    const bool is_none = minutes == NULL || minutes->kind == REFERAT_KIND_OTHER;
    const RftCheck check = {context, document, is_none ? NULL : minutes, name};

    rft_check_missing(&check);
    rft_check_dates(&check);
    rft_check_agenda(&check);
    rft_check_numbers(&check);
    rft_check_votes(&check);
    rft_check_speakers(&check);
    rft_check_identity(&check);
    rft_check_access(&check);
}
