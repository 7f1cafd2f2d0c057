#include "actors/wallet_changes.hpp"

#include "actors/gathering.hpp"
#include "actors/policy_changes.hpp"

#include <algorithm>
#include <optional>

namespace bursar::actors {

using ledger::Errc;

namespace {

/// The asked-for value, where it is another one than there is.
template <class T>
std::optional<T> other_than(const T& present, const std::optional<T>& asked) {
  return asked && *asked != present ? asked : std::nullopt;
}

ledger::Result<ledger::WalletChanged> what_changes(const RegistryBooks& books,
                                                   const WalletView& known,
                                                   const ChangeWallet& asked) {
  const ledger::WalletOpened& opened = known.profile.opened;
  ledger::WalletChanged changed{.wallet = asked.wallet,
                                .label = other_than(opened.label, asked.label),
                                .name = other_than(opened.name, asked.name),
                                .tags = other_than(opened.tags, asked.tags),
                                .metadata = other_than(opened.metadata, asked.metadata),
                                .status = other_than(books.status(asked.wallet), asked.status)};
  changed.policy = other_than(known.profile.policy, asked.policy);
  if (changed.policy && !changed.policy->bits.none())
    if (const auto found =
            books.policy(*changed.policy, asked.organization, opened.address.environment);
        !found)
      return std::unexpected{found.error()};
  return changed;
}

template <class Command>
std::shared_ptr<Draft> wallet_draft(const Command& asked, ledger::Fact fact) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = asked.now;
  draft->record.organizations[0].organization = asked.organization;
  draft->record.fact = std::move(fact);
  return draft;
}

/// As it is, in the order of the journal.
void show(const RegistryDesk& desk, const CallPtr& call, WalletView& view) {
  call->at_its_place = [&view](const JournalHeads* heads) { show_last_records({&view}, *heads); };
  gather(desk.around, call, {&view});
}

/// Its end is before this in the line, but the wallet itself may not have heard of it yet.
void show_ended(const CallPtr& call, WalletView& view) {
  call->at_its_place = [&view](const JournalHeads* heads) {
    show_last_records({&view}, *heads);
    view.state.status = ledger::WalletStatus::archived;
    view.state.policy = {};
    view.state.posted = {};
  };
}

bool of_organization(const std::optional<WalletView>& known,
                     ledger::OrganizationNumber organization) {
  return known && known->profile.opened.address.organization == organization;
}

/// The organisation's own, in the wallet's environment.
ledger::WalletAddress org_wallet_of(const RegistryBooks& books,
                                    const ledger::WalletAddress& wallet) {
  const ledger::AccountNumber own =
      books.tenant(wallet.organization).org_wallet(wallet.environment);
  return books.wallet(own)->profile.opened.address;
}

}  // namespace

WalletChanging change_wallet(const RegistryDesk& desk, RegistryBooks& books,
                             const std::shared_ptr<ChangeWalletCall>& call) {
  const ChangeWallet& asked = call->command;
  const auto known = books.wallet(asked.wallet);
  if (!of_organization(known, asked.organization)) return {.refused = Errc::not_found};
  if (asked.of_agent && !known->profile.opened.agent) return {.refused = Errc::not_found};
  if (!asked.only_freezes() && desk.around.read_only.load(std::memory_order_relaxed))
    return {.refused = Errc::read_only};
  if (books.status(asked.wallet) == ledger::WalletStatus::archived)
    return {.refused = Errc::wallet_archived};
  auto changed = what_changes(books, *known, asked);
  if (!changed) return {.refused = changed.error().code};
  if (*changed == ledger::WalletChanged{.wallet = asked.wallet}) {
    call->outcome = *known;
    show_policies_later(*call, {&*call->outcome}, desk.around.policies);
    show(desk, call, *call->outcome);
    return {};
  }
  auto draft = wallet_draft(asked, *std::move(changed));
  books.apply(*draft);
  call->outcome = *books.wallet(asked.wallet);
  call->when_durable = [&view = *call->outcome, &record = draft->record,
                        &policies = desk.around.policies](CallPtr&) {
    view.profile.updated_at = std::max(view.profile.updated_at, record.time);
    show_policies({&view}, policies);
  };
  desk.around.tell(asked.wallet, Change{call, &*call->outcome, draft});
  return {.draft = std::move(draft)};
}

void bind_wallet(const RegistryDesk& desk, const std::shared_ptr<AttachPolicyCall>& call,
                 std::shared_ptr<Draft::Mark> durable) {
  const AttachPolicy& asked = call->command;
  auto draft =
      wallet_draft(asked, ledger::PolicyAttached{.wallet = asked.wallet, .policy = asked.policy});
  draft->durable = std::move(durable);
  desk.around.tell(asked.wallet, Change{call, &*call->outcome, std::move(draft)});
}

ledger::Errc set_topup(const RegistryDesk& desk, const RegistryBooks& books,
                       const std::shared_ptr<SetTopupCall>& call) {
  const SetTopup& asked = call->command;
  const auto known = books.wallet(asked.wallet);
  if (!of_organization(known, asked.organization)) return Errc::not_found;
  const ledger::WalletAddress& address = known->profile.opened.address;
  if (address.type == ledger::WalletType::org) return Errc::invalid_request;
  if (books.status(asked.wallet) == ledger::WalletStatus::archived) return Errc::wallet_archived;
  ledger::TopupSet set{.wallet = asked.wallet, .terms = asked.terms};
  if (set.terms) {
    const ledger::WalletAddress own = org_wallet_of(books, address);
    set.terms->from = own.account;
    set.terms->from_id = own.id;
  }
  call->outcome = *known;
  desk.around.tell(asked.wallet,
                   Change{call, &*call->outcome, wallet_draft(asked, std::move(set))});
  return {};
}

ledger::Errc end_wallet(const RegistryDesk& desk, const RegistryBooks& books, EndingWallets& ending,
                        const std::shared_ptr<EndWalletCall>& call) {
  const EndWallet& asked = call->command;
  const auto known = books.wallet(asked.wallet);
  if (!of_organization(known, asked.organization)) return Errc::not_found;
  const ledger::WalletOpened& opened = known->profile.opened;
  if (asked.with_agent && !opened.agent) return Errc::not_found;
  if (opened.address.type == ledger::WalletType::org) return Errc::invalid_request;
  std::vector<ledger::Key> keys;
  if (asked.with_agent) keys = books.heard_keys(asked.wallet, asked.now);
  if (!std::ranges::all_of(
          keys, [&](const ledger::Key& key) { return asked.by.includes(key.made.permissions); }))
    return Errc::forbidden;
  if (books.status(asked.wallet) == ledger::WalletStatus::archived && keys.empty()) {
    EndedWallet& answer = call->outcome.emplace(EndedWallet{.wallet = *known});
    show(desk, call, answer.wallet);
    show_ended(call, answer.wallet);
    return {};
  }
  ending.begin(asked.wallet);
  desk.around.tell(asked.wallet, End{call,
                                     {.wallet = opened.address,
                                      .org_wallet = org_wallet_of(books, opened.address),
                                      .with_agent = asked.with_agent}});
  return {};
}

// The keys are all that there are by now: one that was made a moment ago stands before this in the
// journal's line, and none is made any more. They end before anybody hears that they did.
std::shared_ptr<Draft> record_end(const RegistryDesk& desk, RegistryBooks& books,
                                  const Ending& ended) {
  const std::shared_ptr<Draft>& draft = ended.transfer->draft;
  auto& fact = std::get<ledger::WalletArchived>(draft->record.fact);
  std::vector<SecretHash> secrets;
  if (fact.agent_deleted)
    for (const ledger::Key& key : books.heard_keys(fact.wallet, draft->record.time)) {
      fact.keys.push_back(key.made.id);
      secrets.push_back(key.made.secret_hash);
    }
  books.apply(*draft);

  EndedWallet& answer = *ended.call->outcome;
  const ledger::WalletState before = answer.wallet.state;
  answer = {.wallet = *books.wallet(fact.wallet), .swept = fact.swept};
  ended.call->draft = draft;
  ended.call->at_its_place = [&view = answer.wallet](const JournalHeads* heads) {
    show_last_records({&view}, *heads);
  };
  ended.call->when_durable = [&desk, &view = answer.wallet, before, secrets = std::move(secrets),
                              transfer = ended.transfer](CallPtr&) {
    for (const SecretHash& secret : secrets) desk.tables.erase(secret);
    desk.tables.end_session(view.profile.opened.address.account);
    const ledger::Record& record = transfer->draft->record;
    ledger::Wallet wallet{before};
    wallet.apply(record);
    view.state = wallet.state();
    view.profile.updated_at = std::max(view.profile.updated_at, record.time);
    desk.around.tell(transfer->from, Recorded{transfer});
    for (const Credit& credit : transfer->credits) desk.around.tell(credit.to, Recorded{transfer});
  };
  desk.around.line.append(ended.call);
  return draft;
}

}  // namespace bursar::actors
