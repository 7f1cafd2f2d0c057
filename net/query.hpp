#pragma once

// What stands behind the '?', read by the row's list of parameters.

#include "ledger/identity.hpp"
#include "ledger/past.hpp"
#include "net/json_reader.hpp"
#include "net/route.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

constexpr std::uint32_t page_rows_default = 20;
constexpr std::uint32_t page_rows_max = 100;

struct Query {
  std::uint32_t limit = page_rows_default;
  std::uint32_t page = 1;
  std::string cursor;
  std::string status;
  std::vector<std::string> tags;
  std::optional<ledger::WalletType> type;
  std::optional<ledger::PastPoint> as_of;
  std::string organization;
  std::optional<ledger::Environment> environment;
  bool force = false;
  std::uint32_t wait_seconds = 0;
  std::uint64_t offset = 0;
  std::optional<std::string> category;
  std::optional<bool> verified;
  std::string resource;
  std::string resource_type;
  std::string pay_to;
  std::string scheme;
  std::string network;
  std::string extensions;
  std::string wallet;
  std::optional<ledger::Time> from;
  std::optional<ledger::Time> to;
  std::uint64_t after = 0;  // an org_seq
  std::string types;

  /// What a cursor is bound to, in one spelling.
  std::string filters() const;
  /// The same query for its next page, as it stands behind the '?'.
  std::string next_page(std::string_view next_cursor) const;
};

/// The query, or what is wrong with it, at "?limit".
std::expected<Query, Fault> read_query(std::string_view written, std::span<const Parameter> known);

/// What a '+' means: in a query a space, in a path itself.
enum class Plus : std::uint8_t { space, itself };
/// Escapes undone; none when one is broken or gives a control character.
std::optional<std::string> percent_decoded(std::string_view written, Plus plus = Plus::space);

constexpr Parameter limit_parameter{"limit", "How many rows a page has: 1 to 100, usually 20"};
constexpr Parameter as_of_parameter{
    "as_of", "A point in the past: a time such as 2026-11-25T09:30:00Z, or an org_seq"};
constexpr Parameter organization_parameter{"organization_id",
                                           "Of the operator, who has to: whose they are"};
constexpr Parameter environment_parameter{
    "environment", "Which of its environments; SANDBOX unless told otherwise",
    "SANDBOX|PRODUCTION"};
constexpr std::uint32_t wait_seconds_max = 60;
constexpr Parameter wait_parameter{
    "wait", "How many seconds to wait for a decision, while there is none: 1 to 60"};
constexpr std::uint32_t offset_max = 1'000'000'000;
constexpr Parameter offset_parameter{"offset", "How many rows come before the page"};
constexpr Parameter after_parameter{
    "after", "Only those behind this org_seq; from the first one on unless told"};
constexpr Parameter page_parameter{"page", "Which page, from 1"};
constexpr Parameter cursor_parameter{"cursor", "next_cursor of the page before"};

}  // namespace bursar::net
