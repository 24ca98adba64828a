/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* ---- colours: GfxImageColorMap::getRGBLine(unsigned char *, unsigned int *, int) ---- */

__attribute__((visibility("default"))) void
_ZN11ImageStreamC1EP6Streamiii(void *self, void *stream, int width, int components, int bits);
__attribute__((visibility("default"))) void
_ZN16GfxImageColorMap10getRGBLineEPhPji(void *self, unsigned char *in, unsigned *out, int length);

/* A calibrated colour is worked out with powers, pixel by pixel, and most pixels are of a colour
 * that was there before. Where most are not, as in photographs, and where colours are taken as they
 * are, which is quick, rows are handed on whole. */
enum { COLOURS = 1 << 12, PATIENCE = 32 /* rows */, PLAIN = 16 /* colours */ };

static struct {
    int components; /* of the picture that was begun last */
    int rest;       /* rows to be handed on before it is tried again; -1 = all of this picture */
    int plain; /* how many colours were taken as they are, and none otherwise; -1 = some were */
    uint32_t key[COLOURS];
    uint32_t colour[COLOURS];
} known;

void
_ZN11ImageStreamC1EP6Streamiii(void *self, void *stream, int width, int components, int bits)
{
    static __typeof__(&_ZN11ImageStreamC1EP6Streamiii) real;

    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN11ImageStreamC1EP6Streamiii");
    known.components = components;
    known.rest = 0;
    known.plain = 0;
    /* the next picture may have other colours */
    memset(known.key, 0, sizeof(known.key));
    real(self, stream, width, components, bits);
}

static uint32_t
key_of(const unsigned char *in)
{
    return 1U << 24 | (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
}

static void
learn(uint32_t place, uint32_t key)
{
    known.key[place] = key;
    if (((known.colour[place] ^ key) & 0xffffffU) != 0)
        known.plain = -1;
    else if (known.plain >= 0 && ++known.plain >= PLAIN)
        known.rest = -1;
}

void
_ZN16GfxImageColorMap10getRGBLineEPhPji(void *self, unsigned char *in, unsigned *out, int length)
{
    static __typeof__(&_ZN16GfxImageColorMap10getRGBLineEPhPji) real;
    int missed = 0;

    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "_ZN16GfxImageColorMap10getRGBLineEPhPji");
    if (known.components != 3 || known.rest != 0) {
        known.rest -= known.rest > 0 ? 1 : 0;
        real(self, in, out, length);
        return;
    }
    for (int i = 0; i < length; i++, in += 3) {
        const uint32_t key = key_of(in);
        const uint32_t place = (key * 2654435761U) >> 20;
        if (known.key[place] != key) {
            real(self, in, &known.colour[place], 1);
            learn(place, key);
            missed++;
        }
        out[i] = known.colour[place];
    }
    if (missed * 4 > length && known.rest == 0)
        known.rest = PATIENCE;
}
/* NOLINTEND(bugprone-reserved-identifier) */
