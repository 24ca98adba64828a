/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rxml/rxml.h"

#include <string.h>

const char *const rxml_scheme_names[] = {"other",       "bullet",      "decimal",     "lower-alpha",
                                         "upper-alpha", "lower-roman", "upper-roman", NULL};
const char *const rxml_origin_names[] = {"generated", "typed", "read", NULL};
const char *const rxml_style_names[] = {"bold",  "italic",     "underline", "strike", "sub",
                                        "super", "small-caps", "mark",      "code",   NULL};
const char *const rxml_direction_names[] = {"", "ltr", "rtl", NULL};
const char *const rxml_list_names[] = {"bullet", "ordered", NULL};
const char *const rxml_table_names[] = {"data", "layout", NULL};
const char *const rxml_scope_names[] = {"none", "row", "column", "both", NULL};
const char *const rxml_aside_names[] = {"text-box", "sidebar", "stamp", NULL};
const char *const rxml_note_names[] = {"foot", "end", NULL};
const char *const rxml_pages_names[] = {"default", "first", "even", NULL};
const char *const rxml_form_names[] = {"checkbox", "choice", "text", NULL};

static void
rxml_sniff(const ReferatProbe *probe, ReferatSniff *result)
{
    if (memmem(probe->head, probe->head_length, RXML_NAMESPACE, strlen(RXML_NAMESPACE)) != NULL &&
        memmem(probe->head, probe->head_length, "<document", 9) != NULL)
        result->bid = 90;
}

static const char *const extensions[] = {"rxml", NULL};
static const char *const mime_types[] = {"application/vnd.referat+xml", NULL};

static const ReferatOption options[] = {
    {"scrub", REFERAT_OPTION_FLAG, NULL, NULL, "false",
     REFERAT_TEXT("mask all letters and digits and drop pictures, for bug reports (rxml)")},
    {NULL, REFERAT_OPTION_FLAG, NULL, NULL, NULL, NULL},
};

const ReferatFilter rxml_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "rxml",
             .description = REFERAT_TEXT("referat's own document form"),
             .extensions = extensions,
             .mime_types = mime_types},
    .options = options,
    .sniff = rxml_sniff,
    .read = rxml_read,
    .write = rxml_write,
};
