/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wrap.h"

#include <glib.h>
#include <stdio.h>

enum { WIDTH = 79 };

/* Translations are wider than bytes tell; the languages that there are have one column a letter. */
void
cli_wrap(const char *text, unsigned left)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    size_t column = left;

    for (size_t i = 0; words[i] != NULL; i++) {
        const size_t length = (size_t)g_utf8_strlen(words[i], -1);
        if (column > left && column + 1 + length > WIDTH) {
            printf("\n%*s", (int)left, "");
            column = left;
        }
        printf("%s%s", column > left ? " " : "", words[i]);
        column += length + (column > left ? 1 : 0);
    }
    printf("\n");
}
