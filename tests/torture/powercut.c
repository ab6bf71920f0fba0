/*
 * Writes down what a process does to the files under one folder, so that a test can work
 * out what a power cut would have left of them. It changes nothing that the process does.
 *
 * POWERCUT_ROOT is the folder, POWERCUT_LOG the file that the records are added to. Each
 * record leaves with one writev on an O_APPEND descriptor, after the call that it tells of
 * has succeeded: what a killed process did but did not write down counts as not done, which
 * is what an earlier cut would have made of it.
 *
 * Paths are read from /proc/self/fd, so no descriptor has to be remembered.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_SIZE 4096

static int log_fd = -1;
static char root[PATH_SIZE];
static size_t root_size;

struct record {
    uint32_t magic;
    uint32_t op;
    uint64_t at;
    uint64_t path_size, second_size, data_size;
};

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("POWERCUT_ROOT"), *path = getenv("POWERCUT_LOG");
    if (!folder || !path || strlen(folder) >= sizeof root) return;
    strcpy(root, folder);
    root_size = strlen(root);
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) abort();
    /* A high number: the process is to get the low ones that it would get without this. */
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 500);
    syscall(SYS_close, fd);
    if (log_fd < 0) abort();
}

static int inside(const char *path) {
    return log_fd >= 0 && strncmp(path, root, root_size) == 0 &&
           (path[root_size] == '/' || path[root_size] == 0);
}

static void tell(char op, const char *path, const char *second, uint64_t at, const void *data, size_t size) {
    int kept = errno;
    struct record head = {0x43575052, (uint32_t)op, at, strlen(path), second ? strlen(second) : 0, size};
    struct iovec parts[4] = {
        {&head, sizeof head},
        {(void *)path, head.path_size},
        {(void *)(second ? second : ""), head.second_size},
        {(void *)(data ? data : ""), size},
    };
    ssize_t all = (ssize_t)(sizeof head + head.path_size + head.second_size + size);
    if (syscall(SYS_writev, log_fd, parts, 4) != all) abort();
    errno = kept;
}

/* The path of an open file; 0 if it is not inside the folder. */
static int path_of(int fd, char *path) {
    char link[64];
    if (log_fd < 0) return 0;
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_SIZE - 1);
    errno = kept;
    if (size < 0) return 0;
    path[size] = 0;
    return inside(path);
}

/* The path that a name means, seen from a folder. */
static int path_at(int folder, const char *name, char *path) {
    if (name[0] == '/') {
        if (strlen(name) >= PATH_SIZE) return 0;
        strcpy(path, name);
        return inside(path);
    }
    if (folder == AT_FDCWD) return 0;
    if (!path_of(folder, path) || strlen(path) + strlen(name) + 2 > PATH_SIZE) return 0;
    strcat(path, "/");
    strcat(path, name);
    return 1;
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int is_there(const char *path) {
    struct stat found;
    int kept = errno;
    int there = fstatat(AT_FDCWD, path, &found, AT_SYMLINK_NOFOLLOW) == 0;
    errno = kept;
    return there;
}

static void opened(int fd, const char *name, int flags, int was_there) {
    char path[PATH_SIZE];
    (void)name;
    if (fd < 0 || !path_of(fd, path)) return;
    if ((flags & O_CREAT) && !was_there) tell('C', path, NULL, 0, NULL, 0);
    else if (flags & O_TRUNC) tell('T', path, NULL, 0, NULL, 0);
}

static int was_there(int folder, const char *name) {
    char path[PATH_SIZE];
    return !path_at(folder, name, path) || is_there(path);
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        MODE(flags) NEXT(name); \
        int there = was_there(AT_FDCWD, path), fd = next(path, flags, mode); \
        opened(fd, path, flags, there); \
        return fd; \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        MODE(flags) NEXT(name); \
        int there = was_there(folder, path), fd = next(folder, path, flags, mode); \
        opened(fd, path, flags, there); \
        return fd; \
    }
OPENAT(openat)
OPENAT(openat64)

#define CREAT(name) \
    int name(const char *path, mode_t mode) { \
        NEXT(name); \
        int there = was_there(AT_FDCWD, path), fd = next(path, mode); \
        opened(fd, path, O_CREAT | O_TRUNC, there); \
        return fd; \
    }
CREAT(creat)
CREAT(creat64)

static void written(int fd, const void *data, ssize_t size, int64_t at) {
    char path[PATH_SIZE];
    if (size <= 0 || !path_of(fd, path)) return;
    if (at < 0) at = syscall(SYS_lseek, fd, 0, SEEK_CUR) - size;
    tell('W', path, NULL, (uint64_t)at, data, (size_t)size);
}

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(write);
    ssize_t done = next(fd, data, size);
    written(fd, data, done, -1);
    return done;
}

#define PWRITE(name, offset) \
    ssize_t name(int fd, const void *data, size_t size, offset at) { \
        NEXT(name); \
        ssize_t done = next(fd, data, size, at); \
        written(fd, data, done, at); \
        return done; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    NEXT(writev);
    ssize_t done = next(fd, parts, count), left = done;
    char path[PATH_SIZE];
    if (done > 0 && path_of(fd, path)) {
        int64_t at = syscall(SYS_lseek, fd, 0, SEEK_CUR) - done;
        for (int i = 0; i < count && left > 0; i++) {
            ssize_t size = (ssize_t)parts[i].iov_len < left ? (ssize_t)parts[i].iov_len : left;
            written(fd, parts[i].iov_base, size, at);
            at += size, left -= size;
        }
    }
    return done;
}

#define TRUNCATE(name, offset) \
    int name(int fd, offset size) { \
        NEXT(name); \
        char path[PATH_SIZE]; \
        int result = next(fd, size); \
        if (result == 0 && path_of(fd, path)) tell('T', path, NULL, (uint64_t)size, NULL, 0); \
        return result; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        NEXT(name); \
        char path[PATH_SIZE]; \
        int result = next(fd); \
        if (result == 0 && path_of(fd, path)) tell('S', path, NULL, 0, NULL, 0); \
        return result; \
    }
SYNC(fsync)
SYNC(fdatasync)

static int removed(int result, int folder, const char *name) {
    char path[PATH_SIZE];
    if (result == 0 && path_at(folder, name, path)) tell('U', path, NULL, 0, NULL, 0);
    return result;
}
int unlink(const char *name) { NEXT(unlink); return removed(next(name), AT_FDCWD, name); }
int rmdir(const char *name) { NEXT(rmdir); return removed(next(name), AT_FDCWD, name); }
int unlinkat(int folder, const char *name, int flags) {
    NEXT(unlinkat);
    return removed(next(folder, name, flags), folder, name);
}

static int made(int result, int folder, const char *name) {
    char path[PATH_SIZE];
    if (result == 0 && path_at(folder, name, path)) tell('M', path, NULL, 0, NULL, 0);
    return result;
}
int mkdir(const char *name, mode_t mode) { NEXT(mkdir); return made(next(name, mode), AT_FDCWD, name); }
int mkdirat(int folder, const char *name, mode_t mode) {
    NEXT(mkdirat);
    return made(next(folder, name, mode), folder, name);
}

static int renamed(int result, int from_folder, const char *from, int to_folder, const char *to) {
    char first[PATH_SIZE], second[PATH_SIZE];
    if (result == 0 && path_at(from_folder, from, first) && path_at(to_folder, to, second))
        tell('R', first, second, 0, NULL, 0);
    return result;
}
int rename(const char *from, const char *to) {
    NEXT(rename);
    return renamed(next(from, to), AT_FDCWD, from, AT_FDCWD, to);
}
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    NEXT(renameat);
    return renamed(next(from_folder, from, to_folder, to), from_folder, from, to_folder, to);
}

/* Writing through memory cannot be followed; the test fails if a file that counts is
 * written so. */
#define MMAP(name, offset) \
    void *name(void *where, size_t size, int access, int flags, int fd, offset at) { \
        NEXT(name); \
        char path[PATH_SIZE]; \
        if (fd >= 0 && (access & PROT_WRITE) && (flags & MAP_SHARED) && path_of(fd, path)) \
            tell('X', path, NULL, 0, NULL, 0); \
        return next(where, size, access, flags, fd, at); \
    }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)
