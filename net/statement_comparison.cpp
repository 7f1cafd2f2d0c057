#include "net/statement_comparison.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace bursar::net {

using ledger::KnownPayout;
using ledger::Verdict;

namespace {

constexpr std::array<std::string_view, 1> stated_prefixes = {"payout_"};

// However it is spelt it is the same payout.
std::string name_of(const StatedRow& row) {
  const auto id = ledger::parse_id(row.id, stated_prefixes);
  return id ? ledger::text("payout_", *id) : row.id;
}

}  // namespace

bool StatementComparison::take(const StatementPage& page) {
  for (const StatedRow& row : page.rows) {
    if (found_.listed == rows_max) return false;
    ++found_.listed;
    const auto [known, fresh] =
        rows_.try_emplace(name_of(row), Row{.said = row.said, .reference = row.reference});
    if (!fresh)
      differ({.verdict = Verdict::listed_twice,
              .payout = row.id,
              .here = {},
              .there = row.said,
              .reference = row.reference});
  }
  return true;
}

Reconciled StatementComparison::against(const PayoutsHere& here) {
  here.each(span_, [this](const ledger::Bits128& id, const KnownPayout& payout) {
    const std::string name = ledger::text("payout_", id);
    const auto row = rows_.extract(name);
    compare(name, payout, row.empty() ? nullptr : &row.mapped());
  });
  // What is left is of another time, or of nobody; each is looked for by its id.
  for (const auto& [name, row] : rows_) {
    const auto id = ledger::parse_id(name, stated_prefixes);
    compare(name, id ? here.find(*id, span_.environment) : std::nullopt, &row);
  }
  rows_.clear();
  return std::move(found_);
}

void StatementComparison::compare(const std::string& id, const std::optional<KnownPayout>& here,
                                  const Row* there) {
  if (here) ++found_.compared;
  const auto said = there == nullptr ? std::nullopt : std::optional{there->said};
  const Verdict verdict = ledger::verdict(here, said, began_);
  if (verdict == Verdict::under_way) ++found_.under_way;
  if (differs(verdict))
    differ({.verdict = verdict,
            .payout = id,
            .here = here,
            .there = said,
            .reference = there == nullptr ? std::string{} : there->reference});
}

void StatementComparison::differ(StatementDifference difference) {
  ++found_.differing;
  if (found_.differences.size() < differences_told_max)
    found_.differences.push_back(std::move(difference));
}

}  // namespace bursar::net
