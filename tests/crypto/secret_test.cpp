#include "crypto/secret.hpp"

#include <concepts>
#include <ostream>
#include <type_traits>

#include <gtest/gtest.h>

namespace bursar::crypto::secret_test {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!Streamable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::equality_comparable<Secret>);

TEST(SecretTest, TellsItsTextWhenAskedByName) {
  EXPECT_EQ(Secret{"hunter2"}.reveal(), "hunter2");
}

TEST(SecretTest, LeavesNothingBehindWhenItMoves) {
  for (const std::size_t length : {7UL, 100UL}) {
    const std::string text(length, 's');
    Secret first{text};
    Secret second{std::move(first)};
    EXPECT_EQ(second.reveal(), text);
    EXPECT_EQ(first.reveal(), "");  // NOLINT(bugprone-use-after-move): this is the promise
    first = std::move(second);
    EXPECT_EQ(first.reveal(), text);
    EXPECT_EQ(second.reveal(), "");  // NOLINT(bugprone-use-after-move)
  }
}

TEST(SecretTest, WipesItsBytesWhenItGoes) {
  alignas(Secret) std::byte room[sizeof(Secret)];
  const auto* secret = new (room) Secret{"hunter2"};  // short enough to stand in the room itself
  const char* text = secret->reveal().data();
  const auto offset = reinterpret_cast<const std::byte*>(text) - room;
  secret->~Secret();
  for (std::ptrdiff_t i = 0; i < 7; ++i) EXPECT_EQ(room[offset + i], std::byte{0});
}

}  // namespace
}  // namespace bursar::crypto::secret_test
