// What may happen next to services and payment tokens.

#include "tests/simulation/token_history.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using ledger::TokenEvent;
using tests::usd;
using Status = ledger::TokenStatus;

void TokenHistory::move() {
  using H = TokenHistory;
  using Move = MoveOf<H>;
  static constexpr std::array all{Move{"make a service", 4, &H::make_service},
                                  Move{"change a service", 5, &H::change_service},
                                  Move{"vouch for a service", 2, &H::vouch},
                                  Move{"remove a service", 1, &H::remove_service},
                                  Move{"pay", 6, &H::pay},
                                  Move{"authorize", 60, &H::authorize},
                                  Move{"authorize again", 8, &H::authorize_again},
                                  Move{"act in turn", 150, &H::act_in_turn},
                                  Move{"act", 30, &H::act},
                                  Move{"race", 25, &H::race},
                                  Move{"look", 20, &H::look},
                                  Move{"refund", 15, &H::refund},
                                  Move{"freeze or not", 6, &H::freeze},
                                  Move{"end a payer", 2, &H::end_payer},
                                  Move{"end a payee", 1, &H::end_payee},
                                  Move{"run some", 120, &H::run_some},
                                  Move{"pass a moment", 15, &H::pass_a_moment},
                                  Move{"pass long", 2, &H::pass_long},
                                  Move{"pass to a deadline", 4, &H::pass_to_a_deadline},
                                  Move{"hold the disk", 10, &H::hold_disk},
                                  Move{"let the disk go", 20, &H::let_disk_go},
                                  Move{"fill or clear the disk", 2, &H::fill_disk},
                                  Move{"break the disk", 2, &H::break_disk},
                                  Move{"let the views lag", 6, &H::lag},
                                  Move{"let wallets rest", 3, &H::rest_wallets},
                                  Move{"cut off", 3, &H::cut_off},
                                  Move{"start again", 2, &H::start_again}};
  make(all, *this);
}

// --- Services.

ledger::ServiceTerms TokenHistory::any_terms() {
  ledger::ServiceTerms terms;
  terms.name = one_in(2) ? "Weather" : "News";
  terms.price = *ledger::Amount::of(Money::units(
      static_cast<std::int64_t>(100 + below(one_in(3) ? 1'200'000'000 : 300'000'000))));
  terms.category = one_in(2) ? "facts" : "";
  if (one_in(2)) terms.endpoint_url = "https://seller.example/" + std::to_string(below(3));
  terms.metered = one_in(3);
  if (one_in(2)) terms.accept_seconds = static_cast<std::uint32_t>(1 + below(10));
  if (one_in(2)) terms.complete_seconds = static_cast<std::uint32_t>(1 + below(30));
  return terms;
}

std::shared_ptr<const actors::ServiceRow> TokenHistory::any_offered() {
  actors::ServicesQuery query;
  query.limit = std::numeric_limits<std::uint64_t>::max();
  const actors::ServicesPage page = world().room->services().list(query);
  return page.rows.empty() ? nullptr : any_of(page.rows);
}

void TokenHistory::make_service() {
  const ledger::WalletAddress& provider = any_of(payees_);
  actors::MakeService make{.organization = provider.organization, .provider = provider};
  make.terms = any_terms();
  make.now = world().clock.now();
  making_.add(
      {{}, provider.account, since(), world().ask<actors::MakeServiceCall>(std::move(make))});
}

// Some time ago it was offered.
void TokenHistory::change_service() {
  if (services_.all().empty()) return;
  const auto& [made, offer] = *std::next(
      services_.all().begin(), static_cast<std::ptrdiff_t>(below(services_.all().size())));
  const ledger::WalletAddress& provider = payees_ever_.at(offer.made.provider);
  const ledger::ServiceTerms terms = any_terms();
  actors::ChangeService change;
  change.organization = provider.organization;
  change.service = offer.made.id;
  if (one_in(2)) change.only = provider.account;
  if (one_in(2)) change.patch.price = terms.price;
  if (one_in(2)) change.patch.endpoint_url = terms.endpoint_url;
  if (one_in(2)) change.patch.metered = terms.metered;
  if (one_in(2)) change.patch.accept_seconds = terms.accept_seconds;
  change.now = world().clock.now();
  changing_.add(
      {made, provider.account, since(), world().ask<actors::ChangeServiceCall>(std::move(change))});
}

void TokenHistory::mark_service(ledger::ServiceMark mark) {
  const auto row = any_offered();
  if (!row) return;
  actors::MarkService command;
  if (mark == ledger::ServiceMark::removed) command.organization = row->service.organization;
  command.service = row->service.made.id;
  command.mark = mark;
  command.now = world().clock.now();
  marking_.add({row->made, row->service.made.provider, since(),
                world().ask<actors::MarkServiceCall>(command)});
}

// --- Tokens.

void TokenHistory::pay() {
  auto command = World::between(any_of(payers_), any_of(payees_), usd("1.00"));
  paying_.add({world().pay(std::move(command))});
}

// As the edge does it: by what is offered, or by what somebody wants that offers nothing.
void TokenHistory::authorize() {
  actors::AuthorizeCommand command;
  ledger::Authorize& asked = command.authorize;
  asked.pay.payer = any_of(payers_);
  const auto row = one_in(5) ? nullptr : any_offered();
  const ledger::ServiceTerms terms = row ? row->service.made.terms : any_terms();
  asked.pay.payee = row ? payees_ever_.at(row->service.made.provider) : any_of(payees_);
  asked.pay.amount = terms.price;
  asked.pay.category = terms.category;
  asked.terms = {.payee_organization = asked.pay.payee->organization,
                 .resource = terms.endpoint_url,
                 .metered = terms.metered,
                 .accept_seconds = terms.accept_seconds,
                 .complete_seconds = terms.complete_seconds};
  if (row) asked.terms.service = {row->made, row->service.made.id};
  if (one_in(4)) asked.ttl_ms = static_cast<std::int64_t>(1 + below(30'000));
  if (one_in(2)) command.keyed.key = fresh_key();
  if (!command.keyed.key.empty()) keyed_.push_back(command);
  authorize(std::move(command));
}

// The same with its key, or something else.
void TokenHistory::authorize_again() {
  if (keyed_.empty()) return;
  const std::size_t back = below(std::min<std::size_t>(keyed_.size(), 12));
  actors::AuthorizeCommand command = keyed_[keyed_.size() - 1 - back];
  if (one_in(4)) command.authorize.pay.amount = tests::amount("0.50");
  sent_again_.insert({command.authorize.pay.payer.account, command.keyed.key});
  authorize(std::move(command));
}

void TokenHistory::authorize(actors::AuthorizeCommand command) {
  command.now = world().clock.now();
  auto told = world().tell<actors::AuthorizeCall>(
      command, [&](auto call) { world().room->authorize(call); });
  authorizing_.add({std::move(command), since(), std::move(told)});
}

// Mostly one of the newest that are open.
std::optional<Sequence> TokenHistory::any_token() {
  const auto& all = lives_.all();
  if (all.empty()) return std::nullopt;
  if (one_in(8))
    return std::prev(all.end(), static_cast<std::ptrdiff_t>(
                                    1 + below(std::min<std::uint64_t>(all.size(), 100))))
        ->first;
  std::vector<Sequence> open;
  for (auto one = all.rbegin(); one != all.rend() && open.size() < 8; ++one)
    if (one->second.open()) open.push_back(one->first);
  if (open.empty()) return all.rbegin()->first;
  return any_of(open);
}

TokenEvent TokenHistory::any_event() {
  static constexpr std::array asked{TokenEvent::verify,   TokenEvent::check,  TokenEvent::start,
                                    TokenEvent::accept,   TokenEvent::settle, TokenEvent::cancel,
                                    TokenEvent::complete, TokenEvent::release};
  return asked.at(below(asked.size()));
}

// Mostly what is right; at times too much.
std::optional<ledger::Amount> TokenHistory::any_amount(const Life& life, TokenEvent event) {
  if (event != TokenEvent::complete && event != TokenEvent::settle) return std::nullopt;
  if (!life.issued().terms.metered && !one_in(12)) return std::nullopt;
  const auto most = static_cast<std::uint64_t>(life.payment().amount.money().units());
  return ledger::Amount::of(
      Money::units(static_cast<std::int64_t>(1 + below(one_in(8) ? 2 * most : most))));
}

void TokenHistory::act(Sequence token, TokenEvent event) {
  const Life& life = lives_.at(token);
  actors::TokenActCommand command;
  command.act = {.token = token,
                 .token_epoch = life.record.epoch,
                 .issued = life.issued(),
                 .event = event,
                 .amount = any_amount(life, event)};
  command.now = world().clock.now();
  const auto amount = command.act.amount;
  acting_.add({token, event, amount, since(), life.stages.size() - 1,
               world().tell<actors::TokenActCall>(
                   std::move(command), [&](auto call) { world().room->act_on_token(call); })});
}

void TokenHistory::act_in_turn() {
  const auto token = any_token();
  if (!token) return;
  const Status status = lives_.at(*token).status();
  if (status == Status::issued)
    act(*token, one_in(4) ? TokenEvent::check : TokenEvent::verify);
  else if (status == Status::verified)
    act(*token, TokenEvent::start);
  else if (status == Status::started)
    act(*token, TokenEvent::accept);
  else
    act(*token, TokenEvent::complete);
}

void TokenHistory::act() {
  if (const auto token = any_token()) act(*token, any_event());
}

// Its deadline too, at times.
void TokenHistory::race() {
  const auto token = any_token();
  if (!token) return;
  const ledger::Time deadline = lives_.at(*token).stages.back().deadline;
  for (std::uint64_t left = 2 + below(4); left > 0; --left) {
    act(*token, any_event());
    const std::int64_t until = deadline.milliseconds - world().clock.now().milliseconds;
    if (until > 0 && one_in(4)) pass(until);
  }
}

void TokenHistory::look(Sequence token) {
  looking_.add({token, lives_.at(token).stages.size() - 1,
                world().tell<actors::TokenCall>(actors::TokenQuery{token},
                                                [&](auto call) { world().room->token(call); })});
}

void TokenHistory::look() {
  if (const auto token = any_token()) look(*token);
}

// One, or several of the same at once.
void TokenHistory::refund() {
  if (payments_.size() == 0) return;
  const auto& made = payments_.newest_but(below(std::min<std::uint64_t>(payments_.size(), 8)));
  for (std::uint64_t left = one_in(3) ? 3 : 1; left > 0; --left) {
    const std::string key = fresh_key();
    auto command = World::refund_of(made.record, std::nullopt, key);
    if (!one_in(3))
      command.refund.amount =
          ledger::Amount::of(Money::units(static_cast<std::int64_t>(1 + below(200'000'000))));
    refunding_.add({Key{made.paid().payee, key}, world().refund(std::move(command))});
  }
}

// --- What happens meanwhile.

void TokenHistory::freeze() {
  freeze_or_not(any_of(one_in(4) ? payees_ : payers_));
}

void TokenHistory::end_payer() {
  const ledger::WalletAddress& agent = payers_[2 * below(payers_.size() / 2)];
  History::end_agent(agent, one_in(2), owner_);
}

void TokenHistory::end_payee() {
  const std::size_t n = below(payees_.size());
  sweep_and_end(payees_[n], n == 1 ? owner_.wallet : seller_.wallet);
}

void TokenHistory::pass_long() {
  pass(static_cast<std::int64_t>(below(20'000)));
}

// A moment before the next one that is known, at it, or after it.
void TokenHistory::pass_to_a_deadline() {
  const auto token = any_token();
  if (!token) return;
  const std::int64_t until = lives_.at(*token).stages.back().deadline.milliseconds -
                             world().clock.now().milliseconds +
                             static_cast<std::int64_t>(below(3)) - 1;
  if (until > 0) pass(until);
}

void TokenHistory::fill_disk() {
  full_ = one_in(2);
  if (full_) ++fillings_;
  world().room->read_only(full_);
}

void TokenHistory::break_disk() {
  world().store->fail_next(static_cast<tests::Fault>(1 + below(3)));
}

// Nobody hears of what was under way; what was durable is there.
void TokenHistory::cut_off() {
  machine().cut_off();
  lose_files_at_times();
  begin_again();
  full_ = false;
  follow_journal();
  services_.compare(world().room->services(), findings());
}

void TokenHistory::start_again() {
  run_all();
  hear();
  lose_files_at_times();
  begin_again();
  full_ = false;
}

}  // namespace bursar::simulation
