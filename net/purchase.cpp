#include "net/purchase.hpp"

#include "net/idempotency.hpp"
#include "net/payments.hpp"
#include "net/receipt.hpp"

#include <array>
#include <string>
#include <utility>

namespace bursar::net {

using ledger::Permission;

namespace {

struct PurchaseBody {
  ledger::Money amount = {};
  bool as_usdc = false;
  std::string description;
  std::string vendor;
  std::string category;
  std::string metadata;
  std::string key;

  static const Schema schema;
};

constexpr std::array purchase_fields = {
    takes<&PurchaseBody::amount, Kind::amount>("amount", Need::required,
                                               "What the vendor gets; the fee comes on top"),
    takes<&PurchaseBody::as_usdc, Kind::currency>("currency", Need::optional, "USD or USDC"),
    takes<&PurchaseBody::description, Kind::text>("description", Need::optional, "For the receipt"),
    takes<&PurchaseBody::vendor, Kind::label>("vendor", Need::optional,
                                              "Who is paid, by any label"),
    takes<&PurchaseBody::category, Kind::label>("category", Need::optional,
                                                "What the payer says it is for"),
    takes<&PurchaseBody::metadata, Kind::object>("metadata", Need::optional,
                                                 "The caller's own, at most 16 KiB"),
    takes<&PurchaseBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                 "Makes it safe to send again"),
};

void purchase(Visit& visit, PurchaseBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  if (names_a_wallet(body.vendor))
    return malformed(visit, "#/vendor", "is a wallet's id: pay it with POST /v1/payments");
  PaymentBody payment{.from = visit.path_wallet().id,
                      .to_external = std::move(body.vendor),
                      .amount = body.amount,
                      .as_usdc = body.as_usdc,
                      .rail = {},
                      .description = std::move(body.description),
                      .category = std::move(body.category),
                      .metadata = std::move(body.metadata),
                      .key = std::move(body.key)};
  auto command = pay_command(visit, payment);
  if (!command) return refuse(visit, command.error());
  auto call = std::make_shared<actors::PayCall>();
  call->command = std::move(*command);
  call->organization = visit.caller().organization;
  hand_over(visit.edge, visit.exchange, std::move(call));
}

constexpr std::array purchase_rows = {
    Route{.name = "create_purchase",
          .verb = Verb::post,
          .path = "/v1/wallets/{id}/purchase",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .body = body_of<purchase>,
          .reply = {.status = 201, .schema = &payment_schema, .may_wait = true},
          .handle = handle<purchase>,
          .tag = "Payments",
          .summary = "Pay a vendor outside"},
};

}  // namespace

const Schema PurchaseBody::schema{"PurchaseRequest", purchase_fields};

std::span<const Route> purchase_routes() {
  return purchase_rows;
}

}  // namespace bursar::net
