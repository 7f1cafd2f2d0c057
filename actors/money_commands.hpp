#pragma once

// What moves money: payments, fundings, withdrawals, clearing. Each is decided by one wallet, and
// answered by the record of what was done.

#include "actors/call.hpp"
#include "ledger/record.hpp"
#include "ledger/wallet.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bursar::actors {

/// The key of a call that moves money, empty when there is none.
struct KeyedBy {
  std::string key;
  std::string request_id;  // repeated in a stored refusal
  ledger::AnswerVersion answer_version = {};
};

/// The record of what was done or, with a key, refused (its fact is then Refused). When a stored
/// answer is replayed, `record` holds the first call's.
struct Receipt {
  std::shared_ptr<const ledger::Record> record;
  bool replayed = false;
};

struct PayCommand {
  ledger::Pay pay;
  KeyedBy keyed;
  ledger::Time now = {};  // sampled at admission
};
struct FundCommand {
  ledger::Fund fund;
  KeyedBy keyed;
  ledger::Time now = {};
};

struct FundBatchCommand {
  ledger::FundBatch batch;
  KeyedBy keyed;
  ledger::Time now = {};
};

struct WithdrawCommand {
  ledger::Withdraw withdraw;
  KeyedBy keyed;
  ledger::Time now = {};
};

/// Of a payment that is completed. Who may is for the edge to say; what is left of the payment, for
/// the wallet that gives, where the key stands too. The engine fills in the payer's org wallet.
struct RefundCommand {
  ledger::Refund refund;
  KeyedBy keyed;
  ledger::Time now = {};
};

/// Asked by the operator alone; always with a key.
struct ClearCommand {
  ledger::Clear clear;
  KeyedBy keyed;
  ledger::Time now = {};
};

using ReceiptCallPtr = std::shared_ptr<CallFor<Receipt>>;
using PayCall = CallOf<PayCommand, Receipt>;
using FundCall = CallOf<FundCommand, Receipt>;
using ClearCall = CallOf<ClearCommand, Receipt>;
using WithdrawCall = CallOf<WithdrawCommand, Receipt>;
/// Refuses with invalid_state (nothing is left) and refund_exceeds too.
using RefundCall = CallOf<RefundCommand, Receipt>;
/// Up to 1,000 fundings in one record. It takes a place among the batches too, for as long as it
/// lasts.
struct FundBatchCall final : CallOf<FundBatchCommand, Receipt> {
  Permit place_of_batch;
};

/// Up to 8,192 payments; results in order. One place of admission. They stand for themselves, or
/// are of one payer and made all or none: then every one of them has a key or none has, and what
/// keeps them from being made is the call's refusal, or what all of their records say.
struct PayBatchCommand {
  std::vector<PayCommand> payments;
  bool atomic = false;
};
struct PayBatchCall final : CallOf<PayBatchCommand, std::vector<ledger::Result<Receipt>>> {
  Permit place_of_batch;
};

}  // namespace bursar::actors
