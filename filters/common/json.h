/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/*
 * Writing JSON (RFC 8259): values follow one another, the writer puts commas, line breaks and
 * indents between them.
 */
typedef struct {
    ReferatSink *sink;
    unsigned depth;
    bool first;   /* nothing stands in the innermost object or array yet */
    bool in_html; /* "<" and "&" are escaped too, so that no tag can end it */
} JsonWriter;

/** json_open: begins an object or array; @bracket is '{' or '['; @name is NULL in arrays. */
void json_open(JsonWriter *json, const char *name, char bracket);
void json_close(JsonWriter *json, char bracket);
/** json_string: @value NULL is null. */
void json_string(JsonWriter *json, const char *name, const char *value);
void json_number(JsonWriter *json, const char *name, int64_t value);
/** json_share: a number from 0 to 1 with two decimals. */
void json_share(JsonWriter *json, const char *name, double value);
void json_bool(JsonWriter *json, const char *name, bool value);
void json_null(JsonWriter *json, const char *name);
