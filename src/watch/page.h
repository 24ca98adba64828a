/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/folder.h"

/** rft_page_make: makes the page over all results of @folder anew. */
void rft_page_make(RftFolder *folder);

/** rft_page_and_notify: makes the page and notifies people when it is time. Returns: when it may be
 * time again; G_MAXINT64 = never, as things stand. */
gint64 rft_page_and_notify(RftFolder *folder);
