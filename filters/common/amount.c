/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/amount.h"

#include <string.h>

/* Longer than any amount with its currency: a cell of text is not looked at further. */
enum { LONGEST_AMOUNT = 24 };

static gunichar
peek(const char *p)
{
    return g_utf8_get_char(p);
}

static const char *
skip_blanks(const char *p)
{
    while (g_unichar_isspace(peek(p)))
        p = g_utf8_next_char(p);
    return p;
}

static const char *
skip_dash(const char *p)
{
    return peek(p) == '-' || peek(p) == 0x2013 || peek(p) == 0x2212 ? g_utf8_next_char(p) : p;
}

/* A currency's sign, its three capitals, or "kr." */
static const char *
skip_unit(const char *p, bool after)
{
    if (g_unichar_type(peek(p)) == G_UNICODE_CURRENCY_SYMBOL || (after && *p == '%'))
        return g_utf8_next_char(p);
    if (g_str_has_prefix(p, "kr"))
        return p[2] == '.' ? p + 3 : p + 2;
    for (int i = 0; i < 3; i++)
        if (!g_ascii_isupper(p[i]))
            return p;
    return p + 3;
}

static size_t
count_digits(const char *p)
{
    size_t n = 0;

    while (g_ascii_isdigit(p[n]))
        n++;
    return n;
}

static bool
is_group_separator(gunichar c)
{
    return c == '.' || c == ',' || c == ' ' || c == '\'' || c == 0xa0 || c == 0x202f || c == 0x2019;
}

/* Groups of three digits, at most one decimal part of one or two digits or a dash. */
static const char *
skip_number(const char *p)
{
    const size_t first = count_digits(p);

    if (first == 0)
        return NULL;
    p += first;
    while (is_group_separator(peek(p)) && count_digits(g_utf8_next_char(p)) == 3)
        p = g_utf8_next_char(p) + 3;
    if (*p == '.' || *p == ',') {
        const size_t decimals = count_digits(p + 1);
        if (decimals == 1 || decimals == 2)
            p += 1 + decimals;
        else if (decimals == 0 && p[1] == '-')
            p += 2;
    }
    return p;
}

bool
amount_is(const char *text)
{
    const char *p = skip_blanks(text);

    if (*p == '\0' || strlen(p) > LONGEST_AMOUNT)
        return false;
    const char *sign = skip_dash(p);
    const bool minus = sign != p;
    p = *sign == '(' ? sign + 1 : sign;
    p = skip_blanks(skip_unit(skip_blanks(p), false));
    p = skip_number(minus ? p : skip_blanks(skip_dash(p)));
    if (p == NULL)
        return false;
    p = skip_unit(skip_blanks(p), true);
    p = *p == ')' ? p + 1 : p;
    return *skip_blanks(p) == '\0';
}

bool
amount_is_cell(const ReferatNode *cell)
{
    g_autoptr(GString) text = g_string_new(NULL);

    referat_node_append_plain_text(cell, text);
    return amount_is(text->str);
}
