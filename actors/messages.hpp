#pragma once

// Every value that crosses a mailbox. Actors share one process, so these are never serialised by
// CAF; between nodes the same facts travel as Cap'n Proto.

#include "actors/approval_commands.hpp"
#include "actors/commands.hpp"
#include "actors/content_hash.hpp"
#include "actors/dispute_commands.hpp"
#include "actors/event_list.hpp"
#include "actors/outcome_commands.hpp"
#include "actors/payment_list.hpp"
#include "actors/payout_commands.hpp"
#include "actors/replay_call.hpp"
#include "actors/service_commands.hpp"
#include "actors/settlement.hpp"
#include "actors/token_commands.hpp"
#include "actors/webhook_commands.hpp"

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <caf/allowed_unsafe_message_type.hpp>

namespace bursar::actors {

struct WalletSeed;

/// A call on its way to whoever decides.
template <class C>
struct Ask {
  std::shared_ptr<C> call;
};

/// The same for a call that moves money or asks about a key, with its key's hashes.
template <class C>
struct KeyedAsk {
  std::shared_ptr<C> call;
  KeyHashes keyed;
};

/// A call that shows several wallets: each adds its own state to its view, and the last one sends
/// the call to the journal, where it waits for all that it shows.
struct Gathering {
  CallPtr call;
  std::vector<WalletView*> views;  // inside the call
  std::atomic<std::size_t> missing = 0;
};
struct Visit {
  std::shared_ptr<Gathering> gathering;
  std::size_t index = 0;
};

/// What one of those gets who have a say in a transfer; below zero: what a budget draws from it.
struct Credit {
  ledger::AccountNumber to = {};
  ledger::Money money = {};
};

/// A posting between a wallet and one or more others, decided and held by the one whose deed it is.
/// What all sides go by; it never changes.
struct Transfer {
  ledger::AccountNumber from = {};
  std::vector<Credit> credits = {};  // none: nobody else has a say in it
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::Decided decided;
  ledger::Time decided_at = {};
  ledger::Bits128 key = {};  // hash of its idempotency key, or none; its record says whose that is
  std::shared_ptr<Draft> draft;
};
using TransferPtr = std::shared_ptr<const Transfer>;

struct Carry {
  TransferPtr transfer;
  ReceiptCallPtr call;
  std::shared_ptr<EndWalletCall> end = {};  // instead of the call
};
/// Payments of one wallet that are made together, with their keys' hashes.
struct BatchAsk {
  std::shared_ptr<PayBatchCall> call;
  std::vector<KeyHashes> keyed;
};
/// All of them are recorded, or none is. In their order.
using Together = std::shared_ptr<const std::vector<TransferPtr>>;
struct CarryAll {
  Together transfers;
  std::shared_ptr<PayBatchCall> call;
};
struct DeclinedAll {
  CarryAll carried;
  ledger::Error error;
};
struct Accept {
  TransferPtr transfer;
  ledger::AccountNumber to = {};  // who is asked
  /// Whichever of these draw on it, of which the transfer is the first: all of them, or none. Asked
  /// one by one it would let each wait for those before.
  Together together = {};
};
struct Accepted {
  ledger::Errc refused = {};  // zero: accepted
  std::size_t part = 0;       // which of those together it refuses
};
struct Forget {
  TransferPtr transfer;
};
struct Recorded {
  TransferPtr transfer;
};
struct Declined {
  TransferPtr transfer;
  CallPtr call;
  ledger::Error error;
};

/// The registry knows what changes; the wallet goes by it from here on, records it, and adds its
/// state to the view, which is inside the call.
struct Change {
  CallPtr call;
  WalletView* view = nullptr;
  std::shared_ptr<Draft> draft;
};
/// What came of a top-up that the wallet has asked for; zero: it has it.
struct ToppedUp {
  ledger::Errc refused = {};
};
/// The wallet is to end, once nothing of it is under way.
struct End {
  std::shared_ptr<EndWalletCall> call;
  ledger::ArchiveWallet archive;
};
/// What came of that: the transfer that sweeps the wallet, and may move nothing, is ready to be
/// recorded; or there is none, and the wallet goes on.
struct Ending {
  std::shared_ptr<EndWalletCall> call;
  TransferPtr transfer;
  ledger::Errc refused = {};
};

/// The time of a payment that waits for approval may be over.
struct Expire {
  ledger::Sequence request = {};
  ledger::Time now = {};
};

/// What came of a deed on a token whose key its payee has passed on with it.
struct TokenActOver {
  KeyedAsk<TokenActCall> ask;                 // without a call: somebody else answers that
  std::shared_ptr<Draft> durable = {};        // bears the key; none: nothing does
  std::optional<ledger::Error> refused = {};  // none: there is nothing that a key could keep
};

/// The time of a token may be over.
struct TokenDue {
  ledger::Sequence token = {};
  ledger::Time now = {};
};

/// A token was issued.
struct TokenOpened {
  KnownToken token;
};
/// That has become of it, by that record; one that is open still has until then.
struct TokenMoved {
  ledger::TokenMove move;
  ledger::Sequence by = {};
  ledger::Time deadline = {};
};

/// That has happened to a payout, by what its connector says.
struct PayoutStep {
  ledger::ActOnPayout act;
  ledger::Time now = {};
};

/// A payout was asked for.
struct PayoutOpened {
  KnownPayout payout;
};
/// That has become of it, by that record, at that time.
struct PayoutMoved {
  ledger::PayoutMove move;
  ledger::Sequence by = {};
  ledger::Time at = {};
};
/// Its connector has answered a question.
struct PayoutHeard {
  ledger::Sequence payout = {};
  std::uint64_t question = 0;
  SettlementReport report;
};

/// A record about a webhook is durable.
struct WebhookRecorded {
  std::shared_ptr<const Draft> draft;
};
/// So is what became of some attempts.
struct DeliveriesRecorded {
  std::shared_ptr<const Draft> draft;
};
/// Whether anything may be sent where somebody wants to be told.
struct WebhookJudged {
  std::variant<std::shared_ptr<MakeWebhookCall>, std::shared_ptr<WebhookActCall>> call;
  OutboundAnswer answer;
};
/// What was heard of an attempt.
struct WebhookHeard {
  ledger::Sequence webhook = {};
  ledger::EventPosition at = {};
  OutboundAnswer answer;
};
/// Something is durable that was not.
struct NewEvents {};

/// A payment waits for approval.
struct ApprovalAsked {
  OpenApproval open;
};
/// It was decided, by that record.
struct ApprovalOver {
  ledger::ApprovalDecision decision;
  ledger::Sequence by = {};
};
/// Whoever waits for a decision hears that there is none yet.
struct StopWaiting {};
/// Some time has passed that somebody waited for.
struct Due {};

/// What may be on its way to a wallet, the question whether it accepts apart.
using ToWallet =
    std::variant<KeyedAsk<PayCall>, KeyedAsk<FundCall>, KeyedAsk<ClearCall>, KeyedAsk<WithdrawCall>,
                 KeyedAsk<FundBatchCall>, KeyedAsk<RefundCall>, KeyedAsk<OutcomeCall>,
                 KeyedAsk<SealCall>, Ask<WalletCall>, Visit, Forget, Recorded, Declined, Change,
                 ToppedUp, End, Ask<DecideApprovalCall>, Expire, BatchAsk, DeclinedAll,
                 KeyedAsk<AuthorizeCall>, KeyedAsk<TokenActCall>, TokenActOver, TokenDue,
                 KeyedAsk<PayOutCall>, Ask<CancelPayoutCall>, PayoutStep, KeyedAsk<DisputeCall>>;
/// It found the wallet's door closed.
struct Detour {
  ledger::AccountNumber wallet = {};
  ToWallet message;
};

/// Wallets that a record opens, as they are once it is applied.
struct Open {
  std::shared_ptr<std::vector<WalletSeed>> seeds;
  std::shared_ptr<const Draft::Mark> durable;  // the record's
};
struct Load {
  ledger::AccountNumber wallet = {};
};
struct Loaded {
  ledger::WalletState state;
};
struct Leave {};
struct Left {
  ledger::AccountNumber wallet = {};
  std::shared_ptr<WalletSeed> seed;  // all that the actor knew
};
struct Stays {
  ledger::AccountNumber wallet = {};
};
struct Sweep {};

/// There is something to do for whoever keeps the known keys' files.
struct Keep {
  bool again = false;  // after an error
};
/// So late it is: what need not be known any more may go.
struct Tidy {
  ledger::Time now = {};
};

/// Whoever has its turn reads on.
struct ReadOn {};

/// Which wallets, and where their histories begin, stands in the call.
struct Replay {
  std::shared_ptr<ReplayPolicyCall> call;
  std::shared_ptr<const void> place;  // among those under way
};

struct TellUses {};
struct Flush {};
struct Follow {};
struct Rest {
  std::shared_ptr<std::promise<void>> done;
};

}  // namespace bursar::actors

template <class C>
struct caf::allowed_unsafe_message_type<bursar::actors::Ask<C>> : std::true_type {};
template <class C>
struct caf::allowed_unsafe_message_type<bursar::actors::KeyedAsk<C>> : std::true_type {};
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Visit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Carry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::BatchAsk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::CarryAll)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::DeclinedAll)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Accept)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Accepted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Forget)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Recorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Declined)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::ToppedUp)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::End)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Ending)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Expire)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::TokenActOver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::TokenDue)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::TokenOpened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::TokenMoved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::PayoutStep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::PayoutOpened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::PayoutMoved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::PayoutHeard)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::WebhookRecorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::DeliveriesRecorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::WebhookJudged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::WebhookHeard)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::NewEvents)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::ApprovalAsked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::ApprovalOver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::StopWaiting)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Detour)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Open)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Load)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Leave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Left)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Stays)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Sweep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Keep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Tidy)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::ReadOn)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Replay)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::TellUses)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Flush)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Follow)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bursar::actors::Rest)
