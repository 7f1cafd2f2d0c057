// Cursors, the signed tokens that clients carry about: ours are read, and nothing else is.

#include "net/cursor.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

namespace bursar::fuzz {

namespace {

const net::Cursors& cursors() {
  static const net::Cursors ours{{7, 7, 7}};
  return ours;
}

void nobody_else_writes_one(std::string_view text, std::string_view filters) {
  if (const auto position = cursors().read(text, filters))
    must(cursors().write(*position, filters) == text, "what is read is what we write");
}

void a_changed_one_is_refused(std::uint64_t position, std::string_view filters, std::size_t place,
                              std::uint8_t change) {
  std::string ours = cursors().write(position, filters);
  must(cursors().read(ours, filters) == position, "ours is read as it was written");
  must(!cursors().read(ours, std::string{filters} + '&'), "under other filters it says nothing");
  static const net::Cursors theirs{{7, 7, 8}};
  must(!theirs.read(ours, filters), "under another key it says nothing");
  must(!cursors().read(ours + 'A', filters), "with something behind it, it says nothing");
  must(!cursors().read(std::string_view{ours}.substr(1), filters), "nor without its beginning");
  ours[place % ours.size()] = static_cast<char>(ours[place % ours.size()] ^ change);
  must(cursors().read(ours, filters).has_value() == (change == 0), "a changed one is refused");
}

}  // namespace

void tokens(Input input) {
  nobody_else_writes_one(text_of(input), "limit=20");
  const auto position = take<std::uint64_t>(input);
  const auto place = take<std::uint8_t>(input);
  const auto change = take<std::uint8_t>(input);
  a_changed_one_is_refused(position, text_of(input), place, change);
}

}  // namespace bursar::fuzz
