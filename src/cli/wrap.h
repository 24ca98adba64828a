/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/** cli_wrap: prints @text on standard output in lines of a terminal's width, the second and those
 * after it from column @left on; the first begins where the cursor is, at @left. */
void cli_wrap(const char *text, unsigned left);
