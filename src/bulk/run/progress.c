/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/progress.h"

#include "bulk/voice.h"

enum { ON_TERMINAL = 250000, ELSEWHERE = 30000000 /* microseconds between two lines */ };

void
rft_progress_begin(RftProgress *progress)
{
    progress->begun = progress->shown = progress->measured = g_get_monotonic_time();
}

bool
rft_progress_is_due(const RftProgress *progress, const RftBulkVoice *voice)
{
    const gint64 pause = voice->show != NULL ? ON_TERMINAL : ELSEWHERE;

    return !voice->quiet && g_get_monotonic_time() - progress->shown >= pause;
}

static void
measure(RftProgress *progress, gint64 now)
{
    const double seconds = (double)(now - progress->measured) / G_USEC_PER_SEC;
    const double rate = (double)(progress->done - progress->measured_done) / MAX(seconds, 0.001);

    /* the last second counts for a third, so that the eye can follow */
    progress->rate = progress->rate > 0 ? progress->rate * 0.67 + rate * 0.33 : rate;
    if (seconds < 1)
        return;
    progress->measured = now;
    progress->measured_done = progress->done;
}

/* By bytes: the large ones came first, so that counting would promise too little. */
static double
seconds_left(const RftProgress *progress, gint64 now)
{
    const double passed = (double)(now - progress->begun) / G_USEC_PER_SEC;
    const uint64_t left = progress->bytes_total - MIN(progress->bytes_done, progress->bytes_total);

    if (progress->bytes_done == 0 || passed < 1)
        return -1;
    return passed * (double)left / (double)progress->bytes_done;
}

void
rft_progress_show(RftProgress *progress, const RftBulkVoice *voice, const char *oldest,
                  double seconds)
{
    const gint64 now = g_get_monotonic_time();
    GString *line = g_string_new(NULL);

    measure(progress, now);
    progress->shown = now;
    g_string_append_printf(line, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " documents",
                           progress->done, progress->total);
    if (progress->failed > 0)
        g_string_append_printf(line, ", %" G_GUINT64_FORMAT " failed", progress->failed);
    g_string_append_printf(line, ", %.0f a second", progress->rate);
    const double left = seconds_left(progress, now);
    if (left >= 0) {
        g_autofree char *text = rft_show_seconds(left);
        g_string_append_printf(line, ", %s left", text);
    }
    if (oldest != NULL && seconds >= 2)
        g_string_append_printf(line, ", longest: %.40s (%.0f s)", oldest, seconds);
    if (voice->show != NULL)
        voice->show(line->str, voice->data);
    else
        voice->say(REFERAT_LEVEL_NOTE, line->str, voice->data);
    (void)g_string_free(line, TRUE);
}
