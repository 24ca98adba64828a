/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "common/xml.h"
#include "html/html.h"

/* Pictures: in the page as data URIs, or as files of our own names in a folder. */

/* Two signs for each twelve bits: g_base64_encode() takes bits from a state, byte by byte, which is
 * most of the time of a page of pictures. */
static const char *
pairs(void)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static gsize made;
    enum { N = 1 << 12 };
    static char all[N * 2];

    if (g_once_init_enter(&made)) {
        for (gsize i = 0; i < N; i++) {
            all[i * 2] = signs[i >> 6];
            all[i * 2 + 1] = signs[i & 63];
        }
        g_once_init_leave(&made, 1);
    }
    return all;
}

/* @length is a multiple of three. */
static void
put_threes(Html *html, const guchar *data, gsize length)
{
    enum { ROOM = 4 << 10 };
    char out[ROOM];
    const char *two = pairs();
    gsize n = 0;

    for (gsize at = 0; at < length; at += 3) {
        const unsigned high = (unsigned)data[at] << 4 | data[at + 1] >> 4;
        const unsigned low = (data[at + 1] & 0xfU) << 8 | data[at + 2];
        memcpy(out + n, two + (gsize)high * 2, 2);
        memcpy(out + n + 2, two + (gsize)low * 2, 2);
        n += 4;
        if (n == ROOM || at + 3 == length) {

            referat_sink_put(html->sink, out, n);
            n = 0;
        }
    }
}

static void
put_source(Html *html, const ReferatResource *resource)
{
    gsize size = 0;
    const guchar *data = g_bytes_get_data(resource->bytes, &size);

    html_puts(html, " src=\"");
    if (html->media != NULL) {
        g_autofree char *base = g_path_get_basename(html->media);
        g_autofree char *folder = g_uri_escape_string(base, NULL, FALSE);
        referat_sink_printf(html->sink, "%s/%s\"", folder, resource->name);
        return;
    }
    referat_sink_printf(html->sink, "data:%s;base64,", resource->media_type);
    const gsize threes = size - size % 3;
    put_threes(html, data, threes);
    if (size > threes) {
        g_autofree char *rest = g_base64_encode(data + threes, size - threes);
        html_puts(html, rest);
    }
    html_puts(html, "\"");
}

/* Where a picture's words come from: its own, or the fact that it has none. */
static const char *
alternative(const Html *html, const ReferatImage *image)
{
    if (image->decorative)
        return "";
    return image->alt != NULL ? image->alt : html_phrase(html, "picture");
}

/* A page carries its pictures with it as often as it shows them; there is an end to that. */
static bool
has_room(Html *html, const ReferatResource *resource)
{
    const gsize size = g_bytes_get_size(resource->bytes);

    if (html->media != NULL)
        return true;
    if (html->inlined + size >
        referat_context_get_limit(html->context, REFERAT_LIMIT_INLINE_MEDIA_BYTES)) {
        referat_context_diagnose(html->context, REFERAT_MSG_LIMIT_CLAMPED, NULL,
                                 "the pictures of the page; --media keeps them in files");
        return false;
    }
    html->inlined += size;
    return true;
}

void
html_put_image(Html *html, const ReferatNode *node)
{
    const ReferatImage *image = referat_node_get_image(node);
    const ReferatResource *resource =
        referat_document_get_resource(html->document, image->resource);
    const double pixels = 96.0 / 72.0;

    if (resource == NULL)
        return;
    if (!has_room(html, resource)) {
        html_text(html, alternative(html, image));
        return;
    }
    html_puts(html, "<img");
    put_source(html, resource);
    html_attribute(html, "alt", alternative(html, image));
    if (image->width >= 1 && image->height >= 1 && image->width < 5000 && image->height < 5000)
        referat_sink_printf(html->sink, " width=\"%d\" height=\"%d\"",
                            (int)((double)image->width * pixels + 0.5),
                            (int)((double)image->height * pixels + 0.5));
    html_puts(html, ">");
}

/* A drawing's copy in pixels is for those who cannot show the drawing. */
static GHashTable *
shown_pictures(const Html *html)
{
    GHashTable *shown = g_hash_table_new(NULL, NULL);
    ReferatIter it;

    referat_iter_init(&it, referat_document_get_root(html->document));
    while (referat_iter_next(&it))
        if (it.event == REFERAT_ENTER && referat_node_get_type(it.node) == REFERAT_NODE_IMAGE)
            g_hash_table_add(shown,
                             GUINT_TO_POINTER(referat_node_get_image(it.node)->resource + 1));
    return shown;
}

bool
html_write_media(const Html *html, GError **error)
{
    const uint32_t n = referat_document_get_n_resources(html->document);
    g_autoptr(GPtrArray) sinks = g_ptr_array_new_with_free_func((GDestroyNotify)referat_sink_free);

    if (html->media == NULL || n == 0)
        return true;
    if (g_mkdir_with_parents(html->media, 0777) != 0) {
        referat_set_error(error, REFERAT_ERROR_CANNOT_CREATE, "%s: cannot create it: %s",
                          html->media, g_strerror(errno));
        return false;
    }
    g_autoptr(GHashTable) shown = shown_pictures(html);
    for (uint32_t i = 0; i < n; i++) {
        if (!g_hash_table_contains(shown, GUINT_TO_POINTER(i + 1)))
            continue;
        const ReferatResource *resource = referat_document_get_resource(html->document, i);
        g_autofree char *path = g_build_filename(html->media, resource->name, NULL);
        ReferatSink *sink = referat_sink_new_path(path);
        gsize size = 0;
        const char *data = g_bytes_get_data(resource->bytes, &size);
        g_ptr_array_add(sinks, sink);
        referat_sink_put(sink, data, size);
        if (!referat_sink_finish(sink, error))
            return false;
    }
    return referat_sinks_commit((ReferatSink *const *)sinks->pdata, sinks->len, error);
}
