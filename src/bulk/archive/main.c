/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <iconv.h>
#include <linux/close_range.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bulk/archive/pack.h"
#include "bulk/archive/serve.h"
#include "worker/sandbox.h"

/*
 * referat-archive: an archive on standard input (a file, not a pipe), requests and answers
 * (protocol.h) on a socket. A program of its own, so that an attack costs an archive and nothing
 * else links libarchive. With --pack=FOLDER it makes a tar file of outputs of ours (pack.h): the
 * list on standard input, the file on standard output, its index on the descriptor 3.
 */

enum { STATUS_USAGE = 64 };

static const RftUnpackLimits limits = {
    .members = RFT_ARCHIVE_MEMBERS,
    .member_bytes = (uint64_t)RFT_ARCHIVE_MEMBER_MIB << 20,
    .total_bytes = (uint64_t)RFT_ARCHIVE_TOTAL_MIB << 20,
    .ratio = RFT_ARCHIVE_RATIO,
    .ratio_free_bytes = (uint64_t)RFT_ARCHIVE_RATIO_FREE_MIB << 20,
};

/* Who started it may hold more than it meant to hand on. */
static void
close_others(void)
{
    enum { REQUESTS = RFT_ARCHIVE_REQUESTS_FD };

    (void)syscall(SYS_close_range, (unsigned)STDERR_FILENO + 1U, REQUESTS - 1U, 0U);
    (void)syscall(SYS_close_range, REQUESTS + 1U, ~0U, 0U);
}

/* What libraries load when they first need it: nothing can be opened later. */
static void
load_tables(void)
{
    static iconv_t kept;
    /* names in archives are UTF-8 or unknown; a process in the C locale could not take the first */
    const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

    if (locale != (locale_t)0)
        (void)uselocale(locale);
    tzset();
    kept = iconv_open("UTF-8", "UTF-8");
    (void)kept;
}

static void
close_doors(void)
{
    const RftSandbox sandbox = {
        .memory = (uint64_t)RFT_ARCHIVE_MEMORY_MIB << 20,
        .seconds = RFT_ARCHIVE_CPU_SECONDS,
        .file_bytes = limits.member_bytes,
    };

    (void)rft_sandbox_enter(&sandbox);
}

int
main(int argc, char **argv)
{
    enum { INDEX = 3 };
    static const char pack[] = "--pack=";
    struct stat status;

    if (argc == 2 && strncmp(argv[1], pack, sizeof(pack) - 1) == 0) {
        load_tables();
        return rft_archive_pack(argv[1] + sizeof(pack) - 1, STDIN_FILENO, STDOUT_FILENO, INDEX);
    }
    if (argc != 2 || strcmp(argv[1], "--requests-fd=4") != 0 ||
        fstat(RFT_ARCHIVE_REQUESTS_FD, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        static const char usage[] =
            "referat-archive is run by referat: an archive on standard input, a socket beside it\n";
        (void)!write(STDERR_FILENO, usage, sizeof(usage) - 1);
        return STATUS_USAGE;
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    close_others();
    load_tables();
    close_doors();
    rft_archive_serve(STDIN_FILENO, RFT_ARCHIVE_REQUESTS_FD, &limits);
    /* looking for leaks needs what the sandbox took away; the fuzz target does that */
    _exit(0);
}
