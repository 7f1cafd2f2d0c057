#pragma once

// Where a payout goes, as a caller writes it, and as it is kept: masked for whoever reads, sealed
// for whoever settles.

#include "crypto/sealed_text.hpp"
#include "ledger/destination.hpp"
#include "ledger/ids.hpp"
#include "ledger/payouts.hpp"
#include "net/json_reader.hpp"
#include "net/schema.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

/// The members of all types: which of them belong together is for `destination_of` to say.
struct DestinationBody {
  std::optional<std::string> routing_number;
  std::optional<std::string> account_number;
  std::optional<std::string> account_type;
  std::optional<std::string> account_holder;
  std::optional<std::string> network;
  std::optional<std::string> address;
  std::optional<std::string> account;

  static const Schema schema;
};

constexpr std::string_view destination_words = "bank|crypto|stripe";

/// Or what is wrong with it, at "#/destination/…".
std::expected<ledger::Destination, Fault> destination_of(ledger::DestinationType type,
                                                         DestinationBody& body);

/// A destination as a payout keeps it.
struct KeptDestination {
  ledger::SealedDestination sealed;
  std::string recipient;         // "dest_…": what policies may list, and two of one account share
  ledger::Bits128 content = {};  // a keyed hash of all of it
};
KeptDestination keep(const ledger::Destination& destination, ledger::WalletId payer,
                     const crypto::SealedTexts& seal);

/// What only whoever settles it may read. None: of another key, or damaged.
std::optional<ledger::Destination> open_destination(const ledger::SealedDestination& sealed,
                                                    ledger::WalletId payer,
                                                    const crypto::SealedTexts& seal);

}  // namespace bursar::net
