#include "net/authorizing.hpp"

#include "net/authority.hpp"
#include "net/funding.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/payment_token.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/token_view.hpp"
#include "net/x402_body.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using actors::AuthorizeCall;
using ledger::Errc;
using ledger::Permission;
using ledger::Result;

namespace {

constexpr std::size_t url_length_max = 2'048;

struct AuthorizeBody {
  std::optional<Requirements> requirements;
  std::string resource;
  std::optional<ledger::WalletId> from;
  std::optional<ledger::Money> max_amount;
  std::string key;

  static const Schema schema;
};

constexpr std::array service_fields = {
    takes<&AuthorizeServiceBody::from, Kind::wallet_id>(
        "from_wallet_id", Need::optional, "The wallet that pays; its own of a key that is bound"),
    takes<&AuthorizeServiceBody::max_amount, Kind::amount>(
        "max_amount", Need::optional,
        "The most that the call may cost; of a metered service it is what is reserved"),
    takes<&AuthorizeServiceBody::resource, Kind::label>("resource", Need::optional,
                                                        "The URL that is called", url_length_max),
    takes<&AuthorizeServiceBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                         "Makes it safe to send again"),
};

constexpr std::array requirements_fields = {
    required(takes_one<&AuthorizeBody::requirements>("payment_requirements", Requirements::schema,
                                                     "The member of accepts that was chosen")),
    takes<&AuthorizeBody::resource, Kind::label>("resource", Need::optional,
                                                 "The URL that is called", url_length_max),
    takes<&AuthorizeBody::from, Kind::wallet_id>(
        "from_wallet_id", Need::optional, "The wallet that pays; its own of a key that is bound"),
    takes<&AuthorizeBody::max_amount, Kind::amount>("max_amount", Need::optional,
                                                    "The most that the call may cost"),
    takes<&AuthorizeBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                  "Makes it safe to send again"),
};

/// The wallet that pays, within the caller's reach. None: that was refused.
std::optional<ledger::WalletAddress> payer(Visit& visit, std::optional<ledger::WalletId> from) {
  const ledger::Principal& caller = visit.caller();
  if (!from && caller.wallet) from = caller.wallet->id;
  if (!from) {
    malformed(visit, "#/from_wallet_id", "is required of a key that is bound to no wallet");
    return std::nullopt;
  }
  const auto found = visit.edge.engine.find_wallet(*from);
  if (const auto reached = reach(caller, *from, found); !reached) {
    refuse(visit, reached.error());
    return std::nullopt;
  }
  return found;
}

/// False: that was refused.
bool take_key(Visit& visit, std::string& key) {
  const auto wrong = choose_key(visit.request.idempotency_key, key);
  if (wrong.empty()) return true;
  malformed(visit, key_field, wrong);
  return false;
}

void authorize(Visit& visit, ledger::Authorize asked, std::string key) {
  if (asked.pay.payer.id == asked.pay.payee->id)
    return malformed(visit, "#/from_wallet_id", "is the wallet that would be paid");
  auto call = std::make_shared<AuthorizeCall>();
  call->command = {
      .authorize = std::move(asked), .keyed = keyed_by(visit, std::move(key)), .now = visit.now()};
  call->organization = visit.caller().organization;
  await_receipt(visit.edge, visit.exchange, *call);
  visit.edge.engine.authorize(std::move(call));
}

void buy(ledger::Authorize& asked, const actors::ServiceRow& row) {
  const ledger::ServiceTerms& terms = row.service.made.terms;
  asked.pay.description = terms.name;
  asked.pay.category = terms.category;
  asked.terms.service = {.service = row.made, .id = row.service.made.id};
  asked.terms.accept_seconds = terms.accept_seconds;
  asked.terms.complete_seconds = terms.complete_seconds;
}

ledger::Authorize between(const ledger::WalletAddress& from, const ledger::WalletAddress& to,
                          ledger::Amount amount) {
  return {.pay = {.payer = from, .payee = to, .amount = amount},
          .terms = {.payee_organization = to.organization}};
}

/// Names the service, where there is one; UNSUPPORTED_REQUIREMENTS where it is another's.
Result<void> take_service(const Edge& edge, const Requirements& wanted, ledger::Authorize& asked) {
  if (!wanted.extra || wanted.extra->service_id.empty()) return {};
  const auto id = service_id(wanted.extra->service_id);
  const auto row = id ? edge.engine.services().find(*id) : nullptr;
  if (!row || row->service.made.provider_id != wanted.pay_to)
    return ledger::refuse(Errc::unsupported_requirements);
  buy(asked, *row);
  return {};
}

void authorize_requirements(Visit& visit, AuthorizeBody& body) {
  if (!take_key(visit, body.key)) return;
  const Requirements& wanted = *body.requirements;
  const auto amount = atomic_amount(wanted.amount);
  if (!amount)
    return malformed(visit, "#/payment_requirements/amount",
                     "must be a string of digits: hundred-millionths of a dollar, above 0");
  const auto from = payer(visit, body.from);
  if (!from) return;
  if (wanted.scheme != x402_scheme || wanted.asset != x402_asset ||
      wanted.network != network_of(from->environment))
    return refuse(visit, Errc::unsupported_requirements);
  const auto to = visit.edge.engine.find_wallet(wanted.pay_to);
  if (!to || to->environment != from->environment) return refuse(visit, Errc::unknown_payee);
  if (body.max_amount && amount->money() > *body.max_amount)
    return refuse(visit, {.code = Errc::price_above_max, .limit = amount->money()});
  ledger::Authorize asked = between(*from, *to, *amount);
  if (const auto taken = take_service(visit.edge, wanted, asked); !taken)
    return refuse(visit, taken.error());
  asked.terms.resource = std::move(body.resource);
  asked.ttl_ms = wanted.timeout_ms.value_or(0);
  authorize(visit, std::move(asked), std::move(body.key));
}

constexpr std::array authorizing_rows = {
    Route{.name = "authorize_service",
          .verb = Verb::post,
          .path = "/v1/services/{id}/authorize",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .id = PathId::service,
          .body = body_of<authorize_service>,
          .reply = {201, &authorized_schema},
          .handle = handle<authorize_service>,
          .tag = "Services",
          .summary = "Reserve the price of one call, and get the token that pays it"},
    Route{.name = "authorize_payment",
          .verb = Verb::post,
          .path = "/v1/x402/authorize",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .body = body_of<authorize_requirements>,
          .reply = {201, &authorized_schema},
          .handle = handle<authorize_requirements>,
          .tag = "x402",
          .summary = "Reserve what an x402 server requires, and get the token that pays it"},
};

}  // namespace

const Schema AuthorizeServiceBody::schema{
    .name = "AuthorizeServiceRequest", .fields = service_fields, .may_be_missing = true};
const Schema AuthorizeBody::schema{.name = "AuthorizePaymentRequest",
                                   .fields = requirements_fields};

void authorize_service(Visit& visit, AuthorizeServiceBody& body) {
  if (!take_key(visit, body.key)) return;
  const auto from = payer(visit, body.from);
  if (!from) return;
  const auto id = service_id(visit.id);
  const auto row = id ? visit.edge.engine.services().find(*id) : nullptr;
  if (!row || row->service.made.environment != visit.caller().environment)
    return refuse(visit, Errc::not_found);
  const ledger::ServiceTerms& terms = row->service.made.terms;
  if (body.max_amount && terms.price.money() > *body.max_amount)
    return refuse(visit, {.code = Errc::price_above_max, .limit = terms.price.money()});
  const auto to = visit.edge.engine.find_wallet(row->service.made.provider_id);
  const bool ceiling = terms.metered && body.max_amount;
  ledger::Authorize asked =
      between(*from, to.value(), ceiling ? amount_of(*body.max_amount) : terms.price);
  buy(asked, *row);
  asked.terms.metered = terms.metered;
  asked.terms.resource = std::move(body.resource);
  authorize(visit, std::move(asked), std::move(body.key));
}

std::span<const Route> authorizing_routes() {
  return authorizing_rows;
}

}  // namespace bursar::net
