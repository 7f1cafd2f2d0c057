#pragma once

// What the edge sees of the actors: calls that are handed over and come back answered, and no CAF.
// A call is answered exactly once, never before what it says is durable.

#include "actors/approval_commands.hpp"
#include "actors/commands.hpp"
#include "actors/dispute_commands.hpp"
#include "actors/event_list.hpp"
#include "actors/fatal.hpp"
#include "actors/key_tally.hpp"
#include "actors/outcome_commands.hpp"
#include "actors/payment_courses.hpp"
#include "actors/payment_list.hpp"
#include "actors/payout_commands.hpp"
#include "actors/policies_in_force.hpp"
#include "actors/replay_call.hpp"
#include "actors/service_catalogue.hpp"
#include "actors/time_zones.hpp"
#include "actors/token_commands.hpp"
#include "actors/webhook_commands.hpp"
#include "ledger/identity.hpp"
#include "ledger/past.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::persistence {
class JournalFollower;
class JournalReader;
class JournalStore;
}  // namespace bursar::persistence
namespace bursar::telemetry {
class Probes;
}

namespace bursar::actors {

class Clock;
class Connector;
class EvidenceShelf;
class Random;
class LedgerStates;
class WalletStates;

/// Of whom and why, and how many came to nothing by then.
struct TopupRefusal {
  ledger::WalletId wallet = {};
  ledger::Errc code = {};
  std::uint64_t refused = 0;
};
using OnTopupRefused = std::function<void(const TopupRefusal&)>;

/// The first of those that whoever settles them has had for too long.
struct SilentPayout {
  std::string payout;  // its id; empty: it is archived
  ledger::Time since = {};
  std::size_t silent = 0;  // of all
};
using OnPayoutSilent = std::function<void(const SilentPayout&)>;

/// A connector that answers nothing, whatever it is asked.
struct SilentConnector {
  ledger::Time since = {};
  std::size_t open = 0;  // payouts that wait for it, all in all
};
using OnConnectorSilent = std::function<void(const SilentConnector&)>;

/// Who runs the actors: CAF's own pool, or the threads that hand calls over (run_ready).
enum class Scheduling : std::uint8_t { pool, handing_thread };

class Engine {
 public:
  struct Options {
    std::size_t calls_in_flight_max = 8'192;
    std::size_t batches_in_flight_max = 4;
    std::size_t idempotency_keys_max = 100'000'000;
    std::filesystem::path keys_directory = {};  // of the known keys' files; made when missing
    std::size_t keys_in_memory_max = 262'144;   // whose records are durable, until they are a file
    std::chrono::milliseconds wallet_idle = std::chrono::minutes{5};
    std::size_t wallets_live_max = 200'000;
    /// So often it is recorded which keys have spoken since (last_used); 0: never.
    std::chrono::milliseconds key_uses_period{0};
    /// Past it calls that would add records are refused, until the follower has come nearer.
    std::uint64_t lag_records_max = 500'000;
    ledger::Terms terms = {};
    /// SHA-256 of the operator's key; none: nobody is the operator.
    std::optional<std::array<std::uint8_t, 32>> operator_key_hash = {};
    Scheduling scheduling = Scheduling::pool;
    int pin_to_core = -1;  // the writer's thread; -1: not pinned
    OnFatal on_fatal = stop_process;
    /// A wallet was not topped up though it is to be; called once a minute at most.
    OnTopupRefused on_topup_refused = [](const TopupRefusal&) {};
    /// Past so long with its connector a payout raises an alarm, and nothing else.
    std::int64_t settle_ms_max = 7 * ledger::day_ms;
    /// Called once a minute at most, while there are some.
    OnPayoutSilent on_payout_silent = [](const SilentPayout&) {};
    /// Past so long without any answer a connector raises an alarm, and nothing else.
    std::int64_t connector_silent_ms_max = 300'000;
    /// Called once a minute at most, while it is so.
    OnConnectorSilent on_connector_silent = [](const SilentConnector&) {};
    WebhookBounds webhooks = {};
    /// After a batch's answers were given, on the writer's thread: time to wake the I/O threads.
    std::function<void()> after_batch = [] {};
    telemetry::Probes* probes = nullptr;
    /// The world's time zones, by their names.
    FindZone zone = machine_zone;
    /// The API's name of a refusal, for the figures.
    std::string_view (*refusal_name)(ledger::Errc) = [](ledger::Errc) -> std::string_view {
      return "REFUSED";
    };
  };
  struct Ports {
    persistence::JournalStore& store;
    persistence::JournalReader& reader;
    Clock& clock;
    Random& random;
    const WalletStates* states = nullptr;              // none: as the books say
    persistence::JournalFollower* follower = nullptr;  // none: nothing is derived from the journal
    Connector* connector = nullptr;                    // none: nothing leaves the system
    EvidenceShelf* evidence = nullptr;                 // none: none is taken
    WebhookPost* webhooks = nullptr;                   // none: nobody is told of anything
  };

  /// Goes on from `books`, which are as of the store's last record; an empty store gets its genesis
  /// record here (`secrets_fingerprint` stands in it), which the follower lets them see. The ports
  /// and the books must outlive the engine.
  Engine(const Options& options, const Ports& ports, const LedgerStates& books,
         const std::array<std::uint8_t, 32>& secrets_fingerprint);
  /// The same with books in memory: what replaying the store gave.
  Engine(const Options& options, const Ports& ports, ledger::Books books,
         const std::array<std::uint8_t, 32>& secrets_fingerprint);
  ~Engine();

  // --- Calls. Each is addressed (Call::address) before, and handed over for good.

  void pay(std::shared_ptr<PayCall> call);
  void pay_batch(std::shared_ptr<PayBatchCall> call);
  void fund(std::shared_ptr<FundCall> call);
  void fund_batch(std::shared_ptr<FundBatchCall> call);
  void withdraw(std::shared_ptr<WithdrawCall> call);
  void clear(std::shared_ptr<ClearCall> call);
  void refund(std::shared_ptr<RefundCall> call);
  void payments(std::shared_ptr<PaymentsCall> call);
  void events(std::shared_ptr<EventsCall> call);
  void outcome(std::shared_ptr<OutcomeCall> call);
  void seal(std::shared_ptr<SealCall> call);
  void balance(std::shared_ptr<BalanceCall> call);
  void wallet(std::shared_ptr<WalletCall> call);
  void wallets(std::shared_ptr<WalletsCall> call);
  void organization(std::shared_ptr<OrganizationCall> call);
  void organizations(std::shared_ptr<OrganizationsCall> call);
  void open_organization(std::shared_ptr<OpenOrganizationCall> call);
  void open_wallet(std::shared_ptr<OpenWalletCall> call);
  void make_key(std::shared_ptr<MakeKeyCall> call);
  void keys(std::shared_ptr<KeysCall> call);
  void revoke_key(std::shared_ptr<RevokeKeyCall> call);
  void rotate_key(std::shared_ptr<RotateKeyCall> call);
  void issue_session(std::shared_ptr<IssueSessionCall> call);
  void make_policy(std::shared_ptr<MakePolicyCall> call);
  void policies(std::shared_ptr<PoliciesCall> call);
  void attach_policy(std::shared_ptr<AttachPolicyCall> call);
  void change_policy(std::shared_ptr<ChangePolicyCall> call);
  void delete_policy(std::shared_ptr<DeletePolicyCall> call);
  void change_wallet(std::shared_ptr<ChangeWalletCall> call);
  void end_wallet(std::shared_ptr<EndWalletCall> call);
  void set_topup(std::shared_ptr<SetTopupCall> call);
  void trial_balance(std::shared_ptr<TrialBalanceCall> call);
  void reconcile(std::shared_ptr<ReconciliationCall> call);
  void replay_policy(std::shared_ptr<ReplayPolicyCall> call);
  void accept_clock(std::shared_ptr<AcceptClockCall> call);
  void decide_approval(std::shared_ptr<DecideApprovalCall> call);
  void approval(std::shared_ptr<ApprovalCall> call);
  void approvals(std::shared_ptr<ApprovalsCall> call);
  void make_service(std::shared_ptr<MakeServiceCall> call);
  void change_service(std::shared_ptr<ChangeServiceCall> call);
  void mark_service(std::shared_ptr<MarkServiceCall> call);
  void authorize(std::shared_ptr<AuthorizeCall> call);
  void act_on_token(std::shared_ptr<TokenActCall> call);
  void token(std::shared_ptr<TokenCall> call);
  void pay_out(std::shared_ptr<PayOutCall> call);
  void cancel_payout(std::shared_ptr<CancelPayoutCall> call);
  void payout(std::shared_ptr<PayoutCall> call);
  void payouts(std::shared_ptr<PayoutsCall> call);
  void dispute(std::shared_ptr<DisputeCall> call);
  void make_webhook(std::shared_ptr<MakeWebhookCall> call);
  void act_on_webhook(std::shared_ptr<WebhookActCall> call);
  void webhook(std::shared_ptr<WebhookCall> call);
  void webhooks(std::shared_ptr<WebhooksCall> call);

  /// At the end of a round, by a thread that handed calls over: runs the actors that are ready
  /// (Scheduling::handing_thread), and wakes the journal's writer, once.
  void end_round();
  /// How a foreign thread makes a handing thread run: called when actors became ready elsewhere.
  void on_ready(std::function<void()> wake);

  // --- Tables, read at once by any thread; they show only what is durable.

  /// Whom a credential speaks for, and has spoken for now. None: it is no key by its shape and
  /// checksum, for which no table is asked, or it is unknown, revoked or past its grace.
  std::optional<ledger::Principal> authenticate(std::string_view secret, ledger::Time now) const;
  /// Whether that would find somebody. It is no use of the key.
  bool lets_in(std::string_view secret, ledger::Time now) const;
  /// By a session token whose signature was found to be right. None: it is not its wallet's newest,
  /// or has expired.
  std::optional<ledger::Principal> authenticate_session(ledger::WalletId wallet,
                                                        const ledger::WalletSession& session,
                                                        ledger::Time now) const;
  /// Of the key that it speaks by.
  KeyTally& tally(const ledger::Principal& principal) const;
  std::optional<ledger::WalletAddress> find_wallet(ledger::WalletId id) const;
  std::optional<ledger::WalletAddress> find_wallet(ledger::AccountNumber account) const;
  std::optional<ledger::OrganizationNumber> find_organization(ledger::OrganizationId id) const;
  /// Of one that there is.
  ledger::OrganizationId organization_id(ledger::OrganizationNumber number) const;
  /// Those that may bind a wallet, and time zones.
  const PoliciesInForce& policies() const;
  /// Those that are offered.
  const ServiceCatalogue& services() const;
  /// Policies that deny since the machine's time-zone database forgot their zone, as of the start.
  const std::vector<PoliciesInForce::LostZone>& lost_zones() const;
  /// The organisation's newest durable sequence.
  ledger::OrganizationSequence durable(ledger::OrganizationNumber organization) const;
  ledger::Sequence last_durable() const;

  // --- Durable history, read straight from the journal.

  std::optional<ledger::Record> record(ledger::Sequence sequence) const;
  /// By a payment's public id: its permutation undone, its salt compared. None: there is none.
  std::optional<ledger::Record> payment(const ledger::Bits128& id) const;
  /// What such an id tells, where it is of something durable.
  std::optional<ledger::PaymentPlace> payment_place(const ledger::Bits128& id) const;
  /// The public id's bits of a payment or a funding record. One that was approved has that of the
  /// record which asked for it.
  ledger::Bits128 payment_id(const ledger::Record& record) const;
  /// The record that issued a token, by the low 96 bits of its id: their permutation undone, the
  /// salt compared. None: there is none.
  std::optional<ledger::Record> token_issued(const ledger::Bits128& id) const;
  /// Those bits of such a record.
  ledger::Bits128 token_id(const ledger::Record& issued) const;
  ledger::Bits128 payment_id(const ledger::PaymentPlace& place) const;
  /// What has become of a payment, by the record that made it.
  ledger::PaymentCourse course(ledger::Sequence payment) const;
  /// A dispute by the record that opened it; none: there is no such one.
  std::optional<DisputeStanding> dispute(ledger::Sequence opened) const;
  /// A page of them, newest first.
  Rows<DisputeRow> disputes(const DisputesQuery& query) const;
  /// What was shown, by its hash; none: it is not there.
  std::optional<std::string> evidence(const std::array<std::uint8_t, 32>& sha256) const;
  /// What was decided of one that needs approval, by the record that asked for it.
  PaymentCourses::Decision decision(ledger::Sequence request) const;
  /// The records of one account from `newest` (WalletView::last, or Entry::previous of a page's
  /// last row) backwards, at most `limit`.
  std::vector<ledger::Record> history(ledger::AccountNumber account, ledger::Sequence newest,
                                      std::uint32_t limit) const;
  /// When the first record was made that is kept; none: nothing was archived.
  std::optional<ledger::Time> archived_before() const;
  /// The wallet as it was at that point, as past_wallet.hpp says.
  ledger::Result<ledger::WalletState> wallet_at(const WalletView& now,
                                                const ledger::PastPoint& point) const;

  // --- How it is.

  /// While the disk is nearly full: what needs_room is refused with read_only. From any thread.
  void read_only(bool on);
  bool read_only() const;

  std::size_t calls_in_flight() const;
  /// Whether a call that adds records would be admitted now, or a batch of payments, so that what
  /// would be refused need not be read. A moment later another may have the place.
  ledger::Result<void> room(Share share) const;
  ledger::Result<void> room_for_batch(Share share) const;
  /// Of the idempotency keys that are known.
  struct KeyFigures {
    std::size_t keys = 0;
    std::size_t files = 0;
    std::size_t filter_bytes = 0;
    std::uint64_t disk_lookups = 0;
  };
  KeyFigures key_figures() const;
  std::uint64_t actors_alive() const;
  /// How far the follower has come, and how many durable records it lacks.
  ledger::Sequence watermark() const;
  std::uint64_t lag_records() const;
  /// How often a wallet's actor came to life, or ended because the wallet was idle.
  std::uint64_t activations() const;
  std::uint64_t passivations() const;
  /// How many top-ups of wallets came to nothing.
  std::uint64_t topups_refused() const;
  /// How many payouts are open, and how many of them their connector has had for too long.
  std::size_t payouts_open() const;
  std::size_t payouts_silent() const;
  /// Since when the connector has answered nothing, where that is an alarm.
  std::optional<ledger::Time> connector_silent_since() const;
  /// Attempts to tell webhooks, by how they ended.
  std::uint64_t webhook_attempts(ledger::DeliveryEnd end) const;
  struct WebhookCounts {
    std::size_t webhooks = 0;
    std::size_t disabled = 0;
    std::size_t pending = 0;  // events that wait for another attempt
    std::size_t in_flight = 0;
    std::uint64_t lag = 0;  // records that the one which is furthest behind has not heard
  };
  WebhookCounts webhook_counts() const;
  Clock& clock() const;

  /// Nothing more is sent to webhooks, and whoever waits for an address to be looked up is refused.
  /// drain() does it too, unless it was done before.
  void stop_telling();
  /// Waits until everything handed over has been answered; nothing may be handed over meanwhile.
  /// False when that did not come about in time: then the journal may not be closed.
  bool drain(std::chrono::milliseconds patience = std::chrono::minutes{1});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bursar::actors
