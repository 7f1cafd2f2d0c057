#pragma once

// Brings what another core wrote, or nobody touched for long, into the cache while something else
// is done. A hint: it reads nothing.

#include <cstddef>

namespace bursar::actors {

template <std::size_t bytes>
void fetch(const void* from) {
  constexpr std::size_t cache_line = 64;
  const auto* const at = static_cast<const char*>(from);
  for (std::size_t offset = 0; offset < bytes; offset += cache_line)
    __builtin_prefetch(at + offset);
}

}  // namespace bursar::actors
