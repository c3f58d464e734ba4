// libfuse's low-level API and mount(2). Whatever is variadic, a bit-field, or changes its shape
// after libfuse 3.14 is one named function here.
#pragma once
#define FUSE_USE_VERSION 312
#include <errno.h>
#include <fuse_lowlevel.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/uio.h>

// From fuse_lowlevel.h: ssize_t (*)(int, void *, size_t, void *) and its writing brother.
typedef ssize_t (*cfuse_read_function)(int fd, void *buffer, size_t size, void *userdata);
typedef ssize_t (*cfuse_writev_function)(int fd, struct iovec *iov, int count, void *userdata);

// A session without a mount. `options` is what `-o` takes.
static inline struct fuse_session *cfuse_session_new(
    const struct fuse_lowlevel_ops *operations, const char *options, void *userdata) {
    char name[] = "store", flag[] = "-o", text[256];
    strncpy(text, options, sizeof text - 1);
    text[sizeof text - 1] = 0;
    char *arguments[] = {name, flag, text, NULL};
    struct fuse_args args = FUSE_ARGS_INIT(3, arguments);
    struct fuse_session *session =
        fuse_session_new(&args, operations, sizeof *operations, userdata);
    fuse_opt_free_args(&args);
    return session;
}

// Gives the session its descriptor, which it closes when destroyed. 0 or a negative errno.
static inline int cfuse_session_use(
    struct fuse_session *session, int fd, cfuse_read_function read_function,
    cfuse_writev_function writev_function) {
    struct fuse_custom_io io = {.read = read_function, .writev = writev_function};
    return fuse_session_custom_io(session, &io, fd);
}

// Takes the wanted ones of the capabilities that the kernel offers, and nothing else.
static inline void cfuse_want_only(struct fuse_conn_info *connection, unsigned capabilities) {
    connection->want = connection->capable & capabilities;
}

static inline void cfuse_keep_cache(struct fuse_file_info *information) {
    information->keep_cache = 1;
}

static inline void cfuse_cache_directory(struct fuse_file_info *information) {
    information->cache_readdir = 1;
}

// FUSE_DEV_IOC_BACKING_OPEN and _CLOSE of <linux/fuse.h>, Linux 6.9; Debian 12 has an older one.
struct cfuse_backing_map {
    int32_t fd;
    uint32_t flags;
    uint64_t padding;
};

// Registers an open regular file with a connection; its id (1 or more), or -1 with errno set.
static inline int cfuse_backing_open(int device, int file) {
    struct cfuse_backing_map map = {.fd = file};
    return ioctl(device, _IOW(229, 1, struct cfuse_backing_map), &map);
}

static inline int cfuse_backing_close(int device, uint32_t id) {
    return ioctl(device, _IOW(229, 2, uint32_t), &id);
}

// mount(2) of a FUSE descriptor, read-only.
static inline int cfuse_mount(const char *target, const char *type, const char *options) {
    return mount("store", target, type, MS_RDONLY | MS_NOSUID | MS_NODEV, options);
}

static inline int cfuse_unmount(const char *target) {
    return umount2(target, UMOUNT_NOFOLLOW);
}

static inline int cfuse_detach(const char *target) {
    return umount2(target, UMOUNT_NOFOLLOW | MNT_DETACH);
}

// A pair of connected sockets, both close-on-exec.
static inline int cfuse_socketpair(int sockets[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets);
}

// The descriptor that fusermount3 sends over its socket (SCM_RIGHTS), close-on-exec; -1 with errno
// set, 0 for errno if the other end was closed without sending one.
static inline int cfuse_receive_descriptor(int socket) {
    char byte;
    struct iovec iov = {.iov_base = &byte, .iov_len = 1};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr alignment;
    } control;
    struct msghdr message = {
        .msg_iov = &iov,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    ssize_t got;
    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return -1;
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    int descriptor = -1;
    errno = 0;
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}
