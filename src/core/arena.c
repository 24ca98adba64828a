/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/arena.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_CHUNK = 8 << 10, LARGEST_CHUNK = 256 << 10, ALIGNMENT = 8 };

struct RftArenaChunk {
    RftArenaChunk *previous;
    size_t padding; /* keeps the data aligned to 16 */
    char data[];
};

static void
arena_grow(RftArena *arena, size_t size)
{
    size_t wanted = arena->size == 0 ? FIRST_CHUNK : MIN(arena->size * 2, (size_t)LARGEST_CHUNK);

    wanted = MAX(wanted, size);
    /* calloc hands out fresh pages without touching them */
    RftArenaChunk *chunk = g_malloc0(sizeof(*chunk) + wanted);
    chunk->previous = arena->chunk;
    arena->chunk = chunk;
    arena->used = 0;
    arena->size = wanted;
}

void *
rft_arena_alloc(RftArena *arena, size_t size)
{
    size_t start = (arena->used + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);

    if (arena->chunk == NULL || start + size > arena->size) {
        arena_grow(arena, size);
        start = 0;
    }
    arena->used = start + size;
    arena->total += size;
    return arena->chunk->data + start;
}

char *
rft_arena_strndup(RftArena *arena, const char *string, size_t length)
{
    char *copy = NULL;

    /* strings need no alignment */
    if (arena->chunk != NULL && arena->used + length + 1 <= arena->size) {
        copy = arena->chunk->data + arena->used;
        arena->used += length + 1;
        arena->total += length + 1;
    } else {
        copy = rft_arena_alloc(arena, length + 1);
    }
    if (length > 0)
        memcpy(copy, string, length);
    copy[length] = '\0';
    return copy;
}

bool
rft_arena_extend(RftArena *arena, const char *end, size_t more)
{
    if (arena->chunk == NULL || end != arena->chunk->data + arena->used ||
        arena->used + more > arena->size)
        return false;
    arena->used += more;
    arena->total += more;
    return true;
}

void
rft_arena_clear(RftArena *arena)
{
    RftArenaChunk *chunk = arena->chunk;

    while (chunk != NULL) {
        RftArenaChunk *previous = chunk->previous;
        g_free(chunk);
        chunk = previous;
    }
    memset(arena, 0, sizeof(*arena));
}
