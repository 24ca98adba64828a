/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/formula.h"

#include <string.h>

/* What stands before each child of an element, and whether several letters want brackets. */
typedef struct {
    const char *before[3];
    const char *after;
    bool bracket;
} Shape;

static const Shape shapes[REFERAT_N_MATH_ELEMENTS] = {
    [REFERAT_MATH_MFRAC] = {{"", "/", NULL}, "", true},
    [REFERAT_MATH_MSQRT] = {{"sqrt(", NULL, NULL}, ")", false},
    [REFERAT_MATH_MROOT] = {{"root(", ", ", NULL}, ")", false},
    [REFERAT_MATH_MSUB] = {{"", "_", NULL}, "", true},
    [REFERAT_MATH_MSUP] = {{"", "^", NULL}, "", true},
    [REFERAT_MATH_MSUBSUP] = {{"", "_", "^"}, "", true},
    [REFERAT_MATH_MUNDER] = {{"", "_", NULL}, "", true},
    [REFERAT_MATH_MOVER] = {{"", "^", NULL}, "", true},
    [REFERAT_MATH_MUNDEROVER] = {{"", "_", "^"}, " ", true},
    [REFERAT_MATH_MMULTISCRIPTS] = {{"", "_", "^"}, "", true},
    [REFERAT_MATH_MTABLE] = {{"[", "; ", "; "}, "]", false},
    [REFERAT_MATH_MTR] = {{"", ", ", ", "}, "", false},
};

static void append(const ReferatNode *node, GString *out);

/* "a+b" needs brackets where "a" and "12" do not. */
static bool
is_atom(const char *text)
{
    bool digits = true;

    for (const char *p = text; *p != '\0'; p++)
        digits = digits && (g_ascii_isdigit(*p) || *p == '.' || *p == ',');
    return digits || g_utf8_strlen(text, -1) <= 1 ||
           (text[0] == '(' && strchr(text, ')') != NULL && strchr(text, ')')[1] == '\0');
}

static void
append_part(const ReferatNode *node, bool bracket, GString *out)
{
    g_autoptr(GString) part = g_string_new(NULL);

    append(node, part);
    if (bracket && !is_atom(part->str))
        g_string_append_printf(out, "(%s)", part->str);
    else
        g_string_append_len(out, part->str, (gssize)part->len);
}

static void
append_children(const ReferatNode *node, const Shape *shape, GString *out)
{
    unsigned i = 0;

    for (const ReferatNode *kid = referat_node_get_first(node); kid != NULL;
         kid = referat_node_get_next(kid), i++) {
        const char *before = i < 3 ? shape->before[i] : shape->before[2];
        g_string_append(out, before != NULL ? before : "");
        append_part(kid, shape->bracket, out);
    }
    g_string_append(out, shape->after != NULL ? shape->after : "");
}

/* Depth is bounded: readers count the nesting of what they read. */
static void
append(const ReferatNode *node, GString *out)
{
    if (referat_node_get_type(node) == REFERAT_NODE_TEXT) {
        const ReferatText *text = referat_node_get_text(node);
        g_string_append_len(out, text->text, text->length);
        return;
    }
    const ReferatMathElement element = referat_node_get_math_element(node)->element;
    if (element == REFERAT_MATH_MPHANTOM)
        return;
    if (element == REFERAT_MATH_MSPACE)
        g_string_append_c(out, ' ');
    append_children(node, &shapes[element], out);
}

void
formula_append(const ReferatNode *math, GString *out)
{
    for (const ReferatNode *kid = referat_node_get_first(math); kid != NULL;
         kid = referat_node_get_next(kid))
        append(kid, out);
}
