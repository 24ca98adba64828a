/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "normalise/normalise.h"

/**
 * rft_number_word:
 * @value: (out): the number
 * @ordinal: (out): whether it is one such as "first"
 * Returns: how many bytes at the front of @text are a number in words of the document's language;
 * 0 when it begins with none.
 */
size_t rft_number_word(const RftPass *pass, const char *text, size_t length, uint32_t *value,
                       bool *ordinal);

/** rft_ordinal_sign: Returns: the length of a sign such as "º" at the front of @text, 0 for none.
 */
size_t rft_ordinal_sign(const char *text);
