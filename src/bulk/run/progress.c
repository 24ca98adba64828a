/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/progress.h"

#include "bulk/voice.h"
#include "po/i18n.h"

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

static void
put_number(GString *line, const char *pattern, uint64_t number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    g_autofree char *text = rft_fill(pattern, "number", digits, NULL);

    g_string_append(line, text);
}

void
rft_progress_show(RftProgress *progress, const RftBulkVoice *voice, const char *oldest,
                  double seconds)
{
    const gint64 now = g_get_monotonic_time();
    GString *line = g_string_new(NULL);

    measure(progress, now);
    progress->shown = now;
    g_autofree char *done = g_strdup_printf("%" G_GUINT64_FORMAT, progress->done);
    g_autofree char *total = g_strdup_printf("%" G_GUINT64_FORMAT, progress->total);
    g_autofree char *first =
        rft_fill(_("{done} of {total} documents"), "done", done, "total", total, NULL);
    g_string_append(line, first);
    if (progress->failed > 0)
        put_number(line, _(", {number} failed"), progress->failed);
    put_number(line, _(", {number} a second"), (uint64_t)(progress->rate + 0.5));
    const double left = seconds_left(progress, now);
    if (left >= 0) {
        g_autofree char *text = rft_show_seconds(left);
        g_autofree char *part = rft_fill(_(", {time} left"), "time", text, NULL);
        g_string_append(line, part);
    }
    if (oldest != NULL && seconds >= 2)
        g_string_append_printf(line, _(", longest: %.40s (%.0f s)"), oldest, seconds);
    if (voice->show != NULL)
        voice->show(line->str, voice->data);
    else
        voice->say(REFERAT_LEVEL_NOTE, line->str, voice->data);
    (void)g_string_free(line, TRUE);
}
