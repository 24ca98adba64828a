/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * To load poppler and what it needs takes longer than to read a page or two. Where many documents
 * are read, that is done once, in a process that never sees one of them, and each gets a child of
 * its own, as new as a program that was just started.
 */

enum { MOST_ARGUMENTS = 32, MOST_TEXT = 4096, FILES = 4, LEAST_FILES = 3 };

typedef struct {
    char text[MOST_TEXT + 1];
    char *argv[MOST_ARGUMENTS + 1];
    int argc;
    int files[FILES];
    int n_files;
} Order;

typedef union {
    char bytes[CMSG_SPACE(sizeof(int) * FILES)];
    struct cmsghdr align;
} Control;

static void
take_files(struct msghdr *message, Order *order)
{
    const struct cmsghdr *header = CMSG_FIRSTHDR(message);

    order->n_files = 0;
    if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
        return;
    order->n_files = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(order->files, CMSG_DATA(header), sizeof(int) * (size_t)order->n_files);
}

static void
take_arguments(Order *order, size_t length)
{
    static char name[] = "referat-pdf";
    char *at = order->text;

    order->text[length] = '\0';
    order->argv[0] = name;
    order->argc = 1;
    while (at < order->text + length && order->argc < MOST_ARGUMENTS) {
        order->argv[order->argc++] = at;
        at += strlen(at) + 1;
    }
    order->argv[order->argc] = NULL;
}

/* Returns: 0 at the end of the socket. */
static int
receive(int socket, Order *order)
{
    struct iovec part = {order->text, MOST_TEXT};
    Control control = {0};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    ssize_t got = 0;

    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got <= 0)
        return 0;
    take_files(&message, order);
    take_arguments(order, (size_t)got);
    return 1;
}

/* The descriptors where the program expects them: 0, 1, 4 and 3; nothing else stays open. */
static void
settle(const Order *order)
{
    enum { PASSWORD = 3, REQUESTS = 4, ABOVE = 5 };
    static const int places[FILES] = {STDIN_FILENO, STDOUT_FILENO, REQUESTS, PASSWORD};

    for (int i = 0; i < order->n_files; i++)
        (void)dup2(order->files[i], places[i]);
    if (order->n_files < FILES)
        (void)close(PASSWORD);
    (void)syscall(SYS_close_range, (unsigned)ABOVE, ~0U, 0U);
}

static void
answer(int socket, pid_t child)
{
    int handle = child > 0 ? (int)syscall(SYS_pidfd_open, child, 0) : -1;
    char good = 1;
    struct iovec part = {&good, 1};
    Control control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (handle >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &handle, sizeof(handle));
    }
    (void)sendmsg(socket, &message, MSG_NOSIGNAL);
    if (handle >= 0)
        (void)close(handle);
}

/* Descriptors that are moved must not lie where others are to go. */
static int
move_up(int file)
{
    enum { HIGH = 16 };
    const int moved = fcntl(file, F_DUPFD_CLOEXEC, HIGH);

    (void)close(file);
    return moved;
}

void
xt_nursery_serve(int socket, XtNurseryFunc func)
{
    static Order order;
    const int own = move_up(socket);

    /* children are not waited for: whoever ordered one has its handle */
    (void)signal(SIGCHLD, SIG_IGN);
    while (receive(own, &order) != 0) {
        for (int i = 0; i < order.n_files; i++)
            order.files[i] = move_up(order.files[i]);
        const pid_t child = order.n_files >= LEAST_FILES ? fork() : -1;
        if (child == 0) {
            (void)signal(SIGCHLD, SIG_DFL);
            settle(&order);
            func(order.argc, order.argv);
            _exit(0);
        }
        answer(own, child);
        for (int i = 0; i < order.n_files; i++)
            (void)close(order.files[i]);
    }
}
