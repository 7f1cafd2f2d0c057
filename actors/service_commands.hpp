#pragma once

// What can be asked about services.

#include "actors/call.hpp"
#include "ledger/services.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::actors {

/// A service, and the record that made it.
struct ServiceRow {
  ledger::Sequence made = {};
  ledger::Service service = {};
};

struct MakeService {
  ledger::OrganizationNumber organization = {};
  ledger::WalletAddress provider = {};
  ledger::ServiceTerms terms = {};
  ledger::Time now = {};
};
/// Refuses with wallet_archived and, where the fee would take all of the price, invalid_amount.
using MakeServiceCall = CallOf<MakeService, ServiceRow>;

/// What is none stays as it is.
struct ServicePatch {
  std::optional<std::string> name = {};
  std::optional<std::string> description = {};
  std::optional<ledger::Amount> price = {};
  std::optional<std::string> category = {};
  std::optional<std::string> endpoint_url = {};
  std::optional<bool> metered = {};
  std::optional<std::uint32_t> accept_seconds = {};
  std::optional<std::uint32_t> complete_seconds = {};

  void apply(ledger::ServiceTerms& terms) const;
};

struct ChangeService {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::ServiceId service = {};
  ledger::AccountNumber only = {};  // a scoped key changes its own wallet's
  ServicePatch patch = {};
  ledger::Time now = {};
};
/// Refuses with not_found, environment_mismatch and invalid_amount. One that changes nothing is no
/// record.
using ChangeServiceCall = CallOf<ChangeService, ServiceRow>;

struct MarkService {
  ledger::OrganizationNumber organization = {};  // none: the operator, whosever it is
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::ServiceId service = {};
  ledger::AccountNumber only = {};
  ledger::ServiceMark mark = ledger::ServiceMark::verified;
  ledger::Time now = {};
};
/// Refuses with not_found and environment_mismatch.
using MarkServiceCall = CallOf<MarkService, ServiceRow>;

/// Which services are shown, newest first.
struct ServicesQuery {
  ledger::Environment environment = ledger::Environment::sandbox;
  std::optional<std::string_view> category = {};
  std::optional<bool> verified = {};
  bool with_endpoint = false;  // those alone
  std::optional<ledger::WalletId> provider = {};
  std::uint64_t offset = 0;
  std::uint64_t limit = 20;
};
struct ServicesPage {
  std::vector<std::shared_ptr<const ServiceRow>> rows;
  std::uint64_t total = 0;
};

}  // namespace bursar::actors
