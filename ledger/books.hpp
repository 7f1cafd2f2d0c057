#pragma once

// The whole ledger as a value: what folding every record of a journal arrives at. Recovery starts
// the actors from it, and whoever doubts the engine compares with it.

#include "ledger/disputes.hpp"
#include "ledger/record.hpp"
#include "ledger/services.hpp"
#include "ledger/wallet.hpp"
#include "ledger/webhooks.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::ledger {

/// Where in the journal somebody stands who follows it, and what its last record left behind.
struct Standing {
  Genesis genesis = {};
  Sequence last = {};
  Time last_time = {};
  // What the wall clock said at the last record: its time, except while time holds still because a
  // clock that is behind was accepted.
  Time clock = {};
  std::uint16_t epoch = 0;  // how often the journal was restored: part of the ids of payments

  void apply(const Record& record);

  friend bool operator==(const Standing&, const Standing&) = default;
};

/// An account as the journal's writer keeps it.
struct AccountHead {
  Wide posted = 0;  // units: what a treasury gave to many wallets may be more than Money can say
  Money held = {};
  Sequence last = {};  // its newest record

  /// What a record says of it: exact for every wallet.
  Money balance() const { return nearest(posted); }

  friend bool operator==(const AccountHead&, const AccountHead&) = default;
};

struct OrganizationHead {
  OrganizationSequence count = {};
  Sequence last = {};

  friend bool operator==(const OrganizationHead&, const OrganizationHead&) = default;
};

struct Organization {
  OrganizationOpened opened = {};
  Time created_at = {};
  std::vector<AccountNumber> wallets =
      {};  // in the order of their opening; the first is the org wallet
  std::vector<KeyId> keys = {};
  std::vector<PolicyId> policies = {};

  friend bool operator==(const Organization&, const Organization&) = default;
};

/// The session token of a wallet that is heard, if it has not expired; generation 0: it never had
/// one.
struct WalletSession {
  std::uint64_t generation = 0;
  Time expires = {};

  friend bool operator==(const WalletSession&, const WalletSession&) = default;
};

struct WalletProfile {
  WalletOpened opened = {};  // with the names, tags and metadata that it has by now
  PolicyId policy = {};
  Time created_at = {};
  Time updated_at = {};

  /// What it is called from then on, and what binds it.
  void change(const WalletChanged& changed, Time at);
  /// No policy binds it any more.
  void end(Time at) {
    policy = {};
    updated_at = at;
  }

  friend bool operator==(const WalletProfile&, const WalletProfile&) = default;
};

struct Key {
  KeyMade made = {};
  OrganizationNumber organization = {};
  Time created_at = {};
  bool revoked = false;
  Time ends = {};       // once it was rotated and left a while; else zero
  Time last_used = {};  // as the journal knows it, which is to the minute; zero: never

  /// Neither revoked nor rotated.
  bool current() const { return !revoked && ends == Time{}; }
  /// Gives way to another one, at once or then.
  void rotate(Time end) {
    ends = end;
    revoked = revoked || end == Time{};
  }
  void use(Time at) { last_used = std::max(last_used, at); }

  friend bool operator==(const Key&, const Key&) = default;
};

struct Policy {
  PolicyMade made = {};  // as it is by its last change
  OrganizationNumber organization = {};
  Time created_at = {};
  Time updated_at = {};
  std::uint64_t wallets = 0;  // that it binds
  bool deleted = false;       // payments that it let pass still name it

  void change(const PolicyChanged& to, Time now) {
    made.terms = to.terms;
    made.name = to.name;
    updated_at = now;
  }
  void remove(Time now) {
    deleted = true;
    updated_at = now;
  }

  friend bool operator==(const Policy&, const Policy&) = default;
};

/// Which payment that waited was decided, and how.
struct ApprovalDecision {
  Sequence request = {};
  ApprovalStatus status = ApprovalStatus::pending;
};
/// What a fact decides; none: nothing of the kind.
std::optional<ApprovalDecision> decision_of(const Fact& fact);

/// A payment that needed approval, and what has become of it.
struct Approval {
  OrganizationNumber organization = {};
  Environment environment = Environment::sandbox;
  AccountNumber wallet = {};  // the payer
  ApprovalStatus status = ApprovalStatus::pending;
  Sequence ended = {};  // the record that says so; none: it waits

  friend bool operator==(const Approval&, const Approval&) = default;
};

/// What has become of a payment since the record that made it.
struct PaymentCourse {
  Money principal = {};
  Money refunded = {};
  Sequence last = {};  // the newest record of it; none: nothing has
  DisputeCourse dispute = {};

  void take(const Refunded& more, Sequence by) {
    principal = more.principal.money();
    refunded = more.refunded_after;
    last = by;
  }
  /// Of a record that goes on with it (payment_of).
  void take(const Record& record);

  friend bool operator==(const PaymentCourse&, const PaymentCourse&) = default;
};

class Books {
 public:
  Books() = default;
  /// For books whose rows were not folded but read from elsewhere.
  explicit Books(const Standing& standing) : standing_{standing} {}

  /// In the order of the journal. A record that breaks one of the writer's promises (promises.hpp)
  /// stops us as a failed CHECK does.
  void apply(const Record& record);
  /// The same for a record that is known to keep every promise.
  void fold(const Record& record);

  const Standing& standing() const { return standing_; }
  Sequence last() const { return standing_.last; }
  Time last_time() const { return standing_.last_time; }
  std::uint16_t epoch() const { return standing_.epoch; }
  Time clock() const { return standing_.clock; }
  const Genesis& genesis() const { return standing_.genesis; }

  // Indexed by number; the element at 0 is none.
  std::vector<AccountHead> accounts{1};
  // By account: the first system account of the organisation and environment that it belongs to.
  std::vector<AccountNumber> owners{1};
  std::vector<OrganizationHead> organization_heads{1};
  std::vector<Organization> organizations{1};
  std::unordered_map<AccountNumber, Wallet> wallets;
  std::unordered_map<AccountNumber, WalletProfile> profiles;
  std::unordered_map<KeyId, Key> keys;
  std::unordered_map<PolicyId, Policy> policies;
  std::unordered_map<AccountNumber, WalletSession> sessions;  // of wallets that ever had one
  std::map<Sequence, Approval> approvals;                     // by the record that asked for it
  std::map<Sequence, Service> services;                       // by the record that made it
  std::map<Sequence, Token> tokens;                           // by the record that issued it
  std::map<Sequence, Payout> payouts;                         // by the record that asked for it
  std::map<Sequence, Dispute> disputes;                       // by the record that opened it
  std::map<Sequence, Webhook> webhooks;                       // by the record that made it
  std::map<Sequence, PaymentCourse> courses;  // by the record that made it, of what has one
  std::map<std::pair<AccountNumber, std::string>, Sequence> seals;  // by wallet and key

 private:
  void open_system_accounts(AccountNumber first);
  void open_wallet(const Record& record, const WalletOpened& opened);
  void apply_entries(const Record& record);
  void tell_wallets(const Record& record);
  void apply_links(const Record& record);
  void apply_fact(const Record& record, const Opened& opened);
  void apply_fact(const Record& record, const KeyRevoked& revoked);
  void apply_fact(const Record& record, const KeyRotated& rotated);
  void apply_fact(const Record& record, const KeysUsed& used);
  void apply_fact(const Record& record, const PolicyAttached& attached);
  void apply_fact(const Record& record, const PolicyChanged& changed);
  void apply_fact(const Record& record, const PolicyDeleted& deleted);
  void bind(PolicyId before, PolicyId after);
  void apply_fact(const Record& record, const SessionIssued& issued);
  void apply_fact(const Record& record, const WalletChanged& changed);
  void apply_fact(const Record& record, const WalletArchived& archived);
  void apply_fact(const Record& record, const PaymentHeld& held);
  void decide_approval(const Record& record);
  void apply_service(const Record& record);
  void apply_token(const Record& record);
  void apply_payout(const Record& record);
  void apply_dispute(const Record& record);
  void apply_webhooks(const Record& record);

  Standing standing_;
};

/// The row of a dispute that the record opens, between those two wallets.
Dispute dispute_row(const DisputeOpened& opened, const WalletAddress& payee,
                    const WalletAddress& payer);

/// Whether that is the wallet which its organisation has beside this one of its own.
bool own_wallet_beside(const Books& books, const WalletAddress& wallet, AccountNumber own,
                       WalletId own_id);

}  // namespace bursar::ledger
