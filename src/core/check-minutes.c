/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/minutes.h"

/* The record's part of the tree checker: ranges lie in texts, references in lists. */

static bool
is_text_place(const ReferatDocument *document, uint32_t id, uint32_t byte)
{
    const ReferatNode *node = referat_document_get_node(document, id);

    return node != NULL && node->type == REFERAT_NODE_TEXT && byte <= node->as.text.length;
}

static const char *
check_value(const ReferatDocument *document, const ReferatValue *value)
{
    const ReferatRange *range = &value->range;

    if (value->text == NULL)
        return NULL;
    if (!is_text_place(document, range->first_node, range->first_byte) ||
        !is_text_place(document, range->last_node, range->last_byte))
        return "has a value that stands in no text";
    if (range->last_node < range->first_node ||
        (range->last_node == range->first_node && range->last_byte < range->first_byte))
        return "has a value that ends before it begins";
    return NULL;
}

static const char *
check_values(const ReferatDocument *document, const ReferatValue *values, uint32_t n)
{
    const char *wrong = NULL;

    for (uint32_t i = 0; i < n && wrong == NULL; i++)
        wrong = values[i].text != NULL ? check_value(document, &values[i])
                                       : "has an empty value in a list";
    return wrong;
}

static const char *
check_items(const ReferatDocument *document, const ReferatMinutesItem *items, uint32_t n,
            uint32_t n_counterparts)
{
    for (uint32_t i = 0; i < n; i++) {
        const char *wrong = check_value(document, &items[i].label);
        if (wrong == NULL)
            wrong = check_value(document, &items[i].title);
        if (wrong != NULL)
            return wrong;
        if (items[i].depth > (i > 0 ? items[i - 1].depth + 1 : 0))
            return "has an entry too deep";
        if (referat_document_get_node(document, items[i].node) == NULL)
            return "has an entry that begins nowhere";
        if (items[i].counterpart != REFERAT_NO_ITEM && items[i].counterpart >= n_counterparts)
            return "has an entry whose counterpart is missing";
    }
    return NULL;
}

static bool
is_item(const ReferatMinutes *minutes, uint32_t item)
{
    return item == REFERAT_NO_ITEM || item < minutes->n_items;
}

static const char *
check_votes(const ReferatDocument *document, const ReferatMinutes *minutes)
{
    for (uint32_t i = 0; i < minutes->n_votes; i++) {
        const ReferatVote *vote = &minutes->votes[i];
        const ReferatValue values[] = {vote->text, vote->mover, vote->seconder};
        for (size_t k = 0; k < G_N_ELEMENTS(values); k++)
            if (check_value(document, &values[k]) != NULL)
                return "has a vote that stands in no text";
        if (!is_item(minutes, vote->item) ||
            check_values(document, vote->names_for, vote->n_names_for) != NULL ||
            check_values(document, vote->names_against, vote->n_names_against) != NULL ||
            check_values(document, vote->names_abstaining, vote->n_names_abstaining) != NULL)
            return "has a vote that is not sound";
    }
    return NULL;
}

static const char *
check_lists(const ReferatDocument *document, const ReferatMinutes *minutes)
{
    for (uint32_t i = 0; i < minutes->n_participants; i++) {
        const ReferatParticipant *one = &minutes->participants[i];
        if (one->name.text == NULL || check_value(document, &one->name) != NULL ||
            check_value(document, &one->role) != NULL ||
            check_value(document, &one->organisation) != NULL)
            return "has a participant that is not sound";
    }
    for (uint32_t i = 0; i < minutes->n_decisions; i++)
        if (!is_item(minutes, minutes->decisions[i].item) ||
            check_values(document, &minutes->decisions[i].text, 1) != NULL)
            return "has a decision that is not sound";
    for (uint32_t i = 0; i < minutes->n_actions; i++)
        if (check_values(document, &minutes->actions[i].text, 1) != NULL ||
            check_value(document, &minutes->actions[i].responsible) != NULL ||
            check_value(document, &minutes->actions[i].deadline) != NULL)
            return "has an action that is not sound";
    const char *wrong = check_votes(document, minutes);
    return wrong != NULL ? wrong
                         : check_values(document, minutes->signatures, minutes->n_signatures);
}

const char *
rft_minutes_check(const ReferatDocument *document, const ReferatMinutes *minutes)
{
    const ReferatValue *facts[] = {
        &minutes->title,       &minutes->body,           &minutes->date,  &minutes->end_date,
        &minutes->start_time,  &minutes->end_time,       &minutes->place, &minutes->next_meeting,
        &minutes->case_number, &minutes->meeting_number,
    };
    const char *wrong = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(facts) && wrong == NULL; i++)
        wrong = check_value(document, facts[i]);
    if (wrong == NULL)
        wrong = check_items(document, minutes->agenda, minutes->n_agenda, minutes->n_items);
    if (wrong == NULL)
        wrong = check_items(document, minutes->items, minutes->n_items, minutes->n_agenda);
    if (wrong == NULL)
        wrong = check_lists(document, minutes);
    for (uint32_t i = 0; i < minutes->n_other && wrong == NULL; i++)
        wrong = rft_minutes_check(document, &minutes->other[i]);
    return wrong;
}
