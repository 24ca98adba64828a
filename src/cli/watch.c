/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/table.h"
#include "cli/words.h"
#include "po/i18n.h"
#include "watch/install.h"

/* `referat watch`: from words to RftWatchOptions. */

enum { LEASE = 60, MOST_SECONDS = 86400 };

/* Seconds or minutes, parts of them too. */
static double
time_of(CliWords *words, const char *name)
{
    const char *value = cli_words_value(words, name);
    char *end = NULL;

    if (value == NULL)
        return RFT_WATCH_NOT_GIVEN;
    const double number = g_ascii_strtod(value, &end);
    if (end == value || *end != '\0' || !(number >= 0 && number <= MOST_SECONDS))
        cli_words_refuse(words, "--%s %s: a number from 0 to %d is meant", name, value,
                         MOST_SECONDS);
    return number;
}

/* A context that is asked for what the command line asks for. */
static ReferatContext *
new_context(gpointer data)
{
    const CliJob *job = data;
    ReferatContext *context = referat_context_new();
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    while ((option = cli_next_option(&at, &format)) != NULL) {
        const char *value = referat_context_get_option(job->context, option->key);
        GBytes *bytes = referat_context_get_file(job->context, option->key);
        if (bytes != NULL)
            (void)referat_context_set_file(context, option->key, value, bytes, NULL);
        else
            (void)referat_context_set_option(context, option->key, value, NULL);
    }
    referat_context_set_password(context, referat_context_get_password(job->context));
    for (guint i = 0; i < job->vocabularies->len; i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        /* it was read once when the words were */
        if (g_file_get_contents(g_ptr_array_index(job->vocabularies, i), &text, &length, NULL))
            (void)referat_context_add_vocabulary(context, text, (gssize)length, NULL);
    }
    return context;
}

static void
check_choices(CliWords *words)
{
    static const char *const originals[] = {"move", "keep", "delete", "trash", NULL};
    static const char *const modes[] = {"auto", "inotify", "poll", NULL};

    (void)cli_words_choice(words, "originals", originals);
    (void)cli_words_choice(words, "mode", modes);
    if (words->job->outputs->len > 0 || words->job->out != NULL)
        cli_words_refuse(words, "results go where --converted says");
    if (words->job->from != NULL)
        cli_words_refuse(words, "--from: a watched folder takes what is dropped, by its content");
}

static RftWatchOptions
read_words(CliWords *words)
{
    static const char *const notify[] = {"auto", "off", NULL};
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    CliJob *job = words->job;

    check_choices(words);
    g_ptr_array_add(job->inputs, NULL);
    return (RftWatchOptions){
        .folders = (const char *const *)job->inputs->pdata,
        .formats = job->to_list,
        .inbox = cli_words_value(words, "inbox"),
        .converted = cli_words_value(words, "converted"),
        .done = cli_words_value(words, "done"),
        .failed = cli_words_value(words, "failed"),
        .originals = cli_words_value(words, "originals"),
        .mode = cli_words_value(words, "mode"),
        .messages = cli_words_value(words, "messages"),
        .settle = time_of(words, "settle"),
        .rescan = time_of(words, "rescan"),
        .poll = time_of(words, "poll"),
        .patience = time_of(words, "patience"),
        .workers = cli_words_number(words, "workers", 1, 64, (unsigned)CLAMP(processors, 1L, 64L)),
        .lease = cli_words_number(words, "lease", 3, MOST_SECONDS, LEASE),
        .once = cli_words_value(words, "once") != NULL,
        .takeover = cli_words_value(words, "takeover") != NULL,
        .notify = cli_words_choice(words, "notify", notify) == 0,
        .new_context = new_context,
        .data = job,
    };
}

/* ---- installing ---- */

static void
print_line(const char *line, gpointer data)
{
    (void)data;
    (void)puts(line);
}

/* What stands for itself in a service: not where it watches, and not that it is to be installed. */
static bool
is_for_service(char *const *group)
{
    const char *word = group[0];

    return word[0] == '-' && !g_str_has_prefix(word, "--install") &&
           !g_str_has_prefix(word, "--uninstall");
}

static CliStatus
install(CliWords *words, bool undo)
{
    CliJob *job = words->job;
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < job->given->len; i++) {
        char **group = g_ptr_array_index(job->given, i);
        for (size_t k = 0; is_for_service(group) && group[k] != NULL; k++)
            g_ptr_array_add(arguments, group[k]);
    }
    g_ptr_array_add(arguments, NULL);
    for (guint i = 0; i + 1 < job->inputs->len; i++)
        g_ptr_array_add(folders, g_canonicalize_filename(g_ptr_array_index(job->inputs, i), NULL));
    g_ptr_array_add(folders, NULL);
    const RftInstall wanted = {
        .program = program != NULL ? program : "referat",
        .folders = (const char *const *)folders->pdata,
        .arguments = (const char *const *)arguments->pdata,
        .say = print_line,
    };
    rft_speak(cli_words_value(words, "messages"));
    if (undo ? rft_watch_uninstall(&wanted, &error) : rft_watch_install(&wanted, &error))
        return CLI_OK;
    cli_fail(NULL, error);
    return cli_status(error);
}

CliStatus
cli_watch(CliJob *job)
{
    CliWords words = {job, false};
    const RftWatchOptions options = read_words(&words);
    const RftWatchVoice voice = {
        .say = cli_say,
        .data = job,
        .quiet = job->quiet,
    };
    const bool undo = cli_words_value(&words, "uninstall") != NULL;

    if (!words.bad && (undo || cli_words_value(&words, "install") != NULL))
        return install(&words, undo);
    if (!words.bad && options.folders[0] == NULL)
        cli_words_refuse(&words, "which folder? referat watch DIR; try referat help watch");
    if (words.bad)
        return CLI_USAGE;
    return (CliStatus)rft_watch(&options, &voice);
}
