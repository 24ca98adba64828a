/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/context.h"
#include "worker/helpers.h"
#include "worker/inside.h"
#include "worker/judge.h"
#include "worker/sandbox.h"
#include "worker/wire.h"

/*
 * The parent's side: it reads the bytes of the input and never looks at them; a forked worker
 * converts them into files without a name. The parent hands on what the worker says, starts the
 * helpers that it asks for, watches the clock, and takes the outputs over when all is done.
 */

typedef struct {
    ReferatContext *context;
    ReferatSource *source;
    int socket;
    pid_t pid;
    RftHelpers helpers;
    int input; /* for helpers; -1 = not made yet */
    uint64_t done, total;
    gint64 begun; /* monotonic microseconds */
    gint64 last_heard;
    unsigned silence; /* seconds that it may say nothing */
    uint64_t seconds; /* that it may take in all */
    bool finished;    /* there is a result */
    bool ok;
    uint32_t code;
    char *text, *localised;
    RftPacket packet;
} Watch;

/* ---- helpers ---- */

static int
input_file(Watch *watch)
{
    if (watch->input < 0) {
        gsize length = 0;
        GBytes *bytes = referat_source_get_bytes(watch->source, G_MAXUINT64, NULL);
        const void *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
        watch->input = rft_memory_file("input", data, length);
    }
    return watch->input;
}

/* ---- what the worker says ---- */

static void
hand_on_diagnostic(Watch *watch)
{
    const RftPacket *packet = &watch->packet;
    const char *part = rft_packet_string(packet, 0);

    if (packet->number >= REFERAT_N_MESSAGES || packet->code > REFERAT_LEVEL_ERROR)
        return;
    const ReferatMessage message = (ReferatMessage)packet->number;
    g_autofree char *text = g_utf8_make_valid(rft_packet_string(packet, 1), -1);
    g_autofree char *localised = g_utf8_make_valid(rft_packet_string(packet, 2), -1);
    ReferatDiagnostic diagnostic = {
        .message = message,
        .level = (ReferatLevel)packet->code,
        .name = referat_message_name(message),
        .text = text,
        .localised = localised,
        .position = packet->position,
    };
    diagnostic.position.part = *part != '\0' ? part : NULL;
    rft_context_relay(watch->context, &diagnostic);
}

static void
take_packet(Watch *watch)
{
    const RftPacket *packet = &watch->packet;

    switch ((RftPacketType)packet->type) {
    case RFT_PACKET_DIAGNOSTIC:
        hand_on_diagnostic(watch);
        break;
    case RFT_PACKET_COUNT:
        if (packet->number < REFERAT_N_MESSAGES)
            rft_context_add_count(watch->context, (ReferatMessage)packet->number, packet->done);
        break;
    case RFT_PACKET_PROGRESS:
        watch->done = packet->done;
        watch->total = packet->total;
        break;
    case RFT_PACKET_START:
        /* one that does not listen any more is late soon, or gone */
        (void)rft_helpers_start(&watch->helpers, watch->socket, &watch->packet, input_file(watch),
                                referat_context_get_password(watch->context));
        break;
    case RFT_PACKET_END:
        rft_helpers_end(&watch->helpers, packet->number);
        break;
    case RFT_PACKET_RESULT:
        watch->finished = true;
        watch->ok = packet->number == 1;
        watch->code = packet->code;
        g_free(watch->text);
        g_free(watch->localised);
        watch->text = g_utf8_make_valid(rft_packet_string(packet, 0), -1);
        watch->localised = g_utf8_make_valid(rft_packet_string(packet, 1), -1);
        break;
    case RFT_PACKET_TASK: /* none that a worker sends */
    case RFT_N_PACKETS:
        break;
    }
}

/* ---- the clock ---- */

static unsigned
seconds_since(gint64 then)
{
    return (unsigned)((g_get_monotonic_time() - then) / G_USEC_PER_SEC);
}

static bool
in_time(const Watch *watch, GError **error)
{
    if (seconds_since(watch->last_heard) > watch->silence) {
        rft_judge_silence(watch->silence, error);
        return false;
    }
    if (seconds_since(watch->begun) > watch->seconds) {
        rft_judge_lateness(watch->seconds, error);
        return false;
    }
    return referat_context_heartbeat(watch->context, watch->done, watch->total, error);
}

/* Until the worker is done, dead, or too late. */
static bool
watch_it(Watch *watch, GError **error)
{
    enum { TICK = 200 /* milliseconds */ };

    while (!watch->finished) {
        struct pollfd end = {.fd = watch->socket, .events = POLLIN};
        const int ready = poll(&end, 1, TICK);
        if (ready > 0) {
            if (!rft_wire_receive(watch->socket, &watch->packet, NULL, 0))
                return true;
            watch->last_heard = g_get_monotonic_time();
            take_packet(watch);
        }
        if (!in_time(watch, error))
            return false;
    }
    return true;
}

/* ---- the end ---- */

static bool
copy_output(int file, ReferatSink *sink, GError **error)
{
    struct stat status;

    if (fstat(file, &status) != 0 || status.st_size < 0) {
        referat_set_error(error, REFERAT_ERROR_IO, "an output is lost: %s", g_strerror(errno));
        return false;
    }
    const size_t size = (size_t)status.st_size;
    if (size > 0) {
        void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes == MAP_FAILED) {
            referat_set_error(error, REFERAT_ERROR_IO, "an output cannot be read: %s",
                              g_strerror(errno));
            return false;
        }
        referat_sink_put(sink, bytes, size);
        (void)munmap(bytes, size);
    }
    return referat_sink_finish(sink, error);
}

static bool
take_outputs(const ReferatOutput *outputs, const int *files, size_t n, GError **error)
{
    g_autofree ReferatSink **sinks = g_new0(ReferatSink *, n);

    for (size_t i = 0; i < n; i++) {
        sinks[i] = outputs[i].sink;
        const bool good = outputs[i].format != NULL ? copy_output(files[i], outputs[i].sink, error)
                                                    : referat_sink_finish(outputs[i].sink, error);
        if (!good)
            return false;
    }
    return referat_sinks_commit(sinks, n, error);
}

/* ---- all of it ---- */

static void
set_clock(Watch *watch, uint64_t size)
{
    watch->begun = watch->last_heard = g_get_monotonic_time();
    watch->silence =
        (unsigned)referat_context_get_limit(watch->context, REFERAT_LIMIT_WORKER_SILENCE);
    watch->seconds = rft_total_seconds(watch->context, size);
}

/* A worker that has told its result ends at once, and with it the other end of the socket. */
static bool
has_left(const Watch *watch)
{
    enum { PATIENCE = 2000 /* milliseconds */ };
    struct pollfd end = {.fd = watch->socket, .events = 0};

    return poll(&end, 1, PATIENCE) > 0 && (end.revents & POLLHUP) != 0;
}

static bool
run(Watch *watch, const RftWork *work, GError **error)
{
    int ends[2] = {-1, -1};
    int status = 0;

    if (!rft_wire_pair(&ends[0], &ends[1])) {
        referat_set_error(error, REFERAT_ERROR_IO, "cannot start a worker: %s", g_strerror(errno));
        return false;
    }
    watch->socket = ends[0];
    watch->pid = fork();
    if (watch->pid == 0) {
        RftWork own = *work;
        own.socket = ends[1];
        rft_worker_run(&own);
    }
    (void)close(ends[1]);
    bool good = watch->pid > 0;
    if (!good)
        referat_set_error(error, REFERAT_ERROR_IO, "cannot start a worker: %s", g_strerror(errno));
    good = good && watch_it(watch, error);
    if (watch->pid > 0) {
        if (!good || !has_left(watch))
            (void)kill(watch->pid, SIGKILL);
        while (waitpid(watch->pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    rft_helpers_end_all(&watch->helpers);
    (void)close(ends[0]);
    if (good && !watch->finished)
        rft_judge_death(status, watch->seconds, error);
    if (!good || !watch->finished)
        return false;
    if (!watch->ok)
        rft_judge_result(watch->code, watch->text, watch->localised, error);
    return watch->ok;
}

/* Pictures go into a folder of the caller's: the worker may write there and nowhere else. */
static bool
make_media_folder(const ReferatContext *context, GError **error)
{
    const char *media = referat_context_get_option(context, "media");

    if (media == NULL || *media == '\0' || g_mkdir_with_parents(media, 0777) == 0)
        return true;
    referat_set_error(error, REFERAT_ERROR_CANNOT_CREATE, "cannot create %s: %s", media,
                      g_strerror(errno));
    return false;
}

bool
rft_worker_convert(ReferatContext *context, ReferatSource *source, const char *format,
                   const ReferatOutput *outputs, size_t n, GError **error)
{
    Watch *watch = NULL;
    g_autofree int *files = g_new(int, MAX(n, 1));
    bool done = true;
    GBytes *bytes = referat_source_get_bytes(
        source, referat_context_get_limit(context, REFERAT_LIMIT_INPUT_BYTES), error);

    if (bytes == NULL || !make_media_folder(context, error))
        return false;
    watch = g_new0(Watch, 1);
    watch->context = context;
    watch->source = source;
    watch->input = -1;
    rft_context_begin(context);
    set_clock(watch, g_bytes_get_size(bytes));
    size_t converted = 0;
    for (size_t i = 0; i < n; i++) {
        const bool ready = outputs[i].format == NULL;
        files[i] = ready ? -1 : rft_memory_file("output", NULL, 0);
        done = done && (ready || files[i] >= 0);
        converted += ready ? 0 : 1;
    }
    if (!done) {
        referat_set_error(error, REFERAT_ERROR_IO, "cannot start a worker: %s", g_strerror(errno));
    } else {
        const RftWork work = {
            .context = context,
            .source = source,
            .format = format,
            .outputs = outputs,
            .files = files,
            .n = converted,
            .seconds = watch->seconds,
        };
        done = run(watch, &work, error) && take_outputs(outputs, files, n, error);
    }
    for (size_t i = 0; i < n; i++)
        if (files[i] >= 0)
            (void)close(files[i]);
    if (watch->input >= 0)
        (void)close(watch->input);
    g_free(watch->text);
    g_free(watch->localised);
    g_free(watch);
    return done;
}

char *
rft_worker_layers(void)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {{RFT_SANDBOX_NO_NEW_PRIVILEGES, REFERAT_TEXT("no new privileges")},
                 {RFT_SANDBOX_LANDLOCK, "Landlock"},
                 {RFT_SANDBOX_SECCOMP, "seccomp"},
                 {RFT_SANDBOX_LIMITS, REFERAT_TEXT("resource limits")}};
    const unsigned layers = rft_sandbox_probe();
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if ((layers & names[i].bit) != 0)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                                   referat_translate(names[i].name));
    g_autoptr(GString) missing = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if ((layers & names[i].bit) == 0)
            g_string_append_printf(missing, "%s%s", missing->len > 0 ? ", " : "",
                                   referat_translate(names[i].name));
    if (missing->len > 0)
        g_string_append_printf(text, referat_translate("; not here: %s"), missing->str);
    return g_string_free(text, FALSE);
}
