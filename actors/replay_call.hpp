#pragma once

// A policy shown to past payments of an organisation's wallets: what it would have denied. A page
// has whole wallets, newest first, so that whoever follows `next` and adds up has all sums.

#include "actors/call.hpp"
#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/policy_replay.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bursar::actors {

/// For one page so many records are read twice, at most; a wallet that alone would take more is not
/// judged.
constexpr std::uint64_t replayed_records_max = 1'000'000;
/// So many wallets that have moved since are on a page, and so many are gone through, at most.
constexpr std::size_t replayed_wallets_max = 500;
constexpr std::uint32_t replay_positions_max = 65'536;

struct ReplayPolicy {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  std::shared_ptr<const ledger::PolicyInForce> policy = {};
  ledger::Time from = {};    // the first instant that counts
  ledger::Time to = {};      // the first that does not
  std::uint64_t before = 0;  // as Page has it
  std::uint64_t records_max = replayed_records_max;
  std::size_t wallets_max = replayed_wallets_max;
};

struct ReplayedWallet {
  ledger::WalletId wallet = {};
  std::string name = {};
  bool complete = true;  // else it has too many records, or some were archived: nothing was judged
  ledger::PolicyVerdicts verdicts = {};

  // Where its history begins that is walked, and its place in the list.
  ledger::AccountNumber account = {};
  ledger::Sequence last = {};
  std::uint64_t position = 0;
};

struct PolicyReplayed {
  std::vector<ReplayedWallet> wallets = {};  // that paid in that time, or are not complete
  std::uint64_t next = 0;                    // pass as `before`; 0: there are no more
};

/// Refuses with overloaded: another one of the organisation is under way, or too many are.
using ReplayPolicyCall = CallOf<ReplayPolicy, PolicyReplayed>;

}  // namespace bursar::actors
