/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "integration/generate.h"

/* generate man TEMPLATE | bash | zsh | fish: prints a page or a completion. */

typedef struct {
    const char *name;
    void (*print)(void);
} Place;

static const Place places[] = {
    {"@COMMANDS@", man_commands}, {"@OPTIONS@", man_options},   {"@CONVERSION@", man_conversion},
    {"@MESSAGES@", man_messages}, {"@STATUSES@", man_statuses}, {"@FORMATS@", man_formats},
    {"@LIMITS@", man_limits},     {"@BULK@", man_bulk},         {"@WATCH@", man_watch},
    {"@IGNORED@", man_ignored},   {"@VERDICTS@", man_verdicts},
};

static const Place *
find_place(const char *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_str_equal(line, places[i].name))
            return &places[i];
    return NULL;
}

static int
print_page(const char *template)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!g_file_get_contents(template, &text, NULL, &error)) {
        (void)fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        const Place *place = find_place(lines[i]);
        char *version = strstr(lines[i], "@VERSION@");
        if (place != NULL)
            place->print();
        else if (version != NULL)
            printf("%.*s%s%s\n", (int)(version - lines[i]), lines[i], referat_version_string(),
                   version + strlen("@VERSION@"));
        else
            printf("%s\n", lines[i]);
    }
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && g_str_equal(argv[1], "man"))
        return print_page(argv[2]);
    if (argc == 2 && g_str_equal(argv[1], "bash"))
        complete_bash();
    else if (argc == 2 && g_str_equal(argv[1], "zsh"))
        complete_zsh();
    else if (argc == 2 && g_str_equal(argv[1], "fish"))
        complete_fish();
    else
        return 64;
    return 0;
}
