/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/table.h"

/* clang-format off */
const CliArg cli_args[] = {
    { "output", 'o', CLI_ARG_OUTPUT, "FILE",
      "write FILE; its ending tells the format; - is stdout", CLI_SHOWN_ALWAYS },
    { "to", 0, CLI_ARG_TO_LIST, "FORMATS",
      "write these formats beside each input: html,odt,txt", CLI_SHOWN_ALWAYS },
    { "out", 0, CLI_ARG_OUT, "DIR", "with --to: write into DIR instead", CLI_SHOWN_ALWAYS },
    { "from", 'f', CLI_ARG_FROM, "FORMAT", "format of the input (found by content otherwise)", CLI_SHOWN_ALWAYS },
    { "format", 't', CLI_ARG_TO, "FORMAT", "format of the outputs, when names do not tell", CLI_SHOWN_ALWAYS },
    { "password-fd", 0, CLI_ARG_PASSWORD_FD, "N", "read the password of the input from descriptor N",
      CLI_SHOWN_CONVERT },
    { "vocabulary", 0, CLI_ARG_VOCABULARY, "FILE", "take the words of FILE too, or in place of ours",
      CLI_SHOWN_ALWAYS },
    { "explain", 0, CLI_ARG_EXPLAIN, "NAME", "say what a message means and what to do",
      CLI_SHOWN_CHECK },
    { "diagnostics-format", 0, CLI_ARG_DIAGNOSTICS, "HOW", "how messages are written: text, json or sarif",
      CLI_SHOWN_CHECK },
    { "verbose", 'v', CLI_ARG_FLAG, NULL, "show notes too, and what was written", CLI_SHOWN_ALWAYS },
    { "quiet", 'q', CLI_ARG_FLAG, NULL, "show errors only", CLI_SHOWN_ALWAYS },
    { "files-from", 0, CLI_ARG_SETTING, "FILE",
      "take the names of documents from FILE; - is standard input", CLI_SHOWN_BULK },
    { "null", '0', CLI_ARG_SETTING, NULL,
      "names in --files-from end with NUL, as find -print0 writes them", CLI_SHOWN_BULK },
    { "include", 0, CLI_ARG_SETTING, "GLOB",
      "of folders and archives take only names like GLOB (may be repeated)", CLI_SHOWN_BULK },
    { "exclude", 0, CLI_ARG_SETTING, "GLOB",
      "leave out names like GLOB (may be repeated)", CLI_SHOWN_BULK },
    { "since", 0, CLI_ARG_SETTING, "DATE",
      "take only what was changed since DATE (2024-05-31)", CLI_SHOWN_BULK },
    { "follow", 0, CLI_ARG_SETTING, NULL,
      "follow symbolic links", CLI_SHOWN_BULK },
    { "layout", 0, CLI_ARG_SETTING, "LAYOUT",
      "names below --out: tree (as the sources), hashed, or such as {dir}/{stem}.{ext}", CLI_SHOWN_BULK },
    { "collisions", 0, CLI_ARG_SETTING, "HOW",
      "two documents of one name: refuse, or keep their endings (suffix)", CLI_SHOWN_BULK },
    { "duplicates", 0, CLI_ARG_SETTING, "HOW",
      "documents of the same content: convert all, or the first (skip)", CLI_SHOWN_BULK },
    { "state", 0, CLI_ARG_SETTING, "DIR",
      "where plan, journal and reports are kept (OUT.referat)", CLI_SHOWN_BULK },
    { "workers", 0, CLI_ARG_SETTING, "N",
      "documents at once (as many as there are processors)", CLI_SHOWN_BULK | CLI_SHOWN_WATCH },
    { "recycle", 0, CLI_ARG_SETTING, "N",
      "replace a worker after N documents (500)", CLI_SHOWN_BULK },
    { "timeout", 0, CLI_ARG_SETTING, "SECONDS",
      "for a document, and ten more a megabyte (300 at most)", CLI_SHOWN_BULK },
    { "silence", 0, CLI_ARG_SETTING, "SECONDS",
      "without a sign of progress (90 at most)", CLI_SHOWN_BULK },
    { "memory", 0, CLI_ARG_SETTING, "MB",
      "for a document (4096 at most)", CLI_SHOWN_BULK },
    { "slow-lane", 0, CLI_ARG_SETTING, "FACTOR",
      "what took too long gets so many times as much at the end (4; 1 = nothing)", CLI_SHOWN_BULK },
    { "checksum", 0, CLI_ARG_SETTING, NULL,
      "tell by content, not by size and time, what is up to date", CLI_SHOWN_BULK },
    { "retry-failed", 0, CLI_ARG_SETTING, "[VERDICTS]",
      "try again what failed, or what failed so: timeout,memory", CLI_SHOWN_BULK },
    { "anew", 0, CLI_ARG_SETTING, NULL,
      "take nothing over from earlier runs", CLI_SHOWN_BULK },
    { "max-failures", 0, CLI_ARG_SETTING, "N",
      "stop when N documents, or N% of them, have failed", CLI_SHOWN_BULK },
    { "fail-on", 0, CLI_ARG_SETTING, "HOW",
      "exit with 1 when any document failed, more than N%, or never: any, N%, none", CLI_SHOWN_BULK },
    { "dry-run", 0, CLI_ARG_SETTING, NULL,
      "print what would be done", CLI_SHOWN_BULK },
    { "plan", 0, CLI_ARG_SETTING, NULL,
      "plan only", CLI_SHOWN_BULK },
    { "shard", 0, CLI_ARG_SETTING, "I/N",
      "do part I of N; auto: as the scheduler's variables say", CLI_SHOWN_BULK },
    { "merge", 0, CLI_ARG_SETTING, NULL,
      "put together what the parts did, and report", CLI_SHOWN_BULK },
    { "lease", 0, CLI_ARG_SETTING, "SECONDS",
      "who gave no sign for so long is taken to be gone (bulk 120, watch 60)",
      CLI_SHOWN_BULK | CLI_SHOWN_WATCH },
    { "engine", 0, CLI_ARG_SETTING, "NAME",
      "hand the parts to slurm, or print a job for k8s", CLI_SHOWN_BULK },
    { "shards", 0, CLI_ARG_SETTING, "N",
      "with --engine: how many parts (16 for each of --tasks)", CLI_SHOWN_BULK },
    { "tasks", 0, CLI_ARG_SETTING, "N",
      "with --engine: how many parts run at once (4)", CLI_SHOWN_BULK },
    { "wait", 0, CLI_ARG_SETTING, NULL,
      "with --engine slurm: wait until all is done", CLI_SHOWN_BULK },
    { "partition", 0, CLI_ARG_SETTING, "NAME",
      "with --engine slurm: where it runs", CLI_SHOWN_BULK },
    { "time", 0, CLI_ARG_SETTING, "TIME",
      "with --engine slurm: time limit of a part", CLI_SHOWN_BULK },
    { "mem", 0, CLI_ARG_SETTING, "SIZE",
      "with --engine: memory of a part", CLI_SHOWN_BULK },
    { "image", 0, CLI_ARG_SETTING, "IMAGE",
      "with --engine k8s: container image that holds referat", CLI_SHOWN_BULK },
    { "claim", 0, CLI_ARG_SETTING, "NAME",
      "with --engine k8s: volume claim with sources and outputs", CLI_SHOWN_BULK },
    { "mount", 0, CLI_ARG_SETTING, "DIR",
      "with --engine k8s: where the claim is mounted", CLI_SHOWN_BULK },
    { "index", 0, CLI_ARG_SETTING, NULL,
      "write index.html beside the outputs: all meetings, to be searched", CLI_SHOWN_BULK },
    { "metrics", 0, CLI_ARG_SETTING, "FILE",
      "write numbers for OpenMetrics to FILE", CLI_SHOWN_BULK },
    { "sync", 0, CLI_ARG_SETTING, "HOW",
      "outputs are sure to be on the disk: in batches (batch), each, never", CLI_SHOWN_BULK },
    { "journal", 0, CLI_ARG_SETTING, "HOW",
      "off: nothing is written down, so nothing can be resumed", CLI_SHOWN_BULK },
    { "nice", 0, CLI_ARG_SETTING, "N",
      "run with lower priority: 1 to 19", CLI_SHOWN_BULK },
    { "max-load", 0, CLI_ARG_SETTING, "LOAD",
      "begin nothing while the load of the machine is higher", CLI_SHOWN_BULK },
    { "rate", 0, CLI_ARG_SETTING, "N",
      "at most N documents a second; NMB: megabytes", CLI_SHOWN_BULK },
    { "once", 0, CLI_ARG_SETTING, NULL,
      "do what is there, then end: for cron and path units", CLI_SHOWN_WATCH },
    { "inbox", 0, CLI_ARG_SETTING, "NAME",
      "folder that documents are dropped into (Inbox); . is DIR itself", CLI_SHOWN_WATCH },
    { "converted", 0, CLI_ARG_SETTING, "NAME",
      "folder for results (Converted)", CLI_SHOWN_WATCH },
    { "done", 0, CLI_ARG_SETTING, "NAME",
      "folder for originals that were converted (Done)", CLI_SHOWN_WATCH },
    { "failed", 0, CLI_ARG_SETTING, "NAME",
      "folder for originals that were not, with notes why (Failed)", CLI_SHOWN_WATCH },
    { "originals", 0, CLI_ARG_SETTING, "HOW",
      "what becomes of originals: move (to Done), keep, delete, trash", CLI_SHOWN_WATCH },
    { "mode", 0, CLI_ARG_SETTING, "HOW",
      "how changes are noticed: auto, inotify, poll", CLI_SHOWN_WATCH },
    { "settle", 0, CLI_ARG_SETTING, "SECONDS",
      "how long a file must not change (2; on shares 5)", CLI_SHOWN_WATCH },
    { "rescan", 0, CLI_ARG_SETTING, "SECONDS",
      "look around as often, whatever events tell (60)", CLI_SHOWN_WATCH },
    { "poll", 0, CLI_ARG_SETTING, "SECONDS",
      "look as often where events tell nothing (2)", CLI_SHOWN_WATCH },
    { "patience", 0, CLI_ARG_SETTING, "MINUTES",
      "wait as long for the rest of a file that is empty or incomplete (10)", CLI_SHOWN_WATCH },
    { "takeover", 0, CLI_ARG_SETTING, NULL,
      "wait for another watcher's lease to end, and take its place", CLI_SHOWN_WATCH },
    { "messages", 0, CLI_ARG_SETTING, "TAG",
      "language of notes, page and notifications: da, de, en (that of the session)", CLI_SHOWN_WATCH },
    { "notify", 0, CLI_ARG_SETTING, "HOW",
      "notifications on the desktop: auto, off", CLI_SHOWN_WATCH },
    { "install", 0, CLI_ARG_SETTING, NULL,
      "watch DIR from now on, whenever you are logged in; menus for file managers", CLI_SHOWN_WATCH },
    { "uninstall", 0, CLI_ARG_SETTING, NULL,
      "take away what --install made", CLI_SHOWN_WATCH },
    { NULL, 'W', CLI_ARG_WARNING, "NAME",
      "-Wno-NAME hides a message, -Werror[=NAME] fails on it", CLI_SHOWN_ALWAYS },
    { "help", 'h', CLI_ARG_FLAG, NULL, "show this help", CLI_SHOWN_ALWAYS },
    { "version", 'V', CLI_ARG_FLAG, NULL, "show the version", CLI_SHOWN_ALWAYS },
    { NULL, 0, CLI_ARG_FLAG, NULL, NULL, CLI_SHOWN_ALWAYS },
};

const CliCommand cli_commands[] = {
    { "convert", "INPUT... [OPTION...]", "convert (the word may be left out)" },
    { "check", "INPUT... [OPTION...]", "say what should be looked at before minutes are published" },
    { "bulk", "SOURCE... --out DIR --to FORMATS [OPTION...]", "convert folders, archives and lists of documents" },
    { "watch", "DIR... [OPTION...]", "convert whatever is dropped into folders" },
    { "formats", "", "list the formats that are read and written" },
    { "help", "[COMMAND]", "show all options of a command" },
    { NULL, NULL, NULL },
};

const CliStatusText cli_statuses[] = {
    { 0, "done" },
    { 1, "a message under -Werror; no output was replaced. bulk: documents failed" },
    { 64, "usage" },
    { 65, "bad input, or a limit of size, memory or time was crossed" },
    { 66, "no such input" },
    { 69, "encrypted" },
    { 70, "a bug of ours, or a worker that crashed" },
    { 71, "the system failed" },
    { 73, "an output cannot be created" },
    { 74, "reading or writing failed" },
    { 75, "interrupted, or somebody else is at it; try again" },
    { 77, "no permission" },
    { 78, "what was planned, or a folder's settings, do not fit what is asked for" },
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
