/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/service.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
rft_service_tell(const char *state)
{
    const char *path = g_getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = path != NULL ? strlen(path) : 0;

    if (length < 2 || length >= sizeof(address.sun_path) || (*path != '/' && *path != '@'))
        return;
    memcpy(address.sun_path, path, length);
    if (*path == '@')
        address.sun_path[0] = '\0'; /* an abstract name */
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    /* nobody waits for it */
    (void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    (void)close(fd);
}

void
rft_service_status(const char *format, ...)
{
    static char *last; /* of this process, which has one status */
    va_list list;

    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    if (g_strcmp0(text, last) == 0)
        return;
    g_autofree char *state = g_strconcat("STATUS=", text, NULL);
    rft_service_tell(state);
    g_free(last);
    last = g_steal_pointer(&text);
}

void
rft_service_reloading(void)
{
    /* Type=notify-reload wants to know when (systemd 253) */
    g_autofree char *state =
        g_strdup_printf("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());

    rft_service_tell(state);
}

gint64
rft_service_beat(void)
{
    const char *interval = g_getenv("WATCHDOG_USEC");
    const char *whose = g_getenv("WATCHDOG_PID");
    const gint64 microseconds = interval != NULL ? g_ascii_strtoll(interval, NULL, 10) : 0;

    if (microseconds <= 0 ||
        (whose != NULL && g_ascii_strtoll(whose, NULL, 10) != (gint64)getpid()))
        return -1;
    rft_service_tell("WATCHDOG=1");
    return microseconds / 2;
}
