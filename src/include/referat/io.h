/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/types.h>

G_BEGIN_DECLS

/**
 * SECTION: io
 * Where bytes come from and go to. A sink keeps its first failure: later puts cost nothing, and
 * referat_sink_finish() tells. Output appears with referat_sink_commit(), whole or not at all.
 */

/* ---- sources ---- */

/**
 * referat_source_new_path:
 * @path: a file name, in any bytes
 *
 * Reads nothing yet. Returns: (transfer full). Since 0.1.
 */
REFERAT_API ReferatSource *referat_source_new_path(const char *path);

/** referat_source_new_fd: reads @fd to its end; does not close it. @name is for messages. */
REFERAT_API ReferatSource *referat_source_new_fd(int fd, const char *name);

/** referat_source_new_bytes: (transfer full): takes a reference to @bytes. @name may be NULL. */
REFERAT_API ReferatSource *referat_source_new_bytes(GBytes *bytes, const char *name);

/** referat_source_free: NULL is fine. */
REFERAT_API void referat_source_free(ReferatSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferatSource, referat_source_free)

/** referat_source_get_name: Returns: (transfer none): the name given, for messages. */
REFERAT_API const char *referat_source_get_name(const ReferatSource *source);

/**
 * referat_source_get_bytes:
 * @limit: no more than this many bytes
 *
 * Reads the source on the first call. Returns: (transfer none) (nullable): NULL with @error set:
 * %REFERAT_ERROR_NO_INPUT, _PERMISSION, _IO or _LIMIT. Since 0.1.
 */
REFERAT_API GBytes *referat_source_get_bytes(ReferatSource *source, uint64_t limit, GError **error);

/* ---- sinks ---- */

/**
 * referat_sink_new_path:
 * @path: the output's name
 *
 * Writes a temporary file in the folder of @path; commit syncs and renames it.
 * Returns: (transfer full). Trouble shows at the first put or at finish. Since 0.1.
 */
REFERAT_API ReferatSink *referat_sink_new_path(const char *path);

/** referat_sink_new_fd: collects the output, commit writes it to @fd (standard output). */
REFERAT_API ReferatSink *referat_sink_new_fd(int fd, const char *name);

/** referat_sink_new_memory: collects the output for referat_sink_steal_bytes(). */
REFERAT_API ReferatSink *referat_sink_new_memory(void);

/** referat_sink_new_discard: throws everything away, for tests and measurements. */
REFERAT_API ReferatSink *referat_sink_new_discard(void);

/** referat_sink_new_failing: fails with %REFERAT_ERROR_IO after @bytes bytes, for tests. */
REFERAT_API ReferatSink *referat_sink_new_failing(uint64_t bytes);

/** referat_sink_free: a sink that was not committed leaves nothing behind. NULL is fine. */
REFERAT_API void referat_sink_free(ReferatSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferatSink, referat_sink_free)

/**
 * referat_sink_set_if_changed:
 * @if_changed: true: a file that holds the same bytes already is left alone, its times too
 *
 * What builds from it need not be built again then. No effect on what is not a file. Since 0.1.
 */
REFERAT_API void referat_sink_set_if_changed(ReferatSink *sink, bool if_changed);

/** referat_sink_put: adds @length bytes; never fails here. */
REFERAT_API void referat_sink_put(ReferatSink *sink, const char *bytes, size_t length);
/** referat_sink_puts: adds a NUL-terminated string. */
REFERAT_API void referat_sink_puts(ReferatSink *sink, const char *string);
/** referat_sink_printf: adds formatted text; numbers follow the C locale only for integers. */
REFERAT_API void referat_sink_printf(ReferatSink *sink, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/** referat_sink_finish: flushes. Returns: false with the first failure in @error. */
REFERAT_API bool referat_sink_finish(ReferatSink *sink, GError **error);

/**
 * referat_sinks_commit:
 * @sinks: (array length=n): finished sinks
 *
 * Makes all outputs appear, or none: every file is synced before the first is renamed, and when a
 * rename fails those before it are undone. Returns: false with @error set. Since 0.1.
 */
REFERAT_API bool referat_sinks_commit(ReferatSink *const *sinks, size_t n, GError **error);

/** referat_sink_get_written: Returns: bytes put so far. */
REFERAT_API uint64_t referat_sink_get_written(const ReferatSink *sink);

/** referat_sink_is_unchanged: Returns: whether the file was left alone when the sink was committed;
 * see referat_sink_set_if_changed(). Since 0.1. */
REFERAT_API bool referat_sink_is_unchanged(const ReferatSink *sink);

/** referat_sink_get_name: Returns: (transfer none): the path, "-" or "memory". */
REFERAT_API const char *referat_sink_get_name(const ReferatSink *sink);

/** referat_sink_steal_bytes: Returns: (transfer full): what a memory sink collected. */
REFERAT_API GBytes *referat_sink_steal_bytes(ReferatSink *sink);

G_END_DECLS
