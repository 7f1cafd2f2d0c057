#include "net/router.hpp"

#include "ledger/check.hpp"

namespace bursar::net {

std::string_view text(Verb verb) {
  switch (verb) {
    case Verb::get:
      return "GET";
    case Verb::post:
      return "POST";
    case Verb::put:
      return "PUT";
    case Verb::patch:
      return "PATCH";
    case Verb::del:
      return "DELETE";
    case Verb::other:
      return "";
  }
  return "";
}

Router::Router(std::span<const Route> routes) : routes_{routes} {
  for (const Route& route : routes_) {
    Path path;
    CHECK(split(route.path, path));
    rows_of_[path.count].push_back(paths_.size());
    paths_.push_back(path);
  }
}

bool Router::split(std::string_view path, Path& into) {
  if (!path.starts_with('/')) return false;
  while (!path.empty()) {
    if (into.count == segments_max) return false;
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    into.segments[into.count++] = path.substr(0, end);
    path.remove_prefix(end);
  }
  return true;
}

// Of as many segments. From the last one on, as that is where paths differ most.
bool Router::matches(std::size_t row, const Path& asked, std::string_view& id) const {
  const Path& known = paths_[row];
  for (std::size_t at = known.count; at-- > 0;) {
    const std::string_view segment = known.segments[at];
    if (segment.starts_with('{')) {
      if (asked.segments[at].empty()) return false;
      id = asked.segments[at];
    } else if (segment != asked.segments[at]) {
      return false;
    }
  }
  return true;
}

Match Router::find(Verb verb, std::string_view path, Hidden hidden) const {
  Match match;
  Path asked;
  if (!split(path, asked)) return match;
  for (const std::size_t row : rows_of_[asked.count]) {
    std::string_view id;
    if (!matches(row, asked, id) || (hidden != nullptr && hidden(routes_[row]))) continue;
    match.path_known = true;
    if (routes_[row].verb != verb) continue;
    match.route = &routes_[row];
    match.id = id;
    return match;
  }
  return match;
}

std::string Router::allow(std::string_view path, Hidden hidden) const {
  std::string verbs;
  Path asked;
  if (!split(path, asked)) return verbs;
  for (const std::size_t row : rows_of_[asked.count]) {
    std::string_view id;
    if (!matches(row, asked, id) || (hidden != nullptr && hidden(routes_[row]))) continue;
    if (!verbs.empty()) verbs.append(", ");
    verbs.append(text(routes_[row].verb));
    if (routes_[row].verb == Verb::get) verbs.append(", HEAD");
  }
  return verbs;
}

}  // namespace bursar::net
