/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/room.h"

#include <stdlib.h>
#include <sys/mman.h>

/*
 * Room for the pixels of pages and large pictures, straight from the system: it comes zeroed, so
 * that nobody clears it once more, costs nothing where it is not touched, and comes in large pieces
 * where the system has them: to take it in small ones is a tenth of the time of a scanned page.
 */

enum { LEAST = 1 << 20 /* bytes */, LARGEST_SIDE = 32767 /* pixels; cairo's */ };

typedef struct {
    void *start;
    size_t size;
} Room;

static void
give_back(void *data)
{
    Room *room = data;

    (void)munmap(room->start, room->size);
    free(room);
}

static Room *
take(size_t size)
{
    Room *room = malloc(sizeof(*room));

    if (room == NULL)
        return NULL;
    room->size = size;
    room->start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room->start == MAP_FAILED) {
        free(room);
        return NULL;
    }
    (void)madvise(room->start, size, MADV_HUGEPAGE);
    return room;
}

cairo_surface_t *
xt_room_surface(cairo_format_t format, int width, int height)
{
    static const cairo_user_data_key_t key;
    const int stride = width > 0 && width <= LARGEST_SIDE && height > 0 && height <= LARGEST_SIDE
                           ? cairo_format_stride_for_width(format, width)
                           : 0;

    if (stride <= 0 || (size_t)stride * (size_t)height < LEAST)
        return NULL;
    Room *room = take((size_t)stride * (size_t)height);
    if (room == NULL)
        return NULL;
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data(room->start, format, width, height, stride);
    if (cairo_surface_set_user_data(surface, &key, room, give_back) != CAIRO_STATUS_SUCCESS) {
        give_back(room);
        cairo_surface_destroy(surface);
        return NULL;
    }
    return surface;
}
