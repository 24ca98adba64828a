/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/install.h"

#include <errno.h>
#include <fcntl.h>
#include <referat/types.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bulk/voice.h"
#include "po/i18n.h"
#include "worker/spawn.h"

/* The first comment of all that is ours; the templates begin with it. */
#define MARK "# Made by referat watch --install"
#define UNIT "referat-watch.service"

/* The templates; see integration/desktop/embed.cmake. */
extern const char rft_desktop_referat_watch_service[];
extern const char rft_desktop_referat_watch_desktop[];
extern const char rft_desktop_referat_convert_desktop[];
extern const char rft_desktop_referat_servicemenu_desktop[];
extern const char rft_desktop_nautilus_script[];

typedef struct {
    const RftInstall *install;
    GError *error; /* the first */
    bool touched;  /* something was ours */
} Work;

static void tell(const Work *work, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void fail(Work *work, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
tell(const Work *work, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    g_autofree char *line = g_strdup_vprintf(_(format), list);
    va_end(list);
    work->install->say(line, work->install->data);
}

/* Goes on, and remembers the first. */
static void
fail(Work *work, int code, const char *format, ...)
{
    g_autoptr(GError) error = NULL;
    va_list list;

    va_start(list, format);
    (void)referat_set_error_valist(&error, (ReferatError)code, format, list);
    va_end(list);
    if (work->error == NULL)
        work->error = g_steal_pointer(&error);
    else
        tell(work, "%s", referat_error_get_localised(error));
}

static void
fail_file(Work *work, const char *path, int reason)
{
    g_autofree char *shown = rft_show_name(path, NULL);
    const bool refused = reason == EACCES || reason == EPERM || reason == EROFS;

    fail(work, refused ? REFERAT_ERROR_PERMISSION : REFERAT_ERROR_CANNOT_CREATE, "%s: %s", shown,
         g_strerror(reason));
}

static bool
finish(Work *work, GError **error)
{
    if (work->error == NULL)
        return true;
    g_propagate_error(error, work->error);
    return false;
}

/* ---- files that are ours ---- */

typedef enum { FILE_NONE, FILE_OURS, FILE_FOREIGN } FileOwner;
typedef enum { PUT_SAME, PUT_NEW, PUT_CHANGED, PUT_NOT } PutEnd;

/* The first comment that is not what names an interpreter. */
static bool
is_marked(const char *text)
{
    if (g_str_has_prefix(text, "#!"))
        text += strcspn(text, "\n") + (strchr(text, '\n') != NULL ? 1 : 0);
    return g_str_has_prefix(text, MARK "\n");
}

/* @text (out) (transfer full) (nullable): what is in it, when it is ours. A link is not: it was
 * somebody who made it. */
static FileOwner
look_at(const char *path, char **text)
{
    enum { LONGEST = 1 << 20 };
    struct stat st;

    *text = NULL;
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? FILE_NONE : FILE_FOREIGN;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size < LONGEST) {
        g_autofree char *bytes = g_malloc0((size_t)st.st_size + 1);
        if (read(fd, bytes, (size_t)st.st_size) == st.st_size && is_marked(bytes))
            *text = g_steal_pointer(&bytes);
    }
    (void)close(fd);
    return *text != NULL ? FILE_OURS : FILE_FOREIGN;
}

static bool
has_mode(const char *path, mode_t mode)
{
    struct stat st;

    return stat(path, &st) == 0 && (st.st_mode & S_IXUSR) == (mode & S_IXUSR);
}

static void
tell_foreign(const Work *work, const char *path)
{
    g_autofree char *shown = rft_show_name(path, NULL);

    tell(work, _("%s was not made by referat watch --install; it is left alone"), shown);
}

static bool
write_whole(const char *path, const char *text, mode_t mode)
{
    enum { FOLDER_MODE = 0755 };
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GError) error = NULL;

    if (g_mkdir_with_parents(folder, FOLDER_MODE) != 0)
        return false;
    if (!g_file_set_contents_full(path, text, -1,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  (int)mode, &error)) {
        /* the errno behind it is not told */
        errno = g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ROFS)    ? EROFS
                : g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? ENOSPC
                : access(folder, W_OK) != 0                                ? EACCES
                                                                           : EIO;
        return false;
    }
    return has_mode(path, mode) || chmod(path, mode) == 0;
}

/* @text becomes the file at @path, unless something else is there. */
static PutEnd
put(Work *work, const char *path, const char *text, mode_t mode)
{
    g_autofree char *shown = rft_show_name(path, NULL);
    g_autofree char *before = NULL;
    const FileOwner owner = look_at(path, &before);

    if (owner == FILE_FOREIGN) {
        tell_foreign(work, path);
        return PUT_NOT;
    }
    if (owner == FILE_OURS && g_str_equal(before, text) && has_mode(path, mode)) {
        tell(work, _("%s is there already"), shown);
        return PUT_SAME;
    }
    if (!write_whole(path, text, mode)) {
        fail_file(work, path, errno);
        return PUT_NOT;
    }
    tell(work, _("wrote %s"), shown);
    return owner == FILE_OURS ? PUT_CHANGED : PUT_NEW;
}

static void
take_away(Work *work, const char *path)
{
    g_autofree char *text = NULL;
    const FileOwner owner = look_at(path, &text);

    if (owner == FILE_FOREIGN)
        tell_foreign(work, path);
    if (owner != FILE_OURS)
        return;
    work->touched = true;
    if (unlink(path) != 0) {
        fail_file(work, path, errno);
        return;
    }
    g_autofree char *shown = rft_show_name(path, NULL);
    tell(work, _("removed %s"), shown);
}

/* ---- what stands in them ---- */

/* Values for a template, by the name between its "@". */
static char *
fill_in(const char *template, GHashTable *values)
{
    GString *text = g_string_new(NULL);

    while (*template != '\0') {
        const char *end = *template == '@' ? strchr(template + 1, '@') : NULL;
        g_autofree char *name =
            end != NULL ? g_strndup(template + 1, (gsize)(end - template) - 1) : NULL;
        const char *value = name != NULL ? g_hash_table_lookup(values, name) : NULL;
        if (value != NULL) {
            g_string_append(text, value);
            template = end + 1;
        } else {
            g_string_append_c(text, *template ++);
        }
    }
    return g_string_free(text, FALSE);
}

/* In a unit: quotes and backslashes are escaped, "%" begins a specifier. "$" is left alone: the
 * command begins with a colon, and paths know no variables. @before goes inside of the quotes. */
static void
append_for_unit(GString *line, const char *before, const char *word)
{
    if (line->len > 0)
        g_string_append_c(line, ' ');
    g_string_append_printf(line, "\"%s", before);
    for (; *word != '\0'; word++) {
        if (*word == '"' || *word == '\\')
            g_string_append_c(line, '\\');
        else if (*word == '%')
            g_string_append_c(line, '%');
        g_string_append_c(line, *word);
    }
    g_string_append_c(line, '"');
}

/* In an Exec key, at two levels: inside of quotes four characters take a backslash, and in every
 * value of a desktop entry a backslash is written twice. "%" begins a field code. */
static void
append_for_entry(GString *line, const char *word)
{
    if (line->len > 0)
        g_string_append_c(line, ' ');
    g_string_append_c(line, '"');
    for (; *word != '\0'; word++) {
        if (*word == '\\')
            g_string_append(line, "\\\\\\");
        else if (strchr("\"`$", *word) != NULL)
            g_string_append(line, "\\\\");
        else if (*word == '%')
            g_string_append_c(line, '%');
        g_string_append_c(line, *word);
    }
    g_string_append_c(line, '"');
}

/* Neither kind of file can hold these, escaped or not, in a way that all who read it agree on. */
static bool
can_be_written(Work *work, const char *word)
{
    const char *p = word;

    while (*p != '\0' && (unsigned char)*p >= 0x20 && *p != 0x7f)
        p++;
    if (*p == '\0' && g_utf8_validate(word, -1, NULL))
        return true;
    g_autofree char *shown = rft_show_name(word, NULL);
    fail(work, REFERAT_ERROR_OPTION,
         _("%s: a name with such characters cannot stand in the settings of a session"), shown);
    return false;
}

static bool
can_all_be_written(Work *work, const char *const *folders)
{
    bool good = can_be_written(work, work->install->program);

    for (size_t i = 0; folders[i] != NULL; i++)
        good = can_be_written(work, folders[i]) && good;
    for (size_t i = 0; work->install->arguments[i] != NULL; i++)
        good = can_be_written(work, work->install->arguments[i]) && good;
    return good;
}

typedef void (*AppendWord)(GString *line, const char *word);

static void
append_word_for_unit(GString *line, const char *word)
{
    append_for_unit(line, line->len == 0 ? ":" : "", word);
}

/* The whole command, as @append writes words. */
static char *
make_command(const RftInstall *install, const char *const *folders, AppendWord append)
{
    GString *line = g_string_new(NULL);

    append(line, install->program);
    append(line, "watch");
    for (size_t i = 0; install->arguments[i] != NULL; i++)
        append(line, install->arguments[i]);
    for (size_t i = 0; folders[i] != NULL; i++)
        append(line, folders[i]);
    return g_string_free(line, FALSE);
}

/* ---- what the service may write to ---- */

static bool
is_below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);

    return g_str_has_prefix(path, folder) && (path[length] == '/' || path[length] == '\0');
}

/* Returns: (transfer full) (nullable): what is said of the folder called @name: on the command
 * line, or else in the folder's own file. */
static char *
find_setting(const RftInstall *install, const char *folder, const char *name)
{
    g_autofree char *option = g_strdup_printf("--%s", name);
    g_autofree char *equals = g_strdup_printf("--%s=", name);
    g_autofree char *path = g_build_filename(folder, ".referat-watch.ini", NULL);
    g_autoptr(GKeyFile) file = g_key_file_new();
    const char *const *words = install->arguments;
    const char *said = NULL;

    for (size_t i = 0; words[i] != NULL; i++) {
        if (g_str_has_prefix(words[i], equals))
            said = words[i] + strlen(equals);
        else if (g_str_equal(words[i], option) && words[i + 1] != NULL)
            said = words[++i];
    }
    if (said != NULL)
        return g_strdup(said);
    /* a wrong one is told by the watcher */
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return NULL;
    return g_key_file_get_string(file, "watch", name, NULL);
}

static bool
is_called_inbox(const RftInstall *install, const char *folder, const char *settings)
{
    g_autofree char *base = g_path_get_basename(folder);
    g_autofree char *inbox = find_setting(install, settings, "inbox");

    return g_strcmp0(base, inbox != NULL ? inbox : "Inbox") == 0;
}

/* Returns: (transfer full): the folder that holds the others: the one above when @folder is the
 * inbox itself. */
static char *
find_root(const RftInstall *install, const char *folder)
{
    g_autofree char *above = g_path_get_dirname(folder);

    if (is_called_inbox(install, folder, folder) || is_called_inbox(install, folder, above))
        return g_steal_pointer(&above);
    return g_strdup(folder);
}

/* Whether all that the settings in @folder name is below @root. */
static bool
stays_below(const RftInstall *install, const char *folder, const char *root)
{
    static const char *const names[] = {"inbox", "converted", "done", "failed"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *said = find_setting(install, folder, names[i]);
        g_autofree char *path = said != NULL ? g_canonicalize_filename(said, root) : NULL;
        if (path != NULL && !is_below(path, root))
            return false;
    }
    return true;
}

/*
 * Whether @folder can be the only place that may be written to. That makes a mount of it: nothing
 * can be renamed across its border, a folder that comes later is not in it, and a stick could not
 * be taken out while it is there.
 */
static bool
can_be_walled(const RftInstall *install, const char *folder, const char *root)
{
    struct stat home;
    struct stat st;

    return stat(g_get_home_dir(), &home) == 0 && stat(folder, &st) == 0 &&
           st.st_dev == home.st_dev && stays_below(install, folder, root) &&
           stays_below(install, root, root);
}

/* A /tmp of its own would hide what lies in the real one. */
static bool
is_temporary(const char *path)
{
    return is_below(path, "/tmp") || is_below(path, "/var/tmp");
}

/* Whether the kernel lets users have namespaces in which they may mount: some distributions do not,
 * and a service that asks for one would not start. Tried, since there are many ways to forbid it.
 */
static bool
has_namespaces(void)
{
    int status = 0;
    const pid_t pid = fork();

    if (pid == 0) {
        const bool good = unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
                          mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0;
        _exit(good ? 0 : 1);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
set_value(GHashTable *values, const char *name, char *value)
{
    (void)g_hash_table_insert(values, (gpointer)name, value);
}

static GHashTable *
make_unit_values(const RftInstall *install, const char *const *folders)
{
    GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    GString *writable = g_string_new(NULL);
    bool walled = true;
    bool own_tmp = !is_temporary(install->program) && !is_temporary(g_get_home_dir());

    for (size_t i = 0; folders[i] != NULL; i++) {
        g_autofree char *root = find_root(install, folders[i]);
        walled = walled && can_be_walled(install, folders[i], root);
        own_tmp = own_tmp && !is_temporary(folders[i]);
        /* the minus: one that has gone does not keep the others from being watched */
        append_for_unit(writable, "-", root);
    }
    if (!walled)
        (void)g_string_truncate(writable, 0);
    set_value(values, "PROTECT", g_strdup(walled ? "strict" : "full"));
    set_value(values, "PROTECT_HOME", g_strdup(walled ? "read-only" : "no"));
    set_value(values, "FOLDERS", g_string_free(writable, FALSE));
    set_value(values, "PRIVATE_TMP", g_strdup(own_tmp ? "yes" : "no"));
    set_value(values, "NAMESPACES", g_strdup(has_namespaces() ? "yes" : "no"));
    set_value(values, "DESCRIPTION", g_strdup(_("Converts minutes that are put into a folder")));
    set_value(values, "COMMAND", make_command(install, folders, append_word_for_unit));
    return values;
}

/* ---- the user's service manager ---- */

static bool
has_manager(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *path =
        runtime != NULL ? g_build_filename(runtime, "systemd", "private", NULL) : NULL;

    return path != NULL && access(path, F_OK) == 0;
}

/* Runs `systemctl --user WORDS…`. @work is NULL when a failure is only an answer. */
static bool
systemctl(const Work *work, const char *first, const char *second, const char *third)
{
    const char *const argv[] = {"systemctl", "--user", first, second, third, NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    int status = 0;
    const bool good =
        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                     NULL, NULL, NULL, &said, &status, &error) &&
        g_spawn_check_wait_status(status, &error);

    if (good || work == NULL)
        return good;
    if (said != NULL)
        said[strcspn(said, "\n")] = '\0';
    g_autofree char *why =
        rft_show_name(said != NULL && *said != '\0' ? said : error->message, NULL);
    tell(work, _("systemctl --user %s did not succeed: %s"), first, why);
    return false;
}

static char *
unit_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "systemd", "user", UNIT, NULL);
}

static char *
autostart_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "autostart", "referat-watch.desktop", NULL);
}

/* Started again where what it was started with has changed. */
static void
start_unit(const Work *work, PutEnd end)
{
    if (end == PUT_SAME && systemctl(NULL, "is-active", "--quiet", UNIT) &&
        systemctl(NULL, "is-enabled", "--quiet", UNIT)) {
        tell(work, _("%s is enabled and runs already"), UNIT);
        return;
    }
    if (!systemctl(work, "daemon-reload", NULL, NULL))
        return;
    if (systemctl(work, "enable", "--now", UNIT) &&
        (end != PUT_CHANGED || systemctl(work, "restart", UNIT, NULL)))
        tell(work, _("enabled and started %s"), UNIT);
}

/* What the manager made when it was enabled; it may not be there to take it away. */
static void
remove_wanted_link(Work *work, const char *unit)
{
    g_autofree char *link = g_build_filename(g_get_user_config_dir(), "systemd", "user",
                                             "default.target.wants", UNIT, NULL);
    g_autofree char *target = g_file_read_link(link, NULL);

    if (target == NULL || !g_str_equal(target, unit))
        return;
    if (unlink(link) != 0)
        fail_file(work, link, errno);
}

static void
remove_unit(Work *work)
{
    g_autofree char *unit = unit_path();
    g_autofree char *text = NULL;
    const bool ours = look_at(unit, &text) == FILE_OURS;

    if (ours && has_manager() && systemctl(work, "disable", "--now", UNIT))
        tell(work, _("stopped and disabled %s"), UNIT);
    if (ours)
        remove_wanted_link(work, unit);
    take_away(work, unit);
    if (ours && has_manager())
        (void)systemctl(work, "daemon-reload", NULL, NULL);
}

static void
remove_autostart(Work *work)
{
    g_autofree char *path = autostart_path();

    take_away(work, path);
}

/* Only one of both may start it. */
static void
install_start(Work *work, const char *const *folders)
{
    const bool managed = has_manager();
    g_autofree char *path = managed ? unit_path() : autostart_path();
    g_autoptr(GHashTable) values = make_unit_values(work->install, folders);

    if (!managed)
        set_value(values, "COMMAND", make_command(work->install, folders, append_for_entry));
    g_autofree char *text = fill_in(
        managed ? rft_desktop_referat_watch_service : rft_desktop_referat_watch_desktop, values);
    const PutEnd end = put(work, path, text, 0644);
    if (end == PUT_NOT) {
        g_autofree char *shown = rft_show_name(path, NULL);
        fail(work, REFERAT_ERROR_CANNOT_CREATE, _("%s is in the way: nothing would be watched"),
             shown);
        return;
    }
    if (managed) {
        remove_autostart(work);
        start_unit(work, end);
        return;
    }
    remove_unit(work);
    if (end != PUT_SAME)
        tell(work, "%s", _("watching begins when you log in the next time"));
}

/* ---- launcher and menus ---- */

static char *
scripts_folder(void)
{
    return g_build_filename(g_get_user_data_dir(), "nautilus", "scripts", NULL);
}

/* Its name is what people read in the menu. */
static char *
script_path(void)
{
    g_autofree char *folder = scripts_folder();
    /* TRANSLATORS: an entry in the menu of a file manager, for chosen files. */
    g_autofree char *name = g_strdelimit(g_strdup(_("Convert minutes to a web page")), "/", '-');

    return g_build_filename(folder, name, NULL);
}

/* Scripts of ours; those of other languages, too. @but (nullable) stays. */
static void
remove_scripts(Work *work, const char *but)
{
    g_autofree char *folder = scripts_folder();
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        if (g_strcmp0(path, but) != 0 && look_at(path, &text) == FILE_OURS)
            take_away(work, path);
    }
}

static char *
launcher_path(void)
{
    return g_build_filename(g_get_user_data_dir(), "applications", "referat-convert.desktop", NULL);
}

static char *
service_menu_path(void)
{
    return g_build_filename(g_get_user_data_dir(), "kio", "servicemenus", "referat.desktop", NULL);
}

/* Returns: (transfer full) (nullable): the program that they all run. */
static char *
find_desktop_program(const RftInstall *install)
{
    g_autofree char *bin = g_path_get_dirname(install->program);
    g_autofree char *beside =
        g_build_filename(bin, "..", "libexec", "referat", "referat-desktop", NULL);
    g_autofree char *path = g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE)
                                ? g_steal_pointer(&beside)
                                : rft_program_path("referat-desktop");

    return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ? g_canonicalize_filename(path, NULL)
                                                        : NULL;
}

static void
put_filled(Work *work, const char *path, const char *template, char *program, mode_t mode)
{
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

    set_value(values, "DESKTOP", program);
    g_autofree char *text = fill_in(template, values);
    (void)put(work, path, text, mode);
}

static void
install_menus(Work *work)
{
    g_autofree char *program = find_desktop_program(work->install);
    g_autofree char *launcher = launcher_path();
    g_autofree char *menu = service_menu_path();
    g_autofree char *script = script_path();

    if (program == NULL) {
        tell(work, "%s", _("there is no referat-desktop: no launcher and no menus were made"));
        return;
    }
    if (!can_be_written(work, program))
        return;
    GString *word = g_string_new(NULL);
    append_for_entry(word, program);
    put_filled(work, launcher, rft_desktop_referat_convert_desktop, g_strdup(word->str), 0644);
    put_filled(work, script, rft_desktop_nautilus_script, g_shell_quote(program), 0755);
    remove_scripts(work, script);
    /* since KDE Frameworks 5.85 such a menu must be executable */
    put_filled(work, menu, rft_desktop_referat_servicemenu_desktop, g_strdup(word->str), 0755);
    (void)g_string_free(word, TRUE);
}

/* ---- both ways ---- */

/* Returns: (transfer full): where people look first. */
static char *
make_usual_folder(Work *work)
{
    enum { FOLDER_MODE = 0755 };
    const char *desktop = g_get_user_special_dir(G_USER_DIRECTORY_DESKTOP);
    const bool shown_there = desktop != NULL && g_file_test(desktop, G_FILE_TEST_IS_DIR);
    /* TRANSLATORS: the name of a folder that people drop the minutes of their meetings into. */
    g_autofree char *name = g_strdelimit(g_strdup(_("Minutes")), "/", '-');
    char *path = g_build_filename(shown_there ? desktop : g_get_home_dir(), name, NULL);
    g_autofree char *shown = rft_show_name(path, NULL);

    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        tell(work, _("the folder %s is there already"), shown);
    else if (g_mkdir_with_parents(path, FOLDER_MODE) != 0)
        fail_file(work, path, errno);
    else
        tell(work, _("made the folder %s"), shown);
    return path;
}

static void
tell_missing(const Work *work, const char *const *folders)
{
    for (size_t i = 0; folders[i] != NULL; i++) {
        g_autofree char *shown = rft_show_name(folders[i], NULL);
        if (!g_file_test(folders[i], G_FILE_TEST_IS_DIR))
            tell(work, _("the folder %s is not there yet; it is waited for"), shown);
    }
}

bool
rft_watch_install(const RftInstall *install, GError **error)
{
    Work work = {.install = install};
    g_autofree char *usual = install->folders[0] == NULL ? make_usual_folder(&work) : NULL;
    const char *const one[] = {usual, NULL};
    const char *const *folders = usual != NULL ? one : install->folders;

    if (work.error == NULL && can_all_be_written(&work, folders)) {
        tell_missing(&work, folders);
        install_start(&work, folders);
        install_menus(&work);
    }
    return finish(&work, error);
}

bool
rft_watch_uninstall(const RftInstall *install, GError **error)
{
    Work work = {.install = install};
    g_autofree char *launcher = launcher_path();
    g_autofree char *menu = service_menu_path();

    remove_unit(&work);
    remove_autostart(&work);
    take_away(&work, launcher);
    take_away(&work, menu);
    remove_scripts(&work, NULL);
    if (!work.touched && work.error == NULL)
        tell(&work, "%s", _("nothing of referat watch --install is there"));
    return finish(&work, error);
}
