/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/program.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/spawn.h"

/* We block signals and ignore others; it is to get them. */
static void
prepare(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_setsigmask(attributes, &none);
    (void)posix_spawnattr_setsigdefault(attributes, &all);
    (void)posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

pid_t
rft_program_start(const char *name, const char *const *arguments, int folder)
{
    g_autofree char *path = rft_program_path(name);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = -1;

    g_ptr_array_add(argv, path);
    for (size_t i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(argv, (gpointer)arguments[i]);
    g_ptr_array_add(argv, NULL);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    prepare(&attributes);
    int failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failed == 0 && folder >= 0)
        failed = posix_spawn_file_actions_addfchdir_np(&actions, folder);
    if (failed == 0)
        failed = posix_spawn(&pid, path, &actions, &attributes, (char **)argv->pdata, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    errno = failed;
    return failed == 0 ? pid : -1;
}

int
rft_program_end(pid_t pid, unsigned seconds)
{
    enum { PAUSE = 10000 /* microseconds */ };
    const gint64 end = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    int status = 0;

    for (;;) {
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (ended < 0 && errno != EINTR)
            return -1;
        if (g_get_monotonic_time() > end)
            break;
        g_usleep(PAUSE);
    }
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    return -1;
}
