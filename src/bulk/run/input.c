/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/input.h"

#include <errno.h>
#include <fcntl.h>
#include <referat/referat.h>
#include <string.h>
#include <unistd.h>

#include "bulk/plan/archive.h"

struct RftInputs {
    RftArchive *archive; /* (nullable): the one that is open */
    char *path;          /* of it */
    uint32_t last;       /* member that was asked for */
    bool asked;          /* and not taken yet */
    bool follow;
};

enum { NONE_YET = UINT32_MAX };

RftInputs *
rft_inputs_new(bool follow)
{
    RftInputs *inputs = g_new0(RftInputs, 1);

    inputs->last = NONE_YET;
    inputs->follow = follow;
    return inputs;
}

static void
close_archive(RftInputs *inputs)
{
    g_clear_pointer(&inputs->archive, rft_archive_free);
    g_clear_pointer(&inputs->path, g_free);
    inputs->asked = false;
    inputs->last = NONE_YET;
}

void
rft_inputs_free(RftInputs *inputs)
{
    if (inputs == NULL)
        return;
    close_archive(inputs);
    g_free(inputs);
}

static int
fail(int number, GError **error)
{
    const bool gone = number == ENOENT || number == ENOTDIR || number == ELOOP;

    referat_set_error(error,
                      gone                                  ? REFERAT_ERROR_NO_INPUT
                      : number == EACCES || number == EPERM ? REFERAT_ERROR_PERMISSION
                                                            : REFERAT_ERROR_IO,
                      "cannot read it: %s", g_strerror(number));
    return -1;
}

static int
open_file(const RftInputs *inputs, const RftEntry *entry, struct stat *st, GError **error)
{
    /* what was a file when it was found may be a link to something secret now */
    const int follow = inputs->follow || entry->named ? 0 : O_NOFOLLOW;
    const int file = open(entry->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | follow);

    if (file < 0)
        return fail(errno, error);
    if (fstat(file, st) == 0 && S_ISREG(st->st_mode))
        return file;
    (void)close(file);
    referat_set_error(error, REFERAT_ERROR_NO_INPUT, "it is no regular file any more");
    return -1;
}

/* ---- members ---- */

/* Members come in their order; for one that is asked for again the archive is begun anew. */
static bool
reach(RftInputs *inputs, const RftEntry *entry, GError **error)
{
    struct stat st;

    if (inputs->archive != NULL && g_str_equal(inputs->path, entry->path) &&
        (inputs->last == NONE_YET || entry->ordinal > inputs->last))
        return true;
    close_archive(inputs);
    const int file = open_file(inputs, entry, &st, error);
    if (file < 0)
        return false;
    inputs->archive = rft_archive_open(file, error);
    inputs->path = g_strdup(entry->path);
    (void)close(file);
    return inputs->archive != NULL;
}

static bool
ask(RftInputs *inputs, const RftEntry *entry, GError **error)
{
    if (!reach(inputs, entry, error))
        return false;
    inputs->last = entry->ordinal;
    inputs->asked = rft_archive_ask(inputs->archive, entry->ordinal);
    return true;
}

static bool
is_asked(const RftInputs *inputs, const RftEntry *entry)
{
    return inputs->asked && inputs->last == entry->ordinal &&
           g_str_equal(inputs->path, entry->path);
}

static int
open_member(RftInputs *inputs, const RftEntry *entry, GError **error)
{
    if (inputs->asked && !is_asked(inputs, entry))
        close_archive(inputs);
    if (!is_asked(inputs, entry) && !ask(inputs, entry, error))
        return -1;
    inputs->asked = false;
    const int file = rft_archive_take(inputs->archive, error);
    if (file < 0)
        close_archive(inputs);
    return file;
}

int
rft_inputs_open(RftInputs *inputs, const RftEntry *entry, struct stat *st, GError **error)
{
    if (entry->member == NULL)
        return open_file(inputs, entry, st, error);
    *st = (struct stat){0};
    return open_member(inputs, entry, error);
}

void
rft_inputs_expect(RftInputs *inputs, const RftEntry *entry)
{
    if (entry->member == NULL || inputs->archive == NULL || inputs->asked ||
        !g_str_equal(inputs->path, entry->path) || entry->ordinal <= inputs->last)
        return;
    (void)ask(inputs, entry, NULL);
}

bool
rft_input_changed(const char *path, const struct stat *before)
{
    struct stat now;

    if (before->st_ino == 0 || stat(path, &now) != 0 || now.st_dev != before->st_dev ||
        now.st_ino != before->st_ino)
        return false;
    return now.st_size != before->st_size || now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}
