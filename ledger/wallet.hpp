#pragma once

// A wallet as a pure state machine: decide() judges a command and changes nothing; apply() records
// what was decided and cannot refuse. Live traffic and recovery share apply(), so replaying the
// journal rebuilds exactly the wallet that wrote it.

#include "ledger/holds.hpp"
#include "ledger/payouts.hpp"
#include "ledger/record.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bursar::ledger {

/// What the engine's settings fix for every wallet.
struct Terms {
  FeeSchedule fees = {};
  Money faucet_per_day = Money::dollars(1'000);
  /// Nobody settles a payment to somebody outside; in production that is then only written down.
  bool external_record_only = false;
  /// So long a payment waits for approval.
  std::int64_t approval_ttl_ms = day_ms;
  /// So long a token waits for its call to start, at most.
  std::int64_t token_ttl_ms = 300'000;
  /// So long a call takes, at most, that was promised for no time.
  std::int64_t token_open_ms_max = day_ms;
  /// So many tokens of one wallet may be open.
  std::size_t open_tokens_max = 1'000;
  /// By environment: a bit for each DestinationType that somebody settles payouts to.
  std::array<std::uint8_t, 2> payout_destinations = {0b111, 0};
  /// So long a payout may be cancelled before it is submitted.
  std::int64_t payout_pending_ms = 10'000;
  /// So many payouts of one wallet may be open.
  std::size_t open_payouts_max = 1'000;
  /// So long after it was made a payment may be disputed.
  std::int64_t dispute_window_ms = 30 * day_ms;
};

struct Pay {
  WalletAddress payer = {};
  std::optional<WalletAddress> payee = {};  // none: payee_external names somebody outside
  std::string payee_external = {};
  Amount amount = *Amount::of(Money::units(1));
  std::string description = {};
  std::string category = {};
  std::string metadata = {};
  bool as_usdc = false;
  std::uint64_t salt = 0;  // 43 random bits for the payment's id
};

/// Sets money aside for one call. What is reserved is paid without a fee.
struct Authorize {
  Pay pay = {};  // as it may become; to another wallet
  TokenTerms terms = {};
  std::int64_t ttl_ms = 0;  // no longer than this it waits; zero: as long as it may
};

/// Sets money aside that is to be paid out, without a fee.
struct PayOut {
  Pay pay = {};  // to somebody outside: what the destination is known by
  SealedDestination destination = {};
};

struct Fund {
  WalletAddress wallet = {};
  std::optional<WalletAddress> org_wallet = {};  // set when the source is the organisation
  FundingSource source = FundingSource::organization;
  Amount amount = *Amount::of(Money::units(1));
  bool as_usdc = false;
  bool faucet_limited = false;  // an agent's own key: faucet_per_day holds
  bool adjusts_budget = false;
  std::int64_t topped_up_on = 0;  // a top-up of the wallet that asks for it; of this UTC day
  std::uint64_t salt = 0;
};

/// Fundings of several wallets by their organisation's own, all of them or none.
struct FundBatch {
  struct Part {
    WalletAddress wallet = {};
    Amount amount = *Amount::of(Money::units(1));
  };

  WalletAddress org_wallet = {};
  std::vector<Part> parts = {};  // of so many wallets, at most allocations_max
  std::uint64_t salt = 0;
};

/// Back from a wallet to its organisation's own, by whoever runs it: a frozen wallet gives too, but
/// where its budget is adjusted.
struct Withdraw {
  WalletAddress wallet = {};
  WalletAddress org_wallet = {};
  std::optional<Amount> amount = {};  // none: all that is free when it is decided
  bool adjusts_budget = false;
  std::uint64_t salt = 0;
};

/// Back from whoever was paid, at most what is left of the payment.
struct Refund {
  WalletAddress giver = {};       // the payee; the payer itself, where that is somebody outside
  WalletAddress to = {};          // who had paid
  WalletAddress org_wallet = {};  // of the payer's organisation, which gets it in its place
  bool payer_archived = false;    // where that is known to be so
  PaymentPlace place = {};        // what the payment's id tells
  Sequence payment = {};          // the record that made it, and what that says:
  Paid paid = {};
  Money refunded = {};                // of it by now
  Sequence newest = {};               // its newest record
  std::optional<Amount> amount = {};  // none: all that is left
  std::uint64_t salt = 0;
};

/// Money from outside or to outside, with a wallet of type org.
struct Clear {
  Clearing kind = Clearing::deposit;
  WalletAddress wallet = {};
  OrganizationId organization_id = {};
  Amount amount = *Amount::of(Money::units(1));
  std::string reference = {};
  std::string request_id = {};
  std::uint64_t salt = 0;
};

/// The end of a wallet that is no organisation's own.
struct ArchiveWallet {
  WalletAddress wallet = {};
  WalletAddress org_wallet = {};  // where what it holds goes, when that is to be swept
  bool with_agent = false;        // its agent is deleted: sweep, and revoke every key
};

/// Everything a wallet knows: what a view keeps of it and what a replay must arrive at.
struct WalletState {
  WalletAddress address = {};
  WalletStatus status = WalletStatus::active;
  Money posted = {};
  Money held = {};       // by recorded reservations
  PolicyId policy = {};  // none: no policy binds it
  Usage usage = {};
  RecentPayments recent = {};
  std::int64_t faucet_day = 0;
  Money faucet_used = {};  // in faucet_day, through agents' keys
  std::optional<TopupTerms> topup = {};
  std::int64_t topup_day = 0;
  Money topup_used = {};  // in topup_day
  std::optional<Money> budget_limit = {};
  Money total_spent = {};  // amounts and fees of its payments
  Money total_drawn = {};  // out of the budget's source
  std::uint64_t transaction_count = 0;
  Time last_transaction_at = {};
  Time last_time = {};  // of its last record
  bool ever_held_money = false;
  OpenHolds holds = {};      // their money is what is held,
  OpenTokens tokens = {};    // and that of these,
  OpenPayouts payouts = {};  // and of these
  std::uint64_t seals = 0;   // keys of its that were sealed
  Money owed = {};           // to its organisation's treasury, which gave in its place

  friend bool operator==(const WalletState&, const WalletState&) = default;
};

struct ActOnDispute;  // dispute_deeds.hpp

/// How a wallet begins; applying the record that opened it does the rest.
WalletState first_state(const WalletOpened& opened);

/// A fact with the entries that it posts, ready to become a record.
struct Decided {
  Fact fact = {};
  std::vector<Entry> entries = {};
};

class Wallet {
 public:
  Wallet() = default;
  explicit Wallet(const WalletState& state) : state_{state}, usage_unrecorded_{state_.usage} {}

  /// As the payer. Refuses in Errc's order: frozen or archived, policy, budget, funds. Where the
  /// policy asks for approval it is held (PaymentHeld), if not too many are. Else the entries
  /// are complete, the payee's too; payer and payee may be of two organisations (then each side's
  /// inter_org account takes the principal, and each organisation's entries sum to zero).
  ///
  /// `policy` is the one in force that binds it; where one does and none is given, it refuses.
  Result<Decided> decide(const Pay& pay, const Terms& terms, Time now,
                         const PolicyInForce* policy = nullptr) const;

  /// As the payer. Refuses as a payment does, also where it would need approval, and where too many
  /// tokens are open.
  Result<Decided> decide(const Authorize& authorize, const Terms& terms, Time now,
                         const PolicyInForce* policy = nullptr) const;

  /// As the payer. Refuses as a payment does, also where it would need approval, where nobody
  /// settles what goes there (settlement_not_configured, first of all), and where too many payouts
  /// are open.
  Result<Decided> decide(const PayOut& payout, const Terms& terms, Time now,
                         const PolicyInForce* policy = nullptr) const;

  /// As the org wallet that gives, when the source is the organisation; else as the wallet that is
  /// funded from the treasury.
  Result<Decided> decide(const Fund& fund, const Terms& terms, Time now) const;

  /// As the org wallet that gives; what is the matter with one part tells which.
  Result<Decided> decide(const FundBatch& batch, const Terms& terms, Time now) const;

  /// As the org wallet. What fees have come to only the journal's writer knows: `refuse_what_lacks`
  /// (clearing.hpp) is its part.
  Result<Decided> decide(const Clear& clear, const Terms& terms, Time now) const;

  /// As the wallet that gives back. Refuses in this order: archived, or frozen where its budget is
  /// adjusted; funds, also where all is asked of one that has nothing free.
  Result<Decided> decide(const Withdraw& withdraw, const Terms& terms, Time now) const;

  /// As the wallet that gives back. Refuses in this order: nothing is left, or less than is asked
  /// for; archived or frozen; funds.
  Result<Decided> decide(const Refund& refund, const Terms& terms, Time now) const;

  /// As whoever was paid, in any state that it is in: dispute_deeds.hpp says what refuses.
  Result<Decided> decide(const ActOnDispute& act, const Terms& terms, Time now) const;
  /// What it gives back of what it owes, as far as it has it and nothing else is to be done with
  /// that; none: nothing.
  std::optional<Decided> repay() const;

  /// Of a wallet at rest: nothing is in flight. Refuses in this order: archived already, open
  /// holds, a balance that is not to be swept, or a debt. Frozen or not makes no difference.
  Result<Decided> decide(const ArchiveWallet& archive) const;

  /// As a payee: archived, or its balance limit with all that is on its way, refuse.
  Result<void> accept(Money amount) const;
  /// The same of a funding, which a frozen wallet refuses too.
  Result<void> accept_funding(Money amount) const;
  /// As the one that a budget draws from: budget_source_short where it is frozen or lacks it.
  Result<void> give(Money drawn) const;

  /// Whether `decide` would say yes if its holds that no record knows yet came to nothing, and the
  /// credits that none knows were there: then the command waits. A refusal is right without that.
  bool only_what_is_under_way_refuses(const Pay& pay, const Terms& terms, Time now,
                                      const PolicyInForce* policy = nullptr) const;
  bool only_what_is_under_way_refuses(const Authorize& authorize, const Terms& terms, Time now,
                                      const PolicyInForce* policy = nullptr) const;
  bool only_what_is_under_way_refuses(const PayOut& payout, const Terms& terms, Time now,
                                      const PolicyInForce* policy = nullptr) const;
  bool only_what_is_under_way_refuses(const Fund& fund, const Terms& terms, Time now) const;
  bool only_what_is_under_way_refuses(const FundBatch& batch, const Terms& terms, Time now) const;
  bool only_what_is_under_way_refuses(const Clear& clear, const Terms& terms, Time now) const;
  bool only_what_is_under_way_refuses(const Withdraw& withdraw, const Terms& terms, Time now) const;
  bool only_what_is_under_way_refuses(Money drawn) const;
  bool only_what_is_under_way_refuses(const Refund& refund, const Terms& terms, Time now) const;
  bool only_what_is_under_way_refuses(const ActOnDispute& act, const Terms& terms, Time now) const;

  /// Sets aside what a decided two-wallet posting will debit, policy counters included, until its
  /// record is durable (release, then apply) or it is refused (release).
  void hold(const Decided& decided, Time now);
  void release(const Decided& decided, Time then);
  /// The others' side of the same: a credit on its way counts towards the balance limit, and one
  /// below zero, that a budget draws, is set aside.
  void expect(Money credit);
  void no_longer_expect(Money credit);

  /// What the rules of a policy count, by recorded payments alone.
  Counters counters() const { return {.usage = state_.usage, .recent = state_.recent}; }

  /// This wallet's part of a record: its entry, its counters, its policy, its status. Takes any
  /// record.
  void apply(const Record& record);

  const WalletState& state() const { return state_; }
  /// posted − held, by recorded reservations alone.
  Money available() const { return state_.posted - state_.held; }
  /// As it will be if what it gives comes to nothing and what it is to get comes.
  Wallet at_rest() const {
    WalletState then = state_;
    then.posted = then.posted + expected_;
    return Wallet{then};
  }
  bool in_flight() const { return holds_unrecorded_ != 0 || !expected_.zero(); }

 private:
  /// What a payment is judged by.
  struct Bench {
    const Terms& terms;
    const PolicyInForce* policy;
    Money free;
    Counters counters;
    std::size_t open_holds;
    std::size_t open_tokens;
    std::size_t open_payouts;
  };
  Bench bench_of_all(const Terms& terms, const PolicyInForce* policy) const;
  Bench bench_of_records(const Terms& terms, const PolicyInForce* policy, Money free) const;
  struct Bought {
    FeeSchedule fees;
    ServiceId service = {};
    bool reserved = false;  // held until it is paid
    std::optional<DestinationType> pays_out = {};
  };
  Result<Paid> payment(const Pay& pay, const Bought& bought, const Bench& bench, Time now) const;
  Result<Decided> decide(const Pay& pay, const Bench& bench, Time now) const;
  Result<Decided> decide(const Authorize& authorize, const Bench& bench, Time now) const;
  Result<Decided> decide(const PayOut& payout, const Bench& bench, Time now) const;
  template <class Asked>
  Result<Decided> decide_payment(const Asked& asked, const Terms& terms, Time now,
                                 const PolicyInForce* policy) const;
  template <class Asked>
  bool only_others_refuse(const Asked& asked, const Terms& terms, Time now,
                          const PolicyInForce* policy) const;
  Result<Decided> decide(const Fund& fund, const Terms& terms, Time now, Money free) const;
  Result<Decided> decide(const Clear& clear, Money free) const;
  Result<void> give(Money drawn, Money free) const;
  void hold(Money money);
  void release(Money money);
  Result<Decided> decide(const Refund& refund, Money free) const;
  template <class Judge>
  Result<Decided> beside_holds(Judge judge) const;
  template <class Judge>
  bool only_holds_refuse(Judge judge) const;

  WalletState state_;
  std::uint64_t holds_unrecorded_ = 0;      // two-wallet postings under way; some debit nothing
  std::uint64_t approvals_unrecorded_ = 0;  // those of them that are to wait for approval
  std::uint64_t tokens_unrecorded_ = 0;     // those that issue one
  std::uint64_t payouts_unrecorded_ = 0;    // those that begin one
  Money held_unrecorded_ = {};              // their money
  Usage usage_unrecorded_ = {};             // usage with the same counted in
  std::vector<Time> paid_unrecorded_;       // when the same were counted
  Money expected_ = {};                     // credits under way
};

}  // namespace bursar::ledger
