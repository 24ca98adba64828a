/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <referat/filter.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/registry.h"

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
    {"loop", do_loop}, {"sleep", do_sleep}, {"allocate", do_allocate}, {"fork", do_fork},
    {"exec", do_exec}, {"open", do_open},   {"create", do_create},     {"connect", do_connect},
    {"kill", do_kill}, {"crash", do_crash}, {"exit", do_exit},         {"fine", do_helper},
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
