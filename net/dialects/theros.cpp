#include "net/dialects/theros.hpp"

#include "net/auto_topup.hpp"
#include "net/fund_batch.hpp"
#include "net/funding.hpp"
#include "net/wallet_life.hpp"
#include "net/wallet_sessions.hpp"
#include "net/wallets.hpp"
#include "net/withdrawals.hpp"

#include <array>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array wallet_fields = {
    takes<&WalletBody::agent_id, Kind::label>("agentId", Need::required,
                                              "Your own name for the agent, unique among yours"),
    takes<&WalletBody::label, Kind::label>("label", Need::required, "What the dashboard calls it"),
    takes<&WalletBody::policy, Kind::policy_id>("policyId", Need::required,
                                                "The policy that binds it"),
    takes<&WalletBody::tags, Kind::labels>("tags", Need::optional, "At most 50 tags"),
};
constexpr Schema wallet_request{"TherosWalletRequest", wallet_fields};

constexpr std::array patch_fields = {
    takes<&WalletPatchBody::label, Kind::label>("label", Need::optional,
                                                "What the dashboard calls it"),
    takes<&WalletPatchBody::policy, Kind::policy_id>("policyId", Need::optional,
                                                     "The policy that binds it from now on"),
    takes<&WalletPatchBody::tags, Kind::labels>("tags", Need::optional,
                                                "Instead of those that it has"),
    one_of(takes<&WalletPatchBody::status, Kind::label>(
               "status", Need::optional, "Frozen, nothing is debited until it is active again"),
           settable_status_words),
};
constexpr Schema patch_request{"TherosWalletPatch", patch_fields};

constexpr std::array fund_fields = {
    takes<&FundBody::amount, Kind::amount>("amount", Need::required, "What the wallet gets"),
    takes<&FundBody::as_usdc, Kind::currency>("currency", Need::optional, "USDC or USD"),
    takes<&FundBody::key, Kind::idempotency>("idempotencyKey", Need::optional,
                                             "Makes it safe to send again"),
};
constexpr Schema fund_request{"TherosFundRequest", fund_fields};

constexpr std::array allocation_fields = {
    takes<&AllocationBody::wallet, Kind::wallet_id>("walletId", Need::required,
                                                    "Which wallet; none is named twice"),
    takes<&AllocationBody::amount, Kind::amount>("amount", Need::required, "What it gets"),
};
constexpr Schema allocation_schema{"TherosAllocation", allocation_fields};
constexpr std::array batch_fields = {
    takes_many<&FundBatchBody::allocations>("allocations", allocation_schema,
                                            ledger::allocations_max, "Who gets how much"),
    takes<&FundBatchBody::key, Kind::idempotency>("idempotencyKey", Need::optional,
                                                  "Makes it safe to send again"),
};
constexpr Schema batch_request{"TherosFundBatchRequest", batch_fields};

constexpr std::array withdrawal_fields = {
    takes<&WithdrawalBody::amount, Kind::all_or_some>(
        "amount", Need::required, "What goes back; \"all\": whatever the wallet has free"),
    takes<&WithdrawalBody::key, Kind::idempotency>("idempotencyKey", Need::optional,
                                                   "Makes it safe to send again"),
};
constexpr Schema withdrawal_request{"TherosWithdrawalRequest", withdrawal_fields};

constexpr std::array topup_fields = {
    takes<&TopupBody::enabled, Kind::flag>("enabled", Need::required,
                                           "Whether it is done; else the terms are only kept"),
    takes<&TopupBody::trigger_below, Kind::limit>(
        "triggerBelow", Need::required,
        "A payment that leaves less than that brings it about; 0: none does"),
    takes<&TopupBody::amount, Kind::amount>("topupAmount", Need::required,
                                            "What the organisation then gives"),
    takes<&TopupBody::max_per_day, Kind::amount>(
        "maxPerDay", Need::optional,
        "No more than so much in a UTC day; ten times the amount unless told otherwise"),
};
constexpr Schema topup_request{"TherosAutoTopupRequest", topup_fields};

constexpr std::array session_fields = {
    takes<&SessionBody::ttl_seconds, Kind::count>(
        "ttlSeconds", Need::required, "For so long it is heard: at least 60, at most 30 days",
        session_seconds_max),
};
constexpr Schema session_request{"TherosSessionRequest", session_fields};

constexpr std::array filters = {
    limit_parameter, cursor_parameter,
    Parameter{"status", "How the wallet is", "active|idle|policy_violation|frozen|unfunded"},
    Parameter{"tags", "Tags, separated by commas, all of which must match"}};

constexpr std::array theros_rows = {
    Route{.name = "theros_create_wallet",
          .verb = Verb::post,
          .path = "/theros/v1/wallets",
          .who = who::org,
          .permission = Permission::wallets_write,
          .dialect = Dialect::theros,
          .body = &wallet_request,
          .reply = {200, &theros_wallet_schema},
          .handle = handle<open_wallet>,
          .tag = "Theros",
          .summary = "Create a wallet that a policy binds, in Theros's spelling"},
    Route{.name = "theros_list_wallets",
          .verb = Verb::get,
          .path = "/theros/v1/wallets",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .dialect = Dialect::theros,
          .parameters = filters,
          .reply = {200, &theros_wallet_schema, true},
          .handle = handle<list_wallets>,
          .tag = "Theros",
          .summary = "List wallets, newest first, in Theros's spelling"},
    Route{.name = "theros_fund_wallets",
          .verb = Verb::post,
          .path = "/theros/v1/wallets/fund-batch",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .bound = BodyBound::fundings,
          .dialect = Dialect::theros,
          .body = &batch_request,
          .reply = {200, &theros_batch_schema},
          .handle = handle<fund_batch>,
          .tag = "Theros",
          .summary = "Fund wallets from the reserve, all of them or none, in Theros's spelling"},
    Route{.name = "theros_get_wallet",
          .verb = Verb::get,
          .path = "/theros/v1/wallets/{id}",
          .who = who::agents_too,
          .permission = Permission::wallets_read,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .reply = {200, &theros_wallet_schema},
          .handle = handle<show_wallet>,
          .tag = "Theros",
          .summary = "Read a wallet, in Theros's spelling"},
    Route{.name = "theros_update_wallet",
          .verb = Verb::patch,
          .path = "/theros/v1/wallets/{id}",
          .who = who::agents_too,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .body = &patch_request,
          .reply = {200, &theros_wallet_schema},
          .handle = handle<change_wallet, may_change>,
          .tag = "Theros",
          .summary = "Rename, bind, freeze or unfreeze a wallet, in Theros's spelling"},
    Route{.name = "theros_fund_wallet",
          .verb = Verb::post,
          .path = "/theros/v1/wallets/{id}/fund",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .body = &fund_request,
          .reply = {200, &theros_funding_schema},
          .handle = handle<fund, may_fund>,
          .tag = "Theros",
          .summary = "Fund a wallet from the organisation's reserve, in Theros's spelling"},
    Route{.name = "theros_withdraw",
          .verb = Verb::post,
          .path = "/theros/v1/wallets/{id}/withdraw",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .body = &withdrawal_request,
          .reply = {200, &theros_withdrawal_schema},
          .handle = handle<withdraw>,
          .tag = "Theros",
          .summary = "Fetch money back from a wallet, in Theros's spelling"},
    Route{.name = "theros_set_auto_topup",
          .verb = Verb::put,
          .path = "/theros/v1/wallets/{id}/auto-topup",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .body = &topup_request,
          .reply = {200, &topup_schema},
          .handle = handle<set_auto_topup>,
          .tag = "Theros",
          .summary = "Let a wallet be topped up by the reserve, in Theros's spelling"},
    Route{.name = "theros_rotate_token",
          .verb = Verb::post,
          .path = "/theros/v1/wallets/{id}/rotate-token",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .body = &session_request,
          .reply = {200, &session_schema},
          .handle = handle<rotate_token, may_grant>,
          .tag = "Theros",
          .summary = "Make a session token for a wallet, in Theros's spelling"},
    Route{.name = "theros_archive_wallet",
          .verb = Verb::del,
          .path = "/theros/v1/wallets/{id}",
          .who = who::org,
          .permission = Permission::wallets_write,
          .id = PathId::wallet,
          .dialect = Dialect::theros,
          .reply = {200, &theros_wallet_schema},
          .handle = handle<archive_wallet>,
          .tag = "Theros",
          .summary = "Archive a wallet that holds nothing, in Theros's spelling"},
};

}  // namespace

std::span<const Route> theros_routes() {
  return theros_rows;
}

}  // namespace bursar::net
