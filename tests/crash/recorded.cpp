#include "tests/crash/recorded.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace bursar::tests {

namespace {

struct Head {
  std::uint32_t deed;
  std::uint32_t path_bytes;
  std::uint64_t file;
  std::uint64_t offset;
  std::uint64_t bytes;
};
static_assert(sizeof(Head) == 32, "as record_shim.c writes it");

std::string all_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{path.string() + " cannot be read"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string_view taken(std::string_view& rest, std::uint64_t size) {
  if (size > rest.size()) throw std::runtime_error{"the log is cut off"};
  const std::string_view found = rest.substr(0, size);
  rest.remove_prefix(size);
  return found;
}

/// Texts with a zero behind each.
std::string_view text(std::string_view& names) {
  const std::string_view found = names.substr(0, names.find('\0'));
  names.remove_prefix(std::min(names.size(), found.size() + 1));
  return found;
}

Event next(std::string_view& rest) {
  Head head{};
  std::memcpy(&head, taken(rest, sizeof head).data(), sizeof head);
  std::string_view names = taken(rest, head.path_bytes);
  Event event{.deed = Deed{head.deed}, .file = head.file, .offset = head.offset};
  event.path = text(names);
  event.to = text(names);
  event.bytes = event.deed == Deed::cut ? std::string_view{} : taken(rest, head.bytes);
  if (event.deed == Deed::never_seen)
    throw std::runtime_error{"a change that the log cannot tell: " + std::string{event.path}};
  return event;
}

}  // namespace

Recorded::Recorded(const std::filesystem::path& log) : log_{all_of(log)} {
  for (std::string_view rest = log_; !rest.empty();) events_.push_back(next(rest));
}

}  // namespace bursar::tests
