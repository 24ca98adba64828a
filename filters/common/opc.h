/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/package.h"

/*
 * Open Packaging Conventions (ECMA-376 part 2): relationships between parts. Types are compared
 * by their last segment, which the transitional and the strict namespaces share.
 */

typedef struct {
    char *id;
    char *type;   /* "styles", "image", "hyperlink" */
    char *target; /* a part name without leading slash; the URI as written when external */
    bool external;
} OpcRelationship;

/** OpcRelationships: of one part; free with opc_relationships_free(). */
typedef struct {
    char *source;
    GPtrArray *list;
    GHashTable *by_id; /* the first of each identifier */
} OpcRelationships;

/**
 * opc_relationships_load:
 * @part: the part whose relationships are wanted; "" for the package
 *
 * Damage is reported as a message. Returns: (transfer full) (nullable): NULL with @error only for
 * what must end the reading (limits, encryption, a DOCTYPE); an empty list when there are none.
 */
OpcRelationships *opc_relationships_load(ReferatContext *context, Package *package,
                                         const char *part, GError **error);
void opc_relationships_free(OpcRelationships *relationships);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OpcRelationships, opc_relationships_free)

/** opc_by_id: Returns: (nullable) (transfer none). NULL arguments give NULL. */
const OpcRelationship *opc_by_id(const OpcRelationships *relationships, const char *id);

/** opc_by_type: Returns: (nullable) (transfer none): the first internal one of @type. */
const OpcRelationship *opc_by_type(const OpcRelationships *relationships, const char *type);

/** opc_sniff: what a zip of bytes holds; see ReferatSniff. */
void opc_sniff(const ReferatProbe *probe, ReferatSniff *result);

/** opc_parse_part: reads entry @index through @parser-making arguments; see xml.h. Returns: false
 * with @error when reading must end; a damaged end is a message. */
struct XmlParser;
bool opc_parse_part(ReferatContext *context, Package *package, int64_t index, ReferatLimit limit,
                    struct XmlParser *parser, GError **error);
