#pragma once

// Policies as the auditor reads them: every version that was durable, and the rules that name whom,
// what and when judged in plain words. It shares no code with the ledger's.

#include "ledger/record.hpp"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::simulation {

struct Evidence;
struct Movement;

/// A payment that was counted, and the version that it was judged by.
struct CountedPayment {
  ledger::Time at;
  ledger::PolicyId policy;
  std::uint32_t version = 0;
};

struct PolicyHistory {
  struct Version {
    ledger::PolicyMade made;
    ledger::Sequence since;
  };
  std::vector<Version> versions;  // the n-th is version n
  ledger::Sequence deleted = {};  // zero: it is there

  const ledger::PolicyTerms* terms(std::uint32_t version) const {
    return version == 0 || version > versions.size() ? nullptr : &versions[version - 1].made.terms;
  }
  /// Whether it was that, at any time since the journal had come so far.
  bool was(const ledger::PolicyMade& made, ledger::Sequence since) const;
};

/// Whether the clocks of UTC or of Berlin, which these hours go by, show one of them.
bool open(const ledger::ActiveHours& hours, ledger::Time now);

bool lists_allow(const ledger::PolicyTerms& terms, ledger::WalletId payee, std::string_view outside,
                 std::string_view category, ledger::PolicyRule rule);

// --- Of the next record, before it is added up.

bool passes_whom_what_and_when(const Evidence& before, const ledger::Record& next);
bool pays_no_more_often(const Evidence& before, const ledger::Record& next);
bool goes_by_what_was_told(const Evidence& before, const ledger::Record& next);

// --- Of a refusal by a policy, of which the rule is none of money's.

bool breaks_another_rule(const Evidence& now, const Movement& asked, const ledger::Error& error);

}  // namespace bursar::simulation
