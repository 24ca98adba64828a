/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

G_BEGIN_DECLS

/**
 * SECTION: json
 * Writing JSON (RFC 8259): values follow one another, the writer puts commas, line breaks and
 * indents between them. For writers and for programs that tell what they did.
 */

/** ReferatJson: keep it on the stack, with @sink and @first (true) set. Since 0.1. */
typedef struct {
    ReferatSink *sink;
    unsigned depth;
    bool first;   /* nothing stands in the innermost object or array yet */
    bool in_html; /* "<" and "&" are escaped too, so that no tag can end it */
    bool in_line; /* no line breaks and indents */
    bool plain;   /* what steers terminals or the direction of text is escaped too (U+202E) */
} ReferatJson;

/** referat_json_open: begins an object or array. @bracket is '{' or '['; @name is %NULL in arrays
 * and at the top. Since 0.1. */
REFERAT_API void referat_json_open(ReferatJson *json, const char *name, char bracket);
/** referat_json_close: ends it; @bracket is '}' or ']'. Since 0.1. */
REFERAT_API void referat_json_close(ReferatJson *json, char bracket);
/** referat_json_string: @value is UTF-8, %NULL is null. Since 0.1. */
REFERAT_API void referat_json_string(ReferatJson *json, const char *name, const char *value);
/** referat_json_number: a whole number. Since 0.1. */
REFERAT_API void referat_json_number(ReferatJson *json, const char *name, int64_t value);
/** referat_json_share: a number from 0 to 1 with two decimals. Since 0.1. */
REFERAT_API void referat_json_share(ReferatJson *json, const char *name, double value);
/** referat_json_bool: Since 0.1. */
REFERAT_API void referat_json_bool(ReferatJson *json, const char *name, bool value);
/** referat_json_null: Since 0.1. */
REFERAT_API void referat_json_null(ReferatJson *json, const char *name);

G_END_DECLS
