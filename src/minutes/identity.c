/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/check.h"

/*
 * Identity numbers of people, by their shape and, where they have one, their check digit: Danish,
 * Swedish, Norwegian, Finnish, Icelandic, Spanish, Italian and French ones.
 */

static bool
all_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    return true;
}

static int
two(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

static bool
is_day(int day, int month)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static int
weighted(const char *text, const int *weights, size_t n)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (text[i] - '0') * weights[i];
    return sum;
}

/* DDMMYY-NNNN; the numbers given out since 2007 have no check digit. */
static bool
is_danish(const char *text)
{
    return all_digits(text, 6) && text[6] == '-' && all_digits(text + 7, 4) &&
           is_day(two(text), two(text + 2));
}

/* YYMMDD-NNNN, with the check digit of Luhn; a coordination number adds 60 to the day. */
static bool
is_swedish(const char *text)
{
    int sum = 0;
    unsigned place = 0;

    if (!all_digits(text, 6) || (text[6] != '-' && text[6] != '+') || !all_digits(text + 7, 4) ||
        !is_day((two(text + 4) - 1) % 60 + 1, two(text + 2)))
        return false;
    for (size_t i = 0; i < 11; i++) {
        if (i == 6)
            continue;
        const int digit = (text[i] - '0') * (place++ % 2 == 0 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

/* DDMMYY and five digits, the last two check digits. */
static bool
is_norwegian(const char *text)
{
    static const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
    static const int second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};

    return all_digits(text, 11) && is_day(two(text), two(text + 2)) &&
           weighted(text, first, 10) % 11 == 0 && weighted(text, second, 11) % 11 == 0;
}

/* DDMMYY-NNNC, the last a check character. */
static bool
is_finnish(const char *text)
{
    static const char checks[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    char number[10];

    if (!all_digits(text, 6) || strchr("-+A", text[6]) == NULL || !all_digits(text + 7, 3) ||
        !is_day(two(text), two(text + 2)))
        return false;
    memcpy(number, text, 6);
    memcpy(number + 6, text + 7, 3);
    number[9] = '\0';
    return checks[g_ascii_strtoull(number, NULL, 10) % 31] == text[10];
}

/* DDMMYY-NNCX: the ninth a check digit. */
static bool
is_icelandic(const char *text)
{
    static const int weights[] = {3, 2, 7, 6, 5, 4, 3, 2, 1};
    char number[11];

    if (!all_digits(text, 6) || text[6] != '-' || !all_digits(text + 7, 4) ||
        !is_day(two(text), two(text + 2)))
        return false;
    memcpy(number, text, 6);
    memcpy(number + 6, text + 7, 4);
    return weighted(number, weights, 9) % 11 == 0;
}

/* Eight digits and a letter that follows from them. */
static bool
is_spanish(const char *text)
{
    static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
    char number[9];

    if (!all_digits(text, 8))
        return false;
    memcpy(number, text, 8);
    number[8] = '\0';
    return letters[g_ascii_strtoull(number, NULL, 10) % 23] == text[8];
}

/* Six letters, two digits, a letter, two digits, a letter, three digits, a letter. */
static bool
is_italian(const char *text)
{
    static const char shape[] = "LLLLLLDDLDDLDDDL";

    for (size_t i = 0; i < 16; i++)
        if (shape[i] == 'L' ? !g_ascii_isupper(text[i]) : !g_ascii_isdigit(text[i]))
            return false;
    return true;
}

/* Fifteen digits: sex, year, month, place, number, and 97 less the rest. */
static bool
is_french(const char *text)
{
    char number[14];

    if (!all_digits(text, 15) || (text[0] != '1' && text[0] != '2') || two(text + 3) < 1 ||
        two(text + 3) > 12)
        return false;
    memcpy(number, text, 13);
    number[13] = '\0';
    return (uint64_t)two(text + 13) == 97 - g_ascii_strtoull(number, NULL, 10) % 97;
}

size_t
rft_identity_number(const char *text, size_t length, char before)
{
    static const struct {
        size_t length;
        bool (*is)(const char *text);
    } kinds[] = {
        {11, is_danish},    {11, is_swedish}, {11, is_norwegian}, {11, is_finnish},
        {11, is_icelandic}, {9, is_spanish},  {16, is_italian},   {15, is_french},
    };

    if (g_ascii_isalnum(before) || before == '-' || before == '.' || before == '/')
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const size_t n = kinds[i].length;
        if (length < n || (length > n && (g_ascii_isalnum(text[n]) || text[n] == '-')))
            continue;
        if (kinds[i].is(text))
            return n;
    }
    return 0;
}

void
rft_check_identity(const RftCheck *check)
{
    const ReferatNode *root = referat_document_get_root(check->document);

    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type != REFERAT_NODE_TEXT)
            continue;
        const ReferatText *text = &node->as.text;
        for (uint32_t i = 0; i + 9 <= text->length; i++) {
            char before = ' ';
            if (i > 0)
                before = text->text[i - 1];
            const bool starts = g_ascii_isdigit(text->text[i]) || g_ascii_isupper(text->text[i]);
            if (!starts || rft_identity_number(text->text + i, text->length - i, before) == 0)
                continue;
            /* not the number itself: messages are kept and sent on */
            rft_find_at(check, REFERAT_MSG_IDENTITY_NUMBER, node->id, NULL);
            i += 8;
        }
    }
}
