/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/stage.h"

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

void
rft_stage_clear(const char *out, unsigned shard)
{
    g_autofree char *prefix = shard == RFT_ALL_SHARDS ? g_strdup(".referat-")
                                                      : g_strdup_printf(".referat-%u-", shard + 1);
    GDir *entries = g_dir_open(out, 0, NULL);
    const char *name = NULL;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *path = g_build_filename(out, name, NULL);
        if (g_str_has_prefix(name, prefix) && g_file_test(path, G_FILE_TEST_IS_DIR))
            rft_remove_tree(path);
    }
    if (entries != NULL)
        g_dir_close(entries);
}

RftStage *
rft_stage_new(const char *out, unsigned shard, const char *const *formats)
{
    g_autofree char *template = g_strdup_printf("%s/.referat-%u-XXXXXX", out, shard + 1);

    rft_stage_clear(out, shard);
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

bool
rft_stage_is_full(const RftStage *stage, uint64_t bytes)
{
    g_autofree char *path = g_build_filename(stage->folder, "probe", NULL);
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int failed = file >= 0 ? posix_fallocate(file, 0, (off_t)bytes) : errno;

    if (file >= 0)
        (void)close(file);
    (void)unlink(path);
    return failed == ENOSPC || failed == EDQUOT;
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
        /* never a file that a worker may still have open */
        (void)unlink(path);
        files[i] = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
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

/* All names can be had, or the first is not taken. @own gets what is staged. */
static bool
check(RftStage *stage, unsigned slot, char *const *paths, bool sync, struct stat *own)
{
    struct stat st;

    for (size_t i = 0; i < stage->n; i++) {
        g_autofree char *staged = staged_path(stage, slot, i);
        if (stat(staged, &own[i]) != 0 || (sync && !sync_file(staged)) ||
            !make_parents(stage, paths[i]))
            return false;
        if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            errno = EISDIR;
            return false;
        }
    }
    return true;
}

/* Takes back what got its name. Somebody who took over may have put outputs of his there: they are
 * the same, and not ours to take away. */
static void
take_back(char *const *paths, const struct stat *own, size_t n)
{
    struct stat st;

    for (size_t i = 0; i < n; i++)
        if (stat(paths[i], &st) == 0 && st.st_ino == own[i].st_ino && st.st_dev == own[i].st_dev)
            (void)unlink(paths[i]);
}

bool
rft_stage_give_names(RftStage *stage, unsigned slot, const char *stem, bool sync, uint64_t *bytes)
{
    g_auto(GStrv) paths = g_new0(char *, stage->n + 1);
    g_autofree struct stat *own = g_new0(struct stat, stage->n);

    for (size_t i = 0; i < stage->n; i++)
        paths[i] = rft_output_path(stage->out, stem, stage->formats[i]);
    if (!check(stage, slot, paths, sync, own))
        return false;
    *bytes = 0;
    for (size_t i = 0; i < stage->n; i++) {
        g_autofree char *staged = staged_path(stage, slot, i);
        *bytes += (uint64_t)own[i].st_size;
        if (give_name(staged, paths[i]))
            continue;
        const int failed = errno;
        /* our folder is gone: somebody else is at it, and may have done it before we began */
        if (failed != ENOENT)
            take_back(paths, own, i);
        g_clear_pointer(&stage->made, g_free);
        errno = failed;
        return false;
    }
    return true;
}
