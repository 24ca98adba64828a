/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>
#include <referat/minutes.h>

/* What of the document the values of the record stand in, for writers that mark them. */

/** range_block: Returns: (nullable): the block that holds the inline @node. */
const ReferatNode *range_block(const ReferatNode *node);

/** range_covers: whether @range covers all the text of @block, blanks aside. */
bool range_covers(const ReferatNode *block, const ReferatRange *range);

/** range_fills: whether @range, which begins in @block, is most of its text: "Decision: it is
 * done." without the word in front. */
bool range_fills(const ReferatNode *block, const ReferatRange *range);

/** range_has_links: whether a link, or what becomes one, stands in @node: a link holds no others.
 */
bool range_has_links(const ReferatNode *node);
