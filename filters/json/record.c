/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json/json.h"

#include <referat/json.h>

/*
 * The fields of the record in their order; what further ones there are; then "source": for every
 * value that the document states, by its JSON pointer (RFC 6901), the range of text and how sure we
 * are.
 */

static void
put_participants(ReferatJson *json, const ReferatMinutes *minutes)
{
    referat_json_open(json, "participants", '[');
    for (uint32_t i = 0; i < minutes->n_participants; i++) {
        const ReferatParticipant *one = &minutes->participants[i];
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "name", one->name.text);
        referat_json_string(json, "role", one->role.text);
        referat_json_string(json, "organisation", one->organisation.text);
        referat_json_string(json, "status", referat_status_name(one->status));
        referat_json_string(json, "function", referat_function_name(one->function));
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
}

/* Entries of a list from *@at on that are @depth deep; those deeper belong to the one before. */
static void
put_items(ReferatJson *json, const char *name, const ReferatMinutesItem *items, uint32_t n,
          bool pages)
{
    uint32_t open = 0;

    referat_json_open(json, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "label", items[i].label.text);
        referat_json_string(json, "title", items[i].title.text);
        if (pages && items[i].page > 0)
            referat_json_number(json, "page", items[i].page);
        else if (pages)
            referat_json_null(json, "page");
        referat_json_open(json, "items", '[');
        open++;
        /* close down to where the next one belongs */
        const uint32_t next = i + 1 < n ? MIN(items[i + 1].depth, open) : 0;
        for (; open > next; open--) {
            referat_json_close(json, ']');
            referat_json_close(json, '}');
        }
    }
    referat_json_close(json, ']');
}

static void
put_path(ReferatJson *json, const ReferatMinutes *minutes, uint32_t item)
{
    g_autoptr(GString) path = g_string_new(NULL);

    if (item < minutes->n_items)
        referat_minutes_item_path(minutes->items, minutes->n_items, item, path);
    referat_json_string(json, "item",
                        path->len > 0             ? path->str
                        : item < minutes->n_items ? minutes->items[item].title.text
                                                  : NULL);
}

static void
put_decisions(ReferatJson *json, const ReferatMinutes *minutes)
{
    referat_json_open(json, "decisions", '[');
    for (uint32_t i = 0; i < minutes->n_decisions; i++) {
        referat_json_open(json, NULL, '{');
        put_path(json, minutes, minutes->decisions[i].item);
        referat_json_string(json, "text", minutes->decisions[i].text.text);
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
}

static void
put_count(ReferatJson *json, const char *name, int32_t count)
{
    if (count == REFERAT_NOT_COUNTED)
        referat_json_null(json, name);
    else
        referat_json_number(json, name, count);
}

static void
put_names(ReferatJson *json, const char *name, const ReferatValue *names, uint32_t n)
{
    referat_json_open(json, name, '[');
    for (uint32_t i = 0; i < n; i++)
        referat_json_string(json, NULL, names[i].text);
    referat_json_close(json, ']');
}

static void
put_votes(ReferatJson *json, const ReferatMinutes *minutes)
{
    referat_json_open(json, "votes", '[');
    for (uint32_t i = 0; i < minutes->n_votes; i++) {
        const ReferatVote *vote = &minutes->votes[i];
        referat_json_open(json, NULL, '{');
        put_path(json, minutes, vote->item);
        put_count(json, "for", vote->votes_for);
        put_count(json, "against", vote->votes_against);
        put_count(json, "abstain", vote->abstaining);
        referat_json_bool(json, "unanimous", vote->unanimous);
        referat_json_string(json, "mover", vote->mover.text);
        referat_json_string(json, "seconder", vote->seconder.text);
        put_names(json, "names_for", vote->names_for, vote->n_names_for);
        put_names(json, "names_against", vote->names_against, vote->n_names_against);
        put_names(json, "names_abstain", vote->names_abstaining, vote->n_names_abstaining);
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
}

static void
put_actions(ReferatJson *json, const ReferatMinutes *minutes)
{
    referat_json_open(json, "actions", '[');
    for (uint32_t i = 0; i < minutes->n_actions; i++) {
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "text", minutes->actions[i].text.text);
        referat_json_string(json, "responsible", minutes->actions[i].responsible.text);
        referat_json_string(json, "deadline", minutes->actions[i].deadline.text);
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
}

/* ---- where it stands ---- */

static uint32_t
page_of(const ReferatDocument *document, uint32_t id)
{
    const ReferatNode *node = referat_document_get_node(document, id);
    uint32_t n = 0;

    for (; node != NULL; node = referat_node_get_parent(node)) {
        const ReferatPosition *positions = referat_node_get_positions(node, &n);
        if (n > 0)
            return positions[0].page;
    }
    return 0;
}

typedef struct {
    ReferatJson *json;
    const ReferatDocument *document;
} Source;

static void put_source(const Source *source, const ReferatValue *value, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void
put_source(const Source *source, const ReferatValue *value, const char *format, ...)
{
    ReferatJson *json = source->json;
    va_list args;

    if (value->text == NULL)
        return;
    va_start(args, format);
    g_autofree char *pointer = g_strdup_vprintf(format, args);
    va_end(args);
    const uint32_t page = page_of(source->document, value->range.first_node);
    referat_json_open(json, pointer, '{');
    referat_json_number(json, "first_node", value->range.first_node);
    referat_json_number(json, "first_byte", value->range.first_byte);
    referat_json_number(json, "last_node", value->range.last_node);
    referat_json_number(json, "last_byte", value->range.last_byte);
    if (page > 0)
        referat_json_number(json, "page", page);
    referat_json_share(json, "confidence", (double)value->confidence);
    referat_json_close(json, '}');
}

/* Pointers to nested entries are their places at each depth. */
static void
put_item_sources(const Source *source, const char *name, const ReferatMinutesItem *items,
                 uint32_t n)
{
    enum { DEEPEST = 16 };
    uint32_t places[DEEPEST] = {0};
    uint32_t last = 0;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t depth = MIN(items[i].depth, i == 0 ? 0 : MIN(last + 1, DEEPEST - 1));
        g_autoptr(GString) pointer = g_string_new(NULL);
        places[depth] = i > 0 && depth <= last ? places[depth] + 1 : 0;
        for (uint32_t k = 0; k <= depth; k++)
            g_string_append_printf(pointer, "/%s/%u", k == 0 ? name : "items", places[k]);
        last = depth;
        put_source(source, &items[i].label, "%s/label", pointer->str);
        put_source(source, &items[i].title, "%s/title", pointer->str);
    }
}

static void
put_name_sources(const Source *source, const ReferatValue *names, uint32_t n, const char *side,
                 uint32_t vote)
{
    for (uint32_t i = 0; i < n; i++)
        put_source(source, &names[i], "/votes/%u/names_%s/%u", vote, side, i);
}

static void
put_list_sources(const Source *source, const ReferatMinutes *minutes)
{
    for (uint32_t i = 0; i < minutes->n_participants; i++) {
        put_source(source, &minutes->participants[i].name, "/participants/%u/name", i);
        put_source(source, &minutes->participants[i].role, "/participants/%u/role", i);
        put_source(source, &minutes->participants[i].organisation, "/participants/%u/organisation",
                   i);
    }
    put_item_sources(source, "agenda", minutes->agenda, minutes->n_agenda);
    put_item_sources(source, "items", minutes->items, minutes->n_items);
    for (uint32_t i = 0; i < minutes->n_decisions; i++)
        put_source(source, &minutes->decisions[i].text, "/decisions/%u", i);
    for (uint32_t i = 0; i < minutes->n_votes; i++) {
        put_source(source, &minutes->votes[i].text, "/votes/%u", i);
        put_source(source, &minutes->votes[i].mover, "/votes/%u/mover", i);
        put_source(source, &minutes->votes[i].seconder, "/votes/%u/seconder", i);
        put_name_sources(source, minutes->votes[i].names_for, minutes->votes[i].n_names_for, "for",
                         i);
        put_name_sources(source, minutes->votes[i].names_against, minutes->votes[i].n_names_against,
                         "against", i);
        put_name_sources(source, minutes->votes[i].names_abstaining,
                         minutes->votes[i].n_names_abstaining, "abstain", i);
    }
    for (uint32_t i = 0; i < minutes->n_signatures; i++)
        put_source(source, &minutes->signatures[i], "/signatures/%u", i);
    for (uint32_t i = 0; i < minutes->n_actions; i++) {
        put_source(source, &minutes->actions[i].text, "/actions/%u", i);
        put_source(source, &minutes->actions[i].responsible, "/actions/%u/responsible", i);
        put_source(source, &minutes->actions[i].deadline, "/actions/%u/deadline", i);
    }
}

static void
put_sources(ReferatJson *json, const ReferatDocument *document, const ReferatMinutes *minutes)
{
    const Source source = {json, document};

    referat_json_open(json, "source", '{');
    put_source(&source, &minutes->title, "/title");
    put_source(&source, &minutes->body, "/body");
    put_source(&source, &minutes->date, "/date");
    put_source(&source, &minutes->end_date, "/end_date");
    put_source(&source, &minutes->start_time, "/start_time");
    put_source(&source, &minutes->end_time, "/end_time");
    put_source(&source, &minutes->place, "/place");
    put_source(&source, &minutes->next_meeting, "/next_meeting");
    put_source(&source, &minutes->case_number, "/case_number");
    put_source(&source, &minutes->meeting_number, "/meeting_number");
    put_list_sources(&source, minutes);
    referat_json_close(json, '}');
}

static void
put_record(ReferatJson *json, const ReferatDocument *document, const ReferatMinutes *minutes)
{
    referat_json_open(json, NULL, '{');
    referat_json_string(json, "id", minutes->id);
    referat_json_string(json, "kind", referat_kind_name(minutes->kind));
    referat_json_string(json, "language", minutes->language);
    referat_json_string(json, "title", minutes->title.text);
    referat_json_string(json, "body", minutes->body.text);
    referat_json_string(json, "date", minutes->date.text);
    referat_json_string(json, "start_time", minutes->start_time.text);
    referat_json_string(json, "end_time", minutes->end_time.text);
    referat_json_string(json, "place", minutes->place.text);
    put_participants(json, minutes);
    put_items(json, "agenda", minutes->agenda, minutes->n_agenda, false);
    put_items(json, "items", minutes->items, minutes->n_items, true);
    put_decisions(json, minutes);
    put_votes(json, minutes);
    referat_json_string(json, "next_meeting", minutes->next_meeting.text);
    referat_json_open(json, "signatures", '[');
    for (uint32_t i = 0; i < minutes->n_signatures; i++)
        referat_json_string(json, NULL, minutes->signatures[i].text);
    referat_json_close(json, ']');
    referat_json_string(json, "end_date", minutes->end_date.text);
    referat_json_string(json, "case_number", minutes->case_number.text);
    referat_json_string(json, "meeting_number", minutes->meeting_number.text);
    put_actions(json, minutes);
    referat_json_open(json, "other_meetings", '[');
    for (uint32_t i = 0; i < minutes->n_other; i++)
        put_record(json, document, &minutes->other[i]);
    referat_json_close(json, ']');
    put_sources(json, document, minutes);
    referat_json_close(json, '}');
}

void
json_put_record(const ReferatDocument *document, const ReferatMinutes *minutes, ReferatSink *sink)
{
    ReferatJson json = {.sink = sink, .first = true};

    put_record(&json, document, minutes);
    referat_sink_puts(sink, "\n");
}
