/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "watch/ignore.h"
#include "watch/paths.h"

static void look_into(int fd, const char *path, unsigned depth, const RftVisitor *visitor);

static void
meet(int fd, const char *name, const char *path, unsigned depth, const RftVisitor *visitor)
{
    g_autofree char *whole = *path != '\0' ? g_strconcat(path, "/", name, NULL) : g_strdup(name);
    struct stat st;

    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return; /* gone meanwhile */
    if (!S_ISDIR(st.st_mode)) {
        visitor->file(whole, &st, visitor->data);
        return;
    }
    const int below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0) {
        if (errno != ENOENT)
            visitor->trouble(whole, errno, visitor->data);
        return;
    }
    look_into(below, whole, depth + 1, visitor);
}

/* @fd is closed. */
static void
look_into(int fd, const char *path, unsigned depth, const RftVisitor *visitor)
{
    struct stat st;
    DIR *folder = NULL;

    if (fstat(fd, &st) != 0 || !visitor->folder(path, fd, &st, visitor->data)) {
        (void)close(fd);
        return;
    }
    folder = depth < RFT_DEEPEST ? fdopendir(fd) : NULL;
    if (folder == NULL) {
        visitor->trouble(path, depth < RFT_DEEPEST ? errno : ELOOP, visitor->data);
        (void)close(fd);
        return;
    }
    errno = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (!rft_is_ignored(entry->d_name))
            meet(fd, entry->d_name, path, depth, visitor);
        errno = 0;
    }
    if (errno != 0)
        visitor->trouble(path, errno, visitor->data);
    (void)closedir(folder);
}

void
rft_scan(int root, const char *path, const RftVisitor *visitor)
{
    const int fd = rft_open_below(root, path, false);

    if (fd >= 0)
        look_into(fd, path, 0, visitor);
    else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
        visitor->trouble(path, errno, visitor->data);
}
