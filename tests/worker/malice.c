/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <referat/filter.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/registry.h"
#include "worker/wire.h"

/* The format "malice": the word that its input is, is what it does. */

static volatile unsigned sink;

static bool
refused(const char *what, GError **error)
{
    g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_PERMISSION, "%s was refused: %s", what,
                g_strerror(errno));
    return false;
}

static bool
try_open(const char *path, int flags, GError **error)
{
    const int fd = open(path, flags, 0600);

    if (fd < 0)
        return refused(path, error);
    (void)close(fd);
    return true;
}

static bool
do_loop(GError **error)
{
    (void)error;
    while (sink < 2)
        sink ^= 1;
    return true;
}

static bool
do_sleep(GError **error)
{
    (void)error;
    while (sink < 2)
        g_usleep(100000);
    return true;
}

static bool
do_allocate(GError **error)
{
    (void)error;
    while (sink < 2)
        memset(g_malloc((gsize)64 << 20), 1, (gsize)64 << 20);
    return true;
}

static bool
do_fork(GError **error)
{
    const pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid > 0 ? true : refused("fork", error);
}

static bool
do_exec(GError **error)
{
    (void)execl("/bin/true", "true", NULL);
    return refused("exec", error);
}

static bool
do_open(GError **error)
{
    return try_open("/etc/passwd", O_RDONLY, error);
}

static bool
do_create(GError **error)
{
    return try_open("/tmp/referat-malice", O_WRONLY | O_CREAT, error);
}

static bool
do_connect(GError **error)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? true : refused("socket", error);
}

static bool
do_kill(GError **error)
{
    return kill(getppid(), SIGTERM) == 0 ? true : refused("kill", error);
}

static bool
do_crash(GError **error)
{
    (void)error;
    (void)signal(SIGSEGV, SIG_DFL);
    (void)raise(SIGSEGV);
    return true;
}

static bool
do_exit(GError **error)
{
    (void)error;
    _exit(0);
}

/* ---- on itself ---- */

static bool
do_term(GError **error)
{
    (void)error;
    (void)raise(SIGTERM);
    return true;
}

static bool
do_abort(GError **error)
{
    (void)error;
    abort();
}

static bool
do_die(GError **error)
{
    (void)error;
    (void)raise(SIGKILL);
    return true;
}

/* ---- what a worker that was taken over does with what it holds ---- */

enum { MOST_FILES = 1024, KEPT_FILES = 500 };

/* Returns: the next descriptor of the kind @type from @fd on, or -1. */
static int
next_file(int fd, mode_t type)
{
    struct stat status;

    for (; fd < MOST_FILES; fd++)
        if (fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == type)
            return fd;
    return -1;
}

/* Of outputs, into which nothing was written yet. */
static int
next_output(int fd)
{
    while ((fd = next_file(fd, S_IFREG)) >= 0 && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
        fd++;
    return fd;
}

/* Without end, from close to the limit on: the disk is shared. */
static bool
do_write(GError **error)
{
    static char block[1 << 20];
    const int fd = next_output(0);
    struct rlimit most = {0};

    memset(block, 'x', sizeof(block));
    if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY)
        (void)lseek(fd, (off_t)(most.rlim_cur - sizeof(block)), SEEK_SET);
    while (write(fd, block, sizeof(block)) > 0)
        continue;
    return refused("write", error);
}

static bool
do_close(GError **error)
{
    (void)error;
    (void)close(next_file(0, S_IFSOCK));
    return true;
}

static RftPacket lies;

static bool
send_lie(RftPacketType type, uint32_t number, uint64_t done)
{
    lies.type = type;
    lies.number = number;
    lies.done = done;
    lies.length = 0;
    rft_packet_add(&lies, "referat-x");
    return rft_wire_send(next_file(0, S_IFSOCK), &lies, NULL, 0);
}

/* Messages without end; each is a sign of life. */
static bool
do_flood(GError **error)
{
    (void)error;
    while (sink < 2)
        (void)send_lie(RFT_PACKET_DIAGNOSTIC, 0, 0);
    return true;
}

/* What is no packet. */
static bool
do_garbage(GError **error)
{
    const int fd = next_file(0, S_IFSOCK);

    (void)error;
    for (int i = 0; i < 100; i++)
        (void)write(fd, "garbage", 7);
    return true;
}

/* Asks for helpers and never listens to the answers. */
static bool
do_starts(GError **error)
{
    (void)error;
    while (sink < 2)
        (void)send_lie(RFT_PACKET_START, 0, 0);
    return true;
}

/* Says that it is done, again and again, and never listens. */
static bool
do_results(GError **error)
{
    (void)error;
    while (sink < 2)
        (void)send_lie(RFT_PACKET_RESULT, 1, 0);
    return true;
}

/* Says that it is done, and then converts it. */
static bool
do_twice(GError **error)
{
    (void)error;
    (void)send_lie(RFT_PACKET_RESULT, 1, 0);
    return true;
}

/* Says that no room is left, where there is. */
static bool
do_lie(GError **error)
{
    (void)error;
    (void)send_lie(RFT_PACKET_RESULT, 0, ENOSPC);
    while (sink < 2)
        g_usleep(100000);
    return true;
}

/* An empty packet with descriptors in it. */
static bool
do_leak(GError **error)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int) * RFT_PACKET_FILES)];
        struct cmsghdr align;
    } control = {0};
    struct msghdr message = {.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int files[RFT_PACKET_FILES];

    for (int i = 0; i < RFT_PACKET_FILES; i++)
        files[i] = STDIN_FILENO;
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(files));
    memcpy(CMSG_DATA(header), files, sizeof(files));
    if (sendmsg(next_file(0, S_IFSOCK), &message, MSG_NOSIGNAL) < 0)
        return refused("sendmsg", error);
    return do_sleep(error);
}

/* Comes back when the next document may be at work, and writes into the files it kept. */
static void
smear(int number)
{
    (void)number;
    for (int fd = KEPT_FILES; (fd = next_output(fd)) >= 0; fd++)
        (void)pwrite(fd, "SMEARED", 7, 0);
}

static bool
do_cling(GError **error)
{
    const struct sigaction action = {.sa_handler = smear, .sa_flags = SA_RESTART};
    const struct itimerval often = {{0, 5000}, {0, 5000}};

    for (int fd = 0; (fd = next_output(fd)) >= 0 && fd < KEPT_FILES; fd++)
        (void)fcntl(fd, F_DUPFD, KEPT_FILES);
    (void)sigaction(SIGALRM, &action, NULL);
    (void)setitimer(ITIMER_REAL, &often, NULL);
    errno = EPERM;
    return refused("nothing", error);
}

static bool
do_pause(GError **error)
{
    (void)error;
    /* the timer of "cling" cuts a sleep short */
    for (const gint64 end = g_get_monotonic_time() + 300000; g_get_monotonic_time() < end;)
        g_usleep(10000);
    return true;
}

static bool
do_helper(GError **error)
{
    (void)error;
    return true;
}

static const struct {
    const char *word;
    bool (*act)(GError **error);
} acts[] = {
    {"loop", do_loop},   {"sleep", do_sleep}, {"allocate", do_allocate}, {"fork", do_fork},
    {"exec", do_exec},   {"open", do_open},   {"create", do_create},     {"connect", do_connect},
    {"kill", do_kill},   {"crash", do_crash}, {"exit", do_exit},         {"fine", do_helper},
    {"term", do_term},   {"abort", do_abort}, {"die", do_die},           {"write", do_write},
    {"lie", do_lie},     {"close", do_close}, {"flood", do_flood},       {"garbage", do_garbage},
    {"leak", do_leak},   {"twice", do_twice}, {"starts", do_starts},     {"results", do_results},
    {"cling", do_cling}, {"pause", do_pause},
};

static void
malice_sniff(const ReferatProbe *probe, ReferatSniff *result)
{
    (void)probe;
    result->bid = 100;
}

static bool
malice_read(ReferatContext *context, ReferatSource *source, ReferatBuilder *builder, GError **error)
{
    gsize size = 0;
    GBytes *bytes = referat_source_get_bytes(source, 1000, error);
    const char *word = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    ReferatNode *paragraph =
        referat_builder_add(builder, referat_builder_get_body(builder), REFERAT_NODE_PARAGRAPH);

    (void)referat_builder_add_text(builder, paragraph, "Words that came through.", 24, 0, NULL,
                                   REFERAT_DIRECTION_UNSET);
    if (word != NULL && g_str_has_prefix(word, "rogue-helper")) {
        static const char *const none[] = {"--x", NULL};
        ReferatHelper *helper =
            referat_context_start_helper(context, "referat-../../bin/true", none, bytes, error);
        referat_helper_end(helper);
        return helper != NULL;
    }
    for (size_t i = 0; word != NULL && i < G_N_ELEMENTS(acts); i++)
        if (size == strlen(acts[i].word) && memcmp(word, acts[i].word, size) == 0)
            return acts[i].act(error);
    return false;
}

static const char *const none[] = {NULL};

static const ReferatFilter malice_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "malice",
             .description = "whatever is bad",
             .extensions = none,
             .mime_types = none},
    .sniff = malice_sniff,
    .read = malice_read,
};

extern const ReferatFilter text_filter;

const ReferatFilter *const rft_filters[] = {&malice_filter, &text_filter, NULL};
