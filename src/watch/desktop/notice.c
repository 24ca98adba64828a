/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/desktop/notice.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <libnotify/notify.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "watch/desktop/desktop.h"
#include "watch/desktop/open.h"

/* How long a server may take to answer, and what is opened to start. */
enum { ANSWER_SECONDS = 20, MARGIN_SECONDS = 30 };

#define SERVER "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

static bool has_bus;
static volatile sig_atomic_t status_when_late;

/* The libraries below wait for answers without an end that we could set. */
static void
on_alarm(int number)
{
    (void)number;
    _exit(status_when_late);
}

void
rft_notice_guard(unsigned seconds, int status)
{
    status_when_late = status;
    (void)signal(SIGALRM, on_alarm);
    (void)alarm(seconds);
}

void
rft_notice_find_bus(void)
{
    const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");

    if (address != NULL && *address != '\0') {
        has_bus = !g_str_has_prefix(address, "autolaunch:") && !g_str_equal(address, "disabled:");
    } else if (runtime != NULL && *runtime != '\0') {
        g_autofree char *socket = g_build_filename(runtime, "bus", NULL);
        g_unsetenv("DBUS_SESSION_BUS_ADDRESS");
        has_bus = access(socket, F_OK) == 0;
    }
    if (!has_bus)
        (void)g_setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
}

bool
rft_notice_has_bus(void)
{
    return has_bus;
}

/* What libnotify says of a server that is not there we say ourselves. */
static void
say_nothing(const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
    (void)domain;
    (void)level;
    (void)text;
    (void)data;
}

static bool
can(GList *capabilities, const char *what)
{
    return g_list_find_custom(capabilities, what, (GCompareFunc)strcmp) != NULL;
}

/* @text as a notification shows it, within bounds that no server minds. */
static char *
make_text(const char *text, bool markup, bool lines)
{
    enum { LONGEST = 2000 };
    g_autofree char *printable = rft_desktop_printable(text, lines);

    if (g_utf8_strlen(printable, -1) > LONGEST) {
        g_autofree char *whole = g_steal_pointer(&printable);
        g_autofree char *cut = g_utf8_substring(whole, 0, LONGEST);
        printable = g_strconcat(cut, "\xe2\x80\xa6", NULL);
    }
    return markup ? g_markup_escape_text(printable, -1) : g_steal_pointer(&printable);
}

/* ---- while it is shown ---- */

typedef struct {
    GMainLoop *loop;
    const RftNotice *notice;
} Showing;

static void
on_action(NotifyNotification *shown, char *id, gpointer data)
{
    const Showing *showing = data;
    g_autoptr(GError) error = NULL;
    const char *token = NULL;

#if NOTIFY_CHECK_VERSION(0, 7, 10)
    token = notify_notification_get_activation_token(shown);
#endif
    (void)alarm(MARGIN_SECONDS);
    for (size_t i = 0; i < showing->notice->n_actions; i++) {
        const RftNoticeAction *action = &showing->notice->actions[i];
        if (g_str_equal(action->id, id) && !rft_desktop_open(action->path, token, &error))
            rft_desktop_tell("%s: %s", action->path, error->message);
        if (g_str_equal(action->id, id))
            break;
    }
    g_main_loop_quit(showing->loop);
}

static void
on_closed(NotifyNotification *shown, gpointer data)
{
    const Showing *showing = data;

    (void)shown;
    g_main_loop_quit(showing->loop);
}

static void
on_server_gone(GDBusConnection *bus, const char *name, gpointer data)
{
    const Showing *showing = data;

    (void)bus;
    (void)name;
    g_main_loop_quit(showing->loop);
}

static gboolean
on_end(gpointer data)
{
    const Showing *showing = data;

    g_main_loop_quit(showing->loop);
    return G_SOURCE_CONTINUE;
}

static void
wait_for_people(NotifyNotification *shown, Showing *showing)
{
    const unsigned seconds = showing->notice->seconds;
    const guint watch = g_bus_watch_name(G_BUS_TYPE_SESSION, SERVER, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                         NULL, on_server_gone, showing, NULL);
    const guint late = g_timeout_add_seconds(seconds, on_end, showing);
    const guint term = g_unix_signal_add(SIGTERM, on_end, showing);
    const guint interrupt = g_unix_signal_add(SIGINT, on_end, showing);
    const guint hangup = g_unix_signal_add(SIGHUP, on_end, showing);

    (void)g_signal_connect(shown, "closed", G_CALLBACK(on_closed), showing);
    g_main_loop_run(showing->loop);
    (void)g_source_remove(late);
    (void)g_source_remove(term);
    (void)g_source_remove(interrupt);
    (void)g_source_remove(hangup);
    g_bus_unwatch_name(watch);
}

static NotifyNotification *
make_notification(Showing *showing, GList *capabilities)
{
    const RftNotice *notice = showing->notice;
    g_autofree char *summary = make_text(notice->summary, false, false);
    g_autofree char *body = make_text(notice->body, can(capabilities, "body-markup"), true);
    NotifyNotification *shown = notify_notification_new(summary, body, notice->icon);

    /* the launcher of this name is what a desktop shows it under */
    notify_notification_set_hint(shown, "desktop-entry", g_variant_new_string("referat-convert"));
    for (size_t i = 0; can(capabilities, "actions") && i < notice->n_actions; i++) {
        const RftNoticeAction *action = &notice->actions[i];
        g_autofree char *label = make_text(action->label, false, false);
        notify_notification_add_action(shown, action->id, label, on_action, showing, NULL);
    }
    return shown;
}

/* ---- whether anybody is there ---- */

typedef struct {
    GMainLoop *loop;
    bool answered;
    bool there;
} Asking;

static void
on_answer(GObject *bus, GAsyncResult *result, gpointer data)
{
    Asking *asking = data;
    g_autoptr(GVariant) answer =
        g_dbus_connection_call_finish(G_DBUS_CONNECTION(bus), result, NULL);

    asking->answered = true;
    asking->there = answer != NULL;
    g_main_loop_quit(asking->loop);
}

static void
on_bus(GObject *source, GAsyncResult *result, gpointer data)
{
    Asking *asking = data;
    g_autoptr(GDBusConnection) bus = g_bus_get_finish(result, NULL);

    (void)source;
    if (bus != NULL) {
        g_dbus_connection_call(bus, SERVER, SERVER_PATH, SERVER, "GetServerInformation", NULL, NULL,
                               G_DBUS_CALL_FLAGS_NONE, ANSWER_SECONDS * 1000, NULL, on_answer,
                               asking);
        return;
    }
    asking->answered = true;
    g_main_loop_quit(asking->loop);
}

static gboolean
on_no_answer(gpointer data)
{
    const Asking *asking = data;

    g_main_loop_quit(asking->loop);
    return G_SOURCE_CONTINUE;
}

/* libnotify would wait for an answer that never comes. Without a server the bus may start one. */
static bool
find_server(void)
{
    /* an answer may still come when nobody waits for it any more */
    static Asking asking;

    asking.loop = g_main_loop_new(NULL, FALSE);
    const guint late = g_timeout_add_seconds(ANSWER_SECONDS, on_no_answer, &asking);
    g_bus_get(G_BUS_TYPE_SESSION, NULL, on_bus, &asking);
    g_main_loop_run(asking.loop);
    (void)g_source_remove(late);
    /* a bus that says nothing is to be asked nothing more */
    if (!asking.answered)
        has_bus = false;
    return asking.there;
}

static RftNoticeEnd
show(const RftNotice *notice)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Showing showing = {loop, notice};
    GList *capabilities = notify_get_server_caps();
    NotifyNotification *shown = make_notification(&showing, capabilities);
    g_list_free_full(capabilities, g_free);
    const bool good = notify_notification_show(shown, NULL);
    if (good) {
        rft_notice_guard(notice->seconds + MARGIN_SECONDS, notice->status);
        wait_for_people(shown, &showing);
    }
    g_object_unref(shown);
    return good ? RFT_NOTICE_SHOWN : RFT_NOTICE_NO_SERVER;
}

RftNoticeEnd
rft_notice_show(const RftNotice *notice)
{
    if (!has_bus)
        return RFT_NOTICE_NO_BUS;
    if (!find_server())
        return RFT_NOTICE_NO_SERVER;
    rft_notice_guard(MARGIN_SECONDS, RFT_DESKTOP_AGAIN);
    (void)g_log_set_handler("libnotify", G_LOG_LEVEL_MASK, say_nothing, NULL);
    (void)notify_init("referat");
    const RftNoticeEnd end = show(notice);
    notify_uninit();
    (void)alarm(0);
    return end;
}
