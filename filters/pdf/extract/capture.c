/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/capture.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>

#include "pdf/extract/png.h"
#include "pdf/extract/room.h"
#include "pdf/extract/single.h"
#include "pdf/record.h"

/*
 * poppler-glib tells the text of a page, but not its lines, what is painted at all, and which
 * structure element a letter belongs to. Rendering tells it all; so this program defines the
 * functions that libpoppler-glib calls in cairo, writes down what they are called with, and draws
 * nothing. A page is interpreted once, for text and drawing together. It rests on two facts:
 *
 *  - libpoppler and libpoppler-glib are linked without -Bsymbolic, and this program exports the
 *    functions below (hence HOOK: with hidden visibility they would never be called, in silence);
 *  - of poppler's own, three functions are hooked by their mangled names: OutputDev's
 *    begin/endMarkedContent, which CairoOutputDev inherits, and the constructor of StructElement
 *    for content items. Their signatures are private; where they change, they are not called.
 *
 * The test pdf-extractor draws a small page and checks each hook. Where one is not called there are
 * no lines, letters count as visible, tags are not used, and -Wpdf-no-capture says so; no more.
 */

#define HOOK __attribute__((visibility("default")))

/* More than these are not kept of one page. */
enum { MOST_GLYPHS = 400000, MOST_LINES = 60000, MOST_AREAS = 2000, MOST_MARKS = 100000 };
enum { DEEPEST_CLIP = 256, DEEPEST_MARK = 256, MOST_POINTS = 100000, MOST_LEAVES = 2000000 };

typedef struct {
    double x0, y0, x1, y1;
} Box;

typedef struct {
    double x, y;
    char op; /* m l c z */
} Point;

static struct {
    XtMode mode;
    cairo_t *page;
    double width, height; /* of what is drawn on, in pixels */
    XtCapture out;
    GArray *path; /* of Point, in device space */
    Box clip[DEEPEST_CLIP];
    int clips; /* may be more than DEEPEST_CLIP: those are not kept */
    int32_t open[DEEPEST_MARK];
    int marks;
    GArray *leaves;
    cairo_surface_t *blind; /* a picture of which one row is filled again and again; not owned */
    cairo_surface_t *taken;
} now;

static const Box everything = {-1e6, -1e6, 1e6, 1e6};

static void *
next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* Calls cairo's own function of the hook that this stands in. */
#define REAL(name, ...)                                                                            \
    do {                                                                                           \
        static __typeof__(&(name)) real;                                                           \
        if (real == NULL)                                                                          \
            real = (__typeof__(real))next(#name);                                                  \
        real(__VA_ARGS__);                                                                         \
    } while (0)

static bool
recording(void)
{
    return now.mode == XT_RECORD;
}

static bool
looking(void)
{
    return now.mode == XT_SINGLE;
}

/* ---- clip ---- */

static Box *
clip(void)
{
    return &now.clip[CLAMP(now.clips, 0, DEEPEST_CLIP - 1)];
}

HOOK void
cairo_save(cairo_t *cr)
{
    if (recording() && cr == now.page) {
        if (now.clips + 1 < DEEPEST_CLIP)
            now.clip[now.clips + 1] = *clip();
        now.clips++;
    }
    REAL(cairo_save, cr);
}

HOOK void
cairo_restore(cairo_t *cr)
{
    if (recording() && cr == now.page && now.clips > 0)
        now.clips--;
    REAL(cairo_restore, cr);
}

/* ---- paths ---- */

static void
add_point(cairo_t *cr, double x, double y, char op)
{
    Point point = {x, y, op};

    if (now.path->len >= MOST_POINTS)
        return;
    if (op != 'z') {
        cairo_matrix_t matrix;
        cairo_get_matrix(cr, &matrix);
        cairo_matrix_transform_point(&matrix, &point.x, &point.y);
    }
    g_array_append_val(now.path, point);
}

HOOK void
cairo_new_path(cairo_t *cr)
{
    if (recording())
        g_array_set_size(now.path, 0);
    else
        REAL(cairo_new_path, cr);
}

HOOK void
cairo_move_to(cairo_t *cr, double x, double y)
{
    if (recording())
        add_point(cr, x, y, 'm');
    else
        REAL(cairo_move_to, cr, x, y);
}

HOOK void
cairo_line_to(cairo_t *cr, double x, double y)
{
    if (recording())
        add_point(cr, x, y, 'l');
    else
        REAL(cairo_line_to, cr, x, y);
}

HOOK void
cairo_curve_to(cairo_t *cr, double x1, double y1, double x2, double y2, double x3, double y3)
{
    if (recording())
        add_point(cr, x3, y3, 'c');
    else
        REAL(cairo_curve_to, cr, x1, y1, x2, y2, x3, y3);
}

HOOK void
cairo_close_path(cairo_t *cr)
{
    if (recording())
        add_point(cr, 0, 0, 'z');
    else
        REAL(cairo_close_path, cr);
}

HOOK void
cairo_rectangle(cairo_t *cr, double x, double y, double width, double height)
{
    if (recording()) {
        add_point(cr, x, y, 'm');
        add_point(cr, x + width, y, 'l');
        add_point(cr, x + width, y + height, 'l');
        add_point(cr, x, y + height, 'l');
        add_point(cr, 0, 0, 'z');
    } else {
        REAL(cairo_rectangle, cr, x, y, width, height);
    }
}

/* ---- what paths become ---- */

static uint32_t
colour_of(cairo_t *cr)
{
    double c[4] = {0, 0, 0, 1};

    if (cairo_pattern_get_rgba(cairo_get_source(cr), &c[0], &c[1], &c[2], &c[3]) !=
        CAIRO_STATUS_SUCCESS)
        return 0xff808080U; /* a pattern */
    uint32_t out = 0;
    for (int i = 0; i < 4; i++)
        out = out << 8 | (uint32_t)(CLAMP(c[(i + 3) % 4], 0, 1) * 255 + 0.5);
    return out;
}

static void
add_line(Box box, double width, uint32_t colour, uint32_t flags)
{
    const Box *seen = clip();
    const XtLine line = {
        .x0 = (float)MAX(box.x0, seen->x0),
        .y0 = (float)MAX(box.y0, seen->y0),
        .x1 = (float)MIN(box.x1, seen->x1),
        .y1 = (float)MIN(box.y1, seen->y1),
        .width = (float)width,
        .colour = colour,
        .flags = flags,
    };
    const double slack = MAX(width, 0.5);

    if (line.x1 < line.x0 - slack || line.y1 < line.y0 - slack)
        return;
    if (now.out.lines->len >= MOST_LINES) {
        now.out.cut = true;
        return;
    }
    g_array_append_val(now.out.lines, line);
}

static void
grow(Box *box, const Point *point)
{
    box->x0 = MIN(box->x0, point->x);
    box->y0 = MIN(box->y0, point->y);
    box->x1 = MAX(box->x1, point->x);
    box->y1 = MAX(box->y1, point->y);
}

static const Box nothing = {1e9, 1e9, -1e9, -1e9};

static uint32_t
artifact_flag(void)
{
    const int depth = MIN(now.marks, DEEPEST_MARK);

    for (int i = 0; i < depth; i++)
        if (now.open[i] >= 0 && g_array_index(now.out.marks, XtMark, now.open[i]).artifact)
            return RFT_PDF_LINE_ARTIFACT;
    return 0;
}

/* Each straight piece of a stroked path is a line of its own. */
static void
stroke_piece(guint from, guint to, double width, uint32_t colour)
{
    const Point *points = (const Point *)(gpointer)now.path->data;
    const Point *start = &points[from];
    const Point *last = start;
    const uint32_t artifact = artifact_flag();

    for (guint i = from + 1; i < to; i++) {
        const Point *point = points[i].op == 'z' ? start : &points[i];
        Box box = nothing;
        grow(&box, last);
        grow(&box, point);
        const bool straight = box.x1 - box.x0 < 0.6 || box.y1 - box.y0 < 0.6;
        const bool curved = points[i].op == 'c' || !straight;
        add_line(box, width, colour, artifact | (curved ? RFT_PDF_LINE_CURVED : 0));
        last = point;
    }
}

static void
fill_piece(guint from, guint to, uint32_t colour)
{
    const Point *points = (const Point *)(gpointer)now.path->data;
    const Point *last = &points[from];
    Box box = nothing;
    bool curved = false;

    grow(&box, last);
    for (guint i = from + 1; i < to; i++) {
        if (points[i].op == 'z')
            continue;
        curved = curved || points[i].op == 'c' ||
                 (fabs(points[i].x - last->x) > 0.3 && fabs(points[i].y - last->y) > 0.3);
        last = &points[i];
        grow(&box, last);
    }
    if (to - from > 2)
        add_line(box, 0, colour,
                 RFT_PDF_LINE_FILLED | artifact_flag() | (curved ? RFT_PDF_LINE_CURVED : 0));
}

static void
take_path(cairo_t *cr, bool fill)
{
    const uint32_t colour = colour_of(cr);
    double width = cairo_get_line_width(cr);
    double other = 0;
    guint from = 0;

    cairo_user_to_device_distance(cr, &width, &other);
    width = hypot(width, other);
    for (guint i = 1; i <= now.path->len; i++) {
        if (i < now.path->len && g_array_index(now.path, Point, i).op != 'm')
            continue;
        if (fill)
            fill_piece(from, i, colour);
        else
            stroke_piece(from, i, width, colour);
        from = i;
    }
    g_array_set_size(now.path, 0);
}

/* What single.c has to know of a path that is painted. */
static void
pass_over(cairo_t *cr)
{
    if (cr == now.page)
        xt_single_over(cr);
    REAL(cairo_new_path, cr);
}

/* Whether what is filled is a picture that is kept instead of drawn. */
static bool
takes(cairo_t *cr)
{
    cairo_surface_t *picture = NULL;

    if (now.mode != XT_TAKE || cr != now.page || (picture = xt_single_cover(cr)) == NULL ||
        !xt_png_two_colours(cairo_image_surface_get_data(picture),
                            (unsigned)cairo_image_surface_get_width(picture),
                            (unsigned)cairo_image_surface_get_height(picture),
                            (size_t)cairo_image_surface_get_stride(picture)))
        return false;
    now.taken = cairo_surface_reference(picture);
    REAL(cairo_new_path, cr);
    return true;
}

HOOK void
cairo_stroke(cairo_t *cr)
{
    if (recording())
        take_path(cr, false);
    else if (looking())
        pass_over(cr);
    else
        REAL(cairo_stroke, cr);
}

HOOK void
cairo_fill(cairo_t *cr)
{
    if (recording())
        take_path(cr, true);
    else if (looking())
        pass_over(cr);
    else if (!takes(cr))
        REAL(cairo_fill, cr);
}

HOOK void
cairo_clip(cairo_t *cr)
{
    if (!recording()) {
        if ((looking() || now.mode == XT_TAKE) && cr == now.page)
            xt_single_clip(cr);
        REAL(cairo_clip, cr);
        return;
    }
    if (cr == now.page && now.clips < DEEPEST_CLIP) {
        Box box = nothing;
        Box *seen = clip();
        for (guint i = 0; i < now.path->len; i++)
            if (g_array_index(now.path, Point, i).op != 'z')
                grow(&box, &g_array_index(now.path, Point, i));
        seen->x0 = MAX(seen->x0, box.x0);
        seen->y0 = MAX(seen->y0, box.y0);
        seen->x1 = MIN(seen->x1, box.x1);
        seen->y1 = MIN(seen->y1, box.y1);
    }
    g_array_set_size(now.path, 0);
}

/* One byte for each bit of @bits, an A1 surface. Returns: (transfer full): never NULL. */
static cairo_surface_t *
widened(cairo_surface_t *bits)
{
    const int width = cairo_image_surface_get_width(bits);
    const int height = cairo_image_surface_get_height(bits);
    cairo_surface_t *bytes = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);

    if (cairo_surface_status(bytes) != CAIRO_STATUS_SUCCESS)
        return bytes;
    for (int y = 0; y < height; y++) {
        const uint8_t *row = cairo_image_surface_get_data(bits) +
                             (ptrdiff_t)y * cairo_image_surface_get_stride(bits);
        uint8_t *out = cairo_image_surface_get_data(bytes) +
                       (ptrdiff_t)y * cairo_image_surface_get_stride(bytes);
        for (int x = 0; x < width; x++)
            out[x] = (uint8_t) -
                     (row[x / 8] >> (G_BYTE_ORDER == G_LITTLE_ENDIAN ? x % 8 : 7 - x % 8) & 1);
    }
    cairo_surface_mark_dirty(bytes);
    return bytes;
}

/* Masks of one bit for each pixel, as scanners make them of writing: pixman enlarges and shrinks
 * bytes in half the time that it takes for bits, to the same result. Returns: (transfer
 * full) (nullable): what to use for @pattern. */
static cairo_pattern_t *
quicker(cairo_pattern_t *pattern)
{
    cairo_surface_t *surface = NULL;
    cairo_matrix_t matrix;

    if (cairo_pattern_get_surface(pattern, &surface) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_get_type(surface) != CAIRO_SURFACE_TYPE_IMAGE ||
        cairo_image_surface_get_format(surface) != CAIRO_FORMAT_A1)
        return NULL;
    cairo_surface_t *bytes = widened(surface);
    cairo_pattern_t *out = cairo_pattern_create_for_surface(bytes);
    cairo_surface_destroy(bytes);
    if (cairo_pattern_status(out) != CAIRO_STATUS_SUCCESS) {
        cairo_pattern_destroy(out);
        return NULL;
    }
    cairo_pattern_get_matrix(pattern, &matrix);
    cairo_pattern_set_matrix(out, &matrix);
    cairo_pattern_set_extend(out, cairo_pattern_get_extend(pattern));
    REAL(cairo_pattern_set_filter, out, cairo_pattern_get_filter(pattern));
    return out;
}

static void
mask_quickly(cairo_t *cr, cairo_pattern_t *pattern)
{
    cairo_pattern_t *other = quicker(pattern);

    REAL(cairo_mask, cr, other != NULL ? other : pattern);
    if (other != NULL)
        cairo_pattern_destroy(other);
}

HOOK void
cairo_mask(cairo_t *cr, cairo_pattern_t *pattern)
{
    if (recording())
        g_array_set_size(now.path, 0);
    else if (looking())
        pass_over(cr);
    else
        mask_quickly(cr, pattern);
}

HOOK void
cairo_paint(cairo_t *cr)
{
    if (looking() && cr == now.page)
        xt_single_paint(cr);
    else if (!recording() && !looking())
        REAL(cairo_paint, cr);
}

HOOK void
cairo_paint_with_alpha(cairo_t *cr, double alpha)
{
    if (looking())
        pass_over(cr);
    else if (!recording())
        REAL(cairo_paint_with_alpha, cr, alpha);
}

/* ---- letters ---- */

static int32_t
current_mark(void)
{
    for (int i = MIN(now.marks, DEEPEST_MARK) - 1; i >= 0; i--)
        if (now.open[i] >= 0)
            return now.open[i];
    return -1;
}

static void
take_glyphs(cairo_t *cr, const cairo_glyph_t *glyphs, int n, bool stroked)
{
    const int32_t mark = current_mark();
    const Box *seen = clip();
    cairo_matrix_t matrix;

    cairo_get_matrix(cr, &matrix);
    for (int i = 0; i < n; i++) {
        double x = glyphs[i].x;
        double y = glyphs[i].y;
        cairo_matrix_transform_point(&matrix, &x, &y);
        /* where the letter's origin is not shown, a part of it still may be */
        const bool hidden = cr == now.page && (x < seen->x0 - 20 || x > seen->x1 + 2 ||
                                               y < seen->y0 - 2 || y > seen->y1 + 20);
        const XtGlyph glyph = {(float)x, (float)y, mark, stroked, hidden};
        if (now.out.glyphs->len >= MOST_GLYPHS) {
            now.out.cut = true;
            return;
        }
        g_array_append_val(now.out.glyphs, glyph);
    }
}

/* Whether letters go to cairo; single.c is told of those that would. */
static bool
paints_letters(cairo_t *cr)
{
    if (looking())
        xt_single_letters(cr);
    return xt_capture_paints_letters();
}

HOOK void
cairo_show_glyphs(cairo_t *cr, const cairo_glyph_t *glyphs, int n)
{
    if (recording())
        take_glyphs(cr, glyphs, n, false);
    else if (paints_letters(cr))
        REAL(cairo_show_glyphs, cr, glyphs, n);
}

HOOK void
cairo_show_text_glyphs(cairo_t *cr, const char *utf8, int utf8_len, const cairo_glyph_t *glyphs,
                       int num_glyphs, const cairo_text_cluster_t *clusters, int num_clusters,
                       cairo_text_cluster_flags_t cluster_flags)
{
    if (recording())
        take_glyphs(cr, glyphs, num_glyphs, false);
    else if (paints_letters(cr))
        REAL(cairo_show_text_glyphs, cr, utf8, utf8_len, glyphs, num_glyphs, clusters, num_clusters,
             cluster_flags);
}

HOOK void
cairo_glyph_path(cairo_t *cr, const cairo_glyph_t *glyphs, int n)
{
    if (recording())
        take_glyphs(cr, glyphs, n, true);
    else if (paints_letters(cr))
        REAL(cairo_glyph_path, cr, glyphs, n);
}

/* ---- pictures ---- */

/* A picture is the unit square of the matrix that holds when poppler makes room for its pixels. */
static Box
picture_box(void)
{
    cairo_matrix_t matrix;
    Box box = nothing;

    cairo_get_matrix(now.page, &matrix);
    for (int i = 0; i < 4; i++) {
        Point corner = {i & 1, i >> 1, 'm'};
        cairo_matrix_transform_point(&matrix, &corner.x, &corner.y);
        grow(&box, &corner);
    }
    return box;
}

static void
take_area(void)
{
    const Box box = picture_box();
    const Box *seen = clip();
    const XtArea area = {
        (float)MAX(box.x0, seen->x0),
        (float)MAX(box.y0, seen->y0),
        (float)MIN(box.x1, seen->x1),
        (float)MIN(box.y1, seen->y1),
        current_mark(),
    };
    if (area.x1 <= area.x0 || area.y1 <= area.y0)
        return;
    if (now.out.areas->len < MOST_AREAS)
        g_array_append_val(now.out.areas, area);
    else
        now.out.cut = true;
}

/* Whether the picture that comes is one that nobody will see: all are while a page is recorded, and
 * when a part of one is drawn, those beside that part. */
static bool
is_unseen(void)
{
    if (xt_capture_draws_nothing())
        return true;
    if (now.page == NULL)
        return false;
    const Box box = picture_box();
    return box.x1 < 0 || box.y1 < 0 || box.x0 > now.width || box.y0 > now.height;
}

/* Without room poppler does not decode a picture. Soft masks get theirs: poppler does not look
 * whether there is any, and writes. */
HOOK cairo_surface_t *
cairo_image_surface_create(cairo_format_t format, int width, int height)
{
    static __typeof__(&cairo_image_surface_create) real;
    enum { LARGEST_MASK = 4 << 20 };

    if (real == NULL)
        real = (__typeof__(real))next("cairo_image_surface_create");
    now.blind = NULL;
    xt_single_new_surface();
    const bool unseen = is_unseen();
    if (recording())
        take_area();
    const bool blind = looking() && format == CAIRO_FORMAT_RGB24;
    if (looking() && !blind) /* a mask: it is given up here, and nothing more is heard of it */
        xt_single_over(now.page);
    if (unseen && !blind &&
        (format != CAIRO_FORMAT_ARGB32 || (int64_t)width * height > LARGEST_MASK))
        return real(format, -1, -1);
    cairo_surface_t *surface = xt_room_surface(format, width, height);
    if (surface == NULL)
        surface = real(format, width, height);
    now.blind = blind ? surface : NULL;
    return surface;
}

/* All rows go where the first one is. */
HOOK int
cairo_image_surface_get_stride(cairo_surface_t *surface)
{
    static __typeof__(&cairo_image_surface_get_stride) real;

    if (now.blind != NULL && surface == now.blind)
        return 0;
    if (real == NULL)
        real = (__typeof__(real))next("cairo_image_surface_get_stride");
    return real(surface);
}

/* For a printer poppler tells cairo what a picture was before it was unpacked. */
HOOK cairo_status_t
cairo_surface_set_mime_data(cairo_surface_t *surface, const char *mime_type,
                            const unsigned char *data, unsigned long length,
                            cairo_destroy_func_t destroy, void *closure)
{
    static __typeof__(&cairo_surface_set_mime_data) real;

    if (looking() && surface == now.blind && strcmp(mime_type, CAIRO_MIME_TYPE_JPEG) == 0)
        xt_single_bytes(surface, data, length);
    if (real == NULL)
        real = (__typeof__(real))next("cairo_surface_set_mime_data");
    return real(surface, mime_type, data, length, destroy, closure);
}

/* How many pixels of @pattern fall on one of the page; 0 when that is not known. */
static double
shrinking(cairo_pattern_t *pattern)
{
    cairo_surface_t *surface = NULL;
    double x = 1;
    double y = 0;

    if (now.page == NULL || cairo_pattern_get_surface(pattern, &surface) != CAIRO_STATUS_SUCCESS ||
        cairo_surface_get_type(surface) != CAIRO_SURFACE_TYPE_IMAGE)
        return 0;
    cairo_user_to_device_distance(now.page, &x, &y);
    const double length = hypot(x, y);
    return length > 0 ? cairo_image_surface_get_width(surface) / length : 0;
}

/* The filter that poppler asks for is half of the time of a scanned page. One that reads four
 * pixels for each misses none up to half the size, and no eye sees the difference; and where pixel
 * falls on pixel there is nothing to filter, only to blur. */
HOOK void
cairo_pattern_set_filter(cairo_pattern_t *pattern, cairo_filter_t filter)
{
    static const double HALF_SIZE = 2.05;
    static const double SAME_SIZE = 0.001;
    const double shrink = filter != CAIRO_FILTER_NEAREST ? shrinking(pattern) : 0;

    if (fabs(shrink - 1) < SAME_SIZE)
        filter = CAIRO_FILTER_NEAREST;
    else if (shrink > 1 && shrink < HALF_SIZE)
        filter = CAIRO_FILTER_BILINEAR;
    REAL(cairo_pattern_set_filter, pattern, filter);
}

/* ---- colours ---- */

/* lcms2, which nothing else here needs; its types are all pointers and 32-bit numbers. */
HOOK void *cmsCreateTransform(void *input, uint32_t input_format, void *output,
                              uint32_t output_format, uint32_t intent, uint32_t flags);

/* Profiles of screens and cameras: a document for the web has none of its own, and poppler makes
 * each of them anew for each page, which may cost more than all of its text. Without a transform it
 * takes the numbers as they are. What is meant for print is another matter: CMYK keeps its profile.
 */
HOOK void *
cmsCreateTransform(void *input, uint32_t input_format, void *output, uint32_t output_format,
                   uint32_t intent, uint32_t flags)
{
    enum { RGB = 0x52474220, GREY = 0x47524159, XYZ = 0x58595a20 }; /* ICC.1:2010, 7.2.6 */
    static uint32_t (*space_of)(void *);
    static __typeof__(&cmsCreateTransform) real;

    if (real == NULL) {
        space_of = (uint32_t(*)(void *))next("cmsGetColorSpace");
        real = (__typeof__(real))next("cmsCreateTransform");
    }
    const uint32_t space = space_of != NULL ? space_of(input) : 0;
    if (real == NULL || space == RGB || space == GREY || space == XYZ)
        return NULL;
    return real(input, input_format, output, output_format, intent, flags);
}

/* ---- marked content: OutputDev::beginMarkedContent(char const *, Dict *) and its end ---- */

/* NOLINTBEGIN(bugprone-reserved-identifier): names as the C++ compiler makes them */
HOOK void _ZN9OutputDev18beginMarkedContentEPKcP4Dict(void *self, const char *name, void *dict);
HOOK void _ZN9OutputDev16endMarkedContentEP8GfxState(void *self, void *state);
HOOK void _ZN13StructElementC1EiP14StructTreeRootPS_(void *self, int mcid, void *root,
                                                     void *parent);

HOOK void
_ZN9OutputDev18beginMarkedContentEPKcP4Dict(void *self, const char *name, void *dict)
{
    static bool (*look_up)(const void *, const char *, const char *, int *);
    int mcid = -1;

    (void)self;
    if (!recording())
        return;
    if (look_up == NULL)
        look_up = (bool (*)(const void *, const char *, const char *, int *))dlsym(
            RTLD_DEFAULT, "_ZNK4Dict9lookupIntEPKcS1_Pi");
    if (dict != NULL && look_up != NULL)
        (void)look_up(dict, "MCID", NULL, &mcid);
    const XtMark mark = {mcid, name != NULL && strcmp(name, "Artifact") == 0};
    if (now.marks < DEEPEST_MARK) {
        /* a span without a number is in the content around it */
        const bool counts = (mark.mcid >= 0 || mark.artifact) && now.out.marks->len < MOST_MARKS;
        now.open[now.marks] = counts ? (int32_t)now.out.marks->len : -1;
        if (counts)
            g_array_append_val(now.out.marks, mark);
    }
    now.marks++;
}

HOOK void
_ZN9OutputDev16endMarkedContentEP8GfxState(void *self, void *state)
{
    (void)self;
    (void)state;
    if (recording() && now.marks > 0)
        now.marks--;
}

/* StructElement::StructElement(int, StructTreeRoot *, StructElement *) */
HOOK void
_ZN13StructElementC1EiP14StructTreeRootPS_(void *self, int mcid, void *root, void *parent)
{
    const int32_t leaf = mcid;

    if (now.leaves == NULL)
        now.leaves = g_array_new(FALSE, FALSE, sizeof(int32_t));
    if (now.leaves->len < MOST_LEAVES)
        g_array_append_val(now.leaves, leaf);
    REAL(_ZN13StructElementC1EiP14StructTreeRootPS_, self, mcid, root, parent);
}
/* NOLINTEND(bugprone-reserved-identifier) */

bool
xt_capture_paints_letters(void)
{
    return now.mode == XT_PASS || now.mode == XT_TAKE;
}

bool
xt_capture_draws_nothing(void)
{
    return recording() || looking();
}

bool
xt_capture_is_blind(void)
{
    return now.blind != NULL;
}

cairo_surface_t *
xt_capture_taken(void)
{
    return g_steal_pointer(&now.taken);
}

const GArray *
xt_capture_leaves(void)
{
    return now.leaves;
}

void
xt_capture_forget_leaves(void)
{
    g_clear_pointer(&now.leaves, g_array_unref);
}

/* ---- a page ---- */

static void
renew(GArray **array, size_t size)
{
    if (*array == NULL)
        *array = g_array_new(FALSE, FALSE, (guint)size);
    g_array_set_size(*array, 0);
}

void
xt_capture_begin(XtMode mode, cairo_t *page)
{
    renew(&now.out.glyphs, sizeof(XtGlyph));
    renew(&now.out.lines, sizeof(XtLine));
    renew(&now.out.areas, sizeof(XtArea));
    renew(&now.out.marks, sizeof(XtMark));
    renew(&now.path, sizeof(Point));
    now.out.cut = false;
    now.mode = mode;
    now.page = page;
    now.width = cairo_image_surface_get_width(cairo_get_target(page));
    now.height = cairo_image_surface_get_height(cairo_get_target(page));
    now.clips = 0;
    now.marks = 0;
    now.clip[0] = everything;
}

const XtCapture *
xt_capture_end(void)
{
    now.mode = XT_PASS;
    now.page = NULL;
    now.blind = NULL;
    return &now.out;
}
