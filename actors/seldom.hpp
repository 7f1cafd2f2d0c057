#pragma once

// What every wallet may need and hardly any does: until it is changed it is as it begins, and takes
// the room of a pointer.

#include <memory>

namespace bursar::actors {

template <class T>
class Seldom {
 public:
  const T& operator*() const { return own_ ? *own_ : at_first; }
  const T* operator->() const { return &**this; }
  /// To be changed.
  T& own() {
    if (!own_) own_ = std::make_unique<T>();
    return *own_;
  }
  /// As it began.
  void reset() { own_.reset(); }

 private:
  static inline const T at_first = {};

  std::unique_ptr<T> own_;
};

}  // namespace bursar::actors
