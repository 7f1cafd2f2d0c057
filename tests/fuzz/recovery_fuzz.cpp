// A journal whose files were damaged while nobody had it open: it is refused, or what it gives is
// the beginning of what was written, to the byte.

#include "crypto/hash.hpp"
#include "persistence/closed_journal.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment.hpp"
#include "persistence/verify.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bursar::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4'096;
constexpr std::size_t sector_bytes = 512;
constexpr std::size_t damages_max = 16;
constexpr std::size_t transaction_records = 5;

std::string bytes_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Two segments, the first of them closed, and their bytes as they were written.
class Journal {
 public:
  Journal() {
    crypto::start();
    const auto journal = persistence::open_journal(options());
    if (!tests::append_all(*journal, records_, transaction_records))
      throw Finding{"no journal to damage"};
    journal->close();
    for (std::uint64_t segment = 0; segment < whole_.size(); ++segment)
      whole_[segment] = bytes_of(file(segment));
  }

  /// Writes the files anew, damaged.
  void write(Input damage) const {
    auto files = whole_;
    for (std::size_t count = 0; count < damages_max && !damage.empty(); ++count)
      hurt(files, damage);
    for (std::uint64_t segment = 0; segment < files.size(); ++segment)
      std::ofstream{file(segment), std::ios::binary | std::ios::trunc} << files[segment];
  }

  persistence::JournalOptions options() const {
    return {.directory = directory_.path() / "journal",
            .map_size_bytes = std::uint64_t{1} << 26,
            .fill_ahead_bytes = 0,
            .segment_records = 12};
  }
  const std::vector<ledger::Record>& records() const { return records_; }

 private:
  using Files = std::array<std::string, 2>;

  fs::path file(std::uint64_t segment) const {
    return persistence::segment_path(options().directory, segment) / "data.mdb";
  }

  /// Seven bytes of the input are one damage: how, where, and with what.
  void hurt(Files& files, Input& damage) const {
    const auto how = take<std::uint8_t>(damage);
    std::string& bytes = files[how & 1];
    const std::size_t at = take<std::uint32_t>(damage) % std::max<std::size_t>(bytes.size(), 1);
    const auto with = take<std::uint16_t>(damage);
    if (bytes.empty()) return;
    switch (how >> 1 & 7) {
      case 0:
        return bytes.resize(at);
      case 1:  // a page that was written in another's place
        return copy(bytes, at / page_bytes * page_bytes, with * page_bytes, page_bytes);
      case 2:  // a sector that was written in another's place
        return copy(bytes, at / sector_bytes * sector_bytes, with * sector_bytes, sector_bytes);
      case 3:  // a sector that was never written
        for (std::size_t i = at / sector_bytes * sector_bytes, n = 0; n < sector_bytes; ++n, ++i)
          if (i < bytes.size()) bytes[i] = 0;
        return;
      case 4:
        bytes[at] = static_cast<char>(with);
        return;
      default:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (with & 7)));
        return;
    }
  }

  static void copy(std::string& bytes, std::size_t to, std::size_t from, std::size_t count) {
    from %= bytes.size();
    count = std::min({count, bytes.size() - to, bytes.size() - from});
    bytes.replace(to, count, bytes.substr(from, count));
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  std::vector<ledger::Record> records_ = tests::Chronicle{}.with_payments(20).records();
  Files whole_;
};

/// What can be read of it, and whether it then ended with a refusal.
struct Recovered {
  std::vector<ledger::Record> records;
  bool refused = false;
};

Recovered read_closed(const fs::path& directory) {
  Recovered found;
  try {
    persistence::ClosedJournal{directory}.read([&](const persistence::ReadBatch& batch) {
      found.records.insert(found.records.end(), batch.records.begin(), batch.records.end());
      return true;
    });
  } catch (const persistence::Corrupt&) {
    found.refused = true;
  } catch (const persistence::Unusable&) {
    found.refused = true;
  }
  return found;
}

/// As an engine does that starts.
Recovered replayed(const persistence::JournalOptions& options) {
  Recovered found;
  try {
    const auto journal = persistence::open_journal(options);
    journal->verify([&](const ledger::Record& record) { found.records.push_back(record); });
  } catch (const persistence::Corrupt&) {
    found.refused = true;
  } catch (const persistence::Unusable&) {
    found.refused = true;
  }
  return found;
}

bool begins(const std::vector<ledger::Record>& all, const std::vector<ledger::Record>& part) {
  return part.size() <= all.size() && std::equal(part.begin(), part.end(), all.begin());
}

}  // namespace

void recovery(Input input) {
  static const Journal journal;
  journal.write(input);
  const Recovered closed = read_closed(journal.options().directory);
  must(begins(journal.records(), closed.records), "what is read is what was written");
  if (closed.refused) return;
  // Of the two pages that name the last transaction one may be damaged, so that the other stands.
  must(closed.records.size() + transaction_records >= journal.records().size(),
       "no more than the last transaction is missing from what is not refused");
  must(persistence::verify(persistence::ClosedJournal{journal.options().directory}).records ==
           closed.records.size(),
       "what is read whole is verified whole");
  const Recovered opened = replayed(journal.options());
  must(!opened.refused, "what is read whole is opened");
  must(opened.records == closed.records, "and replayed as it was read");
}

}  // namespace bursar::fuzz
