// Preloaded into the engine: kills it, as kill -9 does, the n-th time that it passes a named point.
// What runs is the engine as shipped; a point is a call that it makes, and which file that is for.
//
//   BURSAR_CRASH_AT=point:n   armed from the first instruction on
//   BURSAR_CRASH_PLAN         a file of 4,096 bytes that the test shares with the engine:
//       0     24 bytes  the point that is armed, zeros for none; a test may write it at any time
//       24     8 bytes  how many times more it may be passed, the last one being the end
//       32    24 bytes  the point at which the engine was killed
//       56     8 bytes  not 0: the journal's commits are not done, and reported as done; the fault
//                       that the tests must find
//       64 + 32 i       24 bytes name of a point, 8 bytes how often it was passed
//   BURSAR_CRASH_NO_SYNC=1    no sync is done, all are reported as done; another fault to be found
//   BURSAR_CRASH_MAP_KIB      an LMDB file's first map is so large and no larger, so that it grows
//
// Points "mid-..." do half of what was asked for first.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { name_bytes = 24, page_bytes = 4096, journal_metas_end = 2 * page_bytes };

#define POINTS(X)                   \
  X(disk_call, "disk-call")         \
  X(before_put, "before-put")       \
  X(before_commit, "before-commit") \
  X(mid_pages, "mid-pages")         \
  X(before_sync, "before-sync")     \
  X(after_sync, "after-sync")       \
  X(before_meta, "before-meta")     \
  X(after_meta, "after-meta")       \
  X(after_commit, "after-commit")   \
  X(mid_zeros, "mid-zeros")         \
  X(before_reply, "before-reply")   \
  X(mid_reply, "mid-reply")         \
  X(after_reply, "after-reply")     \
  X(before_views, "before-views")   \
  X(mid_views, "mid-views")         \
  X(after_views, "after-views")     \
  X(before_growth, "before-growth") \
  X(after_growth, "after-growth")   \
  X(before_rename, "before-rename") \
  X(after_rename, "after-rename")   \
  X(backup_write, "backup-write")

#define ENUMERATE(NAME, TEXT) NAME,
enum point { POINTS(ENUMERATE) points };
#define TEXT_OF(NAME, TEXT) TEXT,
static const char* const names[] = {POINTS(TEXT_OF)};

struct plan {
  char armed[name_bytes];
  atomic_llong left;
  char killed_at[name_bytes];
  atomic_llong losing;
  struct {
    char name[name_bytes];
    atomic_llong passed;
  } points[points];
};

static struct plan own_plan;
static struct plan* plan = &own_plan;
static long map_kib;
static int syncs_are_lost;

static long from_environment(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

static void share_plan(const char* path) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* shared = mmap(NULL, page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (shared != MAP_FAILED) plan = shared;
}

__attribute__((constructor)) static void prepare(void) {
  const char* path = getenv("BURSAR_CRASH_PLAN");
  if (path != NULL) share_plan(path);
  for (int i = 0; i < points; ++i) strncpy(plan->points[i].name, names[i], name_bytes - 1);
  syncs_are_lost = from_environment("BURSAR_CRASH_NO_SYNC", 0) != 0;
  map_kib = from_environment("BURSAR_CRASH_MAP_KIB", 0);
  const char* at = getenv("BURSAR_CRASH_AT");
  const char* colon = at != NULL ? strchr(at, ':') : NULL;
  if (colon == NULL || colon - at >= name_bytes) return;
  plan->left = strtol(colon + 1, NULL, 10);
  memcpy(plan->armed, at, (size_t)(colon - at));
}

// Whether this is the pass at which the process ends.
static int is_last(enum point at) {
  atomic_fetch_add(&plan->points[at].passed, 1);
  return strncmp(plan->armed, names[at], name_bytes) == 0 && atomic_fetch_sub(&plan->left, 1) == 1;
}

static void end(enum point at) {
  memcpy(plan->killed_at, names[at], strlen(names[at]));
  for (;;) syscall(SYS_kill, getpid(), SIGKILL);
}

static void pass(enum point at) {
  if (is_last(at)) end(at);
}

// --- Which file

enum place { elsewhere, journal, views, backup };

static enum place place_of(const char* path) {
  if (strstr(path, "/backup") != NULL) return backup;
  if (strstr(path, "/journal") != NULL) return journal;
  return strstr(path, "/views") != NULL ? views : elsewhere;
}

static enum place place_of_file(int file) {
  char link[32];
  char path[page_bytes];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return elsewhere;
  path[length] = 0;
  return place_of(path);
}

static enum place place_of_environment(MDB_env* environment) {
  const char* path = NULL;
  return mdb_env_get_path(environment, &path) == 0 ? place_of(path) : elsewhere;
}

#define REAL(NAME)               \
  static __typeof__(&NAME) real; \
  if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, #NAME)

// --- LMDB

int mdb_put(MDB_txn* transaction, MDB_dbi table, MDB_val* key, MDB_val* value, unsigned flags) {
  REAL(mdb_put);
  if (place_of_environment(mdb_txn_env(transaction)) == journal) pass(before_put);
  return real(transaction, table, key, value, flags);
}

int mdb_txn_commit(MDB_txn* transaction) {
  REAL(mdb_txn_commit);
  const enum place at = place_of_environment(mdb_txn_env(transaction));
  if (at == journal) pass(before_commit);
  if (at == views) pass(before_views);
  if (at == journal && plan->losing != 0) {
    mdb_txn_abort(transaction);
    return 0;
  }
  const int code = real(transaction);
  if (at == journal) pass(after_commit);
  if (at == views) pass(after_views);
  return code;
}

int mdb_env_set_mapsize(MDB_env* environment, size_t size) {
  REAL(mdb_env_set_mapsize);
  const char* path = NULL;
  mdb_env_get_path(environment, &path);
  if (path == NULL) return real(environment, map_kib > 0 ? (size_t)map_kib * 1024 : size);
  pass(before_growth);
  const int code = real(environment, size);
  pass(after_growth);
  return code;
}

// --- Files

static enum point page_point(enum place at, int file, size_t size, off_t offset) {
  if (at == backup) return backup_write;
  if (at == views) return mid_views;
  if (offset >= 0 && offset < journal_metas_end && size < page_bytes) return before_meta;
  const int flags = fcntl(file, F_GETFL);
  return flags >= 0 && (flags & O_DIRECT) != 0 ? mid_zeros : mid_pages;
}

static size_t size_of(const struct iovec* parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  return size;
}

static ssize_t really_write(int file, const struct iovec* parts, int count, off_t offset) {
  if (offset < 0) return syscall(SYS_writev, file, parts, count);
  return syscall(SYS_pwritev, file, parts, count, offset, 0);
}

static size_t half_of(size_t size) {
  return size >= 2 * page_bytes ? size / 2 / page_bytes * page_bytes : size / 2;
}

static void write_half(int file, const struct iovec* parts, int count, off_t offset) {
  size_t left = half_of(size_of(parts, count));
  for (int i = 0; i < count && left > 0; ++i) {
    const size_t size = parts[i].iov_len < left ? parts[i].iov_len : left;
    const struct iovec part = {parts[i].iov_base, size};
    really_write(file, &part, 1, offset);
    if (offset >= 0) offset += (off_t)size;
    left -= size;
  }
}

static ssize_t write_through(int file, const struct iovec* parts, int count, off_t offset) {
  const enum place at = place_of_file(file);
  if (at == elsewhere) return really_write(file, parts, count, offset);
  pass(disk_call);
  const enum point point = page_point(at, file, size_of(parts, count), offset);
  if (is_last(point)) {
    if (point != before_meta) write_half(file, parts, count, offset);
    end(point);
  }
  const ssize_t written = really_write(file, parts, count, offset);
  if (point == before_meta) pass(after_meta);
  return written;
}

ssize_t write(int file, const void* bytes, size_t size) {
  const struct iovec part = {(void*)bytes, size};
  return write_through(file, &part, 1, -1);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  return write_through(file, parts, count, -1);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  const struct iovec part = {(void*)bytes, size};
  return write_through(file, &part, 1, offset);
}

ssize_t pwritev(int file, const struct iovec* parts, int count, off_t offset) {
  return write_through(file, parts, count, offset);
}

// Programs built for large files call these names; here they are the same.
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return pwrite(file, bytes, size, offset);
}

ssize_t pwritev64(int file, const struct iovec* parts, int count, off64_t offset) {
  return pwritev(file, parts, count, offset);
}

static int sync_through(long call, int file) {
  const enum place at = place_of_file(file);
  if (at != elsewhere) pass(disk_call);
  if (at == journal) pass(before_sync);
  const int result = syncs_are_lost ? 0 : (int)syscall(call, file);
  if (at == journal) pass(after_sync);
  return result;
}

int fdatasync(int file) {
  return sync_through(SYS_fdatasync, file);
}

int fsync(int file) {
  return sync_through(SYS_fsync, file);
}

int ftruncate(int file, off_t size) {
  if (place_of_file(file) != elsewhere) pass(disk_call);
  return (int)syscall(SYS_ftruncate, file, size);
}

int rename(const char* from, const char* to) {
  if (place_of(from) != elsewhere) {
    pass(disk_call);
    pass(before_rename);
  }
  const int result = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (place_of(from) != elsewhere) pass(after_rename);
  return result;
}

// --- Answers

static void send_half(int socket, const struct iovec* parts) {
  syscall(SYS_sendto, socket, parts[0].iov_base, parts[0].iov_len / 2, MSG_NOSIGNAL, NULL, 0);
}

ssize_t sendmsg(int socket, const struct msghdr* message, int flags) {
  pass(before_reply);
  if (is_last(mid_reply)) {
    if (message->msg_iovlen > 0) send_half(socket, message->msg_iov);
    end(mid_reply);
  }
  const ssize_t sent = syscall(SYS_sendmsg, socket, message, flags);
  pass(after_reply);
  return sent;
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  struct iovec part = {(void*)bytes, size};
  const struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  return sendmsg(socket, &message, flags);
}
