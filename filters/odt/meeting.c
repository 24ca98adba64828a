/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/minutes.h>
#include <string.h>

#include "common/ranges.h"
#include "common/uri.h"
#include "odt/odt.h"

/*
 * What the record adds to the text, which stays as it is: entries of the agenda refer to their
 * items (text:a to a text:bookmark, 6.1.8 and 6.2.1.2), decisions have a paragraph style, the
 * meeting's facts are fields of the metadata (4.3.2.19).
 */

static const ReferatMinutes *
minutes_of(const Odt *odt)
{
    const ReferatMinutes *minutes = referat_document_get_minutes(odt->document);

    return minutes != NULL && minutes->kind != REFERAT_KIND_OTHER ? minutes : NULL;
}

/* ---- agenda and items ---- */

/* "item-4-a"; a second one of that name, and one without label, by its place. */
static char *
name_of_item(const Odt *odt, const ReferatMinutes *minutes, uint32_t index)
{
    g_autoptr(GString) path = g_string_new("item-");

    referat_minutes_item_path(minutes->items, minutes->n_items, index, path);
    (void)g_strdelimit(path->str, ".", '-');
    if (path->len == strlen("item-") || g_hash_table_contains(odt->anchors, path->str))
        return g_strdup_printf("item-no-%u", index + 1);
    return g_strdup(path->str);
}

void
odt_collect_meeting(Odt *odt)
{
    const ReferatMinutes *minutes = minutes_of(odt);

    for (uint32_t i = 0; minutes != NULL && i < minutes->n_agenda; i++) {
        const ReferatMinutesItem *entry = &minutes->agenda[i];
        if (entry->counterpart >= minutes->n_items)
            continue;
        const ReferatNode *from = referat_document_get_node(odt->document, entry->node);
        const ReferatNode *to =
            referat_document_get_node(odt->document, minutes->items[entry->counterpart].node);
        if (from == NULL || to == NULL || from == to || range_has_links(from))
            continue;
        g_autofree char *name = name_of_item(odt, minutes, entry->counterpart);
        if (!g_hash_table_contains(odt->items, to)) {
            const char *kept = odt_intern(odt, name);
            g_hash_table_add(odt->anchors, (gpointer)kept);
            g_hash_table_insert(odt->items, (gpointer)to, (gpointer)kept);
        }
        g_hash_table_insert(odt->entries, (gpointer)from, g_hash_table_lookup(odt->items, to));
    }
    for (uint32_t i = 0; minutes != NULL && i < minutes->n_decisions; i++) {
        const ReferatRange *range = &minutes->decisions[i].text.range;
        const ReferatNode *block =
            range_block(referat_document_get_node(odt->document, range->first_node));
        if (block != NULL && range_fills(block, range))
            g_hash_table_add(odt->decisions, (gpointer)block);
    }
}

void
odt_enter_meeting(Odt *odt, const ReferatNode *node)
{
    const char *item = g_hash_table_lookup(odt->items, node);
    const char *target = g_hash_table_lookup(odt->entries, node);

    if (item != NULL)
        odt_put_bookmark(odt, item);
    if (target != NULL) {
        g_autofree char *name = uri_fragment("", target);
        referat_sink_printf(odt->out,
                            "<text:a xlink:type=\"simple\" xlink:href=\"#%s\" "
                            "text:style-name=\"Internet_20_link\" "
                            "text:visited-style-name=\"Visited_20_Internet_20_Link\">",
                            name);
    }
}

void
odt_leave_meeting(Odt *odt, const ReferatNode *node)
{
    if (g_hash_table_contains(odt->entries, node))
        odt_puts(odt, "</text:a>");
}

bool
odt_is_decision(const Odt *odt, const ReferatNode *node)
{
    return g_hash_table_contains(odt->decisions, node);
}

/* ---- metadata ---- */

static const char *
officer(const ReferatMinutes *minutes, ReferatFunction function)
{
    for (uint32_t i = 0; i < minutes->n_participants; i++)
        if (minutes->participants[i].function == function)
            return minutes->participants[i].name.text;
    return NULL;
}

void
odt_put_meeting_fields(Odt *odt)
{
    const ReferatMinutes *minutes = minutes_of(odt);

    if (minutes == NULL)
        return;
    odt_put_field(odt, "Meeting body", NULL, minutes->body.text);
    odt_put_field(odt, "Meeting date", "date", minutes->date.text);
    odt_put_field(odt, "Meeting end date", "date", minutes->end_date.text);
    odt_put_field(odt, "Meeting start time", NULL, minutes->start_time.text);
    odt_put_field(odt, "Meeting end time", NULL, minutes->end_time.text);
    odt_put_field(odt, "Meeting place", NULL, minutes->place.text);
    odt_put_field(odt, "Meeting number", NULL, minutes->meeting_number.text);
    odt_put_field(odt, "Meeting chair", NULL, officer(minutes, REFERAT_FUNCTION_CHAIR));
    odt_put_field(odt, "Meeting secretary", NULL, officer(minutes, REFERAT_FUNCTION_SECRETARY));
    odt_put_field(odt, "Next meeting", "date", minutes->next_meeting.text);
    if (referat_document_get_metadata(odt->document, REFERAT_META_CASE_NUMBER) == NULL)
        odt_put_field(odt, "Case number", NULL, minutes->case_number.text);
}
