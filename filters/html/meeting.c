/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html/meeting.h"

#include <string.h>

#include "common/ranges.h"

/*
 * The page knows that it is minutes: the meeting's facts come first, the agenda leads to what was
 * said on each item and back, items are sections, decisions and votes are marked.
 */

enum { SECTIONS_MAX = 8, FEWEST_FACTS = 2 };

struct HtmlMeeting {
    const ReferatMinutes *minutes;
    GHashTable *entries;            /* block to 1 + its place in the agenda */
    GHashTable *items;              /* block to 1 + its place in the items */
    GHashTable *marks;              /* text node to GArray of HtmlMark */
    GHashTable *whole;              /* block to what all of it is */
    unsigned levels[SECTIONS_MAX];  /* of the sections that are open */
    const char *back[SECTIONS_MAX]; /* the agenda's entry that each goes back to, or NULL */
    unsigned n_sections;
    bool facts_written;
    bool in_link;
};

/* ---- what stands where ---- */

static void
add_mark(HtmlMeeting *meeting, const ReferatNode *node, HtmlMark mark)
{
    GArray *marks = g_hash_table_lookup(meeting->marks, node);

    if (marks == NULL) {
        marks = g_array_new(FALSE, FALSE, sizeof(HtmlMark));
        g_hash_table_insert(meeting->marks, (gpointer)node, marks);
    }
    /* what is marked already, as a decision that is a vote too, stays as it is */
    for (guint i = 0; i < marks->len; i++)
        if (g_array_index(marks, HtmlMark, i).end > mark.start)
            return;
    g_array_append_val(marks, mark);
}

static void
mark_range(const Html *html, HtmlMeeting *meeting, const ReferatRange *range, const char *kind)
{
    const ReferatNode *last = NULL;
    bool named = false;

    for (uint32_t id = range->first_node; id <= range->last_node; id++) {
        const ReferatNode *node = referat_document_get_node(html->document, id);
        if (node == NULL || referat_node_get_type(node) != REFERAT_NODE_TEXT)
            continue;
        const ReferatNode *block = range_block(node);
        const bool paragraph = referat_node_get_type(block) == REFERAT_NODE_PARAGRAPH;
        if (paragraph && block != last && range_covers(block, range))
            g_hash_table_insert(meeting->whole, (gpointer)block, (gpointer)kind);
        last = block;
        const bool whole = g_hash_table_contains(meeting->whole, block) && !html_is_in_tight(block);
        /* the paragraph is marked; what is read aloud stands at its front */
        if (whole && named)
            continue;
        add_mark(meeting, node,
                 (HtmlMark){.start = id == range->first_node ? range->first_byte : 0,
                            .end = id == range->last_node ? range->last_byte
                                                          : referat_node_get_text(node)->length,
                            .kind = kind,
                            .named = !named,
                            .whole = whole});
        named = true;
    }
}

/* The node that carries the id of an entry: its block, or the list item that it opens. */
static const ReferatNode *
holder(const Html *html, const ReferatMinutesItem *item)
{
    const ReferatNode *block = referat_document_get_node(html->document, item->node);
    const ReferatNode *parent = referat_node_get_parent(block);

    if (html_id(html, block) == NULL && referat_node_get_type(parent) == REFERAT_NODE_ITEM &&
        referat_node_get_previous(block) == NULL)
        return parent;
    return block;
}

static void
keep_entries(Html *html, GHashTable *table, const ReferatMinutesItem *items, uint32_t n,
             const char *prefix)
{
    for (uint32_t i = 0; i < n; i++) {
        const ReferatNode *block = referat_document_get_node(html->document, items[i].node);
        const ReferatNode *node = holder(html, &items[i]);
        if (referat_node_type_is_inline(referat_node_get_type(block)))
            continue;
        g_hash_table_insert(table, (gpointer)block, GUINT_TO_POINTER(i + 1));
        if (html_id(html, node) == NULL)
            html_give_id(html, node, prefix, items[i].title.text);
    }
}

HtmlMeeting *
html_meeting_new(Html *html)
{
    const ReferatMinutes *minutes = referat_document_get_minutes(html->document);

    if (minutes == NULL || minutes->kind == REFERAT_KIND_OTHER)
        return NULL;
    HtmlMeeting *meeting = g_new0(HtmlMeeting, 1);
    meeting->minutes = minutes;
    meeting->entries = g_hash_table_new(NULL, NULL);
    meeting->items = g_hash_table_new(NULL, NULL);
    meeting->marks = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    meeting->whole = g_hash_table_new(NULL, NULL);
    keep_entries(html, meeting->items, minutes->items, minutes->n_items, "item");
    keep_entries(html, meeting->entries, minutes->agenda, minutes->n_agenda, "agenda");
    for (uint32_t i = 0; i < minutes->n_decisions; i++)
        mark_range(html, meeting, &minutes->decisions[i].text.range, "decision");
    for (uint32_t i = 0; i < minutes->n_votes; i++)
        mark_range(html, meeting, &minutes->votes[i].text.range, "vote");
    return meeting;
}

void
html_meeting_free(HtmlMeeting *meeting)
{
    if (meeting == NULL)
        return;
    g_hash_table_unref(meeting->entries);
    g_hash_table_unref(meeting->items);
    g_hash_table_unref(meeting->marks);
    g_hash_table_unref(meeting->whole);
    g_free(meeting);
}

const char *
html_meeting_class(const Html *html, const ReferatNode *node)
{
    return html->meeting != NULL ? g_hash_table_lookup(html->meeting->whole, node) : NULL;
}

const GArray *
html_meeting_marks(const Html *html, const ReferatNode *node)
{
    return html->meeting != NULL ? g_hash_table_lookup(html->meeting->marks, node) : NULL;
}

/* ---- facts ---- */

static void
put_fact_open(Html *html, const char *key)
{
    html_puts(html, "<dt>");
    html_text(html, html_phrase(html, key));
    html_puts(html, "</dt>\n<dd>");
}

/* As the document prints it, with what it means for programs. */
static void
put_time(Html *html, const ReferatValue *value)
{
    g_autoptr(GString) printed = g_string_new(NULL);

    referat_document_append_range(html->document, &value->range, printed);
    html_puts(html, "<time");
    html_attribute(html, "datetime", value->text);
    html_puts(html, ">");
    html_text(html, printed->len > 0 ? printed->str : value->text);
    html_puts(html, "</time>");
}

static bool
is_same_range(const ReferatRange *a, const ReferatRange *b)
{
    return a->first_node == b->first_node && a->first_byte == b->first_byte &&
           a->last_node == b->last_node && a->last_byte == b->last_byte;
}

static void
put_times(Html *html)
{
    const ReferatMinutes *minutes = html->meeting->minutes;
    const ReferatValue *start = &minutes->start_time;
    const ReferatValue *end = &minutes->end_time;

    if (start->text == NULL && end->text == NULL)
        return;
    put_fact_open(html, "time");
    if (start->text != NULL)
        put_time(html, start);
    /* "16.00–18.10" is printed once */
    if (end->text != NULL && (start->text == NULL || !is_same_range(&start->range, &end->range))) {
        html_puts(html, start->text != NULL ? " – " : "– ");
        put_time(html, end);
    }
    html_puts(html, "</dd>\n");
}

static void
put_plain_fact(Html *html, const char *key, const char *text)
{
    if (text == NULL)
        return;
    put_fact_open(html, key);
    html_text(html, text);
    html_puts(html, "</dd>\n");
}

static const char *
officer(const ReferatMinutes *minutes, ReferatFunction function)
{
    for (uint32_t i = 0; i < minutes->n_participants; i++)
        if (minutes->participants[i].function == function)
            return minutes->participants[i].name.text;
    return NULL;
}

static unsigned
count_facts(const ReferatMinutes *minutes)
{
    return (minutes->date.text != NULL) + (minutes->start_time.text != NULL) +
           (minutes->place.text != NULL) + (minutes->body.text != NULL) +
           (officer(minutes, REFERAT_FUNCTION_CHAIR) != NULL) +
           (officer(minutes, REFERAT_FUNCTION_SECRETARY) != NULL) +
           (minutes->next_meeting.text != NULL) + (minutes->case_number.text != NULL) +
           (minutes->meeting_number.text != NULL);
}

void
html_meeting_facts(Html *html, const ReferatNode *title)
{
    const bool wanted = title == NULL || referat_node_get_heading(title)->title;

    if (html->meeting == NULL || html->meeting->facts_written || !wanted || html->in_page_head)
        return;
    html->meeting->facts_written = true;
    const ReferatMinutes *minutes = html->meeting->minutes;
    if (count_facts(minutes) < FEWEST_FACTS)
        return;
    html_puts(html, "<header class=\"facts\">\n<dl>\n");
    put_plain_fact(html, "body", minutes->body.text);
    put_plain_fact(html, "meeting-number", minutes->meeting_number.text);
    put_plain_fact(html, "case-number", minutes->case_number.text);
    if (minutes->date.text != NULL) {
        put_fact_open(html, "date");
        put_time(html, &minutes->date);
        /* "12.–14. juni" is printed once */
        if (minutes->end_date.text != NULL &&
            !is_same_range(&minutes->date.range, &minutes->end_date.range)) {
            html_puts(html, " – ");
            put_time(html, &minutes->end_date);
        }
        html_puts(html, "</dd>\n");
    }
    put_times(html);
    put_plain_fact(html, "place", minutes->place.text);
    put_plain_fact(html, "chair", officer(minutes, REFERAT_FUNCTION_CHAIR));
    put_plain_fact(html, "secretary", officer(minutes, REFERAT_FUNCTION_SECRETARY));
    if (minutes->next_meeting.text != NULL) {
        put_fact_open(html, "next-meeting");
        put_time(html, &minutes->next_meeting);
        html_puts(html, "</dd>\n");
    }
    html_puts(html, "</dl>\n</header>\n");
}

/* ---- links between agenda and items ---- */

static const char *
counterpart_id(const Html *html, GHashTable *table, const ReferatNode *node,
               const ReferatMinutesItem *from, const ReferatMinutesItem *to, uint32_t n_to)
{
    const guint place = GPOINTER_TO_UINT(g_hash_table_lookup(table, node));

    if (place == 0 || from[place - 1].counterpart >= n_to)
        return NULL;
    return html_id(html, holder(html, &to[from[place - 1].counterpart]));
}

static const char *
item_of_entry(const Html *html, const ReferatNode *node)
{
    const ReferatMinutes *minutes = html->meeting->minutes;

    return counterpart_id(html, html->meeting->entries, node, minutes->agenda, minutes->items,
                          minutes->n_items);
}

static const char *
entry_of_item(const Html *html, const ReferatNode *node)
{
    const ReferatMinutes *minutes = html->meeting->minutes;

    return counterpart_id(html, html->meeting->items, node, minutes->items, minutes->agenda,
                          minutes->n_agenda);
}

static void
put_back_link(Html *html, const char *id)
{
    referat_sink_printf(html->sink, "<a class=\"to-agenda\" href=\"#%s\">", id);
    html_text(html, html_phrase(html, "to-agenda"));
    html_puts(html, "</a>");
}

/* ---- sections ---- */

static void
close_to(Html *html, unsigned level)
{
    HtmlMeeting *meeting = html->meeting;

    while (meeting->n_sections > 0 && meeting->levels[meeting->n_sections - 1] >= level) {
        const char *back = meeting->back[--meeting->n_sections];
        if (back != NULL) {
            html_puts(html, "<footer class=\"back-line\">");
            put_back_link(html, back);
            html_puts(html, "</footer>\n");
        }
        html_puts(html, "</section>\n");
    }
}

bool
html_meeting_heading(Html *html, const ReferatNode *heading)
{
    HtmlMeeting *meeting = html->meeting;
    const ReferatNode *parent = referat_node_get_parent(heading);
    const unsigned level = referat_node_get_heading(heading)->level;

    if (meeting == NULL || referat_node_get_type(parent) != REFERAT_NODE_BODY)
        return false;
    close_to(html, level);
    if (g_hash_table_lookup(meeting->items, heading) == NULL || meeting->n_sections == SECTIONS_MAX)
        return false;
    meeting->back[meeting->n_sections] = entry_of_item(html, heading);
    meeting->levels[meeting->n_sections++] = level;
    html_puts(html, "<section class=\"item\"");
    html_attribute(html, "id", html_id(html, heading));
    html_puts(html, ">\n");
    return true;
}

void
html_meeting_close(Html *html)
{
    if (html->meeting != NULL)
        close_to(html, 0);
}

/* ---- in the text ---- */

void
html_meeting_enter(Html *html, const ReferatNode *node)
{
    const char *id = html->meeting != NULL ? item_of_entry(html, node) : NULL;

    /* a link holds no other links */
    if (id == NULL || range_has_links(node))
        return;
    referat_sink_printf(html->sink, "<a class=\"to-item\" href=\"#%s\">", id);
    html->meeting->in_link = true;
}

void
html_meeting_leave(Html *html, const ReferatNode *node)
{
    if (html->meeting == NULL)
        return;
    if (html->meeting->in_link) {
        html_puts(html, "</a>");
        html->meeting->in_link = false;
        return;
    }
    const char *id = entry_of_item(html, node);
    if (id != NULL) {
        html_puts(html, " ");
        put_back_link(html, id);
    }
}
