#pragma once

// Proof that we wrote something that others carry about for us: cursors, tokens.

#include "crypto/bytes.hpp"

namespace bursar::crypto {

/// HMAC-SHA-256 (RFC 2104). Compare with `equal`, never with ==.
Bytes<32> mac(const Bytes<32>& key, ByteView bytes);

}  // namespace bursar::crypto
