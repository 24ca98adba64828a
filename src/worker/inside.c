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
#include "worker/summary.h"
#include "worker/wire.h"

/** RftDigest: what is known of a document that was converted. */
typedef struct {
    char *sum;     /* SHA-256 */
    char *summary; /* (nullable) */
} RftDigest;

/* The worker's side. Everything it may ask of its parent goes through one socket. */

static int parent = -1;

/* Large, and needed when there may be no memory left. */
static RftPacket packet;

/* The task that is being done: an answer says which one it is to. */
static uint64_t task;

static RftPacket *
begin(RftPacketType type)
{
    packet.type = type;
    packet.number = packet.code = packet.length = 0;
    packet.done = packet.total = 0;
    packet.tag = task;
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
        (void)rft_wire_send(parent, out, NULL, 0);
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
    rft_packet_add(out, diagnostic->localised);
    (void)rft_wire_send(parent, out, NULL, 0);
}

static bool
send_progress(uint64_t done, uint64_t total, gpointer user_data)
{
    RftPacket *out = begin(RFT_PACKET_PROGRESS);

    (void)user_data;
    out->done = done;
    out->total = total;
    return rft_wire_send(parent, out, NULL, 0);
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
    int files[] = {-1, -1};
    if (!rft_wire_send(parent, out, NULL, 0) ||
        !rft_wire_receive(parent, &packet, files, G_N_ELEMENTS(files)))
        return false;
    *pipes = (RftHelperPipes){files[0], files[1]};
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
    (void)rft_wire_send(parent, out, NULL, 0);
}

static void finish(bool done, uint32_t code, const char *text,
                   const char *localised) G_GNUC_NORETURN;

static void
finish(bool done, uint32_t code, const char *text, const char *localised)
{
    send_counts();
    RftPacket *out = begin(RFT_PACKET_RESULT);

    out->number = done ? 1 : 0;
    out->code = code;
    rft_packet_add(out, text);
    rft_packet_add(out, localised);
    (void)rft_wire_send(parent, out, NULL, 0);
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
        finish(false, RFT_OUT_OF_MEMORY, "", "");
}

/* What is written to the standard streams goes nowhere. */
static void
close_standard_streams(void)
{
    const int null = open("/dev/null", O_RDWR);

    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
        (void)dup2(null, i);
    if (null > STDERR_FILENO)
        (void)close(null);
}

/* Nothing stays open but the socket and the outputs. Returns: (transfer full): the outputs, in a
 * row above all others. */
static int *
close_all(const RftWork *work)
{
    enum { HIGH = 200 };
    int *files = g_new(int, work->n);

    parent = fcntl(work->socket, F_DUPFD, HIGH);
    for (size_t i = 0; i < work->n; i++)
        files[i] = fcntl(work->files[i], F_DUPFD, HIGH);
    close_standard_streams();
    (void)syscall(SYS_close_range, (unsigned)STDERR_FILENO + 1U, HIGH - 1U, 0U);
    return files;
}

static bool
flag_is(const ReferatContext *context, const char *key, const char *value)
{
    return g_strcmp0(referat_context_get_option(context, key), value) == 0;
}

static void
enter_sandbox(const ReferatContext *context, uint64_t memory, uint64_t seconds)
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
    const char *media = referat_context_get_option(context, "media");
    const RftSandbox sandbox = {
        .readable = readable,
        .writable = media != NULL && *media != '\0' ? media : NULL,
        .memory = memory,
        .seconds = seconds,
        .file_bytes = referat_context_get_limit(context, REFERAT_LIMIT_WORKER_FILE_BYTES),
    };

    if (!flag_is(context, "isolation", "off"))
        (void)rft_sandbox_enter(&sandbox);
}

static void
set_signals(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGHUP, SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void
set_funcs(ReferatContext *context, ReferatDiagnosticFunc diagnostic)
{
    static const RftHelperFuncs helpers = {start_helper, end_helper, NULL};

    g_log_set_default_handler(last_words, NULL);
    referat_context_set_diagnostic_func(context, diagnostic, NULL);
    referat_context_set_progress_func(context, send_progress, NULL);
    rft_context_set_helper_funcs(context, &helpers);
}

void
rft_worker_run(const RftWork *work)
{
    g_autoptr(GError) error = NULL;
    g_autofree ReferatOutput *outputs = g_new0(ReferatOutput, work->n);

    set_signals();
    g_autofree int *files = close_all(work);
    set_funcs(work->context, send_diagnostic);
    for (size_t i = 0; i < work->n; i++) {
        outputs[i].format = work->outputs[i].format;
        outputs[i].sink = referat_sink_new_fd(files[i], "output");
    }
    enter_sandbox(work->context,
                  referat_context_get_limit(work->context, REFERAT_LIMIT_WORKER_BYTES),
                  work->seconds);
    const bool done =
        referat_convert(work->context, work->source, work->format, outputs, work->n, &error);
    finish(done, error != NULL ? (uint32_t)error->code : 0, error != NULL ? error->message : NULL,
           error != NULL ? referat_error_get_localised(error) : NULL);
}

/* ---- one document after the other ---- */

/* Messages are counted: of a million documents nobody reads them one by one. */
static uint64_t warnings[REFERAT_N_MESSAGES];

static void
count_diagnostic(const ReferatDiagnostic *diagnostic, gpointer user_data)
{
    (void)user_data;
    if (diagnostic->level >= REFERAT_LEVEL_WARNING)
        warnings[diagnostic->message]++;
}

/* "name=3 other=1": what the document lost, by the names of the messages. */
static char *
tell_warnings(uint64_t *total)
{
    GString *text = g_string_new(NULL);

    *total = 0;
    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        if (warnings[i] == 0)
            continue;
        g_string_append_printf(text, "%s%s=%" G_GUINT64_FORMAT, text->len > 0 ? " " : "",
                               referat_message_name((ReferatMessage)i), warnings[i]);
        *total += warnings[i];
    }
    return g_string_free(text, FALSE);
}

static bool
write_out(int file, ReferatSink *sink)
{
    g_autoptr(GBytes) bytes = referat_sink_steal_bytes(sink);
    gsize left = 0;
    const char *p = g_bytes_get_data(bytes, &left);

    while (left > 0) {
        const ssize_t done = write(file, p, left);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        left -= (gsize)done;
    }
    return true;
}

/* The outputs are collected in memory, so that the number of a failure to write is known. */
static bool
convert_task(const RftService *service, ReferatSource *source, const int *files, int *number,
             RftDigest *digest, GError **error)
{
    ReferatContext *context = service->context;
    g_autoptr(ReferatDocument) document = referat_read(context, source, service->from, error);

    if (document == NULL)
        return false;
    for (size_t i = 0; i < service->n; i++) {
        g_autoptr(ReferatSink) sink = referat_sink_new_memory();
        if (!referat_write(context, document, service->formats[i], sink, error))
            return false;
        if (!write_out(files[i], sink)) {
            *number = errno;
            referat_set_error(error, REFERAT_ERROR_IO, "an output cannot be written: %s",
                              g_strerror(errno));
            return false;
        }
    }
    digest->sum = g_strdup(referat_document_get_metadata(document, REFERAT_META_SOURCE_SHA256));
    if (service->summaries)
        digest->summary = rft_summary(document);
    return true;
}

static void
do_task(const RftService *service, const int *files)
{
    g_autoptr(GError) error = NULL;
    RftDigest digest = {NULL, NULL};
    uint64_t total = 0;
    int number = 0;
    g_autoptr(ReferatSource) source =
        referat_source_new_fd(files[0], rft_packet_string(&packet, 0));

    task = packet.tag;
    memset(warnings, 0, sizeof(warnings));
    const bool done = convert_task(service, source, files + 1, &number, &digest, &error);
    g_autofree char *lost = tell_warnings(&total);
    RftPacket *out = begin(RFT_PACKET_RESULT);
    out->number = done ? 1 : 0;
    out->code = error != NULL ? (uint32_t)error->code : 0;
    out->done = (uint64_t)number;
    out->total = total;
    rft_packet_add(out, error != NULL ? error->message : "");
    rft_packet_add(out, digest.sum);
    rft_packet_add(out, lost);
    rft_packet_add(out, digest.summary);
    rft_packet_add(out, error != NULL ? referat_error_get_localised(error) : "");
    g_free(digest.sum);
    g_free(digest.summary);
    (void)rft_wire_send(parent, out, NULL, 0);
}

void
rft_worker_serve(const RftService *service)
{
    enum { SOCKET = STDERR_FILENO + 1 };
    int files[RFT_PACKET_FILES];

    set_signals();
    (void)setpgid(0, 0);
    if (getppid() != service->parent)
        _exit(0); /* it died before we could ask to be told */
    parent = dup2(service->socket, SOCKET);
    close_standard_streams();
    (void)syscall(SYS_close_range, SOCKET + 1U, ~0U, 0U);
    set_funcs(service->context, count_diagnostic);
    enter_sandbox(service->context, service->memory, 0);
    while (rft_wire_receive(parent, &packet, files, service->n + 1)) {
        if (packet.type != RFT_PACKET_TASK)
            break;
        do_task(service, files);
        for (size_t i = 0; i <= service->n; i++)
            if (files[i] >= 0)
                (void)close(files[i]);
    }
    _exit(0);
}
