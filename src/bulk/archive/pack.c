/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/archive/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Owner, mode and place in the disk are not packed: the same outputs make the same bytes. */

enum { STATUS_IO = 74, MODE = 0644, CHUNK = 1 << 16 };

static int
fail(const char *name, const char *why)
{
    (void)!write(STDERR_FILENO, name, strlen(name));
    (void)!write(STDERR_FILENO, ": ", 2);
    (void)!write(STDERR_FILENO, why, strlen(why));
    (void)!write(STDERR_FILENO, "\n", 1);
    return STATUS_IO;
}

static int
put_header(struct archive *tar, const char *name, int64_t seconds, int64_t size)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_copy_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, MODE);
    archive_entry_set_size(entry, size);
    archive_entry_set_mtime(entry, seconds, 0);
    const int status = archive_write_header(tar, entry);
    archive_entry_free(entry);
    return status;
}

static int
put_bytes(struct archive *tar, int file)
{
    static char chunk[CHUNK];
    ssize_t got = 0;

    while ((got = read(file, chunk, sizeof(chunk))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || archive_write_data(tar, chunk, (size_t)got) != got)
            return ARCHIVE_FATAL;
    }
    return archive_write_finish_entry(tar);
}

static int
put_file(struct archive *tar, int tree, const char *name, int64_t seconds, FILE *index)
{
    struct stat st;
    const int file = openat(tree, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int status = ARCHIVE_FATAL;

    if (file < 0 || fstat(file, &st) != 0)
        return fail(name, strerror(errno));
    if (put_header(tar, name, seconds, st.st_size) >= ARCHIVE_WARN) {
        /* nothing is compressed: what went into the first filter is where we are */
        (void)fprintf(index, "%s\t%lld\t%lld\n", name, (long long)archive_filter_bytes(tar, 0),
                      (long long)st.st_size);
        status = put_bytes(tar, file);
    }
    (void)close(file);
    return status >= ARCHIVE_WARN ? 0 : fail(name, archive_error_string(tar));
}

static int
put_all(struct archive *tar, int tree, FILE *list, FILE *index)
{
    char *line = NULL;
    size_t room = 0;
    int status = 0;

    while (status == 0 && getdelim(&line, &room, '\0', list) > 0) {
        char *name = NULL;
        const long long seconds = strtoll(line, &name, 10);
        status = put_file(tar, tree, name + 1, seconds, index);
    }
    free(line);
    return status;
}

int
rft_archive_pack(const char *tree, int list, int out, int index)
{
    struct archive *tar = archive_write_new();
    const int folder = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    FILE *names = fdopen(list, "r");
    FILE *lines = fdopen(index, "w");
    int status = STATUS_IO;

    if (folder < 0 || names == NULL || lines == NULL)
        return fail(tree, strerror(errno));
    (void)archive_write_set_format_pax_restricted(tar);
    (void)archive_write_add_filter_none(tar);
    if (archive_write_open_fd(tar, out) == ARCHIVE_OK)
        status = put_all(tar, folder, names, lines);
    if (archive_write_close(tar) != ARCHIVE_OK && status == 0)
        status = fail(tree, archive_error_string(tar));
    if (fclose(lines) != 0 && status == 0)
        status = fail(tree, strerror(errno));
    (void)archive_write_free(tar);
    return status;
}
