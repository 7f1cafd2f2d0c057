#pragma once

// Follows a whole journal from nothing and believes no figure in it. Beyond the writer's promises
// it holds each fact against its entries, counters against the policies that were to bind them, and
// at the end every organisation's books against zero. What it says never depends on how payments
// between two wallets overtook each other on their way to the journal.

#include "ledger/books.hpp"
#include "ledger/promises.hpp"

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bursar::ledger {

/// The accounts of one organisation and environment together: zero, when all is well.
struct TrialBalance {
  OrganizationId organization = {};
  Environment environment = Environment::sandbox;
  Wide sum = 0;
};

class Examiner {
 public:
  /// The most that each payer's payments said its windows had counted.
  using Peaks = std::unordered_map<AccountNumber, Usage>;

  Examiner() = default;
  /// Goes on from where another one stood that found all to be right.
  Examiner(Books books, Peaks peaks);

  /// What is wrong with the next record; nothing behind it can be judged then.
  std::optional<Fault> take(const Record& record);

  const Books& books() const { return books_; }
  const Peaks& peaks() const { return peaks_; }
  /// What another one goes on from.
  std::pair<Books, Peaks> leave() && { return {std::move(books_), std::move(peaks_)}; }
  std::vector<TrialBalance> trial_balances() const;

 private:
  using Finding = std::optional<Fault>;
  struct Side {
    OrganizationNumber organization = {};
    Environment environment = Environment::sandbox;

    friend bool operator==(const Side&, const Side&) = default;
  };

  Finding examine(const Record& record, const Opened& opened);
  Finding examine(const Record& record, const PolicyAttached& attached);
  Finding examine(const Record& record, const Paid& paid);
  Finding examine(const Record& record, const Funded& funded);
  Finding examine(const Record& record, const Refused& refused);
  Finding examine(const Record& record, const Cleared& cleared);
  Finding examine(const Record& record, const Checkpointed& checkpointed);
  Finding examine(const Record& record, const KeyRotated& rotated);
  Finding examine(const Record& record, const PolicyChanged& changed);
  Finding examine(const Record& record, const PolicyDeleted& deleted);
  Finding examine(const Record& record, const KeysUsed& used);
  Finding examine(const Record& record, const SessionIssued& issued);
  Finding examine(const Record& record, const WalletChanged& changed);
  Finding examine(const Record& record, const WalletArchived& archived);
  Finding examine(const Record& record, const Withdrawn& withdrawn);
  Finding examine(const Record& record, const PaymentHeld& held);
  Finding examine(const Record& record, const ApprovalEnded& ended);
  Finding examine(const Record& record, const BatchFunded& funded);
  Finding examine(const Record& record, const TopupSet& set);
  Finding examine(const Record& record, const ServiceMade& made);
  Finding examine(const Record& record, const ServiceChanged& changed);
  Finding examine(const Record& record, const ServiceMarked& marked);
  Finding examine(const Record& record, const WebhookMade& made);
  Finding examine(const Record& record, const WebhookChanged& changed);
  Finding examine(const Record& record, const WebhookRotated& rotated);
  Finding examine(const Record& record, const WebhookMarked& marked);
  Finding examine(const Record& record, const WebhookAsked& asked);
  Finding examine(const Record& record, const DeliveriesMade& made);
  Finding examine(const Record& record, const TokenIssued& issued);
  Finding examine(const Record& record, const TokenAdvanced& advanced);
  Finding examine(const Record& record, const TokenEnded& ended);
  Finding examine(const Record& record, const Refunded& refunded);
  Finding examine(const Record& record, const PayoutAsked& asked);
  Finding examine(const Record& record, const PayoutAdvanced& advanced);
  Finding examine(const Record& record, const PayoutEnded& ended);
  Finding examine(const Record& record, const PayoutCompleted& completed);
  Finding examine(const Record& record, const DisputeOpened& opened);
  Finding examine(const Record& record, const EvidenceAdded& added);
  Finding examine(const Record& record, const DisputeMoved& moved);
  Finding examine(const Record& record, const DisputeRefunded& refunded);
  Finding examine(const Record& record, const ReceivableRepaid& repaid);
  template <class Other>
  Finding examine(const Record&, const Other&) {
    return {};
  }
  Finding known(AccountNumber wallet, WalletId id, const char* role) const;
  static Finding no_money(const Record& record, const char* deed);
  Finding parties(const Paid& paid) const;
  Finding limits(const Paid& paid, ServiceId service = {}) const;
  Finding approval(const Paid& paid, PolicyRule rule, Money above) const;
  Finding faucet(const Funded& funded) const;
  Finding sides(const Record& record) const;
  Finding payment_chain(const Record& record) const;
  Finding counters(const Record& record);
  void note(const Record& record);
  Side side_of(AccountNumber account) const { return sides_.at(books_.owners[account.value]); }

  Books books_;
  std::unordered_map<AccountNumber, Side> sides_;  // by the first of its system accounts
  Peaks peaks_;
  // A payment's newest record, which a later one may follow: by sequence, from the first one that
  // was taken here. Of those before it is known only which were followed.
  std::uint64_t before_ = 0;
  std::vector<bool> newest_;
  std::unordered_set<std::uint64_t> followed_;
};

}  // namespace bursar::ledger
