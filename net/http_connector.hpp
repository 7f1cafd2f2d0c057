#pragma once

// A connector that lies elsewhere: a bridge to a bank, a chain or a card scheme, which is the
// operator's own and is asked over signed HTTP (docs/connectors.md). Whatever does not count of
// what it says is no answer: the payout stays as it is, and somebody is told.

#include "actors/ports.hpp"
#include "crypto/sealed_text.hpp"
#include "net/bridge_contract.hpp"
#include "net/bridge_link.hpp"

#include <array>
#include <cstdint>
#include <memory>

namespace bursar::net {

class HttpConnector final : public actors::Connector {
 public:
  struct Options {
    std::array<std::uint8_t, 2> destinations = {};  // as Connector has them
  };
  /// The link and the seal outlive the last answer.
  HttpConnector(const Options& options, BridgeLink& link, const crypto::SealedTexts& seal);
  ~HttpConnector() override;

  std::array<std::uint8_t, 2> destinations() const override { return options_.destinations; }
  void authorize(const actors::SettlementOrder& order, Heard heard) override;
  void submit(const actors::SettlementOrder& order, Heard heard) override;
  void status(const actors::SettlementOrder& order, Heard heard) override;
  void cancel(const actors::SettlementOrder& order, Heard heard) override;
  void refund(const actors::SettlementOrder& order, Heard heard) override;

 private:
  class FinalWords;

  void ask(BridgeDeed deed, const actors::SettlementOrder& order, Heard heard);

  Options options_;
  BridgeLink& link_;
  const crypto::SealedTexts& seal_;
  std::shared_ptr<FinalWords> final_words_;
};

/// The connector of each environment, as one.
class ConnectorByEnvironment final : public actors::Connector {
 public:
  /// In the order of Environment. Both outlive it, and may be the same.
  explicit ConnectorByEnvironment(std::array<actors::Connector*, 2> connectors)
      : connectors_{connectors} {}

  std::array<std::uint8_t, 2> destinations() const override;
  void authorize(const actors::SettlementOrder& order, Heard heard) override;
  void submit(const actors::SettlementOrder& order, Heard heard) override;
  void status(const actors::SettlementOrder& order, Heard heard) override;
  void cancel(const actors::SettlementOrder& order, Heard heard) override;
  void refund(const actors::SettlementOrder& order, Heard heard) override;

 private:
  actors::Connector& of(const actors::SettlementOrder& order) const;

  std::array<actors::Connector*, 2> connectors_;
};

}  // namespace bursar::net
