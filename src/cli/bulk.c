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
#include "cli/words.h"
#include "po/i18n.h"

/* `referat bulk`: from words to RftBulkOptions. */

enum { RECYCLE = 500, SLOW = 4, LEASE = 120, TASKS = 4 };

typedef struct {
    CliWords given;
    RftBulkOptions options;
    RftEngine engine;
    GPtrArray *include, *exclude, *formats;
} Words;

/* A number, or a share with "%". */
static double
share_of(Words *words, const char *name, const char *value, bool *percent)
{
    char *end = NULL;
    const double number = g_ascii_strtod(value, &end);

    *percent = g_str_equal(end, "%");
    if (end == value || !(number >= 0 && number <= (*percent ? 100 : 1e12)) ||
        !(*percent || *end == '\0'))
        cli_words_refuse(&words->given, "--%s %s: a number, or a share such as 5%%, is meant", name,
                         value);
    return number;
}

/* ---- groups of options ---- */

static void
read_patterns(Words *words)
{
    for (guint i = 0; i < words->given.job->settings->len; i++) {
        const CliSetting *setting = &g_array_index(words->given.job->settings, CliSetting, i);
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
        g_strsplit(words->given.job->to_list != NULL ? words->given.job->to_list : "", ",", -1);
    ReferatFormat format;

    for (size_t i = 0; names[i] != NULL; i++) {
        if (*names[i] == '\0')
            continue;
        if (!referat_format_for_name(names[i], &format)) {
            g_autofree char *hint = cli_hint_format(names[i]);
            cli_words_refuse(&words->given, "--to %s: no such format%s", names[i], hint);
        } else if (!format.writable) {
            cli_words_refuse(&words->given, "--to %s: it can be read, not written", names[i]);
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
    const char *value = cli_words_value(&words->given, "since");
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();

    if (value == NULL)
        return;
    g_autofree char *whole =
        strchr(value, 'T') != NULL ? g_strdup(value) : g_strconcat(value, "T00:00:00", NULL);
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(whole, zone);
    if (date == NULL)
        cli_words_refuse(&words->given, "--since %s: a date such as 2024-05-31 is meant", value);
    else
        words->options.since = g_date_time_to_unix(date);
}

static void
read_sources(Words *words)
{
    static const char *const collisions[] = {"refuse", "suffix", NULL};
    static const char *const duplicates[] = {"convert", "skip", NULL};
    RftBulkOptions *options = &words->options;
    const char *layout = cli_words_value(&words->given, "layout");

    g_ptr_array_add(words->given.job->inputs, NULL);
    options->sources = (const char *const *)words->given.job->inputs->pdata;
    options->files_from = cli_words_value(&words->given, "files-from");
    options->null_separated = cli_words_value(&words->given, "null") != NULL;
    options->follow = cli_words_value(&words->given, "follow") != NULL;
    options->layout = layout == NULL || g_str_equal(layout, "tree") ? RFT_LAYOUT_TREE
                      : g_str_equal(layout, "hashed")               ? RFT_LAYOUT_HASHED
                                                                    : layout;
    options->collisions =
        (RftBulkCollisions)cli_words_choice(&words->given, "collisions", collisions);
    options->duplicates = cli_words_choice(&words->given, "duplicates", duplicates) == 1;
    read_patterns(words);
    read_formats(words);
    read_since(words);
}

static double
load_of(Words *words)
{
    const char *value = cli_words_value(&words->given, "max-load");
    char *end = NULL;
    const double load = value != NULL ? g_ascii_strtod(value, &end) : 0;

    if (value != NULL && (end == value || *end != '\0' || !(load > 0 && load <= 1e6)))
        cli_words_refuse(&words->given, "--max-load %s: a load such as 1.5 is meant", value);
    return load;
}

static void
read_limits(Words *words)
{
    RftBulkOptions *options = &words->options;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);

    options->workers =
        cli_words_number(&words->given, "workers", 1, 512, (unsigned)CLAMP(processors, 1L, 512L));
    options->recycle = cli_words_number(&words->given, "recycle", 1, 1000000, RECYCLE);
    options->seconds = cli_words_number(&words->given, "timeout", 1, 300, 0);
    options->silence = cli_words_number(&words->given, "silence", 1, 90, 0);
    options->megabytes = cli_words_number(&words->given, "memory", 64, 4096, 0);
    options->slow = cli_words_number(&words->given, "slow-lane", 1, 100, SLOW);
    options->lease = cli_words_number(&words->given, "lease", 3, 86400, LEASE);
    options->most_load = load_of(words);
}

static void
read_rate(Words *words)
{
    const char *value = cli_words_value(&words->given, "rate");
    char *end = NULL;

    if (value == NULL)
        return;
    const double number = g_ascii_strtod(value, &end);
    if (!(number > 0 && number < 1e12) || !(*end == '\0' || g_str_equal(end, "MB")))
        cli_words_refuse(&words->given, "--rate %s: documents a second, or such as 20MB, is meant",
                         value);
    else if (*end == '\0')
        words->options.rate = number;
    else
        words->options.bytes_rate = number * 1e6;
}

static void
read_retry(Words *words)
{
    const char *value = cli_words_value(&words->given, "retry-failed");
    g_auto(GStrv) names = g_strsplit(value != NULL ? value : "", ",", -1);

    for (size_t i = 0; names[i] != NULL; i++)
        if (*names[i] != '\0' && !rft_verdict_is_failure(rft_verdict_from_name(names[i])))
            cli_words_refuse(&words->given, "--retry-failed=%s: there is no failure of that name",
                             names[i]);
    words->options.retry = value;
}

static void
read_policies(Words *words)
{
    static const char *const syncs[] = {"batch", "each", "never", NULL};
    static const char *const journals[] = {"on", "off", NULL};
    RftBulkOptions *options = &words->options;
    const char *most = cli_words_value(&words->given, "max-failures");
    const char *fail_on = cli_words_value(&words->given, "fail-on");
    bool percent = false;

    options->sync = (RftBulkSync)cli_words_choice(&words->given, "sync", syncs);
    options->journal = cli_words_choice(&words->given, "journal", journals) == 0;
    options->checksum = cli_words_value(&words->given, "checksum") != NULL;
    options->anew = cli_words_value(&words->given, "anew") != NULL;
    if (most != NULL)
        options->most_failures =
            (uint64_t)share_of(words, "max-failures", most, &options->failures_percent);
    if (fail_on != NULL && g_str_equal(fail_on, "none"))
        options->fail_on_percent = 100;
    else if (fail_on != NULL && !g_str_equal(fail_on, "any"))
        options->fail_on_percent = share_of(words, "fail-on", fail_on, &percent);
    if (fail_on != NULL && options->fail_on_percent > 0 && options->fail_on_percent < 100 &&
        !percent)
        cli_words_refuse(&words->given, "--fail-on %s: any, none or a share such as 5%% is meant",
                         fail_on);
    read_rate(words);
    read_retry(words);
}

static void
read_shard(Words *words)
{
    g_autoptr(GError) error = NULL;
    const char *value = cli_words_value(&words->given, "shard");
    RftBulkOptions *options = &words->options;
    const char *source = NULL;
    bool good = true;

    options->shards = 1;
    if (value != NULL && g_str_equal(value, "auto"))
        good = rft_shard_from_environment(&options->shard, &options->shards, &source, &error);
    else if (value != NULL)
        good = rft_shard_parse(value, &options->shard, &options->shards, &error);
    if (!good)
        cli_words_refuse(&words->given, "%s", referat_error_get_localised(error));
    if (good && source != NULL) {
        g_autofree char *text =
            g_strdup_printf(_("part %u of %u (%s)"), options->shard + 1, options->shards, source);
        cli_note(NULL, text);
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
        if (cli_words_value(&words->given, modes[i].name) == NULL)
            continue;
        if (first != NULL)
            cli_words_refuse(&words->given, "--%s and --%s contradict each other", first,
                             modes[i].name);
        first = modes[i].name;
        words->options.mode = modes[i].mode;
    }
    words->options.state = cli_words_value(&words->given, "state");
    words->options.index = cli_words_value(&words->given, "index") != NULL;
    words->options.metrics = cli_words_value(&words->given, "metrics");
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

    engine->name = cli_words_value(&words->given, "engine");
    engine->dry = words->options.mode == RFT_BULK_DRY;
    engine->wait = cli_words_value(&words->given, "wait") != NULL;
    engine->tasks = cli_words_number(&words->given, "tasks", 1, 100000, TASKS);
    engine->shards = cli_words_number(&words->given, "shards", 1, 32767, 0);
    engine->partition = cli_words_value(&words->given, "partition");
    engine->time = cli_words_value(&words->given, "time");
    engine->memory = cli_words_value(&words->given, "mem");
    engine->image = cli_words_value(&words->given, "image");
    engine->claim = cli_words_value(&words->given, "claim");
    engine->mount = cli_words_value(&words->given, "mount");
    if (engine->name != NULL && words->options.files_from != NULL &&
        g_str_equal(words->options.files_from, "-"))
        cli_words_refuse(&words->given,
                         "--engine: the parts have no standard input; put the list into a file");
    if (engine->name != NULL && words->options.mode != RFT_BULK_RUN && !engine->dry)
        cli_words_refuse(&words->given, "--engine does not go with --plan or --merge");
}

/* ---- telling ---- */

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

    options->context = words->given.job->context;
    options->salt = words->given.job->words->str;
    options->from = words->given.job->from;
    options->out = words->given.job->out;
    read_sources(words);
    read_limits(words);
    read_policies(words);
    read_shard(words);
    read_mode(words);
    read_engine(words);
    if (!words->given.bad && (options->out == NULL || options->formats[0] == NULL))
        cli_words_refuse(&words->given, "say where to and what: --out DIR --to html,odt,txt,json");
    if (!words->given.bad && options->sources[0] == NULL && options->files_from == NULL &&
        options->mode != RFT_BULK_MERGE)
        cli_words_refuse(&words->given,
                         "no source: folders, files or archives; try referat help bulk");
}

/* ---- make's jobserver ---- */

/* How many may run at once is make's to say, unless somebody said it here. Returns: false when
 * nothing is to be done. */
static bool
ask_make(Words *words)
{
    CliJob *job = words->given.job;
    const bool given = cli_words_value(&words->given, "workers") != NULL;
    RftMakeFlags flags;

    rft_make_flags_parse(g_getenv("MAKEFLAGS"), &flags);
    const bool go_on = !flags.touches_nothing || words->options.mode == RFT_BULK_DRY;
    if (!go_on && !job->quiet)
        cli_note(NULL, N_("make touches nothing this time (-n, -q or -t): nothing is done"));
    else if (go_on && flags.announced && given && !job->quiet)
        cli_note(NULL, N_("-j is given: make's jobserver is not asked"));
    if (go_on && !given && flags.one_job && !flags.announced)
        words->options.workers = 1;
    /* what is handed to a cluster takes nothing of this machine */
    if (go_on && flags.announced && !given && words->engine.name == NULL) {
        words->options.tokens = rft_tokens_new(&flags);
        /* as make itself does without a jobserver */
        if (words->options.tokens == NULL)
            words->options.workers = 1;
    }
    rft_make_flags_clear(&flags);
    return go_on;
}

static CliStatus
run(Words *words)
{
    CliJob *job = words->given.job;
    const RftBulkVoice voice = {
        .say = cli_say,
        .show = cli_progress_possible(job) ? show : NULL,
        .print = print,
        .data = job,
        .quiet = job->quiet,
        .verbose = job->verbose,
    };
    g_autoptr(GPtrArray) arguments = NULL;

    be_nice(cli_words_number(&words->given, "nice", 0, 19, 0));
    if (words->given.bad)
        return CLI_USAGE;
    catch_signals();
    if (!ask_make(words))
        return CLI_OK;
    if (words->engine.name == NULL) {
        const CliStatus status = (CliStatus)rft_bulk(&words->options, &voice);
        rft_tokens_free(words->options.tokens);
        return status;
    }
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
        .given = {job, false},
        .include = g_ptr_array_new(),
        .exclude = g_ptr_array_new(),
        .formats = g_ptr_array_new(),
    };

    read_words(&words);
    const CliStatus status = words.given.bad ? CLI_USAGE : run(&words);
    g_ptr_array_unref(words.include);
    g_ptr_array_unref(words.exclude);
    g_ptr_array_unref(words.formats);
    return status;
}
