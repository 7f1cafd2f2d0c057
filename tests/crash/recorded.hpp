#pragma once

// The log that record_shim.c writes: one change of the file system after the other, with the bytes.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::tests {

enum class Deed : std::uint32_t {
  written = 1,
  written_and_synced = 2,
  sync_begins = 3,
  sync_ended = 4,
  cut = 5,  // or made longer
  file_made = 6,
  directory_made = 7,
  renamed = 8,
  removed = 9,
  sent = 10,
  never_seen = 11,
  at_rest = 12,  // nothing runs; the driver's own
  linked = 13,
};

struct Event {
  Deed deed = {};
  std::string_view path = {};  // below the data directory, which is ""
  std::string_view to = {};    // of a rename or a link
  std::uint64_t file = 0;      // as the file system numbers it; 0: by its path alone;
                               // at_rest: whether somebody was killed
  std::uint64_t offset = 0;    // cut: the size; at_rest: which one
  std::string_view bytes = {};
};

class Recorded {
 public:
  /// Throws std::runtime_error where the log cannot be read or makes no sense.
  explicit Recorded(const std::filesystem::path& log);

  const std::vector<Event>& events() const { return events_; }

 private:
  std::string log_;  // which the events look into
  std::vector<Event> events_;
};

}  // namespace bursar::tests
