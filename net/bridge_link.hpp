#pragma once

// How a bridge is asked (docs/connectors.md): every question is a signed POST with an id of its
// own, and an answer counts only where it is signed too, made within minutes, and for that very
// question. What does not count is counted and told as a fault; nobody hears of its content.

#include "actors/outbound.hpp"
#include "actors/ports.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

/// What an answer lacks that does not count.
enum class BridgeFault : std::uint8_t {
  // Nothing was said.
  busy,         // so many questions are open as may be: it was not asked
  unreachable,  // nobody takes the connection, or its name has no address
  late,
  unwilling,  // its status is another than 200
  // What was said is not to be believed.
  untrusted,  // by its certificate
  malformed,  // no HTTP, cut short, or longer than its question allows
  unsigned_,
  forged,     // signed by somebody else
  stale,      // or of the future: signed minutes from now
  misplaced,  // it answers another question
  not_understood,
  other_payout,
  other_amount,
  contradiction,  // it cannot be so, by what the bridge or the ledger has said before
  // We cannot ask.
  unreadable,  // what it has to be told was sealed under another key
};
constexpr std::size_t bridge_faults = 15;
/// "not_understood", for the log.
std::string_view word(BridgeFault fault);

/// It may not have heard the question, and has done nothing wrong.
constexpr bool silence(BridgeFault fault) {
  return fault <= BridgeFault::unwilling;
}

struct RefusedAnswer {
  BridgeFault fault = BridgeFault::late;
  std::string deed;           // that was asked for
  std::string about;          // a payout's id, or a statement's time
  std::uint64_t refused = 0;  // answers for that reason, by now
};

class BridgeLink {
 public:
  struct Options {
    std::string url;  // without a '/' at its end
    /// Questions are signed by all of them, answers by any.
    std::vector<std::vector<std::uint8_t>> keys;
    /// At most once a minute for each fault, on any thread; not told of silence.
    std::function<void(const RefusedAnswer&)> on_refused = [](const RefusedAnswer&) {};
  };
  struct Question {
    std::string_view deed;  // the end of the URL
    std::string about;
    std::string body;
    std::size_t answer_bytes_max = 0;
  };
  /// The body of an answer that counts, with body_padding_bytes readable behind it, or its fault.
  /// What it returns is counted.
  using Then = std::move_only_function<std::expected<void, BridgeFault>(
      const std::expected<std::string_view, BridgeFault>&)>;
  struct Figures {
    std::uint64_t questions = 0;
    std::uint64_t unanswered = 0;  // silence
    std::uint64_t refused = 0;     // the other faults
  };

  /// The three outlive the last answer.
  BridgeLink(Options options, actors::Outbound& outbound, const actors::Clock& clock,
             actors::Random& random);

  /// `then` hears once, on any thread. From any thread.
  void ask(Question question, Then then);
  /// A fault that was met before anything was asked.
  void count(BridgeFault fault, std::string_view deed, std::string_view about);
  Figures figures() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // which an answer may outlive a link with
};

constexpr std::int64_t bridge_clock_seconds_max = 300;

}  // namespace bursar::net
