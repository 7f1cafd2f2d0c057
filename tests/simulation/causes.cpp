#include "tests/simulation/causes.hpp"

#include "actors/transfer_coordinator.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/postings.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

namespace bursar::simulation {
namespace {

// How the known keys keep the bound: a table holds an eighth of them at most, and so many full
// tables may wait for a disk that does not take them.
constexpr std::size_t tables_in_bound = 8;
constexpr std::size_t tables_waiting = 8;

struct Sides {
  const ledger::WalletAddress* from = nullptr;
  std::vector<const ledger::WalletAddress*> to;  // none: nobody's wallet
};

Sides sides_of(const Command& command) {
  if (std::holds_alternative<actors::RefundCommand>(command)) return {};  // the payment had them
  Sides sides{.from = nullptr, .to = payees_of(command)};
  if (const auto* paying = std::get_if<actors::PayCommand>(&command))
    sides.from = &paying->pay.payer;
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    sides.from = &withdrawing->withdraw.wallet;
  if (const auto* batch = std::get_if<actors::FundBatchCommand>(&command))
    sides.from = &batch->batch.org_wallet;
  const auto* funding = std::get_if<actors::FundCommand>(&command);
  if (funding != nullptr && funding->fund.org_wallet) sides.from = &*funding->fund.org_wallet;
  return sides;
}

// Whoever would receive was asked to end, and had not said yet what came of it.
bool may_have_met_an_end(const Evidence& now, const Asking& asked) {
  return std::ranges::any_of(asked.payees, [&](const Asking::Payee& payee) {
    const auto ends = now.ends.find(payee.account);
    return ends != now.ends.end() &&
           (ends->second.under_way > 0 || ends->second.answered > payee.ends);
  });
}

// What has the same key shares its end.
bool may_have_waited_in_vain(const Evidence& now, const Movement& asked) {
  if (may_have_waited_for_another(now, asked)) return true;
  const std::string& key = keyed_of(asked.command).key;
  const std::vector<const Movement*> beside = now.movements.beside(asked);
  return !key.empty() && std::ranges::any_of(beside, [&](const Movement* one) {
    return keyed_of(one->command).key == key && may_have_waited_for_another(now, *one);
  });
}

}  // namespace

std::size_t places_taken(const Evidence& now) {
  return now.under_way.calls + now.under_way.waiters + now.topups_asked.size();
}

bool has_been_frozen(std::span<const ledger::WalletStatus> statuses) {
  return std::ranges::find(statuses, ledger::WalletStatus::frozen) != statuses.end();
}

bool has_been_archived(std::span<const ledger::WalletStatus> statuses) {
  return std::ranges::find(statuses, ledger::WalletStatus::archived) != statuses.end();
}

bool may_have_waited_for_another(const Evidence& now, const Asking& asked) {
  const bool asks_others = !asked.payees.empty() || asked.source;
  return asks_others && (now.under_way.passed - asked.passed >= actors::accept_timeout ||
                         may_have_met_an_end(now, asked));
}

bool finds_too_little_to_draw(const Evidence& now, const Asking& asked, Wide drawn) {
  if (!asked.source) return false;
  const WalletRow& row = *now.books.wallet(asked.source->account);
  return has_been_frozen(std::span{row.statuses}.subspan(asked.source->status)) ||
         available(asked.source->told, row.durable).least < drawn;
}

bool names_one_wallet_twice(const Evidence&, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  std::set<ledger::AccountNumber> seen;
  if (sides.from != nullptr) seen.insert(sides.from->account);
  return std::ranges::any_of(
      sides.to, [&](const auto* wallet) { return !seen.insert(wallet->account).second; });
}

bool leaves_environment(const Evidence&, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  return std::ranges::any_of(
      sides.to, [&](const auto* wallet) { return sides.from->environment != wallet->environment; });
}

bool names_nobody(const Evidence& now, const Movement& asked) {
  return std::ranges::any_of(asked.payees, [&](const Asking::Payee& payee) {
    return now.books.wallet(payee.account) == nullptr;
  });
}

bool gives_to_a_stranger(const Evidence&, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  return sides.from != nullptr && !std::holds_alternative<actors::PayCommand>(asked.command) &&
         std::ranges::any_of(sides.to, [&](const auto* wallet) {
           return sides.from->organization != wallet->organization;
         });
}

bool is_frozen(const Evidence& now, const Movement& asked) {
  return (needs_active_giver(asked.command) && has_been_frozen(statuses_of_decider(now, asked))) ||
         (needs_active_taker(asked.command) && any_payee(now, asked, has_been_frozen));
}

bool is_archived(const Evidence& now, const Movement& asked) {
  return has_been_archived(statuses_of_decider(now, asked));
}

bool pays_the_archived(const Evidence& now, const Movement& asked) {
  return any_payee(now, asked, has_been_archived);
}

// It draws all that it costs at the most, and so do those of its batch that come before it, out of
// no less than all that was told their source got, with all that is durable gone.
bool finds_its_source_short(const Evidence& now, const Movement& asked) {
  const auto* paying = std::get_if<actors::PayCommand>(&asked.command);
  if (paying == nullptr) return false;
  Wide drawn = debit_of(paying->pay, {});
  for (const Movement* earlier : now.movements.before(asked))
    drawn += debit_of(std::get<actors::PayCommand>(earlier->command).pay, {});
  return finds_too_little_to_draw(now, asked, drawn);
}

// What a batch is refused for is so of the part that it tells; of the others nothing is said.
bool is_so_of_its_part(const Evidence& now, const Movement& asked, const ledger::Error& error) {
  if (!asked.together.none() && error.part != 0)
    return error.of_payments && error.part == asked.place() + 1;
  const bool of_batch = std::holds_alternative<actors::FundBatchCommand>(asked.command);
  if (error.part == 0) return !of_batch || error.code != ledger::Errc::payee_archived;
  if (!of_batch || error.part > asked.payees.size()) return false;
  const Asking::Payee& payee = asked.payees[error.part - 1U];
  if (error.code == ledger::Errc::payee_archived) return payee_was(now, payee, has_been_archived);
  if (error.code == ledger::Errc::wallet_frozen) return payee_was(now, payee, has_been_frozen);
  return error.code != ledger::Errc::insufficient_funds;
}

bool met_a_full_disk(const Evidence&, const Movement& asked) {
  return asked.met_full_disk;
}

bool may_find_no_place(const Evidence& now, const Movement& asked) {
  return places_taken(now) >= now.bounds.calls || now.under_way.batches >= now.bounds.batches ||
         may_have_waited_in_vain(now, asked);
}

// Whoever has as many as there are places left has at most all that are taken.
bool may_find_its_share_taken(const Evidence& now, const Movement&) {
  return 2 * places_taken(now) >= now.bounds.calls ||
         2 * now.under_way.batches >= now.bounds.batches;
}

bool has_a_sealed_key(const Evidence& now, const Movement& asked) {
  return !now.books.sealed(decider_of(asked.command), keyed_of(asked.command).key).none();
}

// Those of earlier days have gone or have not: nobody is promised when. A table waits for the disk
// that is full or an hour long, and one of records without keys where none waits.
bool may_find_no_place_for_its_key(const Evidence& now, const Movement& asked) {
  if (keyed_of(asked.command).key.empty()) return false;
  return may_have_no_place_for_a_key(now, now.movements.keyed_beside(asked));
}

bool may_have_no_place_for_a_key(const Evidence& now, std::size_t under_way) {
  const std::size_t at_most = now.books.keyed_records + now.seals_ever + under_way;
  const std::size_t table = std::min(now.bounds.keys_in_memory, now.bounds.keys / tables_in_bound);
  return at_most >= now.bounds.keys || at_most / table + now.books.hours + 1 > tables_waiting;
}

}  // namespace bursar::simulation
