/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/batch.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "bulk/voice.h"
#include "po/i18n.h"
#include "watch/program.h"

void
rft_batch_add(RftBatch *batch, RftFate fate, bool warnings, const char *name, const char *reason,
              const char *note)
{
    batch->counts[fate]++;
    batch->warnings += warnings ? 1 : 0;
    batch->changed = g_get_monotonic_time();
    batch->page_stale = true;
    if (reason == NULL || batch->first_name != NULL)
        return;
    batch->first_name = g_strdup(name);
    batch->first_reason = g_strdup(reason);
    batch->first_note = g_strdup(note);
}

void
rft_batch_wait(RftBatch *batch, const char *name, const char *reason)
{
    batch->waiting++;
    batch->changed = g_get_monotonic_time();
    batch->page_stale = true;
    if (batch->first_name != NULL)
        return;
    batch->first_name = g_strdup(name);
    batch->first_reason = g_strdup(reason);
}

void
rft_batch_reset(RftBatch *batch)
{
    memset(batch->counts, 0, sizeof(batch->counts));
    batch->warnings = batch->waiting = 0;
    batch->changed = 0;
    g_clear_pointer(&batch->first_name, g_free);
    g_clear_pointer(&batch->first_reason, g_free);
    g_clear_pointer(&batch->first_note, g_free);
}

void
rft_batch_clear(RftBatch *batch)
{
    rft_batch_reset(batch);
}

/* ---- what is said ---- */

static void
put_line(GString *text, const char *pattern, guint number)
{
    g_autofree char *count = g_strdup_printf("%u", number);
    g_autofree char *line = rft_fill(pattern, "count", count, NULL);

    if (number > 0)
        g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static char *
title_of(const RftBatch *batch)
{
    const guint done = batch->counts[RFT_FATE_CONVERTED];
    const guint bad = batch->counts[RFT_FATE_FAILED] + batch->counts[RFT_FATE_LEFT];
    GString *text = g_string_new(NULL);

    if (done > 0)
        put_line(text,
                 rft_plural("{count} document converted", "{count} documents converted", done),
                 done);
    else if (bad > 0)
        put_line(
            text,
            rft_plural("{count} file was not converted", "{count} files were not converted", bad),
            bad);
    else if (batch->waiting > 0)
        put_line(text, rft_plural("{count} file waits", "{count} files wait", batch->waiting),
                 batch->waiting);
    else
        g_string_append(text, _("Nothing new to convert"));
    return g_string_free(text, FALSE);
}

static char *
body_of(const RftBatch *batch)
{
    const guint bad = batch->counts[RFT_FATE_FAILED] + batch->counts[RFT_FATE_LEFT];
    const guint same = batch->counts[RFT_FATE_SAME];
    GString *text = g_string_new(NULL);

    put_line(text, rft_plural("{count} was not converted.", "{count} were not converted.", bad),
             batch->counts[RFT_FATE_CONVERTED] > 0 ? bad : 0);
    if (batch->first_name != NULL) {
        g_autofree char *name = rft_show_name(batch->first_name, NULL);
        g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "\n" : "", name,
                               batch->first_reason);
    }
    put_line(text,
             rft_plural("{count} was converted before.", "{count} were converted before.", same),
             same);
    put_line(text,
             rft_plural("{count} was converted with warnings.",
                        "{count} were converted with warnings.", batch->warnings),
             batch->warnings);
    return g_string_free(text, FALSE);
}

/* ---- telling ---- */

/* Returns: whether there can be a desktop to tell. */
static bool
has_bus(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *socket =
        runtime != NULL ? g_build_filename(runtime, "bus", NULL) : g_strdup("");

    return g_getenv("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test(socket, G_FILE_TEST_EXISTS);
}

/* One notification stands for a folder at a time: a new one takes the place of the one before. */
static void
end_notifier(RftBatch *batch)
{
    if (batch->notifier <= 0)
        return;
    (void)kill(batch->notifier, SIGTERM);
    (void)rft_program_end(batch->notifier, 1);
    batch->notifier = 0;
}

void
rft_batch_notify(RftBatch *batch, const RftPlaces *places, bool page)
{
    g_autofree char *title = title_of(batch);
    g_autofree char *body = body_of(batch);
    g_autofree char *index =
        g_build_filename(places->path[RFT_PLACE_CONVERTED], RFT_STATUS_PAGE, NULL);
    const char *arguments[20] = {"notify", "--summary", title, "--body", body};
    size_t n = 5;

    if (!has_bus())
        return;
    if (page) {
        arguments[n++] = "--open";
        arguments[n++] = index;
        arguments[n++] = "--open-label";
        arguments[n++] = _("Show results");
    }
    arguments[n++] = "--folder";
    arguments[n++] = places->path[RFT_PLACE_CONVERTED];
    arguments[n++] = "--folder-label";
    arguments[n++] = _("Open folder");
    if (batch->first_note != NULL) {
        arguments[n++] = "--error";
        arguments[n++] = batch->first_note;
        arguments[n++] = "--error-label";
        arguments[n++] = _("Show what is wrong");
    }
    end_notifier(batch);
    batch->notifier = rft_program_start("referat-desktop", arguments, -1);
    batch->notified = g_get_monotonic_time();
}
