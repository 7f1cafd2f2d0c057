#include "load/prepare.hpp"

#include "crypto/bytes.hpp"
#include "crypto/system_random.hpp"
#include "load/answers.hpp"
#include "load/crowd.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace bursar::load {

namespace {

constexpr int ok = 200;
constexpr int created = 201;
constexpr std::size_t connections = 64;  // of preparing, whatever the run has
constexpr unsigned minutes_a_day = 24 * 60;
constexpr std::string_view limits =
    R"("max_per_day":"1000000.00","max_per_month":"10000000.00","max_total":"100000000.00")";

// So much in all that the sandbox's treasury can give it, and no run can spend a wallet's part.
std::uint64_t dollars_each(std::size_t wallets) {
  constexpr std::uint64_t all = 10'000'000'000;
  constexpr std::uint64_t most = 1'000'000;
  return std::min(most, all / wallets);
}

std::string fresh_run() {
  crypto::Bytes<8> random{};
  crypto::fill_random(random);
  return crypto::hex(random) + "-";
}

std::string place(const net::LoadClient::Options& client) {
  const bool bare_ipv6 = client.host.find(':') != std::string::npos;
  return (bare_ipv6 ? "[" + client.host + "]" : client.host) + ":" + std::to_string(client.port);
}

std::string must(std::string_view answer, std::initializer_list<std::string_view> names) {
  if (const auto found = text_under(answer, names)) return std::string{*found};
  throw std::runtime_error{"an answer of the engine has no " + std::string{*(names.end() - 1)}};
}

std::string named_list(std::string_view stem, unsigned count) {
  std::string list = "[";
  for (unsigned n = 0; n < count; ++n) {
    if (n > 0) list.push_back(',');
    list.append("\"").append(stem).append(std::to_string(n)).append("\"");
  }
  return list.append("]");
}

std::string clock_text(unsigned minute) {
  const auto two = [](unsigned n) { return std::string{n < 10 ? "0" : ""} + std::to_string(n); };
  return two(minute / 60) + ":" + two(minute % 60);
}

class Preparation {
 public:
  explicit Preparation(const Preparing& preparing) : preparing_{preparing} {
    parties_.host = place(preparing.client);
    parties_.run = fresh_run();
  }

  Parties run() {
    refuse_production();
    parties_.key = organization("bursar bench");
    policy_ = must(post("/v1/policies", parties_.key, policy_of_now(), created), {"id"});
    open_wallets();
    if (preparing_.workload.rules != Rules::budget) fund_wallets();
    if (preparing_.workload.payee == Payee::one)
      parties_.payee = must(post("/v1/wallets", parties_.key, "{}", created), {"id"});
    if (preparing_.workload.tokens) open_shop();
    return std::move(parties_);
  }

 private:
  std::string post(std::string_view path, std::string_view key, std::string_view body,
                   int wanted) const {
    return asked(preparing_.client, "POST", path, key, body, wanted);
  }

  // Its facilitator names every environment that is served.
  void refuse_production() const {
    const std::string served = asked(preparing_.client, "GET", "/x402/supported", {}, {}, ok);
    if (preparing_.beside_production || served.find("bursar:production") == std::string::npos)
      return;
    throw std::runtime_error{
        "the engine at " + parties_.host +
        " serves PRODUCTION: a benchmark would take time, disk and keys from those who spend real "
        "money there; --yes-beside-production says that this is meant"};
  }

  std::string organization(std::string_view name) const {
    const std::string body = R"({"name":")" + std::string{name} + R"("})";
    if (!preparing_.operator_key.empty())
      return must(post("/v1/organizations", preparing_.operator_key, body, created),
                  {"keys", "SANDBOX", "key"});
    const std::string made = post("/v1/keys", {}, body, created);
    if (must(made, {"environment"}) != "SANDBOX")
      throw std::runtime_error{"signing up did not give a key of the sandbox"};
    return must(made, {"key"});
  }

  std::string policy_of_now() const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto minute = std::chrono::duration_cast<std::chrono::minutes>(now).count();
    return policy_text(preparing_.workload.rules, static_cast<unsigned>(minute % minutes_a_day));
  }

  void open_wallets() {
    std::string body = R"({"label":"bench","policy_id":")" + policy_ + "\"";
    if (preparing_.workload.rules == Rules::budget) body += R"(,"budget_limit":"1000000.00")";
    body += "}";
    parties_.wallets.resize(preparing_.wallets);
    do_many(
        "opening wallets", created, [&](std::uint64_t) { return text("/v1/wallets", body); },
        [&](std::uint64_t n, std::string_view answer) {
          parties_.wallets[n] = must(answer, {"id"});
        });
  }

  void fund_wallets() {
    const std::string body = R"({"source":"treasury","amount":")" +
                             std::to_string(dollars_each(preparing_.wallets)) + R"(.00"})";
    do_many(
        "funding wallets", ok,
        [&](std::uint64_t n) { return text("/v1/wallets/" + parties_.wallets[n] + "/fund", body); },
        [](std::uint64_t, std::string_view) {});
  }

  void open_shop() {
    parties_.seller_key = organization("bursar bench, who sells");
    const std::string payee = must(post("/v1/wallets", parties_.seller_key, "{}", created), {"id"});
    const std::string service = R"({"name":"bench","price_per_call":")" + std::string{amount_text} +
                                R"(","wallet_id":")" + payee +
                                R"(","sla":{"accept_seconds":3600,"complete_seconds":3600}})";
    parties_.service = must(post("/v1/services", parties_.seller_key, service, created), {"id"});
  }

  std::string text(std::string_view path, std::string_view body) const {
    return std::string{"POST "}
        .append(path)
        .append(" HTTP/1.1\r\nHost: ")
        .append(parties_.host)
        .append("\r\nAuthorization: Bearer ")
        .append(parties_.key)
        .append("\r\nContent-Type: application/json\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n\r\n")
        .append(body);
  }

  void do_many(std::string_view what, int wanted, std::function<std::string(std::uint64_t)> request,
               std::function<void(std::uint64_t, std::string_view)> answered) {
    Crowd crowd{.client = preparing_.client,
                .count = preparing_.wallets,
                .wanted = wanted,
                .request = std::move(request),
                .answered = std::move(answered),
                .progress = [&](std::uint64_t done) {
                  if (preparing_.progress) preparing_.progress(what, done);
                }};
    crowd.client.connections = std::min<std::size_t>(connections, preparing_.wallets);
    do_all(crowd);
  }

  const Preparing& preparing_;
  Parties parties_;
  std::string policy_;
};

}  // namespace

Parties prepare(const Preparing& preparing) {
  return Preparation{preparing}.run();
}

// The rule about hours is open all day but for five minutes that have just begun to be over.
std::string policy_text(Rules rules, unsigned minute) {
  if (rules != Rules::six)
    return R"({"name":"bench","max_per_tx":"10.00",)" + std::string{limits} + "}";
  const unsigned from = (minute + minutes_a_day - 5) % minutes_a_day;
  const unsigned to = (minute + minutes_a_day - 10) % minutes_a_day;
  return R"({"name":"bench, six rules","max_per_day":"1000000.00","max_total":"100000000.00",)"
         R"("velocity":{"count":1000,"window_seconds":1},"blocked_recipients":)" +
         named_list("somebody else ", 100) + R"(,"blocked_categories":)" +
         named_list("something else ", 20) + R"(,"active_hours":{"from":")" + clock_text(from) +
         R"(","to":")" + clock_text(to) + R"(","timezone":"UTC"}})";
}

std::string asked(const net::LoadClient::Options& client, std::string_view method,
                  std::string_view path, std::string_view key, std::string_view body, int wanted) {
  net::ClientAnswer answer = net::fetch({.host = client.host,
                                         .port = client.port,
                                         .method = std::string{method},
                                         .path = std::string{path},
                                         .credential = std::string{key},
                                         .body = std::string{body}});
  if (answer.status == wanted) return std::move(answer.body);
  throw std::runtime_error{std::string{method}.append(" ").append(path) + " was answered with " +
                           std::to_string(answer.status) + ": " + answer.body.substr(0, 500)};
}

}  // namespace bursar::load
