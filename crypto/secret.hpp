#pragma once

// Text that must not reach a log, a core file or an error message: it cannot be streamed, formatted
// or compared by accident, and its bytes are wiped when it goes.

#include <string>
#include <utility>

namespace bursar::crypto {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_{std::move(value)} {}
  ~Secret();

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  const std::string& reveal() const { return value_; }

 private:
  void wipe() noexcept;

  std::string value_;
};

}  // namespace bursar::crypto
