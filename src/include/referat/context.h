/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/diagnostic.h>
#include <referat/types.h>

G_BEGIN_DECLS

/**
 * SECTION: context
 * What a conversion is given besides its input: options, limits, a password, where messages go,
 * progress and cancelling. One context is used by one thread at a time; it may be used again.
 */

/** ReferatOptionType: how an option's value is written. */
typedef enum {
    REFERAT_OPTION_FLAG,   /* "true" or "false" */
    REFERAT_OPTION_CHOICE, /* one of a fixed list */
    REFERAT_OPTION_STRING,
    REFERAT_OPTION_NUMBER, /* a whole number from 0 */
    REFERAT_OPTION_FILE,   /* the name of a file, which is read when the option is set */
    REFERAT_OPTION_LIST    /* may be given more than once; joined by commas */
} ReferatOptionType;

/**
 * ReferatOption:
 * @key: the long name, as in "--comments"; NULL ends a table
 * @argument: what its value is called in the help; NULL for flags
 * @choices: (array zero-terminated=1) (nullable): the values of a choice
 * @initial: the value when nothing is said
 * @help: one line, in English
 *
 * One row of the tables behind --help, completions, man pages and checking. Since 0.1.
 */
typedef struct {
    const char *key;
    ReferatOptionType type;
    const char *argument;
    const char *const *choices;
    const char *initial;
    const char *help;
} ReferatOption;

/** REFERAT_LIMITS: every limit: id, name, value. What crosses one ends in %REFERAT_ERROR_LIMIT. */
#define REFERAT_LIMITS(L)                                                                          \
    L(INPUT_BYTES, "input-bytes", UINT64_C(1) << 30)                                               \
    L(PACKAGE_ENTRIES, "package-entries", 65535)                                                   \
    L(PART_BYTES, "part-bytes", UINT64_C(512) << 20)                                               \
    L(SIDE_PART_BYTES, "side-part-bytes", UINT64_C(48) << 20)                                      \
    L(MEDIA_BYTES, "media-bytes", UINT64_C(64) << 20)                                              \
    L(PACKAGE_BYTES, "package-bytes", UINT64_C(1) << 30)                                           \
    L(RATIO, "ratio", 150)                                                                         \
    L(RATIO_FREE_BYTES, "ratio-free-bytes", UINT64_C(24) << 20)                                    \
    L(NESTING, "nesting", 250)                                                                     \
    L(ATTRIBUTES, "attributes", 5000)                                                              \
    L(NAMESPACES, "namespaces", 1000)                                                              \
    L(TABLE_NESTING, "table-nesting", 24)                                                          \
    L(NODES, "nodes", 1200000)                                                                     \
    L(TEXT_BYTES, "text-bytes", UINT64_C(160) << 20)                                               \
    L(TABLE_CELLS, "table-cells", 2000000)                                                         \
    L(TABLE_COLUMNS, "table-columns", 1024)                                                        \
    L(SPAN, "span", 1024)                                                                          \
    L(STYLES, "styles", 20000)                                                                     \
    L(LISTS, "lists", 60000)                                                                       \
    L(NOTES, "notes", 100000)                                                                      \
    L(EMBEDDED, "embedded", 1000)                                                                  \
    L(EMBEDDED_BYTES, "embedded-bytes", UINT64_C(4) << 20)                                         \
    L(MEDIA, "media", 20000)                                                                       \
    L(PDF_RECORD_BYTES, "pdf-record-bytes", UINT64_C(96) << 20)                                    \
    L(PDF_PAGES, "pdf-pages", 20000)                                                               \
    L(PDF_EXTRACTORS, "pdf-extractors", 2)                                                         \
    L(PDF_PAGE_SECONDS, "pdf-page-seconds", 10)                                                    \
    L(PDF_FAILED_PAGES, "pdf-failed-pages", 20)                                                    \
    L(PDF_PAGE_IMAGES_BYTES, "pdf-page-images-bytes", UINT64_C(48) << 20)                          \
    L(WORKER_BYTES, "worker-bytes", UINT64_C(4) << 30)                                             \
    L(WORKER_FILE_BYTES, "worker-file-bytes", UINT64_C(2) << 30)                                   \
    L(WORKER_SECONDS, "worker-seconds", 300)                                                       \
    L(WORKER_SILENCE, "worker-silence-seconds", 90)                                                \
    L(TEMPLATE_BYTES, "template-bytes", UINT64_C(32) << 20)                                        \
    L(INLINE_MEDIA_BYTES, "inline-media-bytes", UINT64_C(64) << 20)

/** ReferatLimit: REFERAT_LIMIT_… of the table. */
typedef enum {
#define REFERAT_LIMIT_ID(id, name, value) REFERAT_LIMIT_##id,
    REFERAT_LIMITS(REFERAT_LIMIT_ID)
#undef REFERAT_LIMIT_ID
        REFERAT_N_LIMITS
} ReferatLimit;

/** ReferatProgressFunc: @done of @total (0 = unknown) in the input; return false to cancel. */
typedef bool (*ReferatProgressFunc)(uint64_t done, uint64_t total, gpointer user_data);

/** referat_context_new: Returns: (transfer full): with the initial value of every option. */
REFERAT_API ReferatContext *referat_context_new(void);
/** referat_context_free: NULL is fine. */
REFERAT_API void referat_context_free(ReferatContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferatContext, referat_context_free)

/**
 * referat_context_set_option:
 * @key: a name from the option tables
 * @value: (nullable): its value; NULL is "true" for flags
 *
 * A file (%REFERAT_OPTION_FILE) is read at once, so that nothing has to be opened later; "" unsets
 * it. Returns: false with %REFERAT_ERROR_OPTION when there is no such option or value, or the file
 * cannot be read or is larger than %REFERAT_LIMIT_TEMPLATE_BYTES. Since 0.1.
 */
REFERAT_API bool referat_context_set_option(ReferatContext *context, const char *key,
                                            const char *value, GError **error);

/** referat_context_get_option: Returns: (transfer none): the value; NULL when there is no such
 * option. */
REFERAT_API const char *referat_context_get_option(const ReferatContext *context, const char *key);
/** referat_context_get_file: Returns: (transfer none) (nullable): what was in the file of the
 * option
 * @key when it was set; NULL when it was not. Since 0.1. */
REFERAT_API GBytes *referat_context_get_file(const ReferatContext *context, const char *key);
/**
 * referat_context_set_file:
 * @key: of an option that is a file
 * @name: what it is called in messages
 * @bytes: what is in it
 *
 * As referat_context_set_option(), without reading anything, and of any size. Returns: false with
 * %REFERAT_ERROR_OPTION when there is no such option of a file. Since 0.1.
 */
REFERAT_API bool referat_context_set_file(ReferatContext *context, const char *key,
                                          const char *name, GBytes *bytes, GError **error);
/** referat_context_get_flag: Returns: whether the option's value is "true". */
REFERAT_API bool referat_context_get_flag(const ReferatContext *context, const char *key);
/** referat_context_list_has: Returns: whether the list option @key holds @item. */
REFERAT_API bool referat_context_list_has(const ReferatContext *context, const char *key,
                                          const char *item);

/** referat_context_set_limit: for tests and for hosts with less room. Only lowers what is built in.
 */
REFERAT_API void referat_context_set_limit(ReferatContext *context, ReferatLimit limit,
                                           uint64_t value);
/** referat_context_get_limit: Returns: the limit in force. */
REFERAT_API uint64_t referat_context_get_limit(const ReferatContext *context, ReferatLimit limit);
/** referat_limit_name: Returns: (transfer none): such as "table-cells". */
REFERAT_API const char *referat_limit_name(ReferatLimit limit);

/** referat_context_set_diagnostic_func: @func gets every message. NULL: they are only counted. */
REFERAT_API void referat_context_set_diagnostic_func(ReferatContext *context,
                                                     ReferatDiagnosticFunc func,
                                                     gpointer user_data);
/**
 * referat_context_set_message_level:
 * @enabled: false drops the message
 * @as_error: true raises it to an error: a conversion that meets it fails with
 * %REFERAT_ERROR_DIAGNOSTIC
 */
REFERAT_API void referat_context_set_message_level(ReferatContext *context, ReferatMessage message,
                                                   bool enabled, bool as_error);
/** referat_context_count: Returns: how often @message was raised since the last conversion began.
 */
REFERAT_API uint32_t referat_context_count(const ReferatContext *context, ReferatMessage message);

/** referat_context_set_progress_func: called at least once a mebibyte of input. */
REFERAT_API void referat_context_set_progress_func(ReferatContext *context,
                                                   ReferatProgressFunc func, gpointer user_data);

/**
 * referat_context_add_vocabulary:
 * @text: (array length=length): a vocabulary file: UTF-8, "[group]" and "key=word;word" as in the
 *   files that are installed in share/referat/vocabulary, with the language as "tag" in
 *   "[language]"; a list that begins with "+" is added to ours, any other stands for it
 * @length: bytes, -1 when @text ends with a NUL
 *
 * Words of the user's own: bodies, offices and labels that minutes of the house use. To be called
 * before the context reads or writes its first document. Returns: false with %REFERAT_ERROR_OPTION
 * when @text is no such file, its language is not built in or the context is in use; what stood
 * before the mistake may have been taken. Since 0.1.
 */
REFERAT_API bool referat_context_add_vocabulary(ReferatContext *context, const char *text,
                                                gssize length, GError **error);

/** referat_context_set_password: (nullable): copied, never printed. */
REFERAT_API void referat_context_set_password(ReferatContext *context, const char *password);
/** referat_context_get_password: Returns: (nullable) (transfer none). */
REFERAT_API const char *referat_context_get_password(const ReferatContext *context);

G_END_DECLS
