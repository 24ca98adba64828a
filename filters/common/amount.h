/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

/**
 * amount_is_cell: whether a cell holds an amount and nothing else: "1.234,50", "£ 992.38", "12 %",
 * "kr. 500", "(40)". Columns of amounts are set flush right.
 */
bool amount_is_cell(const ReferatNode *cell);

/** amount_is: the same of a text. */
bool amount_is(const char *text);
