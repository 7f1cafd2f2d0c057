#pragma once

// The typed interface of every actor, in one place: read this first.

#include "actors/messages.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

namespace bursar::actors {

/// Owns the journal, the accounts' running balances and the tables that show what is durable.
/// Flush: commit whatever stands in the journal's line, in batches; then tell the actors concerned,
///   then answer.
/// Rest: everything that was in the line before has been dealt with.
using JournalWriter = caf::typed_actor<caf::reacts_to<Flush>, caf::reacts_to<Rest>>;

/// Lets the views follow the journal, in large batches.
/// Follow: take in some of what is durable by now; it goes on from there by itself.
/// Rest: take in all of it, and say so.
using Projector = caf::typed_actor<caf::reacts_to<Follow>, caf::reacts_to<Rest>>;

/// Reads past payments and shows them to a policy.
/// Replay: judge the wallets of the call, as far as it may read, and answer it.
using PolicyReplayer = caf::typed_actor<caf::reacts_to<Replay>>;

/// Reads the payments of a wallet or an organisation.
/// Ask<PaymentsCall>: a page of them, from where the call says that their chain begins.
using PaymentLister = caf::typed_actor<caf::reacts_to<Ask<PaymentsCall>>>;

/// Reads the events of an organisation.
/// Ask<EventsCall>: a page of them, from where the call says on, of what it says to be durable.
/// ReadOn: a piece of the page whose turn it is, and the next one's behind whatever has come.
using EventLister = caf::typed_actor<caf::reacts_to<Ask<EventsCall>>, caf::reacts_to<ReadOn>>;

/// Owns the files of the known idempotency keys.
/// Keep: one step of what is to do, and the next one behind whatever else has come.
/// Tidy: let keys go that are older than a day, so that their places serve others.
using KeyKeeper = caf::typed_actor<caf::reacts_to<Keep>, caf::reacts_to<Tidy>>;

/// Owns one wallet: its balance, its policy's counters, its keys under way. One call at a time.
/// KeyedAsk of a PayCall, PayOutCall, AuthorizeCall, FundCall, FundBatchCall, ClearCall,
/// WithdrawCall,
///   RefundCall, DisputeCall: answer a known key from the journal;
///   else decide, apply at once, and put the record or the refusal into the journal's line.
/// BatchAsk: the same for payments that are made together, all of them or none.
/// KeyedAsk<OutcomeCall>: tell what is known of a key.
/// KeyedAsk<SealCall>: let nothing be done under a key any more, where nothing was.
/// Ask<WalletCall>: add the state to the view; the answer waits for everything it shows.
/// Visit: the same for one view of several.
/// Accept: may this much be credited, or drawn? Then count on it until told what became of it.
/// Forget: that transfer was given up, whether it was accepted or not.
/// Recorded: that transfer is durable: the payer's hold and the payee's expectation become real.
/// Declined: that transfer was refused: the payer's hold ends and its caller hears why.
/// DeclinedAll: so were payments that were to be made together.
/// Change: this holds of it from now on; record it.
/// ToppedUp: that is what came of the top-up that it asked for after a payment; it may ask again.
/// Ask<DecideApprovalCall>: approve or reject a payment that waits, where nobody was first.
/// Expire: end the wait of one whose time is over.
/// KeyedAsk<TokenActCall>: move a token that it has issued, where that is its turn. To the payee,
///   whose key it is: answer a known one, else pass the call on to the payer.
/// TokenActOver: that came of it; the key is let go.
/// TokenDue: end one whose time is over.
/// Ask<CancelPayoutCall>: end a payout that is pending.
/// PayoutStep: move one, or end it, as its connector says, where that is its turn.
/// End: when nothing is under way any more, let the coordinator sweep it; what comes meanwhile
/// waits. Leave: end, and hand everything known to the directory; or stay, where something is under
/// way.
using WalletActor = caf::typed_actor<
    caf::reacts_to<KeyedAsk<PayCall>>, caf::reacts_to<KeyedAsk<FundCall>>,
    caf::reacts_to<KeyedAsk<ClearCall>>, caf::reacts_to<KeyedAsk<WithdrawCall>>,
    caf::reacts_to<KeyedAsk<FundBatchCall>>, caf::reacts_to<KeyedAsk<RefundCall>>,
    caf::reacts_to<KeyedAsk<OutcomeCall>>, caf::reacts_to<KeyedAsk<SealCall>>,
    caf::reacts_to<BatchAsk>, caf::reacts_to<DeclinedAll>, caf::reacts_to<Ask<WalletCall>>,
    caf::reacts_to<Visit>, caf::reacts_to<ToppedUp>, caf::replies_to<Accept>::with<Accepted>,
    caf::reacts_to<Forget>, caf::reacts_to<Recorded>, caf::reacts_to<Declined>,
    caf::reacts_to<Change>, caf::reacts_to<End>, caf::reacts_to<Ask<DecideApprovalCall>>,
    caf::reacts_to<Expire>, caf::reacts_to<KeyedAsk<AuthorizeCall>>,
    caf::reacts_to<KeyedAsk<TokenActCall>>, caf::reacts_to<TokenActOver>, caf::reacts_to<TokenDue>,
    caf::reacts_to<KeyedAsk<PayOutCall>>, caf::reacts_to<Ask<CancelPayoutCall>>,
    caf::reacts_to<PayoutStep>, caf::reacts_to<KeyedAsk<DisputeCall>>, caf::reacts_to<Leave>>;

/// Reads wallets' states from disk, and waits for it.
/// Load: tell the directory the state.
using WalletLoader = caf::typed_actor<caf::reacts_to<Load>>;

/// Brings wallets to life when something comes for them, and to rest when nothing does. It alone
/// opens and closes their doors.
/// Detour, Accept: came to a closed door. They wait, in their order, until the wallet lives; a
/// visit
///   sees the state and wakes nobody.
/// Open: these wallets exist from here on, and rest.
/// Loaded: that was the state; the actor begins with it.
/// Left, Stays: the actor has ended, and this is what it knew; or it has not, and its door opens.
/// Tidy: let old refusals of those that rest go.
/// Sweep: look at some that live, whether they are idle, and at some that rest, whether the disk
/// has
///   all of them by now.
using WalletDirectory =
    caf::typed_actor<caf::reacts_to<Detour>, caf::replies_to<Accept>::with<Accepted>,
                     caf::reacts_to<Open>, caf::reacts_to<Loaded>, caf::reacts_to<Left>,
                     caf::reacts_to<Stays>, caf::reacts_to<Tidy>, caf::reacts_to<Sweep>>;

/// Takes transfers from the payer's hold to one record of all sides, or back.
/// Carry: ask every payee; put the record into the journal's line, or tell the payer why not. A
///   wallet's end goes to the registry instead, which knows whose keys end with it.
/// CarryAll: the same for several, whose records are committed together.
/// Due: a payee that has not answered by now has not in time.
using TransferCoordinator =
    caf::typed_actor<caf::reacts_to<Carry>, caf::reacts_to<CarryAll>, caf::reacts_to<Due>>;

/// Knows which payments wait for approval, since when they may not any more, and who waits to hear.
/// Ask<ApprovalCall>: what has become of one, now or, within its time, when it is decided.
/// Ask<ApprovalsCall>: a list, newest first.
/// ApprovalAsked, ApprovalOver: the record that says so is durable.
/// Due: tell wallets whose payments' time is over, and callers whose patience is.
/// StopWaiting: answer every caller now.
using Approvals =
    caf::typed_actor<caf::reacts_to<Ask<ApprovalCall>>, caf::reacts_to<Ask<ApprovalsCall>>,
                     caf::reacts_to<ApprovalAsked>, caf::reacts_to<ApprovalOver>,
                     caf::reacts_to<Due>, caf::reacts_to<StopWaiting>>;

/// Knows which tokens are open, and since when they may not be any more.
/// Ask<TokenCall>: what has become of one.
/// TokenOpened, TokenMoved: the record that says so is durable.
/// Due: tell wallets whose tokens' time is over.
using Tokens = caf::typed_actor<caf::reacts_to<Ask<TokenCall>>, caf::reacts_to<TokenOpened>,
                                caf::reacts_to<TokenMoved>, caf::reacts_to<Due>>;

/// Looks after payouts once they are asked for: submits them, and asks their connector how they
/// stand until they have ended. What becomes of each its payer's wallet decides.
/// Ask<PayoutCall>: what has become of one.
/// Ask<PayoutsCall>: a list, newest first.
/// PayoutOpened, PayoutMoved: the record that says so is durable.
/// PayoutHeard: the connector has answered.
/// Due: look after those whose turn it is.
using Payouts = caf::typed_actor<caf::reacts_to<Ask<PayoutCall>>, caf::reacts_to<Ask<PayoutsCall>>,
                                 caf::reacts_to<PayoutOpened>, caf::reacts_to<PayoutMoved>,
                                 caf::reacts_to<PayoutHeard>, caf::reacts_to<Due>>;

/// Keeps evidence.
/// DisputeCall: put what it brings where it is kept, and let the wallet that was paid decide.
using EvidenceKeeper = caf::typed_actor<caf::reacts_to<KeyedAsk<DisputeCall>>>;

/// Owns webhooks, and tells them of events. What it reads may be cold: a live one has a thread of
/// its own.
/// Ask<MakeWebhookCall>, Ask<WebhookActCall>: make, change, test … one, with one record.
/// Ask<WebhookCall>, Ask<WebhooksCall>: one, or a list, newest first.
/// WebhookJudged: it is known whether anything may be sent there.
/// WebhookRecorded, DeliveriesRecorded: the record that says so is durable.
/// WebhookHeard: an attempt is over.
/// NewEvents: there may be something to tell.
/// Rest: try nothing more, and say so once what is under way has ended and is recorded.
/// Due: look whose turn it is, and record what has been tried.
using Webhooks =
    caf::typed_actor<caf::reacts_to<Ask<MakeWebhookCall>>, caf::reacts_to<Ask<WebhookActCall>>,
                     caf::reacts_to<Ask<WebhookCall>>, caf::reacts_to<Ask<WebhooksCall>>,
                     caf::reacts_to<WebhookJudged>, caf::reacts_to<WebhookRecorded>,
                     caf::reacts_to<DeliveriesRecorded>, caf::reacts_to<WebhookHeard>,
                     caf::reacts_to<NewEvents>, caf::reacts_to<Rest>, caf::reacts_to<Due>>;

/// Owns organisations, keys, policies, services and what wallets are called; opens wallets.
/// OpenOrganization: make one in each environment that it is to have, with one record.
/// OpenWallet, MakeKey, MakePolicy: make the objects of one unit, with one record.
/// RevokeKey: from the answer on the key speaks for nobody.
/// RotateKey: the same, or so from the end of its grace, and a new key speaks in its place.
/// ChangePolicy, DeletePolicy: from the answer on it is so for every wallet.
/// IssueSession: from the answer on that session token speaks, and no earlier one of the wallet.
/// AttachPolicy: find the policy, then let the wallet go by it.
/// ChangeWallet: write down what changes, then let the wallet go by it.
/// SetTopup: let the wallet go by other terms of its top-ups.
/// EndWallet: let the wallet come to rest; until it has ended, or not, what else would change it
///   waits.
/// Ending: record it, with the keys that end too, or tell why not.
/// Wallet, Wallets, Organization: what is known by name here, with the wallets' own states added.
/// Organizations, Keys, Policies: lists, newest first.
/// TrialBalance, Reconciliation: which accounts there are; the journal's writer sums them up.
/// ReplayPolicy: which wallets have moved since; the writer says where their histories begin.
/// MakeService, ChangeService, MarkService: from the answer on the catalogue shows it so.
/// TellUses: record which of the next keys have spoken since that was last told.
using Registry = caf::typed_actor<
    caf::reacts_to<Ask<OpenWalletCall>>, caf::reacts_to<Ask<MakeKeyCall>>,
    caf::reacts_to<Ask<MakePolicyCall>>, caf::reacts_to<Ask<RevokeKeyCall>>,
    caf::reacts_to<Ask<RotateKeyCall>>, caf::reacts_to<Ask<AttachPolicyCall>>,
    caf::reacts_to<Ask<WalletCall>>, caf::reacts_to<Ask<WalletsCall>>,
    caf::reacts_to<Ask<OrganizationCall>>, caf::reacts_to<Ask<OpenOrganizationCall>>,
    caf::reacts_to<Ask<OrganizationsCall>>, caf::reacts_to<Ask<KeysCall>>,
    caf::reacts_to<Ask<PoliciesCall>>, caf::reacts_to<Ask<TrialBalanceCall>>,
    caf::reacts_to<Ask<ReconciliationCall>>, caf::reacts_to<Ask<ReplayPolicyCall>>,
    caf::reacts_to<Ask<ChangeWalletCall>>, caf::reacts_to<Ask<EndWalletCall>>,
    caf::reacts_to<Ask<SetTopupCall>>, caf::reacts_to<Ask<ChangePolicyCall>>,
    caf::reacts_to<Ask<DeletePolicyCall>>, caf::reacts_to<Ask<IssueSessionCall>>,
    caf::reacts_to<Ask<MakeServiceCall>>, caf::reacts_to<Ask<ChangeServiceCall>>,
    caf::reacts_to<Ask<MarkServiceCall>>, caf::reacts_to<Ending>, caf::reacts_to<TellUses>>;

}  // namespace bursar::actors
