/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html/meeting.h"

static bool
html_write(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
           GError **error)
{
    const char *media = referat_context_get_option(context, "media");
    g_autofree char *sheet = NULL;
    Html html = {
        .context = context,
        .document = document,
        .sink = sink,
        .language = referat_document_get_metadata(document, REFERAT_META_LANGUAGE),
        .media = media != NULL && *media != '\0' ? media : NULL,
    };

    if (!html_read_sheet(context, &sheet, error))
        return false;
    html.house_sheet = sheet;
    html_collect(&html);
    html.meeting = html_meeting_new(&html);
    const bool written = html_write_page(&html, error);
    html_meeting_free(html.meeting);
    html_clear(&html);
    return written && referat_sink_finish(sink, error);
}

static const char *const extensions[] = {"html", "htm", NULL};
static const char *const mime_types[] = {"text/html", NULL};

static const ReferatOption options[] = {
    {"media", REFERAT_OPTION_STRING, "DIR", NULL, "",
     REFERAT_TEXT("write pictures into DIR instead of into the page (html)")},
    {"css", REFERAT_OPTION_FILE, "FILE", NULL, "",
     REFERAT_TEXT("add the style sheet in FILE to the page, behind ours (html)")},
    {"html-template", REFERAT_OPTION_FILE, "FILE", NULL, "",
     REFERAT_TEXT("the page in FILE, with places such as {{main}}, around the text (html)")},
    {NULL, REFERAT_OPTION_FLAG, NULL, NULL, NULL, NULL},
};

const ReferatFilter html_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "html",
             .description = REFERAT_TEXT("accessible web page, self-contained"),
             .extensions = extensions,
             .mime_types = mime_types},
    .options = options,
    .write = html_write,
};
