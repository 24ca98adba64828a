/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/table.h"

#include "po/i18n.h"

/* clang-format off */
const CliArg cli_args[] = {
    { "output", 'o', CLI_ARG_OUTPUT, "FILE",
      N_("write FILE; its ending tells the format; - is stdout"), CLI_SHOWN_ALWAYS },
    { "to", 0, CLI_ARG_TO_LIST, "FORMATS",
      N_("write these formats beside each input: html,odt,txt"), CLI_SHOWN_ALWAYS },
    { "out", 0, CLI_ARG_OUT, "DIR", N_("with --to: write into DIR instead"), CLI_SHOWN_ALWAYS },
    { "from", 'f', CLI_ARG_FROM, "FORMAT", N_("format of the input (found by content otherwise)"), CLI_SHOWN_ALWAYS },
    { "format", 't', CLI_ARG_TO, "FORMAT", N_("format of the outputs, when names do not tell"), CLI_SHOWN_ALWAYS },
    { "password-fd", 0, CLI_ARG_PASSWORD_FD, "N", N_("read the password of the input from descriptor N"),
      CLI_SHOWN_CONVERT },
    { "vocabulary", 0, CLI_ARG_VOCABULARY, "FILE", N_("take the words of FILE too, or in place of ours"),
      CLI_SHOWN_CONVERT },
    { "name", 0, CLI_ARG_NAME, "NAME", N_("what standard input is called in messages"), CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "if-changed", 0, CLI_ARG_IF_CHANGED, NULL,
      N_("leave an output alone, its time too, that would hold the same bytes"), CLI_SHOWN_CONVERT },
    { NULL, 'M', CLI_ARG_DEPEND, "D",
      N_("write OUTPUT.d too, which tells make and ninja what was read"), CLI_SHOWN_CONVERT },
    { NULL, 'M', CLI_ARG_DEPEND, "F FILE", N_("write it under this name; - is stdout"), CLI_SHOWN_CONVERT },
    { NULL, 'M', CLI_ARG_DEPEND, "T NAME",
      N_("write it for this target, as it stands; -MQ NAME: escaped (may be repeated)"), CLI_SHOWN_CONVERT },
    { NULL, 'M', CLI_ARG_DEPEND, "P",
      N_("write a target for each file that was read, so that one that goes away breaks no build"),
      CLI_SHOWN_CONVERT },
    { NULL, 'M', CLI_ARG_DEPEND, "", N_("print what would be read, and convert nothing"), CLI_SHOWN_CONVERT },
    { "explain", 0, CLI_ARG_EXPLAIN, "NAME", N_("say what a message means and what to do"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "diagnostics-format", 0, CLI_ARG_DIAGNOSTICS, "HOW", N_("how messages are written: text, json, jsonl or sarif"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "diagnostics-output", 0, CLI_ARG_DIAGNOSTICS_OUTPUT, "FILE", N_("write messages to FILE"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "max-errors", 0, CLI_ARG_MAX_ERRORS, "N", N_("stop after N errors (0 = never)"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "color", 0, CLI_ARG_COLOUR, "WHEN", N_("colours in messages: auto (on terminals), always, never"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "print-config", 0, CLI_ARG_PRINT_CONFIG, "[NAME]",
      N_("print what this program is made of, as NAME=VALUE, or the value of NAME"), CLI_SHOWN_CONVERT },
    { "verbose", 'v', CLI_ARG_FLAG, NULL, N_("show notes too, and what was written"), CLI_SHOWN_ALWAYS },
    { "quiet", 'q', CLI_ARG_FLAG, NULL, N_("show errors only"), CLI_SHOWN_ALWAYS },
    { "files-from", 0, CLI_ARG_SETTING, "FILE",
      N_("take the names of documents from FILE; - is standard input"), CLI_SHOWN_BULK },
    { "null", '0', CLI_ARG_SETTING, NULL,
      N_("names in --files-from end with NUL, as find -print0 writes them"), CLI_SHOWN_BULK },
    { "include", 0, CLI_ARG_SETTING, "GLOB",
      N_("of folders and archives take only names like GLOB (may be repeated)"), CLI_SHOWN_BULK },
    { "exclude", 0, CLI_ARG_SETTING, "GLOB",
      N_("leave out names like GLOB (may be repeated)"), CLI_SHOWN_BULK },
    { "since", 0, CLI_ARG_SETTING, "DATE",
      N_("take only what was changed since DATE (2024-05-31)"), CLI_SHOWN_BULK },
    { "follow", 0, CLI_ARG_SETTING, NULL,
      N_("follow symbolic links"), CLI_SHOWN_BULK },
    { "layout", 0, CLI_ARG_SETTING, "LAYOUT",
      N_("names below --out: tree (as the sources), hashed, or such as {dir}/{stem}.{ext}"), CLI_SHOWN_BULK },
    { "collisions", 0, CLI_ARG_SETTING, "HOW",
      N_("two documents of one name: refuse, or keep their endings (suffix)"), CLI_SHOWN_BULK },
    { "duplicates", 0, CLI_ARG_SETTING, "HOW",
      N_("documents of the same content: convert (all of them), or skip (all but the first)"), CLI_SHOWN_BULK },
    { "state", 0, CLI_ARG_SETTING, "DIR",
      N_("where plan, journal and reports are kept (OUT.referat)"), CLI_SHOWN_BULK },
    { "workers", 'j', CLI_ARG_SETTING, "N",
      N_("documents at once (as many as there are processors)"), CLI_SHOWN_BULK | CLI_SHOWN_WATCH },
    { "recycle", 0, CLI_ARG_SETTING, "N",
      N_("replace a worker after N documents (500)"), CLI_SHOWN_BULK },
    { "timeout", 0, CLI_ARG_SETTING, "SECONDS",
      N_("time limit of a document; ten seconds more a megabyte (at most, and usually, 300)"), CLI_SHOWN_BULK },
    { "silence", 0, CLI_ARG_SETTING, "SECONDS",
      N_("limit of time without a sign of progress (at most, and usually, 90)"), CLI_SHOWN_BULK },
    { "memory", 0, CLI_ARG_SETTING, "MB",
      N_("limit of memory of a document (at most, and usually, 4096)"), CLI_SHOWN_BULK },
    { "slow-lane", 0, CLI_ARG_SETTING, "FACTOR",
      N_("a document that took too long is tried again at the end with FACTOR times the limits (4; 1 = not tried again)"), CLI_SHOWN_BULK },
    { "checksum", 0, CLI_ARG_SETTING, NULL,
      N_("tell by content, not by size and time, what is up to date"), CLI_SHOWN_BULK },
    { "retry-failed", 0, CLI_ARG_SETTING, "[VERDICTS]",
      N_("try again what failed, or what failed so: timeout,memory"), CLI_SHOWN_BULK },
    { "anew", 0, CLI_ARG_SETTING, NULL,
      N_("take nothing over from earlier runs"), CLI_SHOWN_BULK },
    { "max-failures", 0, CLI_ARG_SETTING, "N",
      N_("stop when N documents have failed, or N percent"), CLI_SHOWN_BULK },
    { "fail-on", 0, CLI_ARG_SETTING, "HOW",
      N_("exit with 1 when a document failed (any), more than N percent did (N%), or never (none)"), CLI_SHOWN_BULK },
    { "dry-run", 0, CLI_ARG_SETTING, NULL,
      N_("print what would be done"), CLI_SHOWN_BULK },
    { "plan", 0, CLI_ARG_SETTING, NULL,
      N_("plan only"), CLI_SHOWN_BULK },
    { "shard", 0, CLI_ARG_SETTING, "I/N",
      N_("do part I of N; auto: as the scheduler's variables say"), CLI_SHOWN_BULK },
    { "merge", 0, CLI_ARG_SETTING, NULL,
      N_("put together what the parts did, and report"), CLI_SHOWN_BULK },
    { "lease", 0, CLI_ARG_SETTING, "SECONDS",
      N_("a run that gave no sign for so long is taken to be gone (bulk 120, watch 60)"),
      CLI_SHOWN_BULK | CLI_SHOWN_WATCH },
    { "engine", 0, CLI_ARG_SETTING, "NAME",
      N_("hand the parts to slurm, or print a job for k8s"), CLI_SHOWN_BULK },
    { "shards", 0, CLI_ARG_SETTING, "N",
      N_("with --engine: how many parts (16 for each of --tasks)"), CLI_SHOWN_BULK },
    { "tasks", 0, CLI_ARG_SETTING, "N",
      N_("with --engine: how many parts run at once (4)"), CLI_SHOWN_BULK },
    { "wait", 0, CLI_ARG_SETTING, NULL,
      N_("with --engine slurm: wait until all is done"), CLI_SHOWN_BULK },
    { "partition", 0, CLI_ARG_SETTING, "NAME",
      N_("with --engine slurm: where it runs"), CLI_SHOWN_BULK },
    { "time", 0, CLI_ARG_SETTING, "TIME",
      N_("with --engine slurm: time limit of a part"), CLI_SHOWN_BULK },
    { "mem", 0, CLI_ARG_SETTING, "SIZE",
      N_("with --engine: memory of a part"), CLI_SHOWN_BULK },
    { "image", 0, CLI_ARG_SETTING, "IMAGE",
      N_("with --engine k8s: container image that holds referat"), CLI_SHOWN_BULK },
    { "claim", 0, CLI_ARG_SETTING, "NAME",
      N_("with --engine k8s: volume claim with sources and outputs"), CLI_SHOWN_BULK },
    { "mount", 0, CLI_ARG_SETTING, "DIR",
      N_("with --engine k8s: where the claim is mounted"), CLI_SHOWN_BULK },
    { "index", 0, CLI_ARG_SETTING, NULL,
      N_("write index.html beside the outputs: all meetings, to be searched"), CLI_SHOWN_BULK },
    { "metrics", 0, CLI_ARG_SETTING, "FILE",
      N_("write metrics (OpenMetrics) to FILE"), CLI_SHOWN_BULK },
    { "sync", 0, CLI_ARG_SETTING, "HOW",
      N_("when outputs are written through to the disk: batch (many at once), each, never"), CLI_SHOWN_BULK },
    { "journal", 0, CLI_ARG_SETTING, "HOW",
      N_("off: nothing is written down, so nothing can be resumed"), CLI_SHOWN_BULK },
    { "nice", 0, CLI_ARG_SETTING, "N",
      N_("run with lower priority: 1 to 19"), CLI_SHOWN_BULK },
    { "max-load", 0, CLI_ARG_SETTING, "LOAD",
      N_("begin nothing while the load of the machine is higher"), CLI_SHOWN_BULK },
    { "rate", 0, CLI_ARG_SETTING, "N",
      N_("at most N documents a second; NMB: megabytes"), CLI_SHOWN_BULK },
    { "once", 0, CLI_ARG_SETTING, NULL,
      N_("do what is there, then end: for cron and path units"), CLI_SHOWN_WATCH },
    { "inbox", 0, CLI_ARG_SETTING, "NAME",
      N_("folder that documents are dropped into (Inbox); . is DIR itself"), CLI_SHOWN_WATCH },
    { "converted", 0, CLI_ARG_SETTING, "NAME",
      N_("folder for results (Converted)"), CLI_SHOWN_WATCH },
    { "done", 0, CLI_ARG_SETTING, "NAME",
      N_("folder for originals that were converted (Done)"), CLI_SHOWN_WATCH },
    { "failed", 0, CLI_ARG_SETTING, "NAME",
      N_("folder for originals that were not, with notes why (Failed)"), CLI_SHOWN_WATCH },
    { "originals", 0, CLI_ARG_SETTING, "HOW",
      N_("what becomes of originals: move (to Done), keep, delete, trash"), CLI_SHOWN_WATCH },
    { "mode", 0, CLI_ARG_SETTING, "HOW",
      N_("how changes are noticed: auto, inotify, poll"), CLI_SHOWN_WATCH },
    { "settle", 0, CLI_ARG_SETTING, "SECONDS",
      N_("how long a file must not change (2; on shares 5)"), CLI_SHOWN_WATCH },
    { "rescan", 0, CLI_ARG_SETTING, "SECONDS",
      N_("look at all files every SECONDS, whether or not something was noticed (60)"), CLI_SHOWN_WATCH },
    { "poll", 0, CLI_ARG_SETTING, "SECONDS",
      N_("look every SECONDS where changes are not noticed (2)"), CLI_SHOWN_WATCH },
    { "patience", 0, CLI_ARG_SETTING, "MINUTES",
      N_("how long to wait for the rest of a file that is empty or incomplete (10)"), CLI_SHOWN_WATCH },
    { "takeover", 0, CLI_ARG_SETTING, NULL,
      N_("wait for another watcher's lease to end, and take its place"), CLI_SHOWN_WATCH },
    { "messages", 0, CLI_ARG_SETTING, "TAG",
      N_("language of notes, page and notifications, such as da (that of the session)"), CLI_SHOWN_WATCH },
    { "notify", 0, CLI_ARG_SETTING, "HOW",
      N_("notifications on the desktop: auto, off"), CLI_SHOWN_WATCH },
    { "install", 0, CLI_ARG_SETTING, NULL,
      N_("watch DIR from now on, whenever you are logged in; menus for file managers"), CLI_SHOWN_WATCH },
    { "uninstall", 0, CLI_ARG_SETTING, NULL,
      N_("take away what --install made"), CLI_SHOWN_WATCH },
    { NULL, 'W', CLI_ARG_WARNING, "NAME",
      N_("-Wno-NAME hides a message, -Werror[=NAME] fails on it"), CLI_SHOWN_ALWAYS },
    { NULL, 'W', CLI_ARG_WARNING, "all",
      N_("show notes about what was left out, too; -Wextra: all that is noted; -WNAME: that one"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { NULL, 'w', CLI_ARG_WARNING, "", N_("hide all messages but what made the conversion fail"),
      CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK },
    { "help", 'h', CLI_ARG_FLAG, NULL, N_("show this help"), CLI_SHOWN_ALWAYS },
    { "version", 'V', CLI_ARG_FLAG, NULL, N_("show the version"), CLI_SHOWN_ALWAYS },
    { NULL, 0, CLI_ARG_FLAG, NULL, NULL, CLI_SHOWN_ALWAYS },
};

const CliCommand cli_commands[] = {
    { "convert", "INPUT... [OPTION...]", N_("convert (the word may be left out)") },
    { "check", "INPUT... [OPTION...]", N_("say what should be looked at before minutes are published") },
    { "bulk", "SOURCE... --out DIR --to FORMATS [OPTION...]", N_("convert folders, archives and lists of documents") },
    { "watch", "DIR... [OPTION...]", N_("convert whatever is dropped into folders") },
    { "formats", "", N_("list the formats that are read and written") },
    { "help", "[COMMAND]", N_("show all options of a command") },
    { NULL, NULL, NULL },
};

const CliStatusText cli_statuses[] = {
    { 0, N_("done") },
    { 1, N_("a message under -Werror; no output was replaced. bulk: documents failed") },
    { 64, N_("wrong usage") },
    { 65, N_("bad input, or a limit of size, memory or time was crossed") },
    { 66, N_("no such input") },
    { 69, N_("the input is encrypted") },
    { 70, N_("a bug of ours, or a worker that crashed") },
    { 71, N_("the system failed") },
    { 73, N_("an output cannot be created") },
    { 74, N_("reading or writing failed") },
    { 75, N_("interrupted, or somebody else is at it; try again") },
    { 77, N_("no permission") },
    { 78, N_("what was planned, or a folder's settings, do not fit what is asked for") },
    { 0, NULL },
};
/* clang-format on */

const CliArg *
cli_find_arg(const char *name)
{
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if (arg->name != NULL && g_str_equal(arg->name, name))
            return arg;
    return NULL;
}

/* Rows are counted through: first those of conversion, then those of each format. */
const ReferatOption *
cli_next_option(size_t *at, const char **format)
{
    size_t left = (*at)++;
    ReferatFormat info;

    *format = NULL;
    for (const ReferatOption *o = referat_options(NULL); o->key != NULL; o++)
        if (left-- == 0)
            return o;
    for (size_t i = 0; referat_format_at(i, &info); i++) {
        *format = info.name;
        for (const ReferatOption *o = referat_options(info.name); o != NULL && o->key != NULL; o++)
            if (left-- == 0)
                return o;
    }
    return NULL;
}

const ReferatOption *
cli_find_option(const char *name)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    while ((option = cli_next_option(&at, &format)) != NULL)
        if (g_str_equal(option->key, name))
            return option;
    return NULL;
}
