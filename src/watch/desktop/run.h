/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Other programs, started without a shell. */

/** RFT_RUN_*: instead of an exit status. */
enum {
    RFT_RUN_FAILED = -1, /* it could not be started; errno is set */
    RFT_RUN_KILLED = -2, /* a signal ended it */
    RFT_RUN_LATE = -3,   /* it took too long, and was killed */
    RFT_RUN_ENDED = -4   /* we were asked to end, and it with us */
};

/**
 * rft_run:
 * @argv: (array zero-terminated=1): the program, looked for in PATH when it has no "/"
 * @seconds: after which it is killed
 * @said: (out) (optional) (transfer full): the end of what it wrote to standard error; NULL: that
 *   is ours
 *
 * Its standard input and output are /dev/null.
 * Returns: its exit status, or one of the above.
 */
int rft_run(char *const *argv, unsigned seconds, char **said);

/** rft_run_catch: from now on a signal that asks us to end also ends what rft_run() runs. */
void rft_run_catch(void);
