// What stands behind the '?': whatever is accepted is within its bounds, and is accepted again as
// its own next page asks for it.

#include "net/query.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace bursar::fuzz {

namespace {

constexpr std::array known = {net::limit_parameter, net::cursor_parameter,
                              net::Parameter{"status", "", "active|frozen|archived"},
                              net::Parameter{"tags", ""}, net::Parameter{"type", "", "org|agent"}};

bool plain(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::size_t times_named(std::string_view written, std::string_view name) {
  std::size_t times = 0;
  for (std::size_t at = 0; at <= written.size();) {
    const auto end = std::min(written.find('&', at), written.size());
    const std::string_view pair = written.substr(at, end - at);
    if (pair.substr(0, pair.find('=')) == name) ++times;
    at = end + 1;
  }
  return times;
}

void is_within_its_bounds(const net::Query& query, std::string_view written) {
  must(query.limit >= 1 && query.limit <= net::page_rows_max, "a page has 1 to 100 rows");
  must(plain(query.cursor) && plain(query.status), "no value holds a control character");
  must(std::ranges::all_of(query.tags, plain), "no tag holds a control character");
  must(std::ranges::none_of(query.tags, &std::string::empty), "no tag is empty");
  must(query.tags.size() <= 50, "there are at most 50 tags");
  must(query.status.empty() || std::string_view{known[2].words}.contains(query.status),
       "a status is one of its words");
  for (const net::Parameter& parameter : known)
    must(times_named(written, parameter.name) <= 1, "no parameter is given twice");
}

}  // namespace

void query(Input input) {
  const std::string_view written = text_of(input);
  const auto query = net::read_query(written, known);
  if (!query) {
    must(query.error().pointer.starts_with('?'), "a fault names its parameter");
    must(!query.error().detail.empty() && plain(query.error().detail), "and says what is wrong");
    return;
  }
  is_within_its_bounds(*query, written);
  const auto next = net::read_query(query->next_page("next"), known);
  must(next && next->cursor == "next", "the next page is asked for as a page is");
  must(next->filters() == query->filters() && next->limit == query->limit,
       "the next page has the same filters");
}

}  // namespace bursar::fuzz
