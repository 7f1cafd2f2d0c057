#pragma once

// The bytes of one row of the views: a checksum, then values one after the other as they lie in
// memory (little-endian), a text, a list or an optional with its length or flag before it. One
// description of a type (`pass`, in views_tables.cpp) both writes and reads it. Nothing is
// migrated: views of another format are made anew.
//
//   row:      checksum:u64  values
//   checksum: of the values, and of the row's key, so that no row is taken for another

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "persistence/lmdb_env.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace bursar::persistence {

static_assert(std::endian::native == std::endian::little, "rows are written as they lie in memory");

constexpr std::size_t row_checksum_bytes = 8;

inline std::uint64_t row_checksum(RowBytes key, RowBytes values) {
  const auto checksum = [](RowBytes bytes) {
    return crypto::checksum64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  };
  return checksum(values) ^ std::rotl(checksum(key), 1);
}

class RowWriter {
 public:
  static constexpr bool reads = false;

  RowWriter() { clear(); }

  void raw(const void* value, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(value);
    bytes_.insert(bytes_.end(), bytes, bytes + size);
  }

  /// The whole row; lives until the next one is begun.
  RowBytes sealed(RowBytes key) {
    const std::uint64_t checksum = row_checksum(key, RowBytes{bytes_}.subspan(row_checksum_bytes));
    std::memcpy(bytes_.data(), &checksum, sizeof checksum);
    return bytes_;
  }
  void clear() { bytes_.assign(row_checksum_bytes, std::byte{0}); }

 private:
  std::vector<std::byte> bytes_;
};

class RowReader {
 public:
  static constexpr bool reads = true;

  /// Throws Corrupt when it is not what was written under that key.
  RowReader(RowBytes key, RowBytes row) : rest_{row} {
    std::uint64_t checksum = 0;
    raw(&checksum, sizeof checksum);
    if (checksum != row_checksum(key, rest_)) throw Corrupt{"a row's checksum is wrong"};
  }

  void raw(void* value, std::size_t size) {
    if (size > rest_.size()) throw Corrupt{"a row is too short"};
    std::memcpy(value, rest_.data(), size);
    rest_ = rest_.subspan(size);
  }
  std::size_t left() const { return rest_.size(); }
  void end() const {
    if (!rest_.empty()) throw Corrupt{"a row is too long"};
  }

 private:
  RowBytes rest_;
};

template <class Value, class Wanted>
concept Is = std::is_same_v<std::remove_const_t<Value>, Wanted>;

/// A value whose bytes are all of it: numbers, ids, money, times, hashes.
template <class Value>
concept Plain = std::is_trivially_copyable_v<Value> &&
                (std::has_unique_object_representations_v<Value> || Is<Value, bool>);

template <class Row, Plain Value>
void pass(Row& row, Value& value) {
  row.raw(&value, sizeof value);
}

template <class Row>
void pass_size(Row& row, auto& values, std::size_t bytes_each_min) {
  auto count = static_cast<std::uint32_t>(values.size());
  pass(row, count);
  if constexpr (Row::reads) {
    if (count > row.left() / bytes_each_min) throw Corrupt{"a row is too short"};
    values.resize(count);
  }
}

template <class Row, Is<std::string> Text>
void pass(Row& row, Text& text) {
  pass_size(row, text, 1);
  row.raw(text.data(), text.size());
}

template <class Row, Is<std::vector<std::string>> Texts>
void pass(Row& row, Texts& texts) {
  pass_size(row, texts, sizeof(std::uint32_t));
  for (auto& text : texts) pass(row, text);
}

template <class Row, class Values>
  requires Is<Values, std::vector<typename std::remove_const_t<Values>::value_type>> &&
           Plain<typename std::remove_const_t<Values>::value_type>
void pass(Row& row, Values& values) {
  constexpr std::size_t bytes_each = sizeof(typename std::remove_const_t<Values>::value_type);
  pass_size(row, values, bytes_each);
  row.raw(values.data(), values.size() * bytes_each);
}

template <class Row, class Value>
  requires requires(Value& value) { value.has_value(); }
void pass(Row& row, Value& optional) {
  bool present = optional.has_value();
  pass(row, present);
  if constexpr (Row::reads)
    if (present) optional.emplace();
  if (present) pass(row, *optional);
}

template <class Row, class... Values>
void pass_all(Row& row, Values&... values) {
  (pass(row, values), ...);
}

}  // namespace bursar::persistence
