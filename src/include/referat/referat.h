/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>
#include <referat/diagnostic.h>
#include <referat/document.h>
#include <referat/io.h>
#include <referat/types.h>

G_BEGIN_DECLS

/**
 * SECTION: referat
 * Minutes of meetings in, readable documents out. The library converts in this process, without
 * the isolation that the program has: do not feed it documents of strangers in a process that
 * matters. It never prints, exits, forks, or changes the locale. Running out of memory aborts, as
 * GLib does.
 */

/** ReferatFormat: what is known of one format. */
typedef struct {
    const char *name;
    const char *description;
    const char *const *extensions; /* ends with NULL */
    const char *const *mime_types; /* ends with NULL */
    bool readable;
    bool writable;
} ReferatFormat;

/**
 * referat_format_at:
 * Returns: false when @index is past the last format. Thread-safe. Since 0.1.
 */
REFERAT_API bool referat_format_at(size_t index, ReferatFormat *format);

/** referat_format_for_name: Returns: whether there is a format of this @name or extension. */
REFERAT_API bool referat_format_for_name(const char *name, ReferatFormat *format);

/**
 * ReferatLanguage: a language whose minutes are understood.
 * @tag: BCP 47
 * @name: what it calls itself
 * @published: whether that is tested on minutes that were published, else on invented ones
 */
typedef struct {
    const char *tag;
    const char *name;
    bool published;
} ReferatLanguage;

/**
 * referat_language_at:
 * @language: (out): its strings are of @context and stay as long as it does
 *
 * Returns: false when @index is past the last language. A context is of one thread. Since 0.1.
 */
REFERAT_API bool referat_language_at(ReferatContext *context, size_t index,
                                     ReferatLanguage *language);

/**
 * referat_options:
 * @format: (nullable): a format's name; NULL for the options of conversion itself
 *
 * Returns: (transfer none) (nullable): a table that ends with a NULL key. Since 0.1.
 */
REFERAT_API const ReferatOption *referat_options(const char *format);

/**
 * referat_read:
 * @format: (nullable): NULL decides by content
 *
 * Reads, makes the document alike and seals it. Returns: (transfer full) (nullable): NULL with
 * @error set. Since 0.1.
 */
REFERAT_API ReferatDocument *referat_read(ReferatContext *context, ReferatSource *source,
                                          const char *format, GError **error);

/**
 * referat_write:
 * Writes a sealed document and finishes the sink; the caller commits.
 * Returns: false with @error set. Since 0.1.
 */
REFERAT_API bool referat_write(ReferatContext *context, const ReferatDocument *document,
                               const char *format, ReferatSink *sink, GError **error);

/** ReferatOutput: one output of a conversion. */
typedef struct {
    const char *format;
    ReferatSink *sink;
} ReferatOutput;

/**
 * referat_convert:
 * @outputs: (array length=n): where to; none only reads, for the messages
 *
 * Reads once, writes each, and commits: all outputs appear or none.
 * Returns: false with @error set. Since 0.1.
 */
REFERAT_API bool referat_convert(ReferatContext *context, ReferatSource *source, const char *format,
                                 const ReferatOutput *outputs, size_t n, GError **error);

G_END_DECLS
