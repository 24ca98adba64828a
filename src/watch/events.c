/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/events.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "watch/paths.h"

struct RftEvents {
    int fd;
    GHashTable *paths; /* watch → char * */
};

/* IN_MODIFY is not among them: a file that is being written tells when it is closed, and the look
 * that follows sees whether it still grows. */
enum {
    MASK = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB |
           IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK
};

RftEvents *
rft_events_new(void)
{
    const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    if (fd < 0)
        return NULL;
    RftEvents *events = g_new0(RftEvents, 1);
    events->fd = fd;
    events->paths = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return events;
}

void
rft_events_free(RftEvents *events)
{
    if (events == NULL)
        return;
    g_hash_table_unref(events->paths);
    (void)close(events->fd);
    g_free(events);
}

int
rft_events_fd(const RftEvents *events)
{
    return events->fd;
}

static void
forget_watch(RftEvents *events, int watch)
{
    (void)g_hash_table_remove(events->paths, GINT_TO_POINTER(watch));
}

bool
rft_events_add(RftEvents *events, int fd, const char *path)
{
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", fd);
    const int watch = inotify_add_watch(events->fd, link, MASK);

    if (watch < 0)
        return false;
    /* a folder that was moved keeps its watch, and gets its new name here */
    const char *known = g_hash_table_lookup(events->paths, GINT_TO_POINTER(watch));
    if (known != NULL && g_str_equal(known, path))
        return true;
    g_hash_table_replace(events->paths, GINT_TO_POINTER(watch), g_strdup(path));
    return true;
}

void
rft_events_forget(RftEvents *events, const char *path)
{
    g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(int));
    GHashTableIter iter;
    gpointer watch = NULL;
    gpointer known = NULL;

    g_hash_table_iter_init(&iter, events->paths);
    while (g_hash_table_iter_next(&iter, &watch, &known)) {
        const int number = GPOINTER_TO_INT(watch);
        if (g_str_equal(known, path) || rft_is_below(known, path))
            g_array_append_val(gone, number);
    }
    for (guint i = 0; i < gone->len; i++) {
        (void)inotify_rm_watch(events->fd, g_array_index(gone, int, i));
        forget_watch(events, g_array_index(gone, int, i));
    }
}

/* ---- reading ---- */

static void
tell(RftEvents *events, const struct inotify_event *event, RftHintFunc func, gpointer data)
{
    const char *folder = g_hash_table_lookup(events->paths, GINT_TO_POINTER(event->wd));

    if ((event->mask & IN_Q_OVERFLOW) != 0) {
        func(RFT_HINT_OVERFLOW, "", data);
        return;
    }
    if (folder == NULL)
        return; /* forgotten, with events still under way */
    if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) != 0) {
        g_autofree char *path = g_strdup(folder);
        /* after IN_IGNORED nothing comes of it any more, even when the name is there again */
        if ((event->mask & IN_IGNORED) != 0)
            forget_watch(events, event->wd);
        func(RFT_HINT_UPHEAVAL, path, data);
        return;
    }
    if (event->len == 0)
        return;
    g_autofree char *path =
        *folder != '\0' ? g_strconcat(folder, "/", event->name, NULL) : g_strdup(event->name);
    const bool left = (event->mask & (IN_MOVED_FROM | IN_DELETE)) != 0;
    if ((event->mask & IN_ISDIR) == 0)
        func(RFT_HINT_FILE, path, data);
    else if ((event->mask & (IN_CREATE | IN_MOVED_TO)) != 0 || left)
        func(left ? RFT_HINT_GONE : RFT_HINT_FOLDER, path, data);
}

void
rft_events_read(RftEvents *events, RftHintFunc func, gpointer data)
{
    enum { ROOM = 1 << 16, MOST = 4 /* rounds: others want to be heard too */ };
    _Alignas(struct inotify_event) char bytes[ROOM];

    for (unsigned round = 0; round < MOST; round++) {
        const ssize_t got = read(events->fd, bytes, sizeof(bytes));
        if (got <= 0)
            return;
        for (const char *p = bytes; p < bytes + got;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)p;
            tell(events, event, func, data);
            p += sizeof(*event) + event->len;
        }
    }
}
