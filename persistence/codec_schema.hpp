#pragma once

// The C++ of journal.capnp and checkpoint.capnp. Cap'n Proto 0.9 leaves out a comparison from C++20
// on, which the language was to supply; later rules took that back, clang follows them, and Cap'n
// Proto's own header would not compile. So it is supplied here, before that header.

#include <kj/string.h>

#ifdef __clang__
namespace kj {
inline bool operator==(const char* a, const StringPtr& b) {
  return b == StringPtr{a};
}
inline bool operator!=(const char* a, const StringPtr& b) {
  return b != StringPtr{a};
}
}  // namespace kj
#endif

#include <persistence/checkpoint.capnp.h>
#include <persistence/journal.capnp.h>
