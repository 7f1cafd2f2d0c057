// What may happen next to webhooks, and around them.

#include "tests/simulation/delivery_history.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using tests::usd;

void DeliveryHistory::move() {
  know_life();
  using H = DeliveryHistory;
  using Move = MoveOf<H>;
  static constexpr std::array all{Move{"pay", 40, &H::pay},
                                  Move{"pay too much", 6, &H::pay_too_much},
                                  Move{"fund many", 4, &H::fund_many},
                                  Move{"change a wallet", 6, &H::change_wallet},
                                  Move{"make a webhook", 8, &H::make_webhook},
                                  Move{"change a webhook", 8, &H::change_webhook},
                                  Move{"rotate a secret", 4, &H::rotate},
                                  Move{"remove a webhook", 2, &H::remove},
                                  Move{"test", 5, &H::test},
                                  Move{"redeliver", 6, &H::redeliver},
                                  Move{"let one answer", 30, &H::answer_one},
                                  Move{"let all answer", 3, &H::answer_all},
                                  Move{"change a mood", 8, &H::change_mood},
                                  Move{"run some", 70, &H::run_some},
                                  Move{"pass a moment", 50, &H::pass_a_moment},
                                  Move{"pass long", 10, &H::pass_long},
                                  Move{"settle", 10, &H::settle},
                                  Move{"hold the disk", 6, &H::hold_disk},
                                  Move{"let the disk go", 15, &H::let_disk_go},
                                  Move{"fill the disk", 2, &H::fill_disk},
                                  Move{"break the disk", 1, &H::break_disk},
                                  Move{"let the views lag", 4, &H::lag},
                                  Move{"cut off", 3, &H::cut_off},
                                  Move{"start again", 2, &H::start_again}};
  make(all, *this);
}

// --- What makes events.

void DeliveryHistory::pay() {
  const auto& from = any_of(organizations_.at(any_of(numbers_)).wallets);
  const auto& to = any_of(organizations_.at(any_of(numbers_)).wallets);
  const Money money = Money::units(1'000'000 + static_cast<std::int64_t>(below(100'000'000)));
  if (from.account == to.account || one_in(2))
    world().pay(World::outside(from, money));
  else
    world().pay(World::between(from, to, money));
}

void DeliveryHistory::pay_too_much() {
  const auto& from = any_of(organizations_.at(any_of(numbers_)).wallets);
  world().pay(World::outside(from, usd("9000.00"), "k" + std::to_string(++keys_made_)));
}

// One record, and an event for each part of it.
void DeliveryHistory::fund_many() {
  const Organization& organization = organizations_.at(any_of(numbers_));
  actors::FundBatchCommand command;
  command.batch.org_wallet = organization.owner.wallet;
  for (const ledger::WalletAddress& wallet : organization.wallets)
    command.batch.parts.push_back({.wallet = wallet, .amount = *ledger::Amount::of(usd("2.00"))});
  world().fund_batch(std::move(command));
}

void DeliveryHistory::change_wallet() {
  const auto& wallet = any_of(organizations_.at(any_of(numbers_)).wallets);
  if (one_in(2)) return freeze_or_not(wallet);
  actors::ChangeWallet change;
  change.organization = wallet.organization;
  change.wallet = wallet.account;
  change.label = "label " + std::to_string(below(5));
  change.status = ledger::WalletStatus::active;
  change.now = now();
  world().ask<actors::ChangeWalletCall>(std::move(change));
}

// --- Webhooks.

std::vector<std::string> DeliveryHistory::any_words() {
  constexpr std::array words{"*",        "payment.completed", "payment.*",        "wallet.funded",
                             "wallet.*", "webhook.*",         "webhook.disabled", "wallet.refused"};
  std::vector<std::string> all;
  for (std::uint64_t more = 1 + below(2); more > 0; --more)
    all.emplace_back(words[below(words.size())]);
  return all;
}

void DeliveryHistory::make_webhook() {
  const Organization& organization = organizations_.at(any_of(numbers_));
  actors::MakeWebhook command;
  command.scope.organization = organization.owner.principal.organization;
  if (one_in(4)) {
    const ledger::WalletAddress& wallet = any_of(organization.wallets);
    command.scope.only = wallet.account;
    command.wallet_id = wallet.id;
  } else if (one_in(6)) {
    command.scope.environment = ledger::Environment::production;
  }
  command.permissions = one_in(4) ? ledger::agentpay_default : ledger::org_default;
  command.terms = {.url = "https://example.com/" + std::to_string(below(1'000)),
                   .events = any_words()};
  command.now = now();
  making_.add({world().tell<actors::MakeWebhookCall>(
      std::move(command), [&](auto call) { world().room->make_webhook(call); })});
}

std::optional<Sequence> DeliveryHistory::any_webhook() {
  std::vector<Sequence> live;
  for (const auto& [made, hook] : hooks_)
    if (hook.account.live()) live.push_back(made);
  if (live.empty()) return std::nullopt;
  return any_of(live);
}

void DeliveryHistory::act(const std::function<Deed(const WebhookAccount&)>& deed) {
  const auto hook = any_webhook();
  if (!hook) return;
  const WebhookAccount& account = hooks_.at(*hook).account;
  actors::ActOnWebhook command{
      .scope = {.organization = account.organization(), .environment = account.made().environment},
      .webhook = account.made().id,
      .deed = deed(account),
      .now = now()};
  const auto* const change = std::get_if<actors::ChangeWebhook>(&command.deed);
  const bool enables = change != nullptr && change->enabled == true;
  acting_.add({*hook, enables,
               world().tell<actors::WebhookActCall>(
                   std::move(command), [&](auto call) { world().room->ask_webhooks(call); })});
}

void DeliveryHistory::change_webhook() {
  actors::ChangeWebhook change;
  if (one_in(3)) change.url = "https://example.com/" + std::to_string(below(1'000));
  if (one_in(3)) change.events = any_words();
  if (one_in(2)) change.enabled = !one_in(3);
  act([&](const WebhookAccount&) { return change; });
}

void DeliveryHistory::rotate() {
  act([&](const WebhookAccount&) {
    return actors::RotateWebhook{.grace_ms = static_cast<std::int64_t>(below(2) * below(60'000))};
  });
}

void DeliveryHistory::remove() {
  act([](const WebhookAccount&) { return actors::RemoveWebhook{}; });
}

void DeliveryHistory::test() {
  act([](const WebhookAccount&) { return actors::TestWebhook{}; });
}

// Any event of its organisation's, though it may not hear it, or has not yet.
void DeliveryHistory::redeliver() {
  act([&](const WebhookAccount& account) {
    const ToldEvents& events = organizations_.at(account.organization()).events;
    const std::uint64_t back = below(std::min<std::uint64_t>(events.size(), one_in(2) ? 10 : 100));
    const auto one = std::prev(events.end(), static_cast<std::ptrdiff_t>(1 + back));
    return actors::RedeliverEvent{.record = one->second.record, .at = one->first};
  });
}

// --- Receivers.

// Whichever was sent first.
void DeliveryHistory::answer_one() {
  give_up_late();
  if (on_their_way_.empty()) return;
  const std::size_t one = below(on_their_way_.size());
  if (on_their_way_[one].answer) answer(one);
}

void DeliveryHistory::answer_all() {
  while (!on_their_way_.empty()) answer(on_their_way_.size() - 1);
}

void DeliveryHistory::change_mood() {
  const auto hook = any_webhook();
  if (!hook) return;
  constexpr auto moods = static_cast<std::uint64_t>(Mood::last) + 1;
  hooks_.at(*hook).mood = one_in(3) ? Mood::prompt : static_cast<Mood>(below(moods));
}

// --- Time and the machine.

// Seconds, or minutes, or hours.
void DeliveryHistory::pass_long() {
  constexpr std::array<std::uint64_t, 4> longest_ms{20'000, 400'000, 9'000'000, 110'000'000};
  pass(static_cast<std::int64_t>(below(longest_ms[below(longest_ms.size())])));
  give_up_late();
}

void DeliveryHistory::settle() {
  run_on();
}

void DeliveryHistory::fill_disk() {
  full_ = one_in(2);
  world().room->read_only(full_);
}

void DeliveryHistory::break_disk() {
  world().store->fail_next(static_cast<tests::Fault>(1 + below(3)));
}

// Nobody hears of what was under way; what was durable is there.
void DeliveryHistory::cut_off() {
  machine().cut_off();
  lose_files_at_times();
  begin_again();
}

void DeliveryHistory::start_again() {
  run_all();
  hear();
  lose_files_at_times();
  begin_again();
}

}  // namespace bursar::simulation
