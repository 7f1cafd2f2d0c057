#include "crypto/secret.hpp"

#include <sodium.h>

namespace bursar::crypto {

Secret::~Secret() {
  wipe();
}

Secret::Secret(Secret&& other) noexcept : value_{std::move(other.value_)} {
  other.wipe();  // a short string is copied by a move, not handed over
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  value_ = std::move(other.value_);
  other.wipe();
  return *this;
}

void Secret::wipe() noexcept {
  value_.resize(value_.capacity());  // allocates nothing, reaches bytes of an earlier, longer text
  sodium_memzero(value_.data(), value_.size());
  value_.clear();
}

}  // namespace bursar::crypto
