#pragma once

// The rows of a checkpoint file: each is one unpacked Cap'n Proto message (checkpoint.capnp) in one
// segment, without any framing. Shows no Cap'n Proto.

#include "ledger/books.hpp"
#include "persistence/chain_hash.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace bursar::persistence {

/// The first row: where the others stand, and how many there are.
struct CheckpointHead {
  std::uint64_t segment = 0;
  ChainHash chain_hash = {};
  ledger::Standing standing = {};
  std::uint64_t organizations = 0;
  std::uint64_t accounts = 0;
  std::uint64_t keys = 0;
  std::uint64_t policies = 0;
  std::uint64_t sessions = 0;
  std::uint64_t approvals = 0;
  std::uint64_t services = 0;
  std::uint64_t tokens = 0;
  std::uint64_t courses = 0;
  std::uint64_t seals = 0;
  std::uint64_t payouts = 0;
  std::uint64_t disputes = 0;
  std::uint64_t webhooks = 0;

  friend bool operator==(const CheckpointHead&, const CheckpointHead&) = default;
};

struct OrganizationSum {
  ledger::OrganizationOpened opened = {};
  ledger::Time created_at = {};
  ledger::OrganizationHead head = {};

  friend bool operator==(const OrganizationSum&, const OrganizationSum&) = default;
};

struct SystemAccountSum {
  ledger::AccountNumber account = {};
  ledger::AccountNumber owner = {};
  ledger::AccountHead head = {};

  friend bool operator==(const SystemAccountSum&, const SystemAccountSum&) = default;
};

struct WalletSum {
  ledger::WalletProfile profile = {};
  ledger::WalletState state = {};  // of the address that the profile was opened with
  ledger::Sequence last = {};
  std::optional<ledger::Usage> peak = {};

  friend bool operator==(const WalletSum&, const WalletSum&) = default;
};

struct SessionSum {
  ledger::AccountNumber account = {};
  ledger::WalletSession session = {};

  friend bool operator==(const SessionSum&, const SessionSum&) = default;
};

struct ApprovalSum {
  ledger::Sequence request = {};
  ledger::Approval approval = {};

  friend bool operator==(const ApprovalSum&, const ApprovalSum&) = default;
};

struct ServiceSum {
  ledger::Sequence made = {};
  ledger::Service service = {};

  friend bool operator==(const ServiceSum&, const ServiceSum&) = default;
};

struct TokenSum {
  ledger::Sequence issued = {};
  ledger::Token token = {};

  friend bool operator==(const TokenSum&, const TokenSum&) = default;
};

struct CourseSum {
  ledger::Sequence payment = {};
  ledger::PaymentCourse course = {};

  friend bool operator==(const CourseSum&, const CourseSum&) = default;
};

struct SealSum {
  ledger::AccountNumber wallet = {};
  std::string key = {};
  ledger::Sequence by = {};

  friend bool operator==(const SealSum&, const SealSum&) = default;
};

struct PayoutSum {
  ledger::Sequence asked = {};
  ledger::Payout payout = {};

  friend bool operator==(const PayoutSum&, const PayoutSum&) = default;
};

struct DisputeSum {
  ledger::Sequence opened = {};
  ledger::Dispute dispute = {};

  friend bool operator==(const DisputeSum&, const DisputeSum&) = default;
};

struct WebhookSum {
  ledger::Sequence record = {};
  ledger::Webhook webhook = {};

  friend bool operator==(const WebhookSum&, const WebhookSum&) = default;
};

using CheckpointRow = std::variant<CheckpointHead, OrganizationSum, SystemAccountSum, WalletSum,
                                   ledger::Key, ledger::Policy, SessionSum, ApprovalSum, ServiceSum,
                                   TokenSum, CourseSum, SealSum, PayoutSum, DisputeSum, WebhookSum>;

/// Appends the row's message to `out`.
void encode_row(const CheckpointRow& row, std::vector<std::byte>& out);

/// Throws Corrupt for what no writer of this format wrote. The bytes begin on a word boundary.
CheckpointRow decode_row(std::span<const std::byte> message);

}  // namespace bursar::persistence
