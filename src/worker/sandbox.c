/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- limits ---- */

static void
limit(int resource, uint64_t value)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
        return;
    const rlim_t most =
        now.rlim_max == RLIM_INFINITY || value < now.rlim_max ? value : now.rlim_max;
    const struct rlimit wanted = {most, most};
    (void)setrlimit((__rlimit_resource_t)resource, &wanted);
}

static void
set_limits(const RftSandbox *sandbox)
{
    limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__)
    /* the address sanitizer maps terabytes; it has limits of its own */
    if (sandbox->memory > 0)
        limit(RLIMIT_AS, sandbox->memory);
#endif
    if (sandbox->file_bytes > 0)
        limit(RLIMIT_FSIZE, sandbox->file_bytes);
    if (sandbox->seconds > 0) {
        /* a second's grace between the signal that can be told and the one that cannot */
        const struct rlimit wanted = {sandbox->seconds, sandbox->seconds + 1};
        (void)setrlimit(RLIMIT_CPU, &wanted);
    }
}

/* ---- Landlock: linux/landlock.h; glibc has no functions for it ---- */

/* What the newest headers know; older kernels know less. */
enum {
    FIRST_ABI = (1 << 13) - 1, /* from EXECUTE to MAKE_SYM */
    READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITES = READS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
             LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR
};

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* The header of Debian 12 ends with file access; later kernels take networks from the same call. */
typedef struct {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
} Ruleset;

enum { BIND_AND_CONNECT = 3, SCOPE_ALL = 3 };

static long
landlock_abi(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t
handled_by(long abi)
{
    uint64_t files = FIRST_ABI;

    if (abi >= 2)
        files |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3)
        files |= LANDLOCK_ACCESS_FS_TRUNCATE;
    return files;
}

static void
allow(int ruleset, const char *path, uint64_t access)
{
    struct stat status;
    struct landlock_path_beneath_attr rule = {.allowed_access = access};

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    if (fstat(rule.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode))
        rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
    (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    (void)close(rule.parent_fd);
}

static bool
enter_landlock(const RftSandbox *sandbox)
{
    const long abi = landlock_abi();
    Ruleset attributes = {.files = handled_by(abi)};
    size_t size = sizeof(attributes.files);

    if (abi < 1)
        return false;
    if (abi >= 4) {
        attributes.network = BIND_AND_CONNECT;
        size = offsetof(Ruleset, scoped);
    }
    if (abi >= 6) {
        attributes.scoped = SCOPE_ALL;
        size = sizeof(attributes);
    }
    const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
    if (ruleset < 0)
        return false;
    for (const char *const *path = sandbox->readable; path != NULL && *path != NULL; path++)
        allow(ruleset, *path, READS);
    if (sandbox->writable != NULL)
        allow(ruleset, sandbox->writable,
              attributes.files & (WRITES | LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE));
    const bool done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    (void)close(ruleset);
    return done;
}

/* ---- seccomp ---- */

/* What a conversion needs: memory, files that are open, the clock. Opening is Landlock's to judge.
 */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(fcntl),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(mprotect),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep),
    SCMP_SYS(getrusage),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(umask),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(tgkill),
    SCMP_SYS(setitimer),
    SCMP_SYS(memfd_create),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(membarrier),
    SCMP_SYS(arch_prctl),
};

/* What no conversion does: who asks for it is killed, and the signal says why. */
static const int forbidden[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(mount),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(kill),
    SCMP_SYS(bpf),
    SCMP_SYS(keyctl),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(chroot),
};

/* Opening and making files: judged by Landlock; without it, refused. */
static const int opening[] = {
    SCMP_SYS(open),   SCMP_SYS(openat), SCMP_SYS(openat2),   SCMP_SYS(creat),    SCMP_SYS(mkdir),
    SCMP_SYS(rename), SCMP_SYS(unlink), SCMP_SYS(mkdirat),   SCMP_SYS(renameat), SCMP_SYS(linkat),
    SCMP_SYS(chmod),  SCMP_SYS(fchmod), SCMP_SYS(renameat2), SCMP_SYS(unlinkat), SCMP_SYS(link),
};

static bool
add_rules(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
        /* a call that an architecture does not have is none to worry about */
        if (seccomp_rule_add(filter, action, calls[i], 0) != 0 && calls[i] >= 0)
            return false;
    return true;
}

static bool
enter_seccomp(bool landlock)
{
    /* newer C libraries try newer calls first and understand this answer */
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    const size_t n_allowed = sizeof(allowed) / sizeof(*allowed);
    const size_t n_forbidden = sizeof(forbidden) / sizeof(*forbidden);
    const size_t n_opening = sizeof(opening) / sizeof(*opening);

    if (filter == NULL)
        return false;
    const bool done =
        add_rules(filter, SCMP_ACT_ALLOW, allowed, n_allowed) &&
        add_rules(filter, SCMP_ACT_KILL_PROCESS, forbidden, n_forbidden) &&
        add_rules(filter, landlock ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EACCES), opening, n_opening) &&
        /* terminals and devices have no business here; glibc asks what standard output is */
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0) == 0 &&
        /* limits may be read */
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0)) ==
            0 &&
        seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

/* ---- all of it ---- */

unsigned
rft_sandbox_probe(void)
{
    unsigned layers = RFT_SANDBOX_NO_NEW_PRIVILEGES | RFT_SANDBOX_LIMITS;

    if (landlock_abi() >= 1)
        layers |= RFT_SANDBOX_LANDLOCK;
    if (seccomp_api_get() >= 1 && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0)
        layers |= RFT_SANDBOX_SECCOMP;
    return layers;
}

unsigned
rft_sandbox_enter(const RftSandbox *sandbox)
{
    unsigned layers = RFT_SANDBOX_LIMITS;

    set_limits(sandbox);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        layers |= RFT_SANDBOX_NO_NEW_PRIVILEGES;
    if (enter_landlock(sandbox))
        layers |= RFT_SANDBOX_LANDLOCK;
    if (enter_seccomp((layers & RFT_SANDBOX_LANDLOCK) != 0))
        layers |= RFT_SANDBOX_SECCOMP;
    return layers;
}
