// What we sign and clients carry about, cursors and session tokens: ours are read, and nothing else
// is.

#include "crypto/bytes.hpp"
#include "crypto/mac.hpp"
#include "crypto/session_token.hpp"
#include "net/cursor.hpp"
#include "tests/fuzz/target.hpp"

#include <limits>
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

constexpr crypto::Bytes<32> session_key{7, 7, 7};

const crypto::SessionTokens& sessions() {
  static const crypto::SessionTokens ours{session_key, "5f3a9c01"};
  return ours;
}

void nobody_else_makes_a_session(std::string_view text) {
  if (const auto claims = sessions().read(text))
    must(sessions().issue(*claims) == text, "what is read is what we make");
}

/// Whoever had our key and any library: the header is ours to the letter, or nothing is read.
void no_other_header_is_read(std::string_view header, std::string_view payload) {
  const std::string text = crypto::base64url(crypto::bytes_of(header)) + '.' +
                           crypto::base64url(crypto::bytes_of(payload));
  const std::string token =
      text + '.' + crypto::base64url(crypto::mac(session_key, crypto::bytes_of(text)));
  constexpr std::string_view ours = R"({"alg":"HS256","kid":"5f3a9c01","typ":"JWT"})";
  if (sessions().read(token)) must(header == ours, "a header of another's says nothing");
  sessions().read(crypto::base64url(crypto::bytes_of(ours)) + token.substr(token.find('.')));
}

std::int64_t above_zero(std::int64_t number) {
  return (number & std::numeric_limits<std::int64_t>::max()) | 1;
}

void a_changed_session_is_refused(std::string_view wallet, std::int64_t number, std::size_t place,
                                  std::uint8_t change) {
  const crypto::SessionTokens::Claims claims{
      .wallet = crypto::hex(crypto::bytes_of(wallet.substr(0, 32))),
      .generation = above_zero(number),
      .expires_s = above_zero(~number)};
  std::string ours = sessions().issue(claims);
  must(crypto::SessionTokens::resembles(ours), "a session is known by its form");
  must(sessions().read(ours) == claims, "a session is read as it was made");
  static const crypto::SessionTokens theirs{{7, 7, 8}, "5f3a9c01"};
  must(!theirs.read(ours), "under another key it says nothing");
  ours[place % ours.size()] = static_cast<char>(ours[place % ours.size()] ^ change);
  must(sessions().read(ours).has_value() == (change == 0), "a changed session is refused");
}

}  // namespace

void tokens(Input input) {
  nobody_else_writes_one(text_of(input), "limit=20");
  nobody_else_makes_a_session(text_of(input));
  no_other_header_is_read(text_of(input).substr(0, input.size() / 2),
                          text_of(input).substr(input.size() / 2));
  const auto position = take<std::uint64_t>(input);
  const auto place = take<std::uint8_t>(input);
  const auto change = take<std::uint8_t>(input);
  a_changed_one_is_refused(position, text_of(input), place, change);
  a_changed_session_is_refused(text_of(input), static_cast<std::int64_t>(position), place, change);
}

}  // namespace bursar::fuzz
