/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/*
 * What the command line knows. The parser, --help, the man pages and the completions all come from
 * these rows and from the option tables of the formats; nothing is said twice.
 */

/** CliArgKind: what an option does. */
typedef enum {
    CLI_ARG_FROM,
    CLI_ARG_TO,
    CLI_ARG_TO_LIST,
    CLI_ARG_OUT,
    CLI_ARG_OUTPUT,
    CLI_ARG_WARNING,
    CLI_ARG_PASSWORD_FD,
    CLI_ARG_VOCABULARY,
    CLI_ARG_EXPLAIN,
    CLI_ARG_DIAGNOSTICS,
    CLI_ARG_DIAGNOSTICS_OUTPUT,
    CLI_ARG_MAX_ERRORS,
    CLI_ARG_COLOUR,
    CLI_ARG_NAME,
    CLI_ARG_PRINT_CONFIG,
    CLI_ARG_IF_CHANGED,
    CLI_ARG_DEPEND, /* -M and what follows it */
    CLI_ARG_FLAG,
    CLI_ARG_SETTING /* kept as it is, for bulk and watch */
} CliArgKind;

/** CliShown: which help tells of an option: the short one too, or only those of its commands. */
typedef enum {
    CLI_SHOWN_ALWAYS = 1,
    CLI_SHOWN_CONVERT = 2,
    CLI_SHOWN_CHECK = 4,
    CLI_SHOWN_BULK = 8,
    CLI_SHOWN_WATCH = 16
} CliShown;

/** CliArg: an option of the program itself; .letter is 0 when there is none. */
typedef struct {
    const char *name; /* NULL for -W, -w and -M */
    char letter;
    CliArgKind kind;
    const char *argument; /* NULL: a flag; in brackets: only after "=" */
    const char *help;
    unsigned shown; /* of CliShown */
} CliArg;

/** CliCommand: a first word that is a command. */
typedef struct {
    const char *name;
    const char *usage;
    const char *help;
} CliCommand;

/** CliStatusText: an exit status and what it means. */
typedef struct {
    int status;
    const char *text;
} CliStatusText;

extern const CliArg cli_args[];            /* ends with a .help of NULL */
extern const CliCommand cli_commands[];    /* ends with a .name of NULL */
extern const CliStatusText cli_statuses[]; /* ends with a .text of NULL */

/** cli_find_arg: Returns: (nullable): the program's own option called @name. */
const CliArg *cli_find_arg(const char *name);

/** cli_next_option: walks all conversion options: those of conversion, then each format's.
 * Returns: (nullable): NULL at the end. @format is %NULL or the name of the format it belongs to.
 */
const ReferatOption *cli_next_option(size_t *at, const char **format);

/** cli_find_option: Returns: (nullable): the conversion option called @name. */
const ReferatOption *cli_find_option(const char *name);
