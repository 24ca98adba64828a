/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

/*
 * Runs one command and writes what it took: seconds by the clock, seconds of processor, peak memory
 * in kB (of its largest process), exit status (128 + N for signal N).
 *
 *   measure RESULT COMMAND [ARGUMENT...]
 *
 * Linux counts the pages of whoever started a program as the program's peak, so this starter is
 * small.
 */

extern char **environ;

static double
now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
    struct rusage usage;
    pid_t child;
    int status;

    if (argc < 3) {
        (void)fprintf(stderr, "usage: measure RESULT COMMAND [ARGUMENT...]\n");
        return 64;
    }
    const double start = now();
    const int wrong = posix_spawnp(&child, argv[2], NULL, NULL, argv + 2, environ);
    if (wrong != 0) {
        (void)fprintf(stderr, "%s: %s\n", argv[2], strerror(wrong));
        return 70;
    }
    while (wait4(child, &status, 0, &usage) < 0) {
        if (errno != EINTR)
            return 70;
    }
    const double took = now() - start;
    FILE *result = fopen(argv[1], "w");
    if (result == NULL)
        return 73;
    const int said = fprintf(result, "%.6f %.6f %ld %d\n", took,
                             seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
                             WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) == 0 && said > 0 ? 0 : 74;
}
