/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pdf/extract/capture.h"

/*
 * Poppler makes a picture ready to be read before it asks for room for its pixels, and for some
 * kinds (JBIG2, progressive JPEG) that is to unpack all of it. While a page is only written down
 * there is no room, and nothing is read. So here a picture is made ready when its first row is
 * wanted. Of poppler's own, ImageStream's reset(), getLine(), getPixel() and close() are hooked by
 * their mangled names; where those change, it takes longer, no more.
 */

/* NOLINTBEGIN(bugprone-reserved-identifier): names as the C++ compiler makes them */
__attribute__((visibility("default"))) void _ZN11ImageStream5resetEv(void *self);
__attribute__((visibility("default"))) void _ZN11ImageStream5closeEv(void *self);
__attribute__((visibility("default"))) unsigned char *_ZN11ImageStream7getLineEv(void *self);
__attribute__((visibility("default"))) bool _ZN11ImageStream8getPixelEPh(void *self,
                                                                         unsigned char *pixel);

/* A picture and its mask at most; where there are more, they are made ready at once. */
enum { MOST_WAITING = 4 };
static void *waiting[MOST_WAITING];

static void
make_ready(void *self)
{
    static __typeof__(&_ZN11ImageStream5resetEv) real;

    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN11ImageStream5resetEv");
    real(self);
}

/* Returns: the place of @self among those that wait; NULL = it does not. */
static void **
place_of(const void *self)
{
    for (int i = 0; i < MOST_WAITING; i++)
        if (waiting[i] == self)
            return &waiting[i];
    return NULL;
}

static void
wake(void *self)
{
    void **place = place_of(self);

    if (place == NULL)
        return;
    *place = NULL;
    make_ready(self);
}

void
_ZN11ImageStream5resetEv(void *self)
{
    void **place = place_of(self);

    if (place == NULL)
        place = place_of(NULL);
    const bool waits = place != NULL && xt_capture_draws_nothing();
    if (place != NULL)
        *place = waits ? self : NULL;
    if (!waits)
        make_ready(self);
}

void
_ZN11ImageStream5closeEv(void *self)
{
    static __typeof__(&_ZN11ImageStream5closeEv) real;
    void **place = place_of(self);

    if (place != NULL)
        *place = NULL;
    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN11ImageStream5closeEv");
    real(self);
}

unsigned char *
_ZN11ImageStream7getLineEv(void *self)
{
    static __typeof__(&_ZN11ImageStream7getLineEv) real;

    /* poppler takes that for a row that is missing, and goes on */
    if (xt_capture_is_blind() && place_of(self) != NULL)
        return NULL;
    wake(self);
    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN11ImageStream7getLineEv");
    return real(self);
}

bool
_ZN11ImageStream8getPixelEPh(void *self, unsigned char *pixel)
{
    static __typeof__(&_ZN11ImageStream8getPixelEPh) real;

    wake(self);
    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN11ImageStream8getPixelEPh");
    return real(self, pixel);
}
/* NOLINTEND(bugprone-reserved-identifier) */
