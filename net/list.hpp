#pragma once

// A page of a list: {"data": […], "has_more", "next_cursor"} and a Link to the next.

#include "net/json_writer.hpp"
#include "net/visit.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

/// Where the list begins and what its cursors are bound to: the route, the caller, the filters.
struct ListPlace {
  std::uint64_t position = 0;
  std::string filters;
  std::string path;
  Query query;
};

/// None when the cursor was refused; the answer is given then.
std::optional<ListPlace> list_place(Visit& visit);

/// Opens the page; rows are written after it.
JsonWriter begin_list(Exchange& exchange);
/// Closes it. `next` is the position to go on from; 0: there are no more rows. Where what is older
/// was archived: from when on there is something.
void end_list(Edge& edge, Exchange& exchange, const ListPlace& place, std::uint64_t next,
              std::optional<ledger::Time> archived_before = {});

/// One page of rows as the engine gives them, each written by `write(json, row)`.
template <class Call, class Write>
void ask_for_page(Visit& visit, void (actors::Engine::*deed)(std::shared_ptr<Call>),
                  std::shared_ptr<Call> call, Write write) {
  auto place = list_place(visit);
  if (!place) return;
  call->command.page = {.before = place->position, .limit = visit.query.limit};
  ask(visit, deed, std::move(call),
      [place = std::move(*place), write](Edge& edge, Exchange& exchange, Call& answered) {
        JsonWriter json = begin_list(exchange);
        for (const auto& row : answered.outcome->rows) write(json, row);
        end_list(edge, exchange, place, answered.outcome->next);
      });
}

}  // namespace bursar::net
