/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rxml/minutes.h"

/* The way back: each element fills the last entry of its list, each value a slot of what is open.
 */

enum { SPACE_RXML = 1, DEEPEST = 2, LONGEST_LIST = 1000000 };

const XmlName rxml_minutes_names[] = {
    {SPACE_RXML, RXML_MINUTES, "minutes"},
    {SPACE_RXML, RXML_VALUE, "value"},
    {SPACE_RXML, RXML_PARTICIPANT, "participant"},
    {SPACE_RXML, RXML_ENTRY, "entry"},
    {SPACE_RXML, RXML_DECISION, "decision"},
    {SPACE_RXML, RXML_VOTE, "vote"},
    {SPACE_RXML, RXML_ACTION, "action"},
    {0, RXML_A_ID, "id"},
    {0, RXML_A_STATUS, "status"},
    {0, RXML_A_FUNCTION, "function"},
    {0, RXML_A_OF, "of"},
    {0, RXML_A_DEPTH, "depth"},
    {0, RXML_A_PAGE, "page"},
    {0, RXML_A_NODE, "node"},
    {0, RXML_A_COUNTERPART, "counterpart"},
    {0, RXML_A_ITEM, "item"},
    {0, RXML_A_FOR, "for"},
    {0, RXML_A_AGAINST, "against"},
    {0, RXML_A_ABSTAINING, "abstaining"},
    {0, RXML_A_UNANIMOUS, "unanimous"},
    {0, RXML_A_CONFIDENCE, "confidence"},
    {0, RXML_A_FROM, "from"},
    {0, RXML_A_TO, "to"},
    {0, RXML_A_KIND, "kind"},
    {0, RXML_A_LANG, "lang"},
    {0, RXML_A_NAME, "name"},
    {0, RXML_A_TEXT, "text"},
    {0, 0, NULL},
};

typedef struct {
    ReferatMinutes minutes;
    GArray *participants;
    GArray *agenda;
    GArray *items;
    GArray *decisions;
    GArray *votes;
    GArray *signatures;
    GArray *actions;
    GArray *names[3]; /* of the vote that is open: for, against, abstaining */
} Record;

struct RxmlMinutes {
    ReferatBuilder *builder;
    Record records[DEEPEST];
    GArray *other;   /* of ReferatMinutes */
    GPtrArray *kept; /* arrays that the records point at */
    unsigned depth;
    uint16_t open; /* the entry that is open, 0 = none */
    GArray *entries;
};

/* ---- lists ---- */

static GArray *
new_list(RxmlMinutes *r, guint size)
{
    GArray *list = g_array_new(FALSE, TRUE, size);

    g_ptr_array_add(r->kept, list);
    return list;
}

static void
open_record(RxmlMinutes *r)
{
    Record *record = &r->records[r->depth++];

    memset(record, 0, sizeof(*record));
    record->participants = new_list(r, sizeof(ReferatParticipant));
    record->agenda = new_list(r, sizeof(ReferatMinutesItem));
    record->items = new_list(r, sizeof(ReferatMinutesItem));
    record->decisions = new_list(r, sizeof(ReferatDecision));
    record->votes = new_list(r, sizeof(ReferatVote));
    record->signatures = new_list(r, sizeof(ReferatValue));
    record->actions = new_list(r, sizeof(ReferatAction));
}

#define CLOSE_LIST(record, list)                                                                   \
    do {                                                                                           \
        (record)->minutes.list = (const void *)(record)->list->data;                               \
        (record)->minutes.n_##list = (record)->list->len;                                          \
    } while (0)

static void
close_record(Record *record)
{
    CLOSE_LIST(record, participants);
    CLOSE_LIST(record, agenda);
    CLOSE_LIST(record, items);
    CLOSE_LIST(record, decisions);
    CLOSE_LIST(record, votes);
    CLOSE_LIST(record, signatures);
    CLOSE_LIST(record, actions);
}

RxmlMinutes *
rxml_minutes_new(ReferatBuilder *builder)
{
    RxmlMinutes *r = g_new0(RxmlMinutes, 1);

    r->builder = builder;
    r->kept = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    r->other = new_list(r, sizeof(ReferatMinutes));
    return r;
}

void
rxml_minutes_free(RxmlMinutes *r)
{
    if (r == NULL)
        return;
    g_ptr_array_unref(r->kept);
    g_free(r);
}

/* ---- values ---- */

static const char *
intern(const RxmlMinutes *r, const XmlAttributes *a, uint16_t token)
{
    g_autofree char *value = xml_attribute_dup(a, token);

    return referat_builder_intern(r->builder, value);
}

static uint32_t
natural(const XmlAttributes *a, uint16_t token, uint32_t none)
{
    const int32_t value = xml_attribute_int(a, token, -1);

    return value >= 0 ? (uint32_t)value : none;
}

/* The place of a name in a list, -1 when it is not there, @missing when none is given. */
static int
choice(const XmlAttributes *a, uint16_t token, const char *(*name_of)(int), int n, int missing)
{
    g_autofree char *value = xml_attribute_dup(a, token);

    if (value == NULL)
        return missing;
    for (int i = 0; i < n; i++)
        if (g_strcmp0(name_of(i), value) == 0)
            return i;
    return -1;
}

static const char *
kind_name(int i)
{
    return referat_kind_name((ReferatMinutesKind)i);
}

static const char *
status_name(int i)
{
    return referat_status_name((ReferatStatus)i);
}

static const char *
function_name(int i)
{
    return referat_function_name((ReferatFunction)i);
}

static bool
read_place(const XmlAttributes *a, uint16_t token, uint32_t *node, uint32_t *byte)
{
    g_autofree char *value = xml_attribute_dup(a, token);
    char *end = NULL;

    if (value == NULL)
        return false;
    const uint64_t first = g_ascii_strtoull(value, &end, 10);
    if (end == value || *end != ':')
        return false;
    const uint64_t second = g_ascii_strtoull(end + 1, &end, 10);
    *node = (uint32_t)MIN(first, UINT32_MAX);
    *byte = (uint32_t)MIN(second, UINT32_MAX);
    return *end == '\0';
}

static bool
read_value(const RxmlMinutes *r, const XmlAttributes *a, ReferatValue *value)
{
    g_autofree char *confidence = xml_attribute_dup(a, RXML_A_CONFIDENCE);

    value->text = intern(r, a, RXML_A_TEXT);
    value->confidence =
        confidence != NULL ? (float)CLAMP(g_ascii_strtod(confidence, NULL), 0, 1) : 0;
    return value->text != NULL &&
           read_place(a, RXML_A_FROM, &value->range.first_node, &value->range.first_byte) &&
           read_place(a, RXML_A_TO, &value->range.last_node, &value->range.last_byte);
}

#define LAST(array, Type) (&g_array_index((array), Type, (array)->len - 1))

static ReferatValue *
grown(GArray *list)
{
    if (list == NULL || list->len >= LONGEST_LIST)
        return NULL;
    g_array_set_size(list, list->len + 1);
    return LAST(list, ReferatValue);
}

static ReferatValue *
slot_of_record(Record *record, const char *name)
{
    ReferatMinutes *minutes = &record->minutes;
    const struct {
        const char *name;
        ReferatValue *slot;
    } slots[] = {
        {"title", &minutes->title},
        {"body", &minutes->body},
        {"date", &minutes->date},
        {"end-date", &minutes->end_date},
        {"start-time", &minutes->start_time},
        {"end-time", &minutes->end_time},
        {"place", &minutes->place},
        {"next-meeting", &minutes->next_meeting},
        {"case-number", &minutes->case_number},
        {"meeting-number", &minutes->meeting_number},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(slots); i++)
        if (g_str_equal(slots[i].name, name))
            return slots[i].slot;
    return g_str_equal(name, "signature") ? grown(record->signatures) : NULL;
}

static ReferatValue *
slot_of_vote(Record *record, const char *name)
{
    static const char *const lists[] = {"for", "against", "abstaining"};
    ReferatVote *vote = LAST(record->votes, ReferatVote);

    if (g_str_equal(name, "text"))
        return &vote->text;
    if (g_str_equal(name, "mover"))
        return &vote->mover;
    if (g_str_equal(name, "seconder"))
        return &vote->seconder;
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        if (g_str_equal(name, lists[i]))
            return grown(record->names[i]);
    return NULL;
}

/* Where a value with @name goes; NULL when it has no place in what is open. */
static ReferatValue *
slot_of(RxmlMinutes *r, const char *name)
{
    Record *record = &r->records[r->depth - 1];

    switch (r->open) {
    case 0:
        return slot_of_record(record, name);
    case RXML_PARTICIPANT: {
        ReferatParticipant *one = LAST(record->participants, ReferatParticipant);
        return g_str_equal(name, "name")           ? &one->name
               : g_str_equal(name, "role")         ? &one->role
               : g_str_equal(name, "organisation") ? &one->organisation
                                                   : NULL;
    }
    case RXML_ENTRY: {
        ReferatMinutesItem *entry = LAST(r->entries, ReferatMinutesItem);
        return g_str_equal(name, "label")   ? &entry->label
               : g_str_equal(name, "title") ? &entry->title
                                            : NULL;
    }
    case RXML_DECISION:
        return g_str_equal(name, "text") ? &LAST(record->decisions, ReferatDecision)->text : NULL;
    case RXML_VOTE:
        return slot_of_vote(record, name);
    default: {
        ReferatAction *action = LAST(record->actions, ReferatAction);
        return g_str_equal(name, "text")          ? &action->text
               : g_str_equal(name, "responsible") ? &action->responsible
               : g_str_equal(name, "deadline")    ? &action->deadline
                                                  : NULL;
    }
    }
}

/* ---- elements ---- */

static const char *
start_minutes(RxmlMinutes *r, const XmlAttributes *a)
{
    if (r->depth == DEEPEST || r->open != 0)
        return "minutes where they cannot stand";
    open_record(r);
    ReferatMinutes *minutes = &r->records[r->depth - 1].minutes;
    const int kind = choice(a, RXML_A_KIND, kind_name, REFERAT_N_KINDS, -1);
    if (kind < 0)
        return "a kind of document that is not known";
    minutes->kind = (ReferatMinutesKind)kind;
    minutes->id = intern(r, a, RXML_A_ID);
    minutes->language = intern(r, a, RXML_A_LANG);
    return NULL;
}

static const char *
start_participant(Record *record, const XmlAttributes *a)
{
    const int status = choice(a, RXML_A_STATUS, status_name, REFERAT_N_STATUSES, -1);
    const int function = choice(a, RXML_A_FUNCTION, function_name, REFERAT_N_FUNCTIONS, 0);
    const ReferatParticipant one = {.status = (ReferatStatus)MAX(status, 0),
                                    .function = (ReferatFunction)MAX(function, 0)};

    g_array_append_val(record->participants, one);
    return status < 0 || function < 0 ? "a status or function that is not known" : NULL;
}

static const char *
start_entry(RxmlMinutes *r, Record *record, const XmlAttributes *a)
{
    const ReferatMinutesItem entry = {
        .depth = natural(a, RXML_A_DEPTH, 0),
        .page = natural(a, RXML_A_PAGE, 0),
        .node = natural(a, RXML_A_NODE, 0),
        .counterpart = natural(a, RXML_A_COUNTERPART, REFERAT_NO_ITEM),
    };

    r->entries = xml_attribute_is(a, RXML_A_OF, "agenda") ? record->agenda : record->items;
    g_array_append_val(r->entries, entry);
    return NULL;
}

static const char *
start_vote(RxmlMinutes *r, Record *record, const XmlAttributes *a)
{
    const ReferatVote vote = {
        .item = natural(a, RXML_A_ITEM, REFERAT_NO_ITEM),
        .votes_for = xml_attribute_int(a, RXML_A_FOR, REFERAT_NOT_COUNTED),
        .votes_against = xml_attribute_int(a, RXML_A_AGAINST, REFERAT_NOT_COUNTED),
        .abstaining = xml_attribute_int(a, RXML_A_ABSTAINING, REFERAT_NOT_COUNTED),
        .unanimous = xml_attribute_is(a, RXML_A_UNANIMOUS, "true"),
    };

    g_array_append_val(record->votes, vote);
    for (size_t i = 0; i < G_N_ELEMENTS(record->names); i++)
        record->names[i] = new_list(r, sizeof(ReferatValue));
    return NULL;
}

static const char *
start_list_element(RxmlMinutes *r, uint16_t token, const XmlAttributes *a)
{
    Record *record = &r->records[r->depth - 1];

    if (r->open != 0)
        return "an element where it cannot stand";
    r->open = token;
    if (token == RXML_PARTICIPANT)
        return start_participant(record, a);
    if (token == RXML_ENTRY)
        return start_entry(r, record, a);
    if (token == RXML_VOTE)
        return start_vote(r, record, a);
    if (token == RXML_DECISION) {
        const ReferatDecision decision = {.item = natural(a, RXML_A_ITEM, REFERAT_NO_ITEM)};
        g_array_append_val(record->decisions, decision);
    } else {
        g_array_set_size(record->actions, record->actions->len + 1);
    }
    return NULL;
}

const char *
rxml_minutes_start(RxmlMinutes *r, uint16_t token, const XmlAttributes *a)
{
    if (token == RXML_MINUTES)
        return start_minutes(r, a);
    if (r->depth == 0)
        return "an element of minutes outside of them";
    if (token != RXML_VALUE)
        return start_list_element(r, token, a);
    g_autofree char *name = xml_attribute_dup(a, RXML_A_NAME);
    ReferatValue *slot = name != NULL ? slot_of(r, name) : NULL;
    if (slot == NULL)
        return "a value that has no place here";
    return read_value(r, a, slot) ? NULL : "a value that cannot be read";
}

static void
end_vote(Record *record)
{
    ReferatVote *vote = LAST(record->votes, ReferatVote);

    vote->names_for = (const ReferatValue *)(void *)record->names[0]->data;
    vote->names_against = (const ReferatValue *)(void *)record->names[1]->data;
    vote->names_abstaining = (const ReferatValue *)(void *)record->names[2]->data;
    vote->n_names_for = record->names[0]->len;
    vote->n_names_against = record->names[1]->len;
    vote->n_names_abstaining = record->names[2]->len;
}

bool
rxml_minutes_end(RxmlMinutes *r, uint16_t token)
{
    if (r->depth == 0 || token == RXML_VALUE)
        return false;
    Record *record = &r->records[r->depth - 1];
    if (token != RXML_MINUTES) {
        if (token == RXML_VOTE && r->open == RXML_VOTE)
            end_vote(record);
        r->open = 0;
        return false;
    }
    close_record(record);
    r->depth--;
    if (r->depth > 0) {
        g_array_append_val(r->other, record->minutes);
        return false;
    }
    record->minutes.other = (const ReferatMinutes *)(void *)r->other->data;
    record->minutes.n_other = r->other->len;
    referat_builder_set_minutes(r->builder, &record->minutes);
    return true;
}
