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
    { NULL, 'W', CLI_ARG_WARNING, "NAME",
      "-Wno-NAME hides a message, -Werror[=NAME] fails on it", CLI_SHOWN_ALWAYS },
    { "help", 'h', CLI_ARG_FLAG, NULL, "show this help", CLI_SHOWN_ALWAYS },
    { "version", 'V', CLI_ARG_FLAG, NULL, "show the version", CLI_SHOWN_ALWAYS },
    { NULL, 0, CLI_ARG_FLAG, NULL, NULL, CLI_SHOWN_ALWAYS },
};

const CliCommand cli_commands[] = {
    { "convert", "INPUT... [OPTION...]", "convert (the word may be left out)" },
    { "check", "INPUT... [OPTION...]", "say what should be looked at before minutes are published" },
    { "formats", "", "list the formats that are read and written" },
    { "help", "[COMMAND]", "show all options of a command" },
    { NULL, NULL, NULL },
};

const CliStatusText cli_statuses[] = {
    { 0, "done" },
    { 1, "a message under -Werror; no output was replaced" },
    { 64, "usage" },
    { 65, "bad input, or a limit of size, memory or time was crossed" },
    { 66, "no such input" },
    { 69, "encrypted" },
    { 70, "a bug of ours, or a worker that crashed" },
    { 71, "the system failed" },
    { 73, "an output cannot be created" },
    { 74, "reading or writing failed" },
    { 75, "interrupted; try again" },
    { 77, "no permission" },
    { 0, NULL },
};
/* clang-format on */

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
