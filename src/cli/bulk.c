/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/bulk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bulk/engine.h"
#include "bulk/plan/names.h"
#include "bulk/scheduler.h"
#include "bulk/verdict.h"
#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/progress.h"

/* `referat bulk`: from words to RftBulkOptions. */

enum { RECYCLE = 500, SLOW = 4, LEASE = 120, TASKS = 4 };

typedef struct {
    CliJob *job;
    RftBulkOptions options;
    RftEngine engine;
    GPtrArray *include, *exclude, *formats;
    bool bad;
} Words;

static const char *
value_of(const Words *words, const char *name)
{
    const char *value = NULL;

    for (guint i = 0; i < words->job->settings->len; i++) {
        const CliSetting *setting = &g_array_index(words->job->settings, CliSetting, i);
        if (g_str_equal(setting->name, name))
            value = setting->value;
    }
    return value;
}

static void refuse(Words *words, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
refuse(Words *words, const char *format, ...)
{
    va_list list;

    if (words->bad)
        return;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    cli_error(NULL, text);
    words->bad = true;
}

static unsigned
number_of(Words *words, const char *name, unsigned least, unsigned most, unsigned initial)
{
    const char *value = value_of(words, name);
    guint64 number = 0;

    if (value == NULL)
        return initial;
    if (g_ascii_string_to_unsigned(value, 10, least, most, &number, NULL))
        return (unsigned)number;
    refuse(words, "--%s %s: a number from %u to %u is meant", name, value, least, most);
    return initial;
}

/* Returns: the place of the value among @choices; 0 when it was not given. */
static unsigned
choice_of(Words *words, const char *name, const char *const *choices)
{
    const char *value = value_of(words, name);

    for (unsigned i = 0; value != NULL && choices[i] != NULL; i++)
        if (g_str_equal(choices[i], value))
            return i;
    if (value != NULL) {
        g_autofree char *all = g_strjoinv(", ", (char **)choices);
        refuse(words, "--%s %s: one of %s is meant", name, value, all);
    }
    return 0;
}

/* A number, or a share with "%". */
static double
share_of(Words *words, const char *name, const char *value, bool *percent)
{
    char *end = NULL;
    const double number = g_ascii_strtod(value, &end);

    *percent = g_str_equal(end, "%");
    if (end == value || !(number >= 0 && number <= (*percent ? 100 : 1e12)) ||
        !(*percent || *end == '\0'))
        refuse(words, "--%s %s: a number, or a share such as 5%%, is meant", name, value);
    return number;
}

/* ---- groups of options ---- */

static void
read_patterns(Words *words)
{
    for (guint i = 0; i < words->job->settings->len; i++) {
        const CliSetting *setting = &g_array_index(words->job->settings, CliSetting, i);
        if (g_str_equal(setting->name, "include"))
            g_ptr_array_add(words->include, setting->value);
        else if (g_str_equal(setting->name, "exclude"))
            g_ptr_array_add(words->exclude, setting->value);
    }
    g_ptr_array_add(words->include, NULL);
    g_ptr_array_add(words->exclude, NULL);
    words->options.include = (const char *const *)words->include->pdata;
    words->options.exclude = (const char *const *)words->exclude->pdata;
}

static void
read_formats(Words *words)
{
    g_auto(GStrv) names =
        g_strsplit(words->job->to_list != NULL ? words->job->to_list : "", ",", -1);
    ReferatFormat format;

    for (size_t i = 0; names[i] != NULL; i++) {
        if (*names[i] == '\0')
            continue;
        if (!referat_format_for_name(names[i], &format)) {
            g_autofree char *hint = cli_hint_format(names[i]);
            refuse(words, "--to %s: no such format%s", names[i], hint);
        } else if (!format.writable) {
            refuse(words, "--to %s: it can be read, not written", names[i]);
        } else if (!g_ptr_array_find_with_equal_func(words->formats, format.name, g_str_equal,
                                                     NULL)) {
            g_ptr_array_add(words->formats, (gpointer)format.name);
        }
    }
    g_ptr_array_add(words->formats, NULL);
    words->options.formats = (const char *const *)words->formats->pdata;
}

static void
read_since(Words *words)
{
    const char *value = value_of(words, "since");
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();

    if (value == NULL)
        return;
    g_autofree char *whole =
        strchr(value, 'T') != NULL ? g_strdup(value) : g_strconcat(value, "T00:00:00", NULL);
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(whole, zone);
    if (date == NULL)
        refuse(words, "--since %s: a date such as 2024-05-31 is meant", value);
    else
        words->options.since = g_date_time_to_unix(date);
}

static void
read_sources(Words *words)
{
    static const char *const collisions[] = {"refuse", "suffix", NULL};
    static const char *const duplicates[] = {"convert", "skip", NULL};
    RftBulkOptions *options = &words->options;
    const char *layout = value_of(words, "layout");

    g_ptr_array_add(words->job->inputs, NULL);
    options->sources = (const char *const *)words->job->inputs->pdata;
    options->files_from = value_of(words, "files-from");
    options->null_separated = value_of(words, "null") != NULL;
    options->follow = value_of(words, "follow") != NULL;
    options->layout = layout == NULL || g_str_equal(layout, "tree") ? RFT_LAYOUT_TREE
                      : g_str_equal(layout, "hashed")               ? RFT_LAYOUT_HASHED
                                                                    : layout;
    options->collisions = (RftBulkCollisions)choice_of(words, "collisions", collisions);
    options->duplicates = choice_of(words, "duplicates", duplicates) == 1;
    read_patterns(words);
    read_formats(words);
    read_since(words);
}

static double
load_of(Words *words)
{
    const char *value = value_of(words, "max-load");
    char *end = NULL;
    const double load = value != NULL ? g_ascii_strtod(value, &end) : 0;

    if (value != NULL && (end == value || *end != '\0' || !(load > 0 && load <= 1e6)))
        refuse(words, "--max-load %s: a load such as 1.5 is meant", value);
    return load;
}

static void
read_limits(Words *words)
{
    RftBulkOptions *options = &words->options;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);

    options->workers = number_of(words, "workers", 1, 512, (unsigned)CLAMP(processors, 1L, 512L));
    options->recycle = number_of(words, "recycle", 1, 1000000, RECYCLE);
    options->seconds = number_of(words, "timeout", 1, 300, 0);
    options->silence = number_of(words, "silence", 1, 90, 0);
    options->megabytes = number_of(words, "memory", 64, 4096, 0);
    options->slow = number_of(words, "slow-lane", 1, 100, SLOW);
    options->lease = number_of(words, "lease", 3, 86400, LEASE);
    options->most_load = load_of(words);
}

static void
read_rate(Words *words)
{
    const char *value = value_of(words, "rate");
    char *end = NULL;

    if (value == NULL)
        return;
    const double number = g_ascii_strtod(value, &end);
    if (!(number > 0 && number < 1e12) || !(*end == '\0' || g_str_equal(end, "MB")))
        refuse(words, "--rate %s: documents a second, or such as 20MB, is meant", value);
    else if (*end == '\0')
        words->options.rate = number;
    else
        words->options.bytes_rate = number * 1e6;
}

static void
read_retry(Words *words)
{
    const char *value = value_of(words, "retry-failed");
    g_auto(GStrv) names = g_strsplit(value != NULL ? value : "", ",", -1);

    for (size_t i = 0; names[i] != NULL; i++)
        if (*names[i] != '\0' && !rft_verdict_is_failure(rft_verdict_from_name(names[i])))
            refuse(words, "--retry-failed=%s: there is no failure of that name", names[i]);
    words->options.retry = value;
}

static void
read_policies(Words *words)
{
    static const char *const syncs[] = {"batch", "each", "never", NULL};
    static const char *const journals[] = {"on", "off", NULL};
    RftBulkOptions *options = &words->options;
    const char *most = value_of(words, "max-failures");
    const char *fail_on = value_of(words, "fail-on");
    bool percent = false;

    options->sync = (RftBulkSync)choice_of(words, "sync", syncs);
    options->journal = choice_of(words, "journal", journals) == 0;
    options->checksum = value_of(words, "checksum") != NULL;
    options->anew = value_of(words, "anew") != NULL;
    if (most != NULL)
        options->most_failures =
            (uint64_t)share_of(words, "max-failures", most, &options->failures_percent);
    if (fail_on != NULL && g_str_equal(fail_on, "none"))
        options->fail_on_percent = 100;
    else if (fail_on != NULL && !g_str_equal(fail_on, "any"))
        options->fail_on_percent = share_of(words, "fail-on", fail_on, &percent);
    if (fail_on != NULL && options->fail_on_percent > 0 && options->fail_on_percent < 100 &&
        !percent)
        refuse(words, "--fail-on %s: any, none or a share such as 5%% is meant", fail_on);
    read_rate(words);
    read_retry(words);
}

static void
read_shard(Words *words)
{
    g_autoptr(GError) error = NULL;
    const char *value = value_of(words, "shard");
    RftBulkOptions *options = &words->options;
    const char *source = NULL;
    bool good = true;

    options->shards = 1;
    if (value != NULL && g_str_equal(value, "auto"))
        good = rft_shard_from_environment(&options->shard, &options->shards, &source, &error);
    else if (value != NULL)
        good = rft_shard_parse(value, &options->shard, &options->shards, &error);
    if (!good)
        refuse(words, "%s", error->message);
    if (good && source != NULL) {
        g_autofree char *text =
            g_strdup_printf("part %u of %u (%s)", options->shard + 1, options->shards, source);
        words->job->input_name = "referat";
        cli_note(words->job, text);
    }
}

static void
read_mode(Words *words)
{
    static const struct {
        const char *name;
        RftBulkMode mode;
    } modes[] = {{"dry-run", RFT_BULK_DRY}, {"plan", RFT_BULK_PLAN}, {"merge", RFT_BULK_MERGE}};
    const char *first = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        if (value_of(words, modes[i].name) == NULL)
            continue;
        if (first != NULL)
            refuse(words, "--%s and --%s contradict each other", first, modes[i].name);
        first = modes[i].name;
        words->options.mode = modes[i].mode;
    }
    words->options.state = value_of(words, "state");
    words->options.index = value_of(words, "index") != NULL;
    words->options.metrics = value_of(words, "metrics");
}

/* ---- engines ---- */

/* Options that say how parts are handed over; the parts do not get them. */
static bool
is_of_engine(const char *word)
{
    static const char *const names[] = {
        "engine", "shards", "tasks", "wait",  "partition", "time", "mem",          "image", "claim",
        "mount",  "plan",   "merge", "shard", "dry-run",   "anew", "retry-failed", NULL};

    if (!g_str_has_prefix(word, "--"))
        return false;
    g_autofree char *name = g_strndup(word + 2, strcspn(word + 2, "="));
    return g_strv_contains(names, name);
}

/* The command line again, for the parts. */
static GPtrArray *
arguments_for_parts(const CliJob *job)
{
    GPtrArray *arguments = g_ptr_array_new();

    for (guint i = 0; i < job->given->len; i++) {
        char **group = g_ptr_array_index(job->given, i);
        for (size_t k = 0; !is_of_engine(group[0]) && group[k] != NULL; k++)
            g_ptr_array_add(arguments, group[k]);
    }
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static void
read_engine(Words *words)
{
    RftEngine *engine = &words->engine;

    engine->name = value_of(words, "engine");
    engine->dry = words->options.mode == RFT_BULK_DRY;
    engine->wait = value_of(words, "wait") != NULL;
    engine->tasks = number_of(words, "tasks", 1, 100000, TASKS);
    engine->shards = number_of(words, "shards", 1, 32767, 0);
    engine->partition = value_of(words, "partition");
    engine->time = value_of(words, "time");
    engine->memory = value_of(words, "mem");
    engine->image = value_of(words, "image");
    engine->claim = value_of(words, "claim");
    engine->mount = value_of(words, "mount");
    if (engine->name != NULL && words->options.files_from != NULL &&
        g_str_equal(words->options.files_from, "-"))
        refuse(words, "--engine: the parts have no standard input; put the list into a file");
    if (engine->name != NULL && words->options.mode != RFT_BULK_RUN && !engine->dry)
        refuse(words, "--engine does not go with --plan or --merge");
}

/* ---- telling ---- */

static void
say(ReferatLevel level, const char *line, gpointer data)
{
    static const char *const levels[] = {"note", "warning", "error"};
    CliJob *job = data;
    g_autofree char *safe = cli_printable(line);
    g_autofree char *text = level == REFERAT_LEVEL_NOTE
                                ? g_strdup_printf("%s\n", safe)
                                : g_strdup_printf("referat: %s: %s\n", levels[level], safe);

    (void)job;
    cli_progress_clear();
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* nobody listens */
}

static void
show(const char *line, gpointer data)
{
    (void)data;
    cli_progress_put(line);
}

static void
print(const char *line, gpointer data)
{
    (void)data;
    (void)puts(line);
}

/* ---- signals ---- */

static void
on_signal(int number)
{
    (void)number;
    rft_bulk_stop();
}

static void
catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        struct sigaction action = {.sa_handler = on_signal};
        struct sigaction old;
        /* nohup and the like stay in force */
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            (void)sigaction(numbers[i], &action, NULL);
    }
}

/* Processor and disk are for those who wait for an answer. */
static void
be_nice(unsigned niceness)
{
    enum { WHO_PROCESS = 1, CLASS_IDLE = 3, CLASS_SHIFT = 13 };

    if (niceness == 0)
        return;
    (void)setpriority(PRIO_PROCESS, 0, (int)niceness);
    (void)syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_IDLE << CLASS_SHIFT);
}

/* ---- all of it ---- */

static void
read_words(Words *words)
{
    RftBulkOptions *options = &words->options;

    options->context = words->job->context;
    options->salt = words->job->words->str;
    options->from = words->job->from;
    options->out = words->job->out;
    read_sources(words);
    read_limits(words);
    read_policies(words);
    read_shard(words);
    read_mode(words);
    read_engine(words);
    if (!words->bad && (options->out == NULL || options->formats[0] == NULL))
        refuse(words, "say where to and what: --out DIR --to html,odt,txt,json");
    if (!words->bad && options->sources[0] == NULL && options->files_from == NULL &&
        options->mode != RFT_BULK_MERGE)
        refuse(words, "no source: folders, files or archives; try referat help bulk");
}

static CliStatus
run(Words *words)
{
    CliJob *job = words->job;
    const RftBulkVoice voice = {
        .say = say,
        .show = cli_progress_possible(job) ? show : NULL,
        .print = print,
        .data = job,
        .quiet = job->quiet,
        .verbose = job->verbose,
    };
    g_autoptr(GPtrArray) arguments = NULL;

    be_nice(number_of(words, "nice", 0, 19, 0));
    if (words->bad)
        return CLI_USAGE;
    catch_signals();
    if (words->engine.name == NULL)
        return (CliStatus)rft_bulk(&words->options, &voice);
    arguments = arguments_for_parts(job);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    words->engine.program = program != NULL ? program : "referat";
    words->engine.arguments = (const char *const *)arguments->pdata;
    return (CliStatus)rft_engine_run(&words->engine, &words->options, &voice);
}

CliStatus
cli_bulk(CliJob *job)
{
    Words words = {
        .job = job,
        .include = g_ptr_array_new(),
        .exclude = g_ptr_array_new(),
        .formats = g_ptr_array_new(),
    };

    read_words(&words);
    const CliStatus status = words.bad ? CLI_USAGE : run(&words);
    g_ptr_array_unref(words.include);
    g_ptr_array_unref(words.exclude);
    g_ptr_array_unref(words.formats);
    return status;
}
