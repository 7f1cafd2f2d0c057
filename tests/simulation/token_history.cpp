#include "tests/simulation/token_history.hpp"

#include "tests/support/amounts.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace bursar::simulation {

using ledger::Record;
using ledger::Sequence;
using ledger::WalletStatus;
using std::chrono::milliseconds;
using tests::usd;
using Status = ledger::TokenStatus;

namespace {

constexpr std::int64_t token_ttl_ms = 20'000;
constexpr std::int64_t open_ms_max = 40'000;
constexpr std::int64_t deadline_patience_ms = 3'000;
constexpr std::size_t open_tokens_max = 8;
const ledger::Money spent_max = usd("250.00");  // by each payer

}  // namespace

actors::Engine::Options TokenHistory::options_of(std::uint64_t seed) {
  actors::Engine::Options options;
  options.keys_in_memory_max = seed % 5 == 0 ? 8 : 4'096;
  options.terms.token_ttl_ms = token_ttl_ms;
  options.terms.token_open_ms_max = open_ms_max;
  options.terms.open_tokens_max = open_tokens_max;
  if (seed % 2 == 0) options.wallet_idle = milliseconds{4};
  if (seed % 3 == 0) options.wallets_live_max = 2;
  return options;
}

TokenHistory::TokenHistory(std::uint64_t seed, Place& place)
    : History{seed, place, options_of(seed)}, lives_{open_ms_max} {
  begin();
}

void TokenHistory::begin() {
  owner_ = world().sign_up();
  seller_ = world().sign_up();
  actors::MakePolicy make;
  make.organization = owner_.principal.organization;
  make.policy.terms.max_total = spent_max;
  policy_ = make_policy(std::move(make));
  for (std::size_t n = 0; n < 4; ++n) payers_.push_back(open_payer(n));
  for (std::size_t n = 0; n < 3; ++n) payees_.push_back(open_payee(n));
  follow_journal();
}

// Two are agents; one draws on a budget and has little of its own.
ledger::WalletAddress TokenHistory::open_payer(std::size_t n) {
  actors::OpenWallet command = world().opening(owner_);
  command.wallet.agent = n % 2 == 0;
  if (n == 3) command.wallet.budget_limit = usd("120.00");
  const auto wallet = open(std::move(command), usd(n == 3 ? "3.00" : "150.00"));
  bind(wallet, policy_);
  return wallet;
}

// One is of the payers' own organisation.
ledger::WalletAddress TokenHistory::open_payee(std::size_t n) {
  const auto wallet = open(world().opening(n == 1 ? owner_ : seller_), usd("2.00"));
  payees_ever_.emplace(wallet.account, wallet);
  return wallet;
}

void TokenHistory::replace_the_ended() {
  full_ = false;
  world().room->read_only(false);
  for (std::size_t n = 0; n < payers_.size(); ++n)
    if (was(WalletStatus::archived, payers_[n].account, since())) payers_[n] = open_payer(n);
  for (std::size_t n = 0; n < payees_.size(); ++n)
    if (was(WalletStatus::archived, payees_[n].account, since())) payees_[n] = open_payee(n);
}

// --- What the journal has.

void TokenHistory::follow(const Record& record) {
  lives_.follow(record, findings());
  services_.follow(record, findings());
  payments_.follow(record, findings());
  note_status(record);
  if (std::holds_alternative<ledger::Refunded>(record.fact)) ++figures_.refunded;
  TokenLives::Step step;
  if (TokenLives::tells(record, step) && lives_.find(step.token) != nullptr)
    follow_money(record, step);
}

// What is set aside counts, and is held, until the token has ended; what was paid counts on.
void TokenHistory::follow_money(const Record& record, const TokenLives::Step& step) {
  const Life& life = lives_.at(step.token);
  Sums& sum = sums(life.payment().payer);
  const auto give_back = [&](std::uint64_t& figure) {
    ++figure;
    sum.used -= life.reserved();
  };
  switch (step.status) {
    case Status::verified:
    case Status::started:
    case Status::accepted:
      return;
    case Status::issued:
      ++figures_.issued;
      sum.held += life.held();
      sum.used += life.reserved();
      if (sum.used > spent_max.units())
        report("No counter passes its limit", word(record.sequence));
      return;
    case Status::settled:
      ++figures_.settled;
      sum.used -= life.reserved() - std::get<ledger::Paid>(record.fact).amount.money().units();
      break;
    case Status::cancelled:
      give_back(figures_.cancelled);
      break;
    case Status::released:
      give_back(figures_.released);
      break;
    case Status::expired:
      give_back(figures_.expired);
      break;
    case Status::sla_breached:
      give_back(figures_.breached);
      break;
  }
  sum.held -= life.held();
  services_.count(life.issued().terms.service.service, step.status);
}

void TokenHistory::note_status(const Record& record) {
  if (const auto* changed = std::get_if<ledger::WalletChanged>(&record.fact);
      changed && changed->status)
    statuses_[changed->wallet][record.sequence] = *changed->status;
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact))
    statuses_[archived->wallet][record.sequence] = WalletStatus::archived;
}

bool TokenHistory::was(WalletStatus status, ledger::AccountNumber wallet,
                       const Since& since) const {
  const auto known = statuses_.find(wallet);
  if (known == statuses_.end()) return false;
  auto from = known->second.upper_bound(since.durable);
  if (from != known->second.begin()) --from;
  return std::any_of(from, known->second.end(),
                     [&](const auto& one) { return one.second == status; });
}

std::size_t TokenHistory::open_at_most(ledger::AccountNumber payer, const Since& since) const {
  const auto was_open = [&](const auto& one) {
    const Life& life = one.second;
    return life.payment().payer == payer &&
           (life.open() || life.stages.back().record > since.durable);
  };
  return static_cast<std::size_t>(std::ranges::count_if(lives_.all(), was_open)) +
         authorizing_.size();
}

// --- What must hold once nothing is under way.

void TokenHistory::audit() {
  world().store->fail_next(tests::Fault::none);
  run_all();
  for (int i = 0; i < 4; ++i) advance(deadline_patience_ms / 2);
  hear();
  everybody_was_answered();
  const std::int64_t now = world().clock.now().milliseconds;
  for (const auto& [token, life] : lives_.all())
    if (life.open() && life.stages.back().deadline.milliseconds + deadline_patience_ms < now)
      report("No token is open when its time is over", word(token));
  if (!examined()) return;
  for (const auto* wallets : {&payers_, &payees_})
    for (const ledger::WalletAddress& wallet : *wallets) audit_wallet(wallet);
  payments_.compare(world().room->courses(), findings());
  services_.compare(world().room->services(), findings());
  for (auto [life, left] = std::pair{lives_.all().rbegin(), 8};
       life != lives_.all().rend() && left > 0; ++life, --left)
    look(life->first);
  world().run();
  hear();
  if (!findings().first()) replace_the_ended();
}

void TokenHistory::audit_wallet(const ledger::WalletAddress& wallet) {
  const auto state = audited(wallet);
  if (!state) return;
  std::vector<Sequence> known;
  for (const ledger::OpenToken& token : state->tokens) known.push_back(token.token);
  std::vector<Sequence> open;
  for (const auto& [token, life] : lives_.all())
    if (life.open() && life.payment().payer == wallet.account) open.push_back(token);
  if (known != open)
    report("A wallet knows its open tokens, and no others",
           std::to_string(known.size()) + " of " + std::to_string(open.size()));
}

}  // namespace bursar::simulation
