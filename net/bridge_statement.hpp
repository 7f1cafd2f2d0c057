#pragma once

// A bridge's statement (docs/connectors.md): which payouts it has of those that were asked for in a
// span of time, page by page. Pure.

#include "ledger/identity.hpp"
#include "ledger/statement.hpp"
#include "ledger/time.hpp"
#include "net/bridge_link.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

/// By when the payouts were asked for, as their orders say: so both sides mean the same ones.
struct StatementSpan {
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::Time from = {};
  ledger::Time to = {};  // which is not part of it
};

struct StatedRow {
  std::string id = {};
  ledger::StatedPayout said = {};
  std::string reference = {};
};

struct StatementPage {
  std::vector<StatedRow> rows;
  std::string next_cursor;  // empty: that was all
};

constexpr std::string_view statement_deed = "statement";
constexpr std::size_t statement_rows_max = 1'000;  // of a page
constexpr std::size_t statement_answer_bytes_max = 1'048'576;

/// `cursor` is that of the page before; empty: the first.
std::string statement_text(const StatementSpan& span, std::string_view cursor);

/// `body` has body_padding_bytes behind it.
std::expected<StatementPage, BridgeFault> page_of(const StatementSpan& span,
                                                  std::string_view cursor, std::string_view body);

}  // namespace bursar::net
