/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/**
 * cli_printable:
 * @text: any bytes: a file's name, words of a document
 *
 * Returns: (transfer full): valid UTF-8 on one line that steers no terminal and whose order on the
 * screen is that of its characters: controls, and characters that change the direction of text or
 * are not seen, come as "<U+202E>"; bytes that are no UTF-8 as U+FFFD.
 */
char *cli_printable(const char *text);
