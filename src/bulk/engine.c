/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/engine.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bulk/plan/planning.h"
#include "bulk/report/merge.h"
#include "bulk/state.h"
#include "bulk/stop.h"
#include "bulk/voice.h"

/*
 * Engines start the same command line on other machines, with --shard auto, and --merge at the end.
 * They need nothing else: whatever they do wrong (a part twice, a part never) is seen in the
 * journals.
 */

enum {
    SHARDS_A_TASK = 16,   /* so that no machine waits long for the slowest; see referat-bulk(1) */
    LEAST_DOCUMENTS = 64, /* a part: to start one costs a second or more */
    POLLS = 3             /* seconds between looks at the queue */
};

typedef struct {
    const RftEngine *engine;
    const RftBulkOptions *options;
    const RftBulkVoice *voice;
    RftState *state;
    unsigned shards;
} Job;

/* ---- scripts ---- */

/* The command line that was given, and behind it what holds for parts: the last word counts. */
static void
put_command(GString *script, const Job *job)
{
    g_autofree char *program = g_shell_quote(job->engine->program);

    g_string_append_printf(script, "%s bulk", program);
    for (size_t i = 0; job->engine->arguments[i] != NULL; i++) {
        g_autofree char *word = g_shell_quote(job->engine->arguments[i]);
        g_string_append_printf(script, " %s", word);
    }
}

/* A document that fails is a verdict, not a reason to run its part again; one that was interrupted
 * before a time limit goes back into the queue. */
static char *
part_script(const Job *job)
{
    GString *script = g_string_new("#!/bin/sh\n# one part of a run of referat bulk\n");

    g_string_append_printf(script, "export REFERAT_SHARDS=%u\n", job->shards);
    put_command(script, job);
    g_string_append_printf(
        script,
        " --shard auto --fail-on none -q --workers %u &\n"
        "part=$!\n"
        "trap 'kill -TERM $part' TERM\n"
        "wait $part\n"
        "status=$?\n"
        "while kill -0 $part 2>/dev/null; do\n"
        "    wait $part\n"
        "    status=$?\n"
        "done\n"
        "if [ $status -eq 75 ] && [ \"${SLURM_RESTART_COUNT:-0}\" -lt 20 ]; then\n"
        "    scontrol requeue "
        "\"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"\n"
        "fi\n"
        "exit $status\n",
        job->options->workers);
    return g_string_free(script, FALSE);
}

static char *
merge_script(const Job *job)
{
    GString *script = g_string_new("#!/bin/sh\n# puts together what the parts did\nexec ");

    put_command(script, job);
    g_string_append(script, " --merge\n");
    return g_string_free(script, FALSE);
}

static bool
write_script(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    return g_file_set_contents(path, text, -1, error) && chmod(path, 0755) == 0;
}

/* ---- Slurm ---- */

/* Returns: (transfer full) (nullable): what a program prints. */
static char *
output_of(char **argv, GError **error)
{
    char *text = NULL;
    char *said = NULL;
    int status = 0;

    const bool ran = g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, &said,
                                  &status, error);
    if (ran && status != 0) {
        referat_set_error(error, REFERAT_ERROR_IO, "%s: %s", argv[0], g_strstrip(said));
        g_clear_pointer(&text, g_free);
    }
    g_free(said);
    return text != NULL ? g_strstrip(text) : NULL;
}

/* How large an array may be: the site's MaxArraySize is one more than the highest index. */
static unsigned
most_in_array(void)
{
    char *argv[] = {(char *)"scontrol", (char *)"show", (char *)"config", NULL};
    g_autofree char *text = output_of(argv, NULL);
    const char *at = text != NULL ? strstr(text, "MaxArraySize") : NULL;
    const char *equals = at != NULL ? strchr(at, '=') : NULL;
    const guint64 most = equals != NULL ? g_ascii_strtoull(equals + 1, NULL, 10) : 0;

    return most > 1 ? (unsigned)MIN(most - 1, G_MAXINT32) : 1000;
}

static void add(GPtrArray *argv, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
add(GPtrArray *argv, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    g_ptr_array_add(argv, g_strdup_vprintf(format, list));
    va_end(list);
}

static void
add_common(const Job *job, GPtrArray *argv, const char *folder, const char *log)
{
    g_autofree char *here = g_get_current_dir();

    add(argv, "sbatch");
    add(argv, "--parsable");
    add(argv, "--open-mode=append");
    add(argv, "--chdir=%s", here);
    /* sbatch takes a "%" for one of its own */
    g_auto(GStrv) parts = g_strsplit(folder, "%", -1);
    g_autofree char *plain = g_strjoinv("%%", parts);
    add(argv, "--output=%s/%s", plain, log);
    add(argv, "--requeue");
    if (job->engine->partition != NULL)
        add(argv, "--partition=%s", job->engine->partition);
}

/** Array: one of several, where the site allows none that holds all parts. */
typedef struct {
    unsigned first;    /* part */
    unsigned n;        /* parts */
    unsigned at_once;  /* of these */
    const char *after; /* (nullable): a job that it waits for */
} Array;

static GPtrArray *
array_command(const Job *job, const char *folder, const Array *array)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

    add_common(job, argv, folder, "part-%A_%a.log");
    add(argv, "--job-name=referat");
    add(argv, "--array=0-%u%%%u", array->n - 1, array->at_once);
    if (array->after != NULL)
        add(argv, "--dependency=afterany:%s", array->after);
    add(argv, "--cpus-per-task=%u", job->options->workers);
    add(argv, "--export=ALL,REFERAT_SHARDS=%u,REFERAT_SHARD_OFFSET=%u", job->shards, array->first);
    /* time to finish what runs, before the limit */
    add(argv, "--signal=B:TERM@60");
    if (job->engine->time != NULL)
        add(argv, "--time=%s", job->engine->time);
    if (job->engine->memory != NULL)
        add(argv, "--mem=%s", job->engine->memory);
    add(argv, "%s/part.sh", folder);
    g_ptr_array_add(argv, NULL);
    return argv;
}

static GPtrArray *
merge_command(const Job *job, const char *folder, const char *ids)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

    add_common(job, argv, folder, "merge-%j.log");
    add(argv, "--job-name=referat-merge");
    /* also after parts that failed: what is missing is to be said */
    add(argv, "--dependency=afterany:%s", ids);
    add(argv, "%s/merge.sh", folder);
    g_ptr_array_add(argv, NULL);
    return argv;
}

static void
print_command(const Job *job, GPtrArray *argv)
{
    GString *line = g_string_new(NULL);

    for (guint i = 0; i + 1 < argv->len; i++) {
        g_autofree char *word = g_shell_quote(g_ptr_array_index(argv, i));
        g_string_append_printf(line, "%s%s", i > 0 ? " " : "", word);
    }
    job->voice->print(line->str, job->voice->data);
    (void)g_string_free(line, TRUE);
}

static void
print_script(const Job *job, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++)
        job->voice->print(lines[i], job->voice->data);
}

/* What is in the queue already would only be a part of a run that is not complete. */
static void
cancel(const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++) {
        char *argv[] = {(char *)"scancel", g_ptr_array_index(ids, i), NULL};
        g_autofree char *text = output_of(argv, NULL);
    }
}

/* Returns: (transfer full) (nullable): the number of the job. */
static char *
submit(const Job *job, GPtrArray *argv, GError **error)
{
    if (job->engine->dry) {
        print_command(job, argv);
        return g_strdup("JOB");
    }
    char *id = output_of((char **)argv->pdata, error);
    if (id != NULL)
        id[strcspn(id, ";")] = '\0';
    return id;
}

/* All arrays together run as many at once as one would: they share that out, or wait for one
 * another. Returns: false with @error set; @ids gets the numbers. */
static bool
submit_arrays(const Job *job, const char *folder, GPtrArray *ids, GError **error)
{
    const unsigned most = most_in_array();
    const unsigned arrays = (job->shards + most - 1) / most;
    const unsigned tasks = job->engine->tasks;

    for (unsigned i = 0; i < arrays; i++) {
        const unsigned share =
            (unsigned)((uint64_t)tasks * (i + 1) / arrays - (uint64_t)tasks * i / arrays);
        const Array array = {
            .first = i * most,
            .n = MIN(most, job->shards - i * most),
            .at_once = arrays <= tasks ? share : 1,
            .after = arrays > tasks && i >= tasks ? g_ptr_array_index(ids, i - tasks) : NULL,
        };
        g_autoptr(GPtrArray) argv = array_command(job, folder, &array);
        char *id = submit(job, argv, error);
        if (id == NULL) {
            cancel(ids);
            return false;
        }
        g_ptr_array_add(ids, id);
    }
    return true;
}

/* Returns: (transfer full) (nullable): the state and the reason of a job; NULL when it is in the
 * queue no more. One that cannot be asked for may be there. */
static char *
state_of_job(const char *id)
{
    char *argv[] = {(char *)"squeue", (char *)"-h",    (char *)"-j", (char *)id,
                    (char *)"-o",     (char *)"%T %r", NULL};
    g_autoptr(GError) error = NULL;
    char *text = output_of(argv, &error);

    /* the controller forgets a job after a while: then it is unknown */
    if (text == NULL && strstr(error->message, "Invalid job id") == NULL)
        return g_strdup("unknown");
    if (text != NULL && *text == '\0')
        g_clear_pointer(&text, g_free);
    return text;
}

static RftBulkStatus
wait_for(const Job *job, const char *merge)
{
    char *told = g_strdup("");
    char *now = NULL;

    while (rft_stopping() == 0 && (now = state_of_job(merge)) != NULL) {
        if (!g_str_equal(now, told))
            rft_say(job->voice, REFERAT_LEVEL_NOTE, "waiting for job %s: %s", merge, now);
        g_free(told);
        told = now;
        g_usleep((gulong)POLLS * G_USEC_PER_SEC);
    }
    g_free(told);
    rft_state_look(job->state);
    if (job->state->finished) /* the merge may be done again; it says how it went */
        return rft_merge(job->state, job->options, job->voice, true);
    rft_say(job->voice, REFERAT_LEVEL_ERROR,
            "not everything has its verdict: the logs are in %s/job; the same again goes on",
            job->state->folder);
    return RFT_BULK_AGAIN;
}

static RftBulkStatus
run_slurm(const Job *job, GError **error)
{
    g_autofree char *folder = rft_state_path(job->state, "job");
    g_autofree char *part = part_script(job);
    g_autofree char *merge = merge_script(job);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    if (job->engine->dry) {
        print_script(job, part);
        print_script(job, merge);
    } else if (g_mkdir_with_parents(folder, 0777) != 0 ||
               !write_script(folder, "part.sh", part, error) ||
               !write_script(folder, "merge.sh", merge, error)) {
        return RFT_BULK_CANNOT_CREATE;
    }
    if (!submit_arrays(job, folder, ids, error))
        return RFT_BULK_SYSTEM;
    g_ptr_array_add(ids, NULL);
    g_autofree char *all = g_strjoinv(":", (char **)ids->pdata);
    g_autoptr(GPtrArray) argv = merge_command(job, folder, all);
    g_autofree char *id = submit(job, argv, error);
    if (id == NULL || job->engine->dry)
        return id == NULL ? RFT_BULK_SYSTEM : RFT_BULK_DONE;
    rft_say(job->voice, REFERAT_LEVEL_NOTE,
            "%u parts are in the queue as %s; job %s puts them "
            "together",
            job->shards, all, id);
    return job->engine->wait ? wait_for(job, id) : RFT_BULK_DONE;
}

/* ---- Kubernetes ---- */

/* A string of JSON is one of YAML; all but ASCII is escaped. */
static char *
yaml_string(const char *text)
{
    GString *quoted = g_string_new("\"");

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (c == '"' || c == '\\')
            g_string_append_printf(quoted, "\\%c", (int)c);
        else if (c >= 0x20 && c <= 0x7e)
            g_string_append_c(quoted, (char)c);
        else
            g_string_append_printf(quoted, "\\U%08x", c);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(quoted, FALSE);
}

static void
put_arguments(GString *yaml, const Job *job)
{
    g_string_append(yaml, "        command: [\"referat\", \"bulk\"");
    for (size_t i = 0; job->engine->arguments[i] != NULL; i++) {
        g_autofree char *word = yaml_string(job->engine->arguments[i]);
        g_string_append_printf(yaml, ", %s", word);
    }
    g_string_append_printf(yaml,
                           ", \"--shard\", \"auto\", \"--fail-on\", \"none\", \"-q\", "
                           "\"--workers\", \"%u\"]\n",
                           job->options->workers);
}

static void
put_pod(GString *yaml, const Job *job)
{
    const RftEngine *engine = job->engine;
    g_autofree char *image = yaml_string(engine->image != NULL ? engine->image : "referat:latest");
    g_autofree char *claim = yaml_string(engine->claim != NULL ? engine->claim : "referat");
    g_autofree char *here = g_get_current_dir();
    g_autofree char *mount = yaml_string(engine->mount != NULL ? engine->mount : here);
    g_autofree char *memory = yaml_string(engine->memory != NULL ? engine->memory : "4Gi");

    g_string_append_printf(yaml, "      containers:\n      - name: referat\n        image: %s\n",
                           image);
    put_arguments(yaml, job);
    g_string_append_printf(yaml,
                           "        workingDir: %s\n"
                           "        env:\n        - name: REFERAT_SHARDS\n          value: \"%u\"\n"
                           "        resources:\n          requests: {cpu: \"%u\", memory: %s}\n"
                           "          limits: {memory: %s}\n"
                           "        volumeMounts:\n        - {name: data, mountPath: %s}\n"
                           "      volumes:\n      - name: data\n"
                           "        persistentVolumeClaim: {claimName: %s}\n",
                           mount, job->shards, job->options->workers, memory, memory, mount, claim);
}

/* Exit statuses that no second try mends end a part at once. */
static RftBulkStatus
run_kubernetes(const Job *job, GError **error)
{
    g_autoptr(GString) yaml = g_string_new(NULL);

    for (size_t i = 0; job->engine->arguments[i] != NULL; i++)
        if (!g_utf8_validate(job->engine->arguments[i], -1, NULL)) {
            (void)referat_set_error(error, REFERAT_ERROR_IO,
                                    "a job for Kubernetes is UTF-8, and an argument is not");
            return RFT_BULK_USAGE;
        }
    g_string_append_printf(
        yaml,
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: referat\nspec:\n"
        "  completionMode: Indexed\n  completions: %u\n  parallelism: %u\n"
        "  backoffLimitPerIndex: 5\n  maxFailedIndexes: %u\n"
        "  podFailurePolicy:\n    rules:\n"
        "    - action: Ignore\n      onPodConditions: [{type: DisruptionTarget}]\n"
        "    - action: FailIndex\n      onExitCodes: {containerName: referat, operator: In, "
        "values: [64, 66, 73, 77, 78]}\n"
        "  template:\n    spec:\n      restartPolicy: Never\n"
        "      terminationGracePeriodSeconds: 60\n",
        job->shards, MIN(job->engine->tasks, job->shards), job->shards);
    put_pod(yaml, job);
    print_script(job, g_strchomp(yaml->str));
    return RFT_BULK_DONE;
}

/* ---- both ---- */

/* Sixteen parts for each task keep all of them busy to the end; but a part of ten documents is not
 * worth its start. */
static unsigned
count_shards(const RftEngine *engine, size_t documents)
{
    const size_t most = MAX(documents / LEAST_DOCUMENTS, 1);

    return engine->shards > 0 ? engine->shards
                              : (unsigned)MIN((size_t)engine->tasks * SHARDS_A_TASK, most);
}

static bool
look_only(Job *job, GError **error)
{
    g_autoptr(RftPlan) plan = rft_plan_all(job->options, NULL, error);

    if (plan != NULL)
        job->shards = count_shards(job->engine, rft_plan_count(plan));
    return plan != NULL;
}

static bool
plan(Job *job, GError **error)
{
    RftBulkOptions planning = *job->options;

    planning.mode = RFT_BULK_PLAN;
    if (rft_bulk(&planning, job->voice) != RFT_BULK_DONE)
        return referat_set_error(error, REFERAT_ERROR_IO, "nothing was handed over");
    rft_state_look(job->state);
    if (job->state->manifest == NULL)
        return referat_set_error(error, REFERAT_ERROR_IO, "there is no plan");
    /* what was begun in so many parts is finished in as many */
    job->shards = rft_state_shards(job->state);
    if (job->shards == 0)
        job->shards = count_shards(job->engine, rft_manifest_count(job->state->manifest));
    return rft_state_claim(job->state, job->shards, error);
}

/* Where the job for Kubernetes is printed, the sources need not be seen: its first part plans. */
static bool
prepare(Job *job, GError **error)
{
    if (g_str_equal(job->engine->name, "k8s")) {
        job->shards =
            job->engine->shards > 0 ? job->engine->shards : job->engine->tasks * SHARDS_A_TASK;
        return true;
    }
    if (!g_str_equal(job->engine->name, "slurm"))
        return referat_set_error(error, REFERAT_ERROR_IO, "--engine is slurm or k8s");
    return job->engine->dry ? look_only(job, error) : plan(job, error);
}

RftBulkStatus
rft_engine_run(const RftEngine *engine, const RftBulkOptions *options, const RftBulkVoice *voice)
{
    g_autoptr(GError) error = NULL;
    RftBulkOptions opening = *options;

    /* who only prints makes no folders */
    if (engine->dry || g_str_equal(engine->name, "k8s"))
        opening.mode = RFT_BULK_DRY;
    g_autoptr(RftState) state = rft_state_open(&opening, &error);
    Job job = {.engine = engine, .options = options, .voice = voice, .state = state};
    RftBulkStatus status = RFT_BULK_CONFIGURATION;

    if (state != NULL && prepare(&job, &error))
        status = g_str_equal(engine->name, "slurm") ? run_slurm(&job, &error)
                                                    : run_kubernetes(&job, &error);
    if (error != NULL)
        rft_say(voice, REFERAT_LEVEL_ERROR, "%s", referat_error_get_localised(error));
    return status;
}
