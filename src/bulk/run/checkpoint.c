/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAUSE = 30000000 /* microseconds */ };

struct RftCheckpoint {
    RftJournal *journal;
    int out;
    bool sync;
    pid_t child;      /* 0: none */
    uint64_t records; /* that it makes sure of */
    uint64_t noted;
    gint64 last;
};

RftCheckpoint *
rft_checkpoint_new(RftJournal *journal, const char *out, bool sync)
{
    RftCheckpoint *checkpoint = g_new0(RftCheckpoint, 1);

    checkpoint->journal = journal;
    checkpoint->sync = sync;
    checkpoint->out = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    checkpoint->last = g_get_monotonic_time();
    return checkpoint;
}

static bool
sync_all(const RftCheckpoint *checkpoint)
{
    return checkpoint->out >= 0 && syncfs(checkpoint->out) == 0 &&
           fdatasync(rft_journal_file(checkpoint->journal)) == 0;
}

static bool
note(RftCheckpoint *checkpoint)
{
    checkpoint->noted = checkpoint->records;
    return rft_journal_checkpoint(checkpoint->journal, checkpoint->records);
}

/* Returns: whether the child ended, and all went well with it. */
static bool
child_is_done(RftCheckpoint *checkpoint, int flags)
{
    int status = 0;
    pid_t ended = 0;

    do {
        ended = waitpid(checkpoint->child, &status, flags);
    } while (ended < 0 && errno == EINTR);
    if (ended == 0)
        return false;
    checkpoint->child = 0;
    return ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* It must hold nothing of ours but what it syncs: not the lock, when we die before it. */
static void G_GNUC_NORETURN
sync_in_child(RftCheckpoint *checkpoint)
{
    enum { OUT = 3, JOURNAL = 4 };
    const int out = fcntl(checkpoint->out, F_DUPFD, JOURNAL + 1);
    const int journal = fcntl(rft_journal_file(checkpoint->journal), F_DUPFD, JOURNAL + 1);

    (void)dup2(out, OUT);
    (void)dup2(journal, JOURNAL);
    (void)syscall(SYS_close_range, JOURNAL + 1U, ~0U, 0U);
    _exit(syncfs(OUT) == 0 && fdatasync(JOURNAL) == 0 ? 0 : 1);
}

bool
rft_checkpoint_look(RftCheckpoint *checkpoint)
{
    const gint64 now = g_get_monotonic_time();

    if (!checkpoint->sync)
        return true;
    if (checkpoint->child > 0)
        return !child_is_done(checkpoint, WNOHANG) || note(checkpoint);
    if (now - checkpoint->last < PAUSE ||
        rft_journal_count(checkpoint->journal) == checkpoint->noted + 1)
        return true;
    checkpoint->last = now;
    checkpoint->records = rft_journal_count(checkpoint->journal);
    checkpoint->child = fork();
    if (checkpoint->child == 0)
        sync_in_child(checkpoint);
    checkpoint->child = MAX(checkpoint->child, 0);
    return true;
}

bool
rft_checkpoint_end(RftCheckpoint *checkpoint)
{
    bool good = true;

    if (checkpoint->child > 0)
        (void)child_is_done(checkpoint, 0);
    checkpoint->records = rft_journal_count(checkpoint->journal);
    if (!checkpoint->sync || sync_all(checkpoint))
        good = note(checkpoint);
    const int failed = errno;
    if (checkpoint->out >= 0)
        (void)close(checkpoint->out);
    g_free(checkpoint);
    errno = failed;
    return good;
}
