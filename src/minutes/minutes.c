/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/minutes.h"

#include <string.h>

#include "core/minutes.h"
#include "minutes/dates.h"
#include "minutes/recognisers.h"

/* The recogniser: the passages of a document, then one small recogniser after the other. */

static void (*const recognisers[])(RftReading *reading) = {
    rft_recognise_title,      rft_recognise_fields,     rft_recognise_sets,  rft_recognise_agenda,
    rft_recognise_items,      rft_recognise_attendance, rft_recognise_body,  rft_recognise_preamble,
    rft_recognise_facts,      rft_recognise_decisions,  rft_recognise_votes, rft_recognise_actions,
    rft_recognise_signatures, rft_recognise_kind,
};

/* BCP 47 (RFC 5646), 2.2.1. Returns: (nullable): NULL when @tag is no tag. */
static const char *
primary_subtag(RftReading *reading, const char *tag)
{
    enum { SHORTEST = 2, LONGEST = 8 };
    const size_t length = strcspn(tag, "-_");
    char *language = rft_arena_strndup(&reading->arena, tag, length);

    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isalpha(language[i]))
            return NULL;
        language[i] = g_ascii_tolower(language[i]);
    }
    return length >= SHORTEST && length <= LONGEST ? language : NULL;
}

static void
name_record(RftReading *reading, const char *name)
{
    ReferatMinutes *record = &reading->record;

    if (name != NULL && strcmp(name, "-") != 0) {
        g_autofree char *base = g_path_get_basename(name);
        char *dot = strrchr(base, '.');
        if (dot != NULL && dot != base)
            *dot = '\0';
        g_autofree char *valid = g_utf8_make_valid(base, -1);
        record->id = rft_arena_strndup(&reading->arena, valid, strlen(valid));
    }
    if (reading->language != NULL)
        record->language = primary_subtag(reading, reading->language);
}

#define TAKE(record, reading, list)                                                                \
    do {                                                                                           \
        (record)->list = (const void *)(reading)->list->data;                                      \
        (record)->n_##list = (reading)->list->len;                                                 \
    } while (0)

static void
close_record(RftReading *reading)
{
    ReferatMinutes *record = &reading->record;

    TAKE(record, reading, participants);
    TAKE(record, reading, agenda);
    TAKE(record, reading, items);
    TAKE(record, reading, decisions);
    TAKE(record, reading, votes);
    TAKE(record, reading, signatures);
    TAKE(record, reading, actions);
}

static void
read_set(RftReading *reading, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(recognisers); i++)
        recognisers[i](reading);
    name_record(reading, name);
    close_record(reading);
}

void
rft_recognise(ReferatContext *context, ReferatDocument *document, const char *name)
{
    RftReading reading;

    if (document->minutes != NULL || referat_context_list_has(context, "no-pass", "minutes"))
        return;
    rft_reading_init(&reading, context, document);
    rft_dates_order(&reading);
    read_set(&reading, name);
    const guint n = reading.sets->len;
    g_autofree RftReading *sets = g_new0(RftReading, n);
    g_autofree ReferatMinutes *others = g_new0(ReferatMinutes, n);
    for (guint i = 0; i < n; i++) {
        rft_reading_init_part(&sets[i], &reading, g_array_index(reading.sets, uint32_t, i),
                              i + 1 < n ? g_array_index(reading.sets, uint32_t, i + 1)
                                        : reading.passages->len);
        read_set(&sets[i], name);
        others[i] = sets[i].record;
        if (others[i].kind == REFERAT_KIND_OTHER)
            others[i].kind = reading.record.kind;
    }
    reading.record.other = others;
    reading.record.n_other = n;
    rft_document_set_minutes(document, &reading.record);
    for (guint i = 0; i < n; i++)
        rft_reading_clear(&sets[i]);
    rft_reading_clear(&reading);
}
