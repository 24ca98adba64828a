/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <glib.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bulk/archive/names.h"
#include "bulk/archive/serve.h"
#include "bulk/plan/archive.h"
#include "finish.h"

/*
 * The input is an archive. It is listed, and then fetched from, by the loop of referat-archive in
 * this process, without its sandbox; the limits are low. All that is asked is asked beforehand and
 * nothing waits: where the answers do not fit into the socket, the loop takes us to be gone.
 */

enum { MEMBERS = 32, MEMBER_BYTES = 1 << 16, FETCHED = 8 };

static const RftUnpackLimits limits = {
    .members = MEMBERS,
    .member_bytes = MEMBER_BYTES,
    .total_bytes = 1 << 18,
    .ratio = 100,
    .ratio_free_bytes = 1 << 14,
};

static void
ask(int socket, RftArchiveAsk type, uint32_t ordinal)
{
    const RftArchiveRequest request = {RFT_ARCHIVE_VERSION, type, ordinal, 0};

    if (write(socket, &request, sizeof(request)) != (ssize_t)sizeof(request))
        g_error("nothing can be asked");
}

/* Returns: false at the end. */
static bool
hear(int socket, RftArchiveAnswer *answer, int *file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {answer, sizeof(*answer)};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    const ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

    *file = -1;
    if (got <= 0)
        return false;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL)
        memcpy(file, CMSG_DATA(header), sizeof(*file));
    g_assert_cmpint(got, ==, (ssize_t)(offsetof(RftArchiveAnswer, text) + answer->length));
    g_assert_null(memchr(answer->text, '\0', answer->length));
    g_assert_cmpuint(answer->code, <, RFT_N_ARCHIVE_CODES);
    g_assert_cmpuint(answer->kind, <, RFT_N_MEMBER_KINDS);
    g_assert_cmpuint(answer->size, <=, INT64_MAX);
    return true;
}

static void
check_member(const RftArchiveAnswer *answer, int64_t *last)
{
    g_autofree char *name = g_strndup(answer->text, answer->length);

    g_assert_cmpint(answer->ordinal, >, *last);
    g_assert_cmpuint(answer->ordinal, <, MEMBERS);
    g_assert_true(answer->kind == RFT_MEMBER_UNSAFE || rft_name_is_safe(name));
    *last = answer->ordinal;
}

static void
check_file(const RftArchiveAnswer *answer, int file)
{
    g_assert_cmpuint(answer->size, <=, MEMBER_BYTES);
    g_assert_cmpint(lseek(file, 0, SEEK_END), ==, (off_t)answer->size);
    g_assert_cmpint(fcntl(file, F_GET_SEALS) & F_SEAL_WRITE, ==, F_SEAL_WRITE);
    (void)close(file);
}

static void
check_answers(int socket)
{
    RftArchiveAnswer answer;
    int64_t last = -1;
    int file = -1;

    while (hear(socket, &answer, &file)) {
        g_assert_cmpint(file >= 0, ==, answer.type == RFT_ARCHIVE_BYTES);
        if (answer.type == RFT_ARCHIVE_MEMBER)
            check_member(&answer, &last);
        if (file >= 0)
            check_file(&answer, file);
    }
}

/* One run of the loop: a list, or as many fetches. */
static void
run(int archive, uint32_t fetches)
{
    int ends[2] = {-1, -1};

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        g_error("no socket");
    if (fetches == 0)
        ask(ends[0], RFT_ARCHIVE_LIST, 0);
    for (uint32_t i = 0; i < fetches; i++)
        ask(ends[0], RFT_ARCHIVE_FETCH, i);
    (void)shutdown(ends[0], SHUT_WR);
    rft_archive_serve(archive, ends[1], &limits);
    (void)close(ends[1]);
    check_answers(ends[0]);
    (void)close(ends[0]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* no options before it: gzip begins with a byte that would be taken for them */
    const int archive = memfd_create("archive", MFD_CLOEXEC);

    if (archive < 0 || write(archive, data, size) != (ssize_t)size)
        g_error("no file");
    run(archive, 0);
    run(archive, FETCHED);
    (void)close(archive);
    return 0;
}
