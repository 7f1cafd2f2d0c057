#pragma once

// A record is one fact: something that happened, with every figure in it, so that replaying decides
// nothing again. Its entries sum to zero. What the writer fills in is marked so; everything else is
// set by whoever decided.

#include "ledger/dispute_facts.hpp"
#include "ledger/funding_facts.hpp"
#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/payment_facts.hpp"
#include "ledger/policy.hpp"
#include "ledger/refund_facts.hpp"
#include "ledger/result.hpp"
#include "ledger/service_facts.hpp"
#include "ledger/time.hpp"
#include "ledger/webhook_facts.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bursar::ledger {

/// One account's side of a posting. Amounts are credit-positive: what a wallet is owed grows with a
/// positive amount, and the treasury, an asset, goes below zero by what it gave.
struct Entry {
  AccountNumber account = {};
  Money amount = {};
  Money balance_after = {};  // writer
  Money held_after = {};     // writer
  Sequence previous = {};    // writer: the account's record before this one

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// The journal's first record.
struct Genesis {
  std::array<std::uint8_t, 32> permutation_key = {};      // of payment ids; never changes
  std::array<std::uint8_t, 16> idempotency_key = {};      // keys the hashes of keys and contents
  std::array<std::uint8_t, 32> secrets_fingerprint = {};  // of DATA/secret.key

  friend bool operator==(const Genesis&, const Genesis&) = default;
};

struct OrganizationOpened {
  OrganizationId id = {};
  OrganizationNumber number = {};
  std::string name = {};
  AccountNumber sandbox_accounts = {};  // the first of its four system accounts

  friend bool operator==(const OrganizationOpened&, const OrganizationOpened&) = default;
};

struct WalletOpened {
  WalletAddress address = {};
  std::uint64_t number = 0;   // 1, 2, 3 … per organisation and environment
  std::string agent_id = {};  // the caller's own name for it, or empty
  std::string label = {};
  std::string name = {};
  std::string agent_name = {};
  std::string operator_name = {};
  std::vector<std::string> tags = {};
  std::string metadata = {};  // a JSON object as text, or empty
  PolicyId policy = {};       // that binds it from the beginning
  std::optional<Money> budget_limit = {};
  bool agent = false;  // made through /agents, so that it is listed there

  friend bool operator==(const WalletOpened&, const WalletOpened&) = default;
};

struct KeyMade {
  KeyId id = {};
  std::string name = {};
  KeyClass key_class = KeyClass::org;
  Environment environment = Environment::sandbox;
  Permissions permissions = {};
  WalletId wallet = {};                           // none: unscoped
  std::array<std::uint8_t, 32> secret_hash = {};  // SHA-256 of the key as shown

  friend bool operator==(const KeyMade&, const KeyMade&) = default;
};

struct PolicyMade {
  PolicyTerms terms = {};
  Environment environment = Environment::sandbox;
  std::string name = {};

  friend bool operator==(const PolicyMade&, const PolicyMade&) = default;
};

/// Objects of one organisation made as one unit: a sign-up, an agent, a wallet, a key, a policy.
struct Opened {
  std::optional<OrganizationOpened> organization = {};
  std::vector<WalletOpened> wallets = {};
  std::vector<KeyMade> keys = {};
  std::optional<PolicyMade> policy = {};

  friend bool operator==(const Opened&, const Opened&) = default;
};

struct KeyRevoked {
  KeyId id = {};

  friend bool operator==(const KeyRevoked&, const KeyRevoked&) = default;
};

struct PolicyAttached {
  AccountNumber wallet = {};
  PolicyId policy = {};  // none: the wallet is bound no more

  friend bool operator==(const PolicyAttached&, const PolicyAttached&) = default;
};

/// A wallet's own refusal that carries an idempotency key; no entries.
struct Refused {
  AccountNumber wallet = {};
  Error error = {};
  std::string request_id = {};  // repeated in the stored answer

  friend bool operator==(const Refused&, const Refused&) = default;
};

/// The record's idempotency key will never execute: nothing was done under it, and from here on
/// nothing will be. It is kept for ever, unlike other keys.
struct Sealed {
  AccountNumber wallet = {};
  WalletId wallet_id = {};

  friend bool operator==(const Sealed&, const Sealed&) = default;
};

/// Committed after an unclean end, before serving: the tail was read from the device and is whole.
/// One that raises the epoch says that what stands before it was restored from a backup.
struct Recovered {
  Sequence verified_from = {};

  friend bool operator==(const Recovered&, const Recovered&) = default;
};

/// An operator said that a wall clock far from the engine's time is right. Backwards the times of
/// records then stay where they are until the clock has caught up.
struct ClockAccepted {
  Time from = {};  // the engine's time, or at a start that of the last record
  Time to = {};    // the wall clock's

  friend bool operator==(const ClockAccepted&, const ClockAccepted&) = default;
};

/// Everything up to a record was verified and stands, summed up, in a checkpoint file. With it, and
/// with this record to vouch for the file, the segments up to there may be archived.
struct Checkpointed {
  std::uint64_t segment = 0;                    // the last one that the file sums up
  Sequence through = {};                        // its last record
  std::array<std::uint8_t, 32> file_hash = {};  // BLAKE2b-256 of the whole file

  friend bool operator==(const Checkpointed&, const Checkpointed&) = default;
};

/// A key gave way to a new one, which has its class, name, environment, permissions and wallet.
struct KeyRotated {
  KeyId id = {};      // the old one
  KeyMade made = {};  // the new one
  Time ends = {};     // when the old one does; zero: at once

  friend bool operator==(const KeyRotated&, const KeyRotated&) = default;
};

struct KeyUse {
  KeyId id = {};
  Time at = {};

  friend bool operator==(const KeyUse&, const KeyUse&) = default;
};

/// When keys last spoke, of those that did since the last such record. It is nobody's in
/// particular: it has no place among the records of an organisation.
struct KeysUsed {
  std::vector<KeyUse> uses = {};

  friend bool operator==(const KeysUsed&, const KeysUsed&) = default;
};

/// The whole policy anew, under its old id and the next version.
struct PolicyChanged {
  PolicyTerms terms = {};
  std::string name = {};

  friend bool operator==(const PolicyChanged&, const PolicyChanged&) = default;
};

/// It bound no wallet.
struct PolicyDeleted {
  PolicyId id = {};

  friend bool operator==(const PolicyDeleted&, const PolicyDeleted&) = default;
};

/// A wallet's session token was made, and every earlier one ended. The token is in no journal: it
/// follows from this and from a key that is not there either.
struct SessionIssued {
  AccountNumber wallet = {};
  std::uint64_t generation = 0;  // 1, 2, 3 … of the wallet's
  Time expires = {};

  friend bool operator==(const SessionIssued&, const SessionIssued&) = default;
};

/// What was changed of a wallet, in one step; what is none stays as it is.
struct WalletChanged {
  AccountNumber wallet = {};
  std::optional<std::string> label = {};
  std::optional<std::string> name = {};
  std::optional<std::vector<std::string>> tags = {};
  std::optional<std::string> metadata = {};  // a JSON object as text, or empty
  std::optional<PolicyId> policy = {};       // an id of none detaches
  std::optional<WalletStatus> status = {};   // active or frozen

  friend bool operator==(const WalletChanged&, const WalletChanged&) = default;
};

/// A wallet came to its end: nothing is debited or credited any more. Where it was an agent's that
/// was deleted, all that it held went to the org wallet, and its keys ended with it.
struct WalletArchived {
  AccountNumber wallet = {};
  WalletId wallet_id = {};
  bool agent_deleted = false;
  AccountNumber swept_to = {};  // the org wallet; none: it held nothing
  WalletId swept_to_id = {};
  Money swept = {};
  std::vector<KeyId> keys = {};  // every one bound to it that was heard until then

  friend bool operator==(const WalletArchived&, const WalletArchived&) = default;
};

using Fact =
    std::variant<Genesis, Opened, KeyRevoked, PolicyAttached, Paid, Funded, Refused, Recovered,
                 ClockAccepted, Checkpointed, Cleared, KeyRotated, KeysUsed, PolicyChanged,
                 PolicyDeleted, SessionIssued, WalletChanged, WalletArchived, Withdrawn,
                 PaymentHeld, ApprovalEnded, BatchFunded, TopupSet, ServiceMade, ServiceChanged,
                 ServiceMarked, TokenIssued, TokenAdvanced, TokenEnded, Refunded, Sealed,
                 PayoutAsked, PayoutAdvanced, PayoutEnded, PayoutCompleted, DisputeOpened,
                 EvidenceAdded, DisputeMoved, DisputeRefunded, ReceivableRepaid, WebhookMade,
                 WebhookChanged, WebhookRotated, WebhookMarked, WebhookAsked, DeliveriesMade>;

/// Whose key, its text, and what was asked with it.
struct Idempotency {
  AccountNumber wallet = {};
  std::string key = {};  // 1 to 255 visible ASCII characters
  Bits128 content = {};  // keyed hash of route and canonical command

  friend bool operator==(const Idempotency&, const Idempotency&) = default;
};

/// Which renderer made the answer: the dialect's number and the version of its renderer.
struct AnswerVersion {
  std::uint8_t dialect = 0;  // 0 canonical, 1 AgentPay
  std::uint8_t version = 1;

  friend bool operator==(AnswerVersion, AnswerVersion) = default;
};

/// Its place among the records of one organisation. The second of a record is the payee's, where
/// that is another organisation.
struct OrganizationLink {
  OrganizationNumber organization = {};
  OrganizationSequence sequence = {};  // writer
  Sequence previous = {};              // writer

  friend bool operator==(const OrganizationLink&, const OrganizationLink&) = default;
};

struct Record {
  Sequence sequence = {};  // writer
  std::uint16_t stream = 0;
  std::uint16_t epoch = 0;  // writer: raised by every restore from a backup
  Time time = {};           // when it was decided; never before that of the record before (writer)
  std::array<OrganizationLink, 2> organizations = {};
  Sequence previous_of_payment = {};  // a later record of the same payment points back
  AnswerVersion answer_version = {};
  std::optional<Idempotency> idempotency = {};
  std::vector<Entry> entries = {};
  Fact fact = {};

  friend bool operator==(const Record&, const Record&) = default;
};

/// "paid", "funded", … for listings and messages.
std::string_view kind(const Fact& fact);

/// The random bits that the id of a payment, a funding or the like repeats; none: it has no id.
std::optional<std::uint64_t> salt_of(const Fact& fact);

/// What an account gets by these entries, or gives; zero: it is in none of them.
Money posted_to(AccountNumber account, const std::vector<Entry>& entries);

/// The place that the id of a payment, a funding or the like tells: that of the record which asked
/// for it. None: it has no id.
std::optional<PaymentPlace> payment_place(const Record& record);

/// Sums to zero over all accounts: what `entries` must satisfy before they are appended. That each
/// organisation's sum to zero by themselves is for Books to say, who know whose account is whose.
bool balanced(const std::vector<Entry>& entries);

}  // namespace bursar::ledger
