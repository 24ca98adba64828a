/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

/* index.html: one page over many documents, by body and year, to be searched without a server.
 * Whose documents they are is no matter to it: `referat bulk` and the watched folder each bring
 * their own list. */

/**
 * RftIndexEntry: what is shown of one document; its strings are the list's and stay until the next
 * get
 * @name: of the source, below its folder, any bytes
 * @summary: (nullable): fields as of rft_summary(), not to be trusted
 * @outputs: (array zero-terminated=1): names relative to the folder of outputs, any bytes; the
 * title leads to the first one
 * @converted: seconds since 1970; 0: not told
 * @warnings: it was converted with losses
 */
typedef struct {
    const char *name;
    const char *summary;
    const char *const *outputs;
    int64_t converted;
    bool warnings;
} RftIndexEntry;

/**
 * RftIndex: all is the caller's
 * @count: ids are below it
 * @get: fills @entry, which is empty, with the document @id; returns false when it has no outputs
 *   (now). It is asked for each document when their order is found, and again when it is written,
 * so that only one is held at a time; what cannot be had again is said to be so
 * @before: (nullable): writes sections above all others, as children of <main>; their headings are
 *   h2, ids that begin with "before" are free
 * @latest: so many that were converted last, of those that tell when, are listed above the search,
 *   the newest first (of one second: the higher id first); 0: no such list
 * @language: (nullable): the tag of what @say says; NULL: "en"
 * @say: (nullable): translates what the page itself says, which is marked by N_() of "po/i18n.h";
 *   NULL: English. Given and returned is UTF-8; it stays until the page is written
 * @say_plural: (nullable): the same, by number, marked by rft_plural(); NULL: @say of @one when @n
 * is 1, else of @many
 * @base: leads from the page to the folder of outputs, percent-encoded, with "/" at its end: "./"
 * @data: (nullable): for @get and @before
 */
typedef struct {
    uint32_t count;
    bool (*get)(uint32_t id, RftIndexEntry *entry, gpointer data);
    void (*before)(ReferatSink *sink, gpointer data);
    unsigned latest;
    const char *language;
    const char *(*say)(const char *english);
    const char *(*say_plural)(const char *one, const char *many, unsigned long n);
    const char *base;
    gpointer data;
} RftIndex;

/**
 * rft_index_page:
 * @path: of the page, which is written whole or not at all
 *
 * The same list gives the same bytes (in the same time zone, where @latest is not 0).
 *
 * Returns: false with @error set, also when an output of a document has the page's own name
 * (%REFERAT_ERROR_CANNOT_CREATE).
 */
bool rft_index_page(const RftIndex *index, const char *path, GError **error);
