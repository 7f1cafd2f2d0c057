#include "net/json_text.hpp"

#include <algorithm>

namespace bursar::net {

namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view after_digits(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, digit);
  return text.substr(static_cast<std::size_t>(end - text.begin()));
}

unsigned char byte(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Unicode's Bidi_Control: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069. A name that
// holds one reads as another name.
bool turns_direction(std::string_view utf8) {
  if (utf8.starts_with("\xD8\x9C")) return true;
  if (utf8.size() < 3 || byte(utf8, 0) != 0xE2) return false;
  const unsigned char last = byte(utf8, 2);
  if (byte(utf8, 1) == 0x80) return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
  return byte(utf8, 1) == 0x81 && last >= 0xA6 && last <= 0xA9;
}

}  // namespace

bool json_number(std::string_view token) {
  if (token.starts_with('-')) token.remove_prefix(1);
  if (token.empty() || !digit(token.front())) return false;
  token = token.front() == '0' ? token.substr(1) : after_digits(token);
  if (token.starts_with('.')) {
    const auto rest = after_digits(token.substr(1));
    if (rest.size() + 1 == token.size()) return false;
    token = rest;
  }
  if (token.starts_with('e') || token.starts_with('E')) {
    token.remove_prefix(1);
    if (token.starts_with('+') || token.starts_with('-')) token.remove_prefix(1);
    return !token.empty() && after_digits(token).empty();
  }
  return token.empty();
}

bool holds_lone_surrogate(std::string_view unescaped) {
  for (std::size_t at = unescaped.find('\xED'); at != std::string_view::npos;
       at = unescaped.find('\xED', at + 1))
    if (at + 1 < unescaped.size() && byte(unescaped, at + 1) >= 0xA0) return true;
  return false;
}

bool holds_control_character(std::string_view utf8, bool prose) {
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const unsigned char c = byte(utf8, at);
    if (c == 0xC2 && at + 1 < utf8.size() && byte(utf8, at + 1) < 0xA0) return true;
    if (c == 0x7F || turns_direction(utf8.substr(at, 3))) return true;
    if (c >= 0x20) continue;
    if (!prose || (c != '\n' && c != '\r' && c != '\t')) return true;
  }
  return false;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool visible_ascii(std::string_view text, std::size_t length_max) {
  return !text.empty() && text.size() <= length_max &&
         std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

}  // namespace bursar::net
