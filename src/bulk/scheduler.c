/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/scheduler.h"

#include <inttypes.h>
#include <referat/types.h>

/** Scheduler: the variables of one. */
typedef struct {
    const char *name;
    const char *index;
    const char *first; /* the lowest index; a variable, or NULL */
    int64_t base;      /* the same where there is no variable */
    const char *last;  /* the highest index; a variable, or NULL */
    const char *count; /* how many; a variable, or NULL */
    const char *step;  /* between indexes; a variable, or NULL */
} Scheduler;

static const Scheduler schedulers[] = {
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", 0, NULL, "SLURM_ARRAY_TASK_COUNT",
     "SLURM_ARRAY_TASK_STEP"},
    {"Kubernetes", "JOB_COMPLETION_INDEX", NULL, 0, NULL, NULL, NULL},
    {"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", NULL, 0, NULL, "AWS_BATCH_JOB_ARRAY_SIZE", NULL},
    {"Grid Engine", "SGE_TASK_ID", "SGE_TASK_FIRST", 1, "SGE_TASK_LAST", NULL, "SGE_TASK_STEPSIZE"},
    {"PBS", "PBS_ARRAY_INDEX", NULL, 0, NULL, "PBS_ARRAY_COUNT", NULL},
    {"LSF", "LSB_JOBINDEX", NULL, 1, "LSB_JOBINDEX_END", NULL, "LSB_JOBINDEX_STEP"},
};

/* Returns: false when it is no number: SGE says "undefined" outside of an array. */
static bool
number_of(const char *variable, int64_t *number)
{
    const char *text = variable != NULL ? g_getenv(variable) : NULL;

    return text != NULL && *text != '\0' &&
           g_ascii_string_to_signed(text, 10, 0, G_MAXINT32, number, NULL);
}

/* LSF says 0 to what is in no array. */
static bool
is_in_array(const Scheduler *row, int64_t *index)
{
    return number_of(row->index, index) && *index >= row->base;
}

static bool
find_count(const Scheduler *row, int64_t first, int64_t step, int64_t *count)
{
    int64_t last = 0;

    if (number_of("REFERAT_SHARDS", count) || number_of(row->count, count))
        return *count > 0;
    if (!number_of(row->last, &last) || last < first)
        return false;
    *count = (last - first) / step + 1;
    return true;
}

static bool
read_scheduler(const Scheduler *row, unsigned *shard, unsigned *shards, GError **error)
{
    int64_t index = 0;
    int64_t first = row->base;
    int64_t step = 1;
    int64_t count = 0;
    int64_t offset = 0;

    (void)is_in_array(row, &index);
    /* who says how many there are counts from the beginning; else an array is all there is */
    if (g_getenv("REFERAT_SHARDS") == NULL)
        (void)number_of(row->first, &first);
    (void)number_of(row->step, &step);
    (void)number_of("REFERAT_SHARD_OFFSET", &offset);
    step = MAX(step, 1);
    if (!find_count(row, first, step, &count)) {
        referat_set_error(error, REFERAT_ERROR_OPTION,
                          "%s says which part this is, not of how many: set REFERAT_SHARDS",
                          row->name);
        return false;
    }
    const int64_t at = (index - first) / step + offset;
    if (index < first || (index - first) % step != 0 || at >= count) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "%s: %s=%" PRId64 " is no part of %" PRId64,
                          row->name, row->index, index, count);
        return false;
    }
    *shard = (unsigned)at;
    *shards = (unsigned)count;
    return true;
}

bool
rft_shard_from_environment(unsigned *shard, unsigned *shards, const char **source, GError **error)
{
    const Scheduler *found = NULL;
    int64_t index = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(schedulers); i++) {
        const Scheduler *row = &schedulers[i];
        unsigned other = 0;
        unsigned others = 0;
        if (!is_in_array(row, &index))
            continue;
        if (!read_scheduler(row, &other, &others, error))
            return false;
        if (found != NULL && (other != *shard || others != *shards)) {
            referat_set_error(error, REFERAT_ERROR_OPTION,
                              "%s says part %u of %u, %s says %u of %u: say which with --shard I/N",
                              found->name, *shard + 1, *shards, row->name, other + 1, others);
            return false;
        }
        found = found != NULL ? found : row;
        *shard = other;
        *shards = others;
    }
    if (found == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION,
                          "--shard auto: no scheduler says which part this is");
        return false;
    }
    *source = found->name;
    return true;
}

bool
rft_shard_parse(const char *text, unsigned *shard, unsigned *shards, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    int64_t i = 0;
    int64_t n = 0;

    if (parts[0] != NULL && parts[1] != NULL &&
        g_ascii_string_to_signed(parts[0], 10, 1, G_MAXINT16, &i, NULL) &&
        g_ascii_string_to_signed(parts[1], 10, 1, G_MAXINT16, &n, NULL) && i <= n) {
        *shard = (unsigned)i - 1;
        *shards = (unsigned)n;
        return true;
    }
    referat_set_error(error, REFERAT_ERROR_OPTION,
                      "--shard %s: it is written I/N, such as 3/16, or auto", text);
    return false;
}
