/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/desktop/run.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MOST_SAID = 1 << 14, STEP_MS = 100 };

static volatile sig_atomic_t asked_to_end;

static void
on_signal(int number)
{
    asked_to_end = number;
}

void
rft_run_catch(void)
{
    /* without SA_RESTART: waiting is to be interrupted */
    const struct sigaction action = {.sa_handler = on_signal};

    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

static int
start(char *const *argv, int err, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t usual;

    (void)sigemptyset(&none);
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGPIPE);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &usual);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (err >= 0)
        (void)posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    const int failed = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return failed;
}

/* Takes what there is to read within a step; only the end of it is kept. Returns: whether there may
 * be more. */
static bool
listen_to(int fd, GString *said)
{
    char bytes[4096];
    struct pollfd end = {.fd = fd, .events = POLLIN};

    if (poll(&end, 1, STEP_MS) <= 0)
        return true;
    const ssize_t got = read(fd, bytes, sizeof(bytes));
    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    (void)g_string_append_len(said, bytes, got);
    if (said->len > MOST_SAID)
        (void)g_string_erase(said, 0, (gssize)(said->len - MOST_SAID));
    return got > 0;
}

/* Waits until @pid has ended. @fd (or -1) is read meanwhile, so that it is never stopped by a full
 * pipe; whoever else holds the other end does not keep us. */
static int
wait_for(pid_t pid, int fd, unsigned seconds, GString *said)
{
    const gint64 late = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    int status = 0;
    int ended = 0;

    for (bool open = fd >= 0;;) {
        if (open)
            open = listen_to(fd, said);
        else
            g_usleep((gulong)STEP_MS / 10 * 1000);
        const pid_t gone = waitpid(pid, &status, WNOHANG);
        if (gone == pid || (gone < 0 && errno != EINTR))
            break;
        if (ended == 0 && asked_to_end != 0) {
            ended = RFT_RUN_ENDED;
            (void)kill(pid, SIGTERM);
        } else if (g_get_monotonic_time() > late) {
            ended = ended != 0 ? ended : RFT_RUN_LATE;
            (void)kill(pid, SIGKILL);
        }
    }
    /* what it wrote last may still be in the pipe */
    for (struct pollfd end = {.fd = fd, .events = POLLIN};
         fd >= 0 && poll(&end, 1, 0) > 0 && listen_to(fd, said);)
        continue;
    if (ended != 0)
        return ended;
    return WIFEXITED(status) ? WEXITSTATUS(status) : RFT_RUN_KILLED;
}

int
rft_run(char *const *argv, unsigned seconds, char **said)
{
    int ends[2] = {-1, -1};
    GString *text = g_string_new(NULL);
    pid_t pid = 0;
    int status = RFT_RUN_FAILED;

    if (said == NULL || pipe2(ends, O_CLOEXEC) == 0) {
        const int failed = start(argv, ends[1], &pid);
        if (ends[1] >= 0)
            (void)close(ends[1]);
        if (failed == 0)
            status = wait_for(pid, ends[0], seconds, text);
        if (ends[0] >= 0)
            (void)close(ends[0]);
        errno = failed;
    }
    if (said != NULL)
        *said = g_string_free(text, FALSE);
    else
        (void)g_string_free(text, TRUE);
    return status;
}
