/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/archive/unpack.h"

/** rft_archive_serve: answers what is asked over @socket about the archive @file, until nobody asks
 * any more or something is asked that is no request. */
void rft_archive_serve(int file, int socket, const RftUnpackLimits *limits);
