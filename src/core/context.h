/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>
#include <sys/types.h>

/* What the layers after core need of a context and filters do not. */

/** rft_context_begin: forgets the counts of the last conversion; @name is that of the input. */
void rft_context_begin(ReferatContext *context);

/** rft_context_relay: counts a message that was raised elsewhere, levels and all, and hands it on.
 */
void rft_context_relay(ReferatContext *context, const ReferatDiagnostic *diagnostic);

/** rft_context_add_count: @n more of @message were raised elsewhere. */
void rft_context_add_count(ReferatContext *context, ReferatMessage message, uint64_t n);

/** rft_context_raised: Returns: false with %REFERAT_ERROR_DIAGNOSTIC when -Werror met a message. */
bool rft_context_raised(const ReferatContext *context, GError **error);

/** rft_context_get_data: Returns: (nullable) (transfer none): what was set under @key. */
gpointer rft_context_get_data(const ReferatContext *context, const char *key);

/** rft_context_set_data: keeps @data (the vocabulary, ICU) as long as the context. */
void rft_context_set_data(ReferatContext *context, const char *key, gpointer data,
                          GDestroyNotify free_data);

/** RftHelperPipes: what a helper is talked to by; -1 = there is none. */
typedef struct {
    int output;   /* what it writes is read from here */
    int requests; /* a socket: what it is asked for goes here */
} RftHelperPipes;

#define RFT_NO_PIPES ((RftHelperPipes){-1, -1})

/** RftHelperFuncs: how helper programs are started where the process itself may start nothing. */
typedef struct {
    /* Returns: false with errno set. */
    bool (*start)(const char *program, const char *const *arguments, RftHelperPipes *pipes,
                  uint32_t *number, gpointer data);
    void (*end)(uint32_t number, gpointer data);
    gpointer data;
} RftHelperFuncs;

/** rft_context_set_helper_funcs: @funcs is kept as long as the context; NULL: they are spawned. */
void rft_context_set_helper_funcs(ReferatContext *context, const RftHelperFuncs *funcs);
/** rft_context_get_helper_funcs: Returns: (nullable) (transfer none). */
const RftHelperFuncs *rft_context_get_helper_funcs(const ReferatContext *context);

/** rft_helper_path: Returns: (transfer full): where the helper @program is looked for. */
char *rft_helper_path(const char *program);
/** rft_pipes_open: makes both ends: @ours, and @theirs for the helper. Returns: false with errno
 * set.
 */
bool rft_pipes_open(RftHelperPipes *ours, RftHelperPipes *theirs);
/** rft_pipes_close: closes those of @pipes that are open. */
void rft_pipes_close(RftHelperPipes *pipes);
/** rft_fd_above_standard: Returns: @fd, or a copy that is none of those that a helper gets, such as
 * standard streams; @fd is closed then. */
int rft_fd_above_standard(int fd);
/** rft_memory_file: Returns: a descriptor of a file without a name that holds @bytes, or -1. */
int rft_memory_file(const char *name, const void *bytes, size_t length);
/** rft_helper_spawn: @input becomes its standard input; @pipes gets our ends of the others.
 * Returns: its process, or -1 with errno set. */
pid_t rft_helper_spawn(const char *program, const char *const *arguments, int input,
                       const char *password, RftHelperPipes *pipes);
