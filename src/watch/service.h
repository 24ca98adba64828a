/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * What a service manager is told: sd_notify(3), whose protocol is a datagram, so that a library
 * with its own libraries is not loaded for it. Without $NOTIFY_SOCKET nothing is done.
 */

/** rft_service_tell: sends assignments such as "READY=1", between line ends. */
void rft_service_tell(const char *state);

/** rft_service_status: what "systemctl status" shows; sent when it has changed. */
void rft_service_status(const char *format, ...) G_GNUC_PRINTF(1, 2);

/** rft_service_reloading: that settings are being read again; READY=1 is to follow. */
void rft_service_reloading(void);

/** rft_service_beat: a sign of life, as often as the manager wants one ($WATCHDOG_USEC). Returns:
 * in how many microseconds it is to be called again; -1 = never. */
gint64 rft_service_beat(void);
