// Linux calls and constants that Swift's Glibc module does not import: variadic calls, newer
// system calls without a wrapper in glibc 2.36, and constants hidden behind _GNU_SOURCE (which
// must not be defined here: it clashes with the Glibc module over fd_set).
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// include/uapi/asm-generic/fcntl.h: __O_TMPFILE | O_DIRECTORY
static const int linux_O_TMPFILE = 020000000 | 0200000;
static const int linux_O_PATH = 010000000;
static const int linux_AT_SYMLINK_FOLLOW = 0x400;
static const int linux_AT_SYMLINK_NOFOLLOW = 0x100;
static const int linux_AT_REMOVEDIR = 0x200;

// openat(2) with a mode: variadic in C.
static inline int linux_openat(int directory, const char *path, int flags, unsigned mode) {
    return openat(directory, path, flags, mode);
}

// openat2(2) that never leaves `directory` and never follows a symbolic link.
static inline int linux_openat_beneath(
    int directory, const char *path, int flags, unsigned mode) {
    struct open_how how = {
        .flags = (uint64_t)(unsigned)flags,
        .mode = mode,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// <sys/vfs.h> is not in Swift's Glibc module.
#include <sys/vfs.h>

// The f_type of the file system that an open file is on; -1 with errno.
static inline long linux_file_system_type(int fd) {
    struct statfs status;
    return fstatfs(fd, &status) != 0 ? -1 : (long)(uint32_t)status.f_type;
}

static inline int linux_memfd_create(const char *name, unsigned flags) {
    return (int)syscall(SYS_memfd_create, name, flags);
}

// EXT4_IOC_SHUTDOWN / XFS_IOC_GOINGDOWN with flag 2, "do not flush the log": a power cut.
static inline int linux_shutdown_filesystem(int directory) {
    unsigned flags = 2;
    return ioctl(directory, 0x8004587dUL, &flags);
}

// Processes, signals and memory files: calls that glibc 2.36 lacks or has only as variadic.
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

static const short linux_POSIX_SPAWN_SETSID = 0x80;  // <spawn.h>, glibc 2.26, _GNU_SOURCE

static inline int linux_pidfd_open(int process) {
    return (int)syscall(SYS_pidfd_open, process, 0);  // always close-on-exec
}

static inline int linux_duplicate_from(int fd, int lowest) {
    return fcntl(fd, F_DUPFD_CLOEXEC, lowest);
}

// Blocks `signals` in the calling thread and returns a descriptor that reports them instead.
static inline int linux_signal_descriptor(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
    int code = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (code != 0) {
        errno = code;
        return -1;
    }
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static inline void linux_ignore_signal(int number) { signal(number, SIG_IGN); }

static inline int linux_ignores_signal(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

// Undoes what `linux_signal_descriptor` did to the calling thread.
static inline void linux_let_signals_through(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

// The calling process gets `signal` when the thread that started it ends.
static inline int linux_die_with_parent(int signal) {
    return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0UL, 0UL, 0UL);
}

// Two ends of a pipe, both close-on-exec.
static inline int linux_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

#include <sys/xattr.h>

static inline long linux_getxattr(const char *path, const char *name, void *value, size_t size) {
    return getxattr(path, name, value, size);
}

static inline long linux_listxattr(const char *path, char *names, size_t size) {
    return listxattr(path, names, size);
}

#include <malloc.h>

// glibc gives each thread a heap of its own and keeps what is freed there: with sixteen threads that
// decode chunks, memory grows with the threads. Two heaps are enough for them.
static inline int linux_bound_heaps(void) { return mallopt(M_ARENA_MAX, 2); }

// sync_file_range(2), which has the kernel begin to write a range without waiting for it.
static inline int linux_begin_writing(int fd, uint64_t start, uint64_t length) {
    return (int)syscall(SYS_sync_file_range, fd, (long)start, (long)length, 2UL /* WRITE */);
}

#include <linux/capability.h>

// Whether a capability is among the effective ones of the calling thread.
static inline int linux_has_capability(int number) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) != 0) return 0;
    return (int)(data[number / 32].effective >> (number % 32) & 1);
}
