/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bulk/state.h"

struct RftStage {
    char *out;
    char *folder;
    const char *const *formats;
    size_t n;
    char *made; /* the folder that was made last, or was there */
};

static void
clear_dead(const char *out, const char *prefix)
{
    GDir *entries = g_dir_open(out, 0, NULL);
    const char *name = NULL;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *path = g_build_filename(out, name, NULL);
        if (g_str_has_prefix(name, prefix))
            rft_remove_tree(path);
    }
    if (entries != NULL)
        g_dir_close(entries);
}

RftStage *
rft_stage_new(const char *out, unsigned shard, const char *const *formats)
{
    g_autofree char *prefix = g_strdup_printf(".referat-%u-", shard + 1);
    g_autofree char *template = g_strdup_printf("%s/%sXXXXXX", out, prefix);

    clear_dead(out, prefix);
    if (g_mkdtemp(template) == NULL)
        return NULL;
    RftStage *stage = g_new0(RftStage, 1);
    stage->out = g_strdup(out);
    stage->folder = g_steal_pointer(&template);
    stage->formats = formats;
    stage->n = g_strv_length((char **)formats);
    return stage;
}

void
rft_stage_free(RftStage *stage)
{
    if (stage == NULL)
        return;
    rft_remove_tree(stage->folder);
    g_free(stage->folder);
    g_free(stage->out);
    g_free(stage->made);
    g_free(stage);
}

static char *
staged_path(const RftStage *stage, unsigned slot, size_t format)
{
    return g_strdup_printf("%s/%u.%zu", stage->folder, slot, format);
}

bool
rft_stage_open(RftStage *stage, unsigned slot, int *files)
{
    for (size_t i = 0; i < stage->n; i++) {
        g_autofree char *path = staged_path(stage, slot, i);
        files[i] = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (files[i] >= 0)
            continue;
        const int failed = errno;
        while (i > 0)
            (void)close(files[--i]);
        errno = failed;
        return false;
    }
    return true;
}

/* ---- names ---- */

static bool
make_parents(RftStage *stage, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);

    if (g_strcmp0(stage->made, folder) == 0)
        return true;
    if (g_mkdir_with_parents(folder, 0777) != 0)
        return false;
    g_free(stage->made);
    stage->made = g_steal_pointer(&folder);
    return true;
}

static bool
sync_file(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const bool good = file >= 0 && fsync(file) == 0;

    if (file >= 0)
        (void)close(file);
    return good;
}

/* Where a folder of the output is a file system of its own, a copy of it is made there first. */
static bool
copy_and_rename(const char *from, const char *to)
{
    g_autofree char *folder = g_path_get_dirname(to);
    g_autofree char *part = g_strdup_printf("%s/.referat-%d.part", folder, (int)getpid());
    g_autofree char *bytes = NULL;
    gsize length = 0;

    errno = EIO;
    if (!g_file_get_contents(from, &bytes, &length, NULL))
        return false;
    FILE *file = fopen(part, "we");
    bool good = file != NULL && fwrite(bytes, 1, length, file) == length;
    if (file != NULL)
        good = fclose(file) == 0 && good;
    good = good && rename(part, to) == 0;
    if (!good)
        (void)unlink(part);
    return good;
}

static bool
give_name(const char *from, const char *to)
{
    if (rename(from, to) == 0)
        return true;
    return errno == EXDEV && copy_and_rename(from, to);
}

/* All names can be had, or the first is not taken. */
static bool
check(RftStage *stage, unsigned slot, char *const *paths, bool sync, uint64_t *bytes)
{
    struct stat st;

    *bytes = 0;
    for (size_t i = 0; i < stage->n; i++) {
        g_autofree char *staged = staged_path(stage, slot, i);
        if (stat(staged, &st) != 0 || (sync && !sync_file(staged)) ||
            !make_parents(stage, paths[i]))
            return false;
        *bytes += (uint64_t)st.st_size;
        if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            errno = EISDIR;
            return false;
        }
    }
    return true;
}

bool
rft_stage_give_names(RftStage *stage, unsigned slot, const char *stem, bool sync, uint64_t *bytes)
{
    g_auto(GStrv) paths = g_new0(char *, stage->n + 1);

    for (size_t i = 0; i < stage->n; i++)
        paths[i] = rft_output_path(stage->out, stem, stage->formats[i]);
    if (!check(stage, slot, paths, sync, bytes))
        return false;
    for (size_t i = 0; i < stage->n; i++) {
        g_autofree char *staged = staged_path(stage, slot, i);
        if (give_name(staged, paths[i]))
            continue;
        const int failed = errno;
        while (i > 0)
            (void)unlink(paths[--i]);
        g_clear_pointer(&stage->made, g_free);
        errno = failed;
        return false;
    }
    return true;
}
