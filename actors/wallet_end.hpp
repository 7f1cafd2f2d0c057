#pragma once

// A wallet on the way to its end, from when it is asked to until that is recorded or refused. First
// all that is under way comes to what it comes to, while nothing new begins; then it is decided.

#include "actors/drafts.hpp"
#include "actors/messages.hpp"
#include "actors/seldom.hpp"
#include "actors/surroundings.hpp"
#include "ledger/archiving.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <caf/send.hpp>

namespace bursar::actors {

class WalletEnd {
 public:
  bool under_way() const { return !ends_->empty(); }
  /// A second end waits for the first. There is one at the most, of the agent whose wallet's end
  /// the registry has written down and this wallet has not heard of: until that one has said what
  /// came of it the registry asks for no third.
  void begin(const End& end) {
    CHECK(ends_->size() < 2);
    ends_.own().push_back(end);
  }
  void over() {
    if (under_way()) ends_.own().erase(ends_.own().begin());
    if (!under_way()) ends_.reset();
  }

  /// In whose name payments that wait for approval are rejected first; none: they keep it from
  /// ending.
  struct Rejecting {
    ledger::KeyId by = {};
    ledger::Time now = {};
  };
  std::optional<Rejecting> rejects_approvals() const {
    const EndWallet& asked = first().call->command;
    if (!asked.reject_approvals) return std::nullopt;
    return Rejecting{asked.by_key, asked.now};
  }

  /// Of a wallet at rest: what sweeps it, on its way and to be held for; none where it is refused,
  /// and over.
  TransferPtr decide(const ledger::Wallet& wallet, const Surroundings& around) {
    const ledger::Time now = std::max(first().call->command.now, wallet.state().last_time);
    auto decided = wallet.decide(first().archive);
    if (!decided) {
      refuse(decided.error().code, around);
      return {};
    }
    first().call->outcome.emplace().wallet.state = wallet.state();
    TransferPtr last = transfer(*std::move(decided), now);
    caf::anon_send(around.coordinator_of(*last), Carry{last, {}, first().call});
    return last;
  }

  void refuse(ledger::Errc code, const Surroundings& around) {
    caf::anon_send(around.registry, Ending{first().call, {}, code});
    over();
  }

 private:
  const End& first() const { return ends_->front(); }
  TransferPtr transfer(ledger::Decided decided, ledger::Time now) const {
    const auto& fact = std::get<ledger::WalletArchived>(decided.fact);
    auto facts = std::make_shared<Transfer>();
    facts->from = fact.wallet;
    if (!fact.swept_to.none()) facts->credits = {{.to = fact.swept_to, .money = fact.swept}};
    facts->decided_at = now;
    facts->draft = draft_of(
        decided,
        {.decider = first().archive.wallet, .keyed = KeyedBy{}, .hashes = KeyHashes{}, .now = now});
    facts->decided = std::move(decided);
    return facts;
  }

  Seldom<std::vector<End>> ends_;  // the first is under way, a second waits
};

}  // namespace bursar::actors
