// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <stdbool.h>
#include <stdint.h>

/**
 * symbol_to_unicode:
 * @font: (nullable): the name of a font, in any case: Symbol, Wingdings, Wingdings 2, Wingdings 3
 *     or Webdings
 * @code: the code point in that font, 0x20 to 0xFF, or 0xF020 to 0xF0FF as Word writes it
 *
 * Finds the Unicode character that shows what @font draws for @code.
 *
 * Returns: the character, or 0 when @font is none of these or has nothing at @code.
 */
uint32_t symbol_to_unicode(const char *font, uint32_t code);

/**
 * symbol_is_font:
 * @font: (nullable): the name of a font
 *
 * Returns: whether @font is one of those symbol_to_unicode() knows.
 */
bool symbol_is_font(const char *font);
