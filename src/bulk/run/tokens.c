/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- MAKEFLAGS ---- */

static void
take_auth(RftMakeFlags *flags, const char *value)
{
    g_auto(GStrv) ends = g_strsplit(value, ",", 3);
    guint64 from = 0;
    guint64 to = 0;

    /* the last one counts */
    g_clear_pointer(&flags->fifo, g_free);
    flags->read_fd = flags->write_fd = -1;
    flags->announced = true;
    if (g_str_has_prefix(value, "fifo:")) {
        flags->fifo = g_strdup(value + strlen("fifo:"));
    } else if (g_strv_length(ends) == 2 &&
               g_ascii_string_to_unsigned(ends[0], 10, 0, G_MAXINT, &from, NULL) &&
               g_ascii_string_to_unsigned(ends[1], 10, 0, G_MAXINT, &to, NULL)) {
        /* below 0: there is none for this one */
        flags->read_fd = (int)from;
        flags->write_fd = (int)to;
    }
}

/* Its first word holds the options of one letter, unless there is none of them. */
static bool
touches_nothing(const char *word)
{
    return *word != '-' && strchr(word, '=') == NULL && strpbrk(word, "nqt") != NULL;
}

/* Returns: (transfer full): words between blanks; one in a word stands behind a backslash. */
static char **
split(const char *text)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autoptr(GString) word = g_string_new(NULL);

    for (const char *at = text;; at++) {
        if (*at == '\0' || *at == ' ') {
            g_strv_builder_add(words, word->str);
            g_string_truncate(word, 0);
            if (*at == '\0')
                return g_strv_builder_end(words);
            continue;
        }
        if (*at == '\\' && at[1] != '\0')
            at++;
        g_string_append_c(word, *at);
    }
}

void
rft_make_flags_parse(const char *text, RftMakeFlags *flags)
{
    static const char *const names[] = {"--jobserver-auth=", "--jobserver-fds="};
    g_auto(GStrv) words = split(text != NULL ? text : "");

    *flags = (RftMakeFlags){.read_fd = -1, .write_fd = -1};
    if (words[0] != NULL)
        flags->touches_nothing = touches_nothing(words[0]);
    /* behind "--" are variables */
    for (size_t i = 0; words[i] != NULL && !g_str_equal(words[i], "--"); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(names); k++)
            if (g_str_has_prefix(words[i], names[k]))
                take_auth(flags, words[i] + strlen(names[k]));
        /* make itself has no jobserver then */
        flags->one_job = flags->one_job || g_str_equal(words[i], "-j1");
    }
}

void
rft_make_flags_clear(RftMakeFlags *flags)
{
    g_clear_pointer(&flags->fifo, g_free);
}

/* ---- the keeper ---- */

/* It is told '+': one more is wanted; '-': one is given back; '0': none is wanted any more. It says
 * '+' for each that it has got. */
typedef struct {
    int socket;
    int from; /* of its own: it does not block, and nobody else's does because of it */
    int to;
    unsigned wanted;
    unsigned held;
    char bytes[4096];
} Keeper;

static void
give_back(Keeper *keeper)
{
    const char byte = keeper->bytes[--keeper->held];

    while (write(keeper->to, &byte, 1) < 0 && errno == EINTR)
        continue;
}

static void
take(Keeper *keeper)
{
    char byte = 0;
    const ssize_t got = read(keeper->from, &byte, 1);

    if (got == 1) {
        keeper->bytes[keeper->held++] = byte;
        keeper->wanted--;
        (void)send(keeper->socket, "+", 1, MSG_NOSIGNAL);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        keeper->wanted = 0; /* the jobserver is gone */
    }
}

/* Returns: false when there is nobody any more who wants anything. */
static bool
listen_to_it(Keeper *keeper)
{
    char word = 0;
    const ssize_t got = read(keeper->socket, &word, 1);

    if (got < 0)
        return errno == EINTR;
    if (word == '+' && keeper->held + keeper->wanted < sizeof(keeper->bytes))
        keeper->wanted++;
    else if (word == '0')
        keeper->wanted = 0;
    else if (word == '-' && keeper->held > 0)
        give_back(keeper);
    return got > 0;
}

/* What is typed at the terminal, and whoever kills our group, are not for it. */
static void
leave(const Keeper *keeper)
{
    const int kept[] = {keeper->socket, keeper->from, keeper->to};
    enum { MOST = 3 };
    int copies[MOST];

    (void)setsid();
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_NAME, "referat-tokens");
    for (size_t i = 0; i < MOST; i++)
        copies[i] = fcntl(kept[i], F_DUPFD, MOST);
    for (size_t i = 0; i < MOST; i++)
        if (copies[i] < 0 || dup2(copies[i], (int)i) < 0)
            _exit(1); /* nothing is held yet */
    /* whoever waits for the end of our output must not wait for it */
    (void)syscall(SYS_close_range, (unsigned)MOST, ~0U, 0U);
}

static void keep(Keeper *keeper) G_GNUC_NORETURN;

static void
keep(Keeper *keeper)
{
    leave(keeper);
    keeper->socket = 0;
    keeper->from = 1;
    keeper->to = 2;
    for (;;) {
        struct pollfd ends[] = {{.fd = keeper->socket, .events = POLLIN},
                                {.fd = keeper->wanted > 0 ? keeper->from : -1, .events = POLLIN}};
        if (poll(ends, G_N_ELEMENTS(ends), -1) < 0)
            continue;
        if (ends[0].revents != 0 && !listen_to_it(keeper))
            break;
        if (ends[1].revents != 0 && keeper->wanted > 0)
            take(keeper);
    }
    while (keeper->held > 0)
        give_back(keeper);
    _exit(0);
}

/* ---- this side ---- */

struct RftTokens {
    pid_t keeper;
    int socket;
    unsigned held;
    unsigned asked; /* for, and not got yet */
    bool gone;      /* the keeper is, and with it what it held */
};

/* Another file may have the number by now: only with "+" does make leave it open for a recipe. */
static bool
is_pipe(int fd, int mode, struct stat *status)
{
    const int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && ((flags & O_ACCMODE) == mode || (flags & O_ACCMODE) == O_RDWR) &&
           fstat(fd, status) == 0 && S_ISFIFO(status->st_mode);
}

/* Both ends, and of the same one. */
static bool
is_jobserver(int from, int to)
{
    struct stat one;
    struct stat other;

    return is_pipe(from, O_RDONLY, &one) && is_pipe(to, O_WRONLY, &other) &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* O_NONBLOCK belongs to what was opened, not to the descriptor: all would have it. So the pipe is
 * opened anew. */
static int
open_anew(int fd, int flags)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);

    return open(path, flags | O_CLOEXEC);
}

static bool
open_jobserver(const RftMakeFlags *flags, Keeper *keeper)
{
    struct stat status;

    if (flags->fifo != NULL) {
        keeper->from = open(flags->fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        keeper->to = keeper->from >= 0 && is_pipe(keeper->from, O_RDWR, &status)
                         ? fcntl(keeper->from, F_DUPFD_CLOEXEC, 0)
                         : -1;
    } else if (flags->read_fd >= 0 && is_jobserver(flags->read_fd, flags->write_fd)) {
        keeper->from = open_anew(flags->read_fd, O_RDONLY | O_NONBLOCK);
        keeper->to = open_anew(flags->write_fd, O_WRONLY);
    }
    return keeper->from >= 0 && keeper->to >= 0;
}

static void
close_end(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

RftTokens *
rft_tokens_new(const RftMakeFlags *flags)
{
    g_autofree Keeper *keeper = g_new0(Keeper, 1);
    int ends[2] = {-1, -1};
    RftTokens *tokens = NULL;

    keeper->socket = keeper->from = keeper->to = -1;
    if (open_jobserver(flags, keeper) &&
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) {
        const pid_t pid = fork();
        if (pid == 0) {
            keeper->socket = ends[1];
            (void)close(ends[0]);
            keep(keeper);
        }
        close_end(ends[1]);
        if (pid > 0) {
            tokens = g_new0(RftTokens, 1);
            *tokens = (RftTokens){.keeper = pid, .socket = ends[0]};
        } else {
            close_end(ends[0]);
        }
    }
    close_end(keeper->from);
    close_end(keeper->to);
    return tokens;
}

void
rft_tokens_free(RftTokens *tokens)
{
    if (tokens == NULL)
        return;
    close_end(tokens->socket);
    while (waitpid(tokens->keeper, NULL, 0) < 0 && errno == EINTR)
        continue;
    g_free(tokens);
}

static bool
tell_keeper(const RftTokens *tokens, const char *word)
{
    return send(tokens->socket, word, 1, MSG_NOSIGNAL) == 1;
}

/* What has come; when the keeper is gone nothing is held any more. */
static void
hear(RftTokens *tokens)
{
    char words[64];
    ssize_t got = 0;

    while ((got = recv(tokens->socket, words, sizeof(words), MSG_DONTWAIT)) > 0) {
        tokens->held += (unsigned)got;
        tokens->asked -= MIN(tokens->asked, (unsigned)got);
    }
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        tokens->gone = true;
        tokens->held = tokens->asked = 0;
    }
}

bool
rft_tokens_allow(RftTokens *tokens, unsigned jobs)
{
    if (jobs <= 1)
        return true;
    if (tokens == NULL)
        return false;
    hear(tokens);
    if (jobs <= tokens->held + 1)
        return true;
    if (!tokens->gone && tokens->asked == 0 && tell_keeper(tokens, "+"))
        tokens->asked++;
    return false;
}

void
rft_tokens_settle(RftTokens *tokens, unsigned jobs)
{
    if (tokens == NULL)
        return;
    hear(tokens);
    const unsigned needed = jobs > 1 ? jobs - 1 : 0;
    if (tokens->asked > 0 && tokens->held >= needed && tell_keeper(tokens, "0"))
        tokens->asked = 0;
    while (tokens->held > needed && tell_keeper(tokens, "-"))
        tokens->held--;
}

int
rft_tokens_fd(const RftTokens *tokens)
{
    return tokens->gone ? -1 : tokens->socket;
}
