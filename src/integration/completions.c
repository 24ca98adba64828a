/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "integration/generate.h"

/* The completions of shells. What an option's value is decides how it is completed. */

typedef enum {
    VALUE_NONE,
    VALUE_FILE,
    VALUE_FOLDER,
    VALUE_READ,
    VALUE_WRITE,
    VALUE_OTHER
} ValueKind;

static ValueKind
value_of(const char *argument)
{
    /* one that is said behind "=" or not at all cannot be asked for */
    if (argument == NULL || *argument == '[')
        return VALUE_NONE;
    if (g_str_equal(argument, "FILE"))
        return VALUE_FILE;
    if (g_str_equal(argument, "DIR"))
        return VALUE_FOLDER;
    return VALUE_OTHER;
}

static ValueKind
value_of_arg(const CliArg *arg)
{
    if (arg->kind == CLI_ARG_FROM)
        return VALUE_READ;
    if (arg->kind == CLI_ARG_TO || arg->kind == CLI_ARG_TO_LIST)
        return VALUE_WRITE;
    return value_of(arg->argument);
}

/* Returns: (nullable) (transfer none): what the value is one of. */
static const char *const *
choices_of(const CliArg *arg)
{
    static const char *const diagnostics[] = {"text", "json", "jsonl", "sarif", NULL};
    static const char *const colours[] = {"auto", "always", "never", NULL};
    static const char *names[REFERAT_N_MESSAGES + 1];

    for (int i = 0; i < REFERAT_N_MESSAGES; i++)
        names[i] = referat_message_name((ReferatMessage)i);
    return arg->kind == CLI_ARG_DIAGNOSTICS ? diagnostics
           : arg->kind == CLI_ARG_COLOUR    ? colours
           : arg->kind == CLI_ARG_EXPLAIN   ? names
                                            : NULL;
}

/* Options of more than one letter behind one hyphen: "D" of -MD; "F FILE" of -MF. */
static char *
compiler_option(const CliArg *arg)
{
    return g_strdup_printf("-%c%.*s", arg->letter, (int)strcspn(arg->argument, " "), arg->argument);
}

static char *
formats(bool writable)
{
    g_autoptr(GString) names = g_string_new(NULL);
    ReferatFormat format;

    for (size_t i = 0; referat_format_at(i, &format); i++)
        if (writable ? format.writable : format.readable)
            g_string_append_printf(names, "%s%s", names->len > 0 ? " " : "", format.name);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* The words that a value is one of; NULL when it may be anything. */
static char *
words_of(ValueKind kind, const char *const *choices)
{
    if (choices != NULL)
        return g_strjoinv(" ", (char **)choices);
    return kind == VALUE_READ ? formats(false) : kind == VALUE_WRITE ? formats(true) : NULL;
}

static char *
messages(const char *prefix)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (int i = 0; i < REFERAT_N_MESSAGES; i++)
        g_string_append_printf(names, "%s%s%s", i > 0 ? " " : "", prefix,
                               referat_message_name((ReferatMessage)i));
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static char *
commands(void)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (const CliCommand *row = cli_commands; row->name != NULL; row++)
        g_string_append_printf(names, "%s%s", names->len > 0 ? " " : "", row->name);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* Within the apostrophes of a shell. */
static char *
quoted(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "'", -1);

    return g_strjoinv("'\\''", parts);
}

/* ---- bash ---- */

static void
bash_values(const char *pattern, const char *words)
{
    printf("    %s)\n        COMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n        return ;;\n",
           pattern, words);
}

static void
bash_case(const char *pattern, ValueKind kind, const char *const *choices)
{
    g_autofree char *words = words_of(kind, choices);

    if (words != NULL)
        bash_values(pattern, words);
    else if (kind == VALUE_FOLDER)
        printf("    %s)\n        COMPREPLY=($(compgen -d -- \"$cur\"))\n        return ;;\n",
               pattern);
    else if (kind == VALUE_FILE)
        printf("    %s)\n        COMPREPLY=($(compgen -f -- \"$cur\"))\n        return ;;\n",
               pattern);
    else if (kind == VALUE_OTHER)
        printf("    %s)\n        return ;;\n", pattern);
}

static void
bash_cases(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    for (const CliArg *arg = cli_args; arg->help != NULL; arg++) {
        if (arg->argument == NULL || *arg->argument == '[' || arg->name == NULL ||
            arg->kind == CLI_ARG_TO_LIST)
            continue;
        g_autofree char *pattern = arg->letter != '\0'
                                       ? g_strdup_printf("-%c | --%s", arg->letter, arg->name)
                                       : g_strdup_printf("--%s", arg->name);
        bash_case(pattern, value_of_arg(arg), choices_of(arg));
    }
    while ((option = cli_next_option(&at, &format)) != NULL) {
        g_autofree char *pattern = g_strdup_printf("--%s", option->key);
        bash_case(pattern, value_of(option->argument), option->choices);
    }
}

static void
bash_names(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    for (const CliArg *arg = cli_args; arg->help != NULL; arg++) {
        g_autofree char *word = arg->name == NULL ? compiler_option(arg) : NULL;
        if (word != NULL && arg->kind == CLI_ARG_DEPEND)
            printf("%s ", word);
        else if (arg->letter != '\0')
            printf("-%c ", arg->letter);
        if (arg->name != NULL)
            printf("--%s ", arg->name);
    }
    while ((option = cli_next_option(&at, &format)) != NULL)
        printf("--%s ", option->key);
}

void
complete_bash(void)
{
    g_autofree char *write = formats(true);
    g_autofree char *words = commands();
    g_autofree char *plain = messages("-W");
    g_autofree char *off = messages("-Wno-");
    g_autofree char *as_error = messages("-Werror=");

    printf("# bash completion for referat, written by its build\n\n_referat()\n{\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} list\n"
           "    COMPREPLY=()\n"
           "    # --name=value comes as three words\n"
           "    if [[ $cur == = ]]; then\n        cur=\n"
           "    elif [[ $prev == = ]]; then\n        prev=${COMP_WORDS[COMP_CWORD - 2]}\n    fi\n"
           "    case $prev in\n");
    bash_cases();
    printf("    --to)\n        list=\n        [[ $cur == *,* ]] && list=${cur%%,*},\n"
           "        COMPREPLY=($(compgen -P \"$list\" -W '%s' -- \"${cur##*,}\"))\n"
           "        compopt -o nospace\n        return ;;\n",
           write);
    printf("    help)\n        COMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n        return ;;\n    "
           "esac\n",
           words);
    printf("    case $cur in\n    -W*)\n        COMPREPLY=($(compgen -W '-Werror %s %s %s' -- "
           "\"$cur\")) ;;\n    -*)\n        COMPREPLY=($(compgen -W '",
           plain, off, as_error);
    bash_names();
    printf("' -- \"$cur\")) ;;\n    *)\n        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
           "        ((COMP_CWORD == 1)) && COMPREPLY+=($(compgen -W '%s' -- \"$cur\")) ;;\n"
           "    esac\n}\n\ncomplete -o filenames -F _referat referat\n",
           words);
}

/* ---- zsh ---- */

/* Colons and brackets mean something in a specification. */
static char *
zsh_text(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p++) {
        if (strchr(":[]", *p) != NULL)
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_autofree char *escaped = g_string_free(out, FALSE);
    return quoted(escaped);
}

static char *
zsh_action(ValueKind kind, const char *argument, const char *const *choices, bool list)
{
    g_autofree char *words = words_of(kind, choices);

    if (kind == VALUE_NONE)
        return g_strdup("");
    if (list)
        return g_strdup_printf(":%s:_sequence compadd - %s", argument, words);
    if (words != NULL)
        return g_strdup_printf(":%s:(%s)", argument, words);
    if (kind == VALUE_FOLDER)
        return g_strdup_printf(":%s:_files -/", argument);
    if (kind == VALUE_FILE)
        return g_strdup_printf(":%s:_files", argument);
    return g_strdup_printf(":%s: ", argument);
}

static void
zsh_arg(const CliArg *arg)
{
    g_autofree char *text = zsh_text(arg->help);
    g_autofree char *action =
        zsh_action(value_of_arg(arg), arg->argument, choices_of(arg), arg->kind == CLI_ARG_TO_LIST);
    const char *many = arg->kind == CLI_ARG_OUTPUT ? "*" : "";

    if (arg->kind == CLI_ARG_DEPEND) {
        g_autofree char *word = compiler_option(arg);
        const char *value = strchr(arg->argument, ' ');
        printf("    '*%s%s[%s]%s%s' \\\n", word, value != NULL ? "+" : "", text,
               value != NULL ? ":NAME:" : "", value != NULL ? "_files" : "");
        return;
    }
    if (arg->kind == CLI_ARG_WARNING && arg->letter == 'w') {
        printf("    '-w[%s]' \\\n", text);
        return;
    }
    /* -Wall is among the words of -W */
    if (arg->kind == CLI_ARG_WARNING && !g_str_equal(arg->argument, "NAME"))
        return;
    if (arg->kind == CLI_ARG_WARNING) {
        g_autofree char *plain = messages("");
        g_autofree char *off = messages("no-");
        g_autofree char *as_error = messages("error=");
        printf("    '*-W-[%s]:NAME:(all extra error %s %s %s)' \\\n", text, plain, off, as_error);
        return;
    }
    if (arg->letter != '\0')
        printf("    '%s-%c%s[%s]%s' \\\n", many, arg->letter, *action != '\0' ? "+" : "", text,
               action);
    if (arg->name != NULL)
        printf("    '%s--%s%s[%s]%s' \\\n", many, arg->name, *action != '\0' ? "=" : "", text,
               action);
}

void
complete_zsh(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;
    g_autofree char *words = commands();

    printf("#compdef referat\n# zsh completion for referat, written by its build\n\n"
           "_referat_first() {\n  _alternative 'files:input:_files' 'commands:command:(%s)'\n}\n\n"
           "_arguments -s -S \\\n",
           words);
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        zsh_arg(arg);
    while ((option = cli_next_option(&at, &format)) != NULL) {
        g_autofree char *text = zsh_text(option->help);
        g_autofree char *action =
            zsh_action(value_of(option->argument), option->argument, option->choices, false);
        printf("    '--%s%s[%s]%s' \\\n", option->key, *action != '\0' ? "=" : "", text, action);
    }
    printf("    '1:input:_referat_first' \\\n    '*:input:_files'\n");
}

/* ---- fish ---- */

static void
fish_option(char letter, const char *name, const char *help, ValueKind kind,
            const char *const *choices)
{
    g_autofree char *text = quoted(help);
    g_autofree char *words = words_of(kind, choices);

    printf("complete -c referat");
    if (letter != '\0')
        printf(" -s %c", letter);
    if (name != NULL)
        printf(" -l %s", name);
    if (words != NULL)
        printf(" -x -a '%s'", words);
    else if (kind == VALUE_FOLDER)
        printf(" -x -a '(__fish_complete_directories)'");
    else if (kind != VALUE_NONE)
        printf(kind == VALUE_FILE ? " -r" : " -x");
    printf(" -d '%s'\n", text);
}

static void
fish_arg(const CliArg *arg)
{
    if (arg->name != NULL) {
        fish_option(arg->letter, arg->name, arg->help, value_of_arg(arg), choices_of(arg));
        return;
    }
    /* what -W takes follows below */
    if (g_str_equal(arg->argument, "NAME"))
        return;
    g_autofree char *word = compiler_option(arg);
    g_autofree char *text = quoted(arg->help);
    printf("complete -c referat -o %s%s -d '%s'\n", word + 1,
           strchr(arg->argument, ' ') != NULL ? " -r" : "", text);
}

void
complete_fish(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    printf("# fish completion for referat, written by its build\n");
    for (const CliCommand *row = cli_commands; row->name != NULL; row++) {
        g_autofree char *text = quoted(row->help);
        printf("complete -c referat -n __fish_use_subcommand -a %s -d '%s'\n", row->name, text);
    }
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        fish_arg(arg);
    while ((option = cli_next_option(&at, &format)) != NULL)
        fish_option('\0', option->key, option->help, value_of(option->argument), option->choices);
    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        g_autofree char *text = quoted(referat_message_text((ReferatMessage)i));
        const char *name = referat_message_name((ReferatMessage)i);
        printf("complete -c referat -o Wno-%s -d 'hide: %s'\n", name, text);
        printf("complete -c referat -o Werror=%s -d 'fail: %s'\n", name, text);
    }
}
