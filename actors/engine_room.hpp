#pragma once

// Everything behind the façade, on any actor system: an engine's own, or a test's deterministic
// one. Takes the calls in, brings each to its first actor, and keeps the tables.

#include "actors/admission.hpp"
#include "actors/beginning.hpp"
#include "actors/durable_marks.hpp"
#include "actors/engine.hpp"
#include "actors/event_places.hpp"
#include "actors/journal_writer.hpp"
#include "actors/key_keeper.hpp"
#include "actors/payment_courses.hpp"
#include "actors/payment_round.hpp"
#include "actors/payouts.hpp"
#include "actors/per_thread.hpp"
#include "actors/ports.hpp"
#include "actors/registry.hpp"
#include "actors/room_needed.hpp"
#include "actors/service_catalogue.hpp"
#include "actors/surroundings.hpp"
#include "actors/tables.hpp"
#include "actors/topups.hpp"
#include "actors/wallet_directory.hpp"
#include "actors/webhooks.hpp"
#include "crypto/permutation.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bursar::actors {

class EngineRoom {
 public:
  /// How its actors run: what differs between an engine and a simulation.
  struct Running {
    Waking waking = Waking::at_once;
    WriterThread writer = WriterThread::own;
  };

  /// `books` hold a genesis at least, and outlive the room.
  EngineRoom(caf::actor_system& system, const Engine::Options& options, const Engine::Ports& ports,
             const LedgerStates& books, Running running);
  ~EngineRoom();

  /// Ends the actors, as they come to it; nothing may be handed over any more.
  void close();
  /// Once all have ended: keeps no actor, so that their system may go, and then the room.
  void let_go();

  void pay(std::shared_ptr<PayCall> call);
  void pay_batch(std::shared_ptr<PayBatchCall> call);
  void fund(std::shared_ptr<FundCall> call);
  void fund_batch(std::shared_ptr<FundBatchCall> call);
  void withdraw(std::shared_ptr<WithdrawCall> call);
  void refund(std::shared_ptr<RefundCall> call);
  void payments(std::shared_ptr<PaymentsCall> call);
  void events(std::shared_ptr<EventsCall> call);
  void outcome(std::shared_ptr<OutcomeCall> call);
  void seal(std::shared_ptr<SealCall> call);
  void clear(std::shared_ptr<ClearCall> call);
  void balance(std::shared_ptr<BalanceCall> call);
  void accept_clock(std::shared_ptr<AcceptClockCall> call);
  void decide_approval(std::shared_ptr<DecideApprovalCall> call);
  void authorize(std::shared_ptr<AuthorizeCall> call);
  void act_on_token(std::shared_ptr<TokenActCall> call);
  void token(std::shared_ptr<TokenCall> call);
  void dispute(std::shared_ptr<DisputeCall> call);
  void pay_out(std::shared_ptr<PayOutCall> call);
  void cancel_payout(std::shared_ptr<CancelPayoutCall> call);
  template <class C>
  void ask_payouts(std::shared_ptr<C> call) {
    end_round();
    if (admit(call)) caf::anon_send(around_.payouts, Ask<C>{std::move(call)});
  }
  void make_webhook(std::shared_ptr<MakeWebhookCall> call);
  template <class C>
  void ask_webhooks(std::shared_ptr<C> call) {
    end_round();
    if (admit(call)) caf::anon_send(webhooks_, Ask<C>{std::move(call)});
  }
  const Webhooks& webhooks() const { return webhooks_; }
  const WebhookFigures& webhook_figures() const { return webhook_figures_; }
  const PayoutFigures& payout_figures() const { return payout_figures_; }
  template <class C>
  void ask_approvals(std::shared_ptr<C> call) {
    if (admit(call)) caf::anon_send(around_.approvals, Ask<C>{std::move(call)});
  }
  /// Whoever waits for a decision hears how it stands.
  void stop_waiting() { caf::anon_send(around_.approvals, StopWaiting{}); }
  std::size_t approval_waiters() const { return approval_waiters_.load(); }
  /// What this thread's payments wait for, where its threads run the actors.
  void end_round();
  /// All others begin at the registry.
  template <class C>
  void ask_registry(std::shared_ptr<C> call) {
    if (has_room(call) && admit(call)) caf::anon_send(registry_, Ask<C>{std::move(call)});
  }

  void read_only(bool on) { around_.read_only.store(on, std::memory_order_relaxed); }
  bool read_only() const { return around_.read_only.load(std::memory_order_relaxed); }

  JournalLine& line() { return line_; }
  const JournalWriter& writer() const { return writer_; }
  const Projector& projector() const { return projector_; }  // none without a follower
  const Tables& tables() const { return tables_; }
  const PoliciesInForce& policies() const { return around_.policies; }
  const std::vector<PoliciesInForce::LostZone>& lost_zones() const { return lost_zones_; }
  const DurableMarks& marks() const { return marks_; }
  const Admission& admission() const { return admission_; }
  /// Whether a call that adds records would be admitted now, or a batch of payments.
  ledger::Result<void> room(Share share) const;
  ledger::Result<void> room_for_batch(Share share) const;
  const crypto::Permutation& payment_ids() const { return payment_ids_; }
  const crypto::Permutation& token_ids() const { return token_ids_; }
  const ServiceCatalogue& services() const { return services_; }
  const PaymentCourses& courses() const { return courses_; }
  const persistence::KnownKeys& known_keys() const { return known_keys_; }
  bool stopped() const { return stopped_.load(); }
  Topups& topups() { return topups_; }
  const LifeFigures& life() const { return life_; }
  const WalletStates& states() const { return states_; }
  ledger::Sequence watermark() const;
  std::uint64_t lag_records() const;
  /// Only while no other thread runs; none when it does not live.
  WalletActor live_wallet(ledger::AccountNumber account) const;

 private:
  template <class C>
  bool has_room(const std::shared_ptr<C>& call) const;
  template <class C>
  bool admit(const std::shared_ptr<C>& call);
  void hand_over(std::shared_ptr<PayCall> call);
  void hand_over_together(std::shared_ptr<PayBatchCall> call, Permit place);
  /// To the wallet that decides it; it may bring its salt.
  template <class C>
  void hand_over(std::shared_ptr<C> call, ledger::AccountNumber decider, std::uint64_t& salted);
  template <class C>
  void hand_over_key(std::shared_ptr<C> call);
  void tidy(ledger::Time now);
  void salt(std::uint64_t& salt);
  EngineRoom(caf::actor_system& system, const Engine::Options& options, const Engine::Ports& ports,
             Beginning beginning, Running running);
  void open_doors(const Beginning& beginning);
  EventReading event_reading(const persistence::JournalReader& reader) const;

  void open_webhooks(caf::actor_system& system, const Engine::Options& options,
                     const Engine::Ports& ports, const LedgerStates& books, WriterThread thread);

  const Waking waking_;
  const OnFatal on_fatal_;
  std::atomic<bool> stopped_ = false;
  Admission admission_;
  Admission batch_admission_;
  Admission evidence_admission_{evidence_in_flight_max};
  Clock& clock_;
  Random& random_;
  std::atomic<std::int64_t> tidied_minute_ = 0;
  const ContentHash content_hash_;
  persistence::KnownKeys known_keys_;
  PaymentCourses courses_;
  EventPlaces event_places_;
  const crypto::Permutation payment_ids_;
  const crypto::Permutation token_ids_;
  DurableMarks marks_;
  Tables tables_;
  const std::shared_ptr<WebhookBell> webhook_bell_ = std::make_shared<WebhookBell>();
  const std::unique_ptr<WalletSigns> signs_;
  std::vector<PoliciesInForce::LostZone> lost_zones_;
  JournalLine line_;
  ServiceCatalogue services_;
  Surroundings around_;
  Topups topups_;
  PerThread<PaymentRound> rounds_;
  const WalletStates& states_;
  LifeFigures life_;
  WalletLoader loader_;
  JournalWriter writer_;
  persistence::JournalFollower* const follower_;
  const std::uint64_t lag_records_max_;
  Projector projector_;
  KeyKeeper key_keeper_;
  PolicyReplayer replayer_;
  PaymentLister payment_lister_;
  EventLister event_lister_;
  EvidenceKeeper evidence_keeper_;
  Registry registry_;
  std::atomic<std::size_t> approval_waiters_ = 0;
  PayoutFigures payout_figures_;
  WebhookFigures webhook_figures_;
  Webhooks webhooks_;
};

template <class C>
void refuse(const std::shared_ptr<C>& call, ledger::Errc code) {
  call->outcome = ledger::refuse(code);
  Call::answer(call);
}

template <class C>
bool refused(const std::shared_ptr<C>& call, ledger::Errc code) {
  call->outcome = ledger::refuse(code);
  Call::answer(call);
  return false;
}

/// Whether the disk has room for the call; if not, it has been told so.
template <class C>
bool EngineRoom::has_room(const std::shared_ptr<C>& call) const {
  return !needs_room<C> || !read_only() || refused(call, ledger::Errc::read_only);
}

/// Whether the call has a place; if not, it has been told so.
template <class C>
bool EngineRoom::admit(const std::shared_ptr<C>& call) {
  if (adds_records<C> && lag_records() > lag_records_max_)
    return refused(call, ledger::Errc::overloaded);
  auto permit = admission_.try_admit(call->share());
  if (!permit) return refused(call, permit.error().code);
  call->admit(*std::move(permit));
  return true;
}

template <class C>
void EngineRoom::hand_over(std::shared_ptr<C> call, ledger::AccountNumber decider,
                           std::uint64_t& salted) {
  const WayIn way = around_.way_to(decider);
  if (!way) return refuse(call, ledger::Errc::not_found);
  tidy(call->command.now);
  salt(salted);
  const KeyHashes keyed = content_hash_.of(call->command);
  around_.send(way, KeyedAsk<C>{std::move(call), keyed});
}

}  // namespace bursar::actors
