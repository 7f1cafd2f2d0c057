#include "net/bridge_contract.hpp"

#include "net/json_reader.hpp"
#include "net/json_writer.hpp"
#include "net/schema.hpp"
#include "net/spelling.hpp"

#include <array>
#include <utility>
#include <variant>

namespace bursar::net {

using actors::SettlementOrder;
using actors::SettlementReport;
using actors::Standing;
using ledger::PayoutStatus;

namespace {

struct OrderAnswer {
  std::string id;
  ledger::Money amount = {};
  std::string currency;
  std::string status;
  std::string reference;
  std::string reason;

  static const Schema schema;
};

constexpr std::array order_answer_fields = {
    takes<&OrderAnswer::id, Kind::label>("id", Need::required, "The payout's", 64),
    takes<&OrderAnswer::amount, Kind::amount>("amount", Need::required, "As it was asked"),
    one_of(takes<&OrderAnswer::currency, Kind::label>("currency", Need::required, "USD"), "USD"),
    one_of(takes<&OrderAnswer::status, Kind::label>("status", Need::required, "How it stands"),
           "accepted|completed|refused|unknown"),
    takes<&OrderAnswer::reference, Kind::label>("reference", Need::optional, "The bridge's own",
                                                actors::reference_characters_max),
    takes<&OrderAnswer::reason, Kind::label>("reason", Need::optional, "Why it was refused",
                                             actors::reference_characters_max),
};
const Schema OrderAnswer::schema{"BridgeAnswer", order_answer_fields};

Standing standing_of(std::string_view status) {
  if (status == "accepted") return Standing::accepted;
  if (status == "completed") return Standing::completed;
  return status == "refused" ? Standing::refused : Standing::unknown;
}

/// What was only asked whether it would be taken is neither done nor unheard of; what was submitted
/// just now is not unheard of, and neither is what the bridge has said that it is at.
bool possible(BridgeDeed deed, PayoutStatus here, Standing said) {
  if (deed == BridgeDeed::authorize) return said == Standing::accepted || said == Standing::refused;
  if (said != Standing::unknown) return true;
  return deed != BridgeDeed::submit && here != PayoutStatus::settling &&
         here != PayoutStatus::completed;
}

struct Writes {
  JsonWriter& json;

  void operator()(const ledger::BankAccount& bank) const {
    json.text("routing_number", bank.routing_number)
        .text("account_number", bank.account_number)
        .text("account_type", bank.account_type)
        .text("account_holder", bank.account_holder);
  }
  void operator()(const ledger::ChainAddress& chain) const {
    json.text("network", chain.network).text("address", chain.address);
  }
  void operator()(const ledger::StripeAccount& stripe) const {
    json.text("account", stripe.account);
  }
};

}  // namespace

std::string_view word(BridgeDeed deed) {
  switch (deed) {
    case BridgeDeed::authorize:
      return "authorize";
    case BridgeDeed::submit:
      return "submit";
    case BridgeDeed::status:
      return "status";
    case BridgeDeed::cancel:
      return "cancel";
    case BridgeDeed::refund:
      break;
  }
  return "refund";
}

std::string order_text(const SettlementOrder& order,
                       const std::optional<ledger::Destination>& destination) {
  std::string text;
  JsonWriter json{text};
  json.open_object()
      .text("id", order.id)
      .text("environment", environment_text(order.environment))
      .money("amount", order.amount.money())
      .text("currency", "USD")
      .time("created_at", order.asked_at)
      .text("destination_type", word(order.destination.type));
  if (destination) {
    json.key("destination").open_object();
    std::visit(Writes{json}, *destination);
    json.close_object().text_or_null("description", order.description);
  }
  json.close_object();
  return text;
}

std::expected<SettlementReport, BridgeFault> report_of(BridgeDeed deed,
                                                       const SettlementOrder& order,
                                                       std::string_view body) {
  OrderAnswer answer;
  if (!read_json(body, OrderAnswer::schema, &answer).empty())
    return std::unexpected{BridgeFault::not_understood};
  if (answer.id != order.id) return std::unexpected{BridgeFault::other_payout};
  if (answer.amount != order.amount.money()) return std::unexpected{BridgeFault::other_amount};
  const Standing said = standing_of(answer.status);
  if (!possible(deed, order.status, said)) return std::unexpected{BridgeFault::contradiction};
  return SettlementReport{.standing = said,
                          .reference = std::move(answer.reference),
                          .reason = std::move(answer.reason)};
}

}  // namespace bursar::net
