/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/filter.h>

/* FNV-1a over 64 bits, begun and ended with a seed. The seed is made once and never changes. */

static gsize
seed(void)
{
    static gsize made = 0;

    if (g_once_init_enter(&made)) {
        const guint64 low = g_random_int();
        const guint64 high = g_random_int();
        g_once_init_leave(&made, (gsize)(high << 32 | low | 1U));
    }
    return made;
}

guint
referat_string_hash(gconstpointer string)
{
    const guint64 key = seed();
    guint64 hash = UINT64_C(14695981039346656037) ^ key;

    for (const unsigned char *p = string; *p != '\0'; p++) {
        hash = (hash ^ *p) * UINT64_C(1099511628211);
        hash ^= hash >> 29; /* high bits come down, so that the seed is in all of them */
    }
    hash *= key;
    return (guint)(hash ^ hash >> 32);
}
