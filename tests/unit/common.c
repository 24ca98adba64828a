/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/picture.h"

/* What filters share: pictures that are passed on must be harmless and say nothing of their maker.
 */

#define SVG(attributes, content)                                                                   \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://www.w3.org/1999/xlink\" "          \
    "width=\"9\"" attributes ">" content "</svg>"

static bool
is_plain(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));

    return picture_svg_is_plain(bytes);
}

static void
test_svg_that_draws(void)
{
    g_assert_true(is_plain(SVG("", "<path d=\"M0 0h9\" fill=\"url(#a)\" stroke=\"#123\"/>")));
    g_assert_true(is_plain(SVG("", "<use x:href=\"#a\"/><text>Onsdag on time</text>")));
    g_assert_true(is_plain(SVG("", "<image x:href=\"data:image/png;base64,AAAA\"/>")));
    g_assert_true(is_plain(SVG("", "<style>path { fill: red }</style>")));
}

static void
test_svg_that_acts(void)
{
    static const char *const active[] = {
        SVG("\nonload=\"alert(1)\"", ""),
        SVG("\tONLOAD='alert(1)'", ""),
        SVG("", "<script>alert(1)</script>"),
        "<x:svg xmlns:x=\"http://www.w3.org/2000/svg\"><x:script>alert(1)</x:script></x:svg>",
        SVG("", "<foreignObject/>"),
        SVG("", "<a x:href=\"javascript:alert(1)\"><path/></a>"),
        SVG("", "<image x:href='http://example.org/seen.png'/>"),
        SVG("", "<image x:href='//example.org/seen.png'/>"),
        SVG("", "<use x:href='file:///etc/passwd#a'/>"),
        SVG("", "<path style=\"fill: url( 'http://example.org/a')\"/>"),
        SVG("", "<style>@import 'x.css';</style>"),
        SVG("", "<style>path{fill:u\\72l(//example.org)}</style>"),
        SVG("", "<set attributeName=\"onclick\" to=\"alert(1)\"/>"),
        SVG("", "<metadata>by Ane Pedersen</metadata>"),
        SVG("", "<path></g>"),
        "<!DOCTYPE svg [<!ENTITY a \"b\">]>" SVG("", "<text>&a;</text>"),
        "<?xml-stylesheet href=\"x.css\"?>" SVG("", "<path/>"),
        "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(active); i++) {
        if (is_plain(active[i]))
            g_test_message("passes: %s", active[i]);
        g_assert_false(is_plain(active[i]));
    }
}

static void
check_stripped(const char *type, const char *data, gsize size, const char *secret)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
    bool stripped = false;
    g_autoptr(GBytes) clean = picture_strip(bytes, type, &stripped);
    gsize left = 0;
    const char *kept = g_bytes_get_data(clean, &left);

    g_assert_true(stripped);
    g_assert_null(memmem(kept, left, secret, strlen(secret)));
}

#define JPEG_COMMENT "\xff\xfe\x00\x08SECRET"
#define JPEG_SCAN "\xff\xda\x00\x02\x11\x22\xff\xd9"

static void
test_metadata_goes(void)
{
    static const char jpeg[] = "\xff\xd8" JPEG_COMMENT JPEG_SCAN;
    static const char filled[] = "\xff\xd8\xff\xff" JPEG_COMMENT JPEG_SCAN;
    static const char cut[] = "\xff\xd8\xff\xdb\xff\xf0xx" JPEG_COMMENT;
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\6tEXtSECRETcrc.";
    static const char png_cut[] = "\x89PNG\r\n\x1a\n\0\0\1\0IDATtEXtSECRETcrc.";

    check_stripped("image/jpeg", jpeg, sizeof(jpeg) - 1, "SECRET");
    check_stripped("image/jpeg", filled, sizeof(filled) - 1, "SECRET");
    check_stripped("image/jpeg", cut, sizeof(cut) - 1, "SECRET");
    check_stripped("image/png", png, sizeof(png) - 1, "SECRET");
    check_stripped("image/png", png_cut, sizeof(png_cut) - 1, "SECRET");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/common/svg/draws", test_svg_that_draws);
    g_test_add_func("/common/svg/acts", test_svg_that_acts);
    g_test_add_func("/common/picture/metadata-goes", test_metadata_goes);
    return g_test_run();
}
