/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finish.h"

#include <inttypes.h>
#include <string.h>

/*
 * The recogniser. The input is lines of text in the marks of tests/minutes/cases (cases.py says
 * which), so that what a fuzzer changes is what minutes say and how they are laid out, not the
 * angle brackets around it: headings, labels, lists and rows of tables become .rxml.
 */

enum { LEVELS = 6, DEPTH_MAX = 40 };

typedef struct {
    GString *out;
    unsigned depth; /* of lists that are open */
    bool in_table;
} Form;

static void
close_lists(Form *form, unsigned depth)
{
    for (; form->depth > depth; form->depth--)
        g_string_append(form->out, "</item></list>");
}

static void
close_table(Form *form)
{
    if (form->in_table)
        g_string_append(form->out, "</table>");
    form->in_table = false;
}

static void
add_text(GString *out, const char *text, size_t length)
{
    g_autofree char *escaped = g_markup_escape_text(text, (gssize)length);

    for (char *p = escaped; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    if (*escaped != '\0')
        g_string_append_printf(out, "<t>%s</t>", escaped);
}

static void
add_inlines(GString *out, const char *text)
{
    const char *end = text + strcspn(text, "\\");

    add_text(out, text, (size_t)(end - text));
    if (*end == '\0')
        return;
    g_string_append(out, "<break/>");
    add_inlines(out, end + 1);
}

static const char *
scheme_of(const char *label)
{
    const size_t length = strcspn(label, ").");

    if (strpbrk(label, "0123456789") != NULL)
        return "decimal";
    return length > 0 && g_ascii_isupper(label[length - 1]) ? "upper-alpha" : "lower-alpha";
}

/* "[4.] text": writes the attributes of the label. Returns: the text. */
static const char *
add_label(GString *out, const char *text)
{
    const char *end = *text == '[' ? strchr(text, ']') : NULL;

    if (end == NULL || end == text + 1)
        return text;
    g_autofree char *label = g_strndup(text + 1, (gsize)(end - text - 1));
    g_autofree char *escaped = g_markup_escape_text(label, -1);
    const char *digit = strpbrk(label, "0123456789");
    const uint64_t number = digit != NULL ? g_ascii_strtoull(digit, NULL, 10) : 1;
    g_string_append_printf(
        out, " label=\"%s\" separator=\" \" scheme=\"%s\" origin=\"typed\" path=\"%" PRIu64 "\"",
        g_strdelimit(escaped, "\t\r\n", ' '), scheme_of(label), number % 100000);
    return end[1] == ' ' ? end + 2 : end + 1;
}

static void
add_item(Form *form, unsigned level, const char *text)
{
    close_table(form);
    level = MIN(level, form->depth);
    close_lists(form, level + 1);
    if (form->depth > level) {
        g_string_append(form->out, "</item>");
    } else {
        g_string_append(form->out,
                        *text == '[' ? "<list kind=\"ordered\">" : "<list kind=\"bullet\">");
        form->depth++;
    }
    g_string_append(form->out, "<item");
    text = add_label(form->out, text);
    g_string_append(form->out, "><paragraph>");
    add_inlines(form->out, text);
    g_string_append(form->out, "</paragraph>");
}

static void
add_row(Form *form, const char *text)
{
    const bool header = g_str_has_prefix(text, "|!");
    g_auto(GStrv) cells = g_strsplit(text + (header ? 2 : 1), "|", -1);

    close_lists(form, 0);
    if (!form->in_table)
        g_string_append(form->out, "<table kind=\"data\">");
    form->in_table = true;
    g_string_append(form->out, header ? "<row header=\"true\">" : "<row>");
    for (size_t i = 0; cells[i] != NULL; i++) {
        g_string_append(form->out, header ? "<cell scope=\"column\">" : "<cell>");
        if (*g_strstrip(cells[i]) != '\0') {
            g_string_append(form->out, "<paragraph>");
            add_inlines(form->out, cells[i]);
            g_string_append(form->out, "</paragraph>");
        }
        g_string_append(form->out, "</cell>");
    }
    g_string_append(form->out, "</row>");
}

static void
add_line(Form *form, const char *line)
{
    const size_t hashes = strspn(line, "#");
    const size_t blanks = strspn(line, " ");

    if (*line == '|') {
        add_row(form, line);
    } else if (hashes > 0 && hashes <= LEVELS && line[hashes] == ' ') {
        close_lists(form, 0);
        close_table(form);
        g_string_append_printf(form->out, "<heading level=\"%zu\"", hashes);
        const char *text = add_label(form->out, line + hashes + 1);
        g_string_append_c(form->out, '>');
        add_inlines(form->out, text);
        g_string_append(form->out, "</heading>");
    } else if (line[blanks] == '-' && line[blanks + 1] == ' ' && blanks / 2 < DEPTH_MAX) {
        add_item(form, (unsigned)blanks / 2, line + blanks + 2);
    } else {
        close_lists(form, 0);
        close_table(form);
        if (line[blanks] == '\0')
            return;
        g_string_append(form->out, "<paragraph>");
        add_inlines(form->out, line);
        g_string_append(form->out, "</paragraph>");
    }
}

void
fuzz_prepare(ReferatContext *context, const FuzzInput *input)
{
    (void)input;
    if (!referat_context_set_option(context, "check", "true", NULL))
        g_error("option check");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = fuzz_split(data, size);
    g_autofree char *text = g_utf8_make_valid((const char *)input.data, (gssize)input.size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Form form = {g_string_new("<document xmlns=\"https://referat.example/ns/document/1\" "
                              "version=\"1\">"),
                 0, false};
    size_t first = 0;

    if (lines[0] != NULL && g_str_has_prefix(lines[0], "lang: ")) {
        g_autofree char *language = g_markup_escape_text(lines[0] + strlen("lang: "), -1);
        g_string_append_printf(form.out, "<meta name=\"language\" value=\"%s\"/>",
                               g_strdelimit(language, "\t\r", ' '));
        first = 1;
    }
    g_string_append(form.out, "<body>");
    for (size_t i = first; lines[0] != NULL && lines[i] != NULL; i++)
        add_line(&form, lines[i]);
    close_lists(&form, 0);
    close_table(&form);
    g_string_append(form.out, "</body></document>");
    input.data = (const uint8_t *)form.out->str;
    input.size = form.out->len;
    fuzz_finish("rxml", &input);
    g_string_free(form.out, TRUE);
    return 0;
}
