/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>

#include "core/context.h"
#include "core/node.h"
#include "core/options.h"
#include "core/registry.h"
#include "minutes/check.h"
#include "minutes/minutes.h"
#include "normalise/normalise.h"
#include "vocabulary/vocabulary.h"

/* The public entry points: sniff, read, normalise, seal, write, commit. */

static void
fill_format(const ReferatFilter *filter, ReferatFormat *format)
{
    format->name = filter->info.name;
    format->description = filter->info.description;
    format->extensions = filter->info.extensions;
    format->mime_types = filter->info.mime_types;
    format->readable = filter->read != NULL;
    format->writable = filter->write != NULL;
}

bool
referat_format_at(size_t index, ReferatFormat *format)
{
    g_return_val_if_fail(format != NULL, false);
    for (size_t i = 0; rft_filters[i] != NULL; i++) {
        if (i == index) {
            fill_format(rft_filters[i], format);
            return true;
        }
    }
    return false;
}

bool
referat_format_for_name(const char *name, ReferatFormat *format)
{
    g_return_val_if_fail(name != NULL && format != NULL, false);
    const ReferatFilter *filter = rft_filter_for_name(name);

    if (filter != NULL)
        fill_format(filter, format);
    return filter != NULL;
}

const ReferatOption *
referat_options(const char *format)
{
    if (format == NULL)
        return rft_conversion_options;
    const ReferatFilter *filter = rft_filter_for_name(format);
    return filter != NULL ? filter->options : NULL;
}

enum { HEAD_SIZE = 4096 };

#ifdef REFERAT_DEBUG
enum { CHECK_ALWAYS = 1 };
#else
enum { CHECK_ALWAYS = 0 };
#endif

static const ReferatFilter *
choose_reader(ReferatSource *source, GBytes *bytes, const char *format, GError **error)
{
    if (format == NULL) {
        gsize size = 0;
        const uint8_t *data = g_bytes_get_data(bytes, &size);
        const ReferatProbe probe = {
            .head = data,
            .head_length = MIN(size, (gsize)HEAD_SIZE),
            .bytes = bytes,
            .name = referat_source_get_name(source),
        };
        return rft_filter_for_content(&probe, error);
    }
    const ReferatFilter *filter = rft_filter_for_name(format);
    if (filter == NULL || filter->read == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "the format %s cannot be read", format);
        return NULL;
    }
    return filter;
}

static ReferatDocument *
finish_document(ReferatContext *context, ReferatBuilder *builder, GBytes *bytes)
{
    /* what an .rxml says of its source stays true */
    if (!builder->finished) {
        g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
        referat_builder_set_metadata(builder, REFERAT_META_SOURCE_SHA256, sum);
    }
    rft_normalise(context, builder);
    return rft_builder_seal(builder);
}

ReferatDocument *
referat_read(ReferatContext *context, ReferatSource *source, const char *format, GError **error)
{
    g_return_val_if_fail(context != NULL && source != NULL, NULL);
    GBytes *bytes = referat_source_get_bytes(
        source, referat_context_get_limit(context, REFERAT_LIMIT_INPUT_BYTES), error);

    if (bytes == NULL)
        return NULL;
    rft_context_begin(context);
    const ReferatFilter *filter = choose_reader(source, bytes, format, error);
    if (filter == NULL)
        return NULL;
    g_autoptr(ReferatBuilder) builder = rft_builder_new(context);
    if (!filter->read(context, source, builder, error) || !referat_builder_ok(builder, error))
        return NULL;
    const bool finished = builder->finished;
    g_autoptr(ReferatDocument) document =
        finish_document(context, g_steal_pointer(&builder), bytes);
    rft_recognise(context, document, referat_source_get_name(source));
    if (referat_context_get_flag(context, "check"))
        rft_check(context, document, referat_source_get_name(source));
    if (!rft_context_raised(context, error))
        return NULL;
    /* a finished document is somebody else's work; our own is checked where that is cheap */
    if ((finished || CHECK_ALWAYS) && !referat_document_check(document, error))
        return NULL;
    return g_steal_pointer(&document);
}

bool
referat_write(ReferatContext *context, const ReferatDocument *document, const char *format,
              ReferatSink *sink, GError **error)
{
    g_return_val_if_fail(context != NULL && document != NULL && sink != NULL, false);
    const ReferatFilter *filter = format != NULL ? rft_filter_for_name(format) : NULL;

    if (filter == NULL || filter->write == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "the format %s cannot be written",
                          format != NULL ? format : "(none)");
        return false;
    }
    return filter->write(context, document, sink, error) && rft_context_raised(context, error);
}

bool
referat_convert(ReferatContext *context, ReferatSource *source, const char *format,
                const ReferatOutput *outputs, size_t n, GError **error)
{
    g_return_val_if_fail(outputs != NULL || n == 0, false);
    g_autoptr(ReferatDocument) document = referat_read(context, source, format, error);
    g_autofree ReferatSink **sinks = g_new0(ReferatSink *, MAX(n, 1));

    if (document == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        sinks[i] = outputs[i].sink;
        if (!referat_write(context, document, outputs[i].format, outputs[i].sink, error))
            return false;
    }
    /* the last moment to change one's mind */
    if (!referat_context_heartbeat(context, 1, 1, error))
        return false;
    return referat_sinks_commit(sinks, n, error);
}

bool
referat_language_at(ReferatContext *context, size_t index, ReferatLanguage *language)
{
    const RftVocabulary *vocabulary = rft_vocabulary_get(context);

    g_return_val_if_fail(language != NULL, false);
    if (index >= rft_vocabulary_count(vocabulary))
        return false;
    const unsigned at = (unsigned)index;
    const char *name = rft_vocabulary_value(vocabulary, at, "language", "name");
    language->tag = rft_vocabulary_tag(vocabulary, at);
    language->name = name != NULL ? name : language->tag;
    language->published =
        g_strcmp0(rft_vocabulary_value(vocabulary, at, "language", "tested"), "published") == 0;
    return true;
}
