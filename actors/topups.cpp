#include "actors/topups.hpp"

#include <array>
#include <bit>
#include <memory>
#include <utility>

namespace bursar::actors {
namespace {

constexpr std::int64_t minute_ms = 60'000;

std::uint64_t salt(Random& random) {
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes;
  random.fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes) & ledger::salt_mask;
}

}  // namespace

bool Topups::ask(const ledger::Fund& fund, ledger::Time now) {
  auto call = std::make_shared<FundCall>();
  call->command.fund = fund;
  call->command.fund.salt = salt(random_);
  call->command.now = now;
  call->organization = fund.wallet.organization;
  auto place = admission_.try_admit(call->share());
  if (!place) {
    note_refusal(*call, place.error().code);
    return false;
  }
  // Whoever closes looks for places that are taken after that: one of the two sees the other.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (closed_.load(std::memory_order_relaxed)) return false;
  call->admit(*std::move(place));
  call->address(*this, fund.wallet.account.value);
  around_.tell(fund.org_wallet.value().account, KeyedAsk<FundCall>{std::move(call), {}});
  return true;
}

void Topups::close() {
  closed_.store(true, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

void Topups::answered(CallPtr call, std::uint64_t ticket) noexcept {
  const auto& fund = static_cast<const FundCall&>(*call);
  const ledger::Errc refused = fund.outcome ? ledger::Errc{} : fund.outcome.error().code;
  if (refused != ledger::Errc{}) note_refusal(fund, refused);
  around_.tell({ticket}, ToppedUp{refused});
}

// Whoever has nothing left is asked again with every payment; people need to read of it now and
// then.
void Topups::note_refusal(const FundCall& call, ledger::Errc code) {
  const std::uint64_t refused = refused_.fetch_add(1, std::memory_order_relaxed) + 1;
  const std::int64_t minute = call.command.now.milliseconds / minute_ms;
  std::int64_t told = told_minute_.load(std::memory_order_relaxed);
  if (minute <= told || !told_minute_.compare_exchange_strong(told, minute)) return;
  on_refused_({.wallet = call.command.fund.wallet.id, .code = code, .refused = refused});
}

}  // namespace bursar::actors
