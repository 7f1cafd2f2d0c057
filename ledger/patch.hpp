#pragma once

#include <optional>

namespace bursar::ledger {

/// What is asked of something optional: that it stays, goes, or is another one.
template <class T>
struct Patch {
  bool given = false;
  std::optional<T> value = {};  // none, and given: it goes

  void apply(std::optional<T>& to) const {
    if (given) to = value;
  }
};

}  // namespace bursar::ledger
