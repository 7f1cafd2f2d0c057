// Preloaded into the engine: writes down, in their order, every change that it asks the file system
// for below one directory, with the bytes, every sync, and what it sends to clients. From this
// disk_images.hpp makes what a crash or a loss of power may leave.
//
//   BURSAR_RECORD_DATA   the directory; its name must be absolute
//   BURSAR_RECORD_LOG    gets one event after the other, appended:
//       kind u32  path bytes u32  file u64  offset u64  bytes u64   as below
//       path below the directory, "" itself; of a rename or a link both; a zero behind each
//       the bytes that were written or sent
//
// A change is noted after it was made and before its caller goes on; of a sync both its beginning
// and its end are. What is sent is noted before it is.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { path_bytes = 4096, parts_max = 1024 };

enum kind {
  written = 1,
  written_and_synced = 2,  // by a descriptor that is synchronous
  sync_begins = 3,
  sync_ended = 4,
  cut = 5,  // or made longer: offset is the size
  file_made = 6,
  directory_made = 7,
  renamed = 8,
  removed = 9,
  sent = 10,
  never_seen = 11,  // a change that cannot be told from here
  linked = 13,      // 12 is the driver's own
};

struct event {
  uint32_t kind;
  uint32_t path_bytes;
  uint64_t file;
  uint64_t offset;
  uint64_t bytes;
};

static const char* data;
static size_t data_bytes;
static int log_file = -1;

__attribute__((constructor)) static void prepare(void) {
  data = getenv("BURSAR_RECORD_DATA");
  const char* path = getenv("BURSAR_RECORD_LOG");
  if (data == NULL || path == NULL) return;
  data_bytes = strlen(data);
  log_file =
      (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// One call, so that events of several threads do not mix.
static void note(struct event event, const char* path, const struct iovec* parts, int count) {
  if (log_file < 0) return;
  if (count > parts_max) abort();
  struct iovec all[parts_max + 2] = {{&event, sizeof event}, {(void*)path, event.path_bytes}};
  size_t size = sizeof event + event.path_bytes;
  for (int i = 0; i < count; ++i) {
    all[i + 2] = parts[i];
    size += parts[i].iov_len;
  }
  if (syscall(SYS_writev, log_file, all, count + 2) != (long)size) abort();
}

// --- Which file

// Below the directory, or nothing.
static const char* below(const char* path) {
  if (log_file < 0 || strncmp(path, data, data_bytes) != 0) return NULL;
  if (path[data_bytes] == 0) return path + data_bytes;
  return path[data_bytes] == '/' ? path + data_bytes + 1 : NULL;
}

static const char* absolute(int directory, const char* path, char* into) {
  if (path[0] == '/') return path;
  char link[32] = "/proc/self/cwd";
  if (directory != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
  const ssize_t length = readlink(link, into, path_bytes - 1);
  if (length < 0 || length + 1 + strlen(path) >= path_bytes) return "";
  into[length] = '/';
  strcpy(into + length + 1, path);
  return into;
}

static const char* path_of_file(int file, char* into) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, into, path_bytes - 1);
  into[length < 0 ? 0 : length] = 0;
  return into;
}

static uint64_t number_of(int file) {
  struct stat status;
  return fstat(file, &status) == 0 ? status.st_ino : 0;
}

static void note_file(enum kind kind, int file, uint64_t offset, const struct iovec* parts,
                      int count, size_t size) {
  const int error = errno;
  char buffer[path_bytes];
  const char* path = below(path_of_file(file, buffer));
  if (path != NULL) {
    const struct event event = {.kind = kind,
                                .path_bytes = (uint32_t)strlen(path) + 1,
                                .file = number_of(file),
                                .offset = offset,
                                .bytes = size};
    note(event, path, parts, count);
  }
  errno = error;
}

static void note_path(enum kind kind, int directory, const char* path) {
  const int error = errno;
  char buffer[path_bytes];
  const char* relative = below(absolute(directory, path, buffer));
  if (relative != NULL) {
    const struct event event = {.kind = kind, .path_bytes = (uint32_t)strlen(relative) + 1};
    note(event, relative, NULL, 0);
  }
  errno = error;
}

// --- Bytes

static int is_synchronous(int file) {
  const int flags = fcntl(file, F_GETFL);
  return flags >= 0 && (flags & O_DSYNC) != 0;
}

// What a call that wrote `size` bytes has taken of its parts.
static void note_written(int file, const struct iovec* parts, int count, off_t offset,
                         ssize_t size) {
  if (size <= 0 || log_file < 0 || file == log_file) return;
  struct iovec taken[parts_max];
  if (count > parts_max) abort();
  size_t left = (size_t)size;
  int used = 0;
  for (; used < count && left > 0; ++used) {
    taken[used] = parts[used];
    if (taken[used].iov_len > left) taken[used].iov_len = left;
    left -= taken[used].iov_len;
  }
  note_file(is_synchronous(file) ? written_and_synced : written, file, (uint64_t)offset, taken,
            used, (size_t)size);
}

static ssize_t write_here(int file, const struct iovec* parts, int count) {
  const ssize_t size = syscall(SYS_writev, file, parts, count);
  const int error = errno;
  const off_t end = lseek(file, 0, SEEK_CUR);
  if (size > 0 && end >= size) note_written(file, parts, count, end - size, size);
  errno = error;
  return size;
}

static ssize_t write_there(int file, const struct iovec* parts, int count, off_t offset) {
  const ssize_t size = syscall(SYS_pwritev, file, parts, count, offset, 0);
  note_written(file, parts, count, offset, size);
  return size;
}

ssize_t write(int file, const void* bytes, size_t size) {
  const struct iovec part = {(void*)bytes, size};
  return write_here(file, &part, 1);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  return write_here(file, parts, count);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  const struct iovec part = {(void*)bytes, size};
  return write_there(file, &part, 1, offset);
}

ssize_t pwritev(int file, const struct iovec* parts, int count, off_t offset) {
  return write_there(file, parts, count, offset);
}

// Programs built for large files call these names; here they are the same.
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return pwrite(file, bytes, size, offset);
}

ssize_t pwritev64(int file, const struct iovec* parts, int count, off64_t offset) {
  return pwritev(file, parts, count, offset);
}

int ftruncate(int file, off_t size) {
  const int result = (int)syscall(SYS_ftruncate, file, size);
  if (result == 0) note_file(cut, file, (uint64_t)size, NULL, 0, 0);
  return result;
}

int ftruncate64(int file, off64_t size) {
  return ftruncate(file, size);
}

static int sync_through(long call, int file) {
  note_file(sync_begins, file, 0, NULL, 0, 0);
  const int result = (int)syscall(call, file);
  if (result == 0) note_file(sync_ended, file, 0, NULL, 0, 0);
  return result;
}

int fdatasync(int file) {
  return sync_through(SYS_fdatasync, file);
}

int fsync(int file) {
  return sync_through(SYS_fsync, file);
}

// --- Names

static int open_at(int directory, const char* path, int flags, mode_t mode) {
  char buffer[path_bytes];
  const int ours = below(absolute(directory, path, buffer)) != NULL;
  struct stat status;
  const int fresh = ours && (flags & O_CREAT) != 0 && fstatat(directory, path, &status, 0) != 0;
  const int file = (int)syscall(SYS_openat, directory, path, flags, mode);
  if (file < 0 || !ours) return file;
  if (fresh)
    note_file(file_made, file, 0, NULL, 0, 0);
  else if ((flags & O_TRUNC) != 0)
    note_file(cut, file, 0, NULL, 0, 0);
  return file;
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(NAME)                               \
  int NAME(const char* path, int flags, ...) {   \
    va_list rest;                                \
    va_start(rest, flags);                       \
    const mode_t mode = mode_of(flags, rest);    \
    va_end(rest);                                \
    return open_at(AT_FDCWD, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(NAME)                                          \
  int NAME(int directory, const char* path, int flags, ...) { \
    va_list rest;                                             \
    va_start(rest, flags);                                    \
    const mode_t mode = mode_of(flags, rest);                 \
    va_end(rest);                                             \
    return open_at(directory, path, flags, mode);             \
  }
OPENAT(openat)
OPENAT(openat64)

// A stream writes by ways of its own: streams that write to what is recorded are C++'s alone, and
// those write by the calls above.
#define FOPEN(NAME)                                                                     \
  FILE* NAME(const char* path, const char* mode) {                                      \
    static __typeof__(&NAME) real;                                                      \
    if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, #NAME);                         \
    char buffer[path_bytes];                                                            \
    const int ours = mode[0] != 'r' && below(absolute(AT_FDCWD, path, buffer)) != NULL; \
    const int fresh = ours && access(path, F_OK) != 0;                                  \
    FILE* file = real(path, mode);                                                      \
    if (file == NULL || !ours) return file;                                             \
    if (fresh)                                                                          \
      note_file(file_made, fileno(file), 0, NULL, 0, 0);                                \
    else if (mode[0] == 'w')                                                            \
      note_file(cut, fileno(file), 0, NULL, 0, 0);                                      \
    return file;                                                                        \
  }
FOPEN(fopen)
FOPEN(fopen64)

int mkdir(const char* path, mode_t mode) {
  const int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (result == 0) note_path(directory_made, AT_FDCWD, path);
  return result;
}

static void note_both(enum kind kind, const char* from, const char* to) {
  const int error = errno;
  char buffers[2][path_bytes];
  char names[2 * path_bytes];
  const char* old_name = below(absolute(AT_FDCWD, from, buffers[0]));
  const char* new_name = below(absolute(AT_FDCWD, to, buffers[1]));
  if (old_name != NULL || new_name != NULL) {
    const int size = snprintf(names, sizeof names, "%s%c%s", old_name != NULL ? old_name : from, 0,
                              new_name != NULL ? new_name : to);
    if (old_name == NULL || new_name == NULL) kind = never_seen;
    note((struct event){.kind = kind, .path_bytes = (uint32_t)size + 1}, names, NULL, 0);
  }
  errno = error;
}

int rename(const char* from, const char* to) {
  const int result = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (result == 0) note_both(renamed, from, to);
  return result;
}

int unlinkat(int directory, const char* path, int flags) {
  const int result = (int)syscall(SYS_unlinkat, directory, path, flags);
  if (result == 0) note_path(removed, directory, path);
  return result;
}

int unlink(const char* path) {
  return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char* path) {
  return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char* path) {
  const int result = unlinkat(AT_FDCWD, path, 0);
  return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

int link(const char* from, const char* to) {
  const int result = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (result == 0) note_both(linked, from, to);
  return result;
}

// --- Answers

ssize_t sendmsg(int socket, const struct msghdr* message, int flags) {
  size_t size = 0;
  for (size_t i = 0; i < message->msg_iovlen; ++i) size += message->msg_iov[i].iov_len;
  const int error = errno;
  note((struct event){.kind = sent, .bytes = size}, "", message->msg_iov, (int)message->msg_iovlen);
  errno = error;
  return syscall(SYS_sendmsg, socket, message, flags);
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  struct iovec part = {(void*)bytes, size};
  const struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  return sendmsg(socket, &message, flags);
}
