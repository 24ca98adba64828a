/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/options.h"

#include "core/registry.h"

static const char *const change_choices[] = {"accept", "reject", "all", NULL};
static const char *const heading_choices[] = {"implied", "styled", NULL};
static const char *const isolation_choices[] = {"auto", "off", NULL};
static const char *const pass_choices[] = {
    "language", "page-heads", "joins",  "hyphens", "empty", "tables",  "labels", "agenda",
    "captions", "headings",   "echoes", "lists",   "links", "minutes", NULL,
};

/* clang-format off */
const ReferatOption rft_conversion_options[] = {
    { "changes", REFERAT_OPTION_CHOICE, "HOW", change_choices, "accept",
      REFERAT_TEXT("tracked changes: accept, reject, or show all") },
    { "check", REFERAT_OPTION_FLAG, NULL, NULL, "false",
      REFERAT_TEXT("also say what should be looked at before publishing, as referat check does") },
    { "comments", REFERAT_OPTION_FLAG, NULL, NULL, "false",
      REFERAT_TEXT("keep comments, which are left out otherwise") },
    { "headings", REFERAT_OPTION_CHOICE, "HOW", heading_choices, "implied",
      REFERAT_TEXT("implied: find headings that carry no style; styled: do not") },
    { "isolation", REFERAT_OPTION_CHOICE, "HOW", isolation_choices, "auto",
      REFERAT_TEXT("auto: read documents in a worker that can reach nothing; off: in an ordinary one") },
    { "keep-author", REFERAT_OPTION_FLAG, NULL, NULL, "false",
      REFERAT_TEXT("keep the author's name of the file's properties") },
    { "lang", REFERAT_OPTION_STRING, "TAG", NULL, "",
      REFERAT_TEXT("language of the document, such as da; otherwise it is found") },
    { "no-pass", REFERAT_OPTION_LIST, "NAME", pass_choices, NULL,
      REFERAT_TEXT("switch a pass over the document off (may be repeated)") },
    { NULL, REFERAT_OPTION_FLAG, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static const ReferatOption *
find_in(const ReferatOption *table, const char *key)
{
    for (; table != NULL && table->key != NULL; table++)
        if (g_str_equal(table->key, key))
            return table;
    return NULL;
}

const ReferatOption *
rft_option_find(const char *key)
{
    const ReferatOption *found = find_in(rft_conversion_options, key);

    for (size_t i = 0; found == NULL && rft_filters[i] != NULL; i++)
        found = find_in(rft_filters[i]->options, key);
    return found;
}
