#include "net/bridge_statement.hpp"

#include "net/json_reader.hpp"
#include "net/json_writer.hpp"
#include "net/schema.hpp"
#include "net/spelling.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace bursar::net {

using ledger::StatedStatus;

namespace {

struct StatedBody {
  std::string id;
  ledger::Money amount = {};
  std::string currency;
  std::string status;
  std::string reference;
  ledger::Time created_at = {};

  static const Schema schema;
};

struct StatementBody {
  std::vector<StatedBody> payouts;
  std::string next_cursor;

  static const Schema schema;
};

constexpr std::array stated_fields = {
    takes<&StatedBody::id, Kind::label>("id", Need::required, "The payout's", 64),
    takes<&StatedBody::amount, Kind::amount>("amount", Need::required, "As it was asked"),
    one_of(takes<&StatedBody::currency, Kind::label>("currency", Need::required, "USD"), "USD"),
    one_of(takes<&StatedBody::status, Kind::label>("status", Need::required, "How it stands"),
           "accepted|completed|refused"),
    takes<&StatedBody::reference, Kind::label>("reference", Need::optional, "The bridge's own",
                                               actors::reference_characters_max),
    takes<&StatedBody::created_at, Kind::time>("created_at", Need::required,
                                               "As its order said it"),
};
const Schema StatedBody::schema{"StatedPayout", stated_fields};

constexpr std::array statement_fields = {
    or_none(takes_many<&StatementBody::payouts>("payouts", StatedBody::schema, statement_rows_max,
                                                "A page of them")),
    takes<&StatementBody::next_cursor, Kind::label>("next_cursor", Need::optional,
                                                    "Where there are more"),
};
const Schema StatementBody::schema{"Statement", statement_fields};

StatedStatus stated_status(std::string_view word) {
  if (word == "accepted") return StatedStatus::accepted;
  return word == "completed" ? StatedStatus::completed : StatedStatus::refused;
}

}  // namespace

std::string statement_text(const StatementSpan& span, std::string_view cursor) {
  std::string text;
  JsonWriter{text}
      .open_object()
      .text("environment", environment_text(span.environment))
      .time("from", span.from)
      .time("to", span.to)
      .text_or_null("cursor", cursor)
      .number("limit", std::uint64_t{statement_rows_max})
      .close_object();
  return text;
}

std::expected<StatementPage, BridgeFault> page_of(const StatementSpan& span,
                                                  std::string_view cursor, std::string_view body) {
  StatementBody read;
  if (!read_json(body, StatementBody::schema, &read).empty())
    return std::unexpected{BridgeFault::not_understood};
  // One that leads to itself, or from nothing to nothing, would never end.
  if (!read.next_cursor.empty() && (read.next_cursor == cursor || read.payouts.empty()))
    return std::unexpected{BridgeFault::contradiction};
  StatementPage page{.rows = {}, .next_cursor = std::move(read.next_cursor)};
  for (StatedBody& one : read.payouts) {
    if (one.created_at < span.from || one.created_at >= span.to)
      return std::unexpected{BridgeFault::contradiction};
    page.rows.push_back({.id = std::move(one.id),
                         .said = {.amount = one.amount, .status = stated_status(one.status)},
                         .reference = std::move(one.reference)});
  }
  return page;
}

}  // namespace bursar::net
