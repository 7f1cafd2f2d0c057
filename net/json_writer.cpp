#include "net/json_writer.hpp"

#include "ledger/append_text.hpp"
#include "ledger/decimal.hpp"

#include <array>
#include <charconv>

namespace bursar::net {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

bool plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      break;
  }
  const auto code = static_cast<unsigned char>(c);
  out.append("\\u00");
  out.push_back(hex_digits[code >> 4]);
  out.push_back(hex_digits[code & 15]);
}

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void JsonWriter::quote(std::string_view value) {
  out_.push_back('"');
  std::size_t written = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (plain(value[at])) continue;
    out_.append(value.substr(written, at - written));
    escape(out_, value[at]);
    written = at + 1;
  }
  out_.append(value.substr(written));
  out_.push_back('"');
}

JsonWriter& JsonWriter::key(std::string_view name) {
  comma();
  out_.append("\"").append(name).append("\":");
  return *this;
}

JsonWriter& JsonWriter::foreign_key(std::string_view name) {
  comma();
  quote(name);
  return put(':');
}

JsonWriter& JsonWriter::text(std::string_view value) {
  comma();
  quote(value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view token) {
  comma();
  out_.append(token);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  comma();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
  comma();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::text_or_null(std::string_view name, std::string_view value) {
  return value.empty() ? null(name) : text(name, value);
}

JsonWriter& JsonWriter::money(std::string_view name, ledger::Money value) {
  key(name).put('"');
  append_text(out_, value);
  return put('"');
}

JsonWriter& JsonWriter::money_number(std::string_view name, ledger::Money value) {
  std::string written = ledger::text(value);
  while (written.back() == '0') written.pop_back();
  if (written.back() == '.') written.pop_back();
  return raw(name, written);
}

JsonWriter& JsonWriter::id(std::string_view name, std::string_view prefix,
                           const ledger::Bits128& bits) {
  key(name).put('"');
  append_text(out_, prefix, bits);
  return put('"');
}

JsonWriter& JsonWriter::time(std::string_view name, ledger::Time value) {
  if (value == ledger::Time{}) return null(name);
  key(name).put('"');
  append_text(out_, value);
  return put('"');
}

}  // namespace bursar::net
