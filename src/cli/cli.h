/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* The program `referat`. It reaches conversion through the public header only. */

/** CliStatus: exit statuses (sysexits.h, and what it lacks). */
typedef enum {
    CLI_OK = 0,
    CLI_DIAGNOSTIC = 1,
    CLI_USAGE = 64,
    CLI_DATA = 65,
    CLI_NO_INPUT = 66,
    CLI_UNAVAILABLE = 69, /* encrypted */
    CLI_SOFTWARE = 70,
    CLI_SYSTEM = 71,
    CLI_CANNOT_CREATE = 73,
    CLI_IO = 74,
    CLI_TRY_AGAIN = 75,
    CLI_PERMISSION = 77,
    CLI_CONFIGURATION = 78
} CliStatus;

/** CliSetting: an option of bulk or watch that was given; @value is "" for flags. */
typedef struct {
    const char *name;
    char *value;
} CliSetting;

/** CliJob: what the command line asks for. */
typedef struct {
    ReferatContext *context;
    GPtrArray *inputs;       /* of char * */
    GPtrArray *outputs;      /* of char *, given with -o */
    GPtrArray *vocabularies; /* of char *: files */
    GArray *settings;        /* of CliSetting */
    GString *words;          /* what the vocabularies said */
    GPtrArray *given;        /* of char **: each argument with its value */
    char *from;
    char *to;      /* -t: the format of standard output or of an unknown name */
    char *to_list; /* --to */
    char *out;     /* --out */
    char *explain; /* --explain */
    char *diagnostics_format;
    bool quiet;
    bool verbose;
    bool help;
    bool version;
    /* messages of the input that is converted */
    const char *input_name;
    /* progress of it */
    bool terminal;
    gint64 begun;
    gint64 last_shown;
} CliJob;

/* args.c */
bool cli_parse(CliJob *job, int argc, char **argv, GError **error);
void cli_job_clear(CliJob *job);

/* report.c */
void cli_diagnostic(const ReferatDiagnostic *diagnostic, gpointer data);
enum { CLI_MOST_ALIKE = 5 };
/** cli_summary: how many messages of each kind were not shown. */
void cli_summary(const CliJob *job);
/** cli_error: one line on standard error; @name may be NULL. */
void cli_error(const char *name, const char *text);
/** cli_note: a line about the input, for -v. */
void cli_note(const CliJob *job, const char *text);
/** cli_printable: Returns: (transfer full): a file name may hold anything; the terminal must not
 * act on it. */
char *cli_printable(const char *name);
CliStatus cli_status(const GError *error);
/** cli_say: a line for people, of a command that goes on; @data is taken no notice of. */
void cli_say(ReferatLevel level, const char *line, gpointer data);

/* convert.c */
CliStatus cli_convert(CliJob *job);

/* bulk.c */
CliStatus cli_bulk(CliJob *job);

/* watch.c */
CliStatus cli_watch(CliJob *job);

/* check.c */
CliStatus cli_check(CliJob *job);

/* help.c */
void cli_help(void);
/** cli_help_on: Returns: false when there is no such @command. */
bool cli_help_on(const char *command);
void cli_formats(bool verbose);
void cli_version(void);
