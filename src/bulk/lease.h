/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * That nobody else does the same. The holder has the file locked and gives a sign now and then by
 * its time; whoever finds it locked, and sees no sign for as long as a lease lasts, by its own
 * clock, puts a new file in its place. The lock is advice: what is done twice is done alike.
 */

typedef struct RftLease RftLease;

/** RftLeaseWait: asked while somebody else holds it, with who that is. Returns: false to give up.
 */
typedef bool (*RftLeaseWait)(const char *holder, gpointer data);

/**
 * rft_lease_take:
 * @seconds: how long no sign means that nobody is there
 * @wait: (nullable): NULL does not wait
 *
 * Returns: (transfer full) (nullable): NULL with @error set: %REFERAT_ERROR_CANCELLED when somebody
 * else has it.
 */
RftLease *rft_lease_take(const char *path, unsigned seconds, RftLeaseWait wait, gpointer data,
                         GError **error);

/** rft_lease_renew: gives a sign now and then. Returns: false when the lease was lost. */
bool rft_lease_renew(RftLease *lease);

/** rft_lease_holds: Returns: whether it is still ours. */
bool rft_lease_holds(const RftLease *lease);

/** rft_lease_free: gives it back. NULL is fine. */
void rft_lease_free(RftLease *lease);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftLease, rft_lease_free)
