#pragma once

// Every connection has a file descriptor, and so has all that the engine cannot do without: none
// may be left to a stranger that the journal needs for its next segment.

#include <cstddef>
#include <cstdint>

namespace bursar::commands {

/// Kept for the journal, the views, keys, certificates, metrics and the operator's door; and of
/// each I/O thread for whoever it is turning away.
constexpr std::uint64_t descriptors_kept = 192;
constexpr std::uint64_t descriptors_kept_of_thread = 64;

/// Allows the process as many as it may ever have, and says how many that are.
std::uint64_t raise_descriptors();

/// How many connections have one each, of `asked`; what is kept is a half of all at most.
std::size_t connections_within(std::uint64_t descriptors, std::size_t asked,
                               std::size_t io_threads);

}  // namespace bursar::commands
