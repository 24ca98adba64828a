/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <referat/io.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ReferatSource {
    char *path; /* opened at the first use */
    char *name;
    int fd;
    GBytes *bytes;
};

ReferatSource *
referat_source_new_path(const char *path)
{
    g_return_val_if_fail(path != NULL, NULL);
    ReferatSource *source = g_new0(ReferatSource, 1);

    source->path = g_strdup(path);
    source->name = g_strdup(path);
    source->fd = -1;
    return source;
}

ReferatSource *
referat_source_new_fd(int fd, const char *name)
{
    ReferatSource *source = g_new0(ReferatSource, 1);

    source->name = g_strdup(name != NULL ? name : "-");
    source->fd = fd;
    return source;
}

ReferatSource *
referat_source_new_bytes(GBytes *bytes, const char *name)
{
    g_return_val_if_fail(bytes != NULL, NULL);
    ReferatSource *source = g_new0(ReferatSource, 1);

    source->name = g_strdup(name != NULL ? name : "memory");
    source->fd = -1;
    source->bytes = g_bytes_ref(bytes);
    return source;
}

void
referat_source_free(ReferatSource *source)
{
    if (source == NULL)
        return;
    g_clear_pointer(&source->bytes, g_bytes_unref);
    g_free(source->path);
    g_free(source->name);
    g_free(source);
}

const char *
referat_source_get_name(const ReferatSource *source)
{
    return source->name;
}

static void
set_open_error(int number, GError **error)
{
    ReferatError code = REFERAT_ERROR_IO;

    if (number == EACCES || number == EPERM)
        code = REFERAT_ERROR_PERMISSION;
    else if (number == ENOENT || number == ENOTDIR || number == EISDIR || number == ENXIO)
        code = REFERAT_ERROR_NO_INPUT;
    referat_set_error(error, code, "cannot read it: %s", g_strerror(number));
}

/* A file that grows while it is read is read to where it ends then, never beyond @limit. */
static bool
read_all(int fd, uint64_t limit, size_t expected, GByteArray *data, GError **error)
{
    size_t room = MAX(expected + 1, (size_t)64 << 10);

    for (;;) {
        const guint had = data->len;
        g_byte_array_set_size(data, had + (guint)room);
        ssize_t got = 0;
        do {
            got = read(fd, data->data + had, room);
        } while (got < 0 && errno == EINTR);
        g_byte_array_set_size(data, had + (guint)MAX(got, 0));
        if (got < 0) {
            set_open_error(errno, error);
            return false;
        }
        if (got == 0)
            return true;
        if (data->len > limit) {
            referat_set_error(error, REFERAT_ERROR_LIMIT,
                              "the file is larger than %" PRIu64 " bytes", limit);
            return false;
        }
        room = CLAMP((size_t)data->len, (size_t)64 << 10, (size_t)16 << 20);
    }
}

/* A pipe by name, as shells make them for <(…): until somebody has opened the other end, reading it
 * would say that there is nothing; poll() waits for that. */
static void
wait_for_writer(int fd)
{
    struct pollfd end = {.fd = fd, .events = POLLIN};

    while (poll(&end, 1, -1) < 0 && errno == EINTR)
        continue;
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
}

static GBytes *
read_fd(int fd, uint64_t limit, GError **error)
{
    struct stat st;
    g_autoptr(GByteArray) data = g_byte_array_new();

    if (fstat(fd, &st) != 0) {
        set_open_error(errno, error);
        return NULL;
    }
    if (S_ISDIR(st.st_mode)) {
        set_open_error(EISDIR, error);
        return NULL;
    }
    if (S_ISFIFO(st.st_mode))
        wait_for_writer(fd);
    const uint64_t expected = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    if (expected > limit) {
        referat_set_error(error, REFERAT_ERROR_LIMIT, "the file is larger than %" PRIu64 " bytes",
                          limit);
        return NULL;
    }
    if (!read_all(fd, limit, (size_t)expected, data, error))
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&data));
}

GBytes *
referat_source_get_bytes(ReferatSource *source, uint64_t limit, GError **error)
{
    limit = MIN(limit, (uint64_t)G_MAXINT32);
    if (source->bytes != NULL) {
        if (g_bytes_get_size(source->bytes) <= limit)
            return source->bytes;
        referat_set_error(error, REFERAT_ERROR_LIMIT, "the input is larger than %" PRIu64 " bytes",
                          limit);
        return NULL;
    }
    if (source->path != NULL) {
        const int fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0) {
            set_open_error(errno, error);
            return NULL;
        }
        source->bytes = read_fd(fd, limit, error);
        (void)close(fd);
    } else {
        source->bytes = read_fd(source->fd, limit, error);
    }
    return source->bytes;
}
