/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

/**
 * formula_append:
 * @math: a %REFERAT_NODE_MATH
 *
 * A formula in one line, as people type it where there is nothing but text: "(a+b)/2", "x^2",
 * "sqrt(x)", "sum_(i=1)^n". For plain text and for those who hear it.
 */
void formula_append(const ReferatNode *math, GString *out);
