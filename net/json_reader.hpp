#pragma once

// Reads a JSON body into a typed request by its field table. Everything in the document is looked
// at: what is not valid JSON, not UTF-8, named twice, nested too deep or unknown is refused, and
// amounts are read from their own characters, never through a double.

#include "ledger/result.hpp"
#include "net/schema.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

constexpr std::size_t json_depth_max = 16;
constexpr std::size_t json_members_max = 256;

/// What is wrong with a part of the request. The pointer is RFC 6901's, as a fragment: "#/amount".
struct Fault {
  std::string pointer;
  std::string detail;
  ledger::Errc code = ledger::Errc::invalid_request;
};

/// The faults found, none when `target` (a body of the schema's type) is complete. The bytes behind
/// the body, body_padding_bytes of them, must be readable.
std::vector<Fault> read_json(std::string_view body, const Schema& schema, void* target);

/// The code that is told of several faults: the first in Errc's order.
ledger::Errc told(std::span<const Fault> faults);

}  // namespace bursar::net
