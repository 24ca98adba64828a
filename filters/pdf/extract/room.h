/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <cairo.h>

/** xt_room_surface: Returns: (transfer full) (nullable): a surface of zeroes; NULL where cairo's
 * own will do, or there is no memory. */
cairo_surface_t *xt_room_surface(cairo_format_t format, int width, int height);
