// Prints what every cell of the permission matrix must answer where sign-up is closed, a route's
// row a line, for a program that asks a running engine: see tests/e2e/permission_matrix.py.

#include "net/json_writer.hpp"
#include "net/router.hpp"
#include "tests/net/permission_matrix.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

using namespace bursar;
using tests::Column;
using tests::Expected;
using tests::Target;

constexpr std::array<std::string_view, tests::columns_count> column_words{"nobody",
                                                                          "malformed",
                                                                          "wrong_checksum",
                                                                          "revoked",
                                                                          "rotated",
                                                                          "expired_session",
                                                                          "single",
                                                                          "read_only",
                                                                          "other_agent",
                                                                          "other_organization",
                                                                          "other_environment",
                                                                          "operator",
                                                                          "organization",
                                                                          "agent",
                                                                          "session"};
constexpr std::array<std::string_view, 6> target_words{
    "own", "foreign", "missing", "garbled", "own_elsewhere", "foreign_elsewhere"};

std::string_view word(net::PathId id) {
  switch (id) {
    case net::PathId::none:
      return "";
    case net::PathId::wallet:
      return "wallet";
    case net::PathId::payment:
      return "payment";
    case net::PathId::key:
      return "key";
    case net::PathId::policy:
      return "policy";
    case net::PathId::organization:
      return "organization";
    case net::PathId::wallet_number:
      return "wallet_number";
    case net::PathId::approval:
      return "approval";
    case net::PathId::service:
      return "service";
    case net::PathId::token:
      return "token";
    case net::PathId::payout:
      return "payout";
    case net::PathId::dispute:
      return "dispute";
    case net::PathId::evidence:
      return "evidence";
    case net::PathId::webhook:
      return "webhook";
    case net::PathId::delivery:
      return "delivery";
    case net::PathId::idempotency_key:
      return "idempotency_key";
  }
  return "";
}

// An organisation is in both environments, and without an id there is nothing to be elsewhere.
bool asked(net::PathId id, Target target) {
  if (id == net::PathId::none) return target == Target::own;
  if (id == net::PathId::wallet_number)
    return std::ranges::find(tests::numbers, target) != tests::numbers.end();
  // Who may do what with these depends on which party of them one is: their own tests have that.
  if (id == net::PathId::service || id == net::PathId::token || id == net::PathId::payout ||
      id == net::PathId::dispute || id == net::PathId::evidence || id == net::PathId::webhook ||
      id == net::PathId::delivery)
    return target == Target::missing || target == Target::garbled;
  const bool elsewhere = target == Target::own_elsewhere || target == Target::foreign_elsewhere;
  return id != net::PathId::organization || !elsewhere;
}

void write_cells(net::JsonWriter& json, const net::Route& row) {
  json.key("cells").open_array();
  for (std::size_t at = 0; at < column_words.size(); ++at)
    for (std::size_t to = 0; to < target_words.size(); ++to) {
      const auto column = static_cast<Column>(at);
      const auto target = static_cast<Target>(to);
      if (!asked(row.id, target)) continue;
      Expected expected = expected_admission(row, column, false);
      if (expected == Expected{} && row.id != net::PathId::none)
        expected = expected_sight(row.id, column, target);
      json.open_object()
          .text("column", column_words[at])
          .text("target", target_words[to])
          .number("status", static_cast<std::uint64_t>(expected == Expected{} ? row.reply.status
                                                                              : expected.status))
          .text("code", expected.code)
          .close_object();
    }
  json.close_array();
}

std::string line(const net::Route& row) {
  std::string out;
  net::JsonWriter json{out};
  json.open_object()
      .text("name", row.name)
      .text("verb", text(row.verb))
      .text("path", row.path)
      .text("id", word(row.id))
      .flag("by_key", row.replay == net::Replay::by_key)
      .flag("anyone", row.who.anyone)
      .flag("sign_up", row.who.sign_up)
      .flag("canonical", row.dialect == net::Dialect::canonical)
      .number("status", static_cast<std::uint64_t>(row.reply.status));
  write_cells(json, row);
  json.close_object();
  return out;
}

}  // namespace

int main() {
  for (const net::Route& row : net::routes()) std::puts(line(row).c_str());
  return 0;
}
