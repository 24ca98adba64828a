/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "html/meeting.h"
#include <referat/json.h>

/* The meeting as an Event of schema.org, in JSON-LD 1.1: data, not script; nothing runs. */

static void
put_person(ReferatJson *json, const ReferatParticipant *one)
{
    referat_json_open(json, NULL, '{');
    referat_json_string(json, "@type", "Person");
    referat_json_string(json, "name", one->name.text);
    if (one->role.text != NULL)
        referat_json_string(json, "jobTitle", one->role.text);
    referat_json_close(json, '}');
}

static void
put_people(ReferatJson *json, const ReferatMinutes *minutes)
{
    bool open = false;

    for (uint32_t i = 0; i < minutes->n_participants; i++) {
        const ReferatParticipant *one = &minutes->participants[i];
        if (one->status != REFERAT_STATUS_PRESENT && one->status != REFERAT_STATUS_GUEST)
            continue;
        if (!open)
            referat_json_open(json, "attendee", '[');
        open = true;
        put_person(json, one);
    }
    if (open)
        referat_json_close(json, ']');
}

static void
put_moment(ReferatJson *json, const char *name, const ReferatValue *date, const ReferatValue *time)
{
    if (date->text == NULL)
        return;
    if (time->text == NULL) {
        referat_json_string(json, name, date->text);
        return;
    }
    g_autofree char *moment = g_strdup_printf("%sT%s", date->text, time->text);
    referat_json_string(json, name, moment);
}

/* A meeting that goes on past midnight ends on the next day. */
static void
put_end(ReferatJson *json, const ReferatMinutes *minutes)
{
    const ReferatValue *date = minutes->end_date.text != NULL ? &minutes->end_date : &minutes->date;

    if (minutes->end_time.text == NULL && minutes->end_date.text == NULL)
        return;
    if (minutes->end_date.text == NULL && minutes->start_time.text != NULL &&
        strcmp(minutes->end_time.text, minutes->start_time.text) < 0)
        return;
    put_moment(json, "endDate", date, &minutes->end_time);
}

static void
put_thing(ReferatJson *json, const char *name, const char *type, const char *text)
{
    if (text == NULL)
        return;
    referat_json_open(json, name, '{');
    referat_json_string(json, "@type", type);
    referat_json_string(json, "name", text);
    referat_json_close(json, '}');
}

char *
html_meeting_event(const Html *html)
{
    const ReferatMinutes *minutes = referat_document_get_minutes(html->document);
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    ReferatJson json = {.sink = sink, .first = true, .in_html = true};

    if (html->meeting == NULL || minutes->date.text == NULL)
        return NULL;
    referat_json_open(&json, NULL, '{');
    referat_json_string(&json, "@context", "https://schema.org");
    referat_json_string(&json, "@type", "Event");
    referat_json_string(&json, "name",
                        minutes->title.text != NULL ? minutes->title.text : html->title);
    put_moment(&json, "startDate", &minutes->date, &minutes->start_time);
    put_end(&json, minutes);
    put_thing(&json, "location", "Place", minutes->place.text);
    put_thing(&json, "organizer", "Organization", minutes->body.text);
    put_people(&json, minutes);
    referat_json_close(&json, '}');
    if (!referat_sink_finish(sink, NULL))
        return NULL;
    g_autoptr(GBytes) bytes = referat_sink_steal_bytes(sink);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    return g_strndup(data, size);
}

char *
html_script_hash(const char *text)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize size = sizeof(digest);

    g_checksum_update(sum, (const guchar *)text, -1);
    g_checksum_get_digest(sum, digest, &size);
    return g_base64_encode(digest, size);
}
