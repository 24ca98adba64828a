/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/page/markup.h"

#include <string.h>

#include "bulk/voice.h"
#include "po/i18n.h"

/* ---- text ---- */

static bool
turns_direction(gunichar c)
{
    return c == 0x00ad || c == 0x061c || c == 0x200e || c == 0x200f || c == 0xfeff ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool
is_no_character(gunichar c)
{
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static void
append_clean(GString *clean, gunichar c)
{
    if (turns_direction(c))
        return;
    if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
        if (clean->len > 0 && clean->str[clean->len - 1] != ' ')
            g_string_append_c(clean, ' ');
        return;
    }
    g_string_append_unichar(clean, is_no_character(c) ? 0xfffd : c);
}

char *
rft_clean_text(const char *text, size_t most)
{
    /* far more than is kept need not be looked at */
    const size_t length = text != NULL ? strnlen(text, most * 4 + 8) : 0;
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", (gssize)length);
    GString *clean = g_string_new(NULL);
    const char *p = valid;

    for (; *p != '\0' && clean->len < most; p = g_utf8_next_char(p))
        append_clean(clean, g_utf8_get_char(p));
    while (clean->len > 0 && clean->str[clean->len - 1] == ' ')
        g_string_truncate(clean, clean->len - 1);
    if (*p != '\0' && clean->len >= most)
        g_string_append(clean, "…");
    return g_string_free(clean, clean->len == 0);
}

void
rft_put_text(ReferatSink *sink, const char *text)
{
    for (const char *p = text;;) {
        const size_t plain = strcspn(p, "&<>\"");
        referat_sink_put(sink, p, plain);
        p += plain;
        switch (*p++) {
        case '&':
            referat_sink_puts(sink, "&amp;");
            break;
        case '<':
            referat_sink_puts(sink, "&lt;");
            break;
        case '>':
            referat_sink_puts(sink, "&gt;");
            break;
        case '"':
            referat_sink_puts(sink, "&quot;");
            break;
        default:
            return;
        }
    }
}

void
rft_put_dir(ReferatSink *sink, const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if ((c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfefc)) {
            referat_sink_puts(sink, " dir=\"auto\"");
            return;
        }
    }
}

/* ---- links ---- */

static void
append_encoded(GString *out, const char *bytes)
{
    for (const char *p = bytes; *p != '\0'; p++)
        if (g_ascii_isalnum(*p) || strchr("-._~/", *p) != NULL)
            g_string_append_c(out, *p);
        else
            g_string_append_printf(out, "%%%02X", (unsigned char)*p);
}

void
rft_put_href(ReferatSink *sink, const char *base, const char *name, const char *ending)
{
    GString *href = g_string_new(" href=\"");

    g_string_append(href, base);
    append_encoded(href, name);
    append_encoded(href, ending);
    g_string_append_c(href, '"');
    referat_sink_put(sink, href->str, href->len);
    (void)g_string_free(href, TRUE);
}

char *
rft_relative_base(const char *page, const char *folder)
{
    g_autofree char *from = g_canonicalize_filename(page, NULL);
    g_autofree char *to = g_canonicalize_filename(folder, NULL);
    g_auto(GStrv) a = g_strsplit(from, "/", -1);
    g_auto(GStrv) b = g_strsplit(g_str_equal(to, "/") ? "" : to, "/", -1); /* nothing of "" */
    const guint up_to = g_strv_length(a) - 1; /* the last is the page's own name */
    GString *base = g_string_new(NULL);
    guint common = 0;

    while (common < up_to && b[common] != NULL && g_str_equal(a[common], b[common]))
        common++;
    for (guint i = common; i < up_to; i++)
        g_string_append(base, "../");
    if (base->len == 0)
        g_string_append(base, "./");
    for (guint i = common; b[i] != NULL; i++) {
        append_encoded(base, b[i]);
        g_string_append_c(base, '/');
    }
    return g_string_free(base, FALSE);
}

/* ---- languages ---- */

static const struct {
    char tag[4];
    const char *name;
} languages[] = {
    {"bg", N_("Bulgarian")},   {"ca", N_("Catalan")},
    {"cs", N_("Czech")},       {"cy", N_("Welsh")},
    {"da", N_("Danish")},      {"de", N_("German")},
    {"el", N_("Greek")},       {"en", N_("English")},
    {"es", N_("Spanish")},     {"et", N_("Estonian")},
    {"eu", N_("Basque")},      {"fi", N_("Finnish")},
    {"fo", N_("Faroese")},     {"fr", N_("French")},
    {"ga", N_("Irish")},       {"gl", N_("Galician")},
    {"hr", N_("Croatian")},    {"hu", N_("Hungarian")},
    {"is", N_("Icelandic")},   {"it", N_("Italian")},
    {"kl", N_("Greenlandic")}, {"lb", N_("Luxembourgish")},
    {"lt", N_("Lithuanian")},  {"lv", N_("Latvian")},
    {"mt", N_("Maltese")},     {"nb", "Norwegian Bokmål"},
    {"nl", N_("Dutch")},       {"nn", N_("Norwegian Nynorsk")},
    {"no", N_("Norwegian")},   {"pl", N_("Polish")},
    {"pt", N_("Portuguese")},  {"rm", N_("Romansh")},
    {"ro", N_("Romanian")},    {"se", N_("Northern Sami")},
    {"sk", N_("Slovak")},      {"sl", N_("Slovenian")},
    {"sq", N_("Albanian")},    {"sr", N_("Serbian")},
    {"sv", N_("Swedish")},     {"tr", N_("Turkish")},
    {"uk", N_("Ukrainian")},
};

bool
rft_is_language(const char *tag)
{
    enum { LONGEST = 35, SUBTAG = 8 };
    size_t part = 0;
    bool first = true;

    if (strnlen(tag, LONGEST + 1) > LONGEST)
        return false;
    for (const char *p = tag;; p++) {
        if (*p == '-' || *p == '\0') {
            if (first ? part < 2 || part > 3 : part < 2 || part > SUBTAG)
                return false;
            first = false;
            part = 0;
            if (*p == '\0')
                return true;
        } else if (first ? g_ascii_isalpha(*p) : g_ascii_isalnum(*p)) {
            part++;
        } else {
            return false;
        }
    }
}

const char *
rft_language_name(const char *tag)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_str_equal(languages[i].tag, tag))
            return languages[i].name;
    return tag;
}

const char *
rft_known_language(size_t number)
{
    return number < G_N_ELEMENTS(languages) ? languages[number].tag : NULL;
}

/* ---- numbers; not printf()'s, which follow the locale ---- */

char *
rft_group_digits(uint64_t count, const char *between)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, count);
    const size_t n = strlen(digits);
    GString *shown = g_string_new(NULL);

    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            g_string_append(shown, between);
        g_string_append_c(shown, digits[i]);
    }
    return g_string_free(shown, FALSE);
}

char *
rft_show_count(uint64_t count)
{
    return rft_group_digits(count, ",");
}

/* @tenths as "1.4". */
static char *
show_tenths(uint64_t tenths, const char *unit)
{
    g_autofree char *whole = rft_show_count(tenths / 10);

    return g_strdup_printf("%s.%u %s", whole, (unsigned)(tenths % 10), unit);
}

char *
rft_show_bytes(uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    uint64_t unit = 1000;
    size_t i = 0;

    if (bytes < unit)
        return g_strdup_printf("%u bytes", (unsigned)bytes);
    for (; i + 1 < G_N_ELEMENTS(units) && bytes >= unit * 1000; i++)
        unit *= 1000;
    return show_tenths(bytes / (unit / 10), units[i]);
}

char *
rft_show_share(uint64_t part, uint64_t whole)
{
    const uint64_t thousandths = whole > 0 ? part * 1000 / whole : 0;

    if (part > 0 && thousandths == 0)
        return g_strdup("under 0.1 %");
    return show_tenths(thousandths, "%");
}

char *
rft_show_time(int64_t microseconds)
{
    const uint64_t us = microseconds > 0 ? (uint64_t)microseconds : 0;

    if (us < 1000)
        return g_strdup(us == 0 ? "0 ms" : "under 1 ms");
    if (us < G_USEC_PER_SEC)
        return g_strdup_printf("%u ms", (unsigned)(us / 1000));
    if (us < (uint64_t)60 * G_USEC_PER_SEC)
        return show_tenths(us / 100000, "s");
    return rft_show_seconds((double)us / G_USEC_PER_SEC);
}

/* ---- pages ---- */

static char *
sum_of_script(const char *script)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof(digest);

    g_checksum_update(sum, (const guchar *)script, -1);
    g_checksum_get_digest(sum, digest, &length);
    return g_base64_encode(digest, length);
}

void
rft_put_head(ReferatSink *sink, const RftPageHead *head)
{
    referat_sink_puts(sink, "<!DOCTYPE html>\n<html lang=\"");
    rft_put_text(sink, head->language != NULL ? head->language : "en");
    referat_sink_puts(sink, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                            "<meta name=\"viewport\" content=\"width=device-width, "
                            "initial-scale=1\">\n"
                            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                            "'none'; style-src 'unsafe-inline'");
    if (head->script != NULL) {
        g_autofree char *sum = sum_of_script(head->script);
        referat_sink_printf(sink, "; script-src 'sha256-%s'", sum);
    }
    referat_sink_puts(sink, "\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    rft_put_text(sink, head->title);
    referat_sink_puts(sink, "</title>\n<meta name=\"generator\" content=\"referat ");
    rft_put_text(sink, referat_version_string());
    referat_sink_puts(sink, "\">\n<style>\n");
    for (size_t i = 0; head->sheets[i] != NULL; i++)
        referat_sink_puts(sink, head->sheets[i]);
    referat_sink_printf(sink, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#%s\">",
                        head->skip_to);
    rft_put_text(sink, head->skip);
    referat_sink_puts(sink, "</a>\n");
}

bool
rft_commit_page(ReferatSink *sink, GError **error)
{
    ReferatSink *sinks[] = {sink};

    return referat_sink_finish(sink, error) && referat_sinks_commit(sinks, 1, error);
}
