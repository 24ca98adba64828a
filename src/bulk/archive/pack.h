/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/**
 * rft_archive_pack:
 * @tree: the folder that the names are below
 * @list: a descriptor: "seconds name" and a NUL for each file, in the order in which they are to
 * stand
 * @out: a descriptor: gets the tar file
 * @index: a descriptor: gets "name, offset of the bytes, length" between tabs, a line each
 *
 * Names are from who runs us, not from strangers. Returns: 0, or an exit status.
 */
int rft_archive_pack(const char *tree, int list, int out, int index);
