/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/trash.h"

#include <errno.h>
#include <unistd.h>

#include "watch/paths.h"
#include "watch/program.h"

/* Where the trash is and how it is kept is the desktop's business: GIO's, in a program of its own.
 * It is started in the folder of the file, which no link can then lead elsewhere. */
static bool
run(int inbox, const char *path)
{
    enum { PATIENCE = 20 /* seconds */, MISSING = 66 };
    const char *name = NULL;
    const int folder = rft_open_parent(inbox, path, false, &name);
    g_autofree char *here = folder >= 0 ? g_strconcat("./", name, NULL) : NULL;
    const char *const arguments[] = {"trash", here, NULL};

    if (folder < 0)
        return false;
    const pid_t pid = rft_program_start("referat-desktop", arguments, folder);
    (void)close(folder);
    const int status = pid > 0 ? rft_program_end(pid, PATIENCE) : -1;
    errno = ENOTSUP;
    return status == 0 || status == MISSING;
}

bool
rft_trash(const RftPlaces *places, int from, const char *path)
{
    const int inbox = places->fd[RFT_PLACE_INBOX];

    if (from == inbox)
        return run(inbox, path);
    if (!rft_move_below(from, path, inbox, path)) {
        /* another one of that name came: where this one is put back to cannot be told */
        errno = errno == EEXIST ? ENOTSUP : errno;
        return false;
    }
    if (run(inbox, path))
        return true;
    (void)rft_move_below(inbox, path, from, path);
    errno = ENOTSUP;
    return false;
}
