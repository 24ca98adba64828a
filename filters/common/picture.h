/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/types.h>

/** picture_media_type: Returns: (nullable): what the bytes are, by content: "image/png"; NULL = no
 * picture that is known. */
const char *picture_media_type(GBytes *bytes);

/** picture_shown_by_browsers: whether browsers show @media_type. */
bool picture_shown_by_browsers(const char *media_type);

/**
 * picture_strip:
 * @stripped: (out): whether anything was taken out
 *
 * Takes EXIF, XMP, comments and text chunks out of JPEG, PNG and WebP; colour profiles and the
 * orientation stay. Returns: (transfer full): the same bytes when there was nothing.
 */
GBytes *picture_strip(GBytes *bytes, const char *media_type, bool *stripped);

/** picture_svg_is_plain: whether an SVG has no scripts, metadata, or outside references. */
bool picture_svg_is_plain(GBytes *bytes);
