#pragma once

// Payment tokens as a journal tells of them, read in the plainest way: what was issued, and what
// became of each, step by step. It shares no table with the ledger.

#include "ledger/tokens.hpp"
#include "tests/simulation/findings.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <variant>
#include <vector>

namespace bursar::simulation {

class TokenLives {
 public:
  using Status = ledger::TokenStatus;
  struct Stage {
    Status status = Status::issued;
    ledger::Sequence record = {};
    ledger::Time deadline = {};  // none: it has ended
  };
  struct Life {
    ledger::Record record;      // that issued it
    std::vector<Stage> stages;  // the first: issued
    ledger::Time completes_by = {};

    const ledger::TokenIssued& issued() const { return std::get<ledger::TokenIssued>(record.fact); }
    const ledger::Paid& payment() const { return issued().payment; }
    Status status() const { return stages.back().status; }
    bool open() const { return stages.back().deadline != ledger::Time{}; }
    ledger::Wide reserved() const { return payment().amount.money().units(); }
    ledger::Wide held() const { return reserved() - payment().drawn.units(); }
  };
  /// Which token a record tells of, and what became of it then.
  struct Step {
    ledger::Sequence token = {};
    Status status = Status::issued;
  };

  /// So long it takes at most what was promised for no time.
  explicit TokenLives(std::int64_t open_ms_max) : open_ms_max_{open_ms_max} {}

  /// Where none of these, the record is no token's.
  static bool tells(const ledger::Record& record, Step& step);
  void follow(const ledger::Record& record, Findings& findings);

  const std::map<ledger::Sequence, Life>& all() const { return all_; }
  /// Null: there is none.
  const Life* find(ledger::Sequence token) const;
  const Life& at(ledger::Sequence token) const { return all_.at(token); }

 private:
  void advance(const ledger::Record& record, const ledger::TokenAdvanced& advanced, Life& life,
               Findings& findings) const;

  std::map<ledger::Sequence, Life> all_;
  std::int64_t open_ms_max_;
};

/// Whether that may be asked of a token where it stands, whether it is so already, and what it
/// becomes.
bool has_its_turn(ledger::TokenStatus status, ledger::TokenEvent event);
bool is_so_already(ledger::TokenStatus status, ledger::TokenEvent event);
ledger::TokenStatus becomes(ledger::TokenEvent event);

/// The provider's part of what a call costs: four thousandths, half to even.
ledger::Wide fee_of(ledger::Wide amount);

}  // namespace bursar::simulation
