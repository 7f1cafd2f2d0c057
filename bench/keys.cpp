// What remembering idempotency keys costs: keys spread over a day and an hour as KnownKeys keeps
// them, then the look-up of fresh ones (which every payment pays for) and of known ones, the
// memory, and a start from the files. Refuses to report when a known key is not found.
//
//   keys [keys, in millions] [hours] [directory]

#include "bench/figures.hpp"
#include "crypto/hash.hpp"
#include "persistence/known_keys.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <unistd.h>

namespace {

using namespace bursar;
using bench::give_up;
using persistence::KnownKeys;

constexpr std::int64_t begin_ms = 1'764'000'000'000;
constexpr std::uint64_t asked = 2'000'000;
constexpr ledger::AccountNumber wallet{5};

double seconds_of(auto deed) {
  const auto began = std::chrono::steady_clock::now();
  deed();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

std::uint64_t hash_of(std::uint64_t key) {
  return persistence::key_hash(wallet, {0, key * 0x9E3779B97F4A7C15ULL});
}

/// A journal that is not stored: record n carries the key n.
class Journal final : public persistence::JournalReader {
 public:
  Journal(std::uint64_t records, std::int64_t milliseconds)
      : records_{records}, milliseconds_{milliseconds} {}

  ledger::Time time(std::uint64_t sequence) const {
    const double part = static_cast<double>(sequence) / static_cast<double>(records_);
    return {begin_ms + static_cast<std::int64_t>(part * static_cast<double>(milliseconds_))};
  }
  std::optional<ledger::Record> record(ledger::Sequence sequence) const override {
    ledger::Record record;
    record.sequence = sequence;
    record.time = time(sequence.value);
    record.idempotency = {.wallet = wallet, .key = std::to_string(sequence.value), .content = {}};
    return record;
  }
  void scan(ledger::Sequence from,
            const std::function<bool(const ledger::Record&)>& each) const override {
    for (; from.value <= records_ && each(*record(from)); ++from.value) {
    }
  }

 private:
  const std::uint64_t records_;
  const std::int64_t milliseconds_;
};

KnownKeys::Options options(const std::filesystem::path& directory) {
  return {.directory = directory,
          .keys_max = std::size_t{1} << 40U,
          .hash = [](const ledger::Idempotency& key) { return hash_of(std::stoull(key.key)); }};
}

double resident_mib() {
  std::ifstream statm{"/proc/self/statm"};
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1U << 20U);
}

void fill(KnownKeys& keys, const Journal& journal, std::uint64_t count) {
  double adding = 0;
  double keeping = 0;
  constexpr std::uint64_t step = 100'000;
  for (std::uint64_t from = 1; from < count; from += step) {
    const std::uint64_t until = std::min(from + step, count);
    adding += seconds_of([&] {
      for (std::uint64_t n = from; n < until; ++n) {
        if (n + 8 < until) keys.prefetch_place(hash_of(n + 8));
        keys.add({n + 1}, journal.time(n + 1), hash_of(n + 1));
      }
    });
    keeping += seconds_of([&] {
      while (keys.work()) {
      }
    });
  }
  std::printf("adding          %6.0f ns a key on the committing thread\n",
              adding / static_cast<double>(count) * 1e9);
  std::printf("keeping files   %6.0f ns a key on a thread of its own\n",
              keeping / static_cast<double>(count) * 1e9);
}

void ask(const KnownKeys& keys, std::uint64_t count) {
  const auto before = keys.figures();
  std::uint64_t fresh = 0;
  const double fresh_seconds = seconds_of([&] {
    for (std::uint64_t n = 1; n <= asked; ++n)
      fresh += keys.find(hash_of(count + n), wallet, "fresh").seen == KnownKeys::Seen::fresh;
  });
  if (fresh != asked) give_up("a fresh key was found");
  const auto after = keys.figures();
  std::printf("a fresh key     %6.0f ns, %.4f of them read a file (%zu files)\n",
              fresh_seconds / asked * 1e9,
              static_cast<double>(after.disk_lookups - before.disk_lookups) / asked, after.runs);
  std::uint64_t known = 0;
  constexpr std::uint64_t known_asked = asked / 10;
  const double known_seconds = seconds_of([&] {
    for (std::uint64_t n = 0; n < known_asked; ++n) {
      const std::uint64_t key = 2 + n * 7'919 % (count - 2);
      known += keys.find(hash_of(key), wallet, std::to_string(key)).seen == KnownKeys::Seen::known;
    }
  });
  if (known != known_asked) give_up("a known key was not found");
  std::printf("a known key     %6.0f ns, its file in the page cache\n",
              known_seconds / known_asked * 1e9);
  std::printf("filters         %6.1f MiB, the process %.1f MiB\n",
              static_cast<double>(after.memory_bytes) / (1U << 20U), resident_mib());
}

}  // namespace

int main(int argc, char** argv) {
  const auto count = static_cast<std::uint64_t>((argc > 1 ? std::atof(argv[1]) : 30) * 1e6);
  const double hours = argc > 2 ? std::atof(argv[2]) : 25;
  std::string directory =
      (std::filesystem::path{argc > 3 ? argv[3] : "/tmp"} / "bursar-keys-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) give_up("no temporary directory");
  crypto::start();
  const Journal journal{count, static_cast<std::int64_t>(hours * 3'600'000)};
  auto keys = std::make_unique<KnownKeys>(options(directory), journal, ledger::Sequence{1});
  fill(*keys, journal, count);
  ask(*keys, count);
  keys->close();
  keys.reset();
  const double start = seconds_of([&] {
    keys = std::make_unique<KnownKeys>(options(directory), journal, ledger::Sequence{count});
  });
  std::printf("a start         %6.3f s from the files\n", start);
  keys.reset();
  std::filesystem::remove_all(directory);
}
