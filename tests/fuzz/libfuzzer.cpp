// One target as a program of libFuzzer: BURSAR_FUZZ_TARGET is its name.

#include "crypto/hash.hpp"
#include "tests/fuzz/target.hpp"

#include <cstddef>

// NOLINTBEGIN(readability-identifier-naming): libFuzzer calls them so.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  bursar::crypto::start();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  bursar::fuzz::BURSAR_FUZZ_TARGET({bytes, size});
  return 0;
}
// NOLINTEND(readability-identifier-naming)
