/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/io.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 << 10 };

typedef enum { SINK_PATH, SINK_FD, SINK_MEMORY, SINK_DISCARD, SINK_FAILING } SinkKind;

struct ReferatSink {
    SinkKind kind;
    char *name;
    char *target;    /* what the temporary file replaces: the name, or where a link leads */
    char *temporary; /* the file beside the output, until it is renamed */
    char *saved;     /* what stood under the name before, while several outputs are renamed */
    int fd;
    bool owned;         /* fd is a device that was opened for writing */
    GByteArray *memory; /* SINK_MEMORY and SINK_FD */
    uint64_t written;
    uint64_t fail_after;
    GError *error; /* the first failure wins */
    bool if_changed;
    bool unchanged; /* the same bytes stand there */
    bool finished;
    bool committed;
    size_t used;
    char buffer[BUFFER_SIZE];
};

static ReferatSink *
sink_new(SinkKind kind, const char *name)
{
    /* the buffer needs no zeroes */
    ReferatSink *sink = g_malloc(sizeof(*sink));

    memset(sink, 0, offsetof(ReferatSink, buffer));
    sink->kind = kind;
    sink->name = g_strdup(name);
    sink->fd = -1;
    return sink;
}

ReferatSink *
referat_sink_new_path(const char *path)
{
    g_return_val_if_fail(path != NULL, NULL);
    return sink_new(SINK_PATH, path);
}

ReferatSink *
referat_sink_new_fd(int fd, const char *name)
{
    ReferatSink *sink = sink_new(SINK_FD, name != NULL ? name : "-");

    sink->fd = fd;
    sink->memory = g_byte_array_new();
    return sink;
}

ReferatSink *
referat_sink_new_memory(void)
{
    ReferatSink *sink = sink_new(SINK_MEMORY, "memory");

    sink->memory = g_byte_array_new();
    return sink;
}

ReferatSink *
referat_sink_new_discard(void)
{
    return sink_new(SINK_DISCARD, "nothing");
}

ReferatSink *
referat_sink_new_failing(uint64_t bytes)
{
    ReferatSink *sink = sink_new(SINK_FAILING, "failing");

    sink->fail_after = bytes;
    return sink;
}

void
referat_sink_set_if_changed(ReferatSink *sink, bool if_changed)
{
    sink->if_changed = if_changed;
}

static void
sink_drop_temporary(ReferatSink *sink)
{
    if (sink->kind == SINK_PATH && sink->fd >= 0) {
        (void)close(sink->fd);
        sink->fd = -1;
    }
    if (sink->temporary != NULL)
        (void)unlink(sink->temporary);
    g_clear_pointer(&sink->temporary, g_free);
}

void
referat_sink_free(ReferatSink *sink)
{
    if (sink == NULL)
        return;
    sink_drop_temporary(sink);
    g_clear_pointer(&sink->memory, g_byte_array_unref);
    g_clear_error(&sink->error);
    if (sink->owned)
        (void)close(sink->fd);
    g_free(sink->target);
    g_free(sink->saved);
    g_free(sink->name);
    g_free(sink);
}

static void
sink_fail(ReferatSink *sink, ReferatError code, int number, bool creating)
{
    if (sink->error != NULL)
        return;
    if (code == REFERAT_ERROR_CANNOT_CREATE && (number == EACCES || number == EPERM))
        code = REFERAT_ERROR_PERMISSION;
    if (creating)
        referat_set_error(&sink->error, code, "%s: cannot create it: %s", sink->name,
                          g_strerror(number));
    else
        referat_set_error(&sink->error, code, "%s: cannot write it: %s", sink->name,
                          g_strerror(number));
}

/* A device or a pipe is written to; a file put in its place would be a surprise. */
static bool
sink_open_special(ReferatSink *sink)
{
    sink->kind = SINK_FD;
    sink->memory = g_byte_array_new();
    sink->fd = open(sink->name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    sink->owned = sink->fd >= 0;
    if (sink->fd < 0)
        sink_fail(sink, REFERAT_ERROR_CANNOT_CREATE, errno, false);
    return sink->fd >= 0;
}

/* What is to be replaced: where a symbolic link leads, not the link. */
static char *
sink_target(const ReferatSink *sink)
{
    char *resolved = realpath(sink->name, NULL);
    char *target = g_strdup(resolved != NULL ? resolved : sink->name);

    free(resolved);
    return target;
}

/* The temporary file stands in the output's own folder: a rename across file systems is a copy. */
static bool
sink_open(ReferatSink *sink)
{
    if (sink->fd >= 0)
        return true;
    struct stat st;
    const bool exists = stat(sink->name, &st) == 0;

    if (exists && S_ISDIR(st.st_mode)) {
        sink_fail(sink, REFERAT_ERROR_CANNOT_CREATE, EISDIR, false);
        return false;
    }
    if (exists && !S_ISREG(st.st_mode))
        return sink_open_special(sink);
    sink->target = sink_target(sink);
    g_autofree char *folder = g_path_get_dirname(sink->target);
    g_autofree char *base = g_path_get_basename(sink->target);
    /* a long name leaves no room for our ending */
    const int shown = (int)MIN(strlen(base), 200);
    sink->temporary = g_strdup_printf("%s/.%.*s.XXXXXX", folder, shown, base);
    sink->fd = g_mkstemp_full(sink->temporary, O_WRONLY | O_CLOEXEC, 0666);
    if (sink->fd < 0) {
        sink_fail(sink, REFERAT_ERROR_CANNOT_CREATE, errno, true);
        g_clear_pointer(&sink->temporary, g_free);
        return false;
    }
    /* who may read it stays as it was, where that can be had */
    if (exists)
        (void)fchmod(sink->fd, st.st_mode & 0777);
    return true;
}

static bool
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t done = write(fd, bytes, length);
        if (done < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static void
sink_write_out(ReferatSink *sink, const char *bytes, size_t length)
{
    if (sink->error != NULL || length == 0)
        return;
    if (sink->kind == SINK_PATH && !sink_open(sink))
        return;
    switch (sink->kind) {
    case SINK_PATH:
        if (!write_all(sink->fd, bytes, length))
            sink_fail(sink, REFERAT_ERROR_IO, errno, false);
        break;
    case SINK_FD:
    case SINK_MEMORY:
        g_byte_array_append(sink->memory, (const guint8 *)bytes, (guint)length);
        break;
    case SINK_FAILING:
        if (sink->written > sink->fail_after)
            sink_fail(sink, REFERAT_ERROR_IO, ENOSPC, false);
        break;
    case SINK_DISCARD:
        break;
    }
}

static void
sink_flush(ReferatSink *sink)
{
    sink_write_out(sink, sink->buffer, sink->used);
    sink->used = 0;
}

void
referat_sink_put(ReferatSink *sink, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    sink->written += length;
    if (length > BUFFER_SIZE - sink->used) {
        sink_flush(sink);
        if (length >= BUFFER_SIZE) {
            sink_write_out(sink, bytes, length);
            return;
        }
    }
    memcpy(sink->buffer + sink->used, bytes, length);
    sink->used += length;
}

void
referat_sink_puts(ReferatSink *sink, const char *string)
{
    referat_sink_put(sink, string, strlen(string));
}

void
referat_sink_printf(ReferatSink *sink, const char *format, ...)
{
    char small[256];
    va_list args;

    va_start(args, format);
    const int length = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    if (length < 0)
        return;
    if ((size_t)length < sizeof(small)) {
        referat_sink_put(sink, small, (size_t)length);
        return;
    }
    va_start(args, format);
    g_autofree char *large = g_strdup_vprintf(format, args);
    va_end(args);
    referat_sink_puts(sink, large);
}

bool
referat_sink_finish(ReferatSink *sink, GError **error)
{
    sink_flush(sink);
    if (sink->kind == SINK_PATH && sink->error == NULL)
        (void)sink_open(sink); /* an empty output is an output too */
    sink->finished = true;
    if (sink->error == NULL)
        return true;
    if (error != NULL)
        *error = g_error_copy(sink->error);
    return false;
}

/* ---- appearing together ---- */

static bool
sink_sync(ReferatSink *sink)
{
    if (sink->kind != SINK_PATH || sink->unchanged)
        return true;
    if (fsync(sink->fd) != 0 && errno != EINVAL && errno != EROFS) {
        sink_fail(sink, REFERAT_ERROR_IO, errno, false);
        return false;
    }
    if (close(sink->fd) != 0) {
        sink->fd = -1;
        sink_fail(sink, REFERAT_ERROR_IO, errno, false);
        return false;
    }
    sink->fd = -1;
    return true;
}

/* Read and not mapped: somebody may cut the other file meanwhile. */
static bool
same_bytes(const char *one, const char *other)
{
    enum { BLOCK = 32 << 10 };
    g_autofree char *blocks = g_malloc((size_t)2 * BLOCK);
    const int a = open(one, O_RDONLY | O_CLOEXEC);
    const int b = open(other, O_RDONLY | O_CLOEXEC);
    struct stat first;
    struct stat second;
    ssize_t got = -1;

    bool same = a >= 0 && b >= 0 && fstat(a, &first) == 0 && fstat(b, &second) == 0 &&
                first.st_size == second.st_size;
    while (same && (got = read(a, blocks, BLOCK)) > 0)
        same = read(b, blocks + BLOCK, (size_t)got) == got &&
               memcmp(blocks, blocks + BLOCK, (size_t)got) == 0;
    if (a >= 0)
        (void)close(a);
    if (b >= 0)
        (void)close(b);
    return same && got == 0;
}

static void
sink_compare(ReferatSink *sink)
{
    if (sink->kind != SINK_PATH || !sink->if_changed || !same_bytes(sink->temporary, sink->target))
        return;
    sink->unchanged = true;
    sink_drop_temporary(sink);
}

/* With several outputs the old file steps aside first, so that a later failure can be undone. */
static bool
sink_rename(ReferatSink *sink, bool keep_old)
{
    if (sink->kind != SINK_PATH || sink->unchanged)
        return true;
    if (keep_old) {
        g_autofree char *aside = g_strconcat(sink->temporary, ".old", NULL);
        if (link(sink->target, aside) == 0)
            sink->saved = g_steal_pointer(&aside);
    }
    if (rename(sink->temporary, sink->target) != 0) {
        sink_fail(sink, REFERAT_ERROR_CANNOT_CREATE, errno, true);
        return false;
    }
    g_clear_pointer(&sink->temporary, g_free);
    sink->committed = true;
    return true;
}

static void
sink_undo(ReferatSink *sink)
{
    if (sink->kind != SINK_PATH || !sink->committed)
        return;
    if (sink->saved != NULL)
        (void)rename(sink->saved, sink->target);
    else
        (void)unlink(sink->target);
    g_clear_pointer(&sink->saved, g_free);
    sink->committed = false;
}

static bool
sink_deliver(ReferatSink *sink)
{
    if (sink->kind != SINK_FD)
        return true;
    if (write_all(sink->fd, (const char *)sink->memory->data, sink->memory->len))
        return true;
    sink_fail(sink, REFERAT_ERROR_IO, errno, false);
    return false;
}

bool
referat_sinks_commit(ReferatSink *const *sinks, size_t n, GError **error)
{
    ReferatSink *failed = NULL;

    for (size_t i = 0; i < n && failed == NULL; i++) {
        g_return_val_if_fail(sinks[i]->finished, false);
        if (sinks[i]->error == NULL)
            sink_compare(sinks[i]);
        if (sinks[i]->error != NULL || !sink_sync(sinks[i]))
            failed = sinks[i];
    }
    for (size_t i = 0; i < n && failed == NULL; i++)
        if (!sink_rename(sinks[i], n > 1))
            failed = sinks[i];
    /* what was sent down a pipe cannot be taken back: it goes last */
    for (size_t i = 0; i < n && failed == NULL; i++)
        if (!sink_deliver(sinks[i]))
            failed = sinks[i];
    for (size_t i = 0; i < n; i++) {
        if (failed != NULL)
            sink_undo(sinks[i]);
        if (sinks[i]->saved != NULL)
            (void)unlink(sinks[i]->saved);
    }
    if (failed == NULL)
        return true;
    if (error != NULL)
        *error = g_error_copy(failed->error);
    return false;
}

uint64_t
referat_sink_get_written(const ReferatSink *sink)
{
    return sink->written;
}

bool
referat_sink_is_unchanged(const ReferatSink *sink)
{
    return sink->unchanged;
}

const char *
referat_sink_get_name(const ReferatSink *sink)
{
    return sink->name;
}

GBytes *
referat_sink_steal_bytes(ReferatSink *sink)
{
    g_return_val_if_fail(sink->kind == SINK_MEMORY, NULL);
    sink_flush(sink);
    GBytes *bytes = g_byte_array_free_to_bytes(sink->memory);
    sink->memory = g_byte_array_new();
    return bytes;
}
