/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* Dependency files for make and ninja, as compilers write them: "output: input style-sheet". */

/** CliDepend: what -M and the options after it ask for. */
typedef struct {
    bool wanted;        /* -MD: beside the outputs */
    bool only;          /* -M: the rule, and no output */
    bool phony;         /* -MP */
    char *file;         /* (nullable): -MF */
    GPtrArray *targets; /* of char *: -MT and -MQ, as they are written */
} CliDepend;

/** cli_depend_escape: @name is a target when @as_target, else a prerequisite. Returns: (transfer
 * full) (nullable): the name as both make and ninja read it back; NULL when there is no such way.
 */
char *cli_depend_escape(const char *name, bool as_target);

/**
 * CliRule: what is to be written for one input.
 * @targets, @files: of const char *: names of the outputs, and of what was read for them, the input
 *   first when it is a file
 * @left_out: of const char *: names of either that cannot be written and are not
 */
typedef struct {
    const CliDepend *depend;
    const char *input; /* NULL: it is no file */
    GPtrArray *targets;
    GPtrArray *files;
    GPtrArray *left_out;
} CliRule;

/** cli_rule_init: what cannot be written is in @left_out then. The strings must stay. */
void cli_rule_init(CliRule *rule, const CliDepend *depend);
void cli_rule_clear(CliRule *rule);
/** cli_rule_add_target, _input, _file: @name of an output, of the input, of what else was read. */
void cli_rule_add_target(CliRule *rule, const char *name);
void cli_rule_add_input(CliRule *rule, const char *name);
void cli_rule_add_file(CliRule *rule, const char *name);
/** cli_rule_put: writes the rule; nothing when there is no target. */
void cli_rule_put(const CliRule *rule, ReferatSink *sink);
