// What must hold of every answer about services and payment tokens.

#include "tests/simulation/token_history.hpp"

#include <algorithm>
#include <variant>

namespace bursar::simulation {

using ledger::Errc;
using ledger::Record;
using ledger::TokenEvent;
using ledger::WalletStatus;
using Status = ledger::TokenStatus;

namespace {

bool pays(TokenEvent event) {
  return event == TokenEvent::complete || event == TokenEvent::settle;
}

bool gives_back(TokenEvent event) {
  return event == TokenEvent::cancel || event == TokenEvent::release;
}

bool late(Status status) {
  return status == Status::expired || status == Status::sla_breached;
}

bool same_terms(ledger::TokenTerms a, const ledger::TokenTerms& b) {
  a.expires_at = b.expires_at;
  return a == b;
}

}  // namespace

void TokenHistory::hear_answers() {
  paying_.hear([](const Paying&) {});
  authorizing_.hear([&](const Authorizing& one) { hear_authorized(one); });
  acting_.hear([&](const Acting& one) { hear_acted(one); });
  looking_.hear([&](const Looking& one) { hear_looked(one); });
  making_.hear([&](const Making& one) { hear_offered(one); });
  changing_.hear([&](const Changing& one) { hear_offered(one); });
  marking_.hear([&](const Marking& one) { hear_offered(one); });
  refunding_.hear([&](const Refunding& one) {
    if (one.told.allowed()) is_answer_of(one.key, *one.told.outcome()->record);
  });
}

// --- Issuing.

void TokenHistory::hear_authorized(const Authorizing& one) {
  if (!one.told.allowed()) return hear_not_issued(one, one.told.outcome().error());
  const actors::Receipt& receipt = *one.told.outcome();
  is_durable(*receipt.record);
  if (!one.command.keyed.key.empty()) is_answer_of(one.key(), *receipt.record);
  if (const auto* refused = std::get_if<ledger::Refused>(&receipt.record->fact)) {
    if (!receipt.replayed) hear_not_issued(one, refused->error);
    return;
  }
  if (!receipt.replayed && !told_.insert(receipt.record->sequence).second)
    report("What was done is told to one who asked for it", word(receipt.record->sequence));
  hear_issued(one, *receipt.record);
}

void TokenHistory::hear_issued(const Authorizing& one, const Record& record) {
  const ledger::Authorize& asked = one.command.authorize;
  const auto* issued = std::get_if<ledger::TokenIssued>(&record.fact);
  if (issued == nullptr || issued->payment.payer != asked.pay.payer.account ||
      issued->payment.payee != asked.pay.payee->account ||
      issued->payment.amount != asked.pay.amount || !same_terms(asked.terms, issued->terms))
    return report("A token is issued as it was asked for", word(record.sequence));
  if (one.told.outcome()->replayed) return;
  const std::int64_t most = options_of(0).terms.token_ttl_ms;
  const std::int64_t ttl = asked.ttl_ms == 0 ? most : std::min(asked.ttl_ms, most);
  const std::int64_t ends = issued->terms.expires_at.milliseconds;
  if (ends < one.since.at.milliseconds + ttl || ends > record.time.milliseconds + ttl)
    report("A token waits as long as it may", word(record.sequence));
}

void TokenHistory::hear_not_issued(const Authorizing& one, const ledger::Error& error) {
  const ledger::Pay& pay = one.command.authorize.pay;
  const ledger::Money amount = pay.amount.money();
  const ledger::AccountNumber payer = pay.payer.account;
  const auto caused = [&] {
    if (error.code == Errc::tokens_full)
      return open_at_most(payer, one.since) >= options_of(0).terms.open_tokens_max;
    if (error.code == Errc::wallet_frozen) return was(WalletStatus::frozen, payer, one.since);
    if (error.code == Errc::wallet_archived) return was(WalletStatus::archived, payer, one.since);
    if (error.code == Errc::payee_archived)
      return was(WalletStatus::archived, pay.payee->account, one.since);
    if (error.code == Errc::policy_denied || error.code == Errc::budget_exceeded)
      return error.used + amount > error.limit;
    if (error.code == Errc::insufficient_funds) return amount > error.max_allowed_now;
    // Also with one that is under way, and may come to nothing yet.
    if (error.code == Errc::idempotency_conflict) return sent_again_.contains(one.key());
    if (error.code == Errc::read_only) return was_full(one.since);
    return error.code == Errc::overloaded;
  };
  if (!caused())
    report("No token is refused without a cause",
           "code " + std::to_string(static_cast<int>(error.code)));
}

// --- What becomes of them.

bool TokenHistory::stood(const Acting& one, const std::function<bool(const Stage&)>& so) const {
  const auto& stages = lives_.at(one.token).stages;
  return std::any_of(stages.begin() + static_cast<std::ptrdiff_t>(one.stage), stages.end(), so);
}

void TokenHistory::hear_acted(const Acting& one) {
  if (!one.told.allowed()) {
    const Errc code = one.told.outcome().error().code;
    if (!has_cause(one, code))
      report("Nothing is refused of a token without its cause, and that is told",
             word(one.token) + ", event " + std::to_string(static_cast<int>(one.event)) +
                 ", code " + std::to_string(static_cast<int>(code)));
    return;
  }
  const auto& record = one.told.outcome()->record;
  if (record) return hear_moved(one, *record);
  if (!stood(one, [&](const Stage& stage) { return is_so_already(stage.status, one.event); }))
    report("What is told to be so already is so", word(one.token));
}

void TokenHistory::hear_moved(const Acting& one, const Record& record) {
  is_durable(record);
  TokenLives::Step step;
  const Life& life = lives_.at(one.token);
  const auto stage = std::ranges::find(life.stages, record.sequence, &Stage::record);
  if (!TokenLives::tells(record, step) || step.token != one.token || stage == life.stages.end())
    return report("An answer is of the token that was asked about", word(record.sequence));
  if (!told_.insert(record.sequence).second)
    report("What was done is told to one who asked for it", word(record.sequence));
  if (late(step.status)) return;
  if (step.status != becomes(one.event))
    return report("A token becomes what it was asked to become", word(record.sequence));
  if (stage != life.stages.begin() && one.since.at >= std::prev(stage)->deadline)
    report("Nothing goes on when its time is over", word(record.sequence));
  if (const auto* advanced = std::get_if<ledger::TokenAdvanced>(&record.fact);
      advanced && advanced->status == Status::started) {
    const std::uint32_t promised = life.issued().terms.complete_seconds;
    const std::int64_t span =
        promised == 0 ? options_of(0).terms.token_open_ms_max : std::int64_t{1'000} * promised;
    if (advanced->completes_by.milliseconds < one.since.at.milliseconds + span)
      report("A call has all the time that was promised", word(record.sequence));
  }
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact);
      paid && paid->amount != one.amount.value_or(life.payment().amount))
    report("A call costs what its provider said", word(record.sequence));
}

// A verified token that is verified again has a code of its own, until it has ended.
bool TokenHistory::has_cause(const Acting& one, Errc code) {
  const Life& life = lives_.at(one.token);
  const auto ended = [](const Stage& stage) { return stage.deadline == ledger::Time{}; };
  if (code == Errc::invalid_state)
    return stood(one, [&](const Stage& stage) {
      return ended(stage) ||
             (one.event != TokenEvent::verify && !has_its_turn(stage.status, one.event) &&
              !is_so_already(stage.status, one.event));
    });
  if (code == Errc::token_redeemed)
    return one.event == TokenEvent::verify && stood(one, [&](const Stage& stage) {
             return !ended(stage) && stage.status != Status::issued;
           });
  if (code == Errc::wallet_frozen)
    return (one.event == TokenEvent::verify || one.event == TokenEvent::check ||
            one.event == TokenEvent::settle) &&
           was(WalletStatus::frozen, life.payment().payer, one.since) &&
           stood(one, [](const Stage& stage) { return stage.status == Status::issued; });
  if (code == Errc::invalid_amount)
    return pays(one.event) && one.amount &&
           (life.issued().terms.metered ? *one.amount > life.payment().amount
                                        : *one.amount != life.payment().amount);
  if (code == Errc::payee_archived)
    return pays(one.event) && was(WalletStatus::archived, life.payment().payee, one.since);
  if (code == Errc::read_only) return !gives_back(one.event) && was_full(one.since);
  return code == Errc::overloaded && pays(one.event);
}

void TokenHistory::hear_looked(const Looking& one) {
  if (!one.told.allowed()) return report("What was issued is found", word(one.token));
  const ledger::Token& row = *one.told.outcome();
  const auto& stages = lives_.at(one.token).stages;
  const bool shown = std::any_of(
      stages.begin() + static_cast<std::ptrdiff_t>(one.stage), stages.end(),
      [&](const Stage& stage) { return stage.status == row.status && stage.record == row.last; });
  if (!shown || row.payer != lives_.at(one.token).payment().payer)
    report("A token is shown as it is, or was a moment ago", word(one.token));
}

// --- Services.

template <class Call>
void TokenHistory::hear_offered(const Offering<Call>& one) {
  if (one.told.allowed()) {
    const actors::ServiceRow& row = *one.told.outcome();
    const auto* offer = services_.find(row.made);
    if (offer == nullptr || (!one.service.none() && row.made != one.service) ||
        !offer->was(version_of(row.service)))
      report("What is told of a service is durable", word(row.made));
    return;
  }
  const Errc code = one.told.outcome().error().code;
  const bool caused =
      (code == Errc::read_only && was_full(one.since)) ||
      (code == Errc::not_found && !one.service.none() && services_.find(one.service)->removed()) ||
      (code == Errc::wallet_archived && was(WalletStatus::archived, one.provider, one.since));
  if (!caused)
    report("Nothing is refused of a service without a cause",
           "code " + std::to_string(static_cast<int>(code)));
}

}  // namespace bursar::simulation
