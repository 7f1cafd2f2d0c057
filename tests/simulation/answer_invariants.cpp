#include "tests/simulation/calendar.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/postings.hpp"
#include "tests/simulation/refunds.hpp"
#include "tests/simulation/windows.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bursar::simulation {
namespace {

using actors::Receipt;
using ledger::Errc;
using ledger::Error;

bool is_durable(const Evidence& now, const Movement&, const Receipt& receipt) {
  return receipt.record && !receipt.record->sequence.none() &&
         receipt.record->sequence <= now.books.last;
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
  return first == nullptr || now.movements.same_content(*first, asked);
}

// Those with an answer to it carry the record instead.
bool moved_nothing(const Evidence&, const Movement& asked, const Error&) {
  return !asked.recorded;
}

template <class C>
bool is(const Evidence&, const Movement& asked) {
  return std::holds_alternative<C>(asked.command);
}
bool any(const Evidence&, const Movement&) {
  return true;
}

// What a refusal needs to be one at all; where it has figures, others hold them against the books.
struct Cause {
  Errc code = {};
  bool (*may_be)(const Evidence& now, const Movement& asked) = nullptr;
};
constexpr std::array causes{
    Cause{Errc::idempotency_conflict, any},
    Cause{Errc::insufficient_funds, any},
    Cause{Errc::budget_source_short, finds_its_source_short},
    Cause{Errc::balance_limit, any},
    Cause{Errc::policy_denied, is<actors::PayCommand>},
    Cause{Errc::budget_exceeded, is<actors::PayCommand>},
    Cause{Errc::faucet_exhausted, is<actors::FundCommand>},
    Cause{Errc::invalid_request, names_one_wallet_twice},
    Cause{Errc::environment_mismatch, leaves_environment},
    Cause{Errc::unknown_payee, names_nobody},
    Cause{Errc::not_found, gives_to_a_stranger},
    Cause{Errc::wallet_frozen, is_frozen},
    Cause{Errc::wallet_archived, is_archived},
    Cause{Errc::payee_archived, pays_the_archived},
    Cause{Errc::read_only, met_a_full_disk},
    Cause{Errc::overloaded, may_find_no_place},
    Cause{Errc::share_taken, may_find_its_share_taken},
    Cause{Errc::keys_full, may_find_no_place_for_its_key},
    Cause{Errc::key_sealed, has_a_sealed_key},
    Cause{Errc::invalid_state, has_nothing_left},
    Cause{Errc::refund_exceeds, is<actors::RefundCommand>},
};

bool may_be_refused_so(const Evidence& now, const Movement& asked, const Error& error) {
  const auto cause = std::ranges::find(causes, error.code, &Cause::code);
  return cause != causes.end() && cause->may_be(now, asked);
}

// Of the day that it says will be over.
bool faucet_is_exhausted(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::faucet_exhausted) return true;
  const ledger::Fund* fund = limited_funding(asked.command);
  if (fund == nullptr) return false;
  const std::int64_t day = day_at({error.resets_at.milliseconds - 1});
  const auto given = now.faucet.find({fund->wallet.account.value, day});
  const Wide of_day = given == now.faucet.end() ? Wide{0} : given->second;
  return error.used.units() <= of_day && error.limit == faucet_per_day &&
         error.used + fund->amount.money() > error.limit;
}

// Of a refusal that nobody was told it may have been anything that was asked with the key.
bool is_of_other_content(const Evidence& now, ledger::Sequence keyed, const Movement& asked) {
  const ledger::Sequence sealed =
      now.books.sealed(decider_of(asked.command), keyed_of(asked.command).key);
  if (!sealed.none() && keyed == sealed) return false;
  const auto differs = [&](std::uint64_t salt) {
    return !now.movements.same_content(*now.movements.find(salt), asked);
  };
  if (keyed.none()) return false;
  if (const std::uint64_t salt = now.books.salt(keyed); salt != 0) return differs(salt);
  const auto told = now.refusals.find(keyed.value);
  if (told != now.refusals.end()) return differs(told->second);
  return std::ranges::any_of(
      now.movements.of_key(decider_of(asked.command), keyed_of(asked.command).key), differs);
}

// With the key's record, the one that it had when this was asked or its newest, or with what is
// under way under it, whatever becomes of that.
bool conflicts(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::idempotency_conflict) return true;
  const std::string& key = keyed_of(asked.command).key;
  if (key.empty()) return false;
  const Keyed* known = now.books.keyed(decider_of(asked.command), key);
  if (is_of_other_content(now, asked.keyed, asked) ||
      (known != nullptr && is_of_other_content(now, known->sequence, asked)))
    return true;
  // Where only some of a batch's keys are known it is another batch, whatever they have done.
  if (known != nullptr && !asked.together.none()) return true;
  const auto& of_key = now.movements.of_key(decider_of(asked.command), key);
  return std::ranges::any_of(of_key, [&](std::uint64_t salt) {
    const Movement& one = *now.movements.find(salt);
    return at_once(one, asked) && !now.movements.same_content(one, asked);
  });
}

// Where there is no place for a call its key is not even looked at.
bool has_no_answer_yet(const Evidence& now, const Movement& asked, const Error& error) {
  if (asked.keyed.none() || error.code == Errc::overloaded) return true;
  if (error.code == Errc::share_taken || error.code == Errc::key_sealed) return true;
  if (error.code == Errc::idempotency_conflict) return true;
  const Keyed* known = now.books.keyed(decider_of(asked.command), keyed_of(asked.command).key);
  return known->sequence != asked.keyed || !remembered(now, *known);
}

const WalletRow& decider_row(const Evidence& now, const Movement& asked) {
  return *now.books.wallet(decider_of(asked.command));
}

// What comes before it in its batch: it is judged as if that were made.
Money amounts_before(const Evidence& now, const Movement& asked) {
  Money sum;
  for (const Movement* one : now.movements.before(asked)) sum = sum + money_of(one->command);
  return sum;
}
Wide debits_before(const Evidence& now, const Movement& asked) {
  Wide sum = 0;
  for (const Movement* one : now.movements.before(asked))
    sum += debit_of(std::get<actors::PayCommand>(one->command).pay, {});
  return sum;
}

template <class Value>
Between<Value> with(Between<Value> range, Value before) {
  return {range.least, range.most + before};
}

Wide most_to_debit(const Movement& asked) {
  if (const auto* paying = std::get_if<actors::PayCommand>(&asked.command))
    return debit_of(paying->pay, {});
  const Wide some = money_of(asked.command).units();
  const auto* refunding = std::get_if<actors::RefundCommand>(&asked.command);
  if (refunding != nullptr && some == 0)
    return refunding->refund.paid.amount.money().units() - asked.refunded_before;
  return std::max<Wide>(1, some);
}

// The least that the wallet can have had: all that was told it got, and all that is durable gone.
bool lacks_funds(const Evidence& now, const Movement& asked, const Error& error) {
  // That fees lack, their record tells exactly.
  if (error.code != Errc::insufficient_funds || fees_taken(asked.command) != nullptr) return true;
  const WalletRow& decider = decider_row(now, asked);
  const auto* paying = std::get_if<actors::PayCommand>(&asked.command);
  if (paying != nullptr && decider.budget) return false;
  const Between<Wide> free = available(asked.told, decider.durable);
  return free.least - debits_before(now, asked) < most_to_debit(asked) &&
         error.max_allowed_now.units() <= free.most;
}

bool exceeds_budget(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::budget_exceeded) return true;
  const WalletRow& payer = decider_row(now, asked);
  return payer.budget && error.limit == *payer.budget &&
         with(counted(asked.told, payer.durable), amounts_before(now, asked)).has(error.used) &&
         error.used + money_of(asked.command) > error.limit;
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
    case ledger::PolicyRule::velocity:
    case ledger::PolicyRule::allowed_recipients:
    case ledger::PolicyRule::blocked_recipients:
    case ledger::PolicyRule::allowed_categories:
    case ledger::PolicyRule::blocked_categories:
    case ledger::PolicyRule::active_hours:
    case ledger::PolicyRule::expires_at:
    case ledger::PolicyRule::policy_missing:
    case ledger::PolicyRule::approval_above:
    case ledger::PolicyRule::require_approval:
    case ledger::PolicyRule::none:
      break;
  }
  return std::nullopt;
}

bool is_of_what_binds_it(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::policy_denied || error.rule > ledger::PolicyRule::max_total) return true;
  return std::ranges::any_of(bound_by(now, asked), [&](ledger::PolicyId id) {
    const auto policy = now.books.histories.find(id);
    return policy != now.books.histories.end() &&
           std::ranges::any_of(policy->second.versions, [&](const auto& version) {
             return limit_of(version.made.terms, error.rule) == error.limit;
           });
  });
}

bool breaks_policy(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::policy_denied) return true;
  if (error.rule > ledger::PolicyRule::max_total) return breaks_another_rule(now, asked, error);
  const Flow& durable = decider_row(now, asked).durable;
  const FlowThen& told = asked.told;
  if (error.used + money_of(asked.command) <= error.limit) return false;
  const Money before = amounts_before(now, asked);
  // The window that the rule counts in ends with resets_at.
  const ledger::Time within{error.resets_at.milliseconds - 1};
  switch (error.rule) {
    case ledger::PolicyRule::max_per_tx:
      return error.used.zero();
    case ledger::PolicyRule::max_per_day:
      return with(counted(told.day, durable.days.at(day_at(within))), before).has(error.used);
    case ledger::PolicyRule::max_per_month:
      return with(counted(told.month, durable.months.at(month_at(within))), before).has(error.used);
    case ledger::PolicyRule::max_total:
      return with(counted(told, durable), before).has(error.used);
    case ledger::PolicyRule::velocity:
    case ledger::PolicyRule::allowed_recipients:
    case ledger::PolicyRule::blocked_recipients:
    case ledger::PolicyRule::allowed_categories:
    case ledger::PolicyRule::blocked_categories:
    case ledger::PolicyRule::active_hours:
    case ledger::PolicyRule::expires_at:
    case ledger::PolicyRule::policy_missing:
    case ledger::PolicyRule::approval_above:
    case ledger::PolicyRule::require_approval:
    case ledger::PolicyRule::none:
      break;
  }
  return false;
}

bool refund_exceeds(const Evidence& now, const Movement& asked, const Error& error) {
  return error.code != Errc::refund_exceeds || asks_for_more_than_is_left(now, asked, error);
}

bool has_no_room(const Evidence& now, const Movement& asked, const Error& error) {
  if (error.code != Errc::balance_limit) return true;
  // Credits under way count too, none of which is as large as this.
  constexpr Money under_way_max = Money::dollars(100'000);
  const auto has_none = [&](ledger::AccountNumber receiver) {
    return now.books.wallet(receiver)->durable.in + under_way_max.units() >
           ledger::balance_max.units();
  };
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&asked.command))
    return has_none(refunding->refund.to.account) || has_none(refunding->refund.org_wallet.account);
  if (asked.payees.empty()) return has_none(decider_of(asked.command));
  const bool of_fundings = std::holds_alternative<actors::FundBatchCommand>(asked.command);
  return has_none(asked.payees.at(of_fundings ? error.part - 1U : 0).account);
}

bool shows_money(const WalletRow& now, const FlowThen& told, const ledger::WalletState& shown) {
  return posted(told, now.durable).has(shown.posted.units()) &&
         held(told, now.durable).has(shown.held.units()) &&
         shown.transaction_count >= told.entries && shown.transaction_count <= now.durable.entries;
}

bool shows_spending(const WalletRow& now, const FlowThen& told, const ledger::WalletState& shown) {
  const ledger::Usage& usage = shown.usage;
  const Flow& durable = now.durable;
  if (!counted(told, durable).has(usage.in_total)) return false;
  if (shown.total_drawn < told.drawn || shown.total_drawn > durable.drawn) return false;
  if (shown.total_spent < told.paid || shown.total_spent > durable.paid) return false;
  return counted(told.day, durable.days.at(usage.day)).has(usage.in_day) &&
         usage.in_month <= counted(told.month, durable.months.at(usage.month)).most;
}

constexpr std::array<ReceiptInvariant, 4> of_receipts{{
    {"Nothing is answered before it is durable", is_durable},
    {"A first answer is to what was asked", is_its_own},
    {"One key has one answer, and no answer has another's key", is_of_its_key},
    {"A replayed answer is to the same content", is_to_the_same_content},
}};
constexpr std::array<RefusalInvariant, 13> of_refusals{{
    {"The faucet is exhausted where a refusal says so", faucet_is_exhausted},
    {"Whatever is refused moves nothing", moved_nothing},
    {"Nothing is refused without a cause that it may have", may_be_refused_so},
    {"A key is in conflict only with what it was asked otherwise for", conflicts},
    {"What a key has done is told whenever it is asked again", has_no_answer_yet},
    {"Funds are lacking where a refusal says so, in what is durable", lacks_funds},
    {"A budget is exceeded where a refusal says so, by what is durable", exceeds_budget},
    {"A policy is broken where a refusal says so, by what is durable", breaks_policy},
    {"A refusal tells a limit of its wallet's policy", is_of_what_binds_it},
    {"A batch is refused for what is so of the part that it tells", is_so_of_its_part},
    {"A payee has no room where a refusal says so", has_no_room},
    {"A refund asks for more than is left where a refusal says so", refund_exceeds},
    {"A refusal says when its window ends", resets_with_its_window},
}};
constexpr std::array<ViewInvariant, 3> of_views{{
    {"A balance has all that was told before, and nothing that is not durable", shows_money},
    {"Counters have all that was told before, and nothing that is not durable", shows_spending},
    {"Counters are those of the day to which the wallet's payments have come", shows_its_windows},
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
