#include "tests/simulation/causes.hpp"

#include "actors/transfer_coordinator.hpp"
#include "tests/simulation/invariants.hpp"

#include <algorithm>
#include <span>

namespace bursar::simulation {
namespace {

// How the known keys keep the bound: a table holds an eighth of them at most, and so many full
// tables may wait for a disk that does not take them.
constexpr std::size_t tables_in_bound = 8;
constexpr std::size_t tables_waiting = 8;

struct Sides {
  const ledger::WalletAddress* from = nullptr;
  const ledger::WalletAddress* to = nullptr;  // none: nobody's wallet
};

Sides sides_of(const Command& command) {
  if (const auto* paying = std::get_if<actors::PayCommand>(&command))
    return {&paying->pay.payer, paying->pay.payee ? &*paying->pay.payee : nullptr};
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    return {&withdrawing->withdraw.wallet, &withdrawing->withdraw.org_wallet};
  const auto* funding = std::get_if<actors::FundCommand>(&command);
  if (funding == nullptr || !funding->fund.org_wallet) return {};
  return {&*funding->fund.org_wallet, &funding->fund.wallet};
}

bool has_been(std::span<const ledger::WalletStatus> statuses, ledger::WalletStatus wanted) {
  return std::ranges::find(statuses, wanted) != statuses.end();
}

// Whoever would receive was asked to end, and had not said yet what came of it.
bool may_have_met_an_end(const Evidence& now, const Movement& asked) {
  const ledger::WalletAddress* payee = payee_of(asked.command);
  const auto ends = payee != nullptr ? now.ends.find(payee->account) : now.ends.end();
  return ends != now.ends.end() &&
         (ends->second.under_way > 0 || ends->second.answered > asked.payee_ends);
}

// What has the same key shares its end.
bool may_have_waited_in_vain(const Evidence& now, const Movement& asked) {
  const auto may = [&](const Movement& one) {
    return sides_of(one.command).to != nullptr &&
           (now.under_way.passed - one.passed >= actors::accept_timeout ||
            may_have_met_an_end(now, one));
  };
  if (may(asked)) return true;
  const std::string& key = keyed_of(asked.command).key;
  const std::vector<const Movement*> beside = now.movements.beside(asked);
  return !key.empty() && std::ranges::any_of(beside, [&](const Movement* one) {
    return keyed_of(one->command).key == key && may(*one);
  });
}

}  // namespace

bool names_one_wallet_twice(const Evidence&, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  return sides.to != nullptr && sides.from->account == sides.to->account;
}

bool leaves_environment(const Evidence&, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  return sides.to != nullptr && sides.from->environment != sides.to->environment;
}

bool names_nobody(const Evidence& now, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  return sides.to != nullptr && now.books.wallet(sides.to->account) == nullptr;
}

bool gives_to_a_stranger(const Evidence&, const Movement& asked) {
  const Sides sides = sides_of(asked.command);
  return !std::holds_alternative<actors::PayCommand>(asked.command) && sides.to != nullptr &&
         sides.from->organization != sides.to->organization;
}

bool is_frozen(const Evidence& now, const Movement& asked) {
  using enum ledger::WalletStatus;
  return (needs_active_giver(asked.command) && has_been(statuses_of_decider(now, asked), frozen)) ||
         (needs_active_taker(asked.command) && has_been(statuses_of_payee(now, asked), frozen));
}

bool is_archived(const Evidence& now, const Movement& asked) {
  return has_been(statuses_of_decider(now, asked), ledger::WalletStatus::archived);
}

bool pays_the_archived(const Evidence& now, const Movement& asked) {
  return has_been(statuses_of_payee(now, asked), ledger::WalletStatus::archived);
}

bool met_a_full_disk(const Evidence&, const Movement& asked) {
  return asked.met_full_disk;
}

bool may_find_no_place(const Evidence& now, const Movement& asked) {
  return now.under_way.calls >= now.bounds.calls || now.under_way.batches >= now.bounds.batches ||
         may_have_waited_in_vain(now, asked);
}

// Whoever has as many as there are places left has at most all that are taken.
bool may_find_its_share_taken(const Evidence& now, const Movement&) {
  return 2 * now.under_way.calls >= now.bounds.calls ||
         2 * now.under_way.batches >= now.bounds.batches;
}

// Those of earlier days have gone or have not: nobody is promised when. A table waits for the disk
// that is full or an hour long, and one of records without keys where none waits.
bool may_find_no_place_for_its_key(const Evidence& now, const Movement& asked) {
  if (keyed_of(asked.command).key.empty()) return false;
  const std::size_t at_most = now.books.keyed_records + now.movements.keyed_beside(asked);
  const std::size_t table = std::min(now.bounds.keys_in_memory, now.bounds.keys / tables_in_bound);
  return at_most >= now.bounds.keys || at_most / table + now.books.hours + 1 > tables_waiting;
}

}  // namespace bursar::simulation
