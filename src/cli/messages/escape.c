/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/messages/escape.h"

#include <glib.h>
#include <stdbool.h>

/* The general category says it: controls, formats (among them what overrides the direction, UAX 9),
 * separators of lines, and what is no character. U+00AD, a soft hyphen, is ordinary in names. */
static bool
is_harmless(gunichar c)
{
    enum { SOFT_HYPHEN = 0xad };

    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SURROGATE:
        return false;
    case G_UNICODE_FORMAT:
        return c == SOFT_HYPHEN;
    default:
        return true;
    }
}

char *
cli_printable(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *shown = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (is_harmless(c))
            g_string_append_unichar(shown, c);
        else
            g_string_append_printf(shown, "<U+%04X>", c);
    }
    return g_string_free(shown, FALSE);
}
