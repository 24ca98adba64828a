/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/context.h"

/*
 * Programs that do a part of a reader's work: spawned (never forked: a host may have threads) with
 * the input as standard input, a pipe as standard output, and a socket on which they may be asked
 * for more. Inside a worker, which may start
 * nothing, the worker's own functions stand in for these; see rft_context_set_helper_funcs().
 */

struct ReferatHelper {
    ReferatContext *context;
    pid_t pid; /* -1: somebody else's child */
    RftHelperPipes pipes;
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

/* The descriptors that a helper gets besides the standard streams. */
enum { PASSWORD_FD = 3, REQUESTS_FD = 4, PIPE_ROOM = 1 << 20 };

/* Where a standard stream is closed, the next descriptor would take its place, and be written to.
 */
int
rft_fd_above_standard(int fd)
{
    if (fd < 0 || fd > REQUESTS_FD)
        return fd;
    const int high = fcntl(fd, F_DUPFD_CLOEXEC, REQUESTS_FD + 1);
    (void)close(fd);
    return high;
}

void
rft_pipes_close(RftHelperPipes *pipes)
{
    if (pipes->output >= 0)
        (void)close(pipes->output);
    if (pipes->requests >= 0)
        (void)close(pipes->requests);
    *pipes = RFT_NO_PIPES;
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

static bool
spawn(const char *path, char **argv, int input, const RftHelperPipes *theirs, int password,
      pid_t *pid)
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
    (void)posix_spawn_file_actions_adddup2(&actions, theirs->output, STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, theirs->requests, REQUESTS_FD);
    if (password >= 0)
        (void)posix_spawn_file_actions_adddup2(&actions, password, PASSWORD_FD);
    const int failed = posix_spawn(pid, path, &actions, &attributes, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    errno = failed;
    return failed == 0;
}

bool
rft_pipes_open(RftHelperPipes *ours, RftHelperPipes *theirs)
{
    int pipe_ends[2] = {-1, -1};
    int socket_ends[2] = {-1, -1};
    const bool good = pipe2(pipe_ends, O_CLOEXEC) == 0 &&
                      socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socket_ends) == 0;

    ours->output = rft_fd_above_standard(pipe_ends[0]);
    theirs->output = rft_fd_above_standard(pipe_ends[1]);
    ours->requests = rft_fd_above_standard(socket_ends[0]);
    theirs->requests = rft_fd_above_standard(socket_ends[1]);
    /* room to work ahead; where there is less, it is only slower */
    if (good)
        (void)fcntl(theirs->output, F_SETPIPE_SZ, PIPE_ROOM);
    return good;
}

pid_t
rft_helper_spawn(const char *program, const char *const *arguments, int input, const char *password,
                 RftHelperPipes *pipes)
{
    g_autofree char *path = rft_helper_path(program);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    RftHelperPipes theirs = RFT_NO_PIPES;
    pid_t pid = -1;
    const int secret =
        password != NULL ? rft_memory_file("password", password, strlen(password)) : -1;

    *pipes = RFT_NO_PIPES;
    g_ptr_array_add(argv, path);
    for (size_t i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(argv, (gpointer)arguments[i]);
    g_ptr_array_add(argv, (gpointer) "--requests-fd=4");
    if (secret >= 0)
        g_ptr_array_add(argv, (gpointer) "--password-fd=3");
    g_ptr_array_add(argv, NULL);
    if (!rft_pipes_open(pipes, &theirs) ||
        !spawn(path, (char **)argv->pdata, input, &theirs, secret, &pid))
        pid = -1;
    const int failed = errno;
    rft_pipes_close(&theirs);
    if (secret >= 0)
        (void)close(secret);
    if (pid < 0)
        rft_pipes_close(pipes);
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
    helper->pipes = RFT_NO_PIPES;
    if (funcs != NULL) {
        (void)funcs->start(program, arguments, &helper->pipes, &helper->number, funcs->data);
    } else {
        gsize length = 0;
        const void *bytes = g_bytes_get_data(input, &length);
        const int file = rft_memory_file("input", bytes, length);
        if (file >= 0) {
            helper->pid = rft_helper_spawn(program, arguments, file,
                                           referat_context_get_password(context), &helper->pipes);
            (void)close(file);
        }
    }
    if (helper->pipes.output >= 0)
        return helper;
    referat_set_error(error, REFERAT_ERROR_IO, "cannot start %s: %s", program, g_strerror(errno));
    g_free(helper);
    return NULL;
}

bool
referat_helper_read(ReferatHelper *helper, void *bytes, size_t length, unsigned seconds)
{
    uint8_t *p = bytes;

    while (length > 0) {
        struct pollfd end = {.fd = helper->pipes.output, .events = POLLIN};
        const int ready = poll(&end, 1, (int)MIN(seconds, 86400U) * 1000);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        const ssize_t got = read(helper->pipes.output, p, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        length -= (size_t)got;
    }
    return true;
}

bool
referat_helper_write(ReferatHelper *helper, const void *bytes, size_t length)
{
    const uint8_t *p = bytes;

    while (length > 0) {
        struct iovec part = {(void *)p, length};
        const struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        /* a helper that died must not take the host with it by a signal */
        const ssize_t sent = sendmsg(helper->pipes.requests, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        p += sent;
        length -= (size_t)sent;
    }
    return true;
}

void
referat_helper_finish(ReferatHelper *helper, unsigned seconds)
{
    enum { MOST_LEFT = 1 << 16 };
    uint8_t rest = 0;

    if (helper == NULL)
        return;
    if (helper->pipes.requests >= 0)
        (void)close(helper->pipes.requests);
    helper->pipes.requests = -1;
    /* its end closes the pipe; one that talks on and on has been taken over */
    for (int i = 0; i < MOST_LEFT && referat_helper_read(helper, &rest, 1, seconds); i++)
        continue;
    referat_helper_end(helper);
}

void
referat_helper_end(ReferatHelper *helper)
{
    if (helper == NULL)
        return;
    const RftHelperFuncs *funcs = rft_context_get_helper_funcs(helper->context);
    rft_pipes_close(&helper->pipes);
    if (helper->pid > 0) {
        (void)kill(helper->pid, SIGKILL);
        while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    } else if (funcs != NULL) {
        funcs->end(helper->number, funcs->data);
    }
    g_free(helper);
}
