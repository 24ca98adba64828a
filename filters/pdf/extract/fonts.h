/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/** xt_fonts_path: Returns: (transfer full) (nullable): where that font is. */
char *xt_fonts_path(void);

/** xt_fonts_init: makes one empty font the only one there is; see fonts.c. Returns: false when it
 * cannot; then fonts that a file does not bring are those of this machine, or none. */
bool xt_fonts_init(void);
