/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <referat/referat.h>
#include <signal.h>
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

enum { RENEWAL = 1 /* seconds between signs: others may wait for three only */ };

static bool
is_current(const char *path, const struct stat *own)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_dev == own->st_dev && st.st_ino == own->st_ino;
}

/* Returns: (transfer full): what tells apart machines, their starts, and rooms of processes within
 * one: a number of a process says something only where all is the same. */
static char *
whereabouts(void)
{
    g_autofree char *boot = NULL;
    struct stat st = {0};

    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL) ||
        stat("/proc/self/ns/pid", &st) != 0)
        return g_strdup("");
    return g_strdup_printf("%s %" G_GUINT64_FORMAT, g_strstrip(boot), (guint64)st.st_ino);
}

static bool
write_holder(int file)
{
    g_autofree char *where = whereabouts();
    g_autofree char *text =
        g_strdup_printf("%s, process %d\n%s\n", g_get_host_name(), (int)getpid(), where);
    const size_t length = strlen(text);

    return ftruncate(file, 0) == 0 && pwrite(file, text, length, 0) == (ssize_t)length;
}

enum { HELD = -1, FAILED = -2 };

/* Returns: an open file that is ours, HELD, or FAILED with errno set. */
static int
try_lock(const char *path, struct stat *st)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    const bool created = file >= 0;

    if (!created && errno != EEXIST)
        return FAILED;
    if (!created)
        file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? HELD : FAILED; /* given back just now: try again */
    /* where locks are not to be had, whoever makes the file has it, as long as there are signs */
    const bool locked = flock(file, LOCK_EX | LOCK_NB) == 0;
    const bool unknown = !locked && errno != EWOULDBLOCK;
    if ((locked || (unknown && created)) && fstat(file, st) == 0 && is_current(path, st))
        return file;
    (void)close(file);
    return HELD;
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
    text[strcspn(text, "\n")] = '\0';
    return text;
}

/* Returns: whether it cannot be told by locks if somebody has the file. */
static bool
knows_no_locks(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const bool unknown = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0 && errno != EWOULDBLOCK;

    if (file >= 0)
        (void)close(file);
    return unknown;
}

/* Who a file says that its holder is. */
typedef enum { HOLDER_NONE, HOLDER_US, HOLDER_DEAD, HOLDER_OTHER } Holder;

/* Returns: %HOLDER_OTHER also for one of another machine, of whom nothing can be told. */
static Holder
look_at_holder(const char *path)
{
    g_autofree char *own = whereabouts();
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL) || *text == '\0')
        return HOLDER_NONE;
    g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
    const char *number = lines[0] != NULL ? strrchr(lines[0], ' ') : NULL;
    const gint64 pid = number != NULL ? g_ascii_strtoll(number + 1, NULL, 10) : 0;
    if (*own == '\0' || pid <= 1 || pid > G_MAXINT || lines[1] == NULL ||
        !g_str_equal(lines[1], own))
        return HOLDER_OTHER;
    if (pid == getpid())
        return HOLDER_US;
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH ? HOLDER_DEAD : HOLDER_OTHER;
}

/* Where locks are not to be had, the file of one that was killed stays. */
static bool
is_of_the_dead(const char *path)
{
    return look_at_holder(path) == HOLDER_DEAD && knows_no_locks(path);
}

/* The file of one that is gone makes room for a new one; it may still be open there. Returns: as of
 * try_lock(). */
static int
take_over(const char *path, struct stat *st)
{
    enum { SETTLING = 300000 /* microseconds in which another one may do the same */ };
    g_autofree char *fresh = g_strdup_printf("%s.%s-%d", path, g_get_host_name(), (int)getpid());
    const int file = open(fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (file < 0)
        return FAILED;
    (void)flock(file, LOCK_EX | LOCK_NB);
    if (rename(fresh, path) == 0 && fstat(file, st) == 0) {
        g_usleep(SETTLING);
        if (is_current(path, st))
            return file;
    }
    (void)unlink(fresh);
    (void)close(file);
    return HELD;
}

typedef struct {
    gint64 since; /* the sign was seen first */
    int64_t sign;
} Signs;

/* Returns: whether there was no sign for as long as a lease lasts. */
static bool
is_abandoned(const char *path, unsigned seconds, Signs *signs)
{
    const int64_t sign = sign_of(path);
    const gint64 now = g_get_monotonic_time();

    if (sign != signs->sign)
        *signs = (Signs){now, sign};
    return now - signs->since > (gint64)seconds * G_USEC_PER_SEC;
}

static bool
gives_signs(const char *path)
{
    enum { PAUSE = 200000, PAUSES = 25 /* five seconds; a holder gives a sign every two */ };
    const int64_t sign = sign_of(path);

    for (unsigned i = 0; i < PAUSES; i++) {
        g_usleep(PAUSE);
        if (sign_of(path) != sign)
            return true;
    }
    return false;
}

/* Through two ways to the same files, a share and its server, locks may be had twice. Returns: as
 * of try_lock(). One who is not known to be dead is waited for a little, and gets to see a new file
 * when he wakes up. */
static int
try_to_have(const char *path, struct stat *st)
{
    const bool there = access(path, F_OK) == 0;
    const int file = try_lock(path, st);

    if (file < 0 || !there || look_at_holder(path) != HOLDER_OTHER)
        return file;
    (void)close(file);
    return gives_signs(path) ? HELD : take_over(path, st);
}

/* Returns: as of try_lock(); HELD when waiting is over. */
static int
wait_for_it(const char *path, unsigned seconds, RftLeaseWait wait, gpointer data, struct stat *st)
{
    enum { PAUSE = 200000 /* microseconds */ };
    Signs signs = {g_get_monotonic_time(), 0};
    int file = HELD;

    while ((file = try_to_have(path, st)) == HELD) {
        g_autofree char *holder = holder_of(path);
        if (is_abandoned(path, seconds, &signs) || is_of_the_dead(path)) {
            file = take_over(path, st);
            signs.since = g_get_monotonic_time();
            if (file != HELD)
                return file;
        }
        if (wait == NULL || !wait(holder, data))
            return HELD;
        g_usleep(PAUSE);
    }
    return file;
}

RftLease *
rft_lease_take(const char *path, unsigned seconds, RftLeaseWait wait, gpointer data, GError **error)
{
    struct stat st;
    const int file = wait_for_it(path, seconds, wait, data, &st);

    if (file == HELD) {
        g_autofree char *holder = holder_of(path);
        referat_set_error(error, REFERAT_ERROR_CANCELLED, "%s is at it already (%s)", holder, path);
        return NULL;
    }
    if (file < 0 || !write_holder(file)) {
        const bool refused = errno == EACCES || errno == EPERM || errno == EROFS;
        referat_set_error(error, refused ? REFERAT_ERROR_PERMISSION : REFERAT_ERROR_CANNOT_CREATE,
                          "%s: %s", path, g_strerror(errno));
        if (file >= 0)
            (void)close(file);
        return NULL;
    }
    RftLease *lease = g_new0(RftLease, 1);
    *lease = (RftLease){
        .path = g_strdup(path),
        .file = file,
        .device = st.st_dev,
        .inode = st.st_ino,
        .renewed = g_get_monotonic_time(),
    };
    return lease;
}

bool
rft_lease_holds(const RftLease *lease)
{
    const struct stat own = {.st_dev = lease->device, .st_ino = lease->inode};

    return is_current(lease->path, &own);
}

bool
rft_lease_renew(RftLease *lease)
{
    const gint64 now = g_get_monotonic_time();

    if (now - lease->renewed < (gint64)RENEWAL * G_USEC_PER_SEC)
        return true;
    lease->renewed = now;
    if (!rft_lease_holds(lease))
        return false;
    (void)futimens(lease->file, NULL);
    return true;
}

void
rft_lease_free(RftLease *lease)
{
    if (lease == NULL)
        return;
    if (rft_lease_holds(lease))
        (void)unlink(lease->path);
    (void)close(lease->file);
    g_free(lease->path);
    g_free(lease);
}
