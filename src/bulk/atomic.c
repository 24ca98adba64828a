/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/atomic.h"

bool
rft_write_sink(ReferatSink *sink, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = referat_sink_steal_bytes(sink);
    g_autoptr(ReferatSink) file = referat_sink_new_path(path);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);

    referat_sink_put(file, data, size);
    return referat_sink_finish(file, error) && referat_sinks_commit(&file, 1, error);
}
