#include "crypto/bytes.hpp"

#include <gtest/gtest.h>

namespace bursar::crypto::bytes_test {
namespace {

std::string round_trip(std::string_view text) {
  const auto bytes = parse_base64url(base64url(bytes_of(text)));
  return bytes ? std::string{bytes->begin(), bytes->end()} : "refused";
}

// RFC 4648 section 10, without the padding.
TEST(BytesTest, Base64urlAgreesWithThePublishedVectors) {
  EXPECT_EQ(base64url(bytes_of("")), "");
  EXPECT_EQ(base64url(bytes_of("f")), "Zg");
  EXPECT_EQ(base64url(bytes_of("fo")), "Zm8");
  EXPECT_EQ(base64url(bytes_of("foo")), "Zm9v");
  EXPECT_EQ(base64url(bytes_of("foobar")), "Zm9vYmFy");
  EXPECT_EQ(base64url(Bytes<3>{0xfb, 0xff, 0xfe}), "-__-");
}

TEST(BytesTest, Base64urlIsReadBack) {
  for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
    EXPECT_EQ(round_trip(text), text);
}

TEST(BytesTest, Base64urlThatNoEncoderWritesIsRefused) {
  for (const char* text : {"Z", "Zg==", "Zh", "Z+8v", "Z/8v", "Zm 9v", "Zm9v\n"})
    EXPECT_FALSE(parse_base64url(text)) << text;
  EXPECT_FALSE(parse_base64url(std::string_view{"Zm9\0", 4}));
}

TEST(BytesTest, NoByteOutsideAsciiIsABase64urlDigit) {
  for (int byte = 0x80; byte <= 0xFF; ++byte)
    EXPECT_FALSE(parse_base64url(std::string{"Zm9"} + static_cast<char>(byte))) << byte;
}

TEST(BytesTest, HexIsLowerCaseAndReadInEither) {
  EXPECT_EQ(hex(Bytes<3>{0x00, 0xab, 0xff}), "00abff");
  EXPECT_EQ(parse_hex("00aBFf"), (std::vector<std::uint8_t>{0x00, 0xab, 0xff}));
  EXPECT_EQ(parse_hex(""), std::vector<std::uint8_t>{});
}

TEST(BytesTest, HexThatIsNoneIsRefused) {
  for (const char* text : {"0", "abc", "zz", "0x", " 00", "00 "})
    EXPECT_FALSE(parse_hex(text)) << text;
}

}  // namespace
}  // namespace bursar::crypto::bytes_test
