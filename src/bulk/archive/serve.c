/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/archive/serve.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    int socket;
    time_t last; /* when something was sent */
    bool gone;   /* nobody hears us */
    RftUnpacker *unpacker;
    RftArchiveAnswer answer;
} Server;

static time_t
now(void)
{
    struct timespec time = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* Sends @answer, with @file when that is none of -1. */
static bool
send_answer(Server *server, RftArchiveAnswer *answer, uint32_t type, int file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    const size_t length = offsetof(RftArchiveAnswer, text) + answer->length;
    struct iovec part = {answer, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent = 0;

    answer->version = RFT_ARCHIVE_VERSION;
    answer->type = type;
    if (file >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &file, sizeof(int));
    }
    do {
        sent = sendmsg(server->socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    server->last = now();
    server->gone = server->gone || sent != (ssize_t)length;
    return !server->gone;
}

/* Whoever waits tells work from a standstill by this. */
static void
beat(void *data)
{
    Server *server = data;
    RftArchiveAnswer answer;

    if (server->gone || now() - server->last < RFT_ARCHIVE_BEAT_SECONDS)
        return;
    memset(&answer, 0, offsetof(RftArchiveAnswer, text));
    (void)send_answer(server, &answer, RFT_ARCHIVE_BEAT, -1);
}

static void
list(Server *server)
{
    RftArchiveAnswer *member = &server->answer;
    RftUnpackStep step = RFT_UNPACK_MEMBER;
    bool more = true;

    while (more && (step = rft_unpacker_next(server->unpacker, member)) < RFT_UNPACK_END) {
        more = rft_unpacker_pass(server->unpacker, member);
        /* a member that cannot be passed over is told: it counts, and will fail by its name */
        if (step == RFT_UNPACK_MEMBER && !send_answer(server, member, RFT_ARCHIVE_MEMBER, -1))
            return;
    }
    rft_unpacker_tell(server->unpacker, &server->answer);
    (void)send_answer(server, &server->answer, RFT_ARCHIVE_END, -1);
}

static void
fetch(Server *server, uint32_t ordinal)
{
    const int file = rft_unpacker_fetch(server->unpacker, ordinal);
    RftArchiveAnswer *answer = &server->answer;

    if (file < 0) {
        rft_unpacker_tell(server->unpacker, answer);
    } else {
        memset(answer, 0, offsetof(RftArchiveAnswer, text));
        answer->size = (uint64_t)lseek(file, 0, SEEK_END);
        (void)lseek(file, 0, SEEK_SET);
    }
    answer->ordinal = ordinal;
    (void)send_answer(server, answer, file < 0 ? RFT_ARCHIVE_END : RFT_ARCHIVE_BYTES, file);
    if (file >= 0)
        (void)close(file);
}

static bool
receive(int socket, RftArchiveRequest *request)
{
    struct iovec part = {request, sizeof(*request)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t got = 0;

    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof(*request) && (message.msg_flags & MSG_TRUNC) == 0 &&
           request->version == RFT_ARCHIVE_VERSION;
}

void
rft_archive_serve(int file, int socket, const RftUnpackLimits *limits)
{
    Server server = {.socket = socket, .last = now()};
    RftArchiveRequest request;
    bool fetched = false;

    server.unpacker = rft_unpacker_new(file, limits, beat, &server);
    while (server.unpacker != NULL && !server.gone && receive(socket, &request)) {
        if (request.type == RFT_ARCHIVE_LIST && !fetched)
            list(&server);
        if (request.type != RFT_ARCHIVE_FETCH)
            break; /* the archive was gone through to its end */
        fetched = true;
        fetch(&server, request.ordinal);
    }
    rft_unpacker_free(server.unpacker);
}
