#include "actors/engine_room.hpp"

#include "actors/approvals.hpp"
#include "actors/fetch.hpp"
#include "actors/payment_batch.hpp"
#include "actors/policy_replayer.hpp"
#include "actors/projector.hpp"
#include "actors/transfer_coordinator.hpp"
#include "actors/wallet_loader.hpp"
#include "crypto/hash.hpp"

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

// Files of another journal are told by this; it says nothing of the secrets that it is made of.
persistence::JournalMark mark_of(const ledger::Genesis& genesis) {
  crypto::Blake2b hash;
  hash.add(genesis.permutation_key);
  hash.add(genesis.idempotency_key);
  hash.add(genesis.secrets_fingerprint);
  const auto whole = hash.finish();
  persistence::JournalMark mark;
  std::copy_n(whole.begin(), mark.size(), mark.begin());
  return mark;
}

persistence::KnownKeys::Options known_keys_options(const Engine::Options& options,
                                                   const ledger::Genesis& genesis,
                                                   const ContentHash& content_hash) {
  return {.directory = options.keys_directory,
          .journal = mark_of(genesis),
          .keys_max = options.idempotency_keys_max,
          .table_rows_max = options.keys_in_memory_max,
          .hash = [&content_hash](const ledger::Idempotency& key) {
            return persistence::key_hash(key.wallet, content_hash.of_key(key.key));
          }};
}

// What sending touches of an actor: its reference count, its address, its mailbox.
constexpr std::size_t fetched_bytes = 640;
constexpr std::size_t fetched_ahead = 4;

template <class C>
void refuse(const std::shared_ptr<C>& call, ledger::Errc code) {
  call->outcome = ledger::refuse(code);
  Call::answer(call);
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
      payment_ids_{beginning.standing.genesis.permutation_key},
      signs_{std::move(beginning.signs)},
      line_{running.waking},
      around_{.on_fatal = on_fatal_,
              .line = line_,
              .reader = ports.reader,
              .terms = options.terms,
              .known_keys = known_keys_,
              .doors = {},
              .signs = *signs_,
              .directory = {},
              .coordinators = {},
              .policies = PoliciesInForce{options.zone}},
      topups_{around_, admission_, random_, options.on_topup_refused},
      states_{ports.states != nullptr ? *ports.states : beginning.books},
      writer_{spawn_journal_writer(system,
                                   {.queue = line_.queue(),
                                    .store = ports.store,
                                    .marks = marks_,
                                    .known_keys = known_keys_,
                                    .signs = *signs_,
                                    .stopped = stopped_,
                                    .on_fatal = on_fatal_,
                                    .after_batch = options.after_batch,
                                    .probes = options.probes,
                                    .refusal_name = options.refusal_name,
                                    .pin_to_core = options.pin_to_core},
                                   std::move(beginning.heads), running.writer)},
      follower_{ports.follower},
      lag_records_max_{options.lag_records_max},
      key_keeper_{spawn_key_keeper(system, known_keys_, on_fatal_, running.writer)},
      replayer_{spawn_policy_replayer(system, ports.reader, on_fatal_, running.writer)} {
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
  load_tables(beginning);
  if (options.operator_key_hash) let_in_operator(*options.operator_key_hash);
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
  caf::anon_send_exit(writer_, reason);
  if (projector_) caf::anon_send_exit(projector_, reason);
  known_keys_.hurry();
  caf::anon_send_exit(key_keeper_, reason);
  caf::anon_send_exit(replayer_, reason);
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
  registry_ = Registry{};
  writer_ = JournalWriter{};
  projector_ = Projector{};
  known_keys_.on_work([] {});
  key_keeper_ = KeyKeeper{};
  replayer_ = PolicyReplayer{};
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

void EngineRoom::load_tables(const Beginning& beginning) {
  std::vector<ledger::OrganizationId> organizations;
  organizations.reserve(beginning.tenants.size());
  for (const RegistryBooks::Tenant& tenant : beginning.tenants)
    organizations.push_back(tenant.opened.id);
  lost_zones_ = around_.policies.load(beginning.policies);
  tables_.load(organizations);
  tables_.load(beginning.wallets);
  std::vector<Tables::KeyRow> keys;
  keys.reserve(beginning.keys.size());
  for (const auto& [row, wallet] : beginning.keys) {
    keys.push_back(row);
    if (!wallet.bits.none()) keys.back().second.wallet = tables_.wallet(wallet).value().account;
  }
  tables_.load(std::move(keys));
  tables_.load(beginning.sessions);
}

// What it may do is said by each endpoint; it belongs to no organisation.
void EngineRoom::let_in_operator(const SecretHash& key_hash) {
  tables_.put(
      {key_hash,
       {.permissions = ledger::every_permission, .key_class = ledger::KeyClass::operator_}});
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
  rounds_.own().push_back({way, std::move(ask)});
}

// With many wallets each payer is cold: those further on come in while one is sent its call.
void EngineRoom::end_round() {
  Round* const round = rounds_.found();
  if (round == nullptr) return;
  for (std::size_t i = 0; i < round->size(); ++i) {
    if (i + fetched_ahead < round->size())
      if (const WalletActor* actor = (*round)[i + fetched_ahead].way.actor())
        fetch<fetched_bytes>(caf::actor_cast<caf::actor_control_block*>(*actor));
    around_.send((*round)[i].way, std::move((*round)[i].ask));
  }
  round->clear();
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
  for (auto& part : PaymentBatch::split(call, *std::move(place))) hand_over(std::move(part));
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

// What gives back needs no room.
void EngineRoom::decide_approval(std::shared_ptr<DecideApprovalCall> call) {
  end_round();
  ledger::DecideApproval& asked = call->command.decision;
  const bool approves = asked.status == ledger::ApprovalStatus::approved;
  if (approves && read_only()) return refuse(call, ledger::Errc::read_only);
  if (!admit(call)) return;
  const ledger::Paid& payment = asked.held.payment;
  if (!payment.payee.none()) asked.payee = tables_.wallet(payment.payee_id);
  const WayIn way = around_.way_to(payment.payer);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, Ask<DecideApprovalCall>{std::move(call)});
}

void EngineRoom::balance(std::shared_ptr<BalanceCall> call) {
  end_round();
  if (!admit(call)) return;
  const WayIn way = around_.way_to(call->command.wallet);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, Ask<WalletCall>{std::move(call)});
}

// Forwards the clock is told last: who goes by the new time comes behind the record that says so.
// Backwards it is told first: time holds still, and the record must say since when.
void EngineRoom::accept_clock(std::shared_ptr<AcceptClockCall> call) {
  if (!admit(call)) return;
  auto [now, wall, diverged] = clock_.compare();
  const bool forwards = wall > now;
  if (diverged && !forwards) {
    clock_.accept();
    now = clock_.now();
  }
  call->outcome = ClockAcceptance{.accepted = diverged, .from = now, .to = wall};
  if (diverged) {
    call->draft = std::make_shared<Draft>();
    call->draft->record.time = now;
    call->draft->record.fact = ledger::ClockAccepted{.from = now, .to = wall};
    if (forwards)
      call->when_durable = [this, to = wall](CallPtr&) {
        known_keys_.time_jumps(to);
        clock_.accept();
      };
  }
  line_.append(std::move(call));
}

}  // namespace bursar::actors
