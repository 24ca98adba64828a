/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/uri.h"

#include <glib.h>
#include <string.h>

bool
uri_is_safe(const char *uri)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel", "sms", "ftp", "ftps",
                                          "sip",  "sips",  "xmpp",   "geo", "urn", "doi", NULL};
    size_t n = 0;

    if (*uri == '\0' || *uri == '\\' || strncmp(uri, "//", 2) == 0)
        return false;
    /* browsers skip control characters inside a scheme: "java\nscript:" */
    for (const char *p = uri; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20)
            return false;
    while (g_ascii_isalnum(uri[n]) || uri[n] == '+' || uri[n] == '-' || uri[n] == '.')
        n++;
    if (uri[n] != ':')
        return false; /* relative to a folder that the reader of the page does not have */
    g_autofree char *scheme = g_ascii_strdown(uri, (gssize)n);
    return g_strv_contains(schemes, scheme);
}

char *
uri_clean(const char *uri)
{
    GString *out = g_string_new(NULL);

    for (const char *p = uri; *p != '\0'; p++) {
        const unsigned char c = (unsigned char)*p;
        const bool hex = c == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2]);
        if (c <= 0x20 || c == 0x7f || strchr("\"<>\\^`{|}", c) != NULL || (c == '%' && !hex))
            g_string_append_printf(out, "%%%02X", c);
        else
            g_string_append_c(out, (char)c);
    }
    return g_string_free(out, FALSE);
}

char *
uri_fragment(const char *prefix, const char *name)
{
    GString *out = g_string_new(prefix);

    for (const char *p = name; *p != '\0'; p++) {
        if (g_ascii_isalnum(*p) || *p == '-' || *p == '_')
            g_string_append_c(out, *p);
        else
            g_string_append_printf(out, ".%02x", (unsigned char)*p);
    }
    return g_string_free(out, FALSE);
}
