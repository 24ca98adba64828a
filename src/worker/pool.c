/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/context.h"
#include "worker/helpers.h"
#include "worker/inside.h"
#include "worker/judge.h"
#include "worker/nursery.h"
#include "worker/wire.h"

/*
 * A worker leads a process group of its own: what is typed at a terminal does not reach it, and
 * where no filter of system calls forbids it to start others, they end with it. It dies with us.
 */

typedef struct {
    pid_t pid;   /* 0: there is none */
    int socket;  /* -1: there is none */
    int input;   /* of the task, for helpers */
    bool broken; /* not to be given another document */
    bool busy;
    unsigned served;   /* documents */
    unsigned patience; /* for which its memory was set */
    uint64_t tag;
    uint64_t task;            /* what its answer must say */
    gint64 begun, last_heard; /* monotonic microseconds */
    unsigned silence;
    uint64_t seconds;
    RftHelpers helpers;
} Slot;

struct RftPool {
    RftPoolOptions options;
    Slot *slots;
    struct pollfd *ends; /* of the slots, and what else is watched */
    int watched;         /* -1: nothing else */
    unsigned next;       /* slot to look at first: none is heard before the others */
    uint64_t peak;
    RftNursery *nursery;
    RftPacket packet;
};

RftPool *
rft_pool_new(const RftPoolOptions *options)
{
    RftPool *pool = g_new0(RftPool, 1);
    ReferatLanguage first;

    pool->options = *options;
    pool->options.workers = MAX(options->workers, 1);
    pool->options.recycle = MAX(options->recycle, 1);
    pool->slots = g_new0(Slot, pool->options.workers);
    pool->ends = g_new0(struct pollfd, pool->options.workers + 1);
    pool->watched = -1;
    pool->nursery = rft_nursery_new("referat-pdf");
    for (unsigned i = 0; i < pool->options.workers; i++) {
        pool->slots[i].socket = pool->slots[i].input = -1;
        pool->slots[i].helpers.nursery = pool->nursery;
    }
    /* the words of all languages are made ready once, for all workers */
    (void)referat_language_at(options->context, 0, &first);
    return pool;
}

/* ---- a worker's life ---- */

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* Returns: what waitpid() says of it. */
static int
end_worker(RftPool *pool, Slot *slot)
{
    struct rusage usage = {0};
    int status = 0;

    rft_helpers_end_all(&slot->helpers);
    close_fd(&slot->input);
    close_fd(&slot->socket);
    if (slot->pid > 0) {
        while (wait4(slot->pid, &status, 0, &usage) < 0 && errno == EINTR)
            continue;
        pool->peak = MAX(pool->peak, (uint64_t)usage.ru_maxrss << 10);
    }
    slot->pid = 0;
    slot->busy = slot->broken = false;
    slot->served = 0;
    return status;
}

static int
kill_worker(RftPool *pool, Slot *slot)
{
    if (slot->pid > 0 && kill(-slot->pid, SIGKILL) != 0)
        (void)kill(slot->pid, SIGKILL);
    return end_worker(pool, slot);
}

static bool
start_worker(RftPool *pool, Slot *slot, unsigned patience, GError **error)
{
    const RftPoolOptions *options = &pool->options;
    int ends[2] = {-1, -1};
    RftService service = {
        .context = options->context,
        .from = options->from,
        .formats = options->formats,
        .n = options->n_formats,
        .summaries = options->summaries,
        .memory =
            referat_context_get_limit(options->context, REFERAT_LIMIT_WORKER_BYTES) * patience,
        .parent = getpid(),
    };

    if (rft_wire_pair(&ends[0], &ends[1])) {
        slot->socket = ends[0];
        service.socket = ends[1];
        slot->pid = fork();
        if (slot->pid == 0)
            rft_worker_serve(&service);
    }
    const int failed = errno;
    close_fd(&ends[1]);
    if (slot->pid <= 0) {
        slot->pid = 0;
        close_fd(&slot->socket);
        referat_set_error(error, REFERAT_ERROR_IO, "cannot start a worker: %s", g_strerror(failed));
        return false;
    }
    (void)setpgid(slot->pid, slot->pid);
    slot->patience = patience;
    return true;
}

void
rft_pool_free(RftPool *pool)
{
    if (pool == NULL)
        return;
    for (unsigned i = 0; i < pool->options.workers; i++)
        (void)kill_worker(pool, &pool->slots[i]);
    rft_nursery_free(pool->nursery);
    g_free(pool->slots);
    g_free(pool->ends);
    g_free(pool);
}

/* ---- giving ---- */

unsigned
rft_pool_idle(const RftPool *pool)
{
    unsigned idle = 0;

    for (unsigned i = 0; i < pool->options.workers; i++)
        idle += pool->slots[i].busy ? 0 : 1;
    return idle;
}

/* Nobody asked it anything. */
static bool
speaks_unasked(const Slot *slot)
{
    struct pollfd end = {.fd = slot->socket, .events = POLLIN};

    return poll(&end, 1, 0) != 0;
}

static bool
suits(const Slot *slot, const RftTask *task)
{
    return slot->pid > 0 && !slot->broken && slot->patience == task->patience &&
           (!task->fresh || slot->served == 0) && !speaks_unasked(slot);
}

/* One that can take it as it is, or else any that is idle. */
static Slot *
find_slot(RftPool *pool, const RftTask *task)
{
    Slot *idle = NULL;

    for (unsigned i = 0; i < pool->options.workers; i++) {
        Slot *slot = &pool->slots[i];
        if (slot->busy)
            continue;
        if (suits(slot, task))
            return slot;
        if (idle == NULL || slot->pid == 0)
            idle = slot;
    }
    return idle;
}

static bool
send_task(RftPool *pool, Slot *slot, const RftTask *task)
{
    int files[RFT_PACKET_FILES] = {task->input};
    RftPacket *packet = &pool->packet;

    packet->type = RFT_PACKET_TASK;
    packet->number = packet->code = packet->length = 0;
    packet->done = packet->total = 0;
    packet->tag = slot->task = (uint64_t)g_random_int() << 32 | g_random_int();
    packet->position = (ReferatPosition){0};
    rft_packet_add(packet, task->name);
    for (size_t i = 0; i < pool->options.n_formats; i++)
        files[i + 1] = task->outputs[i];
    return rft_wire_send(slot->socket, packet, files, pool->options.n_formats + 1);
}

static void
set_clock(RftPool *pool, Slot *slot, const RftTask *task)
{
    const ReferatContext *context = pool->options.context;

    slot->begun = slot->last_heard = g_get_monotonic_time();
    slot->silence =
        (unsigned)referat_context_get_limit(context, REFERAT_LIMIT_WORKER_SILENCE) * task->patience;
    slot->seconds = rft_total_seconds(context, task->size) * task->patience;
}

static bool
give(RftPool *pool, const RftTask *task, GError **error)
{
    Slot *slot = find_slot(pool, task);

    g_return_val_if_fail(slot != NULL, false);
    if (!suits(slot, task)) {
        (void)kill_worker(pool, slot);
        if (!start_worker(pool, slot, task->patience, error))
            return false;
    }
    set_clock(pool, slot, task);
    slot->tag = task->tag;
    slot->input = task->input;
    slot->busy = true;
    /* one that died while it was idle is noticed by its socket, and judged then */
    (void)send_task(pool, slot, task);
    return true;
}

bool
rft_pool_give(RftPool *pool, const RftTask *task, GError **error)
{
    const bool given = give(pool, task, error);

    for (size_t i = 0; i < pool->options.n_formats; i++)
        (void)close(task->outputs[i]);
    if (!given)
        (void)close(task->input);
    return given;
}

/* ---- hearing ---- */

static void
begin_outcome(Slot *slot, RftOutcome *outcome)
{
    *outcome = (RftOutcome){
        .tag = slot->tag,
        .fresh = slot->served == 0,
        .microseconds = g_get_monotonic_time() - slot->begun,
    };
}

static void
take_result(RftPool *pool, Slot *slot, RftOutcome *outcome)
{
    const RftPacket *packet = &pool->packet;

    begin_outcome(slot, outcome);
    outcome->warnings = packet->total;
    outcome->sum = g_utf8_make_valid(rft_packet_string(packet, 1), -1);
    outcome->lost = g_utf8_make_valid(rft_packet_string(packet, 2), -1);
    outcome->summary = g_utf8_make_valid(rft_packet_string(packet, 3), -1);
    if (packet->number != 1) {
        g_autofree char *text = g_utf8_make_valid(rft_packet_string(packet, 0), -1);
        outcome->number = (int)MIN(packet->done, (uint64_t)G_MAXINT);
        g_autofree char *localised = g_utf8_make_valid(rft_packet_string(packet, 4), -1);
        rft_judge_result(packet->code, text, localised, &outcome->error);
    }
    rft_helpers_end_all(&slot->helpers);
    close_fd(&slot->input);
    slot->busy = false;
    slot->served++;
    /* what ran out of memory has ended with its last words */
    if (packet->code == RFT_OUT_OF_MEMORY || slot->served >= pool->options.recycle)
        slot->broken = true;
}

/* Whatever was being done is over with it. Returns: whether something was. */
static bool
give_up(RftPool *pool, Slot *slot, RftOutcome *outcome)
{
    const uint64_t seconds = slot->seconds;
    const bool busy = slot->busy;

    if (busy)
        begin_outcome(slot, outcome);
    const int status = kill_worker(pool, slot);
    if (busy)
        rft_judge_death(status, seconds, &outcome->error);
    return busy;
}

/* Returns: whether the task is over. One that says what it cannot mean has been taken over. */
static bool
hear(RftPool *pool, Slot *slot, RftOutcome *outcome)
{
    RftPacket *packet = &pool->packet;

    if (!rft_wire_receive(slot->socket, packet, NULL, 0) || !slot->busy)
        return give_up(pool, slot, outcome);
    slot->last_heard = g_get_monotonic_time();
    switch ((RftPacketType)packet->type) {
    case RFT_PACKET_RESULT:
        if (packet->tag != slot->task)
            return give_up(pool, slot, outcome);
        take_result(pool, slot, outcome);
        return true;
    case RFT_PACKET_START:
        return !rft_helpers_start(&slot->helpers, slot->socket, packet, slot->input,
                                  referat_context_get_password(pool->options.context)) &&
               give_up(pool, slot, outcome);
    case RFT_PACKET_END:
        rft_helpers_end(&slot->helpers, packet->number);
        return false;
    default:
        return false;
    }
}

static unsigned
seconds_since(gint64 then)
{
    return (unsigned)((g_get_monotonic_time() - then) / G_USEC_PER_SEC);
}

static bool
is_late(RftPool *pool, Slot *slot, RftOutcome *outcome)
{
    const bool silent = slot->busy && seconds_since(slot->last_heard) > slot->silence;
    const bool late = slot->busy && seconds_since(slot->begun) > slot->seconds;
    const unsigned silence = slot->silence;
    const uint64_t seconds = slot->seconds;

    if (!silent && !late)
        return false;
    begin_outcome(slot, outcome);
    (void)kill_worker(pool, slot);
    if (silent)
        rft_judge_silence(silence, &outcome->error);
    else
        rft_judge_lateness(seconds, &outcome->error);
    return true;
}

static bool
look_around(RftPool *pool, RftOutcome *outcome)
{
    const unsigned n = pool->options.workers;

    for (unsigned i = 0; i < n; i++) {
        const unsigned at = (pool->next + i) % n;
        Slot *slot = &pool->slots[at];
        const bool spoke = pool->ends[at].revents != 0;
        pool->ends[at].revents = 0;
        if ((spoke && slot->socket >= 0 && hear(pool, slot, outcome)) ||
            is_late(pool, slot, outcome)) {
            pool->next = (at + 1) % n;
            return true;
        }
    }
    return false;
}

void
rft_pool_watch(RftPool *pool, int fd)
{
    pool->watched = fd;
}

bool
rft_pool_wait(RftPool *pool, int milliseconds, RftOutcome *outcome)
{
    enum { TICK = 200 /* the clocks of the workers are looked at as often */ };
    const gint64 begun = g_get_monotonic_time();

    for (;;) {
        const int passed = (int)((g_get_monotonic_time() - begun) / 1000);
        const int left = milliseconds < 0 ? TICK : MAX(milliseconds - passed, 0);
        for (unsigned i = 0; i < pool->options.workers; i++)
            pool->ends[i] = (struct pollfd){.fd = pool->slots[i].socket, .events = POLLIN};
        struct pollfd *other = &pool->ends[pool->options.workers];
        *other = (struct pollfd){.fd = pool->watched, .events = POLLIN};
        const int ready = poll(pool->ends, pool->options.workers + 1, MIN(left, TICK));
        if (ready < 0)
            return false;
        if (look_around(pool, outcome))
            return true;
        if (left == 0 || other->revents != 0)
            return false;
    }
}

void
rft_outcome_clear(RftOutcome *outcome)
{
    g_clear_error(&outcome->error);
    g_clear_pointer(&outcome->sum, g_free);
    g_clear_pointer(&outcome->lost, g_free);
    g_clear_pointer(&outcome->summary, g_free);
}

/* ---- what it tells ---- */

bool
rft_pool_oldest(const RftPool *pool, uint64_t *tag, int64_t *microseconds)
{
    const Slot *oldest = NULL;

    for (unsigned i = 0; i < pool->options.workers; i++) {
        const Slot *slot = &pool->slots[i];
        if (slot->busy && (oldest == NULL || slot->begun < oldest->begun))
            oldest = slot;
    }
    if (oldest == NULL)
        return false;
    *tag = oldest->tag;
    *microseconds = g_get_monotonic_time() - oldest->begun;
    return true;
}

/* Of one that runs, as the kernel tells it. */
static uint64_t
peak_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)pid);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    const char *line = strstr(text, "VmHWM:");
    return line != NULL ? g_ascii_strtoull(line + strlen("VmHWM:"), NULL, 10) << 10 : 0;
}

uint64_t
rft_pool_peak(const RftPool *pool)
{
    uint64_t peak = pool->peak;

    for (unsigned i = 0; i < pool->options.workers; i++)
        if (pool->slots[i].pid > 0)
            peak = MAX(peak, peak_of(pool->slots[i].pid));
    return peak;
}
