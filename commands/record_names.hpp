#pragma once

// What the outside calls what records count. Learned from the records themselves, so it has to be
// told of every one in order, or begin with what the earlier ones came to; then it knows all that
// the record itself speaks of.

#include "crypto/permutation.hpp"
#include "ledger/books.hpp"
#include "ledger/record.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::commands {

class RecordNames {
 public:
  RecordNames() = default;
  explicit RecordNames(const ledger::Books& before);

  void take(const ledger::Record& record);

  struct Account {
    ledger::OrganizationNumber organization = {};
    ledger::Environment environment = ledger::Environment::sandbox;
    ledger::WalletId wallet = {};  // none: a system account
    ledger::SystemAccount system = ledger::SystemAccount::treasury;
  };
  const Account& account(ledger::AccountNumber number) const { return accounts_.at(number.value); }

  /// "wal_…", or the name of a system account: "treasury", "fees", "external", "inter_org".
  std::string account_text(ledger::AccountNumber number) const;
  /// "org_…".
  std::string organization_text(ledger::OrganizationNumber number) const;
  /// "tx_…" of a payment or a funding, "payout_…" of a payout, "disp_…" and
  /// "evd_…" of a dispute and what is shown there; empty for every other record.
  std::string payment_text(const ledger::Record& record) const;
  std::string payment_text(const ledger::PaymentPlace& place,
                           std::string_view prefix = "tx_") const;

 private:
  void take(const ledger::Opened& opened);
  void open_system_accounts(ledger::AccountNumber first, ledger::OrganizationNumber organization,
                            ledger::Environment environment);
  void name_system_accounts(ledger::AccountNumber first, ledger::OrganizationNumber organization,
                            ledger::Environment environment);

  std::vector<Account> accounts_{1};
  std::vector<ledger::OrganizationId> organizations_{1};
  std::optional<crypto::Permutation> payment_ids_;
};

}  // namespace bursar::commands
