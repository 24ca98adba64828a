/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rxml/minutes.h"

typedef struct {
    ReferatSink *sink;
    bool scrub;
} Writer;

static void
put_text(const Writer *w, const char *name, const char *text)
{
    g_autofree char *mask = w->scrub ? rxml_masked(text, strlen(text)) : NULL;

    referat_sink_printf(w->sink, " %s=\"", name);
    xml_escape(w->sink, mask != NULL ? mask : text, strlen(mask != NULL ? mask : text));
    referat_sink_put(w->sink, "\"", 1);
}

static void
put_value(const Writer *w, const char *name, const ReferatValue *value)
{
    const ReferatRange *range = &value->range;
    const int hundredths = (int)(CLAMP((double)value->confidence, 0, 1) * 100 + 0.5);

    if (value->text == NULL)
        return;
    referat_sink_printf(w->sink, "<value name=\"%s\"", name);
    put_text(w, "text", value->text);
    referat_sink_printf(w->sink,
                        " from=\"%" G_GUINT32_FORMAT ":%" G_GUINT32_FORMAT
                        "\" to=\"%" G_GUINT32_FORMAT ":%" G_GUINT32_FORMAT
                        "\" confidence=\"%d.%02d\"/>\n",
                        range->first_node, range->first_byte, range->last_node, range->last_byte,
                        hundredths / 100, hundredths % 100);
}

static void
put_values(const Writer *w, const char *name, const ReferatValue *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        put_value(w, name, &values[i]);
}

static void
put_number(const Writer *w, const char *name, uint32_t value, uint32_t none)
{
    if (value != none)
        referat_sink_printf(w->sink, " %s=\"%" G_GUINT32_FORMAT "\"", name, value);
}

static void
put_entries(const Writer *w, const char *of, const ReferatMinutesItem *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        referat_sink_printf(w->sink, "<entry of=\"%s\"", of);
        put_number(w, "depth", items[i].depth, REFERAT_NO_ITEM);
        put_number(w, "node", items[i].node, REFERAT_NO_ITEM);
        put_number(w, "page", items[i].page, 0);
        put_number(w, "counterpart", items[i].counterpart, REFERAT_NO_ITEM);
        referat_sink_puts(w->sink, ">\n");
        put_value(w, "label", &items[i].label);
        put_value(w, "title", &items[i].title);
        referat_sink_puts(w->sink, "</entry>\n");
    }
}

static void
put_participants(const Writer *w, const ReferatMinutes *minutes)
{
    for (uint32_t i = 0; i < minutes->n_participants; i++) {
        const ReferatParticipant *one = &minutes->participants[i];
        const char *function = referat_function_name(one->function);
        referat_sink_printf(w->sink, "<participant status=\"%s\"",
                            referat_status_name(one->status));
        if (function != NULL)
            referat_sink_printf(w->sink, " function=\"%s\"", function);
        referat_sink_puts(w->sink, ">\n");
        put_value(w, "name", &one->name);
        put_value(w, "role", &one->role);
        put_value(w, "organisation", &one->organisation);
        referat_sink_puts(w->sink, "</participant>\n");
    }
}

static void
put_count(const Writer *w, const char *name, int32_t count)
{
    if (count != REFERAT_NOT_COUNTED)
        referat_sink_printf(w->sink, " %s=\"%d\"", name, count);
}

static void
put_votes(const Writer *w, const ReferatMinutes *minutes)
{
    for (uint32_t i = 0; i < minutes->n_votes; i++) {
        const ReferatVote *vote = &minutes->votes[i];
        referat_sink_puts(w->sink, "<vote");
        put_number(w, "item", vote->item, REFERAT_NO_ITEM);
        put_count(w, "for", vote->votes_for);
        put_count(w, "against", vote->votes_against);
        put_count(w, "abstaining", vote->abstaining);
        if (vote->unanimous)
            referat_sink_puts(w->sink, " unanimous=\"true\"");
        referat_sink_puts(w->sink, ">\n");
        put_value(w, "text", &vote->text);
        put_value(w, "mover", &vote->mover);
        put_value(w, "seconder", &vote->seconder);
        put_values(w, "for", vote->names_for, vote->n_names_for);
        put_values(w, "against", vote->names_against, vote->n_names_against);
        put_values(w, "abstaining", vote->names_abstaining, vote->n_names_abstaining);
        referat_sink_puts(w->sink, "</vote>\n");
    }
}

static void
put_lists(const Writer *w, const ReferatMinutes *minutes)
{
    put_participants(w, minutes);
    put_entries(w, "agenda", minutes->agenda, minutes->n_agenda);
    put_entries(w, "items", minutes->items, minutes->n_items);
    for (uint32_t i = 0; i < minutes->n_decisions; i++) {
        referat_sink_puts(w->sink, "<decision");
        put_number(w, "item", minutes->decisions[i].item, REFERAT_NO_ITEM);
        referat_sink_puts(w->sink, ">\n");
        put_value(w, "text", &minutes->decisions[i].text);
        referat_sink_puts(w->sink, "</decision>\n");
    }
    put_votes(w, minutes);
    put_values(w, "signature", minutes->signatures, minutes->n_signatures);
    for (uint32_t i = 0; i < minutes->n_actions; i++) {
        referat_sink_puts(w->sink, "<action>\n");
        put_value(w, "text", &minutes->actions[i].text);
        put_value(w, "responsible", &minutes->actions[i].responsible);
        put_value(w, "deadline", &minutes->actions[i].deadline);
        referat_sink_puts(w->sink, "</action>\n");
    }
}

void
rxml_put_minutes(ReferatSink *sink, const ReferatMinutes *minutes, bool scrub)
{
    const Writer w = {sink, scrub};

    referat_sink_printf(sink, "<minutes kind=\"%s\"", referat_kind_name(minutes->kind));
    if (minutes->id != NULL)
        put_text(&w, "id", minutes->id);
    if (minutes->language != NULL)
        put_text(&w, "lang", minutes->language);
    referat_sink_puts(sink, ">\n");
    put_value(&w, "title", &minutes->title);
    put_value(&w, "body", &minutes->body);
    put_value(&w, "date", &minutes->date);
    put_value(&w, "end-date", &minutes->end_date);
    put_value(&w, "start-time", &minutes->start_time);
    put_value(&w, "end-time", &minutes->end_time);
    put_value(&w, "place", &minutes->place);
    put_value(&w, "next-meeting", &minutes->next_meeting);
    put_value(&w, "case-number", &minutes->case_number);
    put_value(&w, "meeting-number", &minutes->meeting_number);
    put_lists(&w, minutes);
    for (uint32_t i = 0; i < minutes->n_other; i++)
        rxml_put_minutes(sink, &minutes->other[i], scrub);
    referat_sink_puts(sink, "</minutes>\n");
}
