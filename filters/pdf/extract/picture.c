/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/picture.h"

#include <math.h>

#include "pdf/extract/capture.h"
#include "pdf/extract/jpeg.h"
#include "pdf/extract/png.h"
#include "pdf/extract/single.h"

/* Parts of pages as pictures: as they are in the file where that is all that is seen, else drawn.
 */

enum { LARGEST_SIDE = 8000 }; /* pixels */

/* ---- what is drawn on ---- */

typedef struct {
    cairo_surface_t *surface;
    cairo_t *cr;
    int width, height;
} Canvas;

static PopplerRectangle
box_of(PopplerPage *page, const XtWanted *wanted)
{
    PopplerRectangle all = {0, 0, 0, 0};

    if (wanted->box.x2 > wanted->box.x1 && wanted->box.y2 > wanted->box.y1)
        return wanted->box;
    poppler_page_get_size(page, &all.x2, &all.y2);
    return all;
}

/* @white: else it is not touched at all, as nobody looks at it. */
static Canvas
canvas_new(const PopplerRectangle *box, double dpi, bool white)
{
    const double scale = dpi / 72.0;
    Canvas canvas = {
        .width = (int)CLAMP(ceil((box->x2 - box->x1) * scale), 1, LARGEST_SIDE),
        .height = (int)CLAMP(ceil((box->y2 - box->y1) * scale), 1, LARGEST_SIDE),
    };

    canvas.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, canvas.width, canvas.height);
    canvas.cr = cairo_create(canvas.surface);
    if (white) {
        cairo_set_source_rgb(canvas.cr, 1, 1, 1);
        cairo_paint(canvas.cr);
    }
    cairo_scale(canvas.cr, scale, scale);
    cairo_translate(canvas.cr, -box->x1, -box->y1);
    cairo_rectangle(canvas.cr, box->x1, box->y1, box->x2 - box->x1, box->y2 - box->y1);
    cairo_clip(canvas.cr);
    return canvas;
}

static void
canvas_clear(Canvas *canvas)
{
    cairo_destroy(canvas->cr);
    cairo_surface_destroy(canvas->surface);
}

/* ---- without drawing ---- */

/* Notes and stamps may be shown on a screen and not on paper, or the other way round. */
static bool
has_annotations(PopplerPage *page)
{
    GList *all = poppler_page_get_annot_mapping(page);
    bool found = false;

    for (const GList *at = all; at != NULL; at = at->next) {
        const PopplerAnnotMapping *mapping = at->data;
        found = found || poppler_annot_get_annot_type(mapping->annot) != POPPLER_ANNOT_LINK;
    }
    poppler_page_free_annot_mapping(all);
    return found;
}

/* What a file may take: so many bits for each pixel of the picture that would be drawn instead,
 * which is about what coloured paper takes at the least when it is packed without a loss. */
static bool
is_small(const GByteArray *jpeg, const Canvas *canvas)
{
    static const double MOST_BITS = 2.5;

    return jpeg->len * 8.0 <= MOST_BITS * canvas->width * canvas->height;
}

XtLook
xt_picture_look(PopplerDocument *document, const XtWanted *wanted)
{
    /* each side twice as fine as it is asked for: what scanners make of black and white */
    enum { MUCH_FINER = 4 };
    PopplerPage *page = poppler_document_get_page(document, wanted->index);
    XtLook look = {.letters = wanted->letters};

    if (page == NULL || !wanted->letters || has_annotations(page)) {
        g_clear_object(&page);
        return look;
    }
    const PopplerRectangle box = box_of(page, wanted);
    Canvas canvas = canvas_new(&box, wanted->dpi, false);
    xt_single_begin();
    xt_capture_begin(XT_SINGLE, canvas.cr);
    poppler_page_render_for_printing(page, canvas.cr);
    (void)xt_capture_end();
    XtSingle single = xt_single_end();
    look.letters = single.letters;
    look.single = single.width > 0 && (double)single.width * single.height <=
                                          (double)canvas.width * canvas.height * MUCH_FINER * 1.02;
    if (single.jpeg != NULL && look.single && is_small(single.jpeg, &canvas))
        look.jpeg = xt_jpeg_clean(single.jpeg, single.width, single.height);
    g_clear_pointer(&single.jpeg, g_byte_array_unref);
    canvas_clear(&canvas);
    g_object_unref(page);
    return look;
}

/* ---- drawing ---- */

static GByteArray *
encode(cairo_surface_t *surface, XtPngKind kind)
{
    cairo_surface_flush(surface);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return NULL;
    return xt_png_encode(cairo_image_surface_get_data(surface),
                         (unsigned)cairo_image_surface_get_width(surface),
                         (unsigned)cairo_image_surface_get_height(surface),
                         (size_t)cairo_image_surface_get_stride(surface), kind);
}

static GByteArray *
draw(PopplerPage *page, const PopplerRectangle *box, const XtWanted *wanted, const XtLook *look)
{
    Canvas canvas = canvas_new(box, wanted->dpi, true);

    xt_single_begin();
    xt_capture_begin(look->single ? XT_TAKE : wanted->letters ? XT_PASS : XT_PICTURES, canvas.cr);
    poppler_page_render(page, canvas.cr);
    (void)xt_capture_end();
    cairo_surface_t *taken = xt_capture_taken();
    GByteArray *png = taken != NULL
                          ? encode(taken, XT_PNG_BITS)
                          : encode(canvas.surface, wanted->letters ? XT_PNG_PAGE : XT_PNG_PICTURE);
    g_clear_pointer(&taken, cairo_surface_destroy);
    canvas_clear(&canvas);
    return png;
}

bool
xt_picture_send(XtStream *stream, PopplerDocument *document, const XtWanted *wanted,
                const XtLook *look)
{
    PopplerPage *page = poppler_document_get_page(document, wanted->index);
    PopplerRectangle box = wanted->box;
    g_autoptr(GByteArray) drawn = NULL;

    if (page != NULL) {
        box = box_of(page, wanted);
        if (look->jpeg == NULL)
            drawn = draw(page, &box, wanted, look);
        g_object_unref(page);
    }
    const GByteArray *bytes = look->jpeg != NULL ? look->jpeg : drawn;
    xt_begin(stream, RFT_PDF_PICTURE);
    xt_u32(stream, (uint32_t)wanted->index + 1);
    xt_f32(stream, box.x1);
    xt_f32(stream, box.y1);
    xt_f32(stream, box.x2);
    xt_f32(stream, box.y2);
    xt_u32(stream, bytes != NULL ? bytes->len : 0);
    if (bytes != NULL)
        xt_bytes(stream, bytes->data, bytes->len);
    return xt_end(stream);
}
