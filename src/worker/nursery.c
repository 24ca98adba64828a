/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/nursery.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct RftNursery {
    char *program;
    pid_t pid;   /* 0: not started yet */
    int socket;  /* -1: there is none */
    bool broken; /* it is not tried again */
};

enum { FILES = 4, PATIENCE = 10 /* seconds for an answer */ };

typedef union {
    char bytes[CMSG_SPACE(sizeof(int) * FILES)];
    struct cmsghdr align;
} Control;

RftNursery *
rft_nursery_new(const char *program)
{
    RftNursery *nursery = g_new0(RftNursery, 1);

    nursery->program = g_strdup(program);
    nursery->socket = -1;
    return nursery;
}

static void
stop(RftNursery *nursery)
{
    if (nursery->socket >= 0)
        (void)close(nursery->socket);
    nursery->socket = -1;
    if (nursery->pid <= 0)
        return;
    (void)kill(nursery->pid, SIGKILL);
    while (waitpid(nursery->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    nursery->pid = 0;
}

void
rft_nursery_free(RftNursery *nursery)
{
    if (nursery == NULL)
        return;
    stop(nursery);
    g_free(nursery->program);
    g_free(nursery);
}

static bool
spawn(RftNursery *nursery, int socket)
{
    static char *const environment[] = {(char *)"LC_ALL=C.UTF-8", (char *)"TZ=UTC", NULL};
    g_autofree char *path = rft_helper_path(nursery->program);
    char *const argv[] = {path, (char *)"--nursery", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    /* what is typed at the terminal is not for it */
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    (void)posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    const int failed = posix_spawn(&nursery->pid, path, &actions, &attributes, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    if (failed != 0)
        nursery->pid = 0;
    return failed == 0;
}

static bool
is_ready(RftNursery *nursery)
{
    const struct timeval patience = {.tv_sec = PATIENCE};
    int ends[2] = {-1, -1};

    if (nursery->socket >= 0 || nursery->broken)
        return nursery->socket >= 0;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0) {
        nursery->socket = rft_fd_above_standard(ends[0]);
        ends[1] = rft_fd_above_standard(ends[1]);
        (void)setsockopt(nursery->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        nursery->broken = !spawn(nursery, ends[1]);
        (void)close(ends[1]);
    } else {
        nursery->broken = true;
    }
    if (nursery->broken)
        stop(nursery);
    return !nursery->broken;
}

static bool
send_order(int socket, const char *const *arguments, const int *files, size_t n)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Control control = {0};

    for (size_t i = 0; arguments[i] != NULL; i++)
        g_string_append_len(text, arguments[i], (gssize)strlen(arguments[i]) + 1);
    static const char requests[] = "--requests-fd=4";
    static const char password[] = "--password-fd=3";
    g_string_append_len(text, requests, sizeof(requests));
    if (n == FILES)
        g_string_append_len(text, password, sizeof(password));
    struct iovec part = {text->str, text->len};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = CMSG_SPACE(sizeof(int) * n),
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * n);
    memcpy(CMSG_DATA(header), files, sizeof(int) * n);
    return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)text->len;
}

/* Returns: the handle, or -1. */
static int
receive_handle(int socket)
{
    char good = 0;
    struct iovec part = {&good, 1};
    Control control = {0};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    ssize_t got = 0;
    int handle = -1;

    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    const struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header != NULL && header->cmsg_type == SCM_RIGHTS)
        memcpy(&handle, CMSG_DATA(header), sizeof(handle));
    return handle;
}

int
rft_nursery_start(RftNursery *nursery, const char *program, const char *const *arguments, int input,
                  const char *password, RftHelperPipes *pipes)
{
    RftHelperPipes theirs = RFT_NO_PIPES;
    int handle = -1;

    *pipes = RFT_NO_PIPES;
    if (nursery == NULL || !g_str_equal(program, nursery->program) || !is_ready(nursery))
        return -1;
    const int secret =
        password != NULL ? rft_memory_file("password", password, strlen(password)) : -1;
    if (rft_pipes_open(pipes, &theirs)) {
        const int files[FILES] = {input, theirs.output, theirs.requests, secret};
        if (send_order(nursery->socket, arguments, files, secret >= 0 ? FILES : FILES - 1))
            handle = receive_handle(nursery->socket);
    }
    rft_pipes_close(&theirs);
    if (secret >= 0)
        (void)close(secret);
    if (handle < 0) {
        /* a kernel without handles, or one that died: the program is started each time then */
        rft_pipes_close(pipes);
        nursery->broken = true;
        stop(nursery);
    }
    return handle;
}

void
rft_nursery_end(int handle)
{
    (void)syscall(SYS_pidfd_send_signal, handle, SIGKILL, NULL, 0);
    (void)close(handle);
}
