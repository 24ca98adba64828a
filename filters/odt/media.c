/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/formula.h"
#include "odt/odt.h"

/* Pictures and formulas stand as characters in their paragraph, each with a text (10.4.2). */

/* In tenths of a millimetre: a picture without a size, and one that fills a page. */
enum { SOME_SIZE = 500, MOST_HEIGHT = 2300, LONGEST_TITLE = 250 };

static const char *
file_ending(const char *media_type)
{
    static const struct {
        const char *type;
        const char *ending;
    } endings[] = {{"image/png", "png"},     {"image/jpeg", "jpg"},  {"image/gif", "gif"},
                   {"image/svg+xml", "svg"}, {"image/bmp", "bmp"},   {"image/tiff", "tif"},
                   {"image/webp", "webp"},   {"image/x-emf", "emf"}, {"image/emf", "emf"},
                   {"image/x-wmf", "wmf"},   {"image/wmf", "wmf"}};

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_equal(media_type, endings[i].type))
            return endings[i].ending;
    return "bin";
}

/* Each picture is in the package once, under a name of ours. */
static const char *
path_of(Odt *odt, const ReferatImage *image)
{
    /* not every program that reads ODF draws; all of them show pixels */
    const uint32_t index = image->raster > 0 ? image->raster - 1 : image->resource;
    const char *known = g_hash_table_lookup(odt->pictures, GUINT_TO_POINTER(index + 1));
    const ReferatResource *resource = referat_document_get_resource(odt->document, index);

    if (known != NULL)
        return known;
    g_autofree char *name = g_strdup_printf("Pictures/%u.%s", g_hash_table_size(odt->pictures) + 1,
                                            file_ending(resource->media_type));
    const char *path = odt_intern(odt, name);
    packager_add(odt->package, path, g_bytes_ref(resource->bytes), resource->media_type);
    g_hash_table_insert(odt->pictures, GUINT_TO_POINTER(index + 1), (gpointer)path);
    return path;
}

static void
put_length(Odt *odt, const char *name, unsigned tenths)
{
    referat_sink_printf(odt->out, " %s=\"%u.%umm\"", name, tenths / 10, tenths % 10);
}

static void
put_size(Odt *odt, const ReferatImage *image)
{
    const float per_point = 254.0F / 72.0F;
    float width = image->width * per_point;
    float height = image->height * per_point;
    float scale = 1;

    if (!(width >= 1 && height >= 1 && width < 100000 && height < 100000))
        width = height = SOME_SIZE;
    scale = MIN(scale, (float)odt->room / width);
    scale = MIN(scale, (float)MOST_HEIGHT / height);
    put_length(odt, "svg:width", MAX((unsigned)(width * scale), 1U));
    put_length(odt, "svg:height", MAX((unsigned)(height * scale), 1U));
}

static void
put_description(Odt *odt, const char *text)
{
    const char *element = strlen(text) > LONGEST_TITLE ? "svg:desc" : "svg:title";

    referat_sink_printf(odt->out, "<%s>", element);
    odt_characters(odt, text);
    referat_sink_printf(odt->out, "</%s>", element);
}

void
odt_image(Odt *odt, const ReferatNode *node)
{
    const ReferatImage *image = referat_node_get_image(node);
    const bool said = image->alt != NULL && *image->alt != '\0';

    odt_puts(odt, "<draw:frame draw:style-name=\"Graphics\"");
    referat_sink_printf(odt->out, " draw:name=\"Picture %u\" text:anchor-type=\"as-char\"",
                        ++odt->n_frames);
    put_size(odt, image);
    referat_sink_printf(odt->out,
                        "><draw:image xlink:href=\"%s\" xlink:type=\"simple\" xlink:show=\"embed\" "
                        "xlink:actuate=\"onLoad\"/>",
                        path_of(odt, image));
    put_description(odt, said ? image->alt
                              : odt_phrase(odt, image->decorative ? "ornament" : "picture"));
    odt_puts(odt, "</draw:frame>");
    odt->after_space = false;
}

/* ---- formulas ---- */

static void
math_element(Odt *odt, const ReferatIter *it)
{
    const ReferatMathNode *payload = referat_node_get_math_element(it->node);
    const char *name = referat_math_element_name(payload->element);

    if (it->event == REFERAT_LEAVE) {
        referat_sink_printf(odt->out, "</math:%s>", name);
        return;
    }
    referat_sink_printf(odt->out, "<math:%s", name);
    if (payload->attribute != NULL) {
        const char *equals = strchr(payload->attribute, '=');
        g_autofree char *key = g_strndup(payload->attribute, (gsize)(equals - payload->attribute));
        odt_attribute(odt, key, equals + 1);
    }
    odt_puts(odt, ">");
}

static GBytes *
math_stream(Odt *odt, const ReferatNode *math)
{
    ReferatSink *outer = odt->out;
    ReferatIter it;

    odt->out = referat_sink_new_memory();
    odt_puts(odt, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<math:math "
                  "xmlns:math=\"http://www.w3.org/1998/Math/MathML\"");
    odt_puts(odt, referat_node_get_math(math)->display ? " display=\"block\">" : ">");
    odt_puts(odt, "<math:semantics><math:mrow>");
    referat_iter_init(&it, math);
    while (referat_iter_next(&it)) {
        if (it.node == math)
            continue;
        if (referat_node_get_type(it.node) == REFERAT_NODE_MATH_ELEMENT) {
            math_element(odt, &it);
        } else if (it.event == REFERAT_ENTER) {
            const ReferatText *text = referat_node_get_text(it.node);
            g_autofree char *copy = g_strndup(text->text, text->length);
            odt_characters(odt, copy);
        }
    }
    odt_puts(odt, "</math:mrow></math:semantics></math:math>\n");
    GBytes *bytes = referat_sink_steal_bytes(odt->out);
    referat_sink_free(odt->out);
    odt->out = outer;
    return bytes;
}

void
odt_formula(Odt *odt, const ReferatNode *node)
{
    g_autoptr(GString) said = g_string_new(NULL);
    g_autofree char *folder = g_strdup_printf("Object %u", ++odt->n_objects);
    g_autofree char *entry = g_strdup_printf("%s/", folder);
    g_autofree char *stream = g_strdup_printf("%s/content.xml", folder);

    formula_append(node, said);
    packager_add_folder(odt->package, entry, "application/vnd.oasis.opendocument.formula");
    packager_add(odt->package, stream, math_stream(odt, node), "text/xml");
    odt_puts(odt, "<draw:frame draw:style-name=\"Formula\"");
    referat_sink_printf(odt->out, " draw:name=\"%s\" text:anchor-type=\"as-char\">", folder);
    referat_sink_printf(odt->out,
                        "<draw:object xlink:href=\"./%s\" xlink:type=\"simple\" "
                        "xlink:show=\"embed\" xlink:actuate=\"onLoad\"/>",
                        folder);
    put_description(odt, said->len > 0 ? said->str : "…");
    odt_puts(odt, "</draw:frame>");
    odt->after_space = false;
}
