/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/check.h"
#include "minutes/reading.h"

#include <stdarg.h>

/* Returns: (transfer none): the place of the node, or of what it is in. */
static ReferatPosition
place_of(const RftCheck *check, uint32_t id)
{
    const ReferatNode *node = referat_document_get_node(check->document, id);
    uint32_t n = 0;

    for (; node != NULL; node = node->parent) {
        const ReferatPosition *at = referat_node_get_positions(node, &n);
        if (n > 0)
            return *at;
    }
    return (ReferatPosition){0};
}

void
rft_find_at(const RftCheck *check, ReferatMessage message, uint32_t id, const char *format, ...)
{
    const ReferatPosition position = place_of(check, id);
    va_list args;

    va_start(args, format);
    referat_context_diagnose_valist(check->context, message, &position, format, args);
    va_end(args);
}

void
rft_find_text_at(const RftCheck *check, ReferatMessage message, uint32_t id, const char *text,
                 const char *localised)
{
    const ReferatPosition position = place_of(check, id);

    referat_context_diagnose_text(check->context, message, &position, text, localised);
}

/* Whether the words of one of @uses stand in the document: it speaks of it in a way that is not
 * known. */
static bool
speaks_of(const RftCheck *check, const RftUse *uses, size_t n)
{
    RftReading reading;
    bool found = false;

    rft_reading_init(&reading, check->context, check->document);
    for (uint32_t i = 0; i < reading.passages->len && !found; i++)
        for (size_t k = 0; k < n; k++)
            found = found || rft_find_hit(&reading, rft_passage(&reading, i), uses[k], 0) != NULL;
    rft_reading_clear(&reading);
    return found;
}

static void
check_people_missing(const RftCheck *check)
{
    static const RftUse there[] = {RFT_USE_PRESENT, RFT_USE_ATTENDED, RFT_USE_ABSENT,
                                   RFT_USE_EXCUSED};
    static const RftUse signs[] = {RFT_USE_SIGNED};
    const ReferatMinutes *minutes = check->minutes;

    /* "23 members were present" lists nobody, and is no slip */
    if (minutes->n_participants == 0 && !speaks_of(check, there, G_N_ELEMENTS(there)))
        rft_find_at(check, REFERAT_MSG_ATTENDANCE_MISSING, 0, NULL);
    if (minutes->n_signatures == 0 && !speaks_of(check, signs, G_N_ELEMENTS(signs)))
        rft_find_at(check, REFERAT_MSG_SIGNATURE_MISSING, 0, NULL);
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
    check_people_missing(check);
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
