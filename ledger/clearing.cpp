#include "ledger/clearing.hpp"

#include <string>
#include <utility>
#include <variant>

namespace bursar::ledger {

std::vector<Entry> entries_of(const Clear& clear) {
  const AccountNumber outside =
      system_account(clear.wallet.system_accounts, SystemAccount::external);
  const AccountNumber fees = system_account(clear.wallet.system_accounts, SystemAccount::fees);
  const bool comes_in = clear.kind == Clearing::deposit;
  const AccountNumber inside =
      clear.kind == Clearing::fees_withdrawal ? fees : clear.wallet.account;
  const Money amount = clear.amount.money();
  return {{.account = comes_in ? outside : inside, .amount = -amount},
          {.account = comes_in ? inside : outside, .amount = amount}};
}

AccountNumber fees_taken_from(const Record& record) {
  const auto* cleared = std::get_if<Cleared>(&record.fact);
  if (cleared == nullptr || cleared->kind != Clearing::fees_withdrawal) return {};
  if (record.entries.empty()) return {};
  return record.entries.front().account;
}

void refuse_what_lacks(Record& record, Money fees) {
  auto& cleared = std::get<Cleared>(record.fact);
  if (cleared.amount.money() <= fees) return;
  record.entries.clear();
  record.fact = Refused{.wallet = cleared.wallet,
                        .error = {.code = Errc::insufficient_funds, .max_allowed_now = fees},
                        .request_id = std::string{std::move(cleared.request_id)}};
}

}  // namespace bursar::ledger
