/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/page/phrase.h"

#include <stdlib.h>
#include <string.h>

#include "bulk/page/markup.h"
#include "po/i18n.h"

const char *
rft_phrase(const RftSpeech *speech, const char *english)
{
    return speech->say != NULL ? speech->say(english) : english;
}

const char *
rft_phrase_for(const char *one, const char *many, unsigned long n, const RftSpeech *speech)
{
    if (speech->say_plural != NULL)
        return speech->say_plural(one, many, n);
    return rft_phrase(speech, n == 1 ? one : many);
}

/* ---- what is put in ---- */

static void
put_part(ReferatSink *sink, const char *from, const char *to)
{
    g_autofree char *part = g_strndup(from, (gsize)(to - from));

    rft_put_text(sink, part);
}

/* Returns: (nullable): what stands for the name from @begin to @end. */
static const char *
find_fill(const RftFill *fills, const char *begin, const char *end)
{
    const size_t length = (size_t)(end - begin);

    for (; fills->name != NULL; fills++)
        if (strlen(fills->name) == length && strncmp(fills->name, begin, length) == 0)
            return fills->html;
    return NULL;
}

void
rft_put_phrase(ReferatSink *sink, const char *phrase, const RftFill *fills)
{
    const char *done = phrase;
    const char *open = strchr(phrase, '{');

    while (open != NULL) {
        const char *close = strchr(open, '}');
        const char *html = close != NULL ? find_fill(fills, open + 1, close) : NULL;
        if (html != NULL) {
            put_part(sink, done, open);
            referat_sink_puts(sink, html);
            done = close + 1;
        }
        open = strchr(html != NULL ? done : open + 1, '{');
    }
    rft_put_text(sink, done);
}

/* ---- languages, days and numbers ---- */

const char *
rft_language_phrase(const char *tag, const RftSpeech *speech)
{
    const char *name = rft_language_name(tag);

    if (name == tag)
        return tag;
    if (g_str_is_ascii(name))
        return rft_phrase(speech, name);
    /* the one that xgettext cannot take as it is */
    /* TRANSLATORS: with "å", of course. */
    const char *marked = N_("Norwegian Bokmal");
    const char *said = rft_phrase(speech, marked);
    return g_str_equal(said, marked) ? name : said;
}

void
rft_put_day(ReferatSink *sink, const char *date, const RftSpeech *speech)
{
    static const char *const months[] = {N_("January"), N_("February"), N_("March"),
                                         N_("April"),   N_("May"),      N_("June"),
                                         N_("July"),    N_("August"),   N_("September"),
                                         N_("October"), N_("November"), N_("December")};
    const unsigned long month = strtoul(date + 5, NULL, 10);
    g_autofree char *year = g_strndup(date, 4);
    g_autofree char *day = g_strdup_printf("%lu", strtoul(date + 8, NULL, 10));
    g_autofree char *word = g_markup_escape_text(rft_phrase(speech, months[month - 1]), -1);
    const RftFill fills[] = {{"day", day}, {"month", word}, {"year", year}, {NULL, NULL}};

    /* TRANSLATORS: the day of a meeting, in numbers but {month}.
     * xgettext:python-brace-format */
    rft_put_phrase(sink, rft_phrase(speech, N_("{day} {month} {year}")), fills);
}

char *
rft_thousands(const RftSpeech *speech)
{
    /* TRANSLATORS: this number as you write it (a blank must not break); others follow it. */
    const char *number = rft_phrase(speech, N_("12,345"));
    const char *end = strstr(number, "345");

    if (strncmp(number, "12", 2) != 0 || end == NULL || strlen(end) != 3)
        return g_strdup(",");
    return g_strndup(number + 2, (gsize)(end - number - 2));
}

char *
rft_count_phrase(uint64_t count, const RftSpeech *speech)
{
    g_autofree char *between = rft_thousands(speech);

    return rft_group_digits(count, between);
}
