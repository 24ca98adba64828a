/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/context.h"

char *
rft_program_path(const char *name)
{
    return rft_helper_path(name);
}

int
rft_program_fd(int fd)
{
    return rft_fd_above_standard(fd);
}

/* Copies above those that the program gets, so that none is overwritten before its turn. */
static void
add_files(posix_spawn_file_actions_t *actions, const int *files, int *high, size_t n)
{
    enum { ABOVE = 64 };

    for (size_t i = 0; i < n; i++) {
        high[i] = fcntl(files[i], F_DUPFD_CLOEXEC, ABOVE);
        (void)posix_spawn_file_actions_adddup2(actions, high[i], (int)i);
    }
}

int
rft_program_run(const char *name, const char *argument, const int *files, size_t n)
{
    g_autofree char *path = rft_program_path(name);
    g_autofree int *high = g_new(int, n);
    char *const argv[] = {path, (char *)argument, NULL};
    static char *const environment[] = {(char *)"LC_ALL=C.UTF-8", (char *)"TZ=UTC", NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int status = 0;

    (void)posix_spawn_file_actions_init(&actions);
    add_files(&actions, files, high, n);
    const int failed = posix_spawn(&pid, path, &actions, NULL, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; i < n; i++)
        (void)close(high[i]);
    errno = failed;
    if (failed != 0)
        return -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    errno = EIO;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
