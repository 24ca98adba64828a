/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/report/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "worker/spawn.h"

/** Packed: a file that goes into the tar. */
typedef struct {
    char *name;
    int64_t seconds;
} Packed;

static void
clear_packed(gpointer data)
{
    g_free(((Packed *)data)->name);
}

static gint
compare_packed(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Packed *)a)->name, ((const Packed *)b)->name);
}

static void
add(GArray *files, const char *name, int64_t seconds)
{
    const Packed packed = {g_strdup(name), seconds};

    g_array_append_val(files, packed);
}

/* Outputs are as old as what they were made from. */
static void
add_entry(const RftReport *report, uint32_t id, GArray *files)
{
    const char *const *formats = report->options->formats;
    const char *stem = NULL;
    RftEntry entry;
    RftResult result;
    const RftVerdict verdict = rft_verdict_of_entry(report->manifest, report->tally, id, &result);

    if (!rft_verdict_is_done(verdict) || !rft_manifest_get(report->manifest, id, &entry, &stem))
        return;
    for (size_t i = 0; formats[i] != NULL; i++) {
        ReferatFormat format;
        if (!referat_format_for_name(formats[i], &format))
            continue;
        g_autofree char *name = g_strdup_printf("%s.%s", stem, format.extensions[0]);
        add(files, name, entry.mtime / 1000000000);
    }
}

static GArray *
list_files(const RftReport *report)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(Packed));

    g_array_set_clear_func(files, clear_packed);
    for (uint32_t id = 0; id < rft_manifest_count(report->manifest); id++)
        add_entry(report, id, files);
    if (report->options->index)
        add(files, "index.html", 0);
    g_array_sort(files, compare_packed);
    return files;
}

/* Returns: a file that is read from its beginning, or NULL with errno set. */
static FILE *
write_list(const GArray *files, const char *path)
{
    FILE *list = fopen(path, "w+e");

    for (guint i = 0; list != NULL && i < files->len; i++) {
        const Packed *packed = &g_array_index(files, Packed, i);
        (void)fprintf(list, "%" G_GINT64_FORMAT " %s%c", packed->seconds, packed->name, '\0');
    }
    if (list != NULL && (fflush(list) != 0 || fseek(list, 0, SEEK_SET) != 0)) {
        (void)fclose(list);
        return NULL;
    }
    return list;
}

static bool
give_name(const char *part, const char *path)
{
    const int file = open(part, O_RDONLY | O_CLOEXEC);
    const bool good = file >= 0 && fsync(file) == 0 && rename(part, path) == 0;

    if (file >= 0)
        (void)close(file);
    return good;
}

static bool
pack(const RftReport *report, FILE *list, const char *part, const char *index_part)
{
    g_autofree char *argument = g_strconcat("--pack=", report->state->out, NULL);
    const int out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const int index = open(index_part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const int files[] = {fileno(list), out, STDERR_FILENO, index};
    const bool good =
        out >= 0 && index >= 0 && rft_program_run("referat-archive", argument, files, 4) == 0;

    if (out >= 0)
        (void)close(out);
    if (index >= 0)
        (void)close(index);
    return good;
}

bool
rft_pack(const RftReport *report, GError **error)
{
    g_autoptr(GArray) files = list_files(report);
    const char *path = report->state->archive;
    g_autofree char *names = rft_state_path(report->state, "packed");
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    g_autofree char *index = g_strconcat(path, ".index.tsv", NULL);
    g_autofree char *index_part = g_strconcat(index, ".part", NULL);
    FILE *list = write_list(files, names);
    const bool good = list != NULL && pack(report, list, part, index_part) &&
                      give_name(index_part, index) && give_name(part, path);

    if (!good) {
        referat_set_error(error, REFERAT_ERROR_IO, "%s: cannot be packed: %s", path,
                          g_strerror(errno));
        (void)unlink(part);
        (void)unlink(index_part);
    }
    if (list != NULL)
        (void)fclose(list);
    (void)unlink(names);
    return good;
}
