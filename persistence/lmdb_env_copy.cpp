#include "persistence/errors.hpp"
#include "persistence/lmdb_env.hpp"

#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

namespace bursar::persistence {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

// What waits to be written is kept little, so that whoever else syncs to the same disk does not
// wait for all of a copy.
constexpr std::uint64_t unsynced_bytes_max = std::uint64_t{16} << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  ~Descriptor() { static_cast<void>(close()); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool close() {
    const int closing = std::exchange(number_, -1);
    return closing < 0 || ::close(closing) == 0;
  }

 private:
  int number_;
};

bool write_all(int to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// Up to the end of the pipe; false, with errno, when a call failed.
bool drain(int pipe, int to, const std::function<void(std::uint64_t)>& progress) {
  std::vector<std::byte> piece(piece_bytes);
  std::uint64_t copied = 0;
  std::uint64_t unsynced = 0;
  while (true) {
    const ssize_t got = ::read(pipe, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) return ::fsync(to) == 0;
    const auto bytes = static_cast<std::size_t>(got);
    if (!write_all(to, std::span{piece}.first(bytes))) return false;
    copied += bytes;
    unsynced += bytes;
    if (unsynced >= unsynced_bytes_max) {
      if (::fdatasync(to) != 0) return false;
      unsynced = 0;
    }
    if (progress) progress(copied);
  }
}

}  // namespace

// LMDB takes a snapshot of its own; ours keeps the map where it is while the copy reads it. LMDB
// writes into a pipe: once nobody reads from that any more, it gives up.
void LmdbEnv::copy_to(const std::filesystem::path& file,
                      const std::function<void(std::uint64_t)>& progress) const {
  Descriptor copy{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (copy.number() < 0) throw Unusable{file.string() + " cannot be made: " + std::strerror(errno)};
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Broke{std::string{"no pipe: "} + std::strerror(errno)};
  Descriptor in{ends[1]};
  int code = 0;
  int failed = 0;
  {
    const LmdbRead staying{*this};
    const std::jthread copying{[&] {
      code = mdb_env_copyfd2(env_, in.number(), MDB_CP_COMPACT);
      in.close();
    }};
    const Descriptor out{ends[0]};  // is closed before the thread is waited for
    if (!drain(out.number(), copy.number(), progress)) failed = errno;
  }
  if (failed == 0 && !copy.close()) failed = errno;
  if (failed != 0 || code != 0)
    throw Broke{file.string() + " cannot be written: " +
                (failed != 0 ? std::strerror(failed) : mdb_strerror(code))};
}

}  // namespace bursar::persistence
