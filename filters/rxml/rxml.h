/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/* The XML form of a document. Its names are those of the node types; see src/core/schema. */

#define RXML_NAMESPACE "https://referat.example/ns/document/1"
#define RXML_VERSION "1"

/* Names of values that are the same in writer and reader; each list ends with NULL. */
extern const char *const rxml_scheme_names[];
extern const char *const rxml_origin_names[];
extern const char *const rxml_style_names[];
extern const char *const rxml_direction_names[];
extern const char *const rxml_list_names[];
extern const char *const rxml_table_names[];
extern const char *const rxml_scope_names[];
extern const char *const rxml_aside_names[];
extern const char *const rxml_note_names[];
extern const char *const rxml_pages_names[];
extern const char *const rxml_form_names[];

bool rxml_read(ReferatContext *context, ReferatSource *source, ReferatBuilder *builder,
               GError **error);
bool rxml_write(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
                GError **error);
extern const ReferatFilter rxml_filter;
