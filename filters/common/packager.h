/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/*
 * A zip package that is written: the counterpart of package.h. The same parts give the same bytes
 * whatever the clock, the time zone, the user and the umask are.
 */

typedef struct Packager Packager;

/** packager_new: @media_type becomes the part "mimetype", first and stored (ODF 1.3 part 2, 3.3).
 */
Packager *packager_new(const char *media_type);
void packager_free(Packager *packager);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Packager, packager_free)

/**
 * packager_add:
 * @name: of the part, ASCII
 * @bytes: (transfer full): what is in it
 * @media_type: for packager_manifest(); pictures that are compressed already are stored
 */
void packager_add(Packager *packager, const char *name, GBytes *bytes, const char *media_type);

/** packager_add_folder: an entry of the manifest alone, such as "Object 1/". */
void packager_add_folder(Packager *packager, const char *name, const char *media_type);

/** packager_manifest: adds META-INF/manifest.xml, which lists the parts added so far. */
void packager_manifest(Packager *packager, const char *version);

/** packager_write: Returns: false with @error set. */
bool packager_write(Packager *packager, ReferatSink *sink, GError **error);
