#include "tests/fuzz/strict_json.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

namespace bursar::fuzz {

namespace {

constexpr std::size_t depth_max = 1'000;  // of our own calls

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80 | (point >> shift & 0x3F)));
  };
  if (point < 0x80) return out.push_back(static_cast<char>(point));
  if (point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | point >> 6));
    return tail(0);
  }
  if (point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | point >> 12));
    tail(6);
    return tail(0);
  }
  out.push_back(static_cast<char>(0xF0 | point >> 18));
  tail(12);
  tail(6);
  tail(0);
}

/// Told by its first byte; 0 where none begins with it.
std::size_t bytes_of_character(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

/// In its shortest form, below U+110000 and no surrogate.
bool second_byte_may_follow(unsigned char lead, unsigned char second) {
  if (lead == 0xE0) return second >= 0xA0;
  if (lead == 0xED) return second < 0xA0;
  if (lead == 0xF0) return second >= 0x90;
  return lead != 0xF4 || second < 0x90;
}

/// Each function reads one thing from the front and says whether it was there.
class StrictReader {
 public:
  explicit StrictReader(std::string_view text) : rest_{text} {}

  std::optional<StrictJson> whole() {
    blanks();
    if (!rest_.starts_with('{') || !value()) return std::nullopt;
    blanks();
    return rest_.empty() ? std::optional{found_} : std::nullopt;
  }

 private:
  void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool value() {
    if (rest_.starts_with('{')) return object();
    if (rest_.starts_with('[')) return array();
    std::string text;
    if (rest_.starts_with('"')) return string(text);
    return take("true") || take("false") || take("null") || number();
  }

  bool object() {
    if (!deeper()) return false;
    take("{");
    std::set<std::string> names;
    for (blanks(); !take("}"); blanks()) {
      if (!names.empty() && !take(",")) return false;
      if (!member(names)) return false;
    }
    found_.members_most = std::max(found_.members_most, names.size());
    --depth_;
    return true;
  }

  bool member(std::set<std::string>& names) {
    std::string name;
    blanks();
    if (!string(name) || !names.insert(name).second) return false;
    blanks();
    if (!take(":")) return false;
    blanks();
    const std::string_view before = rest_;
    if (!value()) return false;
    if (depth_ == 1) found_.members.emplace(name, before.substr(0, before.size() - rest_.size()));
    return true;
  }

  bool array() {
    if (!deeper()) return false;
    take("[");
    bool first = true;
    for (blanks(); !take("]"); blanks()) {
      if (!first && !take(",")) return false;
      blanks();
      first = false;
      if (!value()) return false;
    }
    --depth_;
    return true;
  }

  bool deeper() {
    found_.depth = std::max(found_.depth, ++depth_);
    return depth_ <= depth_max;
  }

  bool digits() {
    const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }

  bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (!take("e") && !take("E")) return true;
    if (!take("+")) take("-");
    return digits();
  }

  bool string(std::string& out) {
    if (!take("\"")) return false;
    while (!take("\"")) {
      if (rest_.empty() || static_cast<unsigned char>(rest_.front()) < 0x20) return false;
      if (!(take("\\") ? escape(out) : character(out))) return false;
    }
    return true;
  }

  bool escape(std::string& out) {
    constexpr std::string_view marks = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) return false;
    const char mark = rest_.front();
    rest_.remove_prefix(1);
    if (const auto at = marks.find(mark); at != std::string_view::npos) {
      out.push_back(meant[at]);
      return true;
    }
    if (mark != 'u') return false;
    auto point = unit();
    if (!point || (*point >= 0xDC00 && *point < 0xE000)) return false;
    if (*point >= 0xD800 && *point < 0xDC00) {
      if (!take("\\u")) return false;
      const auto low = unit();
      if (!low || *low < 0xDC00 || *low >= 0xE000) return false;
      point = 0x10000 + ((*point - 0xD800) << 10) + (*low - 0xDC00);
    }
    append_utf8(out, *point);
    return true;
  }

  std::optional<std::uint32_t> unit() {
    constexpr std::string_view hex = "0123456789abcdef0123456789ABCDEF";
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : rest_.substr(0, 4)) {
      const auto at = hex.find(c);
      if (at == std::string_view::npos) return std::nullopt;
      value = value << 4 | static_cast<std::uint32_t>(at % 16);
    }
    rest_.remove_prefix(4);
    return value;
  }

  /// One character of UTF-8.
  bool character(std::string& out) {
    const auto lead = static_cast<unsigned char>(rest_.front());
    const std::size_t size = bytes_of_character(lead);
    if (size == 0 || rest_.size() < size) return false;
    for (const char c : rest_.substr(1, size - 1))
      if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) return false;
    if (size > 2 && !second_byte_may_follow(lead, static_cast<unsigned char>(rest_[1])))
      return false;
    out.append(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
  std::size_t depth_ = 0;
  StrictJson found_;
};

}  // namespace

std::optional<StrictJson> strict_json(std::string_view text) {
  return StrictReader{text}.whole();
}

}  // namespace bursar::fuzz
