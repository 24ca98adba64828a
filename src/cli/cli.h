/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

#include "cli/depend.h"
#include "cli/messages/messages.h"

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
    char *diagnostics_output;
    char *colour;
    char *name;         /* --name: of standard input */
    char *print_config; /* --print-config; "" is all */
    GPtrArray *files;   /* of char *: what options read, for -M */
    CliDepend depend;
    CliWarnings warnings;
    CliMessages *messages; /* while documents are read */
    char *most_errors;     /* --max-errors */
    bool if_changed;
    bool messages_free; /* --diagnostics-output names nothing that is read or written */
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

/* messages/report.c */

/** cli_error, cli_note: one line; @name is a file's, NULL: the program's. @text is marked for
 * translators (N_()), and translated here: those who read messages by program get English. */
void cli_error(const char *name, const char *text);
void cli_note(const char *name, const char *text);
/** cli_errorf: cli_error() with a format, whose translation is looked up. */
void cli_errorf(const char *name, const char *format, ...) G_GNUC_PRINTF(2, 3);
/** cli_fail: cli_error() of what @error says. */
void cli_fail(const char *name, const GError *error);
CliStatus cli_status(const GError *error);
/** cli_say: a line for people, of a command that goes on; @data is taken no notice of. */
void cli_say(ReferatLevel level, const char *line, gpointer data);
/** cli_report_to: lines about the run go to @messages too, which takes them when it is read by
 * programs; NULL: to people. */
void cli_report_to(CliMessages *messages);
/** cli_messages_begin: as @job asks for; text goes to @fd. Returns: (transfer full) (nullable):
 * NULL when an option is wrong; it said so. */
CliMessages *cli_messages_begin(const CliJob *job, int fd, bool (*only)(ReferatMessage message));
/** cli_messages_end: writes what is to be written, and frees @messages. Returns: @status, or that
 * of a failure. */
CliStatus cli_messages_end(CliMessages *messages, CliStatus status);

/* arguments.c */

/** cli_expand: (transfer full): @argv with what is in the files of its words "@FILE" in their
 * place. Returns: (array zero-terminated=1): NULL with @error set. */
char **cli_expand(char *const *argv, GError **error);

/* config.c */

/** cli_print_config: @key is "" for all. Returns: false when there is none; it said so. */
bool cli_print_config(const char *key);

/* convert.c */
CliStatus cli_convert(CliJob *job);
/** cli_read: reads @input, "-" is standard input, into @outputs (array length=n) with progress;
 * what is said of it goes to the messages of @job. Returns: false with @error set. */
bool cli_read(CliJob *job, const char *input, const ReferatOutput *outputs, size_t n,
              GError **error);

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
