#pragma once

// What the registry does where a wallet changes or ends: which record says so, and what has to wait
// for it. Sends messages to wallets; has no mailbox.

#include "actors/commands.hpp"
#include "actors/messages.hpp"
#include "actors/registry.hpp"
#include "actors/registry_books.hpp"

#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include <caf/send.hpp>

namespace bursar::actors {

/// The wallets that were asked to end and have not yet said what came of it. Whatever would change
/// one of them waits: once the registry has written the end down, the wallet hears of nothing more.
class EndingWallets {
 public:
  void begin(ledger::AccountNumber wallet) { waiting_.try_emplace(wallet); }
  /// What waited is asked anew.
  void over(ledger::AccountNumber wallet) {
    const auto ended = waiting_.extract(wallet);
    if (ended.empty()) return;
    for (const auto& ask_again : ended.mapped()) ask_again();
  }
  /// Whether the call has to wait; then it will be asked again.
  template <class C>
  bool hold_back(ledger::AccountNumber wallet, const std::shared_ptr<C>& call,
                 const Registry& registry) {
    const auto ending = waiting_.find(wallet);
    if (ending == waiting_.end()) return false;
    ending->second.emplace_back([call, registry] { caf::anon_send(registry, Ask<C>{call}); });
    return true;
  }

 private:
  std::unordered_map<ledger::AccountNumber, std::vector<std::function<void()>>> waiting_;
};

/// Each hands the call on, and answers the record that is under way; none where there is none, or
/// where the call was refused, as `refused` then says.
struct WalletChanging {
  std::shared_ptr<Draft> draft = {};
  ledger::Errc refused = {};
};
WalletChanging change_wallet(const RegistryDesk& desk, RegistryBooks& books,
                             const std::shared_ptr<ChangeWalletCall>& call);

/// The wallet goes by the policy from here on; its record is durable when the mark says so.
void bind_wallet(const RegistryDesk& desk, const std::shared_ptr<AttachPolicyCall>& call,
                 std::shared_ptr<Draft::Mark> durable);

/// The wallet is to go by other terms of its top-ups; else says why not.
ledger::Errc set_topup(const RegistryDesk& desk, const RegistryBooks& books,
                       const std::shared_ptr<SetTopupCall>& call);

/// Asks the wallet to end, where it has not yet; else `refused` says why not, if it is not zero.
ledger::Errc end_wallet(const RegistryDesk& desk, const RegistryBooks& books, EndingWallets& ending,
                        const std::shared_ptr<EndWalletCall>& call);

/// The wallet is at rest, and the transfer that sweeps it was accepted.
std::shared_ptr<Draft> record_end(const RegistryDesk& desk, RegistryBooks& books,
                                  const Ending& ended);

}  // namespace bursar::actors
