#pragma once

// What an idempotency key stands for: keyed hashes of its text and of what was asked with it. The
// content is the command's canonical bytes, not the request's: "5", 5.0 and "5.00" are one. Who
// asked, when, and in which dialect are no part of it.

#include "actors/commands.hpp"
#include "actors/dispute_commands.hpp"
#include "actors/payout_commands.hpp"
#include "actors/token_commands.hpp"
#include "crypto/bytes.hpp"

#include <string_view>
#include <vector>

namespace bursar::actors {

/// Both none when the call has no key.
struct KeyHashes {
  ledger::Bits128 key = {};
  ledger::Bits128 content = {};

  bool none() const { return key.none(); }
};

class ContentHash {
 public:
  explicit ContentHash(const crypto::Bytes<16>& secret) : secret_{secret} {}

  ledger::Bits128 of_key(std::string_view key) const;
  KeyHashes of(const PayCommand& command) const;
  KeyHashes of(const AuthorizeCommand& command) const;
  KeyHashes of(const PayOutCommand& command) const;
  KeyHashes of(const DisputeCommand& command) const;
  KeyHashes of(const FundCommand& command) const;
  KeyHashes of(const FundBatchCommand& command) const;
  KeyHashes of(const WithdrawCommand& command) const;
  KeyHashes of(const ClearCommand& command) const;
  KeyHashes of(const RefundCommand& command) const;
  KeyHashes of(const TokenActCommand& command) const;
  /// Of payments that are made together: what each of them asks is all of it.
  std::vector<KeyHashes> of(const PayBatchCommand& command) const;

 private:
  crypto::Bytes<16> secret_;
};

}  // namespace bursar::actors
