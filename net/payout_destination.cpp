#include "net/payout_destination.hpp"

#include "ledger/bits_of.hpp"
#include "net/json_writer.hpp"
#include "net/spelling.hpp"

#include <array>
#include <utility>

namespace bursar::net {

using ledger::DestinationType;

namespace {

using Member = std::optional<std::string> DestinationBody::*;

constexpr std::array payout_destination_fields = {
    takes<&DestinationBody::routing_number, Kind::label>(
        "routing_number", Need::optional, "Of a bank: its ABA routing number, 9 digits"),
    takes<&DestinationBody::account_number, Kind::label>("account_number", Need::optional,
                                                         "Of a bank: 4 to 17 digits"),
    takes<&DestinationBody::account_type, Kind::label>("account_type", Need::optional,
                                                       "Of a bank: checking or savings"),
    takes<&DestinationBody::account_holder, Kind::label>("account_holder", Need::optional,
                                                         "Of a bank: whose account it is"),
    takes<&DestinationBody::network, Kind::label>(
        "network", Need::optional,
        "Of crypto: ethereum, base, polygon, arbitrum, optimism or solana"),
    takes<&DestinationBody::address, Kind::label>("address", Need::optional,
                                                  "Of crypto: an address of that network"),
    takes<&DestinationBody::account, Kind::label>("account", Need::optional,
                                                  "Of stripe: the connected account, acct_…"),
};

struct Written {
  std::string_view name;
  Member member;
  DestinationType type;
};
constexpr std::array<Written, 7> written_members = {{
    {"routing_number", &DestinationBody::routing_number, DestinationType::bank},
    {"account_number", &DestinationBody::account_number, DestinationType::bank},
    {"account_type", &DestinationBody::account_type, DestinationType::bank},
    {"account_holder", &DestinationBody::account_holder, DestinationType::bank},
    {"network", &DestinationBody::network, DestinationType::crypto},
    {"address", &DestinationBody::address, DestinationType::crypto},
    {"account", &DestinationBody::account, DestinationType::stripe},
}};

Fault fault(std::string_view member, std::string detail) {
  return {.pointer = std::string{"#/destination/"}.append(member), .detail = std::move(detail)};
}

/// Each type has its own members, all of them.
std::optional<Fault> misplaced(DestinationType type, const DestinationBody& body) {
  for (const auto& [name, member, of] : written_members) {
    const bool given = (body.*member).has_value();
    if (given && of != type)
      return fault(name, "does not belong to a destination of type " + std::string{word(type)});
    if (!given && of == type)
      return fault(name, "is required of a destination of type " + std::string{word(type)});
  }
  return std::nullopt;
}

ledger::Destination put_together(DestinationType type, DestinationBody& body) {
  switch (type) {
    case DestinationType::bank:
      return ledger::BankAccount{*std::move(body.routing_number), *std::move(body.account_number),
                                 *std::move(body.account_type), *std::move(body.account_holder)};
    case DestinationType::crypto:
      return ledger::ChainAddress{*std::move(body.network), *std::move(body.address)};
    case DestinationType::stripe:
      break;
  }
  return ledger::StripeAccount{*std::move(body.account)};
}

std::string bond(DestinationType type, ledger::WalletId payer) {
  return std::string{"payout destination "}.append(word(type)) + ' ' + wallet_text(payer);
}

std::string masked_text(const ledger::Destination& destination) {
  std::string text;
  JsonWriter json{text};
  json.open_object();
  for (const auto& [name, value] : masked_members(destination)) json.text(name, value);
  json.close_object();
  return text;
}

}  // namespace

const Schema DestinationBody::schema{
    "PayoutDestination", payout_destination_fields,
    "Where a payout goes: the members that belong to its destination_type, all of them."};

std::expected<ledger::Destination, Fault> destination_of(DestinationType type,
                                                         DestinationBody& body) {
  if (auto wrong = misplaced(type, body)) return std::unexpected{*std::move(wrong)};
  ledger::Destination made = put_together(type, body);
  if (const auto wrong = wrong_member(made))
    return std::unexpected{fault(wrong->member, std::string{wrong->must})};
  return made;
}

KeptDestination keep(const ledger::Destination& destination, ledger::WalletId payer,
                     const crypto::SealedTexts& seal) {
  const DestinationType type = type_of(destination);
  const std::string whole = whole_text(destination);
  return {.sealed = {.type = type,
                     .masked = masked_text(destination),
                     .sealed = seal.seal(whole, bond(type, payer))},
          .recipient =
              ledger::text("dest_", ledger::bits_of(seal.fingerprint(identity_text(destination)))),
          .content = ledger::bits_of(seal.fingerprint(whole))};
}

std::optional<ledger::Destination> open_destination(const ledger::SealedDestination& sealed,
                                                    ledger::WalletId payer,
                                                    const crypto::SealedTexts& seal) {
  const auto opened = seal.open(sealed.sealed, bond(sealed.type, payer));
  if (!opened) return std::nullopt;
  return ledger::parse_whole(opened->reveal());
}

}  // namespace bursar::net
