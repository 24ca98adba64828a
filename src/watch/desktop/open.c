/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/desktop/open.h"

#include <gio/gio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "po/i18n.h"
#include "watch/desktop/desktop.h"
#include "watch/desktop/notice.h"
#include "watch/desktop/run.h"

/* Where there is no bus, ours is said to be "disabled:"; what is opened is not to believe it. */
static GAppLaunchContext *
make_context(const char *token)
{
    GAppLaunchContext *context = g_app_launch_context_new();

    if (!rft_notice_has_bus())
        g_app_launch_context_unsetenv(context, "DBUS_SESSION_BUS_ADDRESS");
    if (token != NULL) {
        g_app_launch_context_setenv(context, "XDG_ACTIVATION_TOKEN", token);
        g_app_launch_context_setenv(context, "DESKTOP_STARTUP_ID", token);
    }
    return context;
}

/* A program that is started through the bus is only asked to; the question must have left. */
static void
flush_bus(void)
{
    g_autoptr(GDBusConnection) bus =
        rft_notice_has_bus() ? g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL) : NULL;

    if (bus != NULL)
        (void)g_dbus_connection_flush_sync(bus, NULL, NULL);
}

static bool
open_here(const char *path, const char *token, GError **error)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autofree char *uri = g_filename_to_uri(whole, NULL, error);
    g_autoptr(GAppLaunchContext) context = make_context(token);

    if (uri == NULL || !g_app_info_launch_default_for_uri(uri, context, error))
        return false;
    flush_bus();
    return true;
}

bool
rft_desktop_open(const char *path, const char *token, GError **error)
{
    /* a browser that runs inside our walls would have no network and could not keep anything */
    if (rft_desktop_is_walled() && rft_desktop_run_outside("open", path, false) == 0)
        return true;
    return open_here(path, token, error);
}

bool
rft_desktop_is_walled(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");

    if (runtime == NULL || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        return false;
    g_autofree char *manager = g_build_filename(runtime, "systemd", "private", NULL);
    return access(manager, F_OK) == 0;
}

/* A URI is ASCII whatever the name is, and in ours is no "$", which service managers expand. */
static char *
make_uri(const char *path)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autofree char *uri = g_filename_to_uri(whole, NULL, NULL);
    GString *plain = g_string_new(uri);

    (void)g_string_replace(plain, "$", "%24", 0);
    return g_string_free(plain, FALSE);
}

int
rft_desktop_run_outside(const char *command, const char *path, bool wait)
{
    enum { SECONDS = 120 };
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *uri = make_uri(path);
    /* waited for: what ends with it may go; otherwise the program that it opened is to stay */
    const char *const argv[] = {"systemd-run",
                                "--user",
                                "--quiet",
                                "--collect",
                                wait ? "--wait" : "--property=KillMode=process",
                                "--",
                                self,
                                command,
                                "--uri",
                                uri,
                                NULL};

    return self != NULL ? rft_run((char *const *)argv, SECONDS, NULL) : -1;
}

char *
rft_desktop_path(const char *uri)
{
    g_autoptr(GError) error = NULL;
    char *path = g_filename_from_uri(uri, NULL, &error);

    if (path == NULL)
        rft_desktop_tell("%s", error->message);
    return path;
}

int
rft_desktop_open_command(char **words)
{
    const char *uri = NULL;
    const RftDesktopOption options[] = {{"uri", &uri}, {NULL, NULL}};
    g_autoptr(GError) error = NULL;
    char **rest = rft_desktop_parse(words, options);

    if (rest == NULL || (uri != NULL) == (rest[0] != NULL) || (rest[0] != NULL && rest[1] != NULL))
        return RFT_DESKTOP_USAGE;
    g_autofree char *path = uri != NULL ? rft_desktop_path(uri) : g_strdup(rest[0]);
    if (path == NULL)
        return RFT_DESKTOP_USAGE;
    if (access(path, F_OK) != 0) {
        rft_desktop_tell(_("%s: there is no such file"), path);
        return RFT_DESKTOP_NO_INPUT;
    }
    rft_notice_guard(RFT_OPEN_SECONDS, RFT_DESKTOP_AGAIN);
    if (rft_desktop_open(path, NULL, &error))
        return RFT_DESKTOP_DONE;
    rft_desktop_tell("%s: %s", path, error->message);
    return RFT_DESKTOP_UNAVAILABLE;
}
