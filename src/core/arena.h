/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Memory that is freed at once: all nodes and strings of a document. Chunks grow up to 256 KiB so
 * that small documents stay small. Not thread-safe.
 */

typedef struct RftArenaChunk RftArenaChunk;

typedef struct {
    RftArenaChunk *chunk;
    size_t used;
    size_t size;
    size_t total;
} RftArena;

/** rft_arena_alloc: Returns: (transfer none): zeroed memory, aligned for any type; never NULL. */
void *rft_arena_alloc(RftArena *arena, size_t size);

/** rft_arena_strndup: Returns: (transfer none): a NUL-terminated copy of @length bytes. */
char *rft_arena_strndup(RftArena *arena, const char *string, size_t length);

/** rft_arena_extend: makes room for @more bytes right behind the last allocation when that can be
 * done in place. Returns: false when it cannot. */
bool rft_arena_extend(RftArena *arena, const char *end, size_t more);

/** rft_arena_clear: frees everything. */
void rft_arena_clear(RftArena *arena);

#define rft_arena_new(arena, Type) ((Type *)rft_arena_alloc((arena), sizeof(Type)))
#define rft_arena_new_array(arena, Type, n)                                                        \
    ((Type *)rft_arena_alloc((arena), sizeof(Type) * (size_t)(n)))
