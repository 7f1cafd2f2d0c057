#include "load/books.hpp"

#include "ledger/decimal.hpp"
#include "load/answers.hpp"
#include "load/prepare.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace bursar::load {

namespace {

using ledger::Money;

constexpr int ok = 200;
constexpr int looks_max = 100;
constexpr std::chrono::milliseconds between{100};

// An account's row is {"account":"fees","accounts":1,"balance":"0.12"}.
std::optional<Money> balance_of(std::string_view trial_balance, std::string_view account) {
  const std::string mark = R"("account":")" + std::string{account} + "\"";
  const auto at = trial_balance.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto written = text_under(trial_balance.substr(at), {"balance"});
  return written ? ledger::parse_decimal(*written) : std::nullopt;
}

// Of the newest payment; zero where there is none, or where none is asked.
Money fee_of(const net::LoadClient::Options& client, const Parties& parties) {
  const std::string list = asked(client, "GET", "/v1/payments?limit=1", parties.key, {}, ok);
  const auto written = text_under(list, {"data", "fee"});
  const auto fee = written ? ledger::parse_decimal(*written) : std::nullopt;
  return fee.value_or(Money{});
}

}  // namespace

std::optional<Books> books_in(std::string_view trial_balance) {
  const auto fees = balance_of(trial_balance, "fees");
  const auto outside = balance_of(trial_balance, "external");
  const auto written = text_under(trial_balance, {"sum"});
  const auto sum = written ? ledger::parse_decimal(*written) : std::nullopt;
  if (!fees || !outside || !sum) return std::nullopt;
  return Books{.fees = *fees, .outside = *outside, .sum = *sum};
}

Verdict compare(const Books& before, const Books& after, const Workload& workload, Money fee,
                std::uint64_t least, std::uint64_t most) {
  if (after.sum != Money{})
    return {.held = {}, .agree = false, .what = "the trial balance is not zero"};
  const bool by_outside = workload.payee == Payee::outside;
  const std::int64_t each = by_outside ? ledger::parse_decimal(amount_text)->units() : fee.units();
  const std::int64_t moved = by_outside ? after.outside.units() - before.outside.units()
                                        : after.fees.units() - before.fees.units();
  if (workload.tokens || each == 0)
    return {.held = {}, .agree = true, .what = "not counted in the books"};
  const auto held = static_cast<std::uint64_t>(moved / each);
  const bool agree = moved % each == 0 && least <= held && held <= most;
  return {.held = held,
          .agree = agree,
          .what = agree ? "the books hold as many" : "the books hold another number"};
}

Books read_books(const net::LoadClient::Options& client, const Parties& parties) {
  const std::string answer = asked(client, "GET", "/v1/ledger/trial-balance", parties.key, {}, ok);
  if (const auto books = books_in(answer)) return *books;
  throw std::runtime_error{"the trial balance has another shape than ours"};
}

Verdict judge(const net::LoadClient::Options& client, const Parties& parties,
              const Workload& workload, const Books& before, std::uint64_t least,
              std::uint64_t most) {
  Verdict verdict;
  for (int look = 0; look < looks_max; ++look) {
    if (look > 0) std::this_thread::sleep_for(between);
    verdict = compare(before, read_books(client, parties), workload, fee_of(client, parties), least,
                      most);
    if (verdict.agree) return verdict;
  }
  return verdict;
}

}  // namespace bursar::load
