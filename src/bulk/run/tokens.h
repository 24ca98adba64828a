/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * GNU make's jobserver, as its manual has it ("POSIX Jobserver Interaction"): a pipe or a FIFO with
 * a byte for each job that may run beside the one that is everybody's own. Whoever takes a byte
 * writes the same byte back.
 */

/**
 * RftMakeFlags: what the environment's MAKEFLAGS say.
 * @touches_nothing: make runs with -n, -q or -t, and a recipe with "+" is run all the same
 * @announced: there is a jobserver, or should be
 * @one_job: make runs one at a time, and was told so
 * @read_fd, @write_fd: of a pipe; -1: there is none for us
 * @fifo: (nullable): its path
 */
typedef struct {
    bool touches_nothing;
    bool announced;
    bool one_job;
    int read_fd;
    int write_fd;
    char *fifo;
} RftMakeFlags;

/** rft_make_flags_parse: @text is the variable's value; NULL is fine. */
void rft_make_flags_parse(const char *text, RftMakeFlags *flags);
void rft_make_flags_clear(RftMakeFlags *flags);

typedef struct RftTokens RftTokens;

/**
 * rft_tokens_new:
 *
 * Starts a process that holds the tokens, and gives them back when this one ends, however it ends.
 * To be called while there is one thread. Returns: (transfer full) (nullable): NULL when the
 * jobserver cannot be reached: there is one job then.
 */
RftTokens *rft_tokens_new(const RftMakeFlags *flags);
/** rft_tokens_free: gives all tokens back, and waits until that is done. NULL is fine. */
void rft_tokens_free(RftTokens *tokens);

/** rft_tokens_allow: Returns: whether @jobs may run at once; if not, one more token is asked for.
 * NULL allows one. */
bool rft_tokens_allow(RftTokens *tokens, unsigned jobs);
/** rft_tokens_settle: no more than @jobs run or will soon: what is not needed is given back. */
void rft_tokens_settle(RftTokens *tokens, unsigned jobs);
/** rft_tokens_fd: Returns: a descriptor that can be read when a token has come; -1 when none will
 * come any more. */
int rft_tokens_fd(const RftTokens *tokens);
