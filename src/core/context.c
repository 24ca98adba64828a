/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/context.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "core/options.h"
#include "core/registry.h"

typedef struct {
    gpointer data;
    GDestroyNotify free_data;
} ContextData;

struct ReferatContext {
    GHashTable *options; /* key to value; what is not here has its initial value */
    GHashTable *files;   /* key of an option to what was in its file */
    GHashTable *data;
    uint64_t limits[REFERAT_N_LIMITS];
    uint32_t counts[REFERAT_N_MESSAGES];
    bool disabled[REFERAT_N_MESSAGES];
    bool as_error[REFERAT_N_MESSAGES];
    ReferatMessage failed_by; /* REFERAT_N_MESSAGES: none */
    ReferatDiagnosticFunc diagnostic_func;
    gpointer diagnostic_data;
    ReferatProgressFunc progress_func;
    gpointer progress_data;
    char *password;
    const RftHelperFuncs *helper_funcs;
};

static const struct {
    const char *name;
    uint64_t value;
} limit_facts[] = {
#define LIMIT_FACT(id, name, value) {name, value},
    REFERAT_LIMITS(LIMIT_FACT)
#undef LIMIT_FACT
};

static const struct {
    const char *name;
    ReferatLevel level;
    const char *text;
} message_facts[] = {
#define MESSAGE_FACT(id, name, level, text) {name, REFERAT_LEVEL_##level, text},
    REFERAT_MESSAGES(MESSAGE_FACT)
#undef MESSAGE_FACT
};

const char *
referat_version_string(void)
{
    return REFERAT_VERSION_STRING;
}

static void
context_data_free(gpointer pointer)
{
    ContextData *entry = pointer;

    if (entry->free_data != NULL)
        entry->free_data(entry->data);
    g_free(entry);
}

ReferatContext *
referat_context_new(void)
{
    ReferatContext *context = g_new0(ReferatContext, 1);

    context->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    context->files =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    context->data = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, context_data_free);
    for (size_t i = 0; i < REFERAT_N_LIMITS; i++)
        context->limits[i] = limit_facts[i].value;
    context->failed_by = REFERAT_N_MESSAGES;
    return context;
}

void
referat_context_free(ReferatContext *context)
{
    if (context == NULL)
        return;
    g_hash_table_unref(context->options);
    g_hash_table_unref(context->files);
    g_hash_table_unref(context->data);
    g_free(context->password);
    g_free(context);
}

gpointer
rft_context_get_data(const ReferatContext *context, const char *key)
{
    const ContextData *entry = g_hash_table_lookup(context->data, key);

    return entry != NULL ? entry->data : NULL;
}

void
rft_context_set_data(ReferatContext *context, const char *key, gpointer data,
                     GDestroyNotify free_data)
{
    ContextData *entry = g_new0(ContextData, 1);

    entry->data = data;
    entry->free_data = free_data;
    g_hash_table_insert(context->data, g_strdup(key), entry);
}

/* ---- options ---- */

static bool
value_fits(const ReferatOption *option, const char *value)
{
    switch (option->type) {
    case REFERAT_OPTION_FLAG:
        return g_str_equal(value, "true") || g_str_equal(value, "false");
    case REFERAT_OPTION_CHOICE:
        return g_strv_contains(option->choices, value);
    case REFERAT_OPTION_NUMBER:
        return *value != '\0' && strspn(value, "0123456789") == strlen(value) && strlen(value) < 10;
    case REFERAT_OPTION_LIST:
        return option->choices == NULL || g_strv_contains(option->choices, value);
    case REFERAT_OPTION_STRING:
    case REFERAT_OPTION_FILE:
        return true;
    }
    return false;
}

static bool
read_option_file(ReferatContext *context, const char *key, const char *path, GError **error)
{
    g_autoptr(ReferatSource) source = referat_source_new_path(path);
    g_autoptr(GError) bad = NULL;

    if (*path == '\0') {
        g_hash_table_remove(context->files, key);
        return true;
    }
    GBytes *bytes = referat_source_get_bytes(
        source, referat_context_get_limit(context, REFERAT_LIMIT_TEMPLATE_BYTES), &bad);
    if (bytes == NULL) {
        g_autofree char *where = g_strdup_printf("--%s %s", key, path);
        return referat_set_error_behind(error, REFERAT_ERROR_OPTION, where, bad);
    }
    g_hash_table_replace(context->files, g_strdup(key), g_bytes_ref(bytes));
    return true;
}

bool
referat_context_set_option(ReferatContext *context, const char *key, const char *value,
                           GError **error)
{
    g_return_val_if_fail(context != NULL && key != NULL, false);
    const ReferatOption *option = rft_option_find(key);

    if (option == NULL) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "there is no option --%s", key);
        return false;
    }
    if (value == NULL)
        value = option->type == REFERAT_OPTION_FLAG ? "true" : "";
    if (!value_fits(option, value)) {
        if (option->choices == NULL)
            return referat_set_error(error, REFERAT_ERROR_OPTION, "--%s cannot be \"%s\"", key,
                                     value);
        g_autofree char *choices = g_strjoinv(", ", (char **)option->choices);
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--%s cannot be \"%s\"; it is one of %s", key, value, choices);
    }
    if (option->type == REFERAT_OPTION_FILE && !read_option_file(context, key, value, error))
        return false;
    const char *old = g_hash_table_lookup(context->options, key);
    char *kept = option->type == REFERAT_OPTION_LIST && old != NULL
                     ? g_strconcat(old, ",", value, NULL)
                     : g_strdup(value);
    g_hash_table_replace(context->options, g_strdup(key), kept);
    return true;
}

const char *
referat_context_get_option(const ReferatContext *context, const char *key)
{
    const char *value = g_hash_table_lookup(context->options, key);

    if (value != NULL)
        return value;
    const ReferatOption *option = rft_option_find(key);
    return option != NULL ? option->initial : NULL;
}

bool
referat_context_set_file(ReferatContext *context, const char *key, const char *name, GBytes *bytes,
                         GError **error)
{
    g_return_val_if_fail(context != NULL && key != NULL && name != NULL && bytes != NULL, false);
    const ReferatOption *option = rft_option_find(key);

    if (option == NULL || option->type != REFERAT_OPTION_FILE)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "there is no option --%s", key);
    g_hash_table_replace(context->options, g_strdup(key), g_strdup(name));
    g_hash_table_replace(context->files, g_strdup(key), g_bytes_ref(bytes));
    return true;
}

GBytes *
referat_context_get_file(const ReferatContext *context, const char *key)
{
    return g_hash_table_lookup(context->files, key);
}

bool
referat_context_get_flag(const ReferatContext *context, const char *key)
{
    const char *value = referat_context_get_option(context, key);

    return value != NULL && g_str_equal(value, "true");
}

bool
referat_context_list_has(const ReferatContext *context, const char *key, const char *item)
{
    const char *value = referat_context_get_option(context, key);

    if (value == NULL)
        return false;
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    return g_strv_contains((const char *const *)items, item);
}

/* ---- limits ---- */

void
referat_context_set_limit(ReferatContext *context, ReferatLimit limit, uint64_t value)
{
    g_return_if_fail((unsigned)limit < REFERAT_N_LIMITS);
    context->limits[limit] = MIN(value, limit_facts[limit].value);
}

uint64_t
referat_context_get_limit(const ReferatContext *context, ReferatLimit limit)
{
    g_return_val_if_fail((unsigned)limit < REFERAT_N_LIMITS, 0);
    return context->limits[limit];
}

const char *
referat_limit_name(ReferatLimit limit)
{
    g_return_val_if_fail((unsigned)limit < REFERAT_N_LIMITS, NULL);
    return limit_facts[limit].name;
}

bool
referat_context_over_limit(const ReferatContext *context, ReferatLimit limit, GError **error)
{
    referat_set_error(error, REFERAT_ERROR_LIMIT,
                      "the document is too large to be safe (limit %s, %" PRIu64 ")",
                      limit_facts[limit].name, context->limits[limit]);
    return false;
}

/* ---- messages ---- */

const char *
referat_message_name(ReferatMessage message)
{
    g_return_val_if_fail((unsigned)message < REFERAT_N_MESSAGES, NULL);
    return message_facts[message].name;
}

const char *
referat_message_text(ReferatMessage message)
{
    g_return_val_if_fail((unsigned)message < REFERAT_N_MESSAGES, NULL);
    return message_facts[message].text;
}

ReferatLevel
referat_message_level(ReferatMessage message)
{
    g_return_val_if_fail((unsigned)message < REFERAT_N_MESSAGES, REFERAT_LEVEL_NOTE);
    return message_facts[message].level;
}

ReferatMessage
referat_message_from_name(const char *name)
{
    for (int i = 0; i < REFERAT_N_MESSAGES; i++)
        if (g_str_equal(message_facts[i].name, name))
            return (ReferatMessage)i;
    return REFERAT_N_MESSAGES;
}

void
referat_context_set_diagnostic_func(ReferatContext *context, ReferatDiagnosticFunc func,
                                    gpointer user_data)
{
    context->diagnostic_func = func;
    context->diagnostic_data = user_data;
}

void
referat_context_set_message_level(ReferatContext *context, ReferatMessage message, bool enabled,
                                  bool as_error)
{
    g_return_if_fail((unsigned)message < REFERAT_N_MESSAGES);
    context->disabled[message] = !enabled;
    context->as_error[message] = as_error;
}

uint32_t
referat_context_count(const ReferatContext *context, ReferatMessage message)
{
    g_return_val_if_fail((unsigned)message < REFERAT_N_MESSAGES, 0);
    return context->counts[message];
}

/* Words of the document must not steer the terminal that shows the message. */
static void
defuse(char *text)
{
    for (char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
}

static char *fill_text(const char *general, const char *format, va_list arguments)
    G_GNUC_PRINTF(2, 0);

/* Returns: (transfer full): what the message says in general, and in this case. */
static char *
fill_text(const char *general, const char *format, va_list arguments)
{
    if (format == NULL)
        return g_strdup(general);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    g_autofree char *detail = g_utf8_make_valid(raw, -1);

    defuse(detail);
    return g_strdup_printf("%s: %s", general, detail);
}

void
referat_context_diagnose(ReferatContext *context, ReferatMessage message,
                         const ReferatPosition *position, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    referat_context_diagnose_valist(context, message, position, format, arguments);
    va_end(arguments);
}

/* Returns: whether somebody is to hear of it. */
static bool
count_message(ReferatContext *context, ReferatMessage message)
{
    context->counts[message]++;
    if (context->disabled[message])
        return false;
    if (context->as_error[message] && context->failed_by == REFERAT_N_MESSAGES)
        context->failed_by = message;
    return context->diagnostic_func != NULL;
}

static void
hand_out(ReferatContext *context, ReferatMessage message, const ReferatPosition *position,
         const char *text, const char *localised)
{
    ReferatDiagnostic diagnostic = {
        .message = message,
        .level = context->as_error[message] ? REFERAT_LEVEL_ERROR : message_facts[message].level,
        .name = message_facts[message].name,
        .text = text,
        .localised = localised,
    };

    if (position != NULL)
        diagnostic.position = *position;
    context->diagnostic_func(&diagnostic, context->diagnostic_data);
}

void
referat_context_diagnose_valist(ReferatContext *context, ReferatMessage message,
                                const ReferatPosition *position, const char *format,
                                va_list arguments)
{
    g_return_if_fail((unsigned)message < REFERAT_N_MESSAGES);
    const char *general = message_facts[message].text;
    va_list again;

    if (!count_message(context, message))
        return;
    va_copy(again, arguments);
    g_autofree char *text = fill_text(general, format, arguments);
    g_autofree char *localised = fill_text(
        referat_translate(general), format != NULL ? referat_translate(format) : NULL, again);
    va_end(again);
    hand_out(context, message, position, text, localised);
}

void
referat_context_diagnose_text(ReferatContext *context, ReferatMessage message,
                              const ReferatPosition *position, const char *text,
                              const char *localised)
{
    g_return_if_fail((unsigned)message < REFERAT_N_MESSAGES);
    const char *general = message_facts[message].text;

    if (!count_message(context, message))
        return;
    g_autofree char *whole = g_strdup_printf("%s: %s", general, text);
    g_autofree char *translated =
        g_strdup_printf("%s: %s", referat_translate(general), localised != NULL ? localised : text);
    hand_out(context, message, position, whole, translated);
}

void
referat_context_diagnose_cause(ReferatContext *context, ReferatMessage message,
                               const ReferatPosition *position, const char *where,
                               const GError *cause)
{
    g_autofree char *text = g_strdup_printf("%s: %s", where, cause->message);
    g_autofree char *localised =
        g_strdup_printf("%s: %s", where, referat_error_get_localised(cause));

    defuse(text);
    defuse(localised);
    referat_context_diagnose_text(context, message, position, text, localised);
}

void
rft_context_relay(ReferatContext *context, const ReferatDiagnostic *diagnostic)
{
    context->counts[diagnostic->message]++;
    if (context->diagnostic_func != NULL)
        context->diagnostic_func(diagnostic, context->diagnostic_data);
}

void
rft_context_add_count(ReferatContext *context, ReferatMessage message, uint64_t n)
{
    context->counts[message] += (uint32_t)MIN(n, (uint64_t)G_MAXUINT32 - context->counts[message]);
}

void
rft_context_begin(ReferatContext *context)
{
    memset(context->counts, 0, sizeof(context->counts));
    context->failed_by = REFERAT_N_MESSAGES;
}

bool
rft_context_raised(const ReferatContext *context, GError **error)
{
    if (context->failed_by == REFERAT_N_MESSAGES)
        return true;
    const char *general = message_facts[context->failed_by].text;
    const char *name = message_facts[context->failed_by].name;
    g_autofree char *text = g_strdup_printf("%s [-Werror=%s]", general, name);
    g_autofree char *localised =
        g_strdup_printf("%s [-Werror=%s]", referat_translate(general), name);
    return referat_set_error_text(error, REFERAT_ERROR_DIAGNOSTIC, text, localised);
}

/* ---- progress, password ---- */

void
referat_context_set_progress_func(ReferatContext *context, ReferatProgressFunc func,
                                  gpointer user_data)
{
    context->progress_func = func;
    context->progress_data = user_data;
}

bool
referat_context_heartbeat(ReferatContext *context, uint64_t done, uint64_t total, GError **error)
{
    if (context->progress_func == NULL ||
        context->progress_func(done, total, context->progress_data))
        return true;
    referat_set_error(error, REFERAT_ERROR_CANCELLED, "cancelled");
    return false;
}

void
referat_context_set_password(ReferatContext *context, const char *password)
{
    g_free(context->password);
    context->password = g_strdup(password);
}

const char *
referat_context_get_password(const ReferatContext *context)
{
    return context->password;
}

void
rft_context_set_helper_funcs(ReferatContext *context, const RftHelperFuncs *funcs)
{
    context->helper_funcs = funcs;
}

const RftHelperFuncs *
rft_context_get_helper_funcs(const ReferatContext *context)
{
    return context->helper_funcs;
}
