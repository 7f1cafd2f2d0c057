#pragma once

// Which segments a journal has, and whether they make one journal: none missing, each following on
// the one before it.

#include "persistence/segment.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace bursar::persistence {

/// The numbers of all that are there, ascending. Throws Unusable.
std::vector<std::uint64_t> segment_numbers(const std::filesystem::path& journal);

/// Every segment that is kept, oldest first; none in a journal that was never begun. Those older
/// than the mark of what was archived are not looked at. What an unclean end left open is read from
/// the device. `before_each` hears of a segment before anything of it is read. Only while the
/// journal is locked and not open; changes nothing. Throws Unusable, naming the segment that is
/// missing or of an unknown format version; throws Corrupt where one does not follow on the one
/// before it.
std::vector<SegmentLook> look_at_segments(
    const std::filesystem::path& journal,
    const std::function<void(const std::filesystem::path&)>& before_each = {});

/// The last batch of all; an empty segment has none of its own. Of at least one segment.
BatchRow last_batch(const std::vector<SegmentLook>& segments);

/// A crash may have met the engine between making a segment and closing the one before it: closes
/// it. Throws Unusable.
void close_all_but_newest(const std::filesystem::path& journal, std::vector<SegmentLook>& segments);

}  // namespace bursar::persistence
