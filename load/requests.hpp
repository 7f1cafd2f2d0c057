#pragma once

// What is sent for a workload's operations, and what of the answers shows that they were done.
// Pure: knows no socket. One for each thread; an operation's steps follow each other on one
// connection.

#include "load/pick.hpp"
#include "load/workload.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::load {

/// Whom there is to ask for; made through the API before the run.
struct Parties {
  std::string host;  // as the Host header says it
  std::string key;   // of the organisation that pays
  std::string run;   // begins every idempotency key
  std::vector<std::string> wallets;
  std::string payee;       // the one wallet that all pay, where all pay one
  std::string seller_key;  // what tokens need
  std::string service;
};

enum class Step : std::uint8_t {
  pay,
  batch,
  balance,
  receipt,
  history,
  authorize,
  verify,
  start,
  accept,
  complete
};

/// One that is under way.
struct Operation {
  std::uint64_t number = 0;
  Step step = Step::pay;
  std::string token;  // as the first step's answer said
  std::string token_id;
};

class Requests {
 public:
  struct Options {
    const Workload& workload;
    Picking picking = Picking::uniform;
    std::uint64_t seed = 1;
    std::size_t batch = 1'000;
  };

  /// The parties stay the caller's, and have at least one wallet; two where wallets pay wallets.
  Requests(const Options& options, const Parties& parties);

  /// The first request of an operation whose number is set; good until the next is written.
  std::string_view begin(Operation& operation);

  struct Outcome {
    enum class What : std::uint8_t { done, next, failed } what = What::failed;
    std::uint64_t payments = 0;  // that were made, and
    std::uint64_t refused = 0;   // not, in a batch
    bool read = false;
  };
  /// What an answer to the operation's last request comes to. `next`: go on with next().
  Outcome take(Operation& operation, int status, std::string_view body);
  std::string_view next(const Operation& operation);

 private:
  std::string_view write(const Operation& operation);
  std::string_view post(std::string_view path, std::string_view key, std::string_view body,
                        std::string_view idempotency = {});
  std::string_view get(std::string_view path);
  void append_payment(std::string& body);
  std::string_view write_batch(const Operation& operation);
  std::string_view tell(const Operation& operation, std::string_view what);
  const std::string& picked() { return parties_.wallets[pick_.next()]; }
  std::string idempotency_key(const Operation& operation) const;
  Step first_step();

  static constexpr std::size_t receipts_kept = 1'024;

  Workload workload_;
  std::size_t batch_;
  const Parties& parties_;
  Pick pick_;
  std::string text_;
  std::string body_;
  std::array<std::string, receipts_kept> receipts_;  // ids of payments, for who reads them
  std::uint64_t receipts_seen_ = 0;
};

/// What every payment is of.
constexpr std::string_view amount_text = "0.01";

}  // namespace bursar::load
