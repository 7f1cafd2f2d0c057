#include "ledger/services.hpp"

#include "ledger/books.hpp"

#include <algorithm>
#include <variant>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

constexpr int trust_max = 100;
constexpr int settled_points = 1;
constexpr int breached_points = -5;
constexpr int lost_points = -10;
constexpr int won_points = 2;

std::uint8_t with(std::uint8_t points, int more) {
  return static_cast<std::uint8_t>(std::clamp(points + more, 0, trust_max));
}

Finding broken_making(const Books& books, const Record& record, const ServiceMade& made) {
  const auto profile = books.profiles.find(made.provider);
  if (profile == books.profiles.end()) return "makes a service of a wallet that is not there";
  const WalletAddress& address = profile->second.opened.address;
  if (address.id != made.provider_id || address.environment != made.environment ||
      address.organization != record.organizations[0].organization)
    return "makes a service of another organisation's wallet";
  return {};
}

Finding still_there(const Books& books, const Record& record, Sequence service) {
  const auto known = books.services.find(service);
  if (known == books.services.end()) return "changes a service that is not there";
  if (known->second.removed) return "changes a service that was removed";
  // The operator, who vouches for it, belongs to no organisation: the record is its owner's.
  if (known->second.organization != record.organizations[0].organization)
    return "changes a service of another organisation";
  return {};
}

}  // namespace

void TrustScore::count(TokenStatus ended) {
  const int points = ended == TokenStatus::settled        ? settled_points
                     : ended == TokenStatus::sla_breached ? breached_points
                                                          : 0;
  points_ = with(points_, points);
}

void TrustScore::count(DisputeStatus ended) {
  const int points = ended == DisputeStatus::resolved_refunded ? lost_points
                     : ended == DisputeStatus::resolved_denied ? won_points
                                                               : 0;
  points_ = with(points_, points);
}

Finding broken_service(const Books& books, const Record& record) {
  if (const auto* made = std::get_if<ServiceMade>(&record.fact))
    return broken_making(books, record, *made);
  if (const auto* changed = std::get_if<ServiceChanged>(&record.fact))
    return still_there(books, record, changed->service);
  if (const auto* marked = std::get_if<ServiceMarked>(&record.fact))
    return still_there(books, record, marked->service);
  return {};
}

}  // namespace bursar::ledger
