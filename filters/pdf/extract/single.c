/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/single.h"

#include <math.h>

/*
 * Most pages without text are one picture that a scanner made. Where nothing else can be seen, that
 * picture is the page: it need not be unpacked, drawn on another one and packed again, which takes
 * most of the time of such a file, makes it larger, and blurs it.
 *
 * It is the page only when it hides all of it: upright, not mirrored, not cut by a clip (what is
 * cut off is not shown by a viewer, so it must not be shown by us), opaque, blended in no way, and
 * nothing painted after it. What was painted before is under it.
 */

static struct {
    XtSingle out;
    cairo_surface_t *surface; /* the one that the bytes are of; only compared */
    GByteArray *bytes;
    bool painted; /* something else was, before */
    bool odd;     /* there was a clip that is no box */
} now;

/* Pixels of what is drawn on: pages and pictures are rounded differently. */
static const double SLACK = 3;

static void
forget(void)
{
    g_clear_pointer(&now.out.jpeg, g_byte_array_unref);
    now.out.width = 0;
    now.out.height = 0;
}

void
xt_single_begin(void)
{
    forget();
    g_clear_pointer(&now.bytes, g_byte_array_unref);
    now.surface = NULL;
    now.out.letters = false;
    now.painted = false;
    now.odd = false;
}

XtSingle
xt_single_end(void)
{
    const XtSingle out = now.out;

    now.out.jpeg = NULL;
    xt_single_begin();
    return out;
}

void
xt_single_new_surface(void)
{
    now.surface = NULL;
}

void
xt_single_bytes(cairo_surface_t *surface, const unsigned char *bytes, unsigned long length)
{
    static const unsigned long MOST = 64UL << 20;

    g_clear_pointer(&now.bytes, g_byte_array_unref);
    now.surface = NULL;
    if (length > MOST)
        return;
    now.surface = surface;
    now.bytes = g_byte_array_append(g_byte_array_new(), bytes, (guint)length);
}

/* ---- what hides the page ---- */

typedef struct {
    double x0, y0, x1, y1;
} Box;

/* Whether what is painted goes straight to the page, as it is. */
static bool
is_plain(cairo_t *cr)
{
    return cairo_get_operator(cr) == CAIRO_OPERATOR_OVER &&
           cairo_get_group_target(cr) == cairo_get_target(cr);
}

/* Returns: the box around what is not cut off, in pixels. */
static Box
shown(cairo_t *cr)
{
    Box box = {0, 0, 0, 0};

    cairo_save(cr);
    cairo_identity_matrix(cr);
    cairo_clip_extents(cr, &box.x0, &box.y0, &box.x1, &box.y1);
    cairo_restore(cr);
    return box;
}

/* Returns: where the pixels of @surface stand, when they do so upright; else an empty box. */
static Box
place_of(cairo_t *cr, cairo_surface_t *surface)
{
    const int across = cairo_image_surface_get_width(surface);
    const int down = cairo_image_surface_get_height(surface);
    const Box none = {0, 0, 0, 0};
    cairo_matrix_t place;
    cairo_matrix_t page;

    cairo_pattern_get_matrix(cairo_get_source(cr), &place);
    if (cairo_matrix_invert(&place) != CAIRO_STATUS_SUCCESS)
        return none;
    cairo_get_matrix(cr, &page);
    cairo_matrix_multiply(&place, &place, &page);
    if (place.xx <= 0 || place.yy <= 0 || fabs(place.xy) * down > 1 || fabs(place.yx) * across > 1)
        return none;
    return (Box){place.x0, place.y0, place.x0 + place.xx * across, place.y0 + place.yy * down};
}

static bool
contains(const Box *outer, const Box *inner)
{
    return outer->x0 <= inner->x0 + SLACK && outer->y0 <= inner->y0 + SLACK &&
           outer->x1 >= inner->x1 - SLACK && outer->y1 >= inner->y1 - SLACK;
}

/* Whether @box is all of the page: all but a margin will do when there is nothing but paper there.
 */
static bool
covers(const Box *box, double width, double height)
{
    const Box page = {0, 0, width, height};
    const bool most = (box->x1 - box->x0) * (box->y1 - box->y0) > width * height / 2;

    return contains(box, &page) || (!now.painted && most && contains(&page, box));
}

cairo_surface_t *
xt_single_cover(cairo_t *cr)
{
    cairo_surface_t *page = cairo_get_target(cr);
    cairo_surface_t *surface = NULL;

    if (cairo_pattern_get_surface(cairo_get_source(cr), &surface) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_get_type(surface) != CAIRO_SURFACE_TYPE_IMAGE ||
        cairo_image_surface_get_format(surface) != CAIRO_FORMAT_RGB24 || now.odd || !is_plain(cr))
        return NULL;
    const Box box = place_of(cr, surface);
    const Box open = shown(cr);
    return contains(&open, &box) && covers(&box, cairo_image_surface_get_width(page),
                                           cairo_image_surface_get_height(page))
               ? surface
               : NULL;
}

/* ---- what is told ---- */

void
xt_single_clip(cairo_t *cr)
{
    cairo_path_t *path = cairo_copy_path(cr);
    Box box = {1e9, 1e9, -1e9, -1e9};

    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
            if (path->data[i].header.length < 2)
                continue;
            double x = path->data[i + 1].point.x;
            double y = path->data[i + 1].point.y;
            cairo_user_to_device(cr, &x, &y);
            if (pass == 0)
                box = (Box){MIN(box.x0, x), MIN(box.y0, y), MAX(box.x1, x), MAX(box.y1, y)};
            else if (MIN(fabs(x - box.x0), fabs(x - box.x1)) > 1 ||
                     MIN(fabs(y - box.y0), fabs(y - box.y1)) > 1)
                now.odd = true;
            now.odd = now.odd || path->data[i].header.type == CAIRO_PATH_CURVE_TO;
        }
    cairo_path_destroy(path);
}

void
xt_single_paint(cairo_t *cr)
{
    cairo_surface_t *surface = xt_single_cover(cr);

    if (surface == NULL) {
        xt_single_over(cr);
        return;
    }
    forget();
    now.painted = true;
    now.out.width = cairo_image_surface_get_width(surface);
    now.out.height = cairo_image_surface_get_height(surface);
    if (surface == now.surface)
        now.out.jpeg = g_steal_pointer(&now.bytes);
    now.surface = NULL;
}

void
xt_single_over(cairo_t *cr)
{
    double x0 = 0;
    double y0 = 0;
    double x1 = 0;
    double y1 = 0;

    cairo_clip_extents(cr, &x0, &y0, &x1, &y1);
    if (x1 <= x0 || y1 <= y0)
        return;
    forget();
    now.painted = true;
}

void
xt_single_letters(cairo_t *cr)
{
    now.out.letters = true;
    xt_single_over(cr);
}
