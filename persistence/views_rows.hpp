#pragma once

// The rows of the views and what they are found by; views_rows.cpp says their bytes.

#include "ledger/books.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bursar::persistence {

/// A wallet and its newest record.
struct WalletSnapshot {
  ledger::WalletState state = {};
  ledger::Sequence last = {};

  friend bool operator==(const WalletSnapshot&, const WalletSnapshot&) = default;
};

/// After every so many of its entries a wallet is kept as it was then: a moment of its past is
/// found without a walk from now.
constexpr std::uint64_t milestone_entries = 256;
inline bool milestone(const ledger::WalletState& state) {
  return state.transaction_count % milestone_entries == 0;
}

/// What rarely changes of a wallet.
struct ProfileSnapshot {
  ledger::WalletProfile profile = {};
  ledger::KeyId newest_key = {};  // of those bound to it that are current

  friend bool operator==(const ProfileSnapshot&, const ProfileSnapshot&) = default;
};

/// What stands beside a key in the chain of its wallet (key_chain.hpp); none: an end, or no chain.
struct KeyLinks {
  ledger::KeyId older = {};
  ledger::KeyId newer = {};

  friend bool operator==(const KeyLinks&, const KeyLinks&) = default;
};

struct KeySnapshot {
  ledger::Key key = {};
  KeyLinks links = {};

  friend bool operator==(const KeySnapshot&, const KeySnapshot&) = default;
};

/// A key that is never used any more.
struct SealSnapshot {
  ledger::AccountNumber wallet = {};
  std::string key = {};
  ledger::Sequence by = {};  // the record that sealed it

  friend bool operator==(const SealSnapshot&, const SealSnapshot&) = default;
};

struct OrganizationSnapshot {
  ledger::OrganizationOpened opened = {};
  ledger::Time created_at = {};
  ledger::OrganizationHead head = {};
  std::array<ledger::AccountNumber, 2> system_accounts = {};  // by environment; none: not yet
  std::array<std::uint64_t, 2> wallets = {};                  // by environment
  std::uint64_t agents = 0;
  std::uint64_t keys = 0;
  std::uint64_t policies = 0;
  std::array<std::uint64_t, 2> approvals = {};  // that were ever asked for, by environment
  std::array<std::uint64_t, 2> payouts = {};    // likewise
  std::array<std::uint64_t, 2> disputes = {};   // likewise

  std::uint64_t all_wallets() const { return wallets[0] + wallets[1]; }
  /// A wallet of its, that it did not have before.
  void count(const ledger::WalletOpened& wallet) {
    const auto environment = static_cast<std::size_t>(wallet.address.environment);
    system_accounts[environment] = wallet.address.system_accounts;
    ++wallets[environment];
    if (wallet.agent) ++agents;
  }

  friend bool operator==(const OrganizationSnapshot&, const OrganizationSnapshot&) = default;
};

struct SystemAccountSnapshot {
  ledger::AccountHead head = {};
  ledger::AccountNumber owner = {};  // the first of its organisation and environment

  friend bool operator==(const SystemAccountSnapshot&, const SystemAccountSnapshot&) = default;
};

/// A key of more than a number. Its bytes order rows as its parts do.
class WordKey {
 public:
  WordKey& add(std::uint8_t part);
  WordKey& add(std::uint64_t part);
  WordKey& add(const ledger::Bits128& part);

  std::string_view word() const { return {bytes_.data(), size_}; }
  friend auto operator<=>(const WordKey& a, const WordKey& b) { return a.word() <=> b.word(); }
  friend bool operator==(const WordKey& a, const WordKey& b) { return a.word() == b.word(); }

 private:
  std::array<char, 24> bytes_ = {};
  std::size_t size_ = 0;
};

inline WordKey id_key(const ledger::Bits128& id) {
  return WordKey{}.add(id);
}
/// A caller's own name for an agent, by its hash: a name may be longer than a key.
WordKey agent_id_key(ledger::OrganizationNumber organization, std::string_view agent_id);

/// A wallet's key, likewise.
WordKey seal_key(ledger::AccountNumber wallet, std::string_view key);

/// The n-th milestone of a wallet, from 1.
WordKey milestone_key(ledger::AccountNumber account, std::uint64_t n);
inline WordKey milestone_key(const ledger::WalletState& then) {
  return milestone_key(then.address.account, then.transaction_count / milestone_entries);
}

/// Of every so many records of an organisation the last is marked, so that a place in its chain is
/// found without a walk from now.
constexpr std::uint64_t marked_records = 256;
inline bool marked(ledger::OrganizationSequence sequence) {
  return !sequence.none() && sequence.value % marked_records == 0;
}

/// Rows of a list count from 1 in the order of their making; each holds an id, or an account
/// or a sequence.
enum class List : std::uint8_t {
  wallets_of_organization = 1,
  keys_of_organization = 2,
  policies_of_organization = 3,
  sandbox_approvals_of_organization = 4,
  production_approvals_of_organization = 5,
  sandbox_payouts_of_organization = 6,
  production_payouts_of_organization = 7,
  sandbox_disputes_of_organization = 8,
  production_disputes_of_organization = 9,
  marks_of_organization = 16,
};
constexpr List approvals_of_organization(ledger::Environment environment) {
  return environment == ledger::Environment::sandbox ? List::sandbox_approvals_of_organization
                                                     : List::production_approvals_of_organization;
}
constexpr List payouts_of_organization(ledger::Environment environment) {
  return environment == ledger::Environment::sandbox ? List::sandbox_payouts_of_organization
                                                     : List::production_payouts_of_organization;
}
constexpr List disputes_of_organization(ledger::Environment environment) {
  return environment == ledger::Environment::sandbox ? List::sandbox_disputes_of_organization
                                                     : List::production_disputes_of_organization;
}
WordKey list_key(List list, std::uint64_t owner, std::uint64_t position);

/// The end of a list's key; throws Corrupt when it is none.
struct ListPlace {
  List list = {};
  std::uint64_t owner = 0;
  std::uint64_t position = 0;
};
ListPlace list_place(std::string_view word);

}  // namespace bursar::persistence
