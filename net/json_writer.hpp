#pragma once

// Appends JSON to a string. Commas are put by looking at what stands before; names are our own and
// need no escapes, where nothing else is said; values are trusted to be UTF-8, which the reader has
// seen to.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bursar::net {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_{out} {}

  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return put('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return put(']'); }
  JsonWriter& key(std::string_view name);
  /// Of somebody else's choice: escaped as a text is.
  JsonWriter& foreign_key(std::string_view name);

  JsonWriter& text(std::string_view value);
  JsonWriter& raw(std::string_view token);
  JsonWriter& number(std::int64_t value);
  JsonWriter& number(std::uint64_t value);

  // A member and its value.

  JsonWriter& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  /// Null when it is empty.
  JsonWriter& text_or_null(std::string_view name, std::string_view value);
  JsonWriter& raw(std::string_view name, std::string_view token) { return key(name).raw(token); }
  JsonWriter& null(std::string_view name) { return key(name).raw("null"); }
  JsonWriter& flag(std::string_view name, bool value) {
    return key(name).raw(value ? "true" : "false");
  }
  JsonWriter& number(std::string_view name, std::uint64_t value) { return key(name).number(value); }
  /// A string with two decimals at least: "5.00".
  JsonWriter& money(std::string_view name, ledger::Money value);
  /// A JSON number, exact and as short as it goes: 5.02.
  JsonWriter& money_number(std::string_view name, ledger::Money value);
  /// "wal_" and the 26 characters.
  JsonWriter& id(std::string_view name, std::string_view prefix, const ledger::Bits128& bits);
  /// Null when it is the beginning of time.
  JsonWriter& time(std::string_view name, ledger::Time value);

 private:
  JsonWriter& open(char bracket) {
    comma();
    return put(bracket);
  }
  JsonWriter& put(char c) {
    out_.push_back(c);
    return *this;
  }
  void comma() {
    if (out_.empty()) return;
    const char before = out_.back();
    if (before != '{' && before != '[' && before != ':') out_.push_back(',');
  }
  void quote(std::string_view value);

  std::string& out_;
};

}  // namespace bursar::net
