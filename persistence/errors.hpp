#pragma once

// What opening and reading a journal can end with. Both carry one line for the operator.

#include "ledger/ids.hpp"

#include <stdexcept>
#include <string>

namespace bursar::persistence {

/// A record, a batch's chain hash or a page is not what was written. Names the sequence.
class Corrupt : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What was written is not there, from a record on.
class Damage : public Corrupt {
 public:
  Damage(ledger::Sequence at, const std::string& what) : Corrupt{what}, at_{at} {}
  ledger::Sequence at() const { return at_; }

 private:
  ledger::Sequence at_;
};

/// The data directory cannot be used: locked by another engine, unreadable, of an unknown format
/// version, made with other secrets. One clear line; nothing was touched.
class Unusable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What began and could not be brought to its end: a full disk. One line.
class Broke : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bursar::persistence
