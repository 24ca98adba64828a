/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/minutes.h"

#include <string.h>

/* The record of a document: kept in its arena, copied there with all that it points at. */

const ReferatMinutes *
referat_document_get_minutes(const ReferatDocument *document)
{
    return document->minutes;
}

const char *
referat_kind_name(ReferatMinutesKind kind)
{
    static const char *const names[] = {"other", "minutes", "agenda", "agenda+minutes",
                                        "transcript"};
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == REFERAT_N_KINDS);

    g_return_val_if_fail((unsigned)kind < REFERAT_N_KINDS, "other");
    return names[kind];
}

const char *
referat_status_name(ReferatStatus status)
{
    static const char *const names[] = {"unknown", "present", "absent", "excused", "guest"};
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == REFERAT_N_STATUSES);

    g_return_val_if_fail((unsigned)status < REFERAT_N_STATUSES, "unknown");
    return names[status];
}

const char *
referat_function_name(ReferatFunction function)
{
    static const char *const names[] = {NULL, "chair", "secretary"};
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == REFERAT_N_FUNCTIONS);

    g_return_val_if_fail((unsigned)function < REFERAT_N_FUNCTIONS, NULL);
    return names[function];
}

static uint32_t
parent_of(const ReferatMinutesItem *items, uint32_t index)
{
    for (uint32_t i = index; i-- > 0;)
        if (items[i].depth < items[index].depth)
            return i;
    return REFERAT_NO_ITEM;
}

/* "5.1" below "5", "1-1-1" below "1-1", "4A" below "4": the label names its parent already. */
static bool
holds_parent(const char *label, const char *parent)
{
    const size_t n = strlen(parent);

    if (strlen(label) <= n || strncmp(label, parent, n) != 0)
        return false;
    return strchr(".-/", label[n]) != NULL ||
           (g_ascii_isalpha(label[n]) && n > 0 && g_ascii_isdigit(parent[n - 1]));
}

void
referat_minutes_item_path(const ReferatMinutesItem *items, uint32_t n, uint32_t index,
                          GString *path)
{
    enum { DEEPEST = 16 };
    const char *labels[DEEPEST];
    unsigned count = 0;

    g_return_if_fail(index < n);
    for (uint32_t i = index; i != REFERAT_NO_ITEM && count < DEEPEST; i = parent_of(items, i)) {
        const char *label = items[i].label.text;
        if (label == NULL || (count > 0 && holds_parent(labels[count - 1], label)))
            continue;
        labels[count++] = label;
    }
    while (count-- > 0)
        g_string_append_printf(path, "%s%s", labels[count], count > 0 ? "." : "");
}

/* ---- copying ---- */

static const char *
copy_string(RftArena *arena, const char *string)
{
    return string != NULL ? rft_arena_strndup(arena, string, strlen(string)) : NULL;
}

static void
copy_value(RftArena *arena, ReferatValue *value)
{
    value->text = copy_string(arena, value->text);
}

static void *
copy_array(RftArena *arena, const void *array, uint32_t n, size_t size)
{
    if (n == 0)
        return NULL;
    void *copy = rft_arena_alloc(arena, n * size);
    memcpy(copy, array, n * size);
    return copy;
}

#define COPY_ARRAY(arena, array, n) copy_array((arena), (array), (n), sizeof((array)[0]))

static const ReferatValue *
copy_values(RftArena *arena, const ReferatValue *values, uint32_t n)
{
    ReferatValue *copy = COPY_ARRAY(arena, values, n);

    for (uint32_t i = 0; i < n; i++)
        copy_value(arena, &copy[i]);
    return copy;
}

static const ReferatMinutesItem *
copy_items(RftArena *arena, const ReferatMinutesItem *items, uint32_t n)
{
    ReferatMinutesItem *copy = COPY_ARRAY(arena, items, n);

    for (uint32_t i = 0; i < n; i++) {
        copy_value(arena, &copy[i].label);
        copy_value(arena, &copy[i].title);
    }
    return copy;
}

static const ReferatParticipant *
copy_participants(RftArena *arena, const ReferatParticipant *people, uint32_t n)
{
    ReferatParticipant *copy = COPY_ARRAY(arena, people, n);

    for (uint32_t i = 0; i < n; i++) {
        copy_value(arena, &copy[i].name);
        copy_value(arena, &copy[i].role);
        copy_value(arena, &copy[i].organisation);
    }
    return copy;
}

static const ReferatVote *
copy_votes(RftArena *arena, const ReferatVote *votes, uint32_t n)
{
    ReferatVote *copy = COPY_ARRAY(arena, votes, n);

    for (uint32_t i = 0; i < n; i++) {
        ReferatVote *vote = &copy[i];
        copy_value(arena, &vote->text);
        copy_value(arena, &vote->mover);
        copy_value(arena, &vote->seconder);
        vote->names_for = copy_values(arena, vote->names_for, vote->n_names_for);
        vote->names_against = copy_values(arena, vote->names_against, vote->n_names_against);
        vote->names_abstaining =
            copy_values(arena, vote->names_abstaining, vote->n_names_abstaining);
    }
    return copy;
}

static void
copy_lists(RftArena *arena, ReferatMinutes *to)
{
    to->participants = copy_participants(arena, to->participants, to->n_participants);
    to->agenda = copy_items(arena, to->agenda, to->n_agenda);
    to->items = copy_items(arena, to->items, to->n_items);
    to->votes = copy_votes(arena, to->votes, to->n_votes);
    to->signatures = copy_values(arena, to->signatures, to->n_signatures);
    ReferatDecision *decisions = COPY_ARRAY(arena, to->decisions, to->n_decisions);
    for (uint32_t i = 0; i < to->n_decisions; i++)
        copy_value(arena, &decisions[i].text);
    to->decisions = decisions;
    ReferatAction *actions = COPY_ARRAY(arena, to->actions, to->n_actions);
    for (uint32_t i = 0; i < to->n_actions; i++) {
        copy_value(arena, &actions[i].text);
        copy_value(arena, &actions[i].responsible);
        copy_value(arena, &actions[i].deadline);
    }
    to->actions = actions;
}

static void
copy_minutes(RftArena *arena, ReferatMinutes *to, const ReferatMinutes *from, bool with_others)
{
    *to = *from;
    to->id = copy_string(arena, from->id);
    to->language = copy_string(arena, from->language);
    copy_value(arena, &to->title);
    copy_value(arena, &to->body);
    copy_value(arena, &to->date);
    copy_value(arena, &to->end_date);
    copy_value(arena, &to->start_time);
    copy_value(arena, &to->end_time);
    copy_value(arena, &to->place);
    copy_value(arena, &to->next_meeting);
    copy_value(arena, &to->case_number);
    copy_value(arena, &to->meeting_number);
    copy_lists(arena, to);
    to->n_other = with_others ? from->n_other : 0;
    ReferatMinutes *others = COPY_ARRAY(arena, from->other, to->n_other);
    /* a set of minutes in a file holds no further ones */
    for (uint32_t i = 0; i < to->n_other; i++)
        copy_minutes(arena, &others[i], &from->other[i], false);
    to->other = others;
}

void
rft_document_set_minutes(ReferatDocument *document, const ReferatMinutes *minutes)
{
    document->minutes = NULL;
    if (minutes == NULL)
        return;
    ReferatMinutes *copy = rft_arena_new(&document->arena, ReferatMinutes);
    copy_minutes(&document->arena, copy, minutes, true);
    document->minutes = copy;
}

void
referat_builder_set_minutes(ReferatBuilder *builder, const ReferatMinutes *minutes)
{
    rft_document_set_minutes(builder->document, minutes);
}

const ReferatNode *
referat_document_get_node(const ReferatDocument *document, uint32_t id)
{
    return id < document->n_index ? document->index[id] : NULL;
}

static void
append_collapsed(GString *out, const char *text, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        if (!g_ascii_isspace(text[i]))
            g_string_append_c(out, text[i]);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    }
}

void
referat_document_append_range(const ReferatDocument *document, const ReferatRange *range,
                              GString *text)
{
    for (uint32_t id = range->first_node; id <= range->last_node && id < document->n_index; id++) {
        const ReferatNode *node = document->index[id];
        /* blocks and breaks part words */
        if (!referat_node_type_is_inline((ReferatNodeType)node->type) ||
            node->type == REFERAT_NODE_BREAK)
            append_collapsed(text, " ", 0, 1);
        if (node->type != REFERAT_NODE_TEXT)
            continue;
        const uint32_t length = node->as.text.length;
        append_collapsed(text, node->as.text.text, id == range->first_node ? range->first_byte : 0,
                         id == range->last_node ? MIN(range->last_byte, length) : length);
    }
    while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
}
