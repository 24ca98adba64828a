/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/converter.h"

#include <malloc.h>

/* A worker has seen so many documents of others before it is replaced. */
enum { RECYCLE = 200 };

struct RftConverter {
    const RftWatchOptions *options;
    int watched;
    RftPool *pool;
    ReferatContext *context;
    char **formats;
    char *mark; /* of the profile that the pool is for */
    unsigned busy;
    bool wanted; /* somebody waits for a pool of his own */
};

RftConverter *
rft_converter_new(const RftWatchOptions *options, int watched)
{
    RftConverter *converter = g_new0(RftConverter, 1);

    converter->options = options;
    converter->watched = watched;
    return converter;
}

void
rft_converter_rest(RftConverter *converter)
{
    if (converter->pool == NULL)
        return;
    rft_pool_free(converter->pool);
    referat_context_free(converter->context);
    g_strfreev(converter->formats);
    g_free(converter->mark);
    converter->pool = NULL;
    converter->context = NULL;
    converter->formats = NULL;
    converter->mark = NULL;
    converter->busy = 0;
    converter->wanted = false;
    /* the words of all languages were in it */
    (void)malloc_trim(0);
}

void
rft_converter_free(RftConverter *converter)
{
    if (converter == NULL)
        return;
    rft_converter_rest(converter);
    g_free(converter);
}

static bool
suits(const RftConverter *converter, const RftProfile *profile)
{
    return converter->pool != NULL && g_str_equal(converter->mark, profile->mark);
}

bool
rft_converter_takes(RftConverter *converter, const RftProfile *profile)
{
    /* one that waits for a pool of its own gets it: no more is given to this one */
    if (suits(converter, profile))
        return !converter->wanted && rft_pool_idle(converter->pool) > 0;
    converter->wanted = converter->busy > 0;
    return converter->busy == 0;
}

static void
start_pool(RftConverter *converter, const RftProfile *profile)
{
    rft_converter_rest(converter);
    converter->context = converter->options->new_context(converter->options->data);
    /* they were tried when the file was read */
    for (size_t i = 0; profile->keys[i] != NULL; i++) {
        GBytes *bytes = g_ptr_array_index(profile->files, i);
        if (bytes != NULL)
            (void)referat_context_set_file(converter->context, profile->keys[i], profile->values[i],
                                           bytes, NULL);
        else
            (void)referat_context_set_option(converter->context, profile->keys[i],
                                             profile->values[i], NULL);
    }
    converter->formats = g_strdupv(profile->formats);
    converter->mark = g_strdup(profile->mark);
    const RftPoolOptions options = {
        .context = converter->context,
        .formats = (const char *const *)converter->formats,
        .n_formats = g_strv_length(converter->formats),
        .workers = converter->options->workers,
        .recycle = RECYCLE,
        .summaries = true,
    };
    converter->pool = rft_pool_new(&options);
    rft_pool_watch(converter->pool, converter->watched);
}

bool
rft_converter_give(RftConverter *converter, const RftProfile *profile, const RftTask *task,
                   GError **error)
{
    if (!suits(converter, profile))
        start_pool(converter, profile);
    if (!rft_pool_give(converter->pool, task, error))
        return false;
    converter->busy++;
    return true;
}

unsigned
rft_converter_busy(const RftConverter *converter)
{
    return converter->busy;
}

bool
rft_converter_wait(RftConverter *converter, int milliseconds, RftOutcome *outcome)
{
    if (converter->busy == 0 || !rft_pool_wait(converter->pool, milliseconds, outcome))
        return false;
    converter->busy--;
    /* if he is gone, the next asks again */
    if (converter->busy == 0)
        converter->wanted = false;
    return true;
}

void
rft_converter_watch(RftConverter *converter, int fd)
{
    converter->watched = fd;
    if (converter->pool != NULL)
        rft_pool_watch(converter->pool, fd);
}
