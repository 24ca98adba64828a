/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <referat/referat.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct RftLease {
    char *path;
    int file;
    dev_t device;
    ino_t inode;
    gint64 renewed; /* monotonic microseconds */
};

enum { RENEWAL = 5 /* seconds between signs */ };

static bool
is_current(const char *path, const struct stat *own)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_dev == own->st_dev && st.st_ino == own->st_ino;
}

static bool
write_holder(int file)
{
    g_autofree char *text = g_strdup_printf("%s, process %d\n", g_get_host_name(), (int)getpid());
    const size_t length = strlen(text);

    return ftruncate(file, 0) == 0 && pwrite(file, text, length, 0) == (ssize_t)length;
}

/* Returns: an open and locked file, -1 when somebody has it, -2 with errno set. */
static int
try_lock(const char *path, struct stat *st)
{
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    if (file < 0)
        return -2;
    /* where locks are not to be had, the signs alone must do */
    const bool locked = flock(file, LOCK_EX | LOCK_NB) == 0;
    const bool held = !locked && errno == EWOULDBLOCK;
    if (held || fstat(file, st) != 0 || !is_current(path, st)) {
        (void)close(file);
        return -1;
    }
    return file;
}

/* Changes whenever its holder gives a sign. */
static int64_t
sign_of(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return -1;
    return ((int64_t)st.st_mtim.tv_sec * INT64_C(1000000000) + st.st_mtim.tv_nsec) ^
           (int64_t)(st.st_ino << 20);
}

static char *
holder_of(const char *path)
{
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL) || *text == '\0') {
        g_free(text);
        return g_strdup("somebody");
    }
    return g_strstrip(text);
}

/* The file of one that is gone makes room for a new one; it may still be open there. */
static void
put_new_file(const char *path)
{
    g_autofree char *fresh = g_strdup_printf("%s.%s-%d", path, g_get_host_name(), (int)getpid());
    const int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (file >= 0)
        (void)close(file);
    if (rename(fresh, path) != 0)
        (void)unlink(fresh);
}

typedef struct {
    gint64 since; /* the sign was seen first */
    int64_t sign;
} Signs;

/* Returns: false when waiting is over and nothing was won. */
static bool
wait_for_sign(const char *path, unsigned seconds, RftLeaseWait wait, gpointer data, Signs *signs)
{
    enum { PAUSE = 200000 /* microseconds */ };
    const int64_t sign = sign_of(path);
    const gint64 now = g_get_monotonic_time();
    g_autofree char *holder = holder_of(path);

    if (sign != signs->sign)
        *signs = (Signs){now, sign};
    if (now - signs->since > (gint64)seconds * G_USEC_PER_SEC) {
        put_new_file(path);
        signs->since = now;
        return true;
    }
    if (wait == NULL || !wait(holder, data))
        return false;
    g_usleep(PAUSE);
    return true;
}

RftLease *
rft_lease_take(const char *path, unsigned seconds, RftLeaseWait wait, gpointer data, GError **error)
{
    Signs signs = {g_get_monotonic_time(), 0};
    struct stat st;
    int file = -1;

    while ((file = try_lock(path, &st)) == -1) {
        if (wait_for_sign(path, seconds, wait, data, &signs))
            continue;
        g_autofree char *holder = holder_of(path);
        g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_CANCELLED, "%s is at it already (%s)",
                    holder, path);
        return NULL;
    }
    if (file < 0 || !write_holder(file)) {
        g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_CANNOT_CREATE, "%s: %s", path,
                    g_strerror(errno));
        if (file >= 0)
            (void)close(file);
        return NULL;
    }
    RftLease *lease = g_new0(RftLease, 1);
    *lease = (RftLease){g_strdup(path), file, st.st_dev, st.st_ino, g_get_monotonic_time()};
    return lease;
}

bool
rft_lease_renew(RftLease *lease)
{
    const gint64 now = g_get_monotonic_time();
    const struct stat own = {.st_dev = lease->device, .st_ino = lease->inode};

    if (now - lease->renewed < (gint64)RENEWAL * G_USEC_PER_SEC)
        return true;
    lease->renewed = now;
    if (!is_current(lease->path, &own))
        return false;
    (void)futimens(lease->file, NULL);
    return true;
}

void
rft_lease_free(RftLease *lease)
{
    if (lease == NULL)
        return;
    (void)close(lease->file);
    g_free(lease->path);
    g_free(lease);
}
