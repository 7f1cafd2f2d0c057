#include "net/x402_body.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bursar::net {

namespace {

constexpr std::size_t seconds_max = 1'000'000'000;
constexpr std::array<std::string_view, 1> service_prefixes = {"svc_"};

constexpr std::array extra_fields = {
    takes<&RequirementsExtra::service_id, Kind::label>("serviceId", Need::optional,
                                                       "The registered service that is bought"),
};

constexpr std::array requirements_fields = {
    takes<&Requirements::scheme, Kind::label>("scheme", Need::optional, "exact"),
    takes<&Requirements::network, Kind::label>("network", Need::optional,
                                               "bursar:sandbox or bursar:production"),
    takes<&Requirements::amount, Kind::label>("amount", Need::optional,
                                              "An integer of hundred-millionths of a dollar"),
    takes<&Requirements::asset, Kind::label>("asset", Need::optional, "USD"),
    takes<&Requirements::pay_to, Kind::wallet_id>("payTo", Need::optional,
                                                  "The wallet that is paid"),
    takes<&Requirements::timeout_ms, Kind::seconds>("maxTimeoutSeconds", Need::optional,
                                                    "How long the token is good for, at most",
                                                    seconds_max),
    takes_one<&Requirements::extra>("extra", RequirementsExtra::schema,
                                    "What else the server says"),
};

}  // namespace

const Schema RequirementsExtra::schema{
    .name = "PaymentRequirementsExtra", .fields = extra_fields, .open = true};
const Schema Requirements::schema{
    .name = "PaymentRequirements", .fields = requirements_fields, .open = true};

std::optional<ledger::Amount> atomic_amount(std::string_view written) {
  if (written.empty() || written.starts_with('0') ||
      !std::ranges::all_of(written, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  std::int64_t units = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), units);
  if (error != std::errc{} || end != written.data() + written.size()) return std::nullopt;
  return ledger::Amount::of(ledger::Money::units(units));
}

std::optional<ledger::ServiceId> service_id(std::string_view written) {
  const auto id = ledger::parse_id(written, service_prefixes);
  if (!id) return std::nullopt;
  return ledger::ServiceId{*id};
}

}  // namespace bursar::net
