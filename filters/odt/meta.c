/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/title.h"
#include "odt/odt.h"

/* meta.xml (4.3). No clock: the dates are those of the document. */

/* What follows the seconds: nothing, a fraction, "Z" or an hour and a minute. */
static bool
is_zone(const char *text)
{
    if (*text == '.') {
        const size_t digits = strspn(text + 1, "0123456789");
        if (digits == 0)
            return false;
        text += 1 + digits;
    }
    if (*text == '\0' || g_str_equal(text, "Z"))
        return true;
    return (*text == '+' || *text == '-') && strlen(text) == 6 && g_ascii_isdigit(text[1]) &&
           g_ascii_isdigit(text[2]) && text[3] == ':' && g_ascii_isdigit(text[4]) &&
           g_ascii_isdigit(text[5]) && text[1] < '2' && (text[1] == '0' || text[2] < '4') &&
           text[4] < '6';
}

/* A tag of BCP 47 as far as xsd:language asks. */
static bool
is_language(const char *tag)
{
    g_auto(GStrv) parts = g_strsplit(tag != NULL ? tag : "", "-", -1);

    for (size_t i = 0; parts[i] != NULL; i++) {
        const size_t length = strlen(parts[i]);
        for (size_t k = 0; k < length; k++)
            if (i == 0 ? !g_ascii_isalpha(parts[i][k]) : !g_ascii_isalnum(parts[i][k]))
                return false;
        if (length < 1 || length > 8)
            return false;
    }
    return parts[0] != NULL;
}

bool
odt_is_date_time(const char *text)
{
    /* xsd:dateTime takes less than ISO 8601: no 60th second, zones with a colon */
    static const char pattern[] = "dddd-dd-ddTdd:dd:dd";
    const size_t length = sizeof(pattern) - 1;

    if (text == NULL || strlen(text) < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (pattern[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != pattern[i])
            return false;
    g_autoptr(GDateTime) valid = g_date_time_new_from_iso8601(text, NULL);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) local = g_date_time_new_from_iso8601(text, utc);
    return (valid != NULL || local != NULL) && text[17] < '6' && is_zone(text + length);
}

static void
put(Odt *odt, const char *element, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    referat_sink_printf(odt->out, "<%s>", element);
    odt_characters(odt, value);
    referat_sink_printf(odt->out, "</%s>\n", element);
}

static void
put_date(Odt *odt, const char *element, ReferatMetadata field)
{
    const char *value = referat_document_get_metadata(odt->document, field);

    if (odt_is_date_time(value))
        put(odt, element, value);
}

void
odt_put_field(Odt *odt, const char *name, const char *type, const char *value)
{
    if (value == NULL)
        return;
    odt_puts(odt, "<meta:user-defined");
    odt_attribute(odt, "meta:name", name);
    odt_attribute(odt, "meta:value-type", type);
    odt_puts(odt, ">");
    odt_characters(odt, value);
    odt_puts(odt, "</meta:user-defined>\n");
}

static const ReferatNode *
only_top_heading(const Odt *odt)
{
    const ReferatNode *top = NULL;
    ReferatIter it;

    referat_iter_init(&it, referat_document_get_body(odt->document));
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE || referat_node_get_type(it.node) != REFERAT_NODE_HEADING ||
            referat_node_get_heading(it.node)->level > 1)
            continue;
        if (top != NULL)
            return NULL;
        top = it.node;
    }
    return top;
}

void
odt_write_meta(Odt *odt)
{
    static const struct {
        const char *element;
        ReferatMetadata field;
    } fields[] = {
        {"dc:description", REFERAT_META_DESCRIPTION},
        {"dc:subject", REFERAT_META_SUBJECT},
        {"meta:keyword", REFERAT_META_KEYWORDS},
        {"meta:initial-creator", REFERAT_META_CREATOR},
        {"dc:creator", REFERAT_META_CREATOR},
    };
    const char *sum = referat_document_get_metadata(odt->document, REFERAT_META_SOURCE_SHA256);
    bool given = false;
    g_autofree char *title = title_find(odt->context, odt->document, only_top_heading(odt), &given);

    odt_open_root(odt, "meta");
    odt_puts(odt, "<office:meta>\n");
    put(odt, "meta:generator", "referat/" REFERAT_VERSION_STRING);
    put(odt, "dc:title", title);
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        put(odt, fields[i].element, referat_document_get_metadata(odt->document, fields[i].field));
    put_date(odt, "meta:creation-date", REFERAT_META_CREATED);
    put_date(odt, "dc:date", REFERAT_META_MODIFIED);
    put(odt, "dc:language", is_language(odt->language) ? odt->language : "und");
    odt_put_field(odt, "Case number", NULL,
                  referat_document_get_metadata(odt->document, REFERAT_META_CASE_NUMBER));
    odt_put_meeting_fields(odt);
    if (sum != NULL) {
        g_autofree char *source = g_strdup_printf("sha256:%s", sum);
        odt_put_field(odt, "Source", NULL, source);
    }
    odt_puts(odt, "</office:meta>\n</office:document-meta>\n");
}
