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
/// Up to 1,000 fundings in one record. It takes a place among the batches too, for as long as it
/// lasts.
struct FundBatchCall final : CallOf<FundBatchCommand, Receipt> {
  Permit place_of_batch;
};

/// Up to 8,192 payments that stand for themselves; results in order. One place of admission.
struct PayBatchCommand {
  std::vector<PayCommand> payments;
};
using PayBatchCall = CallOf<PayBatchCommand, std::vector<ledger::Result<Receipt>>>;

}  // namespace bursar::actors
