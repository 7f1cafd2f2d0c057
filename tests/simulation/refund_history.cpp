#include "tests/simulation/refund_history.hpp"

#include "actors/payment_list.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace bursar::simulation {

using ledger::Errc;
using ledger::Record;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;
using State = actors::KeyOutcome::State;

actors::Engine::Options RefundHistory::options_of(std::uint64_t seed) {
  actors::Engine::Options options;
  options.keys_in_memory_max = seed % 5 == 0 ? 8 : 4'096;
  if (seed % 2 == 0) options.wallet_idle = milliseconds{4};
  if (seed % 3 == 0) options.wallets_live_max = 2;
  return options;
}

RefundHistory::RefundHistory(std::uint64_t seed, Place& place)
    : History{seed, place, options_of(seed)} {
  begin();
}

void RefundHistory::begin() {
  owner_ = world().sign_up();
  stranger_ = world().sign_up();
  for (int n = 0; n < 3; ++n) payers_.push_back(open(owner_, "300.00", n == 2));
  for (int n = 0; n < 3; ++n) payees_.push_back(open(n == 1 ? stranger_ : owner_, "2.00", false));
  follow_journal();
}

// One that draws on a budget has little of its own.
ledger::WalletAddress RefundHistory::open(const World::Signed& by, std::string_view dollars,
                                          bool budget) {
  actors::OpenWallet command = world().opening(by);
  if (budget) command.wallet.budget_limit = usd("2000.00");
  return History::open(std::move(command), usd(budget ? "3.00" : dollars));
}

// --- What is heard, and what the journal has.

template <class Call>
void RefundHistory::hear_receipt(const Key& key, const tests::Told<Call>& told) {
  if (told.allowed()) {
    const Record& record = *told.outcome()->record;
    is_answer_of(key, record);
    if (std::holds_alternative<ledger::Sealed>(record.fact))
      report("Nothing is answered with a seal but who asks for it", word(key));
    told_.insert(key);
  }
  if (told.refused(Errc::key_sealed)) {
    const auto known = recorded(key);
    if (!known ||
        !std::holds_alternative<ledger::Sealed>(world().store->durable_record(*known).fact))
      report("What is refused as sealed is sealed", word(key));
  }
}

void RefundHistory::hear_sealed(const Sealing& one) {
  if (!one.told.allowed()) return;
  const actors::KeyOutcome& told = *one.told.outcome();
  if (told.state != State::sealed && told.state != State::known)
    return report("A seal comes to one of two ends", word(one.key));
  is_durable(*told.record);
  const bool sealed = std::holds_alternative<ledger::Sealed>(told.record->fact);
  if (recorded(one.key) != told.record->sequence || sealed != (told.state == State::sealed))
    report("A key is used or sealed, and never both", word(one.key));
  told_.insert(one.key);
}

void RefundHistory::hear_outcome(const Asking& one) {
  if (!one.told.allowed()) return;
  const actors::KeyOutcome& told = *one.told.outcome();
  if (told.state == State::not_seen || told.state == State::in_flight) {
    if (one.told_before) report("What was told of a key is not forgotten", word(one.key));
    return;
  }
  is_answer_of(one.key, *told.record);
}

void RefundHistory::hear_together(const Together& one) {
  if (!one.told.allowed()) return;
  for (std::size_t i = 0; i < one.keys.size(); ++i) {
    is_answer_of(one.keys[i], *one.told.outcome()->at(i)->record);
    told_.insert(one.keys[i]);
  }
}

void RefundHistory::hear_answers() {
  paying_.hear([&](const Paying& one) { hear_receipt(one.key, one.told); });
  refunding_.hear([&](const Refunding& one) { hear_receipt(one.key, one.told); });
  disputing_.hear([&](const Disputing& one) {
    if (one.told.allowed() && one.key.second.empty())
      return is_durable(*one.told.outcome()->record);
    if (!one.key.second.empty()) hear_receipt(one.key, one.told);
  });
  together_.hear([&](const Together& one) { hear_together(one); });
  sealing_.hear([&](const Sealing& one) { hear_sealed(one); });
  asking_.hear([&](const Asking& one) { hear_outcome(one); });
}

void RefundHistory::follow(const Record& record) {
  payments_.follow(record, findings());
  disputes_.follow(record, findings());
  figures_.disputes = disputes_.size();
  figures_.covered = disputes_.covered();
  figures_.repaid = disputes_.repaid();
  if (std::holds_alternative<ledger::Paid>(record.fact)) ++figures_.paid;
  if (std::holds_alternative<ledger::Refunded>(record.fact)) ++figures_.refunded;
  if (std::holds_alternative<ledger::Sealed>(record.fact)) ++figures_.sealed;
}

void RefundHistory::batches_are_whole() {
  for (const std::vector<Key>& keys : batches_) {
    const auto there =
        std::ranges::count_if(keys, [&](const Key& key) { return recorded(key).has_value(); });
    // A key of it that was sealed, or used again, keeps all of it from being made.
    const auto paid = std::ranges::count_if(keys, [&](const Key& key) {
      const auto known = recorded(key);
      return known && payments_.contains(*known);
    });
    if (paid != 0 && paid != static_cast<std::ptrdiff_t>(keys.size()))
      report("What is made together is there whole or not at all",
             std::to_string(there) + " of " + std::to_string(keys.size()));
  }
  figures_.batches = batches_.size();
}

void RefundHistory::audit() {
  run_all();
  for (int i = 0; i < 2; ++i) world().schedule.advance(std::chrono::seconds{6});
  hear();
  everybody_was_answered();
  batches_are_whole();
  if (!examined()) return;
  for (const auto* wallets : {&payers_, &payees_})
    for (const ledger::WalletAddress& wallet : *wallets)
      if (const auto state = audited(wallet)) disputes_.compare(*state, findings());
  payments_.compare(world().room->courses(), findings());
  disputes_.compare(world().room->courses(), findings());
  audit_lists();
}

void RefundHistory::audit_lists() {
  const bool all = one_in(2);
  const ledger::WalletAddress& wallet = any_of(payers_);
  std::vector<Sequence> due;
  for (const auto& [payment, one] : payments_)
    if (all || one.paid().payer == wallet.account) due.push_back(payment);
  actors::PaymentsQuery query;
  query.organization = owner_.principal.organization;
  if (!all) query.only = wallet.account;
  const auto rows =
      all_rows<actors::PaymentsCall>(query, [&](auto call) { world().room->payments(call); });
  if (!rows) return;
  std::vector<Sequence> shown;
  for (const actors::PaymentRow& row : *rows) {
    shown.push_back(row.record.sequence);
    if (row.refunded.units() != payments_.at(row.record.sequence).refunded)
      report("A list shows what each of them is by now", word(row.record.sequence));
  }
  is_due(shown, due);
}

}  // namespace bursar::simulation
