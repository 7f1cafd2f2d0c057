// Appends records to LMDB in batches, each committed with the default sync, and nothing else: what
// is left when an engine does everything but write for nothing.
//
//   lmdb_append DIRECTORY BATCH SECONDS ZEROS_MIB
//
// The file is filled with so many zeros first, as a commit to fresh blocks costs the file system
// more, and an engine fills ahead too. Prints a line: records_per_second=… p50_us=… p99_us=… of
// the commits, and a second one of what so many in a thousand of them took at most.

#include "bench/figures.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <lmdb.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t record_bytes = 200;
constexpr std::size_t map_bytes = std::size_t{1} << 36;
constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t pages_bytes = std::size_t{1} << 16;  // more than an empty file has
constexpr std::array<std::size_t, 10> thousandths = {10,  50,  100, 250, 500,
                                                     750, 900, 950, 990, 999};

void must(int code) {
  if (code != 0) bursar::bench::give_up(mdb_strerror(code));
}

class Log {
 public:
  explicit Log(const char* directory) {
    must(mdb_env_create(&env_));
    must(mdb_env_set_mapsize(env_, map_bytes));
    must(mdb_env_open(env_, directory, MDB_NORDAHEAD | MDB_NOTLS, 0600));
    MDB_txn* txn = nullptr;
    must(mdb_txn_begin(env_, nullptr, 0, &txn));
    must(mdb_dbi_open(txn, nullptr, MDB_INTEGERKEY, &records_));
    must(mdb_txn_commit(txn));
  }
  ~Log() { mdb_env_close(env_); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void append(std::size_t batch) {
    MDB_txn* txn = nullptr;
    must(mdb_txn_begin(env_, nullptr, 0, &txn));
    for (std::size_t record = 0; record < batch; ++record) {
      ++last_;
      MDB_val key{.mv_size = sizeof last_, .mv_data = &last_};
      MDB_val value{.mv_size = text_.size(), .mv_data = text_.data()};
      must(mdb_put(txn, records_, &key, &value, MDB_APPEND));
    }
    must(mdb_txn_commit(txn));
  }
  std::size_t records() const { return last_; }

  void fill(std::size_t mebibytes) {
    const std::string zeros(mebibyte, '\0');
    mdb_filehandle_t file{};
    must(mdb_env_get_fd(env_, &file));
    for (std::size_t n = 0; n < mebibytes; ++n)
      if (::pwrite(file, zeros.data(), mebibyte, static_cast<off_t>(pages_bytes + n * mebibyte)) !=
          static_cast<ssize_t>(mebibyte))
        bursar::bench::give_up("no room for the zeros");
    if (::fdatasync(file) != 0) bursar::bench::give_up("the zeros are not on the disk");
  }

 private:
  MDB_env* env_ = nullptr;
  MDB_dbi records_ = 0;
  std::size_t last_ = 0;
  std::string text_ = std::string(record_bytes, 'r');
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) bursar::bench::give_up("usage: lmdb_append DIRECTORY BATCH SECONDS ZEROS_MIB");
  const auto batch = static_cast<std::size_t>(std::atol(argv[2]));
  const std::chrono::seconds time{std::atol(argv[3])};
  if (batch == 0 || time.count() == 0) bursar::bench::give_up("BATCH and SECONDS are above zero");
  Log log{argv[1]};
  log.fill(static_cast<std::size_t>(std::atol(argv[4])));
  std::vector<double> microseconds;
  const auto began = Clock::now();
  auto before = began;
  while (before - began < time) {
    log.append(batch);
    const auto after = Clock::now();
    microseconds.push_back(std::chrono::duration<double, std::micro>{after - before}.count());
    before = after;
  }
  std::ranges::sort(microseconds);
  const auto at = [&](std::size_t part) {
    return microseconds[std::min(microseconds.size() * part / 1'000, microseconds.size() - 1)];
  };
  const double seconds = std::chrono::duration<double>{before - began}.count();
  std::printf("records_per_second=%.1f p50_us=%.1f p99_us=%.1f\n",
              static_cast<double>(log.records()) / seconds, at(500), at(990));
  for (const std::size_t part : thousandths) std::printf("%zu=%.1f ", part, at(part));
  std::printf("\n");
}
