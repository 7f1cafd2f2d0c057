#include "net/http_connector.hpp"

#include "net/payout_destination.hpp"

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace bursar::net {

using actors::SettlementOrder;
using actors::SettlementReport;
using actors::Standing;

namespace {

bool final_word(Standing said) {
  return said == Standing::completed || said == Standing::refused;
}

constexpr std::size_t final_words_max = 10'000;

}  // namespace

/// What was said last of the payouts that have an end by that: a bridge that says another
/// afterwards is not believed. Of many the first are forgotten; the ledger has written down their
/// ends.
class HttpConnector::FinalWords {
 public:
  /// False: that is not what was said before.
  bool takes(BridgeDeed deed, const SettlementOrder& order, Standing said) {
    if (deed == BridgeDeed::authorize) return true;  // nothing is done yet, and nothing final
    const std::lock_guard lock{mutex_};
    const auto known = said_.find(order.id);
    if (known == said_.end()) {
      if (final_word(said)) keep(order.id, said);
      return true;
    }
    // What was paid may come back, where that is what it was asked for.
    const bool back = deed == BridgeDeed::refund && known->second == Standing::completed &&
                      said == Standing::refused;
    if (back) known->second = said;
    return known->second == said;
  }

 private:
  void keep(const std::string& id, Standing said) {
    said_.emplace(id, said);
    order_.push_back(id);
    if (order_.size() <= final_words_max) return;
    said_.erase(order_.front());
    order_.pop_front();
  }

  std::mutex mutex_;
  std::unordered_map<std::string, Standing> said_;
  std::deque<std::string> order_;
};

HttpConnector::HttpConnector(const Options& options, BridgeLink& link,
                             const crypto::SealedTexts& seal)
    : options_{options}, link_{link}, seal_{seal}, final_words_{std::make_shared<FinalWords>()} {}

HttpConnector::~HttpConnector() = default;

void HttpConnector::ask(BridgeDeed deed, const SettlementOrder& order, Heard heard) {
  std::optional<ledger::Destination> destination;
  if (tells_destination(deed)) {
    destination = open_destination(order.destination, order.wallet, seal_);
    if (!destination) {
      link_.count(BridgeFault::unreadable, word(deed), order.id);
      return heard({});
    }
  }
  link_.ask({.deed = word(deed),
             .about = order.id,
             .body = order_text(order, destination),
             .answer_bytes_max = order_answer_bytes_max},
            [deed, order, heard = std::move(heard),
             final_words = final_words_](const std::expected<std::string_view, BridgeFault>& answer)
                -> std::expected<void, BridgeFault> {
              auto report =
                  answer ? report_of(deed, order, *answer) : std::unexpected{answer.error()};
              if (report && !final_words->takes(deed, order, report->standing))
                report = std::unexpected{BridgeFault::contradiction};
              heard(report.value_or(SettlementReport{}));
              if (!report) return std::unexpected{report.error()};
              return {};
            });
}

void HttpConnector::authorize(const SettlementOrder& order, Heard heard) {
  ask(BridgeDeed::authorize, order, std::move(heard));
}
void HttpConnector::submit(const SettlementOrder& order, Heard heard) {
  ask(BridgeDeed::submit, order, std::move(heard));
}
void HttpConnector::status(const SettlementOrder& order, Heard heard) {
  ask(BridgeDeed::status, order, std::move(heard));
}
void HttpConnector::cancel(const SettlementOrder& order, Heard heard) {
  ask(BridgeDeed::cancel, order, std::move(heard));
}
void HttpConnector::refund(const SettlementOrder& order, Heard heard) {
  ask(BridgeDeed::refund, order, std::move(heard));
}

// --- The connector of each environment, as one.

std::array<std::uint8_t, 2> ConnectorByEnvironment::destinations() const {
  return {connectors_[0]->destinations()[0], connectors_[1]->destinations()[1]};
}

actors::Connector& ConnectorByEnvironment::of(const SettlementOrder& order) const {
  return *connectors_.at(static_cast<std::size_t>(order.environment));
}

void ConnectorByEnvironment::authorize(const SettlementOrder& order, Heard heard) {
  of(order).authorize(order, std::move(heard));
}
void ConnectorByEnvironment::submit(const SettlementOrder& order, Heard heard) {
  of(order).submit(order, std::move(heard));
}
void ConnectorByEnvironment::status(const SettlementOrder& order, Heard heard) {
  of(order).status(order, std::move(heard));
}
void ConnectorByEnvironment::cancel(const SettlementOrder& order, Heard heard) {
  of(order).cancel(order, std::move(heard));
}
void ConnectorByEnvironment::refund(const SettlementOrder& order, Heard heard) {
  of(order).refund(order, std::move(heard));
}

}  // namespace bursar::net
