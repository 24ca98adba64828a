/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/xml.h"
#include "pdf/story.h"

/*
 * What the file says of itself: the information dictionary (ISO 32000-1, 14.3.3), the metadata
 * stream (XMP, ISO 16684-1), and the language of the catalogue (14.9.2). Where dictionary and
 * stream differ the stream holds, as ISO 32000-2 has it.
 */

/* ---- XMP ---- */

enum { NS_RDF = 1, NS_DC, NS_XMP, NS_PDF };
enum {
    X_DESCRIPTION_OF = 1, /* rdf:Description */
    X_LI,
    X_TITLE,
    X_CREATOR,
    X_DESCRIPTION,
    X_SUBJECT,
    X_LANGUAGE,
    X_CREATED,
    X_MODIFIED,
    X_KEYWORDS,
    X_N
};

static const XmlNamespace xmp_namespaces[] = {
    {NS_RDF, "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {NS_DC, "http://purl.org/dc/elements/1.1/"},
    {NS_XMP, "http://ns.adobe.com/xap/1.0/"},
    {NS_PDF, "http://ns.adobe.com/pdf/1.3/"},
    {0, NULL},
};
static const XmlName xmp_names[] = {
    {NS_RDF, X_DESCRIPTION_OF, "Description"},
    {NS_RDF, X_LI, "li"},
    {NS_DC, X_TITLE, "title"},
    {NS_DC, X_CREATOR, "creator"},
    {NS_DC, X_DESCRIPTION, "description"},
    {NS_DC, X_SUBJECT, "subject"},
    {NS_DC, X_LANGUAGE, "language"},
    {NS_XMP, X_CREATED, "CreateDate"},
    {NS_XMP, X_MODIFIED, "ModifyDate"},
    {NS_PDF, X_KEYWORDS, "Keywords"},
    {0, 0, NULL},
};
static const XmlVocabulary xmp_vocabulary = {xmp_namespaces, xmp_names};

typedef struct {
    char *values[X_N];
    uint16_t property; /* that is open */
    guint items;       /* of it, that were read */
    GString *text;
} Xmp;

/* A simple property may stand as an attribute (ISO 16684-1, 7.9.2.2). */
static void
take_attributes(Xmp *xmp, const XmlAttributes *attributes)
{
    for (int token = X_TITLE; token < X_N; token++)
        if (xmp->values[token] == NULL)
            xmp->values[token] = xml_attribute_dup(attributes, (uint16_t)token);
}

static void
xmp_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    Xmp *xmp = data;

    if (token == X_DESCRIPTION_OF) {
        take_attributes(xmp, attributes);
    } else if (token >= X_TITLE) {
        xmp->property = token;
        xmp->items = 0;
    }
    if (token != 0)
        g_string_truncate(xmp->text, 0);
}

/* Of alternatives the first is the one for everybody; of names and keywords all are wanted. */
static void
keep_value(Xmp *xmp)
{
    char **value = &xmp->values[xmp->property];
    const bool several = xmp->property == X_CREATOR || xmp->property == X_SUBJECT;

    g_strstrip(xmp->text->str);
    if (xmp->text->str[0] == '\0' || (xmp->items > 0 && !several))
        return;
    if (xmp->items == 0) {
        g_free(*value);
        *value = g_strdup(xmp->text->str);
    } else {
        char *more = g_strconcat(*value, ", ", xmp->text->str, NULL);
        g_free(*value);
        *value = more;
    }
    xmp->items++;
}

static void
xmp_end(gpointer data, uint16_t token)
{
    Xmp *xmp = data;

    if (xmp->property == 0 || (token != X_LI && token != xmp->property))
        return;
    keep_value(xmp);
    g_string_truncate(xmp->text, 0);
    if (token == xmp->property)
        xmp->property = 0;
}

static void
xmp_text(gpointer data, const char *text, size_t length)
{
    enum { MOST = 65536 };
    Xmp *xmp = data;

    if (xmp->property != 0 && xmp->text->len < MOST)
        g_string_append_len(xmp->text, text, (gssize)MIN(length, (size_t)MOST));
}

static const XmlHandlers xmp_handlers = {xmp_start, xmp_end, xmp_text};

/* A packet that is no XML tells what it told until then. */
static void
read_xmp(const PdfStory *story, Xmp *xmp)
{
    if (story->about.xmp == NULL)
        return;
    g_autoptr(XmlParser) parser =
        xml_parser_new(story->context, &xmp_vocabulary, &xmp_handlers, xmp, "XMP");
    if (xml_parser_push(parser, story->about.xmp, strlen(story->about.xmp), NULL))
        (void)xml_parser_finish(parser, NULL);
}

/* ---- the catalogue's language ---- */

/* "/Lang(da-DK)", "/Lang <64612D444B>": as much of it as can be a language tag (BCP 47). */
static char *
language_at(const char *text, const char *end)
{
    enum { MOST = 35 };
    GString *tag = g_string_new(NULL);
    bool hex = false;

    while (text < end && g_ascii_isspace(*text))
        text++;
    if (text < end && (*text == '(' || *text == '<')) {
        hex = *text == '<';
        text++;
    }
    for (; text < end && tag->len <= MOST; text++) {
        char c = *text;
        if (hex && text + 1 < end && g_ascii_isxdigit(text[0]) && g_ascii_isxdigit(text[1])) {
            c = (char)(g_ascii_xdigit_value(text[0]) * 16 + g_ascii_xdigit_value(text[1]));
            text++;
        }
        if (!g_ascii_isalnum(c) && c != '-')
            break;
        g_string_append_c(tag, c);
    }
    if (tag->len < 2 || tag->len > MOST) {
        (void)g_string_free(tag, TRUE);
        return NULL;
    }
    return g_string_free(tag, FALSE);
}

/* poppler-glib does not tell it, but the catalogue mostly stands in the file as it is: the
 * dictionary around the last "/Catalog". Where it is packed in an object stream the words must do.
 */
static char *
language_of_catalogue(GBytes *bytes)
{
    enum { REACH = 8192 };
    gsize n = 0;
    const char *start = g_bytes_get_data(bytes, &n);
    char *language = NULL;

    for (const char *at = start; (at = memmem(at, n - (gsize)(at - start), "/Catalog", 8)) != NULL;
         at += 8) {
        const char *from = at - MIN((gsize)(at - start), (gsize)REACH);
        const char *end = at + MIN(n - (gsize)(at - start), (gsize)REACH);
        for (const char *p = from; (p = memmem(p, (gsize)(at - p), " obj", 4)) != NULL; p += 4)
            from = p;
        const char *close = memmem(at, (gsize)(end - at), "endobj", 6);
        const char *key = memmem(from, (gsize)((close != NULL ? close : end) - from), "/Lang", 5);
        char *found = key != NULL ? language_at(key + 5, end) : NULL;
        if (found != NULL) {
            g_free(language);
            language = found;
        }
    }
    return language;
}

/* ---- to the document ---- */

/* "Microsoft Word - referat.doc", "referat.pdf": what a program wrote there. */
static bool
is_file_name(const char *title)
{
    return g_str_has_prefix(title, "Microsoft ") || strstr(title, ".doc") != NULL ||
           strstr(title, ".pdf") != NULL || strstr(title, ".odt") != NULL ||
           g_str_has_prefix(title, "untitled") || strlen(title) < 3;
}

static const char *
either(const char *first, const char *second)
{
    return first != NULL && *first != '\0' ? first : second;
}

/* W3CDTF: hours and minutes of the time zone, or Z. */
static void
put_date(const PdfStory *story, ReferatMetadata field, const char *stated, const char *other)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) date = stated != NULL ? g_date_time_new_from_iso8601(stated, utc) : NULL;

    if (date == NULL && other != NULL)
        date = g_date_time_new_from_iso8601(other, utc);
    if (date == NULL)
        return;
    const bool zulu = g_date_time_get_utc_offset(date) == 0;
    g_autofree char *text = g_date_time_format(date, zulu ? "%FT%TZ" : "%FT%T%:z");
    referat_builder_set_metadata(story->builder, field, text);
}

void
pdf_put_metadata(const PdfStory *story, GBytes *bytes)
{
    const PdfAbout *about = &story->about;
    ReferatBuilder *builder = story->builder;
    Xmp xmp = {.text = g_string_new(NULL)};

    read_xmp(story, &xmp);
    const char *title = either(xmp.values[X_TITLE], about->title);
    if (title != NULL && is_file_name(title))
        title = about->title;
    if (title != NULL && !is_file_name(title))
        referat_builder_set_metadata(builder, REFERAT_META_TITLE, title);
    if (referat_context_get_flag(story->context, "keep-author"))
        referat_builder_set_metadata(builder, REFERAT_META_CREATOR,
                                     either(xmp.values[X_CREATOR], about->author));
    /* dc:description is what the dictionary calls Subject (ISO 32000-2, table 349) */
    referat_builder_set_metadata(builder, REFERAT_META_SUBJECT,
                                 either(xmp.values[X_DESCRIPTION], about->subject));
    referat_builder_set_metadata(
        builder, REFERAT_META_KEYWORDS,
        either(either(xmp.values[X_KEYWORDS], about->keywords), xmp.values[X_SUBJECT]));
    put_date(story, REFERAT_META_CREATED, xmp.values[X_CREATED], about->created);
    put_date(story, REFERAT_META_MODIFIED, xmp.values[X_MODIFIED], about->modified);
    g_autofree char *language = language_of_catalogue(bytes);
    referat_builder_set_metadata(builder, REFERAT_META_LANGUAGE,
                                 either(language, xmp.values[X_LANGUAGE]));
    for (guint i = 0; i < X_N; i++)
        g_free(xmp.values[i]);
    (void)g_string_free(xmp.text, TRUE);
}
