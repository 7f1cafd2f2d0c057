#include "crypto/session_token.hpp"

#include "crypto/hash.hpp"
#include "crypto/mac.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::crypto::session_token_test {
namespace {

using Claims = SessionTokens::Claims;

const std::string header = R"({"alg":"HS256","kid":"5f3a9c01","typ":"JWT"})";
const std::string payload = R"({"exp":1700000060,"gen":3,"sub":"wal_1"})";

class SessionTokenTest : public testing::Test {
 protected:
  SessionTokenTest() { start(); }

  static Bytes<32> key() {
    Bytes<32> bytes;
    bytes.fill(7);
    return bytes;
  }
  /// As RFC 7515 appendix A.1 makes one, without the library.
  static std::string signed_by(const Bytes<32>& with, const std::string& head,
                               const std::string& body) {
    const std::string text = base64url(bytes_of(head)) + '.' + base64url(bytes_of(body));
    return text + '.' + base64url(mac(with, bytes_of(text)));
  }

  const SessionTokens tokens{key(), "5f3a9c01"};
  const Claims claims{.wallet = "wal_1", .generation = 3, .expires_s = 1'700'000'060};
};

TEST_F(SessionTokenTest, IsAJsonWebTokenAsItsStandardMakesOne) {
  EXPECT_EQ(tokens.issue(claims), signed_by(key(), header, payload));
  EXPECT_EQ(tokens.read(signed_by(key(), header, payload)), claims);
  EXPECT_TRUE(SessionTokens::resembles(tokens.issue(claims)));
  EXPECT_FALSE(SessionTokens::resembles("bur_test_x"));
}

TEST_F(SessionTokenTest, AnotherKeySaysNothingHere) {
  Bytes<32> other = key();
  other[31] ^= 1;
  EXPECT_FALSE(tokens.read(signed_by(other, header, payload)));
  EXPECT_FALSE((SessionTokens{other, "5f3a9c01"}.read(tokens.issue(claims))));
  EXPECT_FALSE((SessionTokens{key(), "5f3a9c02"}.read(tokens.issue(claims))));
}

// Whatever a header says of how it is signed, there is one way.
TEST_F(SessionTokenTest, AHeaderThatIsNotOursIsRefusedHoweverItIsSigned) {
  for (const char* head :
       {R"({"alg":"none","kid":"5f3a9c01","typ":"JWT"})", R"({"alg":"none"})", R"({"alg":"NONE"})",
        R"({"alg":"HS384","kid":"5f3a9c01","typ":"JWT"})", R"({"alg":"RS256","typ":"JWT"})",
        R"({"alg":"HS256","typ":"JWT"})", R"({"typ":"JWT","alg":"HS256","kid":"5f3a9c01"})",
        R"({"alg":"HS256","kid":"5f3a9c02","typ":"JWT"})",
        R"({"alg":"HS256", "kid":"5f3a9c01","typ":"JWT"})",
        R"({"alg":"HS256","jwk":{},"kid":"5f3a9c01","typ":"JWT"})", R"({})", R"([])", ""}) {
    EXPECT_FALSE(tokens.read(signed_by(key(), head, payload))) << head;
    const std::string bare = base64url(bytes_of(head)) + '.' + base64url(bytes_of(payload));
    EXPECT_FALSE(tokens.read(bare + '.')) << head;
    EXPECT_FALSE(tokens.read(bare)) << head;
  }
}

TEST_F(SessionTokenTest, ClaimsThatAreNotOursAreRefusedHoweverTheyAreSigned) {
  for (const char* body :
       {R"({"gen":3,"sub":"wal_1"})", R"({"exp":1,"sub":"wal_1"})", R"({"exp":1,"gen":3})",
        R"({"exp":"1","gen":3,"sub":"wal_1"})", R"({"exp":1,"gen":"3","sub":"wal_1"})",
        R"({"exp":0,"gen":3,"sub":"wal_1"})", R"({"exp":1,"gen":3,"sub":1})", R"([1])", R"({)", ""})
    EXPECT_FALSE(tokens.read(signed_by(key(), header, body))) << body;
}

TEST_F(SessionTokenTest, AnyOtherCharacterAnywhereIsTold) {
  const std::string token = tokens.issue(claims);
  for (std::size_t at = 0; at < token.size(); ++at)
    for (const char other : {'A', 'B', 'z', '0', '-', '_', '.', '=', '+', '\0', '\x80'}) {
      std::string changed = token;
      changed[at] = other;
      EXPECT_EQ(tokens.read(changed).has_value(), changed == token) << at << ' ' << other;
    }
}

TEST_F(SessionTokenTest, NothingStandsBeforeOrBehindIt) {
  const std::string token = tokens.issue(claims);
  for (std::size_t length = 0; length < token.size(); ++length)
    EXPECT_FALSE(tokens.read(std::string_view{token}.substr(0, length))) << length;
  for (const char* more : {".", "=", "A", ".A", " ", "\n"}) {
    EXPECT_FALSE(tokens.read(token + more)) << more;
    EXPECT_FALSE(tokens.read(more + token)) << more;
  }
  EXPECT_FALSE(tokens.read(token + std::string(1'000'000, 'A')));
}

TEST_F(SessionTokenTest, KeepsWhatItWasGiven) {
  for (const std::int64_t number : {std::int64_t{1}, INT64_MAX}) {
    const Claims extreme{
        .wallet = "wal_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", .generation = number, .expires_s = number};
    EXPECT_EQ(tokens.read(tokens.issue(extreme)), extreme);
  }
}

}  // namespace
}  // namespace bursar::crypto::session_token_test
