#pragma once

// RFC 8259 and RFC 3629 said a second time, slowly: what a body must be before anybody asks what it
// means.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::fuzz {

struct StrictJson {
  std::size_t depth = 0;         // of the deepest object or array
  std::size_t members_most = 0;  // of the largest object
  /// The members of the outermost object as they are written, by their unescaped names.
  std::map<std::string, std::string_view> members = {};
};

/// None unless it is one object, valid to the last byte, in which no object names a member twice
/// and no text holds a lone surrogate.
std::optional<StrictJson> strict_json(std::string_view text);

}  // namespace bursar::fuzz
