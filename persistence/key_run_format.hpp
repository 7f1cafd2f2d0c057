#pragma once

// The bytes of a run file. Numbers are little-endian; checksums are crypto::checksum64.
//
//   file:    header:4096  block:4096 × blocks  fences:8 × blocks  filter:64 × lines
//   header:  magic:8 "BURSKEYS"  format:u64  journal:16  first:u64  last:u64  first time:i64
//            last time:i64  rows:u64  blocks:u64  lines:u64  checksum of fences and filter:u64
//            checksum of what stands before:u64  zeros
//   block:   row:16 × 255, those past the last are zeros  number of the block:u64
//            checksum of what stands before:u64
//   row:     hash:u64  sequence:u64      sorted
//   fence:   the first hash of a block
//
// A block can be trusted by itself, so that a look-up reads one and notices damage in it.

#include "crypto/bytes.hpp"
#include "crypto/hash.hpp"
#include "persistence/key_filter.hpp"
#include "persistence/key_row.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bursar::persistence {

static_assert(std::endian::native == std::endian::little, "run files are written as they lie");

/// Tells the journals apart that a file may be laid beside.
using JournalMark = crypto::Bytes<16>;

constexpr std::array<char, 8> key_run_magic = {'B', 'U', 'R', 'S', 'K', 'E', 'Y', 'S'};
constexpr std::uint64_t key_run_format = 1;
constexpr std::size_t key_block_bytes = 4'096;
constexpr std::size_t rows_in_block = 255;

struct KeyRunHeader {
  std::array<char, 8> magic = key_run_magic;
  std::uint64_t format = key_run_format;
  JournalMark journal = {};
  KeySpan span = {};
  std::uint64_t rows = 0;
  std::uint64_t blocks = 0;
  std::uint64_t lines = 0;
  std::uint64_t tail_checksum = 0;
  std::uint64_t checksum = 0;
};
constexpr std::size_t key_header_bytes = 104;
static_assert(sizeof(KeyRunHeader) == key_header_bytes, "written as it lies in memory");

struct KeyBlock {
  std::array<KeyRow, rows_in_block> rows = {};
  std::uint64_t number = 0;
  std::uint64_t checksum = 0;
};
static_assert(sizeof(KeyBlock) == key_block_bytes, "written as it lies in memory");

/// Of everything in a header or a block that stands before its checksum.
template <class Part>
std::uint64_t checksum_of(const Part& part) {
  return crypto::checksum64(
      {reinterpret_cast<const std::uint8_t*>(&part), offsetof(Part, checksum)});
}

inline std::uint64_t checksum_of_tail(std::span<const std::uint64_t> fences,
                                      std::span<const KeyFilter::Line> lines) {
  const auto fence_bytes = std::as_bytes(fences);
  const auto line_bytes = std::as_bytes(lines);
  const std::array sums = {
      crypto::checksum64(
          {reinterpret_cast<const std::uint8_t*>(fence_bytes.data()), fence_bytes.size()}),
      crypto::checksum64(
          {reinterpret_cast<const std::uint8_t*>(line_bytes.data()), line_bytes.size()})};
  return crypto::checksum64({reinterpret_cast<const std::uint8_t*>(sums.data()), sizeof sums});
}

}  // namespace bursar::persistence
