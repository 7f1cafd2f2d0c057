#include "net/session_round.hpp"

#include <array>
#include <ctime>

namespace bursar::net {

namespace {

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
  date_line_ = date_line_of(static_cast<std::time_t>(second));
}

}  // namespace bursar::net
