/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/page/facts.h"

#include <string.h>

#include "bulk/page/markup.h"
#include "bulk/voice.h"
#include "worker/summary.h"

/* A summary is a few kilobytes; what is longer is nobody's title. */
enum { LONGEST_SUMMARY = 16 << 10, LONGEST_TITLE = 300, MOST_DECISIONS = 9999 };

void
rft_facts_clear(RftFacts *facts)
{
    g_free(facts->title);
    g_free(facts->body);
    g_free(facts->place);
    g_free(facts->language);
    g_free(facts->name);
    g_strfreev(facts->fields);
    *facts = (RftFacts){0};
}

static bool
are_digits(const char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    return true;
}

/* Only a day that there was is believed. */
static void
take_date(RftFacts *facts, const char *text)
{
    enum { YEAR = 4, MONTH = 5, MONTH_END = 7, DAY = 8, DAY_END = 10 };

    if (text == NULL || strlen(text) < DAY_END || text[YEAR] != '-' || text[MONTH_END] != '-' ||
        !are_digits(text, 0, YEAR) || !are_digits(text, MONTH, MONTH_END) ||
        !are_digits(text, DAY, DAY_END) || (text[DAY_END] != '\0' && text[DAY_END] != 'T'))
        return;
    const unsigned long year = strtoul(text, NULL, 10);
    const unsigned long month = strtoul(text + MONTH, NULL, 10);
    const unsigned long day = strtoul(text + DAY, NULL, 10);
    if (month <= G_DATE_DECEMBER && day <= 31 &&
        g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        (void)g_strlcpy(facts->date, text, sizeof(facts->date));
}

static const char *
field(const RftFacts *facts, RftSummaryField number)
{
    return number < facts->n_fields ? facts->fields[number] : NULL;
}

static void
take_summary(RftFacts *facts, const char *summary)
{
    const size_t length = summary != NULL ? strnlen(summary, LONGEST_SUMMARY) : 0;
    g_autofree char *text = g_strndup(summary != NULL ? summary : "", length);

    facts->fields = g_strsplit(text, RFT_SUMMARY_SEPARATOR, -1);
    facts->n_fields = g_strv_length(facts->fields);
    facts->title = rft_clean_text(field(facts, RFT_SUMMARY_TITLE), LONGEST_TITLE);
    facts->body = rft_clean_text(field(facts, RFT_SUMMARY_BODY), LONGEST_TITLE);
    facts->place = rft_clean_text(field(facts, RFT_SUMMARY_PLACE), LONGEST_TITLE);
    take_date(facts, field(facts, RFT_SUMMARY_DATE));
    const char *language = field(facts, RFT_SUMMARY_LANGUAGE);
    if (language != NULL && rft_is_language(language))
        facts->language = g_strdup(language);
    const char *decisions = field(facts, RFT_SUMMARY_DECISIONS);
    if (decisions != NULL)
        facts->decisions = (unsigned)MIN(g_ascii_strtoull(decisions, NULL, 10), MOST_DECISIONS);
    facts->titled = facts->title != NULL;
}

void
rft_facts_take(RftFacts *facts, const char *name, const char *summary)
{
    const char *slash = strrchr(name, '/');
    g_autofree char *base = rft_show_name(slash != NULL ? slash + 1 : name, NULL);

    take_summary(facts, summary);
    facts->name = rft_show_name(name, NULL);
    if (facts->title == NULL)
        facts->title = rft_clean_text(base, RFT_LONGEST_NAME);
}
