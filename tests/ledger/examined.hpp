#pragma once

// Two organisations, what they do, and what an examiner says of their last record once it is
// changed.

#include "ledger/examiner.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::tests {

class Examined : public testing::Test {
 protected:
  ledger::Decided decided(std::uint64_t payer, std::uint64_t payee, std::int64_t units) {
    return world_
        .decide(payer,
                {.payer = address_of(payer), .payee = address_of(payee), .amount = amount(units)})
        .value();
  }
  void pay(std::uint64_t payer, std::uint64_t payee, std::int64_t units) {
    world_.commit(decided(payer, payee, units));
  }

  void faucet(std::uint64_t account, std::int64_t units, bool limited) {
    world_.commit(world_.wallet(account)
                      .decide(ledger::Fund{.wallet = address_of(account),
                                           .source = ledger::FundingSource::test_faucet,
                                           .amount = amount(units),
                                           .faucet_limited = limited},
                              world_.terms, world_.now)
                      .value());
  }

  /// What is said of the world's last record, once it is changed.
  template <class Change>
  std::string told(Change change) const {
    ledger::Examiner examiner;
    for (const ledger::Record& record : world_.before_last())
      EXPECT_EQ(examiner.take(record), std::nullopt);
    ledger::Record last = world_.records.back();
    change(last);
    return examiner.take(last).value_or("nothing");
  }

  template <class F, class Change>
  std::string told_of(Change change) const {
    return told([&](ledger::Record& record) { change(std::get<F>(record.fact)); });
  }

  std::string told() const {
    return told([](const ledger::Record&) {});
  }

  TwoOrganizations world_;
};

}  // namespace bursar::tests
