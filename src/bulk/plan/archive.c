/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bulk/archive/names.h"
#include "bulk/archive/protocol.h"
#include "worker/spawn.h"

/* SILENCE: nothing at all is heard; ANSWER: nothing but beats, which one that was taken over could
 * send for ever (an honest one ends with its processor time). */
enum { SILENCE_SECONDS = 120, ANSWER_SECONDS = 3600, MILLISECONDS = 1000 };

static const size_t HEADER = offsetof(RftArchiveAnswer, text);

typedef enum { STATE_FRESH, STATE_LISTING, STATE_FETCHING, STATE_OVER } State;

struct RftArchive {
    pid_t pid; /* 0: it has been waited for */
    int socket;
    State state;
    bool asked;
    int64_t ordinal; /* the last one that was heard of, or asked for; -1 = none */
    RftArchiveAnswer answer;
    char name[RFT_ARCHIVE_TEXT + 1];
};

bool
rft_archive_has_name(const char *path)
{
    return rft_name_is_archive(path);
}

/* ---- the program ---- */

static bool
spawn(const char *path, int input, int socket, pid_t *pid)
{
    static char *const environment[] = {(char *)"LC_ALL=C.UTF-8", (char *)"TZ=UTC", NULL};
    char *const argv[] = {(char *)path, (char *)"--requests-fd=4", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;

    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)sigemptyset(&none);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    /* a terminal's interrupt is for whoever asks, who may let the run end in peace */
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    (void)posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, socket, RFT_ARCHIVE_REQUESTS_FD);
    /* our own may be an output, or a terminal that obeys what is written to it */
    (void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
#if !defined(__SANITIZE_ADDRESS__)
    (void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
    const int failed = posix_spawn(pid, path, &actions, &attributes, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    errno = failed;
    return failed == 0;
}

RftArchive *
rft_archive_open(int file, GError **error)
{
    g_autofree char *path = rft_program_path("referat-archive");
    int ends[2] = {-1, -1};
    pid_t pid = 0;

    bool good = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0;
    const int ours = rft_program_fd(ends[0]);
    const int theirs = rft_program_fd(ends[1]);
    good = good && ours >= 0 && theirs >= 0 && spawn(path, file, theirs, &pid);
    const int failed = errno;
    if (theirs >= 0)
        (void)close(theirs);
    if (!good) {
        if (ours >= 0)
            (void)close(ours);
        referat_set_error(error, REFERAT_ERROR_IO, "cannot start %s: %s", path, g_strerror(failed));
        return NULL;
    }
    RftArchive *archive = g_new0(RftArchive, 1);
    archive->pid = pid;
    archive->socket = ours;
    archive->ordinal = -1;
    return archive;
}

/* Returns: what waitpid() said, or 0. One that is dying already keeps its own reason. */
static int
stop(RftArchive *archive)
{
    int status = 0;

    archive->state = STATE_OVER;
    archive->asked = false;
    if (archive->pid <= 0)
        return 0;
    (void)kill(archive->pid, SIGKILL);
    while (waitpid(archive->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    archive->pid = 0;
    return status;
}

/* ---- failing: all of these return false ---- */

static bool
fail_ended(RftArchive *archive, GError **error)
{
    const int status = stop(archive);
    const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    if (number == SIGXCPU)
        referat_set_error(error, REFERAT_ERROR_TIMEOUT,
                          "more than %d seconds of processor time for one archive: given up",
                          RFT_ARCHIVE_CPU_SECONDS);
    else if (number == SIGSYS)
        referat_set_error(error, REFERAT_ERROR_CRASH,
                          "referat-archive asked for what it may not have and was stopped "
                          "(SIGSYS); the archive may be an attack, or this is a bug");
    else if (number != 0)
        referat_set_error(error, REFERAT_ERROR_CRASH, "referat-archive crashed (%s)",
                          g_strsignal(number));
    else
        referat_set_error(error, REFERAT_ERROR_CRASH, "referat-archive ended without an answer");
    return false;
}

static bool
fail_late(RftArchive *archive, int seconds, GError **error)
{
    (void)stop(archive);
    referat_set_error(error, REFERAT_ERROR_TIMEOUT,
                      "no answer from referat-archive for %d seconds: given up", seconds);
    return false;
}

/* It was taken over, or is of another build. */
static bool
fail_nonsense(RftArchive *archive, const char *what, GError **error)
{
    (void)stop(archive);
    referat_set_error(error, REFERAT_ERROR_CRASH,
                      "referat-archive sent what it never sends (%s) and was stopped", what);
    return false;
}

static bool
fail_over(GError **error)
{
    referat_set_error(error, REFERAT_ERROR_IO, "nothing more can be asked of this archive");
    return false;
}

/* @code and the text are what the program said; they are not believed further than that. */
static bool
fail_as_told(const RftArchive *archive, GError **error)
{
    static const ReferatError codes[] = {
        [RFT_ARCHIVE_FINE] = REFERAT_ERROR_DAMAGED,
        [RFT_ARCHIVE_DAMAGED] = REFERAT_ERROR_DAMAGED,
        [RFT_ARCHIVE_ENCRYPTED] = REFERAT_ERROR_ENCRYPTED,
        [RFT_ARCHIVE_OVER_LIMIT] = REFERAT_ERROR_LIMIT,
        [RFT_ARCHIVE_FAILED_IO] = REFERAT_ERROR_IO,
    };
    const RftArchiveAnswer *answer = &archive->answer;
    g_autofree char *text = g_utf8_make_valid(answer->text, (gssize)answer->length);

    /* it may quote names; one line, and nothing that a terminal obeys */
    for (char *at = text; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    if (*g_strstrip(text) == '\0')
        return referat_set_error(error, codes[answer->code], "the archive is damaged");
    return referat_set_error_text(error, codes[answer->code], text, NULL);
}

/* ---- asking and hearing ---- */

static bool
ask(RftArchive *archive, RftArchiveAsk type, uint32_t ordinal)
{
    RftArchiveRequest request = {RFT_ARCHIVE_VERSION, type, ordinal, 0};
    struct iovec part = {&request, sizeof(request)};
    const struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent = 0;

    do {
        sent = sendmsg(archive->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)sizeof(request);
}

/* The first descriptor goes into @file when there is room for one; others are closed. */
static void
take_files(struct msghdr *message, int *file)
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        const size_t n = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int came = -1;
            memcpy(&came, CMSG_DATA(header) + i * sizeof(int), sizeof(came));
            if (*file < 0)
                *file = came;
            else
                (void)close(came);
        }
    }
}

/* Returns: bytes, 0 at the end, -1 with errno. */
static ssize_t
hear(RftArchive *archive, int *file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {&archive->answer, sizeof(archive->answer)};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    const ssize_t got = recvmsg(archive->socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

    if (got > 0)
        take_files(&message, file);
    return got > 0 && (message.msg_flags & MSG_TRUNC) != 0 ? 1 : got;
}

static bool
is_sound(const RftArchiveAnswer *answer, size_t got)
{
    return got >= HEADER && answer->version == RFT_ARCHIVE_VERSION &&
           answer->type >= RFT_ARCHIVE_MEMBER && answer->type < RFT_N_ARCHIVE_ANSWERS &&
           answer->kind < RFT_N_MEMBER_KINDS && answer->code < RFT_N_ARCHIVE_CODES &&
           answer->length <= RFT_ARCHIVE_TEXT && got == HEADER + answer->length &&
           memchr(answer->text, '\0', answer->length) == NULL && answer->size <= INT64_MAX;
}

/* Waits until something can be heard. */
static bool
wait_for(RftArchive *archive, int64_t *deadline, GError **error)
{
    struct pollfd end = {.fd = archive->socket, .events = POLLIN};
    const int64_t silent_from = g_get_monotonic_time();

    for (;;) {
        const int64_t now = g_get_monotonic_time();
        if (*deadline == 0)
            *deadline = now + (int64_t)ANSWER_SECONDS * G_USEC_PER_SEC;
        if (now >= *deadline)
            return fail_late(archive, ANSWER_SECONDS, error);
        const int64_t left = silent_from + (int64_t)SILENCE_SECONDS * G_USEC_PER_SEC - now;
        if (left <= 0)
            return fail_late(archive, SILENCE_SECONDS, error);
        /* rounded up, or the last millisecond would be waited for in circles */
        const int ready = poll(&end, 1, (int)(left / (G_USEC_PER_SEC / MILLISECONDS)) + 1);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return fail_ended(archive, error);
    }
}

/* Waits for an answer that is no beat. @file gets the descriptor that came with it, or -1. */
static bool
receive(RftArchive *archive, int *file, GError **error)
{
    int64_t deadline = 0;
    ssize_t got = 0;

    *file = -1;
    do {
        if (*file >= 0)
            (void)close(*file);
        *file = -1;
        if (!wait_for(archive, &deadline, error))
            return false;
        got = hear(archive, file);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return fail_ended(archive, error);
        if (!is_sound(&archive->answer, (size_t)got)) {
            if (*file >= 0)
                (void)close(*file);
            *file = -1;
            return fail_nonsense(archive, "no packet of its", error);
        }
    } while (got < 0 || archive->answer.type == RFT_ARCHIVE_BEAT);
    return true;
}

/* ---- listing ---- */

static bool
take_member(RftArchive *archive, RftMember *member, GError **error)
{
    const RftArchiveAnswer *answer = &archive->answer;

    memcpy(archive->name, answer->text, answer->length);
    archive->name[answer->length] = '\0';
    if ((int64_t)answer->ordinal <= archive->ordinal || answer->ordinal >= RFT_ARCHIVE_MEMBERS)
        return fail_nonsense(archive, "members out of order", error);
    if (answer->kind != RFT_MEMBER_UNSAFE && !rft_name_is_safe(archive->name))
        return fail_nonsense(archive, "a name that leads out of the archive", error);
    archive->ordinal = answer->ordinal;
    *member = (RftMember){
        .name = archive->name,
        .ordinal = answer->ordinal,
        .kind = (RftMemberKind)answer->kind,
        .size = answer->size,
        .mtime = answer->mtime,
    };
    return true;
}

bool
rft_archive_next(RftArchive *archive, RftMember *member, GError **error)
{
    int file = -1;

    g_return_val_if_fail(archive != NULL && member != NULL, false);
    g_return_val_if_fail(archive->state != STATE_FETCHING, false);
    if (archive->state == STATE_OVER)
        return fail_over(error);
    /* one that died before it could be asked is met when its answer is waited for */
    if (archive->state == STATE_FRESH)
        (void)ask(archive, RFT_ARCHIVE_LIST, 0);
    archive->state = STATE_LISTING;
    if (!receive(archive, &file, error))
        return false;
    if (file >= 0) {
        (void)close(file);
        return fail_nonsense(archive, "a descriptor that nobody asked for", error);
    }
    if (archive->answer.type == RFT_ARCHIVE_MEMBER)
        return take_member(archive, member, error);
    if (archive->answer.type != RFT_ARCHIVE_END)
        return fail_nonsense(archive, "an answer to something else", error);
    (void)stop(archive);
    return archive->answer.code == RFT_ARCHIVE_FINE ? false : fail_as_told(archive, error);
}

/* ---- fetching ---- */

bool
rft_archive_ask(RftArchive *archive, uint32_t ordinal)
{
    g_return_val_if_fail(archive != NULL, false);
    g_return_val_if_fail(archive->state != STATE_LISTING && !archive->asked, false);
    if (archive->state == STATE_OVER)
        return false;
    archive->state = STATE_FETCHING;
    archive->ordinal = ordinal;
    archive->asked = true;
    /* as in rft_archive_next(): one that died is met in rft_archive_take() */
    (void)ask(archive, RFT_ARCHIVE_FETCH, ordinal);
    return true;
}

/* Whether nobody can change what is in @file any more, and it is what was said of it. */
static bool
is_sealed(int file, uint64_t size)
{
    const int wanted = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    const int seals = fcntl(file, F_GET_SEALS);
    struct stat status;

    return seals >= 0 && (seals & wanted) == wanted && fstat(file, &status) == 0 &&
           S_ISREG(status.st_mode) && status.st_size >= 0 && (uint64_t)status.st_size == size &&
           size <= (uint64_t)RFT_ARCHIVE_MEMBER_MIB << 20 && lseek(file, 0, SEEK_SET) == 0;
}

int
rft_archive_take(RftArchive *archive, GError **error)
{
    const RftArchiveAnswer *answer = &archive->answer;
    int file = -1;

    g_return_val_if_fail(archive != NULL, -1);
    if (!archive->asked) {
        (void)fail_over(error);
        return -1;
    }
    if (!receive(archive, &file, error))
        return -1;
    archive->asked = false;
    const bool bytes = answer->type == RFT_ARCHIVE_BYTES;
    if ((int64_t)answer->ordinal != archive->ordinal || (bytes != (file >= 0)) ||
        (!bytes && answer->type != RFT_ARCHIVE_END) || (bytes && !is_sealed(file, answer->size))) {
        if (file >= 0)
            (void)close(file);
        (void)fail_nonsense(archive, "an answer to something else", error);
        return -1;
    }
    if (bytes)
        return rft_program_fd(file);
    (void)fail_as_told(archive, error);
    return -1;
}

/* ---- */

void
rft_archive_free(RftArchive *archive)
{
    if (archive == NULL)
        return;
    (void)stop(archive);
    (void)close(archive->socket);
    g_free(archive);
}
