/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/context.h"
#include "worker/sandbox.h"
#include "worker/wire.h"

/* The worker's side. Everything it may ask of its parent goes through one socket. */

static int parent = -1;

/* Large, and needed when there may be no memory left. */
static RftPacket packet;

static RftPacket *
begin(RftPacketType type)
{
    packet.type = type;
    packet.number = packet.code = packet.length = 0;
    packet.done = packet.total = 0;
    packet.position = (ReferatPosition){0};
    return &packet;
}

/* A hostile document raises millions of messages of a kind: the first are told, the rest counted.
 */
enum { MOST_ALIKE = 1000 };
static uint64_t raised[REFERAT_N_MESSAGES];

static void
send_counts(void)
{
    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        if (raised[i] <= MOST_ALIKE)
            continue;
        RftPacket *out = begin(RFT_PACKET_COUNT);
        out->number = (uint32_t)i;
        out->done = raised[i] - MOST_ALIKE;
        (void)rft_wire_send(parent, out, NULL);
    }
}

static void
send_diagnostic(const ReferatDiagnostic *diagnostic, gpointer user_data)
{
    (void)user_data;
    if (++raised[diagnostic->message] > MOST_ALIKE)
        return;
    RftPacket *out = begin(RFT_PACKET_DIAGNOSTIC);
    out->number = diagnostic->message;
    out->code = diagnostic->level;
    out->position = diagnostic->position;
    rft_packet_add(out, diagnostic->position.part);
    rft_packet_add(out, diagnostic->text);
    (void)rft_wire_send(parent, out, NULL);
}

static bool
send_progress(uint64_t done, uint64_t total, gpointer user_data)
{
    RftPacket *out = begin(RFT_PACKET_PROGRESS);

    (void)user_data;
    out->done = done;
    out->total = total;
    return rft_wire_send(parent, out, NULL);
}

static bool
start_helper(const char *program, const char *const *arguments, RftHelperPipes *pipes,
             uint32_t *number, gpointer data)
{
    RftPacket *out = begin(RFT_PACKET_START);

    (void)data;
    *pipes = RFT_NO_PIPES;
    rft_packet_add(out, program);
    for (size_t i = 0; arguments[i] != NULL; i++)
        rft_packet_add(out, arguments[i]);
    errno = EIO;
    if (!rft_wire_send(parent, out, NULL) || !rft_wire_receive(parent, &packet, pipes))
        return false;
    *number = packet.number;
    if (pipes->output < 0)
        errno = (int)packet.code;
    return pipes->output >= 0;
}

static void
end_helper(uint32_t number, gpointer data)
{
    RftPacket *out = begin(RFT_PACKET_END);

    (void)data;
    out->number = number;
    (void)rft_wire_send(parent, out, NULL);
}

static void finish(bool done, uint32_t code, const char *text) G_GNUC_NORETURN;

static void
finish(bool done, uint32_t code, const char *text)
{
    send_counts();
    RftPacket *out = begin(RFT_PACKET_RESULT);

    out->number = done ? 1 : 0;
    out->code = code;
    rft_packet_add(out, text);
    (void)rft_wire_send(parent, out, NULL);
    /* what the process holds goes with it */
    _exit(0);
}

/* GLib aborts when there is no memory: this is the last that is heard of it. */
static void
last_words(const char *domain, GLogLevelFlags level, const char *text, gpointer user_data)
{
    (void)domain;
    (void)user_data;
    if ((level & G_LOG_FLAG_FATAL) != 0 && strstr(text, "failed to allocate") != NULL)
        finish(false, RFT_OUT_OF_MEMORY, "");
}

/* Nothing stays open but the socket and the outputs; what is written to the standard streams goes
 * nowhere. Returns: (transfer full): the outputs, in a row above all others. */
static int *
close_all(const RftWork *work)
{
    enum { HIGH = 200 };
    int *files = g_new(int, work->n);

    parent = fcntl(work->socket, F_DUPFD, HIGH);
    for (size_t i = 0; i < work->n; i++)
        files[i] = fcntl(work->files[i], F_DUPFD, HIGH);
    const int null = open("/dev/null", O_RDWR);
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
        (void)dup2(null, i);
    (void)syscall(SYS_close_range, (unsigned)STDERR_FILENO + 1U, HIGH - 1U, 0U);
    return files;
}

static bool
flag_is(const ReferatContext *context, const char *key, const char *value)
{
    return g_strcmp0(referat_context_get_option(context, key), value) == 0;
}

static void
enter_sandbox(const RftWork *work)
{
    /* libraries that are loaded when a document needs them, and their data */
    static const char *const readable[] = {"/usr/lib",
                                           "/lib",
                                           "/lib64",
                                           "/usr/lib64",
                                           "/usr/local/lib",
                                           "/etc/ld.so.cache",
                                           "/usr/share/icu",
                                           "/usr/share/hunspell",
                                           "/usr/share/hyphen",
                                           "/usr/share/myspell",
                                           NULL};
    const char *media = referat_context_get_option(work->context, "media");
    const RftSandbox sandbox = {
        .readable = readable,
        .writable = media != NULL && *media != '\0' ? media : NULL,
        .memory = referat_context_get_limit(work->context, REFERAT_LIMIT_WORKER_BYTES),
        .seconds = work->seconds,
        .file_bytes = referat_context_get_limit(work->context, REFERAT_LIMIT_WORKER_FILE_BYTES),
    };

    if (!flag_is(work->context, "isolation", "off"))
        (void)rft_sandbox_enter(&sandbox);
}

void
rft_worker_run(const RftWork *work)
{
    static const RftHelperFuncs helpers = {start_helper, end_helper, NULL};
    g_autoptr(GError) error = NULL;
    g_autofree ReferatOutput *outputs = g_new0(ReferatOutput, work->n);

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
    g_autofree int *files = close_all(work);
    g_log_set_default_handler(last_words, NULL);
    referat_context_set_diagnostic_func(work->context, send_diagnostic, NULL);
    referat_context_set_progress_func(work->context, send_progress, NULL);
    rft_context_set_helper_funcs(work->context, &helpers);
    for (size_t i = 0; i < work->n; i++) {
        outputs[i].format = work->outputs[i].format;
        outputs[i].sink = referat_sink_new_fd(files[i], "output");
    }
    enter_sandbox(work);
    const bool done =
        referat_convert(work->context, work->source, work->format, outputs, work->n, &error);
    finish(done, error != NULL ? (uint32_t)error->code : 0, error != NULL ? error->message : NULL);
}
