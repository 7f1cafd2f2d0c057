#include "net/session_round.hpp"

#include <array>
#include <ctime>

namespace bursar::net {

namespace {

// What comes to 58 bytes of every answer, since each may hold a secret or what somebody else wrote:
// no cache keeps it, and no browser takes it for anything but what it is called.
constexpr std::string_view for_browsers =
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
// RFC 6797: a year, and never in the clear. For this name alone; others may be of other servers.
constexpr std::string_view stay_with_tls = "Strict-Transport-Security: max-age=31536000\r\n";

// RFC 9110, 5.6.7: the names are English whatever the locale.
std::string date_line_of(std::time_t second) {
  constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&second, &utc);
  std::array<char, 32> rest{};
  const auto size = std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S GMT\r\n", &utc);
  const auto day = utc.tm_mday;
  std::string line = "Date: ";
  line.append(days[static_cast<std::size_t>(utc.tm_wday)]).append(day < 10 ? ", 0" : ", ");
  line.append(std::to_string(day)).append(" ");
  line.append(months[static_cast<std::size_t>(utc.tm_mon)]).append(rest.data(), size);
  return line;
}

}  // namespace

SessionRound::SessionRound(const Server::Options& server_options, Service& served,
                           RequestMemory& for_requests, actors::Recipient& lane)
    : options{server_options}, service{served}, memory{for_requests}, answers{lane} {}

void SessionRound::add_live(Session& session) {
  live_.push_back(&session);
  live_count_.store(live_.size());
}

void SessionRound::remove_live(Session& session) {
  std::erase(live_, &session);
  live_count_.store(live_.size());
}

void SessionRound::count_answered() {
  if (tally != nullptr && !answered.empty()) {
    const auto now = Clock::now();
    for (const auto& [route_label, status, started] : answered)
      tally->request(route_label, status, std::chrono::duration<double>(now - started).count());
  }
  answered.clear();
}

void SessionRound::count(int status) {
  if (tally != nullptr) tally->request(0, status, 0);
}

void SessionRound::read_clocks() {
  if (read_) return;
  read_ = true;
  now_ = Clock::now();
  received_ = options.now();
  const std::int64_t second = received_.milliseconds / 1'000;
  if (second == date_second_) return;
  date_second_ = second;
  standing_fields_ = date_line_of(static_cast<std::time_t>(second)).append(for_browsers);
  plain_fields_bytes_ = standing_fields_.size();
  standing_fields_.append(stay_with_tls);
}

}  // namespace bursar::net
