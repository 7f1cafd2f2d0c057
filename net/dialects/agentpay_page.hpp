#pragma once

// A page of AgentPay's lists, which go by limit and offset: {"disputes": […], "total"}. The
// engine's own go by cursors; a numbered page is found by looking at so many rows at once.

#include "actors/commands.hpp"
#include "net/json_writer.hpp"
#include "net/problem.hpp"
#include "net/query.hpp"
#include "net/schema.hpp"
#include "net/visit.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace bursar::net {

/// Of the caller's organisation, the newest.
constexpr std::uint32_t numbered_looks_max = 1'000;

constexpr actors::Page numbered_page{.limit = numbered_looks_max,
                                     .looked_at_max = numbered_looks_max};

constexpr std::array numbered_fields = {
    tells("total", Kind::count,
          "How many match, on all pages; of more than a thousand rows, among the newest thousand"),
    tells("has_more", Kind::flag, "Whether there is more behind this page"),
};

/// `write(json, row)` writes one. What lies past those that were looked at is refused.
template <class Row, class Write>
void put_numbered_page(Exchange& exchange, const Query& query, std::string_view name,
                       const actors::Rows<Row>& found, Write write) {
  const std::uint64_t size = found.rows.size();
  if (found.next != 0 && query.offset > 0 && query.offset >= size)
    return put_fault(exchange, "?offset",
                     "lies further back than the newest 1,000 of the organisation's: those are "
                     "read with the list of the same name under /v1, by its cursor");
  const std::uint64_t end = query.offset + query.limit;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().key(name).open_array();
  for (std::uint64_t at = query.offset; at < std::min(end, size); ++at) write(json, found.rows[at]);
  json.close_array()
      .number("total", size)
      .flag("has_more", end < size || found.next != 0)
      .close_object();
}

}  // namespace bursar::net
