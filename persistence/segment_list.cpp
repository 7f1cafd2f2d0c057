#include "persistence/segment_list.hpp"

#include "persistence/archived_mark.hpp"
#include "persistence/errors.hpp"
#include "persistence/synced.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

/// None for whatever else lies in the directory.
std::optional<std::uint64_t> number_of(const fs::path& path) {
  const std::string name = path.filename().string();
  const auto dash = name.rfind('-');
  if (dash == std::string::npos) return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + dash + 1, end, number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return segment_path({}, number) == name ? std::optional{number} : std::nullopt;
}

[[noreturn]] void missing(const fs::path& journal, std::uint64_t number, const std::string& why) {
  throw Unusable{segment_path(journal, number).string() + " is missing: " + why};
}

std::string name_of(std::uint64_t number) {
  return segment_path({}, number).string();
}

void require_none_missing(const fs::path& journal, const std::vector<std::uint64_t>& numbers,
                          const std::optional<ArchivedMark>& mark) {
  const std::uint64_t oldest = mark ? mark->segment : 0;
  if (numbers.empty()) {
    if (mark) missing(journal, oldest, "all before it is marked as archived");
    return;
  }
  if (numbers.front() != oldest)
    missing(journal, oldest,
            "the journal begins with " + name_of(numbers.front()) +
                ", and nothing says that what is before it was archived");
  for (std::size_t i = 1; i < numbers.size(); ++i)
    if (numbers[i] != numbers[i - 1] + 1)
      missing(journal, numbers[i - 1] + 1, name_of(numbers[i]) + " is there");
}

/// A mark of a clean end, or of closing, was durable before anything else was done. Without one
/// the kernel's memory may hold what the device does not, names of files too.
SegmentLook look_from_device(const fs::path& path) {
  SegmentLook look = look_at_segment(path);
  if (look.meta.clean != 0) return look;
  drop_page_cache(path);
  sync_path(path.parent_path());
  look = look_at_segment(path);
  look.meta.clean = 0;
  return look;
}

void require_follows(const fs::path& path, const SegmentLook& segment, const SegmentLook& before) {
  const std::string which = path.string() + " does not follow on the segment before it: ";
  const std::uint64_t last = before.head.last();
  if (before.meta.closed != 0 && before.meta.closed != last)
    throw Corrupt{which + "that was closed with record " + std::to_string(before.meta.closed) +
                  " and now ends with " + std::to_string(last)};
  if (last < before.meta.first) throw Corrupt{which + "that holds no record"};
  if (segment.meta.first != last + 1)
    throw Corrupt{which + "it begins with record " + std::to_string(segment.meta.first) +
                  ", that ends with " + std::to_string(last)};
  if (segment.meta.previous != before.head.hash)
    throw Corrupt{which + "it was made after another chain hash"};
}

void require_one_journal(const fs::path& journal, const std::vector<SegmentLook>& segments,
                         std::uint64_t first) {
  if (segments.front().meta.first != first)
    throw Corrupt{segment_path(journal, segments.front().meta.segment).string() +
                  " begins with record " + std::to_string(segments.front().meta.first) +
                  " and not " + std::to_string(first)};
  for (std::size_t i = 1; i < segments.size(); ++i)
    require_follows(segment_path(journal, segments[i].meta.segment), segments[i], segments[i - 1]);
  const SegmentMeta& newest = segments.back().meta;
  if (newest.closed != 0)
    missing(journal, newest.segment + 1,
            name_of(newest.segment) + " was closed because it was there");
}

}  // namespace

std::vector<std::uint64_t> segment_numbers(const fs::path& journal) {
  std::vector<std::uint64_t> numbers;
  std::error_code error;
  for (fs::directory_iterator entry{journal, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error))
    if (const auto number = number_of(entry->path())) numbers.push_back(*number);
  if (error) throw Unusable{journal.string() + " cannot be read: " + error.message()};
  std::ranges::sort(numbers);
  return numbers;
}

std::vector<SegmentLook> look_at_segments(const fs::path& journal,
                                          const std::function<void(const fs::path&)>& before_each) {
  const auto mark = read_archived_mark(journal);
  auto numbers = segment_numbers(journal);
  if (mark) std::erase_if(numbers, [&](std::uint64_t number) { return number < mark->segment; });
  require_none_missing(journal, numbers, mark);
  std::vector<SegmentLook> segments;
  for (const std::uint64_t number : numbers) {
    const fs::path path = segment_path(journal, number);
    if (before_each) before_each(path);
    segments.push_back(look_from_device(path));
    if (segments.back().meta.segment != number)
      throw Unusable{path.string() + " was made as " + name_of(segments.back().meta.segment)};
  }
  if (!segments.empty()) require_one_journal(journal, segments, mark ? mark->sequence : 1);
  return segments;
}

BatchRow last_batch(const std::vector<SegmentLook>& segments) {
  const auto filled = std::ranges::find_if(segments.rbegin(), segments.rend(),
                                           [](const auto& look) { return look.head.count != 0; });
  return filled == segments.rend() ? segments.back().head : filled->head;
}

void close_all_but_newest(const fs::path& journal, std::vector<SegmentLook>& segments) {
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    SegmentLook& segment = segments[i];
    if (segment.meta.closed != 0) continue;
    const fs::path path = segment_path(journal, segment.meta.segment);
    LmdbEnv env{path, LmdbEnv::Mode::use, std::uint64_t{1} << 30};
    const SegmentTables tables{env};
    if (mark_closed(env, tables.meta, segment.head.last()) != Durability::durable)
      throw Unusable{path.string() + " cannot be written"};
    segment.meta.closed = segment.head.last();
  }
}

}  // namespace bursar::persistence
