/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/messages/warnings.h"

/** CliFormat: how messages are written. */
typedef enum { CLI_FORMAT_TEXT, CLI_FORMAT_JSON, CLI_FORMAT_JSONL, CLI_FORMAT_SARIF } CliFormat;

/** CLI_MOST_ALIKE: the first few of a kind say where to look; the rest is a number at the end. */
enum { CLI_MOST_ALIKE = 5 };

/**
 * CliMessage: one message.
 * @file: (nullable): of which; NULL: of the run itself
 * @name: of the message, "" for what made a conversion fail; never translated
 * @text: English
 * @localised: for people
 * @part: (nullable): of a package
 * @line, @page: 0 = not known
 * @count: how often it came alike
 * @outside: it is about the file as a whole, which may not even be there
 */
typedef struct {
    char *file;
    const char *name;
    ReferatLevel level;
    int message; /* ReferatMessage; -1: none */
    char *text;
    char *localised;
    char *part;
    uint32_t line;
    uint32_t page;
    uint32_t count;
    bool outside;
} CliMessage;

/**
 * CliMessagesOptions:
 * @fd: where messages go when @file is NULL; as text, failures go to standard error
 * @file: (nullable): a file for all
 * @most_errors: 0 = as many as there are
 * @everything: notes too, and none is counted only (-v)
 * @only: (nullable): false for what is not shown without -v
 */
typedef struct {
    CliFormat format;
    int fd;
    const char *file;
    const CliWarnings *warnings;
    bool (*only)(ReferatMessage message);
    unsigned most_errors;
    bool everything;
    bool quiet;
    bool colour;      /* of messages, on @fd */
    bool fail_colour; /* of failures, on standard error */
} CliMessagesOptions;

typedef struct CliMessages CliMessages;

/** cli_messages_new: Returns: (transfer full). The strings of @options must stay. */
CliMessages *cli_messages_new(const CliMessagesOptions *options);
/** cli_messages_free: NULL is fine. */
void cli_messages_free(CliMessages *messages);

/** cli_messages_add: what was said of @file. */
void cli_messages_add(CliMessages *messages, const char *file, const ReferatDiagnostic *diagnostic);
/** cli_messages_name: the name @file cannot be used. */
void cli_messages_name(CliMessages *messages, const char *file, ReferatMessage message, bool fails);
/** cli_messages_fail: why the conversion of @file failed. @hint (nullable) is put behind it. */
void cli_messages_fail(CliMessages *messages, const char *file, const GError *error,
                       const char *hint);
/** cli_messages_run: a line about the run; @file may be NULL. Returns: false in the format of text,
 * where it is not for this to say it. */
bool cli_messages_run(CliMessages *messages, const char *file, ReferatLevel level, const char *text,
                      const char *localised);
/** cli_messages_next: all is said of @file: tells how often what was not shown came. @context has
 * counted all. */
void cli_messages_next(CliMessages *messages, const char *file, const ReferatContext *context);
/** cli_messages_enough: Returns: whether there were as many errors as are wanted. */
bool cli_messages_enough(const CliMessages *messages);
/** cli_messages_keep: nothing is written to the file that was asked for: it is somebody's. */
void cli_messages_keep(CliMessages *messages);
/** cli_messages_are_text: Returns: whether anything else may be said on the same stream. */
bool cli_messages_are_text(const CliMessages *messages);

/** cli_messages_finish: @status is how the run ends. Returns: false with @error set when they
 * cannot be written. */
bool cli_messages_finish(CliMessages *messages, int status, GError **error);

/** cli_level_name: Returns: (transfer none): "note" and so on, in every language. */
const char *cli_level_name(ReferatLevel level);

/* machine.c */

/** cli_machine_put: all of @list (of CliMessage) as @format says; @status as above. */
void cli_machine_put(const GArray *list, CliFormat format, int status, ReferatSink *sink);

/** cli_machine_line: Returns: (transfer full): @message as a line of JSON, with its end. */
char *cli_machine_line(const CliMessage *message);

/* explain.c */

/** cli_explain: what the message @name means and what to do about it. Returns: false when there is
 * no such message; it said so. */
bool cli_explain(const char *name);
