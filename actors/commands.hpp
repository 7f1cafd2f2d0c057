#pragma once

// What can be asked of the engine, and what it answers: plain values. Ids were resolved and scopes
// checked by the edge; sums, policies and lifecycles are for the owners to judge.

#include "actors/call.hpp"
#include "actors/money_commands.hpp"
#include "ledger/books.hpp"
#include "ledger/condition.hpp"
#include "ledger/policy_patch.hpp"
#include "ledger/record.hpp"
#include "ledger/wallet.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bursar::actors {

/// A wallet as the API shows it: what the registry knows of it and what its actor knows.
struct WalletView {
  ledger::WalletProfile profile;
  ledger::WalletState state;
  ledger::Time denied_at = {};  // its last decision was a policy refusal, then; else zero
  std::shared_ptr<const ledger::PolicyInForce> policy;  // that binds it; filled by the registry
  std::optional<ledger::Key> active_key;
  ledger::Sequence last = {};  // its newest record, where a walk of its history begins
};

struct WalletQuery {
  ledger::AccountNumber wallet = {};  // or, where that is none, by its number:
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  std::uint64_t number = 0;
};
/// Refuses with not_found.
using WalletCall = CallOf<WalletQuery, WalletView>;
/// The state alone, for balances: no registry takes part.
using BalanceCall = CallOf<WalletQuery, WalletView>;

/// At most so many rows are looked at for one page of a list, however few of them match.
constexpr std::uint32_t rows_looked_at_max = 2'000;

/// Which page of a list: rows in the order of their making, newest first. It goes on with the row
/// that was made before the one at position `before`, counted from 1; 0 begins.
struct Page {
  std::uint64_t before = 0;
  std::uint32_t limit = 20;
  std::uint32_t looked_at_max = rows_looked_at_max;
};
template <class Row>
struct Rows {
  std::vector<Row> rows;
  std::uint32_t looked_at = 0;
  std::uint64_t next = 0;  // pass as `before`; 0: there are no more
};

/// Wallets are looked at 64 at once; this is so many of them, or fewer where what their condition
/// follows from has changed.
constexpr std::uint32_t wallet_looks_max = 16'384;

/// A wallet that matches at its place in the list may be shown as something later has left it.
struct WalletsQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  bool agents_only = false;
  std::optional<ledger::WalletType> type;
  std::optional<ledger::Condition> condition;  // it is in, by all that was durable, at `now`
  std::vector<std::string> tags;               // all must match
  ledger::AccountNumber only = {};  // a scoped key sees its own wallet, whatever its condition is
  ledger::Time now = {};
  Page page = {.looked_at_max = wallet_looks_max};
};
using WalletsCall = CallOf<WalletsQuery, Rows<WalletView>>;

struct OrganizationQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;  // whose org wallet is shown
};
/// What is known of an organisation without asking a wallet.
struct OrganizationSummary {
  ledger::OrganizationOpened opened;
  ledger::Time created_at = {};
  bool production = false;  // whether it has that environment
  std::uint64_t wallets = 0;
  std::uint64_t agents = 0;
  std::uint64_t keys = 0;
  std::uint64_t policies = 0;
};
struct OrganizationView : OrganizationSummary {
  WalletView org_wallet;
};
/// Refuses with not_found: it has no such environment.
using OrganizationCall = CallOf<OrganizationQuery, OrganizationView>;

struct OrganizationsQuery {
  Page page;
};
using OrganizationsCall = CallOf<OrganizationsQuery, Rows<OrganizationSummary>>;

/// In whose name something is opened: an organisation, or none for one of its own (a sign-up).
struct Owner {
  std::optional<ledger::OrganizationNumber> organization;
  ledger::Environment environment = ledger::Environment::sandbox;
  std::string new_organization_name;
  ledger::Money new_organization_balance = {};
};

/// By the operator: an organisation, with an org wallet and a first key in each environment.
struct OpenOrganization {
  std::string name;
  bool production = false;
  std::array<std::string, 2> key_prefixes = {"bur_test_", "bur_live_"};  // by environment
  ledger::Time now = {};
};
struct OpenedOrganization {
  /// One environment's part of it.
  struct Side {
    ledger::WalletId wallet = {};
    ledger::KeyId key = {};
    std::string secret;  // shown once
  };
  ledger::OrganizationOpened organization;
  Side sandbox;
  std::optional<Side> production;
  ledger::Time created_at = {};
};
using OpenOrganizationCall = CallOf<OpenOrganization, OpenedOrganization>;

struct OpenWallet {
  Owner owner;
  ledger::WalletOpened wallet;  // what the caller wrote; address and number are given by the engine
  ledger::PolicyId policy = {};
  std::optional<ledger::PolicyMade> new_policy;  // instead: made with it, and binds it
  bool with_key = false;  // an agent: a key scoped to it, made as one unit with it
  std::string key_name;
  ledger::Permissions permissions = ledger::agent_default;
  std::string key_prefix = "bur_test_";
  std::string secret_prefix = "sec_";  // of what is shown beside the key
  ledger::Time now = {};
};
struct Opened {
  WalletView wallet;
  ledger::OrganizationId organization = {};
  std::string api_key;  // shown once
  ledger::KeyMade key = {};
  std::string secret_key;  // unlocks nothing yet
};
/// Refuses with agent_id_taken and not_found (the policy).
using OpenWalletCall = CallOf<OpenWallet, Opened>;

struct MakeKey {
  Owner owner;
  std::string name;
  ledger::Permissions permissions = ledger::org_default;
  std::optional<ledger::WalletAddress> wallet;
  /// Where the organisation has no such environment yet, it gets it, with its org wallet there.
  bool opens_environment = false;
  std::string key_prefix = "bur_test_";
  ledger::Time now = {};
};
struct KeyView {
  ledger::Key key;
  ledger::OrganizationId organization = {};
  std::string secret;  // only in the answers to MakeKey and RotateKey
};
using MakeKeyCall = CallOf<MakeKey, KeyView>;

struct KeysQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::KeyId only = {};  // one key; not_found, environment_mismatch
  Page page;
};
using KeysCall = CallOf<KeysQuery, Rows<KeyView>>;

struct RevokeKey {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;  // the maker's and the key's
  ledger::KeyId key = {};
  ledger::Permissions by = {};  // a weaker key does not revoke a stronger one: forbidden
  ledger::Time now = {};
};
/// Refuses with not_found, environment_mismatch and forbidden.
using RevokeKeyCall = CallOf<RevokeKey, KeyView>;

/// A new key for an old one, of the same class, name, permissions and wallet. One step: there is
/// no moment in which neither is heard.
struct RotateKey {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::KeyId key = {};            // or, where that is none,
  ledger::AccountNumber agent = {};  // the newest key of this agent
  ledger::Permissions by = {};       // a weaker key does not rotate a stronger one: forbidden
  std::int64_t grace_ms = 0;         // for so long the old one is heard as well
  std::string key_prefix = "bur_test_";
  ledger::Time now = {};
};
struct Rotation {
  KeyView made = {};  // with its secret
  ledger::KeyId rotated = {};
  ledger::Time grace_ends = {};  // zero: the old one is heard no more
};
/// Refuses with not_found, environment_mismatch, forbidden, and invalid_state: a key gives way
/// once, and one that was revoked never does.
using RotateKeyCall = CallOf<RotateKey, Rotation>;

/// A new session token for a wallet; whatever token it had before is heard no more.
struct IssueSession {
  ledger::OrganizationNumber organization = {};
  ledger::AccountNumber wallet = {};
  std::int64_t ttl_ms = 0;
  ledger::Time now = {};
};
/// Refuses with not_found and wallet_archived. Its expiry is a whole second, none earlier than was
/// asked for.
using IssueSessionCall = CallOf<IssueSession, ledger::SessionIssued>;

struct MakePolicy {
  ledger::OrganizationNumber organization = {};
  ledger::PolicyMade policy;  // id and version are given by the engine
  ledger::Time now = {};
};
using MakePolicyCall = CallOf<MakePolicy, ledger::Policy>;

/// Each change is a new version; one that changes nothing is none. Holds for the very next payment.
struct ChangePolicy {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::PolicyId policy = {};
  ledger::PolicyPatch patch;
  ledger::Time now = {};
};
/// Refuses with not_found and environment_mismatch.
using ChangePolicyCall = CallOf<ChangePolicy, ledger::Policy>;

struct DeletePolicy {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::PolicyId policy = {};
  ledger::Time now = {};
};
/// Refuses with not_found, environment_mismatch and policy_in_use.
using DeletePolicyCall = CallOf<DeletePolicy, ledger::Policy>;

struct PoliciesQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::PolicyId only = {};
  Page page;
};
using PoliciesCall = CallOf<PoliciesQuery, Rows<ledger::Policy>>;

struct AttachPolicy {
  ledger::OrganizationNumber organization = {};
  ledger::AccountNumber wallet = {};
  ledger::PolicyId policy = {};  // none detaches
  ledger::Time now = {};
};
/// Holds for the very next payment. Refuses with not_found (the policy).
using AttachPolicyCall = CallOf<AttachPolicy, WalletView>;

/// What is none stays as it is; what is as it should be already is no change.
struct ChangeWallet {
  ledger::OrganizationNumber organization = {};
  ledger::AccountNumber wallet = {};
  bool of_agent = false;  // else not_found
  std::optional<std::string> label;
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::string> metadata;
  std::optional<ledger::PolicyId> policy;      // an id of none detaches
  std::optional<ledger::WalletStatus> status;  // active or frozen
  ledger::Time now = {};

  /// All that it asks for; then it is done while the disk is nearly full too.
  bool only_freezes() const {
    return status == ledger::WalletStatus::frozen && !label && !name && !tags && !metadata &&
           !policy;
  }
};
/// One record; holds for the very next payment. Refuses with not_found (the policy too),
/// environment_mismatch (the policy), wallet_archived and read_only.
using ChangeWalletCall = CallOf<ChangeWallet, WalletView>;

/// None: it is topped up no more. Which is the org wallet is the engine's to say.
struct SetTopup {
  ledger::OrganizationNumber organization = {};
  ledger::AccountNumber wallet = {};
  std::optional<ledger::TopupTerms> terms = {};
  ledger::Time now = {};
};
/// Holds from the very next payment on. Refuses with not_found, invalid_request (an organisation's
/// own wallet), wallet_archived and read_only.
using SetTopupCall = CallOf<SetTopup, WalletView>;

struct EndWallet {
  ledger::OrganizationNumber organization = {};
  ledger::AccountNumber wallet = {};
  bool with_agent = false;        // delete its agent: sweep what it holds, revoke every key of it
  ledger::Permissions by = {};    // a weaker key does not revoke a stronger one: forbidden
  bool reject_approvals = false;  // first, in the name of this key:
  ledger::KeyId by_key = {};
  ledger::Time now = {};
};
struct EndedWallet {
  WalletView wallet;
  ledger::Money swept = {};  // by this call
};
/// One record, or none where it has ended before. Refuses with not_found, invalid_request (an
/// organisation's own wallet), forbidden, holds_open, balance_not_zero and, where the org wallet
/// cannot take what is swept, balance_limit or overloaded.
using EndWalletCall = CallOf<EndWallet, EndedWallet>;

struct TrialBalanceQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
};
struct ReconciliationQuery {
  ledger::OrganizationNumber organization = {};  // in all its environments
};
struct TrialBalanceRow {
  ledger::AccountNumber account = {};
  std::optional<ledger::SystemAccount> system;  // none: all wallets together
  std::uint64_t accounts = 1;
  ledger::Wide balance = 0;  // units, credit-positive
};
struct TrialBalance {
  std::vector<TrialBalanceRow> rows;
  ledger::Wide sum = 0;  // zero, or the books are wrong
  ledger::OrganizationSequence at = {};
};
using TrialBalanceCall = CallOf<TrialBalanceQuery, TrialBalance>;

/// Compares every wallet's own balance with the writer's and with the last record on disk.
struct Difference {
  ledger::WalletId wallet = {};
  std::string what;  // "actor", "record", "sum"
  ledger::Money expected = {};
  ledger::Money found = {};
};
struct Reconciliation {
  std::uint64_t checked = 0;
  std::uint64_t not_compared = 0;       // wallets that were never at rest
  std::vector<Difference> differences;  // at most 100
  ledger::OrganizationSequence at = {};
};
using ReconciliationCall = CallOf<ReconciliationQuery, Reconciliation>;

/// The operator says that the wall clock is right. Where the engine's time agrees with it already
/// nothing is done.
struct AcceptClock {};
struct ClockAcceptance {
  bool accepted = false;
  ledger::Time from = {};  // the engine's time
  ledger::Time to = {};    // the wall clock
};
using AcceptClockCall = CallOf<AcceptClock, ClockAcceptance>;

}  // namespace bursar::actors
