/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json/json.h"

static bool
json_write(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
           GError **error)
{
    const ReferatMinutes *minutes = referat_document_get_minutes(document);

    (void)context;
    if (minutes == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION,
                          "there is no record of the minutes: --no-pass=minutes was given");
        return false;
    }
    json_put_record(document, minutes, sink);
    return referat_sink_finish(sink, error);
}

static const char *const extensions[] = {"json", NULL};
static const char *const mime_types[] = {"application/json", NULL};

const ReferatFilter json_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "json",
             .description =
                 REFERAT_TEXT("the record of the minutes: who met, agenda, decisions, votes"),
             .extensions = extensions,
             .mime_types = mime_types},
    .write = json_write,
};
