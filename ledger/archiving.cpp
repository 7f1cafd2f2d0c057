#include "ledger/archiving.hpp"

#include "ledger/decimal.hpp"

#include <algorithm>
#include <variant>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

bool ended(const Books& books, AccountNumber wallet) {
  const auto found = books.wallets.find(wallet);
  return found != books.wallets.end() && found->second.state().status == WalletStatus::archived;
}

std::vector<Entry> sweep(AccountNumber from, AccountNumber to, Money swept) {
  if (swept.zero()) return {};
  return {{.account = from, .amount = -swept}, {.account = to, .amount = swept}};
}

Finding wrong_keys(const Books& books, const WalletArchived& archived) {
  if (!archived.agent_deleted && !archived.keys.empty()) return "revokes keys and deletes no agent";
  for (const KeyId& id : archived.keys) {
    const Key& key = books.keys.at(id);
    if (key.made.wallet != archived.wallet_id) return "revokes a key that is not the wallet's";
    if (key.revoked) return "revokes a key that was revoked before";
  }
  return {};
}

}  // namespace

Decided archived(const ArchiveWallet& archive, Money posted) {
  WalletArchived fact{.wallet = archive.wallet.account,
                      .wallet_id = archive.wallet.id,
                      .agent_deleted = archive.with_agent,
                      .swept = posted};
  if (!posted.zero()) {
    fact.swept_to = archive.org_wallet.account;
    fact.swept_to_id = archive.org_wallet.id;
  }
  auto entries = sweep(fact.wallet, fact.swept_to, posted);
  return {.fact = std::move(fact), .entries = std::move(entries)};
}

Finding wrong_change(const Books& books, const Record& record) {
  const auto& changed = std::get<WalletChanged>(record.fact);
  if (!record.entries.empty()) return "changes a wallet and moves money";
  if (ended(books, changed.wallet)) return "changes a wallet that is archived";
  if (changed.status == WalletStatus::archived) return "archives a wallet by the way";
  if (changed == WalletChanged{.wallet = changed.wallet}) return "changes nothing of a wallet";
  return {};
}

Finding wrong_end(const Books& books, const Record& record) {
  const auto& archived = std::get<WalletArchived>(record.fact);
  const WalletProfile& profile = books.profiles.at(archived.wallet);
  const WalletAddress& address = profile.opened.address;
  if (address.id != archived.wallet_id) return "archives a wallet that is not there";
  if (address.type == WalletType::org) return "archives an organisation's own wallet";
  if (archived.agent_deleted && !profile.opened.agent) return "deletes a wallet that is no agent's";
  if (!archived.agent_deleted && ended(books, archived.wallet))
    return "archives a wallet that is archived";
  if (!books.wallets.at(archived.wallet).state().holds.empty())
    return "archives a wallet with payments that wait for approval";
  if (!books.wallets.at(archived.wallet).state().tokens.empty())
    return "archives a wallet with tokens that are open";
  if (!books.wallets.at(archived.wallet).state().payouts.empty())
    return "archives a wallet with payouts that are open";
  if (!books.wallets.at(archived.wallet).state().owed.zero() && !ended(books, archived.wallet))
    return "archives a wallet that owes something";
  const Money held = books.wallets.at(archived.wallet).state().posted;
  if (archived.swept != held)
    return "sweeps " + text(archived.swept) + " from a wallet that holds " + text(held);
  if (!archived.swept.zero() &&
      !own_wallet_beside(books, address, archived.swept_to, archived.swept_to_id))
    return "sweeps to a wallet that is not its organisation's own";
  if (archived.swept.zero() && !archived.swept_to.none()) return "sweeps nothing to a wallet";
  const auto expected = sweep(archived.wallet, archived.swept_to, archived.swept);
  const bool posted =
      std::ranges::equal(record.entries, expected, [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post the " + text(archived.swept) + " that it sweeps";
  return wrong_keys(books, archived);
}

bool moves_what_ended(const Books& books, const Record& record) {
  return std::ranges::any_of(record.entries,
                             [&](const Entry& entry) { return ended(books, entry.account); });
}

}  // namespace bursar::ledger
