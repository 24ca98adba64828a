/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_BYTES = 255 /* what file systems take */ };

static int
close_and(int fd, int failed)
{
    if (fd >= 0)
        (void)close(fd);
    errno = failed;
    return -1;
}

/* A folder that root makes for others is theirs. */
static void
inherit_owner(int fd, int above)
{
    struct stat st;

    if (geteuid() == 0 && fstat(above, &st) == 0)
        (void)!fchown(fd, st.st_uid, st.st_gid);
}

/* One step down; @fd is closed. */
static int
step(int fd, const char *name, bool make)
{
    if (*name == '\0' || g_str_equal(name, ".") || g_str_equal(name, ".."))
        return close_and(fd, EINVAL);
    const bool made = make && mkdirat(fd, name, 0777) == 0;
    if (make && !made && errno != EEXIST)
        return close_and(fd, errno);
    const int next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const int failed = errno;
    if (made && next >= 0)
        inherit_owner(next, fd);
    (void)close(fd);
    errno = failed;
    return next;
}

static int
open_steps(int folder, const char *path, size_t length, bool make)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char *end = path + length;

    while (fd >= 0 && path < end) {
        const char *slash = memchr(path, '/', (size_t)(end - path));
        const size_t n = (size_t)((slash != NULL ? slash : end) - path);
        g_autofree char *name = g_strndup(path, n);
        fd = step(fd, name, make);
        path += n + (slash != NULL ? 1 : 0);
    }
    return fd;
}

int
rft_open_below(int folder, const char *path, bool make)
{
    return open_steps(folder, path, strlen(path), make);
}

int
rft_open_parent(int folder, const char *path, bool make, const char **name)
{
    *name = rft_last_part(path);
    if (**name == '\0' || g_str_equal(*name, ".") || g_str_equal(*name, "..")) {
        errno = EINVAL;
        return -1;
    }
    const size_t length = (size_t)(*name - path);
    return open_steps(folder, path, length > 0 ? length - 1 : 0, make);
}

int
rft_open_file(int folder, const char *path, struct stat *st)
{
    const char *name = NULL;
    const int parent = rft_open_parent(folder, path, false, &name);

    if (parent < 0)
        return -1;
    /* a queue is not waited for, a terminal not taken */
    const int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    (void)close_and(parent, errno);
    if (fd < 0)
        return -1;
    if (fstat(fd, st) != 0)
        return close_and(fd, errno);
    return S_ISREG(st->st_mode) ? fd : close_and(fd, ELOOP);
}

bool
rft_stat_below(int folder, const char *path, struct stat *st)
{
    const char *name = NULL;
    const int parent = rft_open_parent(folder, path, false, &name);
    const bool good = parent >= 0 && fstatat(parent, name, st, AT_SYMLINK_NOFOLLOW) == 0;

    if (parent >= 0)
        (void)close_and(parent, errno);
    return good;
}

bool
rft_unlink_below(int folder, const char *path)
{
    const char *name = NULL;
    const int parent = rft_open_parent(folder, path, false, &name);
    const bool good = parent >= 0 && unlinkat(parent, name, 0) == 0;

    if (parent >= 0)
        (void)close_and(parent, errno);
    return good || errno == ENOENT;
}

/* ---- moving ---- */

/* For file systems that know no RENAME_NOREPLACE: a second name is a test and a claim in one. */
static bool
link_and_unlink(int from, const char *name, int to, const char *new_name)
{
    struct stat st;

    if (linkat(from, name, to, new_name, 0) == 0)
        return unlinkat(from, name, 0) == 0 || errno == ENOENT;
    if (errno == EEXIST || errno == EXDEV || errno == ENOENT || errno == ENAMETOOLONG)
        return false;
    /* no second names either (SMB): somebody who makes one of this name between these two calls
     * loses it; nothing better is to be had there */
    if (fstatat(to, new_name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return errno == ENOENT && renameat(from, name, to, new_name) == 0;
}

static bool
move_name(int from, const char *name, int to, const char *new_name)
{
    if (renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return link_and_unlink(from, name, to, new_name);
}

bool
rft_move_below(int from_folder, const char *from, int to_folder, const char *to)
{
    const char *name = NULL;
    const char *new_name = NULL;
    const int source = rft_open_parent(from_folder, from, false, &name);
    const int target = source >= 0 ? rft_open_parent(to_folder, to, true, &new_name) : -1;
    const bool good = target >= 0 && move_name(source, name, target, new_name);
    const int failed = errno;

    (void)close_and(source, failed);
    (void)close_and(target, failed);
    return good;
}

bool
rft_copy_bytes(int from, int to, off_t size)
{
    enum { ROOM = 1 << 16 };
    g_autofree char *bytes = g_malloc(ROOM);
    off_t at = 0;

    while (at < size) {
        const ssize_t got = pread(from, bytes, (size_t)MIN(size - at, (off_t)ROOM), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        for (ssize_t done = 0; done < got;) {
            const ssize_t put = write(to, bytes + done, (size_t)(got - done));
            if (put < 0 && errno != EINTR)
                return false;
            done += MAX(put, 0);
        }
        at += got;
    }
    return true;
}

/* A copy of the open @source, which looks like @st. It is made in the folder @top, where what a run
 * that was killed left of one is looked for. */
static bool
write_copy(int source, const struct stat *st, int top, int target, const char *name)
{
    const struct timespec times[2] = {st->st_atim, st->st_mtim};
    g_autofree char *part = g_strdup_printf(".referat-%d.part", (int)getpid());

    (void)unlinkat(top, part, 0);
    const int copy = openat(top, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                            (st->st_mode & 0666) | 0600);
    if (copy < 0)
        return false;
    const bool good = rft_copy_bytes(source, copy, st->st_size) && futimens(copy, times) == 0 &&
                      fdatasync(copy) == 0 && move_name(top, part, target, name);
    const int failed = errno;
    if (!good)
        (void)unlinkat(top, part, 0);
    (void)close_and(copy, failed);
    return good;
}

bool
rft_write_copy(int file, int to_folder, const char *to)
{
    struct stat st;
    const char *name = NULL;
    const int target = fstat(file, &st) == 0 ? rft_open_parent(to_folder, to, true, &name) : -1;
    const bool good = target >= 0 && write_copy(file, &st, to_folder, target, name);

    (void)close_and(target, errno);
    return good;
}

bool
rft_copy_below(int from_folder, const char *from, int to_folder, const char *to)
{
    struct stat st;
    const int source = rft_open_file(from_folder, from, &st);
    const bool good = source >= 0 && rft_write_copy(source, to_folder, to);

    (void)close_and(source, errno);
    return good;
}

DIR *
rft_entries_of(int folder)
{
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy >= 0 ? fdopendir(copy) : NULL;

    if (entries == NULL && copy >= 0)
        (void)close_and(copy, errno);
    return entries;
}

static void
remove_at_depth(int folder, const char *name, unsigned depth)
{
    enum { DEEPEST = 256 };
    struct stat st;

    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        (void)unlinkat(folder, name, 0);
        return;
    }
    const int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = below >= 0 && depth < DEEPEST ? fdopendir(below) : NULL;
    for (struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL;
         entry = readdir(entries))
        if (!g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
            remove_at_depth(below, entry->d_name, depth + 1);
    if (entries != NULL)
        (void)closedir(entries);
    else if (below >= 0)
        (void)close(below);
    (void)unlinkat(folder, name, AT_REMOVEDIR);
}

void
rft_remove_below(int folder, const char *name)
{
    remove_at_depth(folder, name, 0);
}

void
rft_clear_parts(int folder)
{
    DIR *entries = rft_entries_of(folder);

    for (struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL;
         entry = readdir(entries))
        if (fnmatch(".referat-*.part", entry->d_name, FNM_PERIOD) == 0)
            (void)unlinkat(folder, entry->d_name, 0);
    if (entries != NULL)
        (void)closedir(entries);
}

void
rft_prune_below(int folder, const char *path)
{
    g_autofree char *left = g_strdup(path);

    while (*left != '\0') {
        const char *name = NULL;
        const int parent = rft_open_parent(folder, left, false, &name);
        const bool gone = parent >= 0 && unlinkat(parent, name, AT_REMOVEDIR) == 0;
        (void)close_and(parent, 0);
        if (!gone)
            return;
        char *slash = strrchr(left, '/');
        *(slash != NULL ? slash : left) = '\0';
    }
}

/* ---- names ---- */

const char *
rft_last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

bool
rft_is_below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);

    return length == 0 || (strncmp(path, folder, length) == 0 && path[length] == '/');
}

static const char *
ending_of(const char *path)
{
    const char *name = rft_last_part(path);
    const char *dot = strrchr(name, '.');

    return dot != NULL && dot != name ? dot : path + strlen(path);
}

char *
rft_without_ending(const char *path)
{
    return g_strndup(path, (gsize)(ending_of(path) - path));
}

/* Returns: at most how many bytes of @name fit into @room, without cutting a letter. */
static size_t
fitting(const char *name, size_t length, size_t room)
{
    if (length <= room)
        return length;
    while (room > 0 && ((unsigned char)name[room] & 0xC0) == 0x80)
        room--;
    return room;
}

char *
rft_numbered(const char *path, unsigned number, const char *ending)
{
    enum { LONGEST_ENDING = 32 /* what is longer is part of the name */ };
    const char *given = ending_of(path);
    const char *own = strlen(given) <= LONGEST_ENDING ? given : given + strlen(given);
    const char *name = rft_last_part(path);
    g_autofree char *count = number > 1 ? g_strdup_printf(" (%u)", number) : g_strdup("");
    g_autofree char *tail = g_strconcat(count, own, ending, NULL);
    const size_t stem = (size_t)(own - name);
    const size_t room = NAME_BYTES - MIN(strlen(tail), (size_t)NAME_BYTES - 1);

    return g_strdup_printf("%.*s%.*s%s", (int)(name - path), path, (int)fitting(name, stem, room),
                           name, tail);
}

bool
rft_is_unchanged(const struct stat *a, const struct stat *b, bool renamed)
{
    return rft_is_same_file(a, b) && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           (renamed ||
            (a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec));
}
