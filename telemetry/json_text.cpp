#include "telemetry/json_text.hpp"

#include <cstdint>

namespace bursar::telemetry {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  // zero: not UTF-8
};

// Lead bytes with the smallest code of their length: anything below is an overlong form.
struct Form {
  std::uint8_t mask;
  std::uint8_t lead;
  std::size_t bytes;
  std::uint32_t least;
};
constexpr Form forms[] = {
    {0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

Character first_character(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  for (const Form& form : forms) {
    if ((lead & form.mask) != form.lead) continue;
    if (text.size() < form.bytes) return {};
    std::uint32_t code = lead & static_cast<std::uint8_t>(~form.mask);
    for (std::size_t i = 1; i < form.bytes; ++i) {
      const auto next = static_cast<std::uint8_t>(text[i]);
      if ((next & 0xc0) != 0x80) return {};
      code = code << 6 | (next & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < form.least || code > 0x10ffff || surrogate) return {};
    return {code, form.bytes};
  }
  return {};
}

void append_escaped(std::string& out, std::uint32_t code) {
  static constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[code >> 4 & 0xf];
  out += digits[code & 0xf];
}

bool control(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::size_t length = character.bytes == 0 ? 1 : character.bytes;
    if (character.bytes == 0)
      out += "\\ufffd";
    else if (character.code == '"' || character.code == '\\')
      (out += '\\') += text.front();
    else if (character.code == '\n')
      out += "\\n";
    else if (control(character.code))
      append_escaped(out, character.code);
    else
      out += text.substr(0, length);
    text.remove_prefix(length);
  }
  out += '"';
}

}  // namespace bursar::telemetry
