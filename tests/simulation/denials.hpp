#pragma once

// Whether a wallet's last decision was a refusal by its policy, and when. No record says so: it is
// what its callers were told, and of what was under way at once nobody can say which was the last.

#include "ledger/result.hpp"
#include "ledger/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace bursar::simulation {

/// What a decision has left a wallet as.
struct Denial {
  bool denied = false;
  ledger::Time first = {};  // then, or between the two
  ledger::Time last = {};
};

/// What a call that a wallet was to decide has come to.
struct Ruled {
  enum class Decided : std::uint8_t { no, maybe, yes };
  Decided decided = Decided::yes;
  Denial denial = {};
};

/// Of a refusal that is given.
inline Ruled ruled_by(const ledger::Error& error, ledger::Time asked_at, ledger::Time now) {
  using ledger::Errc;
  constexpr std::array before_it_was_judged{Errc::share_taken, Errc::read_only, Errc::keys_full,
                                            Errc::key_sealed, Errc::idempotency_conflict};
  const auto is_among = [&](const auto& codes) {
    return std::ranges::find(codes, error.code) != codes.end();
  };
  if (error.code == Errc::policy_denied)
    return {.denial = {.denied = true, .first = asked_at, .last = now}};
  if (is_among(before_it_was_judged)) return {.decided = Ruled::Decided::no};
  if (is_among(std::array{Errc::overloaded, Errc::not_found}))
    return {.decided = Ruled::Decided::maybe};
  return {};
}

class Denials {
 public:
  /// `moment` grows with everything that is asked or told.
  void asked(std::uint64_t moment) {
    touched_ = moment;
    if (under_way_++ == 0) together_.clear();
  }
  void told(const Ruled& ruled, std::uint64_t moment) {
    touched_ = moment;
    together_.push_back(ruled);
    if (--under_way_ == 0) conclude();
  }

  /// As it may be; none: it may be anything, for something has been under way since.
  std::optional<std::vector<Denial>> since(std::uint64_t moment) const {
    if (under_way_ > 0 || touched_ > moment) return std::nullopt;
    return may_be_;
  }

 private:
  void conclude() {
    bool surely = false;
    std::vector<Denial> may_be;
    for (const Ruled& one : together_) {
      surely = surely || one.decided == Ruled::Decided::yes;
      if (one.decided != Ruled::Decided::no) may_be.push_back(one.denial);
    }
    if (!surely) may_be.insert(may_be.end(), may_be_.begin(), may_be_.end());
    may_be_ = std::move(may_be);
  }

  std::vector<Denial> may_be_{1};
  std::vector<Ruled> together_;
  std::size_t under_way_ = 0;
  std::uint64_t touched_ = 0;
};

}  // namespace bursar::simulation
