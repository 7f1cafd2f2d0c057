#include "net/cursor.hpp"

#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::net::cursor_test {
namespace {

crypto::Bytes<32> key(std::uint8_t first) {
  crypto::Bytes<32> bytes{};
  bytes[0] = first;
  return bytes;
}

TEST(CursorTest, ComesBackAsItWent) {
  const Cursors cursors{key(1)};
  for (const std::uint64_t position : {std::uint64_t{1}, std::uint64_t{1} << 47, ~std::uint64_t{0}})
    EXPECT_EQ(cursors.read(cursors.write(position, "f"), "f"), position);
}

TEST(CursorTest, OutlivesTheProcess) {
  EXPECT_EQ(Cursors{key(1)}.read(Cursors{key(1)}.write(7, "f"), "f"), 7U);
}

TEST(CursorTest, IsBoundToFiltersAndKey) {
  const std::string cursor = Cursors{key(1)}.write(7, "f");
  EXPECT_FALSE(Cursors{key(1)}.read(cursor, "g"));
  EXPECT_FALSE(Cursors{key(2)}.read(cursor, "f"));
}

// A wallet's transactions go on at a sequence of the journal, which all organisations share: what
// lies between two of them would be the others' traffic.
TEST(CursorTest, SuccessivePositionsLookUnrelated) {
  const Cursors cursors{key(1)};
  constexpr std::uint64_t positions = 256;
  for (std::size_t byte = 0; byte < 32; ++byte) {
    std::set<std::uint8_t> seen;
    std::size_t rises = 0;
    std::uint8_t last = 0;
    for (std::uint64_t position = 1; position <= positions; ++position) {
      const auto bytes = *crypto::parse_base64url(cursors.write(position, "f"));
      rises += bytes[byte] > std::exchange(last, bytes[byte]) ? 1 : 0;
      seen.insert(bytes[byte]);
    }
    // Of 256 random bytes 162 are different ones, and every second is larger than the one before.
    EXPECT_GT(seen.size(), 130U) << byte;
    EXPECT_GT(rises, positions / 3) << byte;
    EXPECT_LT(rises, positions * 2 / 3) << byte;
  }
}

TEST(CursorTest, EveryChangedCharacterIsNoticed) {
  const Cursors cursors{key(1)};
  const std::string cursor = cursors.write(7, "f");
  EXPECT_EQ(cursor.size(), 43U);
  for (std::size_t at = 0; at < cursor.size(); ++at) {
    std::string changed = cursor;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(cursors.read(changed, "f")) << at;
  }
  for (const char* other : {"", "A", "not base64!", "AAAA"}) EXPECT_FALSE(cursors.read(other, "f"));
}

}  // namespace
}  // namespace bursar::net::cursor_test
