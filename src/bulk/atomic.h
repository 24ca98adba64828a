/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

/** rft_write_sink: what the memory sink @sink collected becomes the file at @path, whole or not at
 * all. Returns: false with @error set. */
bool rft_write_sink(ReferatSink *sink, const char *path, GError **error);
