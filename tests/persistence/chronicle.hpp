#pragma once

// A journal that makes sense: one organisation with an agent that is funded and pays, with all that
// the writer would have filled in, as many records as a test asks for.

#include "ledger/record.hpp"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bursar::tests {

class Chronicle {
 public:
  Chronicle() {
    append(
        ledger::Genesis{.permutation_key = {1}, .idempotency_key = {2}, .secrets_fingerprint = {3}},
        {});
    ledger::Opened opened;
    opened.organization = {
        .id = {{7, 7}}, .number = organization, .name = "Acme", .sandbox_accounts = treasury};
    opened.wallets.push_back(wallet(payer, "research"));
    opened.wallets.push_back(wallet(payee, "search"));
    append(opened, {});
    fund(ledger::Money::dollars(1'000'000'000));
  }

  const std::vector<ledger::Record>& records() const { return records_; }

  void fund(ledger::Money money) {
    append(ledger::Funded{.source = ledger::FundingSource::treasury,
                          .wallet = payer,
                          .wallet_id = {{payer.value, 1}},
                          .from = treasury,
                          .amount = *ledger::Amount::of(money)},
           {{treasury, -money}, {payer, money}});
  }

  void pay(ledger::Money money = ledger::Money::units(1'000'000)) {
    const ledger::Amount amount = *ledger::Amount::of(money);
    const ledger::Money fee = ledger::FeeSchedule{}.fee(amount);
    usage_.add(money, now_);
    append(ledger::Paid{.payer = payer,
                        .payer_id = {{payer.value, 1}},
                        .payee = payee,
                        .payee_id = {{payee.value, 1}},
                        .amount = amount,
                        .fee = fee,
                        .usage_after = usage_,
                        .description = "web search",
                        .salt = records_.size()},
           {{payer, -(money + fee)}, {fees, fee}, {payee, money}});
    records_.back().idempotency = {.wallet = payer,
                                   .key = "order-" + std::to_string(records_.size()),
                                   .content = {records_.size(), 1}};
  }

  Chronicle& with_payments(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) pay();
    return *this;
  }

  static constexpr ledger::OrganizationNumber organization{1};
  static constexpr ledger::AccountNumber treasury{1};
  static constexpr ledger::AccountNumber fees{2};
  static constexpr ledger::AccountNumber payer{5};
  static constexpr ledger::AccountNumber payee{6};

 private:
  static ledger::WalletOpened wallet(ledger::AccountNumber account, const std::string& name) {
    ledger::WalletOpened opened;
    opened.address = {.account = account,
                      .id = {{account.value, 1}},
                      .organization = organization,
                      .system_accounts = treasury};
    opened.name = name;
    return opened;
  }

  void append(ledger::Fact fact,
              std::initializer_list<std::pair<ledger::AccountNumber, ledger::Money>> postings) {
    ledger::Record record;
    record.sequence = {records_.size() + 1};
    record.time = now_;
    record.fact = std::move(fact);
    for (const auto& [account, money] : postings) {
      auto& [balance, last] = accounts_[account.value];
      balance = balance + money;
      record.entries.push_back(
          {.account = account, .amount = money, .balance_after = balance, .previous = last});
      last = record.sequence;
    }
    if (record.sequence.value > 1)
      record.organizations[0] = {.organization = organization,
                                 .sequence = {record.sequence.value - 1},
                                 .previous = {record.sequence.value == 2 ? 0 : records_.size()}};
    records_.push_back(std::move(record));
    now_.milliseconds += 1;
  }

  std::vector<ledger::Record> records_;
  std::map<std::uint64_t, std::pair<ledger::Money, ledger::Sequence>> accounts_;
  ledger::Usage usage_;
  ledger::Time now_{1'764'000'000'000};
};

}  // namespace bursar::tests
