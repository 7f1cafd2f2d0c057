#include "actors/engine_room.hpp"

#include "actors/approvals.hpp"
#include "actors/clock_acceptance.hpp"
#include "actors/event_lister.hpp"
#include "actors/evidence_keeper.hpp"
#include "actors/known_keys_options.hpp"
#include "actors/loaded_tables.hpp"
#include "actors/payment_batch.hpp"
#include "actors/payment_lister.hpp"
#include "actors/policy_replayer.hpp"
#include "actors/projector.hpp"
#include "actors/tokens.hpp"
#include "actors/transfer_coordinator.hpp"
#include "actors/wallet_loader.hpp"
#include "ledger/token_place.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <variant>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

namespace bursar::actors {
namespace {

constexpr std::size_t transfer_coordinators = 4;
constexpr std::int64_t minute_ms = 60'000;

/// Payouts go where somebody settles them.
ledger::Terms terms_with(ledger::Terms terms, const Connector* connector) {
  terms.payout_destinations = {};
  if (connector != nullptr) terms.payout_destinations = connector->destinations();
  return terms;
}

}  // namespace

EngineRoom::EngineRoom(caf::actor_system& system, const Engine::Options& options,
                       const Engine::Ports& ports, const LedgerStates& books, Running running)
    : EngineRoom{system, options, ports, Beginning{books}, running} {}

EngineRoom::EngineRoom(caf::actor_system& system, const Engine::Options& options,
                       const Engine::Ports& ports, Beginning beginning, Running running)
    : waking_{running.waking},
      on_fatal_{options.on_fatal},
      admission_{options.calls_in_flight_max},
      batch_admission_{options.batches_in_flight_max},
      clock_{ports.clock},
      random_{ports.random},
      content_hash_{beginning.standing.genesis.idempotency_key},
      known_keys_{known_keys_options(options, beginning.standing.genesis, content_hash_),
                  ports.reader, beginning.standing.last},
      courses_{beginning.books},
      event_places_{beginning.books},
      payment_ids_{beginning.standing.genesis.permutation_key},
      token_ids_{beginning.standing.genesis.permutation_key, ledger::token_half_bits},
      signs_{std::move(beginning.signs)},
      line_{running.waking},
      around_{.on_fatal = on_fatal_,
              .line = line_,
              .reader = ports.reader,
              .terms = terms_with(options.terms, ports.connector),
              .epoch = beginning.standing.epoch,
              .known_keys = known_keys_,
              .doors = {},
              .signs = *signs_,
              .directory = {},
              .coordinators = {},
              .policies = PoliciesInForce{options.zone},
              .books = beginning.books,
              .courses = courses_,
              .services = services_},
      topups_{around_, admission_, random_, options.on_topup_refused},
      states_{ports.states != nullptr ? *ports.states : beginning.books},
      writer_{spawn_journal_writer(system,
                                   {.queue = line_.queue(),
                                    .store = ports.store,
                                    .marks = marks_,
                                    .known_keys = known_keys_,
                                    .signs = *signs_,
                                    .courses = courses_,
                                    .event_places = event_places_,
                                    .stopped = stopped_,
                                    .on_fatal = on_fatal_,
                                    .after_batch = ringing(webhook_bell_, options.after_batch),
                                    .probes = options.probes,
                                    .refusal_name = options.refusal_name,
                                    .pin_to_core = options.pin_to_core},
                                   std::move(beginning.heads), running.writer)},
      follower_{ports.follower},
      lag_records_max_{options.lag_records_max},
      key_keeper_{spawn_key_keeper(system, known_keys_, on_fatal_, running.writer)},
      replayer_{spawn_policy_replayer(system, ports.reader, on_fatal_, running.writer,
                                      options.after_batch)},
      payment_lister_{spawn_payment_lister(
          system,
          {.record = [&reader = ports.reader](auto sequence) { return reader.record(sequence); },
           .wallet = [this](ledger::WalletId id) { return tables_.wallet(id); },
           .courses = courses_},
          on_fatal_, running.writer, options.after_batch)},
      event_lister_{spawn_event_lister(system, event_reading(ports.reader), on_fatal_,
                                       running.writer, options.after_batch)},
      evidence_keeper_{spawn_evidence_keeper(system, {around_, ports.evidence, on_fatal_},
                                             running.writer, options.after_batch)} {
  line_.serve(writer_);
  around_.topups = &topups_;
  if (follower_ != nullptr)
    projector_ = spawn_projector(
        system, {.follower = *follower_, .marks = marks_, .on_fatal = on_fatal_}, running.writer);
  open_doors(beginning);
  loader_ = spawn_wallet_loader(system, around_, states_, running.writer);
  around_.directory = spawn_wallet_directory(system, {.around = around_,
                                                      .states = states_,
                                                      .figures = life_,
                                                      .loader = loader_,
                                                      .idle = options.wallet_idle,
                                                      .live_max = options.wallets_live_max});
  for (std::size_t i = 0; i < transfer_coordinators; ++i)
    around_.coordinators.push_back(spawn_transfer_coordinator(system, around_));
  lost_zones_ = around_.policies.load(beginning.policies);
  load(tables_, beginning);
  if (options.operator_key_hash) let_in_operator(tables_, *options.operator_key_hash);
  beginning.books.each_service([this](ledger::Sequence made, const ledger::Service& service) {
    services_.put({made, service});
  });
  RegistryBooks registry_books{beginning.books, std::move(beginning.tenants),
                               beginning.next_account};
  for (const auto& [row, wallet] : beginning.keys)
    registry_books.leaves(wallet, row.second.key, row.second.ends);
  registry_ = spawn_registry(system,
                             {.around = around_,
                              .tables = tables_,
                              .random = ports.random,
                              .clock = ports.clock,
                              .replayer = replayer_,
                              .key_uses_period = options.key_uses_period},
                             std::move(registry_books));
  around_.registry = registry_;
  around_.approvals =
      spawn_approvals(system, {.around = around_, .clock = clock_, .waiters = approval_waiters_},
                      OpenApprovals{beginning.books, beginning.approvals});
  around_.tokens = spawn_tokens(system, {.around = around_, .clock = clock_},
                                KnownTokens{beginning.books, beginning.tokens});
  around_.payouts = spawn_payouts(system,
                                  {.around = around_,
                                   .clock = clock_,
                                   .records = {ports.reader, marks_, payment_ids_, on_fatal_},
                                   .connector = ports.connector,
                                   .settle_ms_max = options.settle_ms_max,
                                   .silent_ms_max = options.connector_silent_ms_max,
                                   .figures = payout_figures_,
                                   .on_silent = options.on_payout_silent,
                                   .on_connector_silent = options.on_connector_silent},
                                  KnownPayouts{beginning.books, beginning.payouts});
  open_webhooks(system, options, ports, beginning.books, running.writer);
}

EngineRoom::~EngineRoom() = default;

void EngineRoom::close() {
  constexpr auto reason = caf::exit_reason::user_shutdown;
  caf::anon_send_exit(around_.directory, reason);  // and with it every wallet
  caf::anon_send_exit(loader_, reason);
  for (const TransferCoordinator& coordinator : around_.coordinators)
    caf::anon_send_exit(coordinator, reason);
  caf::anon_send_exit(registry_, reason);
  caf::anon_send_exit(around_.approvals, reason);
  caf::anon_send_exit(around_.tokens, reason);
  caf::anon_send_exit(around_.payouts, reason);
  webhook_bell_->close();
  caf::anon_send_exit(webhooks_, reason);
  caf::anon_send_exit(writer_, reason);
  if (projector_) caf::anon_send_exit(projector_, reason);
  known_keys_.hurry();
  caf::anon_send_exit(key_keeper_, reason);
  caf::anon_send_exit(replayer_, reason);
  caf::anon_send_exit(payment_lister_, reason);
  caf::anon_send_exit(event_lister_, reason);
  caf::anon_send_exit(evidence_keeper_, reason);
}

void EngineRoom::let_go() {
  around_.directory = WalletDirectory{};
  for (std::uint64_t account = 0; account < around_.doors.size(); ++account)
    around_.doors.find(account)->let_go();
  loader_ = WalletLoader{};
  around_.coordinators.clear();
  line_.close();
  around_.registry = Registry{};
  around_.approvals = Approvals{};
  around_.tokens = Tokens{};
  around_.payouts = Payouts{};
  webhooks_ = Webhooks{};
  registry_ = Registry{};
  writer_ = JournalWriter{};
  projector_ = Projector{};
  known_keys_.on_work([] {});
  key_keeper_ = KeyKeeper{};
  replayer_ = PolicyReplayer{};
  payment_lister_ = PaymentLister{};
  event_lister_ = EventLister{};
  evidence_keeper_ = EvidenceKeeper{};
  if (!stopped()) known_keys_.close();
}

ledger::Sequence EngineRoom::watermark() const {
  return follower_ != nullptr ? follower_->watermark() : marks_.last();
}

// Asked by every call that is let in: both are written once a batch and read otherwise.
std::uint64_t EngineRoom::lag_records() const {
  if (follower_ == nullptr) return 0;
  const std::uint64_t seen = follower_->watermark().value;
  const std::uint64_t durable = marks_.last().value;
  return durable > seen ? durable - seen : 0;
}

WalletActor EngineRoom::live_wallet(ledger::AccountNumber account) const {
  const WalletDoor* door = around_.doors.find(account.value);
  return door != nullptr ? door->actor() : WalletActor{};
}

// Nobody lives yet: the first message to a wallet brings it to life.
void EngineRoom::open_doors(const Beginning& beginning) {
  around_.doors.grow_to(beginning.next_account.value - 1);
  for (const ledger::WalletAddress& wallet : beginning.wallets)
    around_.doors.find(wallet.account.value)->build();
}

ledger::Result<void> EngineRoom::room(Share share) const {
  if (lag_records() > lag_records_max_) return ledger::refuse(ledger::Errc::overloaded);
  return admission_.room(share);
}

ledger::Result<void> EngineRoom::room_for_batch(Share share) const {
  const auto room_for_it = room(share);
  return room_for_it ? batch_admission_.room(share) : room_for_it;
}

void EngineRoom::pay(std::shared_ptr<PayCall> call) {
  if (admit(call)) hand_over(std::move(call));
}

void EngineRoom::hand_over(std::shared_ptr<PayCall> call) {
  const WayIn way = around_.way_to(call->command.pay.payer.account);
  if (!way) return refuse(call, ledger::Errc::not_found);
  tidy(call->command.now);
  salt(call->command.pay.salt);
  const KeyHashes keyed = content_hash_.of(call->command);
  const ledger::AccountNumber payer = call->command.pay.payer.account;
  KeyedAsk<PayCall> ask{std::move(call), keyed};
  if (waking_ != Waking::at_round_end) return around_.send(way, std::move(ask));
  if (!keyed.none()) known_keys_.prefetch(persistence::key_hash(payer, keyed.key));
  rounds_.own().add(way, std::move(ask));
}

void EngineRoom::end_round() {
  if (PaymentRound* const round = rounds_.found()) round->send(around_);
}

// The first movement of a minute says how late it is: at the bound no fresh key would otherwise
// ever bring a record that does.
void EngineRoom::tidy(ledger::Time now) {
  const std::int64_t minute = now.milliseconds / minute_ms;
  std::int64_t tidied = tidied_minute_.load(std::memory_order_relaxed);
  if (minute <= tidied || !tidied_minute_.compare_exchange_strong(tidied, minute)) return;
  caf::anon_send(key_keeper_, Tidy{now});
  if (ledger::day_of(now) != ledger::day_of({tidied * minute_ms}))
    caf::anon_send(around_.directory, Tidy{now});
}

// Where the caller gave none; a simulation tells its calls apart by theirs.
void EngineRoom::salt(std::uint64_t& salt) {
  if (salt != 0) return;
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes;
  random_.fill(bytes);
  salt = std::bit_cast<std::uint64_t>(bytes) & ledger::salt_mask;
}

void EngineRoom::pay_batch(std::shared_ptr<PayBatchCall> call) {
  if (call->command.payments.empty()) {
    call->outcome.emplace();
    return Call::answer(std::move(call));
  }
  auto place = batch_admission_.try_admit(call->share());
  if (!place) return refuse(call, place.error().code);
  if (!admit(call)) return;
  if (call->command.atomic) return hand_over_together(std::move(call), *std::move(place));
  for (auto& part : PaymentBatch::split(call, *std::move(place))) hand_over(std::move(part));
}

// All of one payer.
void EngineRoom::hand_over_together(std::shared_ptr<PayBatchCall> call, Permit place) {
  end_round();
  std::vector<PayCommand>& payments = call->command.payments;
  const WayIn way = around_.way_to(payments.front().pay.payer.account);
  if (!way) return refuse(call, ledger::Errc::not_found);
  call->place_of_batch = std::move(place);
  tidy(payments.front().now);
  for (PayCommand& payment : payments) salt(payment.pay.salt);
  std::vector<KeyHashes> keyed = content_hash_.of(call->command);
  around_.send(way, BatchAsk{std::move(call), std::move(keyed)});
}

// An organisation's funding is decided by the wallet that gives.
void EngineRoom::fund(std::shared_ptr<FundCall> call) {
  end_round();
  if (!admit(call)) return;
  ledger::Fund& fund = call->command.fund;
  const bool given = fund.source == ledger::FundingSource::organization && fund.org_wallet;
  hand_over(std::move(call), given ? fund.org_wallet->account : fund.wallet.account, fund.salt);
}

void EngineRoom::fund_batch(std::shared_ptr<FundBatchCall> call) {
  end_round();
  ledger::FundBatch& batch = call->command.batch;
  if (batch.parts.empty()) return refuse(call, ledger::Errc::invalid_request);
  auto place = batch_admission_.try_admit(call->share());
  if (!place) return refuse(call, place.error().code);
  call->place_of_batch = *std::move(place);
  if (!admit(call)) return;
  hand_over(std::move(call), batch.org_wallet.account, batch.salt);
}

void EngineRoom::withdraw(std::shared_ptr<WithdrawCall> call) {
  end_round();
  if (!admit(call)) return;
  ledger::Withdraw& withdraw = call->command.withdraw;
  hand_over(std::move(call), withdraw.wallet.account, withdraw.salt);
}

// Whoever was paid gives; in the place of somebody outside it is the payer that hears of it.
void EngineRoom::refund(std::shared_ptr<RefundCall> call) {
  end_round();
  if (!admit(call)) return;
  ledger::Refund& refund = call->command.refund;
  const ledger::Paid& paid = refund.paid;
  const auto payer = tables_.wallet(paid.payer_id);
  const auto giver = paid.payee.none() ? payer : tables_.wallet(paid.payee_id);
  const auto org_wallet = payer ? tables_.org_wallet(*payer) : std::nullopt;
  if (!giver || !org_wallet) return refuse(call, ledger::Errc::not_found);
  refund.to = *payer;
  refund.giver = *giver;
  refund.org_wallet = *org_wallet;
  hand_over(std::move(call), giver->account, refund.salt);
}

template <class C>
void EngineRoom::hand_over_key(std::shared_ptr<C> call) {
  end_round();
  if (!admit(call)) return;
  const WayIn way = around_.way_to(call->command.wallet.account);
  if (!way) return refuse(call, ledger::Errc::not_found);
  const KeyHashes keyed{.key = content_hash_.of_key(call->command.key), .content = {}};
  around_.send(way, KeyedAsk<C>{std::move(call), keyed});
}

void EngineRoom::outcome(std::shared_ptr<OutcomeCall> call) {
  hand_over_key(std::move(call));
}

void EngineRoom::seal(std::shared_ptr<SealCall> call) {
  tidy(call->command.now);
  hand_over_key(std::move(call));
}

// The writer may turn it into a refusal, of which the figures hear here.
void EngineRoom::clear(std::shared_ptr<ClearCall> call) {
  CHECK(!call->command.keyed.key.empty());
  end_round();
  if (!admit(call)) return;
  call->at_its_place = [own = call.get()](const JournalHeads*) {
    if (!own->draft) return;
    if (const auto* refused = std::get_if<ledger::Refused>(&own->draft->record.fact))
      own->refused = refused->error.code;
  };
  ledger::Clear& clear = call->command.clear;
  hand_over(std::move(call), clear.wallet.account, clear.salt);
}

void EngineRoom::balance(std::shared_ptr<BalanceCall> call) {
  end_round();
  if (!admit(call)) return;
  const WayIn way = around_.way_to(call->command.wallet);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, Ask<WalletCall>{std::move(call)});
}

void EngineRoom::accept_clock(std::shared_ptr<AcceptClockCall> call) {
  if (admit(call)) actors::accept_clock(std::move(call), clock_, known_keys_, line_);
}

}  // namespace bursar::actors
