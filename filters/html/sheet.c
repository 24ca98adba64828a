/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "html/html.h"

/*
 * The house's style sheet. It is put into the page, so it must not end the style element; and the
 * page fetches nothing, so neither does it: what it shows is in it, as "data:". Comments and
 * strings are told apart as CSS Syntax 3 (4.3) does; escapes in the names of functions are not
 * looked for, since the page's policy stops what they hide.
 */

typedef struct {
    const char *text; /* ends with NUL */
    const char *at;
    const char *wrong; /* what was found; NULL: nothing */
} Scan;

static bool
begins(const char *at, const char *word)
{
    return g_ascii_strncasecmp(at, word, strlen(word)) == 0;
}

static void
skip_comment(Scan *scan)
{
    const char *end = strstr(scan->at + 2, "*/");

    scan->at = end != NULL ? end + 2 : scan->at + strlen(scan->at);
}

static void
skip_string(Scan *scan)
{
    const char quote = *scan->at++;

    while (*scan->at != '\0' && *scan->at != quote && *scan->at != '\n') {
        if (*scan->at == '\\' && scan->at[1] != '\0')
            scan->at++;
        scan->at++;
    }
    if (*scan->at == quote)
        scan->at++;
}

/* url(data:…), and url(#…) for what is in the page. */
static void
look_at_address(Scan *scan)
{
    const char *begin = scan->at;

    scan->at += strlen("url(");
    scan->at += strspn(scan->at, " \t\r\n\f");
    const bool quoted = *scan->at == '"' || *scan->at == '\'';
    if (!begins(scan->at + quoted, "data:") && scan->at[quoted] != '#')
        scan->wrong = begin;
    else if (quoted)
        skip_string(scan);
    else
        scan->at += strcspn(scan->at, ")");
}

static void
look(Scan *scan)
{
    if (begins(scan->at, "/*"))
        skip_comment(scan);
    else if (*scan->at == '"' || *scan->at == '\'')
        skip_string(scan);
    else if (begins(scan->at, "url("))
        look_at_address(scan);
    else if (begins(scan->at, "@import"))
        scan->wrong = scan->at;
    else
        scan->at++;
}

static bool
check_sheet(const char *text, const char *name, GError **error)
{
    Scan scan = {.text = text, .at = text};

    /* wherever it stands, a browser ends the element there */
    for (const char *at = strchr(text, '<'); at != NULL && scan.wrong == NULL;
         at = strchr(at + 1, '<'))
        if (begins(at, "</style"))
            scan.wrong = at;
    if (scan.wrong != NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--css %s, line %u: </style> would end it", name,
                                 html_line_of(text, scan.wrong));
    while (*scan.at != '\0' && scan.wrong == NULL)
        look(&scan);
    if (scan.wrong == NULL)
        return true;
    return referat_set_error(error, REFERAT_ERROR_OPTION,
                             "--css %s, line %u: pages fetch nothing: put what is meant into the "
                             "sheet, pictures and fonts as data:",
                             name, html_line_of(text, scan.wrong));
}

bool
html_read_sheet(const ReferatContext *context, char **sheet, GError **error)
{
    GBytes *bytes = referat_context_get_file(context, "css");
    const char *name = referat_context_get_option(context, "css");
    gsize length = 0;

    *sheet = NULL;
    if (bytes == NULL)
        return true;
    const char *text = g_bytes_get_data(bytes, &length);
    if (text == NULL)
        return true;
    static const char mark[] = "\xef\xbb\xbf";
    if (length >= strlen(mark) && memcmp(text, mark, strlen(mark)) == 0) {
        text += strlen(mark);
        length -= strlen(mark);
    }
    if (!g_utf8_validate(text, (gssize)length, NULL))
        return referat_set_error(error, REFERAT_ERROR_OPTION, "--css %s: it is no UTF-8", name);
    g_autofree char *copy = g_strndup(text, length);
    if (!check_sheet(copy, name, error))
        return false;
    *sheet = g_str_has_suffix(copy, "\n") || *copy == '\0' ? g_steal_pointer(&copy)
                                                           : g_strconcat(copy, "\n", NULL);
    return true;
}
