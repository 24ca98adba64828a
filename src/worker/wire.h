/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/context.h"

/* What a worker and its parent say to one another: packets over a socket pair, each whole. The
 * parent believes nothing that it has not checked: the worker may have been taken over. */

/** RftPacketType: */
typedef enum {
    RFT_PACKET_DIAGNOSTIC = 1,
    RFT_PACKET_COUNT, /* of a message: as many more as @done */
    RFT_PACKET_PROGRESS,
    RFT_PACKET_START,  /* of a helper; the answer is its output, or nothing */
    RFT_PACKET_END,    /* of a helper */
    RFT_PACKET_RESULT, /* the last of a document */
    RFT_PACKET_TASK,   /* to a worker of a pool: the next document, with its descriptors */
    RFT_N_PACKETS
} RftPacketType;

enum { RFT_PACKET_TEXT = 16384, RFT_PACKET_FILES = 16, RFT_OUT_OF_MEMORY = 1 << 20 };

/** RftPacket: @text holds strings that end with NUL; which, says the type. */
typedef struct {
    uint32_t type;
    uint32_t number; /* message; helper; 1 = done and 0 = failed */
    uint32_t code;   /* level; ReferatError or RFT_OUT_OF_MEMORY */
    uint32_t length; /* of @text that is used */
    uint64_t done, total;
    uint64_t tag;             /* of a task, and of the result that answers it */
    ReferatPosition position; /* @part is in @text */
    char text[RFT_PACKET_TEXT];
} RftPacket;

/** rft_wire_pair: makes both ends. Ours never blocks: whoever is at the other end may have been
 * taken over, and not read. Returns: false with errno set. */
bool rft_wire_pair(int *ours, int *theirs);

/** rft_wire_send: sends @packet, with the descriptors of @files (array length=n), at most
 * %RFT_PACKET_FILES. */
bool rft_wire_send(int socket, const RftPacket *packet, const int *files, size_t n);

/** rft_wire_receive: Returns: false at the end, or when it is no packet. @files (array length=n)
 * gets the descriptors that came with it, and -1 behind them; those that find no room are closed.
 */
bool rft_wire_receive(int socket, RftPacket *packet, int *files, size_t n);

/** rft_packet_add: adds a string; what does not fit is cut. NULL is the same as "". */
void rft_packet_add(RftPacket *packet, const char *text);

/** rft_packet_string: Returns: (transfer none): the string of @index, "" when there is none. */
const char *rft_packet_string(const RftPacket *packet, unsigned index);
