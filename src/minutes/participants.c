/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/people.h"

#include <string.h>

/* Who is in the record already, under which name: "Anna Lund", "A. Lund", "Lund Anna", "Anna". */

/* "anna …" and "anna …", or "a. …". */
static bool
is_same_first(const char *a, const char *b)
{
    const size_t n = strcspn(a, " ");
    const size_t m = strcspn(b, " ");
    const char *next = g_utf8_next_char(a);
    const bool initial = (a[n - 1] == '.' && next + 1 == a + n) ||
                         (b[m - 1] == '.' && g_utf8_next_char(b) + 1 == b + m);

    if (initial)
        return g_utf8_get_char(a) == g_utf8_get_char(b);
    return n == m && strncmp(a, b, n) == 0;
}

/* "laine outi" and "outi laine" */
static bool
is_reversed(const char *a, const char *b)
{
    const char *blank = strchr(a, ' ');
    const size_t n = strlen(a);

    if (blank == NULL || strchr(blank + 1, ' ') != NULL || n != strlen(b))
        return false;
    const size_t first = (size_t)(blank - a);
    return strncmp(b, blank + 1, n - first - 1) == 0 && b[n - first - 1] == ' ' &&
           strncmp(b + n - first, a, first) == 0;
}

/* Whether the names, in small letters, agree: the same, or one is the other's last or first name.
 */
static bool
is_same_name(const char *a, const char *b)
{
    const size_t n = strlen(a);
    const size_t m = strlen(b);

    if (g_str_equal(a, b) || is_reversed(a, b))
        return true;
    /* "Anna" was named first, now it is "Anna Lund" */
    if (strchr(a, ' ') == NULL && n >= 3 && m > n + 1 &&
        ((g_str_has_prefix(b, a) && b[n] == ' ') ||
         (g_str_has_suffix(b, a) && b[m - n - 1] == ' ')))
        return true;
    /* "Anna Lund", "Anna B. Lund" and "A. Lund" */
    const char *blank_a = strrchr(a, ' ');
    const char *blank_b = strrchr(b, ' ');
    if (blank_a != NULL && blank_b != NULL)
        return g_str_equal(blank_a, blank_b) && is_same_first(a, b);
    if (n < m || m < 3 || strchr(b, ' ') != NULL)
        return false;
    return (g_str_has_suffix(a, b) && a[n - m - 1] == ' ') ||
           (g_str_has_prefix(a, b) && a[m] == ' ');
}

/* Returns: (nullable): who is called @name so far. */
ReferatParticipant *
rft_participant_same(RftReading *reading, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);

    for (guint i = 0; i < reading->participants->len; i++)
        if (is_same_name(g_ptr_array_index(reading->folded_names, i), folded))
            return &g_array_index(reading->participants, ReferatParticipant, i);
    return NULL;
}

void
rft_participant_rename(RftReading *reading, ReferatParticipant *one, ReferatValue name)
{
    const guint i = (guint)(one - (ReferatParticipant *)(void *)reading->participants->data);

    one->name = name;
    g_free(g_ptr_array_index(reading->folded_names, i));
    g_ptr_array_index(reading->folded_names, i) = g_utf8_casefold(name.text, -1);
}

ReferatParticipant *
rft_participant_named(RftReading *reading, const char *name)
{
    const guint alias = GPOINTER_TO_UINT(g_hash_table_lookup(reading->aliases, name));

    if (alias > 0 && alias <= reading->participants->len)
        return &g_array_index(reading->participants, ReferatParticipant, alias - 1);
    return rft_participant_same(reading, name);
}

void
rft_people_set_role(RftReading *reading, RftSpan span)
{
    if (reading->participants->len == 0)
        return;
    ReferatParticipant *one =
        &g_array_index(reading->participants, ReferatParticipant, reading->participants->len - 1);
    if (one->role.text == NULL)
        one->role = rft_value(reading, span, 0.6);
    if (one->function == REFERAT_FUNCTION_NONE && rft_is_phrase(reading, span, RFT_USE_CHAIR))
        one->function = REFERAT_FUNCTION_CHAIR;
}

void
rft_give_function(RftReading *reading, RftSpan name, ReferatFunction function, RftSpan role)
{
    const char *text = rft_span_text(reading, name);
    ReferatParticipant *one = rft_participant_named(reading, text);

    if (one == NULL) {
        const RftPeople how = {.status = REFERAT_STATUS_PRESENT, .confidence = 0.5, .role = role};
        if (rft_people_add(reading, name, &how) != 1)
            return;
        one = rft_participant_named(reading, text);
    }
    if (one != NULL && one->function == REFERAT_FUNCTION_NONE)
        one->function = function;
}
