#pragma once

// A connector's statement held against the ledger, payout by payout, and the call that asks for it.
// It finds and tells; it moves nothing.

#include "actors/call.hpp"
#include "ledger/ids.hpp"
#include "ledger/statement.hpp"
#include "net/bridge_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace bursar::net {

struct StatementDifference {
  ledger::Verdict verdict = ledger::Verdict::agrees;
  std::string payout;
  std::optional<ledger::KnownPayout> here;
  std::optional<ledger::StatedPayout> there;
  std::string reference;  // theirs
};

struct Reconciled {
  std::uint64_t listed = 0;    // rows of the statement
  std::uint64_t compared = 0;  // payouts of the ledger
  std::uint64_t under_way = 0;
  std::uint64_t differing = 0;
  std::vector<StatementDifference> differences = {};  // the first of them
  ledger::Sequence at = {};                           // as of which record the ledger was looked at
};
constexpr std::size_t differences_told_max = 100;

/// The ledger's side.
class PayoutsHere {
 public:
  using Each = std::function<void(const ledger::Bits128& id, const ledger::KnownPayout&)>;

  virtual ~PayoutsHere() = default;
  /// None: there is no such payout, or it is another environment's.
  virtual std::optional<ledger::KnownPayout> find(const ledger::Bits128& id,
                                                  ledger::Environment environment) const = 0;
  virtual void each(const StatementSpan& span, const Each& each) const = 0;
};

class StatementComparison {
 public:
  /// `began` before the statement was asked for.
  StatementComparison(const StatementSpan& span, ledger::Time began) : span_{span}, began_{began} {}

  /// False: there are more rows than are kept.
  bool take(const StatementPage& page);
  /// Once, after the last page.
  Reconciled against(const PayoutsHere& here);

  static constexpr std::size_t rows_max = 200'000;

 private:
  struct Row {
    ledger::StatedPayout said = {};
    std::string reference;
  };

  void compare(const std::string& id, const std::optional<ledger::KnownPayout>& here,
               const Row* there);
  void differ(StatementDifference difference);

  const StatementSpan span_;
  const ledger::Time began_;
  std::unordered_map<std::string, Row> rows_;  // by their ids
  Reconciled found_;
};

struct NotReconciled {
  bool begun = false;    // false: it was refused
  std::string why = {};  // one line
};

class StatementCall : public actors::Call {
 public:
  StatementSpan span = {};
  std::expected<Reconciled, NotReconciled> outcome = std::unexpected{NotReconciled{}};
};

}  // namespace bursar::net
