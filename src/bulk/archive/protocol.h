/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/*
 * What referat-archive and who started it say to one another, over a socket that keeps packets
 * whole. Both are of one build; the version is checked on both sides all the same, since an
 * installation may be half replaced. Numbers are in the order of the machine.
 */

enum {
    RFT_ARCHIVE_VERSION = 1,
    RFT_ARCHIVE_TEXT = 4096,      /* longest name or text of an error */
    RFT_ARCHIVE_REQUESTS_FD = 4,  /* where the program has its end of the socket */
    RFT_ARCHIVE_BEAT_SECONDS = 10 /* while it works without a result it says so */
};

/** Limits of one archive. What crosses one is an error of the member or of the archive. */
enum {
    RFT_ARCHIVE_MEMBERS = 1000000,    /* entries of any kind */
    RFT_ARCHIVE_MEMBER_MIB = 1 << 10, /* one member, unpacked */
    RFT_ARCHIVE_TOTAL_MIB = 64 << 10, /* all that is unpacked, also in passing */
    RFT_ARCHIVE_RATIO = 1000,         /* unpacked bytes for a byte that was read ... */
    RFT_ARCHIVE_RATIO_FREE_MIB = 64,  /* ... above these, which are free */
    RFT_ARCHIVE_MEMORY_MIB = 1 << 10, /* address space of the program */
    RFT_ARCHIVE_CPU_SECONDS = 600     /* processor time of the program */
};

/** RftArchiveAsk: the first request decides: one LIST, or any number of FETCHes. */
typedef enum {
    RFT_ARCHIVE_LIST = 1,
    RFT_ARCHIVE_FETCH /* the bytes of @ordinal, which is larger than that of the last one */
} RftArchiveAsk;

/** RftArchiveRequest: what the program is asked. */
typedef struct {
    uint32_t version;
    uint32_t type; /* RftArchiveAsk */
    uint32_t ordinal;
    uint32_t unused; /* 0 */
} RftArchiveRequest;

/** RftArchiveAnswerType: LIST is answered by MEMBERs and one END, FETCH by BYTES or an END. */
typedef enum {
    RFT_ARCHIVE_MEMBER = 1, /* all fields; the text is the name */
    RFT_ARCHIVE_BYTES,      /* ordinal and size, with a descriptor */
    RFT_ARCHIVE_END,        /* code, and a text when that is an error */
    RFT_ARCHIVE_BEAT,       /* still at it: before any other answer */
    RFT_N_ARCHIVE_ANSWERS
} RftArchiveAnswerType;

/** RftArchiveCode: how it ended. */
typedef enum {
    RFT_ARCHIVE_FINE,
    RFT_ARCHIVE_DAMAGED,
    RFT_ARCHIVE_ENCRYPTED,
    RFT_ARCHIVE_OVER_LIMIT,
    RFT_ARCHIVE_FAILED_IO,
    RFT_N_ARCHIVE_CODES
} RftArchiveCode;

/** RftArchiveAnswer: sent up to the end of the text, which has no NUL. */
typedef struct {
    uint32_t version;
    uint32_t type; /* RftArchiveAnswerType */
    uint32_t ordinal;
    uint32_t kind;   /* RftMemberKind */
    uint32_t code;   /* RftArchiveCode */
    uint32_t length; /* of @text */
    uint64_t size;
    int64_t mtime; /* nanoseconds since 1970 */
    char text[RFT_ARCHIVE_TEXT];
} RftArchiveAnswer;
