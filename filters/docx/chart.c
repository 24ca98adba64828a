/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "docx/reader.h"

/* Charts as tables of their numbers (ECMA-376 part 1, 21.2), SmartArt as its texts (21.4). */

enum { MOST_SERIES = 64, MOST_POINTS = 1000 };

typedef struct {
    GString *name;
    GPtrArray *categories; /* of char *, by index; entries may be NULL */
    GPtrArray *values;
} Series;

typedef struct {
    XmlPath path;
    GString *title;
    GString *value;
    GPtrArray *series;
    GPtrArray *texts; /* diagrams: one for each point */
    int32_t index;
    bool in_value;
} ChartState;

static void
series_free(gpointer pointer)
{
    Series *series = pointer;

    (void)g_string_free(series->name, TRUE);
    g_ptr_array_unref(series->categories);
    g_ptr_array_unref(series->values);
    g_free(series);
}

static void
on_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    ChartState *state = data;

    xml_path_push(&state->path, token);
    if (token == C_ser && state->series->len < MOST_SERIES) {
        Series *series = g_new0(Series, 1);
        series->name = g_string_new(NULL);
        series->categories = g_ptr_array_new_with_free_func(g_free);
        series->values = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(state->series, series);
    } else if (token == C_pt) {
        state->index = xml_attribute_int(attributes, X_idx, -1);
    } else if (token == C_v || token == A_t) {
        state->in_value = true;
        g_string_truncate(state->value, 0);
    }
}

static void
store(GPtrArray *list, int32_t index, const char *text)
{
    if (index < 0 || index >= MOST_POINTS)
        return;
    if ((guint)index >= list->len)
        g_ptr_array_set_size(list, index + 1);
    g_free(g_ptr_array_index(list, (guint)index));
    g_ptr_array_index(list, (guint)index) = g_strdup(text);
}

static void
store_value(ChartState *state)
{
    Series *series = state->series->len > 0 && xml_path_has(&state->path, C_ser)
                         ? g_ptr_array_index(state->series, state->series->len - 1)
                         : NULL;

    if (series == NULL)
        return;
    if (xml_path_has(&state->path, C_tx))
        g_string_append(series->name, state->value->str);
    else if (xml_path_has(&state->path, C_cat) || xml_path_has(&state->path, C_xVal))
        store(series->categories, state->index, state->value->str);
    else if (xml_path_has(&state->path, C_val) || xml_path_has(&state->path, C_yVal))
        store(series->values, state->index, state->value->str);
}

static void
on_end(gpointer data, uint16_t token)
{
    ChartState *state = data;

    if (token == C_v) {
        store_value(state);
    } else if (token == A_t &&
               (xml_path_has(&state->path, DGM_pt) ||
                (xml_path_has(&state->path, C_title) && !xml_path_has(&state->path, C_plotArea)))) {
        g_string_append(state->title, state->value->str);
    } else if (token == DGM_pt && state->title->len > 0) {
        g_ptr_array_add(state->texts, g_strdup(state->title->str));
        g_string_truncate(state->title, 0);
    } else if (token == A_p && xml_path_has(&state->path, DGM_pt) && state->title->len > 0) {
        g_string_append_c(state->title, ' ');
    }
    if (token == C_v || token == A_t)
        state->in_value = false;
    xml_path_pop(&state->path);
}

static void
on_text(gpointer data, const char *text, size_t length)
{
    ChartState *state = data;

    if (state->in_value && state->value->len < 65536)
        g_string_append_len(state->value, text, (gssize)length);
}

static const XmlHandlers handlers = {on_start, on_end, on_text};

static bool
read_part(DocxReader *reader, const char *part, ChartState *state)
{
    const int64_t index = package_find(reader->package, part);

    if (index < 0)
        return false;
    g_autoptr(XmlParser) parser =
        xml_parser_new(reader->context, &docx_vocabulary, &handlers, state, part);
    return opc_parse_part(reader->context, reader->package, index, REFERAT_LIMIT_SIDE_PART_BYTES,
                          parser, NULL);
}

static void
state_init(ChartState *state)
{
    state->title = g_string_new(NULL);
    state->value = g_string_new(NULL);
    state->series = g_ptr_array_new_with_free_func(series_free);
    state->texts = g_ptr_array_new_with_free_func(g_free);
}

static void
state_clear(ChartState *state)
{
    (void)g_string_free(state->title, TRUE);
    (void)g_string_free(state->value, TRUE);
    g_ptr_array_unref(state->series);
    g_ptr_array_unref(state->texts);
}

static void
add_words(ReferatBuilder *builder, ReferatNode *parent, const char *text)
{
    ReferatNode *paragraph = referat_builder_add(builder, parent, REFERAT_NODE_PARAGRAPH);

    if (text != NULL)
        (void)referat_builder_add_text(builder, paragraph, text, strlen(text), 0, NULL,
                                       REFERAT_DIRECTION_UNSET);
}

static void
add_cell(ReferatBuilder *builder, ReferatNode *row, const char *text, ReferatScope scope)
{
    ReferatNode *cell = referat_builder_add(builder, row, REFERAT_NODE_CELL);

    referat_node_edit_cell(cell)->scope = text != NULL ? scope : REFERAT_SCOPE_NONE;
    if (text != NULL)
        add_words(builder, cell, text);
}

static const char *
entry(const GPtrArray *list, guint i)
{
    return i < list->len ? g_ptr_array_index(list, i) : NULL;
}

static void
add_table(ReferatBuilder *builder, ReferatNode *container, const ChartState *state)
{
    ReferatNode *table = referat_builder_add(builder, container, REFERAT_NODE_TABLE);
    if (state->title->len > 0) {
        ReferatNode *caption = referat_builder_add(builder, table, REFERAT_NODE_CAPTION);
        (void)referat_builder_add_text(builder, caption, state->title->str, state->title->len, 0,
                                       NULL, REFERAT_DIRECTION_UNSET);
    }
    ReferatNode *head = referat_builder_add(builder, table, REFERAT_NODE_ROW);
    const Series *first = g_ptr_array_index(state->series, 0);
    guint n = first->categories->len;

    referat_node_edit_row(head)->header = true;
    add_cell(builder, head, NULL, REFERAT_SCOPE_NONE);
    for (guint s = 0; s < state->series->len; s++) {
        const Series *series = g_ptr_array_index(state->series, s);
        add_cell(builder, head, series->name->len > 0 ? series->name->str : NULL,
                 REFERAT_SCOPE_COLUMN);
        n = MAX(n, series->values->len);
    }
    for (guint i = 0; i < n; i++) {
        ReferatNode *row = referat_builder_add(builder, table, REFERAT_NODE_ROW);
        add_cell(builder, row, entry(first->categories, i), REFERAT_SCOPE_ROW);
        for (guint s = 0; s < state->series->len; s++) {
            const Series *series = g_ptr_array_index(state->series, s);
            add_cell(builder, row, entry(series->values, i), REFERAT_SCOPE_NONE);
        }
    }
}

bool
docx_chart_read(DocxReader *reader, const char *part, ReferatNode *container)
{
    ChartState state = {.index = -1};
    bool found = false;

    state_init(&state);
    if (read_part(reader, part, &state)) {
        found = state.series->len > 0 || state.title->len > 0;
        if (state.series->len > 0)
            add_table(reader->builder, container, &state);
        else if (state.title->len > 0)
            add_words(reader->builder, container, state.title->str);
    }
    state_clear(&state);
    return found;
}

bool
docx_diagram_read(DocxReader *reader, const char *part, ReferatNode *container)
{
    ChartState state = {.index = -1};
    bool found = false;

    state_init(&state);
    if (read_part(reader, part, &state)) {
        found = state.texts->len > 0;
        for (guint i = 0; i < state.texts->len; i++)
            add_words(reader->builder, container, g_ptr_array_index(state.texts, i));
    }
    state_clear(&state);
    return found;
}
