/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "pack.h"

/* referat-pack FOLDER FILE: zips unpacked parts, the same bytes every time. */
int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;

    if (argc != 3) {
        (void)fprintf(stderr, "usage: referat-pack FOLDER FILE\n");
        return 64;
    }
    g_autoptr(GBytes) bytes = pack_folder(argv[1], NULL, &error);
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    if (data == NULL || !g_file_set_contents(argv[2], data, (gssize)size, &error)) {
        (void)fprintf(stderr, "referat-pack: %s\n", error->message);
        return 73;
    }
    return 0;
}
