#pragma once

// The services that are offered, as any thread may look them up: only what is durable. Those that
// were removed are not shown. Changed by the journal writer's thread alone.

#include "actors/service_commands.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::actors {

class ServiceCatalogue {
 public:
  using Row = std::shared_ptr<const ServiceRow>;

  // --- From any thread. Null: there is no such service.

  Row find(ledger::ServiceId id) const;
  /// The newest whose endpoint is at that URL.
  Row at_url(ledger::Environment environment, std::string_view url) const;
  ServicesPage list(const ServicesQuery& query) const;

  // --- By one thread.

  void put(ServiceRow row);
  /// What was made, or has become of it; its trust is what it is by now.
  void change(const ServiceRow& row);
  /// What a token of it came to.
  void count(ledger::Sequence made, ledger::TokenStatus ended) { count_by(made, ended); }
  /// Or a dispute of a payment for one.
  void count(ledger::Sequence made, ledger::DisputeStatus ended) { count_by(made, ended); }

 private:
  using Url = std::pair<ledger::Environment, std::string>;
  template <class Ended>
  void count_by(ledger::Sequence made, Ended ended);
  void offer(const Row& row);
  void withdraw(const Row& row);

  mutable std::shared_mutex mutex_;
  std::map<ledger::Sequence, Row> offered_;
  std::unordered_map<ledger::ServiceId, ledger::Sequence> ids_;
  std::map<Url, std::vector<ledger::Sequence>, std::less<>> urls_;
};

}  // namespace bursar::actors
