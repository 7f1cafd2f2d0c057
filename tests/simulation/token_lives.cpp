#include "tests/simulation/token_lives.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::Record;
using ledger::Sequence;
using ledger::TokenEvent;
using Status = ledger::TokenStatus;

namespace {

constexpr std::int64_t second_ms = 1'000;

bool was_verified(Status status) {
  return status == Status::verified || status == Status::started || status == Status::accepted;
}

bool in_order(Status from, Status to) {
  switch (to) {
    case Status::issued:
      return false;
    case Status::verified:
    case Status::cancelled:
      return from == Status::issued;
    case Status::started:
      return from == Status::verified;
    case Status::accepted:
      return from == Status::started;
    case Status::settled:
      return from == Status::issued || was_verified(from);
    case Status::released:
      return was_verified(from);
    case Status::expired:
      return from == Status::issued || from == Status::verified;
    case Status::sla_breached:
      return from == Status::started || from == Status::accepted;
  }
  return false;
}

bool is_end(Status status) {
  return status != Status::issued && !was_verified(status);
}

ledger::Wide got(ledger::AccountNumber account, const Record& record) {
  ledger::Wide sum = 0;
  for (const ledger::Entry& entry : record.entries)
    if (entry.account == account) sum += entry.amount.units();
  return sum;
}

std::string_view wrong_settlement(const Record& record, const ledger::Paid& paid,
                                  const TokenLives::Life& life) {
  const ledger::Wide amount = paid.amount.money().units();
  if (paid.payer != life.payment().payer || paid.payee != life.payment().payee)
    return "A token pays whom it was issued for";
  if (amount > life.reserved()) return "No token is settled with more than it has reserved";
  if (!life.issued().terms.metered && amount != life.reserved())
    return "What is not metered costs what was reserved";
  const ledger::Wide fee = fee_of(amount);
  if (paid.fee.units() != fee || got(paid.payee, record) != amount - fee)
    return "A provider gets what the call came to, less the fee";
  const ledger::Wide drawn = std::max<ledger::Wide>(amount - life.held(), 0);
  if (paid.drawn.units() != drawn || got(paid.payer, record) != drawn - amount)
    return "A payer pays just what the call came to";
  return {};
}

}  // namespace

bool has_its_turn(Status status, TokenEvent event) {
  switch (event) {
    case TokenEvent::verify:
    case TokenEvent::check:
    case TokenEvent::cancel:
      return status == Status::issued;
    case TokenEvent::start:
      return status == Status::verified;
    case TokenEvent::accept:
      return status == Status::started;
    case TokenEvent::complete:
      return status == Status::accepted;
    case TokenEvent::settle:
      return status == Status::issued || was_verified(status);
    case TokenEvent::release:
      return was_verified(status);
    case TokenEvent::expire:
    case TokenEvent::breach:
      break;
  }
  return false;
}

bool is_so_already(Status status, TokenEvent event) {
  return (event == TokenEvent::check && was_verified(status)) ||
         (event == TokenEvent::start && status == Status::started) ||
         (event == TokenEvent::accept && status == Status::accepted);
}

Status becomes(TokenEvent event) {
  switch (event) {
    case TokenEvent::verify:
    case TokenEvent::check:
      return Status::verified;
    case TokenEvent::start:
      return Status::started;
    case TokenEvent::accept:
      return Status::accepted;
    case TokenEvent::complete:
    case TokenEvent::settle:
      return Status::settled;
    case TokenEvent::cancel:
      return Status::cancelled;
    case TokenEvent::release:
      return Status::released;
    case TokenEvent::expire:
      return Status::expired;
    case TokenEvent::breach:
      break;
  }
  return Status::sla_breached;
}

ledger::Wide fee_of(ledger::Wide amount) {
  const ledger::Wide whole = amount * 40 / 10'000;
  const ledger::Wide rest = amount * 40 % 10'000;
  return rest > 5'000 || (rest == 5'000 && whole % 2 != 0) ? whole + 1 : whole;
}

bool TokenLives::tells(const Record& record, Step& step) {
  if (std::holds_alternative<ledger::TokenIssued>(record.fact))
    step = {record.sequence, Status::issued};
  else if (const auto* advanced = std::get_if<ledger::TokenAdvanced>(&record.fact))
    step = {advanced->token, advanced->status};
  else if (const auto* ended = std::get_if<ledger::TokenEnded>(&record.fact))
    step = {ended->token, ended->status};
  else if (const auto* paid = std::get_if<ledger::Paid>(&record.fact); paid && paid->settles)
    step = {paid->settles->token, Status::settled};
  else
    return false;
  return true;
}

const TokenLives::Life* TokenLives::find(Sequence token) const {
  const auto found = all_.find(token);
  return found == all_.end() ? nullptr : &found->second;
}

// What was promised for no time has its time all the same.
void TokenLives::advance(const Record& record, const ledger::TokenAdvanced& advanced, Life& life,
                         Findings& findings) const {
  const ledger::TokenTerms& promised = life.issued().terms;
  const auto span = [&](std::uint32_t seconds) {
    return seconds == 0 ? open_ms_max_ : second_ms * seconds;
  };
  ledger::Time due = life.issued().terms.expires_at;
  if (advanced.status == Status::started) {
    life.completes_by = advanced.completes_by;
    due = advanced.completes_by;
    const std::int64_t began = due.milliseconds - span(promised.complete_seconds);
    if (promised.accept_seconds != 0)
      due.milliseconds = std::min(due.milliseconds, began + span(promised.accept_seconds));
    if (began > record.time.milliseconds)
      findings.report("A promise runs from when the call starts", word(record.sequence));
  }
  if (advanced.status == Status::accepted) due = life.completes_by;
  if (advanced.deadline != due)
    findings.report("A token has the time that was promised", word(record.sequence));
}

void TokenLives::follow(const Record& record, Findings& findings) {
  Step step;
  if (!tells(record, step)) return;
  const auto report = [&](std::string_view sentence) {
    findings.report(sentence,
                    word(record.sequence) + " of token " + std::to_string(step.token.value));
  };
  if (const auto* issued = std::get_if<ledger::TokenIssued>(&record.fact)) {
    all_.emplace(record.sequence,
                 Life{.record = record,
                      .stages = {{Status::issued, record.sequence, issued->terms.expires_at}}});
    if (!issued->payment.fee.zero()) report("What is reserved costs its payer no fee");
    return;
  }
  const auto found = all_.find(step.token);
  if (found == all_.end()) return report("Only what was issued is moved");
  Life& life = found->second;
  if (!life.open()) return report("A token leaves by one exit");
  if (!in_order(life.status(), step.status)) return report("A token goes its way in its order");
  Stage next{step.status, record.sequence, {}};
  if (const auto* advanced = std::get_if<ledger::TokenAdvanced>(&record.fact)) {
    advance(record, *advanced, life, findings);
    next.deadline = advanced->deadline;
  }
  const bool is_late = step.status == Status::expired || step.status == Status::sla_breached;
  if (is_late && record.time < life.stages.back().deadline)
    report("Nothing is late before its time is over");
  if (is_end(step.status) && record.previous_of_payment != step.token)
    report("The end of a token follows its beginning");
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact))
    if (const auto wrong = wrong_settlement(record, *paid, life); !wrong.empty()) report(wrong);
  life.stages.push_back(next);
}

}  // namespace bursar::simulation
