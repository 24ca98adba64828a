/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/**
 * uri_is_safe:
 * @uri: a link's target as written
 *
 * Returns: whether it is of a scheme that is safe to publish (http, https, mailto, tel and a few
 * like them): never javascript:, data:, file: or a drive letter, and nothing relative.
 */
bool uri_is_safe(const char *uri);

/** uri_fragment: Returns: (transfer full): @prefix and @name, with what an id or a bookmark's name
 * cannot hold as ".hh". */
char *uri_fragment(const char *prefix, const char *name);

/** uri_clean: Returns: (transfer full): @uri with white space and reserved characters escaped. */
char *uri_clean(const char *uri);
