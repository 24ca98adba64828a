/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "po/i18n.h"
#include "worker/worker.h"

/* What this program is made of, for scripts: "NAME=VALUE". */

/* Returns: (transfer full): names of the formats that are read, or written. */
static char *
list_formats(bool written)
{
    g_autoptr(GString) list = g_string_new(NULL);
    ReferatFormat format;

    for (size_t i = 0; referat_format_at(i, &format); i++)
        if (written ? format.writable : format.readable)
            g_string_append_printf(list, "%s%s", list->len > 0 ? "," : "", format.name);
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static char *
list_read(void)
{
    return list_formats(false);
}

static char *
list_written(void)
{
    return list_formats(true);
}

static char *
tell_version(void)
{
    return g_strdup(referat_version_string());
}

static char *
tell_program(void)
{
    char *path = g_file_read_link("/proc/self/exe", NULL);

    return path != NULL ? path : g_strdup("referat");
}

/* Beside the program, built or installed, in a prefix that may have been moved. */
static char *
tell_data(void)
{
    g_autofree char *program = tell_program();
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *path = g_build_filename(folder, "..", "share", "referat", NULL);

    return g_canonicalize_filename(path, NULL);
}

static char *
tell_makefile(void)
{
    g_autofree char *data = tell_data();

    return g_build_filename(data, "referat.mk", NULL);
}

static char *
tell_language(void)
{
    return g_strdup(rft_spoken_language());
}

static const struct {
    const char *name;
    char *(*tell)(void);
} facts[] = {
    {"version", tell_version},   {"program", tell_program},
    {"datadir", tell_data},      {"makefile", tell_makefile},
    {"formats-read", list_read}, {"formats-written", list_written},
    {"language", tell_language}, {"isolation", rft_worker_layers},
};

bool
cli_print_config(const char *key)
{
    bool found = false;

    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        if (*key != '\0' && !g_str_equal(facts[i].name, key))
            continue;
        g_autofree char *value = facts[i].tell();
        found = true;
        if (*key != '\0')
            (void)printf("%s\n", value);
        else
            (void)printf("%s=%s\n", facts[i].name, value);
    }
    if (!found) {
        cli_errorf(NULL, "--print-config=%s: there is nothing of that name", key);
    }
    return found;
}
