/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/places.h"

/** rft_trash: puts the file @path of the open folder @from, which is the inbox or that of work,
 * into the user's trash, as something that lay in the inbox: so it goes back there when it is
 * restored. Returns: false with errno set: ENOTSUP when there is no trash for it. */
bool rft_trash(const RftPlaces *places, int from, const char *path);
