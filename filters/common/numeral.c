/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/numeral.h"

enum { LETTERS = 26, MOST_LETTERS = 40, ROMAN_END = 4000 };

static void
append_letters(GString *out, uint32_t number)
{
    const uint32_t times = (number - 1) / LETTERS + 1;

    for (uint32_t i = 0; times <= MOST_LETTERS && i < times; i++)
        g_string_append_c(out, (char)('a' + (number - 1) % LETTERS));
}

static void
append_roman(GString *out, uint32_t number)
{
    static const struct {
        uint32_t value;
        const char *letters;
    } roman[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};

    for (size_t i = 0; number < ROMAN_END && i < G_N_ELEMENTS(roman); i++)
        for (; number >= roman[i].value; number -= roman[i].value)
            g_string_append(out, roman[i].letters);
}

bool
numeral_append(GString *out, ReferatLabelScheme scheme, uint32_t number)
{
    const gsize from = out->len;

    if (scheme == REFERAT_SCHEME_DECIMAL) {
        g_string_append_printf(out, "%u", number);
        return true;
    }
    if (number == 0)
        return false;
    if (scheme == REFERAT_SCHEME_LOWER_ALPHA || scheme == REFERAT_SCHEME_UPPER_ALPHA)
        append_letters(out, number);
    else if (scheme == REFERAT_SCHEME_LOWER_ROMAN || scheme == REFERAT_SCHEME_UPPER_ROMAN)
        append_roman(out, number);
    if (scheme == REFERAT_SCHEME_UPPER_ALPHA || scheme == REFERAT_SCHEME_UPPER_ROMAN)
        for (gsize i = from; i < out->len; i++)
            out->str[i] = g_ascii_toupper(out->str[i]);
    return out->len > from;
}

const char *
numeral_type(ReferatLabelScheme scheme)
{
    switch (scheme) {
    case REFERAT_SCHEME_DECIMAL:
        return "1";
    case REFERAT_SCHEME_LOWER_ALPHA:
        return "a";
    case REFERAT_SCHEME_UPPER_ALPHA:
        return "A";
    case REFERAT_SCHEME_LOWER_ROMAN:
        return "i";
    case REFERAT_SCHEME_UPPER_ROMAN:
        return "I";
    default:
        return NULL;
    }
}
