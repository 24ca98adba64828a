/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/numeral.h"
#include "odt/odt.h"

/*
 * Labels as list levels. A level prints a prefix, the numbers of some levels with points between
 * them, and a suffix (ODF 1.3 part 3, 16.30 and 19.880); a label that is not of this form is the
 * prefix of an empty number.
 */

/* The numbers of the last @levels levels with points between them. */
static bool
append_numbers(GString *out, const ReferatLabel *label, unsigned depth, unsigned levels,
               const ReferatLabel *const *above)
{
    for (unsigned i = depth + 1 - levels; i < depth; i++) {
        if (above[i] == NULL || above[i]->n_path == 0 ||
            !numeral_append(out, above[i]->scheme, above[i]->path[above[i]->n_path - 1]))
            return false;
        g_string_append_c(out, '.');
    }
    return numeral_append(out, label->scheme, label->path[label->n_path - 1]);
}

static bool
is_part_of_word(char c)
{
    return g_ascii_isalnum(c);
}

/* The last place where @number stands by itself. */
static const char *
find_number(const char *text, const char *number)
{
    const size_t length = strlen(number);
    const char *found = NULL;

    for (const char *p = strstr(text, number); p != NULL; p = strstr(p + 1, number))
        if ((p == text || !is_part_of_word(p[-1])) && !is_part_of_word(p[length]))
            found = p;
    return found;
}

/* LibreOffice counts in sixteen bits. */
enum { MOST_NUMBER = 32767 };

static unsigned
room_for(const char *text)
{
    /* two millimetres a character, and three between label and text */
    return (unsigned)MIN(g_utf8_strlen(text, -1), 60) * 2 + 3;
}

OdtShape
odt_shape_literal(Odt *odt, const char *text)
{
    OdtShape shape = {.kind = *text != '\0' ? SHAPE_LITERAL : SHAPE_NONE, .levels = 1};

    shape.prefix = odt_intern(odt, text);
    shape.suffix = "";
    shape.width = room_for(text);
    return shape;
}

static bool
find_shape(Odt *odt, const ReferatLabel *label, unsigned depth, unsigned levels,
           const ReferatLabel *const *above, OdtShape *shape)
{
    g_autoptr(GString) number = g_string_new(NULL);

    if (!append_numbers(number, label, depth, levels, above))
        return false;
    const char *at = find_number(label->text, number->str);
    if (at == NULL)
        return false;
    g_autofree char *prefix = g_strndup(label->text, (gsize)(at - label->text));
    *shape =
        (OdtShape){.kind = SHAPE_NUMBER, .scheme = label->scheme, .levels = levels, .start = 1};
    shape->prefix = odt_intern(odt, prefix);
    shape->suffix = odt_intern(odt, at + number->len);
    shape->width = room_for(label->text);
    return true;
}

OdtShape
odt_shape_of(Odt *odt, const ReferatLabel *label, unsigned depth, const ReferatLabel *const *above)
{
    OdtShape shape = odt_shape_literal(odt, label != NULL ? label->text : "");

    if (shape.kind == SHAPE_NONE)
        return shape;
    if (label->scheme == REFERAT_SCHEME_BULLET) {
        if (g_utf8_strlen(label->text, -1) == 1)
            shape.kind = SHAPE_BULLET;
        return shape;
    }
    if (label->scheme == REFERAT_SCHEME_OTHER || label->n_path == 0 ||
        label->path[label->n_path - 1] > MOST_NUMBER)
        return shape;
    for (unsigned levels = MIN(label->n_path, depth + 1); levels > 0; levels--)
        if (find_shape(odt, label, depth, levels, above, &shape))
            return shape;
    return shape;
}

bool
odt_shape_prints(const OdtShape *shape, const OdtShape *other)
{
    return shape->kind == other->kind &&
           (shape->kind == SHAPE_NONE ||
            (shape->scheme == other->scheme && shape->levels == other->levels &&
             g_str_equal(shape->prefix, other->prefix) &&
             g_str_equal(shape->suffix, other->suffix)));
}

/* ---- as XML ---- */

static void
append_attribute(GString *out, const char *name, const char *value)
{
    g_autofree char *escaped = g_markup_escape_text(value, -1);

    g_string_append_printf(out, " %s=\"%s\"", name, escaped);
}

static void
put_format(GString *out, const OdtShape *shape)
{
    const bool number = shape->kind == SHAPE_NUMBER;

    append_attribute(out, "style:num-format", number ? numeral_type(shape->scheme) : "");
    if (number && (shape->scheme == REFERAT_SCHEME_LOWER_ALPHA ||
                   shape->scheme == REFERAT_SCHEME_UPPER_ALPHA))
        append_attribute(out, "style:num-letter-sync", "true");
    if (shape->kind != SHAPE_NONE && *shape->prefix != '\0')
        append_attribute(out, "style:num-prefix", shape->prefix);
    if (number && *shape->suffix != '\0')
        append_attribute(out, "style:num-suffix", shape->suffix);
    if (number && shape->levels > 1)
        g_string_append_printf(out, " text:display-levels=\"%u\"", shape->levels);
    if (number && shape->start != 1)
        g_string_append_printf(out, " text:start-value=\"%u\"", shape->start);
}

static void
put_position(GString *out, const OdtShape *shape, unsigned indent)
{
    const unsigned width = shape->kind == SHAPE_NONE ? 0 : shape->width;
    const unsigned margin = indent + width;

    g_string_append_printf(out,
                           "<style:list-level-label-alignment text:label-followed-by=\"%s\" "
                           "text:list-tab-stop-position=\"%u.%ucm\" fo:text-indent=\"-%u.%ucm\" "
                           "fo:margin-left=\"%u.%ucm\"/>",
                           shape->kind == SHAPE_NONE ? "nothing" : "listtab", margin / 10,
                           margin % 10, width / 10, width % 10, margin / 10, margin % 10);
}

void
odt_put_level(GString *out, const OdtShape *shape, unsigned level, unsigned indent)
{
    const bool bullet = shape->kind == SHAPE_BULLET;
    const char *name = bullet ? "text:list-level-style-bullet" : "text:list-level-style-number";

    g_string_append_printf(out, "<%s text:level=\"%u\"", name, level);
    if (bullet)
        append_attribute(out, "text:bullet-char", shape->prefix);
    else
        put_format(out, shape);
    g_string_append(out, "><style:list-level-properties "
                         "text:list-level-position-and-space-mode=\"label-alignment\">");
    put_position(out, shape, indent);
    g_string_append_printf(out, "</style:list-level-properties></%s>\n", name);
}

void
odt_put_outline_level(GString *out, const OdtShape *shape, unsigned level)
{
    g_string_append_printf(out, "<text:outline-level-style text:level=\"%u\"", level);
    put_format(out, shape);
    g_string_append_printf(out,
                           "><style:list-level-properties "
                           "text:list-level-position-and-space-mode=\"label-alignment\">"
                           "<style:list-level-label-alignment text:label-followed-by=\"%s\"/>"
                           "</style:list-level-properties></text:outline-level-style>\n",
                           shape->kind == SHAPE_NONE ? "nothing" : "space");
}
