#include "ledger/examiner.hpp"

#include "ledger/archiving.hpp"
#include "ledger/clearing.hpp"
#include "ledger/decimal.hpp"
#include "ledger/funding.hpp"
#include "ledger/refunding.hpp"
#include "ledger/topup.hpp"
#include "ledger/withdrawing.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <variant>

namespace bursar::ledger {

namespace {

/// The most that any payment said its windows had counted; windows that are over are forgotten.
void raise(Usage& peak, const Usage& told) {
  const auto one = [](std::int64_t& window, Money& most, std::int64_t its, Money counted) {
    if (its < window) return;
    most = its == window ? std::max(most, counted) : counted;
    window = its;
  };
  one(peak.day, peak.in_day, told.day, told.in_day);
  one(peak.month, peak.in_month, told.month, told.in_month);
  peak.in_total = std::max(peak.in_total, told.in_total);
}

}  // namespace

Examiner::Examiner(Books books, Peaks peaks)
    : books_{std::move(books)}, peaks_{std::move(peaks)}, before_{books_.last().value} {
  for (std::uint64_t number = 1; number < books_.organizations.size(); ++number)
    sides_[books_.organizations[number].opened.sandbox_accounts] = {{number}, Environment::sandbox};
  for (const auto& [account, profile] : books_.profiles) {
    const WalletAddress& address = profile.opened.address;
    sides_[address.system_accounts] = {address.organization, address.environment};
  }
}

std::optional<Fault> Examiner::take(const Record& record) {
  if (auto found = broken_promise(books_, record)) return found;
  const auto by_fact = [&](const auto& fact) { return examine(record, fact); };
  if (auto found = std::visit(by_fact, record.fact)) return found;
  if (moves_what_ended(books_, record)) return "moves money of a wallet that is archived";
  if (auto found = payment_chain(record)) return found;
  books_.fold(record);
  note(record);
  if (auto found = sides(record)) return found;
  return counters(record);
}

std::vector<TrialBalance> Examiner::trial_balances() const {
  std::map<AccountNumber, Wide> sums;  // organisations in the order of their opening
  for (std::size_t number = 1; number < books_.accounts.size(); ++number)
    sums[books_.owners[number]] += books_.accounts[number].posted;
  std::vector<TrialBalance> balances;
  for (const auto& [owner, sum] : sums) {
    const Side& side = sides_.at(owner);
    balances.push_back(
        {books_.organizations[side.organization.value].opened.id, side.environment, sum});
  }
  return balances;
}

Examiner::Finding Examiner::examine(const Record& record, const Opened& opened) {
  if (const auto& made = opened.organization)
    sides_[made->sandbox_accounts] = {made->number, Environment::sandbox};
  for (const WalletOpened& wallet : opened.wallets) {
    const Side side{record.organizations[0].organization, wallet.address.environment};
    if (sides_.emplace(wallet.address.system_accounts, side).first->second != side)
      return "opens a wallet beside the system accounts of others";
  }
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const PolicyAttached&) {
  return no_money(record, "attaches a policy");
}

Examiner::Finding Examiner::examine(const Record& record, const PolicyChanged&) {
  return no_money(record, "changes a policy");
}

Examiner::Finding Examiner::examine(const Record& record, const PolicyDeleted&) {
  return no_money(record, "deletes a policy");
}

Examiner::Finding Examiner::no_money(const Record& record, const char* deed) {
  if (record.entries.empty()) return {};
  return std::string{deed} + " and moves money";
}

Examiner::Finding Examiner::examine(const Record& record, const ServiceMade&) {
  return no_money(record, "makes a service");
}

Examiner::Finding Examiner::examine(const Record& record, const ServiceChanged&) {
  return no_money(record, "changes a service");
}

Examiner::Finding Examiner::examine(const Record& record, const ServiceMarked&) {
  return no_money(record, "marks a service");
}

Examiner::Finding Examiner::examine(const Record& record, const WebhookMade&) {
  return no_money(record, "makes a webhook");
}

Examiner::Finding Examiner::examine(const Record& record, const WebhookChanged&) {
  return no_money(record, "changes a webhook");
}

Examiner::Finding Examiner::examine(const Record& record, const WebhookRotated&) {
  return no_money(record, "rotates a webhook's secret");
}

Examiner::Finding Examiner::examine(const Record& record, const WebhookMarked&) {
  return no_money(record, "marks a webhook");
}

Examiner::Finding Examiner::examine(const Record& record, const WebhookAsked&) {
  return no_money(record, "asks for a delivery");
}

Examiner::Finding Examiner::examine(const Record& record, const DeliveriesMade&) {
  return no_money(record, "tells of deliveries");
}

Examiner::Finding Examiner::examine(const Record& record, const Funded& funded) {
  if (auto found = known(funded.wallet, funded.wallet_id, "funded")) return found;
  const Money amount = funded.amount.money();
  if (posted_to(funded.wallet, record.entries) != amount ||
      posted_to(funded.from, record.entries) != -amount)
    return "does not post the " + text(amount) + " that it funds";
  const AccountNumber treasury =
      system_account(books_.owners[funded.wallet.value], SystemAccount::treasury);
  if (funded.source != FundingSource::organization && funded.from != treasury)
    return "funds from a treasury that is not the wallet's";
  if (funded.salt > salt_mask) return "has a salt that no id can tell";
  if (auto found = wrong_topup(books_, funded)) return found;
  return faucet(funded);
}

Examiner::Finding Examiner::examine(const Record& record, const Refused&) {
  if (!record.entries.empty()) return "refuses and moves money";
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const Cleared& cleared) {
  if (auto found = known(cleared.wallet, cleared.wallet_id, "cleared")) return found;
  const WalletAddress& address = books_.profiles.at(cleared.wallet).opened.address;
  if (address.type != WalletType::org)
    return "clears with a wallet that is not an organisation's own";
  if (cleared.environment != address.environment ||
      cleared.organization_id != books_.organizations[address.organization.value].opened.id)
    return "clears for another organisation than its wallet's";
  const auto expected = entries_of(
      {.kind = cleared.kind, .wallet = address, .organization_id = {}, .amount = cleared.amount});
  const bool posted =
      std::ranges::equal(record.entries, expected, [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post the " + text(cleared.amount.money()) + " that it clears";
  if (cleared.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const Checkpointed& checkpointed) {
  if (!record.entries.empty()) return "sums up and moves money";
  if (checkpointed.through >= record.sequence) return "sums up what comes after it";
  return {};
}

/// The new key may do just what the old one might.
Examiner::Finding Examiner::examine(const Record& record, const KeyRotated& rotated) {
  if (!record.entries.empty()) return "rotates a key and moves money";
  const Key& old = books_.keys.at(rotated.id);
  if (!old.current()) return "rotates a key that has given way already";
  KeyMade same = rotated.made;
  same.id = old.made.id;
  same.secret_hash = old.made.secret_hash;
  if (same != old.made) return "rotates a key into another kind of key";
  if (rotated.made.secret_hash == old.made.secret_hash) return "rotates a key into itself";
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const KeysUsed& used) {
  if (!record.entries.empty()) return "tells the use of keys and moves money";
  for (const KeyUse& use : used.uses)
    if (use.at > record.time) return "tells the use of a key before it";
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const SessionIssued&) {
  if (!record.entries.empty()) return "makes a session and moves money";
  return {};
}

Examiner::Finding Examiner::examine(const Record& record, const WalletChanged&) {
  return wrong_change(books_, record);
}

Examiner::Finding Examiner::examine(const Record& record, const WalletArchived&) {
  return wrong_end(books_, record);
}

Examiner::Finding Examiner::examine(const Record& record, const Withdrawn&) {
  return wrong_withdrawal(books_, record);
}

Examiner::Finding Examiner::examine(const Record& record, const TopupSet&) {
  return wrong_setting(books_, record);
}

Examiner::Finding Examiner::examine(const Record& record, const BatchFunded&) {
  return wrong_batch(books_, record);
}

Examiner::Finding Examiner::examine(const Record& record, const Refunded& refunded) {
  return wrong_refund(books_, record, refunded);
}

Examiner::Finding Examiner::known(AccountNumber wallet, WalletId id, const char* role) const {
  const auto profile = books_.profiles.find(wallet);
  if (profile != books_.profiles.end() && profile->second.opened.address.id == id) return {};
  return std::string{"names a "} + role + " wallet that is not there";
}

/// A wallet's fundings by the faucet are decided and written in one order, so this one is exact.
Examiner::Finding Examiner::faucet(const Funded& funded) const {
  if (funded.source != FundingSource::test_faucet) return {};
  const WalletState& state = books_.wallets.at(funded.wallet).state();
  if (funded.faucet_day < state.faucet_day) return "goes back to an earlier day at the faucet";
  const Money used = funded.faucet_day == state.faucet_day ? state.faucet_used : Money{};
  if (funded.faucet_used_after == used) return {};  // an organisation's key is not limited
  if (funded.faucet_used_after == saturating_sum(used, funded.amount.money())) return {};
  return "says that the day at the faucet came to " + text(funded.faucet_used_after) + " after " +
         text(used);
}

/// Money stays within one environment, and in organisations that the record is linked to.
Examiner::Finding Examiner::sides(const Record& record) const {
  for (const Entry& entry : record.entries) {
    const Side side = side_of(entry.account);
    if (side.environment != side_of(record.entries.front().account).environment)
      return "moves money between sandbox and production";
    if (std::ranges::find(record.organizations, side.organization,
                          &OrganizationLink::organization) == record.organizations.end())
      return "moves money of an organisation that it is not linked to";
  }
  return {};
}

Examiner::Finding Examiner::payment_chain(const Record& record) const {
  const std::uint64_t previous = record.previous_of_payment.value;
  if (previous == 0) return {};
  const std::uint64_t place = previous - std::min(previous, before_ + 1);
  if (previous <= before_ ? !followed_.contains(previous)
                          : place < newest_.size() && newest_[place])
    return {};
  return "says that the one before it of its payment is " + std::to_string(previous) +
         "; that is none, or another one follows it";
}

/// Recomputed from nothing, a counter is never above what the payments themselves said: the last
/// decided of them knew of all the others.
Examiner::Finding Examiner::counters(const Record& record) {
  const Paid* const paid = counted_payment(record.fact);
  if (paid == nullptr) return {};
  Usage& peak = peaks_[paid->payer];
  raise(peak, paid->usage_after);
  const Usage& counted = books_.wallets.at(paid->payer).state().usage;
  if (counted.in_day <= peak.in_day && counted.in_month <= peak.in_month &&
      counted.in_total <= peak.in_total)
    return {};
  return "says that the payer then has spent " + text(peak.in_total) + " in all, " +
         text(peak.in_month) + " in the month, " + text(peak.in_day) +
         " in the day; its payments sum to " + text(counted.in_total) + ", " +
         text(counted.in_month) + ", " + text(counted.in_day);
}

void Examiner::note(const Record& record) {
  const std::uint64_t previous = record.previous_of_payment.value;
  if (previous > before_)
    newest_[previous - before_ - 1] = false;
  else if (previous != 0)
    followed_.insert(previous);
  newest_.push_back(previous != 0 || counted_payment(record.fact) != nullptr);
}

}  // namespace bursar::ledger
