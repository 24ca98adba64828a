/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "pdf/story.h"

/*
 * The outline ("bookmarks") names headings and their levels. An entry is found by its words on the
 * page it leads to, blanks and labels aside; entries that are not printed there say nothing.
 */

/* Letters and digits alone, in lower case. */
static char *
squeeze(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_tolower(c));
    }
    return g_string_free(out, FALSE);
}

/* The words of @text without what may be a label in front of them. */
static const char *
skip_label(const char *squeezed)
{
    const char *p = squeezed;

    while (g_ascii_isdigit(*p))
        p++;
    return *p != '\0' ? p : squeezed;
}

static bool
are_same(const char *entry, const char *line)
{
    return g_str_equal(entry, line) || g_str_equal(skip_label(entry), skip_label(line));
}

void
pdf_outline_index(PdfStory *story)
{
    story->entries = g_new0(char *, story->about.n_entries + 1);
    for (uint32_t i = 0; i < story->about.n_entries; i++) {
        const char *title = story->about.entries[i].title;
        story->entries[i] = squeeze(title != NULL ? title : "");
    }
}

void
pdf_outline_clear(PdfStory *story)
{
    for (uint32_t i = 0; story->entries != NULL && i < story->about.n_entries; i++)
        g_free(story->entries[i]);
    g_clear_pointer(&story->entries, g_free);
}

bool
pdf_outline_has(const PdfStory *story, const char *text, uint32_t page)
{
    if (story->entries == NULL || story->about.n_entries == 0)
        return false;
    g_autofree char *line = squeeze(text);
    for (uint32_t i = 0; i < story->about.n_entries; i++)
        if (story->about.entries[i].page == page && g_str_equal(story->entries[i], line))
            return true;
    return false;
}

/* Entries are in the order of the document; one that is not found must not hold up the others. */
uint8_t
pdf_outline_level(PdfStory *story, const char *text, uint32_t page)
{
    enum { LOOK_AHEAD = 60, MOST_BYTES = 400 };

    if (story->entries == NULL || story->about.n_entries == 0 || strlen(text) > MOST_BYTES)
        return 0;
    g_autofree char *line = squeeze(text);
    if (*line == '\0')
        return 0;
    for (uint32_t k = 0; k < LOOK_AHEAD && story->next_entry + k < story->about.n_entries; k++) {
        const uint32_t i = story->next_entry + k;
        const PdfEntry *entry = &story->about.entries[i];
        if (entry->page != 0 && entry->page > page + 1)
            break;
        if ((entry->page != 0 && entry->page + 1 < page) || *story->entries[i] == '\0' ||
            !are_same(story->entries[i], line))
            continue;
        story->next_entry = i + 1;
        return (uint8_t)MIN(entry->depth + 1, 9U);
    }
    return 0;
}
