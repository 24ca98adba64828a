/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/fonts.h"

#include <dlfcn.h>
#include <fontconfig/fontconfig.h>
#include <glib.h>
#include <string.h>

#include "pdf/extract/capture.h"

/*
 * Many PDFs do not bring the fonts of everybody's machine: Times, Helvetica, Arial. poppler asks
 * fontconfig for another one; where there is none, its letters are not painted, and we would know
 * neither their base line nor their marks, and would take them for hidden. What those letters look
 * like does not matter here, where they stand is in the file. So there is one font with nothing in
 * it, made by the build and installed beside this program: results do not depend on the
 * machine, no folder of fonts is read, and the sandbox lets this one file be read.
 *
 * The fonts that a PDF does bring are left alone too while only places are written down: to unpack
 * them is more work than the text of a small document.
 */

static char *blank;
static gsize blank_size;

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
    if (ok && !g_file_get_contents(path, &blank, &blank_size, NULL))
        blank = NULL;
    return ok;
}

/* ---- std::optional<std::vector<unsigned char>> GfxFont::readEmbFontFile(XRef *) ---- */

/* As the Itanium C++ ABI and libstdc++ lay it out; the test pdf-extractor sees when they do not. */
typedef struct {
    uint8_t *begin, *end, *room;
    bool engaged;
} OptionalBytes;

/* poppler's own fonts read a file for its encoding; only libpoppler-glib reads it to draw. */
static bool
is_drawing(const void *caller)
{
    Dl_info info;

    return dladdr(caller, &info) != 0 && info.dli_fname != NULL &&
           strstr(info.dli_fname, "libpoppler-glib") != NULL;
}

/* NOLINTBEGIN(bugprone-reserved-identifier): the name as the C++ compiler makes it */
__attribute__((visibility("default"))) OptionalBytes *
_ZN7GfxFont15readEmbFontFileEP4XRef(OptionalBytes *result, void *self, void *xref);

OptionalBytes *
_ZN7GfxFont15readEmbFontFileEP4XRef(OptionalBytes *result, void *self, void *xref)
{
    static __typeof__(&_ZN7GfxFont15readEmbFontFileEP4XRef) real;
    static void *(*allocate)(size_t size); /* operator new: its opposite is called on it */

    if (real == NULL) {
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN7GfxFont15readEmbFontFileEP4XRef");
        allocate = (void *(*)(size_t))dlsym(RTLD_DEFAULT, "_Znwm");
    }
    if (blank == NULL || allocate == NULL || xt_capture_paints_letters() ||
        !is_drawing(__builtin_return_address(0)))
        return real(result, self, xref);
    result->begin = allocate(blank_size);
    memcpy(result->begin, blank, blank_size);
    result->end = result->room = result->begin + blank_size;
    result->engaged = true;
    return result;
}
/* NOLINTEND(bugprone-reserved-identifier) */
