#include "tests/simulation/invariants.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bursar::simulation {
namespace {

using actors::Receipt;
using ledger::Errc;
using ledger::Error;
using ledger::Record;

bool is_durable(const Evidence& now, const Movement&, const Receipt& receipt) {
  return receipt.record && !receipt.record->sequence.none() &&
         receipt.record->sequence <= now.books.last;
}

std::uint64_t salt_of(const Record& record) {
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact)) return paid->salt;
  if (const auto* funded = std::get_if<ledger::Funded>(&record.fact)) return funded->salt;
  if (const auto* cleared = std::get_if<ledger::Cleared>(&record.fact)) return cleared->salt;
  return 0;
}

bool is_its_own(const Evidence&, const Movement& asked, const Receipt& receipt) {
  if (std::holds_alternative<ledger::Refused>(receipt.record->fact)) return true;
  return receipt.replayed || salt_of(*receipt.record) == asked.salt;
}

// What was recorded for another movement is an answer only under the key that both have. That key
// may have served once more by the time this is told, but not before it was asked.
bool is_of_its_key(const Evidence&, const Movement& asked, const Receipt& receipt) {
  const auto& key = receipt.record->idempotency;
  const std::string& own = keyed_of(asked.command).key;
  if (!key) return own.empty();
  return key->key == own && key->wallet == decider_of(asked.command) &&
         receipt.record->sequence >= asked.keyed;
}

bool is_to_the_same_content(const Evidence& now, const Movement& asked, const Receipt& receipt) {
  const auto refusal = now.refusals.find(receipt.record->sequence.value);
  const Movement* first = now.movements.find(
      refusal == now.refusals.end() ? salt_of(*receipt.record) : refusal->second);
  return first == nullptr || same_content(first->command, asked.command);
}

// Those with an answer to it carry the record instead.
bool moved_nothing(const Evidence&, const Movement& asked, const Error&) {
  return !asked.recorded;
}

constexpr std::array refuses_any{
    Errc::invalid_request, Errc::environment_mismatch,
    Errc::unknown_payee,   Errc::idempotency_conflict,
    Errc::overloaded,      Errc::read_only,
    Errc::keys_full,       Errc::insufficient_funds,
    Errc::balance_limit,   Errc::share_taken,
};
constexpr std::array refuses_payments{Errc::policy_denied, Errc::budget_exceeded};

bool may_be_refused_so(const Evidence&, const Movement& asked, const Error& error) {
  if (std::ranges::find(refuses_any, error.code) != refuses_any.end()) return true;
  if (const auto* funding = std::get_if<actors::FundCommand>(&asked.command)) {
    const ledger::Fund& fund = funding->fund;
    if (fund.org_wallet && fund.org_wallet->organization != fund.wallet.organization)
      return error.code == Errc::not_found;
    return error.code == Errc::faucet_exhausted;
  }
  if (std::holds_alternative<actors::ClearCommand>(asked.command)) return false;
  return std::ranges::find(refuses_payments, error.code) != refuses_payments.end();
}

bool faucet_is_exhausted(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::faucet_exhausted) return true;
  const ledger::Fund* fund = limited_funding(asked.command);
  if (fund == nullptr) return false;
  return std::ranges::any_of(now.faucet, [&](const auto& given) {
    return given.first.first == fund->wallet.account.value &&
           given.second + fund->amount.money().units() > faucet_per_day.units();
  });
}

bool conflicts(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::idempotency_conflict) return true;
  const auto& of_key = now.movements.of_key(decider_of(asked.command), keyed_of(asked.command).key);
  return std::ranges::any_of(of_key, [&](std::uint64_t salt) {
    return !same_content(now.movements.find(salt)->command, asked.command);
  });
}

// Where there is no place for a call its key is not even looked at.
bool has_no_answer_yet(const Evidence& now, const Movement& asked, const Error& error) {
  if (asked.keyed.none() || error.code == Errc::overloaded) return true;
  if (error.code == Errc::share_taken) return true;
  if (error.code == Errc::idempotency_conflict) return true;
  const Keyed* known = now.books.keyed(decider_of(asked.command), keyed_of(asked.command).key);
  return known->sequence != asked.keyed || !remembered(now, *known);
}

const WalletRow& decider_row(const Evidence& now, const Movement& asked) {
  return *now.books.wallet(decider_of(asked.command));
}

// The least that the wallet can have had: all that was told it got, and all that is durable gone.
bool lacks_funds(const Evidence& now, const Movement& asked, const Error& error) {
  // That fees lack, their record tells exactly.
  if (error.code != Errc::insufficient_funds || fees_taken(asked.command) != nullptr) return true;
  const Flow& durable = decider_row(now, asked).durable;
  const auto* paying = std::get_if<actors::PayCommand>(&asked.command);
  const Wide needed = paying != nullptr ? debit_of(paying->pay, {})
                                        : Wide{amount_of(asked.command).money().units()};
  const Wide least = asked.told.in - durable.out;
  const Wide most = durable.in - asked.told.out;
  return least < needed && error.max_allowed_now.units() <= most;
}

bool exceeds_budget(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::budget_exceeded) return true;
  const WalletRow& payer = decider_row(now, asked);
  return payer.budget && error.limit == *payer.budget && error.used >= asked.told.spent &&
         error.used <= payer.durable.spent &&
         error.used + amount_of(asked.command).money() > error.limit;
}

bool used_between(const Error& error, Money told, Money durable) {
  return error.used >= told && error.used <= durable;
}

std::optional<Money> limit_of(const ledger::PolicyTerms& terms, ledger::PolicyRule rule) {
  switch (rule) {
    case ledger::PolicyRule::max_per_tx:
      return terms.max_per_tx;
    case ledger::PolicyRule::max_per_day:
      return terms.max_per_day;
    case ledger::PolicyRule::max_per_month:
      return terms.max_per_month;
    case ledger::PolicyRule::max_total:
      return terms.max_total;
    case ledger::PolicyRule::none:
      break;
  }
  return std::nullopt;
}

bool is_of_what_binds_it(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::policy_denied) return true;
  return std::ranges::any_of(bound_by(now, asked), [&](ledger::PolicyId id) {
    const auto policy = now.books.policies.find(id);
    return policy != now.books.policies.end() &&
           limit_of(policy->second.terms, error.rule) == error.limit;
  });
}

bool breaks_policy(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::policy_denied) return true;
  const Flow& durable = decider_row(now, asked).durable;
  const FlowThen& told = asked.told;
  if (error.used + amount_of(asked.command).money() <= error.limit) return false;
  // The window that the rule counts in ends with resets_at.
  const ledger::Time within{error.resets_at.milliseconds - 1};
  switch (error.rule) {
    case ledger::PolicyRule::max_per_tx:
      return error.used.zero();
    case ledger::PolicyRule::max_per_day: {
      const std::int64_t day = ledger::day_of(within);
      return used_between(error, day == told.day ? told.in_day : Money{},
                          durable.days.at(day).used);
    }
    case ledger::PolicyRule::max_per_month: {
      const std::int64_t month = ledger::month_of(within);
      return used_between(error, month == told.month ? told.in_month : Money{},
                          durable.months.at(month).used);
    }
    case ledger::PolicyRule::max_total:
      return used_between(error, told.spent, durable.spent);
    case ledger::PolicyRule::none:
      break;
  }
  return false;
}

bool has_no_room(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::balance_limit) return true;
  // Credits under way count too, none of which is as large as this.
  constexpr Money under_way_max = Money::dollars(100'000);
  const auto* paying = std::get_if<actors::PayCommand>(&asked.command);
  const auto* clearing = std::get_if<actors::ClearCommand>(&asked.command);
  const auto& receiver = paying != nullptr ? *paying->pay.payee
                         : clearing != nullptr
                             ? clearing->clear.wallet
                             : std::get<actors::FundCommand>(asked.command).fund.wallet;
  const Flow& durable = now.books.wallet(receiver.account)->durable;
  return durable.in + under_way_max.units() > ledger::balance_max.units();
}

bool shows_money(const WalletRow& now, const FlowThen& told, const ledger::WalletState& shown) {
  const Wide posted = shown.posted.units();
  return posted >= told.in - now.durable.out && posted <= now.durable.in - told.out &&
         shown.held.zero() && shown.transaction_count >= told.entries &&
         shown.transaction_count <= now.durable.entries;
}

bool shows_spending(const WalletRow& now, const FlowThen& told, const ledger::WalletState& shown) {
  const ledger::Usage& usage = shown.usage;
  if (usage.in_total < told.spent || usage.in_total > now.durable.spent) return false;
  if (usage.in_day > now.durable.days.at(usage.day).used) return false;
  if (usage.in_month > now.durable.months.at(usage.month).used) return false;
  return usage.day != told.day || usage.in_day >= told.in_day;
}

constexpr std::array<ReceiptInvariant, 4> of_receipts{{
    {"Nothing is answered before it is durable", is_durable},
    {"A first answer is to what was asked", is_its_own},
    {"One key has one answer, and no answer has another's key", is_of_its_key},
    {"A replayed answer is to the same content", is_to_the_same_content},
}};
constexpr std::array<RefusalInvariant, 10> of_refusals{{
    {"The faucet is exhausted where a refusal says so", faucet_is_exhausted},
    {"Whatever is refused moves nothing", moved_nothing},
    {"Only what can be refused so is", may_be_refused_so},
    {"A key is in conflict only with what was asked otherwise", conflicts},
    {"What a key has done is told whenever it is asked again", has_no_answer_yet},
    {"Funds are lacking where a refusal says so, in what is durable", lacks_funds},
    {"A budget is exceeded where a refusal says so, by what is durable", exceeds_budget},
    {"A policy is broken where a refusal says so, by what is durable", breaks_policy},
    {"A refusal tells a limit of its wallet's policy", is_of_what_binds_it},
    {"A payee has no room where a refusal says so", has_no_room},
}};
constexpr std::array<ViewInvariant, 2> of_views{{
    {"A balance has all that was told before, and nothing that is not durable", shows_money},
    {"Counters have all that was told before, and nothing that is not durable", shows_spending},
}};

}  // namespace

std::span<const ReceiptInvariant> receipt_invariants() {
  return of_receipts;
}

std::span<const RefusalInvariant> refusal_invariants() {
  return of_refusals;
}

std::span<const ViewInvariant> view_invariants() {
  return of_views;
}

}  // namespace bursar::simulation
