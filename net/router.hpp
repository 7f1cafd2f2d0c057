#pragma once

// Finds the row of a request. Paths are short lists of words, at most one of which is a parameter;
// nothing is allocated.

#include "net/route.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

struct Match {
  const Route* route = nullptr;
  std::string_view id;      // what stands in the place of the parameter
  bool path_known = false;  // another verb would have matched
};

class Router {
 public:
  explicit Router(std::span<const Route> routes);

  /// Rows that `hidden` says yes to are as if they were not there.
  using Hidden = bool (*)(const Route& route);
  Match find(Verb verb, std::string_view path, Hidden hidden = nullptr) const;
  /// What `Allow` says of a path that is known: "GET, HEAD, POST".
  std::string allow(std::string_view path, Hidden hidden = nullptr) const;
  /// The place of a route in the table it was found in.
  std::size_t index(const Route& route) const {
    return static_cast<std::size_t>(&route - routes_.data());
  }

 private:
  static constexpr std::size_t segments_max = 8;
  struct Path {
    std::array<std::string_view, segments_max> segments;
    std::size_t count = 0;
  };

  static bool split(std::string_view path, Path& into);
  bool matches(std::size_t row, const Path& asked, std::string_view& id) const;

  std::span<const Route> routes_;
  std::vector<Path> paths_;
  std::array<std::vector<std::size_t>, segments_max + 1> rows_of_;  // so many segments
};

std::string_view text(Verb verb);

}  // namespace bursar::net
