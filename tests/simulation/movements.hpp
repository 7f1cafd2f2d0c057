#pragma once

// Every payment and funding that was asked, by the salt that the workload gave it, and what became
// of it as far as anybody was told.

#include "actors/commands.hpp"
#include "tests/simulation/asking.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::simulation {

using Command =
    std::variant<actors::PayCommand, actors::FundCommand, actors::ClearCommand,
                 actors::WithdrawCommand, actors::FundBatchCommand, actors::RefundCommand>;

struct Movement : Asking {
  enum class State : std::uint8_t {
    asked,
    done,      // told so, or found in the journal
    answered,  // with an earlier answer under the same key, or a stored refusal: moved nothing
    refused,
    gone,  // its engine ended before an answer, and it is not in the journal
  };

  std::uint64_t salt = 0;
  Command command;
  ledger::Sequence keyed;    // the newest record of its key, when it was asked
  Wide refunded_before = 0;  // of what it asks back, when it was asked
  /// What is made together with it, or not at all: the first of so many. None: it stands for
  /// itself.
  struct Together {
    std::uint64_t first = 0;
    std::size_t count = 0;

    bool none() const { return count == 0; }
    friend bool operator==(const Together&, const Together&) = default;
  };
  Together together = {};
  State state = State::asked;
  std::uint64_t closed = 0;  // how many were asked when it no longer was
  bool recorded = false;

  /// Its place among those that are made together, from 0.
  std::size_t place() const { return salt - together.first; }
};

inline const actors::KeyedBy& keyed_of(const Command& command) {
  return std::visit([](const auto& one) -> const actors::KeyedBy& { return one.keyed; }, command);
}

inline ledger::AccountNumber decider_of(const Command& command) {
  if (const auto* paying = std::get_if<actors::PayCommand>(&command))
    return paying->pay.payer.account;
  if (const auto* clearing = std::get_if<actors::ClearCommand>(&command))
    return clearing->clear.wallet.account;
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    return withdrawing->withdraw.wallet.account;
  if (const auto* batch = std::get_if<actors::FundBatchCommand>(&command))
    return batch->batch.org_wallet.account;
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&command))
    return refunding->refund.giver.account;
  const ledger::Fund& fund = std::get<actors::FundCommand>(command).fund;
  return fund.org_wallet ? fund.org_wallet->account : fund.wallet.account;
}

/// The other wallets that have a say.
inline std::vector<const ledger::WalletAddress*> payees_of(const Command& command) {
  if (const auto* paying = std::get_if<actors::PayCommand>(&command)) {
    if (paying->pay.payee) return {&*paying->pay.payee};
    return {};
  }
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    return {&withdrawing->withdraw.org_wallet};
  if (const auto* batch = std::get_if<actors::FundBatchCommand>(&command)) {
    std::vector<const ledger::WalletAddress*> all;
    for (const ledger::FundBatch::Part& part : batch->batch.parts) all.push_back(&part.wallet);
    return all;
  }
  // Its organisation's own gets it where whoever had paid has ended, and what a budget had drawn.
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&command)) {
    std::vector<const ledger::WalletAddress*> all;
    for (const auto* wallet : {&refunding->refund.to, &refunding->refund.org_wallet})
      if (wallet->account != refunding->refund.giver.account) all.push_back(wallet);
    return all;
  }
  const auto* funding = std::get_if<actors::FundCommand>(&command);
  if (funding != nullptr && funding->fund.org_wallet) return {&funding->fund.wallet};
  return {};
}

/// Zero: all that there is.
inline ledger::Money money_of(const Command& command) {
  if (const auto* paying = std::get_if<actors::PayCommand>(&command))
    return paying->pay.amount.money();
  if (const auto* clearing = std::get_if<actors::ClearCommand>(&command))
    return clearing->clear.amount.money();
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    return withdrawing->withdraw.amount ? withdrawing->withdraw.amount->money() : ledger::Money{};
  if (const auto* batch = std::get_if<actors::FundBatchCommand>(&command)) {
    ledger::Money sum;
    for (const ledger::FundBatch::Part& part : batch->batch.parts) sum = sum + part.amount.money();
    return sum;
  }
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&command))
    return refunding->refund.amount ? refunding->refund.amount->money() : ledger::Money{};
  return std::get<actors::FundCommand>(command).fund.amount.money();
}

/// Whether a frozen wallet does not give it.
inline bool needs_active_giver(const Command& command) {
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    return withdrawing->withdraw.adjusts_budget;
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&command))
    return !refunding->refund.paid.payee.none();
  return true;
}

/// Whether a frozen wallet does not get it either: a funding or a budget.
inline bool needs_active_taker(const Command& command) {
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&command))
    return withdrawing->withdraw.adjusts_budget;
  return std::holds_alternative<actors::FundCommand>(command) ||
         std::holds_alternative<actors::FundBatchCommand>(command);
}

/// The fees that a command takes out; none: it takes none.
inline const ledger::Clear* fees_taken(const Command& command) {
  const auto* clearing = std::get_if<actors::ClearCommand>(&command);
  const bool takes =
      clearing != nullptr && clearing->clear.kind == ledger::Clearing::fees_withdrawal;
  return takes ? &clearing->clear : nullptr;
}

inline bool at_once(const Movement& one, const Movement& other) {
  return one.state == Movement::State::asked || one.closed >= other.salt;
}

/// Whether two commands ask the same, as one who compares keys' contents sees it.
inline bool same_content(const Command& a, const Command& b) {
  if (a.index() != b.index() || money_of(a) != money_of(b)) return false;
  if (const auto* paying = std::get_if<actors::PayCommand>(&a)) {
    const ledger::Pay& one = paying->pay;
    const ledger::Pay& other = std::get<actors::PayCommand>(b).pay;
    return one.payer == other.payer && one.payee == other.payee &&
           one.payee_external == other.payee_external && one.description == other.description &&
           one.category == other.category;
  }
  if (const auto* clearing = std::get_if<actors::ClearCommand>(&a)) {
    const ledger::Clear& other = std::get<actors::ClearCommand>(b).clear;
    return clearing->clear.wallet == other.wallet && clearing->clear.kind == other.kind;
  }
  if (const auto* withdrawing = std::get_if<actors::WithdrawCommand>(&a)) {
    const ledger::Withdraw& other = std::get<actors::WithdrawCommand>(b).withdraw;
    return withdrawing->withdraw.wallet == other.wallet &&
           withdrawing->withdraw.adjusts_budget == other.adjusts_budget;
  }
  if (const auto* batch = std::get_if<actors::FundBatchCommand>(&a))
    return std::ranges::equal(batch->batch.parts, std::get<actors::FundBatchCommand>(b).batch.parts,
                              [](const auto& one, const auto& other) {
                                return one.wallet == other.wallet && one.amount == other.amount;
                              });
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&a))
    return refunding->refund.place == std::get<actors::RefundCommand>(b).refund.place;
  const ledger::Fund& one = std::get<actors::FundCommand>(a).fund;
  const ledger::Fund& other = std::get<actors::FundCommand>(b).fund;
  return one.wallet == other.wallet && one.source == other.source &&
         one.adjusts_budget == other.adjusts_budget;
}

/// Numbered by their salts, from 1.
class Movements {
 public:
  Movement& ask(Movement asked) {
    asked.salt = all_.size() + 1;
    all_.push_back(std::move(asked));
    of_deciders_[decider_of(all_.back().command)].push_back(all_.size());
    std::visit(
        [&](auto& one) {
          if constexpr (requires { one.pay; })
            one.pay.salt = all_.size();
          else if constexpr (requires { one.clear; })
            one.clear.salt = all_.size();
          else if constexpr (requires { one.batch; })
            one.batch.salt = all_.size();
          else if constexpr (requires { one.withdraw; })
            one.withdraw.salt = all_.size();
          else if constexpr (requires { one.refund; })
            one.refund.salt = all_.size();
          else
            one.fund.salt = all_.size();
        },
        all_.back().command);
    const std::string& key = keyed_of(all_.back().command).key;
    if (!key.empty()) of_keys_[{decider_of(all_.back().command), key}].push_back(all_.size());
    return all_.back();
  }
  Movement* find(std::uint64_t salt) {
    return salt == 0 || salt > all_.size() ? nullptr : &all_[salt - 1];
  }
  const Movement* find(std::uint64_t salt) const {
    return salt == 0 || salt > all_.size() ? nullptr : &all_[salt - 1];
  }
  /// The salts of all that were asked with that key of that wallet, which somebody has asked.
  const std::vector<std::uint64_t>& of_key(ledger::AccountNumber decider,
                                           const std::string& key) const {
    return of_keys_.at({decider, key});
  }
  /// Whether two of them ask the same, and so do those that each is made together with.
  bool same_content(const Movement& a, const Movement& b) const {
    if (!simulation::same_content(a.command, b.command)) return false;
    if (a.together.count != b.together.count) return false;
    if (a.together.none()) return true;
    for (std::size_t i = 0; i < a.together.count; ++i) {
      const Command& one = find(a.together.first + i)->command;
      const Command& other = find(b.together.first + i)->command;
      if (!simulation::same_content(one, other) || keyed_of(one).key != keyed_of(other).key)
        return false;
    }
    return a.place() == b.place();
  }
  /// Those that it is made together with and that come before it.
  std::vector<const Movement*> before(const Movement& asked) const {
    std::vector<const Movement*> found;
    if (asked.together.none()) return found;
    for (std::uint64_t salt = asked.together.first; salt < asked.salt; ++salt)
      found.push_back(find(salt));
    return found;
  }
  template <class IsSo>
  bool any_of_key(ledger::AccountNumber decider, const std::string& key, IsSo is_so) const {
    const auto asked = of_keys_.find({decider, key});
    return asked != of_keys_.end() && std::ranges::any_of(asked->second, [&](std::uint64_t salt) {
             return is_so(all_[salt - 1]);
           });
  }
  /// How many with a key are under way.
  std::size_t keyed_under_way() const {
    return static_cast<std::size_t>(std::ranges::count_if(all_, [](const Movement& one) {
      return !keyed_of(one.command).key.empty() && one.state == Movement::State::asked;
    }));
  }
  void close(Movement& one, Movement::State state) {
    one.state = state;
    one.closed = all_.size();
  }
  /// How many with a key of whichever wallet were under way at any time since this was asked, and
  /// are not recorded.
  std::size_t keyed_beside(const Movement& asked) const {
    return static_cast<std::size_t>(std::ranges::count_if(all_, [&](const Movement& one) {
      return !keyed_of(one.command).key.empty() && at_once(one, asked) && !one.recorded;
    }));
  }
  /// What the same wallet has to decide, is not recorded, and was under way at any time since this
  /// was asked.
  std::vector<const Movement*> beside(const Movement& asked) const {
    std::vector<const Movement*> found;
    for (const std::uint64_t salt : of_deciders_.at(decider_of(asked.command))) {
      const Movement& one = all_[salt - 1];
      if (at_once(one, asked) && !one.recorded && salt != asked.salt) found.push_back(&one);
    }
    return found;
  }
  std::uint64_t count() const { return all_.size(); }
  auto begin() { return all_.begin(); }
  auto end() { return all_.end(); }
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  std::deque<Movement> all_;
  std::map<std::pair<ledger::AccountNumber, std::string>, std::vector<std::uint64_t>> of_keys_;
  std::map<ledger::AccountNumber, std::vector<std::uint64_t>> of_deciders_;
};

}  // namespace bursar::simulation
