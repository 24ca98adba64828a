/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const size_t HEADER = offsetof(RftPacket, text);

bool
rft_wire_pair(int *ours, int *theirs)
{
    int ends[2] = {-1, -1};

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    *ours = rft_fd_above_standard(ends[0]);
    *theirs = rft_fd_above_standard(ends[1]);
    return fcntl(*ours, F_SETFL, O_NONBLOCK) == 0;
}

typedef union {
    char bytes[CMSG_SPACE(sizeof(int) * RFT_PACKET_FILES)];
    struct cmsghdr align;
} Control;

bool
rft_wire_send(int socket, const RftPacket *packet, const int *files, size_t n)
{
    struct iovec part = {(void *)packet, HEADER + packet->length};
    Control control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent = 0;

    g_return_val_if_fail(n <= RFT_PACKET_FILES, false);
    if (n > 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * n);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * n);
        memcpy(CMSG_DATA(header), files, sizeof(int) * n);
    }
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)(HEADER + packet->length);
}

static bool
is_sound(const RftPacket *packet, size_t got)
{
    return got >= HEADER && packet->type >= RFT_PACKET_DIAGNOSTIC && packet->type < RFT_N_PACKETS &&
           packet->length <= RFT_PACKET_TEXT && got == HEADER + packet->length &&
           (packet->length == 0 || packet->text[packet->length - 1] == '\0');
}

/* One that nobody asked for must not stay open. */
static void
take_files(const struct cmsghdr *header, int *files, size_t n)
{
    const size_t came = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    int all[RFT_PACKET_FILES];

    memcpy(all, CMSG_DATA(header), sizeof(int) * MIN(came, (size_t)RFT_PACKET_FILES));
    for (size_t i = 0; i < MIN(came, (size_t)RFT_PACKET_FILES); i++) {
        if (i < n)
            files[i] = all[i];
        else
            (void)close(all[i]);
    }
}

bool
rft_wire_receive(int socket, RftPacket *packet, int *files, size_t n)
{
    struct iovec part = {packet, sizeof(*packet)};
    Control control = {0};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    ssize_t got = 0;

    for (size_t i = 0; i < n; i++)
        files[i] = -1;
    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return false;
    /* a packet may be empty and bring descriptors all the same */
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        take_files(header, files, n);
    if (got == 0)
        return false;
    packet->position.part = NULL;
    return is_sound(packet, (size_t)got);
}

void
rft_packet_add(RftPacket *packet, const char *text)
{
    const size_t room = RFT_PACKET_TEXT - packet->length;
    const size_t length = text != NULL ? strlen(text) : 0;

    if (room == 0)
        return;
    const size_t take = MIN(length, room - 1);
    if (take > 0)
        memcpy(packet->text + packet->length, text, take);
    packet->text[packet->length + take] = '\0';
    packet->length += (uint32_t)take + 1;
}

const char *
rft_packet_string(const RftPacket *packet, unsigned index)
{
    const char *at = packet->text;
    const char *end = packet->text + packet->length;

    while (index > 0 && at < end) {
        at += strlen(at) + 1;
        index--;
    }
    return at < end ? at : "";
}
