/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* What names say; both sides of the protocol judge them alike. */

/** rft_name_is_archive: Returns: whether @name ends like an archive that can be read. */
bool rft_name_is_archive(const char *name);

/** rft_name_is_safe: Returns: whether @name, put below a folder, is a file in there on any system.
 */
bool rft_name_is_safe(const char *name);
