/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/**
 * title_find:
 * @top: (nullable): the document's only heading of the first level
 * @given: (out): whether it is the title among the file's properties
 *
 * What a document is called in a window's bar or a list of results: @top; else the title of the
 * properties when the text bears it out; else its first words. Not longer than such places show.
 * Returns: (transfer full): never empty.
 */
char *title_find(ReferatContext *context, const ReferatDocument *document, const ReferatNode *top,
                 bool *given);
