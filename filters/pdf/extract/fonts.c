/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/fonts.h"

#include <fontconfig/fontconfig.h>
#include <glib.h>

/*
 * Many PDFs do not bring the fonts of everybody's machine: Times, Helvetica, Arial. poppler asks
 * fontconfig for another one; where there is none, its letters are not painted, and we would know
 * neither their base line nor their marks, and would take them for hidden. What those letters look
 * like does not matter here, where they stand is in the file. So there is one font with nothing in
 * it, made by the build and installed beside this program: results do not depend on the
 * machine, no folder of fonts is read, and the sandbox lets this one file be read.
 */

char *
xt_fonts_path(void)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = self != NULL ? g_path_get_dirname(self) : NULL;

    /* poppler looks at the extension */
    return folder != NULL ? g_build_filename(folder, "blank.ttf", NULL) : NULL;
}

bool
xt_fonts_init(void)
{
    g_autofree char *path = xt_fonts_path();
    FcConfig *config = path != NULL ? FcConfigCreate() : NULL;
    const bool ok = config != NULL &&
                    FcConfigAppFontAddFile(config, (const FcChar8 *)path) == FcTrue &&
                    FcConfigSetCurrent(config) == FcTrue;

    if (config != NULL)
        FcConfigDestroy(config);
    return ok;
}
