/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/paths.h"

/* Keys of the group [watch]. */
static const char *const keys[] = {"to",        "inbox",    "converted", "done",   "failed",
                                   "originals", "mode",     "settle",    "rescan", "poll",
                                   "patience",  "messages", NULL};

#define GROUP "watch"
#define FOLDER "folder "

enum { MOST_SETTINGS = 1 << 20 /* bytes */ };

/* What is being read. */
typedef struct {
    const RftWatchOptions *options;
    GKeyFile *file; /* empty where there is none */
    char *path;
    RftSettings *settings;
    bool own; /* nobody else may write to the file, or there is none */
} Reading;

/* ---- values ---- */

/* Returns: (transfer full) (nullable): what the command line or the file says. */
static char *
text_of(const Reading *reading, const char *given, const char *key)
{
    if (given != NULL)
        return g_strdup(given);
    return g_key_file_get_string(reading->file, GROUP, key, NULL);
}

static char *
text_or(const Reading *reading, const char *given, const char *key, const char *usual)
{
    g_autofree char *text = text_of(reading, given, key);

    return text != NULL && *text != '\0' ? g_steal_pointer(&text) : g_strdup(usual);
}

static bool
number_of(const Reading *reading, double given, const char *key, double most, double *number,
          GError **error)
{
    char *end = NULL;

    if (given >= 0) {
        *number = given;
        return true;
    }
    g_autofree char *text = g_key_file_get_string(reading->file, GROUP, key, NULL);
    if (text == NULL)
        return true;
    *number = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !(*number >= 0 && *number <= most))
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "%s: %s=%s: a number up to %g is meant", reading->path, key, text,
                                 most);
    return true;
}

static bool
choice_of(const Reading *reading, const char *given, const char *key, const char *const *choices,
          unsigned *choice, GError **error)
{
    g_autofree char *text = text_of(reading, given, key);
    g_autofree char *all = g_strjoinv(", ", (char **)choices);

    for (unsigned i = 0; text != NULL && choices[i] != NULL; i++) {
        if (g_str_equal(choices[i], text)) {
            *choice = i;
            return true;
        }
    }
    if (text == NULL)
        return true;
    return given != NULL ? referat_set_error(error, REFERAT_ERROR_OPTION,
                                             "--%s %s: one of %s is meant", key, text, all)
                         : referat_set_error(error, REFERAT_ERROR_OPTION,
                                             "%s: [%s]: %s=%s: one of %s is meant", reading->path,
                                             GROUP, key, text, all);
}

/* ---- profiles ---- */

static void
unref_bytes(gpointer bytes)
{
    if (bytes != NULL)
        g_bytes_unref(bytes);
}

static GBytes *
ref_bytes(GBytes *bytes)
{
    return bytes != NULL ? g_bytes_ref(bytes) : NULL;
}

void
rft_profile_free(RftProfile *profile)
{
    if (profile == NULL)
        return;
    g_free(profile->folder);
    g_strfreev(profile->formats);
    g_strfreev(profile->keys);
    g_strfreev(profile->values);
    g_ptr_array_unref(profile->files);
    g_free(profile->mark);
    g_free(profile);
}

RftProfile *
rft_profile_copy(const RftProfile *profile)
{
    RftProfile *copy = g_new0(RftProfile, 1);

    copy->folder = g_strdup(profile->folder);
    copy->formats = g_strdupv(profile->formats);
    copy->keys = g_strdupv(profile->keys);
    copy->values = g_strdupv(profile->values);
    copy->files = g_ptr_array_new_with_free_func(unref_bytes);
    for (guint i = 0; i < profile->files->len; i++)
        g_ptr_array_add(copy->files, ref_bytes(g_ptr_array_index(profile->files, i)));
    copy->mark = g_strdup(profile->mark);
    return copy;
}

static char **
formats_of(const char *list, const char *where, GError **error)
{
    g_autoptr(GStrvBuilder) formats = g_strv_builder_new();
    g_auto(GStrv) names = g_strsplit_set(list, ",; ", -1);
    g_autofree char *seen = g_strdup(",");
    ReferatFormat format;

    for (size_t i = 0; names[i] != NULL; i++) {
        if (*names[i] == '\0')
            continue;
        if (!referat_format_for_name(names[i], &format) || !format.writable) {
            (void)referat_set_error(error, REFERAT_ERROR_OPTION,
                                    "%s: %s: this is no format that is written", where, names[i]);
            return NULL;
        }
        g_autofree char *mark = g_strdup_printf(",%s,", format.name);
        if (strstr(seen, mark) != NULL)
            continue;
        g_autofree char *more = g_strconcat(seen, format.name, ",", NULL);
        g_free(seen);
        seen = g_steal_pointer(&more);
        g_strv_builder_add(formats, format.name);
    }
    char **all = g_strv_builder_end(formats);
    if (all[0] != NULL)
        return all;
    g_strfreev(all);
    (void)referat_set_error(error, REFERAT_ERROR_OPTION, "%s: no format is named", where);
    return NULL;
}

static void
give_mark(RftProfile *profile)
{
    GString *mark = g_string_new(NULL);

    for (size_t i = 0; profile->formats[i] != NULL; i++)
        g_string_append_printf(mark, "%s%s", i > 0 ? "," : "", profile->formats[i]);
    for (size_t i = 0; profile->keys[i] != NULL; i++) {
        GBytes *bytes = g_ptr_array_index(profile->files, i);
        g_autofree char *sum =
            bytes != NULL ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;
        g_string_append_printf(mark, " %s=%s", profile->keys[i],
                               sum != NULL ? sum : profile->values[i]);
    }
    profile->mark = g_string_free(mark, FALSE);
}

static void
add_to(char ***list, const char *text)
{
    const guint n = g_strv_length(*list);

    *list = g_renew(char *, *list, n + 2);
    (*list)[n] = g_strdup(text);
    (*list)[n + 1] = NULL;
}

static void
add_option(RftProfile *profile, const char *key, const char *value)
{
    add_to(&profile->keys, key);
    add_to(&profile->values, value);
}

static bool
is_file_option(const ReferatOption *option, const char *key)
{
    for (; option != NULL && option->key != NULL; option++)
        if (option->type == REFERAT_OPTION_FILE && g_str_equal(option->key, key))
            return true;
    return false;
}

static bool
names_file(const char *key)
{
    ReferatFormat format;
    bool found = is_file_option(referat_options(NULL), key);

    for (size_t i = 0; !found && referat_format_at(i, &format); i++)
        found = is_file_option(referat_options(format.name), key);
    return found;
}

/* Returns: (transfer full) (nullable): what is in the file @value below the folder of the settings,
 * with errno set when it cannot be read, or leads out of there. */
static GBytes *
read_below(const Reading *reading, const char *value)
{
    enum { BLOCK = 1 << 16, MOST = 32 << 20 };
    const struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    g_autofree char *folder = g_path_get_dirname(reading->path);
    g_autofree char *block = g_malloc(BLOCK);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    ssize_t got = 0;

    const int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    const int file = root >= 0 ? (int)syscall(SYS_openat2, root, value, &how, sizeof(how)) : -1;
    if (root >= 0)
        (void)close(root);
    if (file < 0)
        return NULL;
    while (bytes->len <= MOST && (got = read(file, block, BLOCK)) > 0)
        g_byte_array_append(bytes, (const guint8 *)block, (guint)got);
    (void)close(file);
    if (got < 0 || bytes->len > MOST)
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* Whoever may write to the settings of a shared folder is not to read, through pages that we make,
 * what only we may read: from a file of somebody else's, only what is in the folder is taken.
 * Returns: (transfer full) (nullable): the value of an option as it holds wherever we are; @bytes
 * (out) (transfer full) (nullable) is what is in its file, where that was read here. */
static char *
take_value(const Reading *reading, const char *key, const char *value, GBytes **bytes,
           GError **error)
{
    *bytes = NULL;
    if (!names_file(key) || *value == '\0')
        return g_strdup(value);
    g_autofree char *folder = g_path_get_dirname(reading->path);
    char *path =
        g_path_is_absolute(value) ? g_strdup(value) : g_build_filename(folder, value, NULL);
    g_ptr_array_add(reading->settings->files, path);
    if (reading->own)
        return g_strdup(path);
    *bytes = read_below(reading, value);
    if (*bytes != NULL)
        return g_strdup(path);
    referat_set_error(error, REFERAT_ERROR_OPTION,
                      "%s: %s=%s: these settings are somebody else's: only a file in the folder is "
                      "taken",
                      reading->path, key, value);
    return NULL;
}

/* Options are checked by a context, which knows them all. What it read of a file is put down, so
 * that another content is another profile. */
static bool
check_option(const Reading *reading, const char *group, const char *key, const char *value,
             GBytes **read, GError **error)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GError) bad = NULL;

    if (*read != NULL)
        return referat_context_set_file(context, key, value, *read, error);
    if (referat_context_set_option(context, key, value, &bad)) {
        GBytes *bytes = referat_context_get_file(context, key);
        *read = bytes != NULL ? g_bytes_ref(bytes) : NULL;
        return true;
    }
    g_autofree char *where = g_strdup_printf("%s: [%s]", reading->path, group);
    if (!g_str_equal(group, GROUP) || names_file(key))
        return referat_set_error_behind(error, REFERAT_ERROR_OPTION, where, bad);
    g_autofree char *known = g_strjoinv(", ", (char **)keys);
    g_autofree char *text = g_strdup_printf("%s: %s; besides options of conversion there are %s",
                                            where, bad->message, known);
    g_autofree char *localised =
        g_strdup_printf(_("%s: %s; besides options of conversion there are %s"), where,
                        referat_error_get_localised(bad), known);
    return referat_set_error_text(error, REFERAT_ERROR_OPTION, text, localised);
}

static bool
take_option(const Reading *reading, const char *group, RftProfile *profile, const char *key,
            const char *text, GError **error)
{
    GBytes *bytes = NULL;
    g_autofree char *value = take_value(reading, key, text, &bytes, error);

    if (value == NULL)
        return false;
    if (!check_option(reading, group, key, value, &bytes, error)) {
        unref_bytes(bytes);
        return false;
    }
    add_option(profile, key, value);
    g_ptr_array_add(profile->files, bytes);
    return true;
}

/* What all folders have is had by each. */
static void
inherit(const Reading *reading, RftProfile *profile)
{
    const RftProfile *usual = reading->settings->profiles->len > 0
                                  ? g_ptr_array_index(reading->settings->profiles, 0)
                                  : NULL;

    if (usual == NULL)
        return;
    profile->formats = g_strdupv(usual->formats);
    for (size_t i = 0; usual->keys[i] != NULL; i++) {
        add_option(profile, usual->keys[i], usual->values[i]);
        g_ptr_array_add(profile->files, ref_bytes(g_ptr_array_index(usual->files, i)));
    }
}

static bool
fill_profile(const Reading *reading, const char *group, RftProfile *profile, GError **error)
{
    const bool common = g_str_equal(group, GROUP);
    g_auto(GStrv) all = g_key_file_get_keys(reading->file, group, NULL, NULL);
    bool good = true;

    for (size_t i = 0; good && all != NULL && all[i] != NULL; i++) {
        g_autofree char *value = g_key_file_get_string(reading->file, group, all[i], NULL);
        if (value == NULL)
            return referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "%s: [%s]: %s: what follows a backslash is none of s, n, t, r "
                                     "and the backslash, or the text is no UTF-8",
                                     reading->path, group, all[i]);
        if (common && g_strv_contains(keys, all[i]))
            continue;
        if (!common && g_str_equal(all[i], "to")) {
            g_strfreev(profile->formats);
            g_autofree char *where = g_strdup_printf("%s: [%s]: to", reading->path, group);
            profile->formats = formats_of(value, where, error);
            good = profile->formats != NULL;
        } else {
            good = take_option(reading, group, profile, all[i], value, error);
        }
    }
    return good;
}

static RftProfile *
profile_new(const char *folder)
{
    RftProfile *profile = g_new0(RftProfile, 1);

    profile->folder = g_strdup(folder);
    profile->keys = g_new0(char *, 1);
    profile->values = g_new0(char *, 1);
    profile->files = g_ptr_array_new_with_free_func(unref_bytes);
    return profile;
}

static bool
take_profile(const Reading *reading, const char *group, RftProfile *profile, GError **error)
{
    if (!fill_profile(reading, group, profile, error)) {
        rft_profile_free(profile);
        return false;
    }
    give_mark(profile);
    g_ptr_array_add(reading->settings->profiles, profile);
    return true;
}

static bool
add_default(const Reading *reading, GError **error)
{
    g_autofree char *list = text_or(reading, reading->options->formats, "to", "html");
    g_autofree char *where = reading->options->formats != NULL
                                 ? g_strdup("--to")
                                 : g_strdup_printf("%s: [" GROUP "]: to", reading->path);
    char **formats = formats_of(list, where, error);

    if (formats == NULL)
        return false;
    RftProfile *profile = profile_new("");
    profile->formats = formats;
    return take_profile(reading, GROUP, profile, error);
}

static bool
add_folder(const Reading *reading, const char *group, GError **error)
{
    g_autofree char *folder = g_strstrip(g_strdup(group + strlen(FOLDER)));
    const size_t length = strlen(folder);

    if (length > 0 && folder[length - 1] == '/')
        folder[length - 1] = '\0';
    RftProfile *profile = profile_new(folder);
    inherit(reading, profile);
    return take_profile(reading, group, profile, error);
}

static bool
read_groups(const Reading *reading, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(reading->file, NULL);
    bool good = add_default(reading, error);

    for (size_t i = 0; good && groups[i] != NULL; i++) {
        if (g_str_has_prefix(groups[i], FOLDER))
            good = add_folder(reading, groups[i], error);
        else if (!g_str_equal(groups[i], GROUP))
            good = referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "%s: there is no group [%s]; there are [%s] and [%sNAME]",
                                     reading->path, groups[i], GROUP, FOLDER);
    }
    return good;
}

/* ---- all of it ---- */

static bool
read_numbers(const Reading *reading, GError **error)
{
    enum { DAY = 86400 };
    const RftWatchOptions *options = reading->options;
    RftSettings *settings = reading->settings;
    double minutes = 10;

    settings->settle = RFT_WATCH_NOT_GIVEN;
    settings->rescan = 60;
    settings->poll = 2;
    if (!number_of(reading, options->settle, "settle", DAY, &settings->settle, error) ||
        !number_of(reading, options->rescan, "rescan", DAY, &settings->rescan, error) ||
        !number_of(reading, options->poll, "poll", DAY, &settings->poll, error) ||
        !number_of(reading, options->patience, "patience", DAY, &minutes, error))
        return false;
    settings->patience = minutes * 60;
    settings->rescan = MAX(settings->rescan, 1);
    settings->poll = MAX(settings->poll, 0.1);
    return true;
}

/* A service that runs as root is not to write, for whoever may write to the file, where he may
 * not. */
static bool
check_names(const Reading *reading, GError **error)
{
    const RftSettings *settings = reading->settings;
    const char *const names[] = {settings->inbox, settings->converted, settings->done,
                                 settings->failed};

    if (geteuid() != 0 || reading->own)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(GStrv) parts = g_strsplit(names[i], "/", -1);
        if (g_path_is_absolute(names[i]) || g_strv_contains((const char *const *)parts, ".."))
            return referat_set_error(
                error, REFERAT_ERROR_OPTION,
                "%s: %s: when root watches, only a file that root owns may name folders elsewhere",
                reading->path, names[i]);
    }
    return true;
}

static bool
read_all(const Reading *reading, GError **error)
{
    static const char *const originals[] = {"move", "keep", "delete", "trash", NULL};
    static const char *const modes[] = {"auto", "inotify", "poll", NULL};
    const RftWatchOptions *options = reading->options;
    RftSettings *settings = reading->settings;
    unsigned original = RFT_ORIGINALS_MOVE;
    unsigned mode = RFT_MODE_AUTO;

    if (!read_groups(reading, error) || !read_numbers(reading, error) ||
        !choice_of(reading, options->originals, "originals", originals, &original, error) ||
        !choice_of(reading, options->mode, "mode", modes, &mode, error))
        return false;
    settings->originals = (RftOriginals)original;
    settings->mode = (RftMode)mode;
    settings->inbox = text_or(reading, options->inbox, "inbox", "Inbox");
    settings->converted = text_or(reading, options->converted, "converted", "Converted");
    settings->done = text_or(reading, options->done, "done", "Done");
    settings->failed = text_or(reading, options->failed, "failed", "Failed");
    settings->messages = text_of(reading, options->messages, "messages");
    return check_names(reading, error);
}

/* Whose they are is asked of what is read, not of its name. Returns: false with @error set. */
static bool
load(Reading *reading, GError **error)
{
    g_autoptr(GError) bad = NULL;
    struct stat st;

    const int file = open(reading->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) {
        reading->own = true;
        return true;
    }
    if (file < 0 || fstat(file, &st) != 0) {
        referat_set_error(error, REFERAT_ERROR_OPTION, "%s: cannot read it: %s", reading->path,
                          g_strerror(errno));
        if (file >= 0)
            (void)close(file);
        return false;
    }
    reading->own = st.st_uid == geteuid() && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
    g_autoptr(ReferatSource) source = referat_source_new_fd(file, reading->path);
    GBytes *bytes = referat_source_get_bytes(source, MOST_SETTINGS, &bad);
    (void)close(file);
    if (bytes == NULL)
        return referat_set_error_behind(error, REFERAT_ERROR_OPTION, reading->path, bad);
    if (g_bytes_get_size(bytes) == 0 ||
        g_key_file_load_from_bytes(reading->file, bytes, G_KEY_FILE_NONE, &bad))
        return true;
    return referat_set_error_behind(error, REFERAT_ERROR_OPTION, reading->path, bad);
}

RftSettings *
rft_settings_read(const RftWatchOptions *options, const char *root, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = g_build_filename(root, RFT_SETTINGS_FILE, NULL);
    g_autoptr(RftSettings) settings = g_new0(RftSettings, 1);
    Reading reading = {options, file, path, settings, false};

    settings->profiles = g_ptr_array_new_with_free_func((GDestroyNotify)rft_profile_free);
    settings->files = g_ptr_array_new_with_free_func(g_free);
    return load(&reading, error) && read_all(&reading, error) ? g_steal_pointer(&settings) : NULL;
}

void
rft_settings_free(RftSettings *settings)
{
    if (settings == NULL)
        return;
    g_free(settings->inbox);
    g_free(settings->converted);
    g_free(settings->done);
    g_free(settings->failed);
    g_free(settings->messages);
    g_ptr_array_unref(settings->profiles);
    g_ptr_array_unref(settings->files);
    g_free(settings);
}

const RftProfile *
rft_settings_profile(const RftSettings *settings, const char *path)
{
    const RftProfile *best = g_ptr_array_index(settings->profiles, 0);

    for (guint i = 1; i < settings->profiles->len; i++) {
        const RftProfile *profile = g_ptr_array_index(settings->profiles, i);
        if (rft_is_below(path, profile->folder) && strlen(profile->folder) >= strlen(best->folder))
            best = profile;
    }
    return best;
}

char *
rft_settings_stamp(const RftSettings *settings)
{
    GString *stamp = g_string_new(NULL);
    struct stat st;

    for (guint i = 0; i < settings->files->len; i++)
        if (stat(g_ptr_array_index(settings->files, i), &st) == 0)
            g_string_append_printf(stamp, "%ju %jd %jd.%ld;", (uintmax_t)st.st_ino,
                                   (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
                                   st.st_mtim.tv_nsec);
        else
            g_string_append_c(stamp, ';');
    return g_string_free(stamp, FALSE);
}
