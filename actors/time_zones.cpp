#include "actors/time_zones.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

#include <date/tz.h>

namespace bursar::actors {
namespace {

using Instant = std::chrono::sys_seconds;

constexpr Instant end = std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};

ledger::Zone read(const date::time_zone& zone) {
  ledger::Zone read{.name = zone.name()};
  for (Instant at{}; at < end;) {
    const date::sys_info info = zone.get_info(at);
    const auto offset = static_cast<std::int32_t>(info.offset.count());
    if (read.shifts.empty() || read.shifts.back().offset_seconds != offset)
      read.shifts.push_back({{at.time_since_epoch().count() * 1'000}, offset});
    if (info.end <= at) break;
    at = info.end;
  }
  return read;
}

std::shared_ptr<const ledger::Zone> look_up(const std::string& name) {
  try {
    return std::make_shared<const ledger::Zone>(read(*date::locate_zone(name)));
  } catch (const std::runtime_error&) {  // it knows no zone of that name
    return nullptr;
  }
}

}  // namespace

std::shared_ptr<const ledger::Zone> machine_zone(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const ledger::Zone>, std::less<>> known;
  const std::lock_guard lock{mutex};
  if (const auto found = known.find(name); found != known.end()) return found->second;
  auto zone = look_up(std::string{name});
  if (zone) known.emplace(name, zone);  // names that are none are without number
  return zone;
}

}  // namespace bursar::actors
