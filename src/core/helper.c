/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/context.h"

/*
 * Programs that do a part of a reader's work: spawned (never forked: a host may have threads) with
 * the input as standard input and a pipe as standard output. Inside a worker, which may start
 * nothing, the worker's own functions stand in for these; see rft_context_set_helper_funcs().
 */

struct ReferatHelper {
    ReferatContext *context;
    pid_t pid; /* -1: somebody else's child */
    int fd;
    uint32_t number;
};

#ifndef REFERAT_LIBEXECDIR
#define REFERAT_LIBEXECDIR "/usr/local/libexec/referat"
#endif

/* The folder named by the environment, that of the installation, or the one beside the program
 * that runs, which is the build tree's. */
char *
rft_helper_path(const char *program)
{
    const char *named = g_getenv("REFERAT_LIBEXECDIR");
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *bin = self != NULL ? g_path_get_dirname(self) : g_strdup("");
    g_autofree char *beside = g_build_filename(bin, "..", "libexec", "referat", program, NULL);

    if (named != NULL)
        return g_build_filename(named, program, NULL);
    if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer(&beside);
    return g_build_filename(REFERAT_LIBEXECDIR, program, NULL);
}

/* Where a standard stream is closed, the next descriptor would take its place, and be written to.
 */
int
rft_fd_above_standard(int fd)
{
    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    const int high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    (void)close(fd);
    return high;
}

/* A file without a name that holds @bytes. */
int
rft_memory_file(const char *name, const void *bytes, size_t length)
{
    const int fd = rft_fd_above_standard(memfd_create(name, MFD_CLOEXEC));
    const char *p = bytes;

    while (fd >= 0 && length > 0) {
        const ssize_t sent = write(fd, p, length);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            (void)close(fd);
            return -1;
        }
        p += sent;
        length -= (size_t)sent;
    }
    if (fd >= 0)
        (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

enum { PASSWORD_FD = 3, PIPE_ROOM = 1 << 20 };

static bool
spawn(const char *path, char **argv, int input, int output, int password, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    static char *const environment[] = {(char *)"LC_ALL=C.UTF-8", (char *)"TZ=UTC", NULL};

    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)sigemptyset(&none);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    (void)posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (password >= 0)
        (void)posix_spawn_file_actions_adddup2(&actions, password, PASSWORD_FD);
    const int failed = posix_spawn(pid, path, &actions, &attributes, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    errno = failed;
    return failed == 0;
}

pid_t
rft_helper_spawn(const char *program, const char *const *arguments, int input, const char *password,
                 int *out)
{
    g_autofree char *path = rft_helper_path(program);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    int ends[2] = {-1, -1};
    pid_t pid = -1;
    const int secret =
        password != NULL ? rft_memory_file("password", password, strlen(password)) : -1;

    g_ptr_array_add(argv, path);
    for (size_t i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(argv, (gpointer)arguments[i]);
    if (secret >= 0)
        g_ptr_array_add(argv, (gpointer) "--password-fd=3");
    g_ptr_array_add(argv, NULL);
    const bool piped = pipe2(ends, O_CLOEXEC) == 0;
    /* room to work ahead; where there is less, it is only slower */
    if (piped)
        (void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_ROOM);
    ends[0] = rft_fd_above_standard(ends[0]);
    ends[1] = rft_fd_above_standard(ends[1]);
    if (!piped || !spawn(path, (char **)argv->pdata, input, ends[1], secret, &pid))
        pid = -1;
    const int failed = errno;
    if (ends[1] >= 0)
        (void)close(ends[1]);
    if (secret >= 0)
        (void)close(secret);
    if (pid < 0 && ends[0] >= 0)
        (void)close(ends[0]);
    *out = pid < 0 ? -1 : ends[0];
    errno = failed;
    return pid;
}

ReferatHelper *
referat_context_start_helper(ReferatContext *context, const char *program,
                             const char *const *arguments, GBytes *input, GError **error)
{
    g_return_val_if_fail(context != NULL && program != NULL && arguments != NULL, NULL);
    ReferatHelper *helper = g_new0(ReferatHelper, 1);
    const RftHelperFuncs *funcs = rft_context_get_helper_funcs(context);

    helper->context = context;
    helper->pid = -1;
    if (funcs != NULL) {
        helper->fd = funcs->start(program, arguments, &helper->number, funcs->data);
    } else {
        gsize length = 0;
        const void *bytes = g_bytes_get_data(input, &length);
        const int file = rft_memory_file("input", bytes, length);
        helper->fd = -1;
        if (file >= 0) {
            helper->pid = rft_helper_spawn(program, arguments, file,
                                           referat_context_get_password(context), &helper->fd);
            (void)close(file);
        }
    }
    if (helper->fd >= 0)
        return helper;
    g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_IO, "cannot start %s: %s", program,
                g_strerror(errno));
    g_free(helper);
    return NULL;
}

bool
referat_helper_read(ReferatHelper *helper, void *bytes, size_t length, unsigned seconds)
{
    uint8_t *p = bytes;

    while (length > 0) {
        struct pollfd end = {.fd = helper->fd, .events = POLLIN};
        const int ready = poll(&end, 1, (int)MIN(seconds, 86400U) * 1000);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        const ssize_t got = read(helper->fd, p, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        length -= (size_t)got;
    }
    return true;
}

void
referat_helper_end(ReferatHelper *helper)
{
    if (helper == NULL)
        return;
    const RftHelperFuncs *funcs = rft_context_get_helper_funcs(helper->context);
    (void)close(helper->fd);
    if (helper->pid > 0) {
        (void)kill(helper->pid, SIGKILL);
        while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    } else if (funcs != NULL) {
        funcs->end(helper->number, funcs->data);
    }
    g_free(helper);
}
