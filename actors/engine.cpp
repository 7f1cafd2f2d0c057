#include "actors/engine.hpp"

#include "actors/engine_impl.hpp"
#include "actors/genesis.hpp"
#include "actors/past_wallet.hpp"
#include "crypto/api_key.hpp"
#include "crypto/hash.hpp"
#include "ledger/check.hpp"
#include "persistence/recovery.hpp"
#include "persistence/store.hpp"

#include <chrono>
#include <thread>
#include <utility>
#include <variant>

namespace bursar::actors {

Engine::Impl::~Impl() {
  room->close();
  while (inline_scheduler != nullptr && system.registry().running() > 0) {
    inline_scheduler->end_round();
    std::this_thread::yield();
  }
  system.await_all_actors_done();
  room->let_go();
}

Engine::Engine(const Options& options, const Ports& ports, const LedgerStates& books,
               const std::array<std::uint8_t, 32>& secrets_fingerprint) {
  begin_with_genesis(books, ports, secrets_fingerprint);
  impl_ = std::make_unique<Impl>(options, ports, books);
}

Engine::Engine(const Options& options, const Ports& ports, ledger::Books books,
               const std::array<std::uint8_t, 32>& secrets_fingerprint)
    : impl_{std::make_unique<Impl>(options, ports,
                                   with_genesis(std::move(books), ports, secrets_fingerprint))} {}

Engine::~Engine() = default;

void Engine::pay(std::shared_ptr<PayCall> call) {
  impl_->room->pay(std::move(call));
}
void Engine::pay_batch(std::shared_ptr<PayBatchCall> call) {
  impl_->room->pay_batch(std::move(call));
}
void Engine::fund(std::shared_ptr<FundCall> call) {
  impl_->room->fund(std::move(call));
}
void Engine::fund_batch(std::shared_ptr<FundBatchCall> call) {
  impl_->room->fund_batch(std::move(call));
}
void Engine::withdraw(std::shared_ptr<WithdrawCall> call) {
  impl_->room->withdraw(std::move(call));
}
void Engine::clear(std::shared_ptr<ClearCall> call) {
  impl_->room->clear(std::move(call));
}
void Engine::refund(std::shared_ptr<RefundCall> call) {
  impl_->room->refund(std::move(call));
}
void Engine::payments(std::shared_ptr<PaymentsCall> call) {
  impl_->room->payments(std::move(call));
}
void Engine::events(std::shared_ptr<EventsCall> call) {
  impl_->room->events(std::move(call));
}
void Engine::outcome(std::shared_ptr<OutcomeCall> call) {
  impl_->room->outcome(std::move(call));
}
void Engine::seal(std::shared_ptr<SealCall> call) {
  impl_->room->seal(std::move(call));
}
void Engine::balance(std::shared_ptr<BalanceCall> call) {
  impl_->room->balance(std::move(call));
}
void Engine::wallet(std::shared_ptr<WalletCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::wallets(std::shared_ptr<WalletsCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::organization(std::shared_ptr<OrganizationCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::organizations(std::shared_ptr<OrganizationsCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::open_organization(std::shared_ptr<OpenOrganizationCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::open_wallet(std::shared_ptr<OpenWalletCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::make_key(std::shared_ptr<MakeKeyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::keys(std::shared_ptr<KeysCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::revoke_key(std::shared_ptr<RevokeKeyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::rotate_key(std::shared_ptr<RotateKeyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::issue_session(std::shared_ptr<IssueSessionCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::make_policy(std::shared_ptr<MakePolicyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::policies(std::shared_ptr<PoliciesCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::attach_policy(std::shared_ptr<AttachPolicyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::change_policy(std::shared_ptr<ChangePolicyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::delete_policy(std::shared_ptr<DeletePolicyCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::change_wallet(std::shared_ptr<ChangeWalletCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::end_wallet(std::shared_ptr<EndWalletCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::set_topup(std::shared_ptr<SetTopupCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::trial_balance(std::shared_ptr<TrialBalanceCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::reconcile(std::shared_ptr<ReconciliationCall> call) {
  impl_->room->ask_registry(std::move(call));
}

void Engine::replay_policy(std::shared_ptr<ReplayPolicyCall> call) {
  impl_->room->ask_registry(std::move(call));
}

void Engine::accept_clock(std::shared_ptr<AcceptClockCall> call) {
  impl_->room->accept_clock(std::move(call));
}

void Engine::decide_approval(std::shared_ptr<DecideApprovalCall> call) {
  impl_->room->decide_approval(std::move(call));
}
void Engine::approval(std::shared_ptr<ApprovalCall> call) {
  impl_->room->ask_approvals(std::move(call));
}
void Engine::approvals(std::shared_ptr<ApprovalsCall> call) {
  impl_->room->ask_approvals(std::move(call));
}

void Engine::end_round() {
  impl_->end_round();
}

void Engine::on_ready(std::function<void()> wake) {
  if (impl_->inline_scheduler != nullptr) impl_->inline_scheduler->on_ready(std::move(wake));
}

std::optional<ledger::Principal> Engine::authenticate(std::string_view secret,
                                                      ledger::Time now) const {
  // Most of what is tried by chance or by mistake ends here, without a look into any table.
  if (!crypto::well_formed_api_key(secret)) return std::nullopt;
  return impl_->room->tables().authenticate(crypto::sha256(secret), now);
}

bool Engine::lets_in(std::string_view secret, ledger::Time now) const {
  return crypto::well_formed_api_key(secret) &&
         impl_->room->tables().principal(crypto::sha256(secret), now).has_value();
}

std::optional<ledger::Principal> Engine::authenticate_session(ledger::WalletId wallet,
                                                              const ledger::WalletSession& session,
                                                              ledger::Time now) const {
  return impl_->room->tables().principal(wallet, session, now);
}

KeyTally& Engine::tally(const ledger::Principal& principal) const {
  return impl_->room->tables().tally(principal.number);
}

std::optional<ledger::WalletAddress> Engine::find_wallet(ledger::WalletId id) const {
  return impl_->room->tables().wallet(id);
}

std::optional<ledger::WalletAddress> Engine::find_wallet(ledger::AccountNumber account) const {
  return impl_->room->tables().wallet(account);
}

std::optional<ledger::OrganizationNumber> Engine::find_organization(
    ledger::OrganizationId id) const {
  return impl_->room->tables().organization(id);
}

ledger::OrganizationId Engine::organization_id(ledger::OrganizationNumber number) const {
  return impl_->room->tables().organization(number);
}

const PoliciesInForce& Engine::policies() const {
  return impl_->room->policies();
}

const std::vector<PoliciesInForce::LostZone>& Engine::lost_zones() const {
  return impl_->room->lost_zones();
}

ledger::OrganizationSequence Engine::durable(ledger::OrganizationNumber organization) const {
  return impl_->room->marks().of(organization);
}

ledger::Sequence Engine::last_durable() const {
  return impl_->room->marks().last();
}

std::optional<ledger::Record> Engine::record(ledger::Sequence sequence) const {
  return impl_->records().record(sequence);
}

std::optional<ledger::Record> Engine::payment(const ledger::Bits128& id) const {
  return impl_->records().payment(id);
}

ledger::Bits128 Engine::payment_id(const ledger::Record& record) const {
  return impl_->records().payment_id(record);
}

ledger::Bits128 Engine::payment_id(const ledger::PaymentPlace& place) const {
  return impl_->records().payment_id(place);
}

ledger::PaymentCourse Engine::course(ledger::Sequence payment) const {
  return impl_->room->courses().course(payment);
}

PaymentCourses::Decision Engine::decision(ledger::Sequence request) const {
  return impl_->room->courses().decision(request);
}

std::vector<ledger::Record> Engine::history(ledger::AccountNumber account, ledger::Sequence newest,
                                            std::uint32_t limit) const {
  return impl_->records().history(account, newest, limit);
}

std::optional<ledger::Time> Engine::archived_before() const {
  return impl_->records().archived_before();
}

ledger::Result<ledger::WalletState> Engine::wallet_at(const WalletView& now,
                                                      const ledger::PastPoint& point) const {
  return past_wallet(
      now, point, impl_->room->states(),
      [this](ledger::Sequence sequence) { return record(sequence); },
      impl_->ports.reader.first_sequence());
}

void Engine::read_only(bool on) {
  impl_->room->read_only(on);
}

bool Engine::read_only() const {
  return impl_->room->read_only();
}

std::size_t Engine::calls_in_flight() const {
  return impl_->room->admission().in_flight();
}

ledger::Result<void> Engine::room(Share share) const {
  return impl_->room->room(share);
}

ledger::Result<void> Engine::room_for_batch(Share share) const {
  return impl_->room->room_for_batch(share);
}

Engine::KeyFigures Engine::key_figures() const {
  const auto figures = impl_->room->known_keys().figures();
  return {.keys = figures.keys,
          .files = figures.runs,
          .filter_bytes = figures.memory_bytes,
          .disk_lookups = figures.disk_lookups};
}

std::uint64_t Engine::actors_alive() const {
  return impl_->system.registry().running();
}

std::uint64_t Engine::activations() const {
  return impl_->room->life().activations.load(std::memory_order_relaxed);
}

std::uint64_t Engine::passivations() const {
  return impl_->room->life().passivations.load(std::memory_order_relaxed);
}

std::uint64_t Engine::topups_refused() const {
  return impl_->room->topups().refused();
}

ledger::Sequence Engine::watermark() const {
  return impl_->room->watermark();
}

std::uint64_t Engine::lag_records() const {
  return impl_->room->lag_records();
}

Clock& Engine::clock() const {
  return impl_->ports.clock;
}

void Engine::stop_telling() {
  if (!impl_->told.valid()) impl_->told = impl_->rest(impl_->room->webhooks());
}

// A round trip to the writer is the wait: it returns when what stood in the line is answered. The
// last one is for the answers, which come a little after their calls' places are free.
bool Engine::drain(std::chrono::milliseconds patience) {
  const auto begun = std::chrono::steady_clock::now();
  const auto until = begun + patience;
  stop_telling();
  impl_->room->stop_waiting();
  impl_->room->topups().close();
  do {
    if (std::chrono::steady_clock::now() > until) return false;
    impl_->end_round();
    if (!impl_->wait_for_writer(until)) return false;
  } while (calls_in_flight() + impl_->room->approval_waiters() > 0 && !impl_->room->stopped());
  // Who does not answer is told again after the next start, and keeps nobody.
  if (!impl_->room->stopped()) impl_->told.wait_until(begun + patience / 2);
  if (!impl_->wait_for_writer(until)) return false;
  // What the follower does not get to see in time it reads at the next start.
  if (impl_->room->projector()) impl_->wait_for(impl_->room->projector(), until);
  return true;
}

}  // namespace bursar::actors
