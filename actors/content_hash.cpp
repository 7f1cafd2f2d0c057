#include "actors/content_hash.hpp"

#include "crypto/hash.hpp"
#include "ledger/bits_of.hpp"

#include <bit>
#include <string>

namespace bursar::actors {
namespace {

static_assert(std::endian::native == std::endian::little, "the hashes stand in journals");

// content = tag, then each field: a number as 8 bytes little-endian, a text as its length and bytes
enum class Tag : std::uint64_t {
  pay = 1,
  fund = 2,
  clear = 3,
  withdraw = 4,
  adjust_budget = 5,
  fund_batch = 6,
  authorize = 7,
  refund = 8,
  pay_together = 9,
  payment_of_those = 10,
  act_on_token = 11,
  pay_out = 12,
  resolve_dispute = 13
};

class Canonical {
 public:
  explicit Canonical(Tag tag) : bytes_{scratch()} {
    bytes_.clear();
    add(static_cast<std::uint64_t>(tag));
  }

  Canonical& add(std::uint64_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
    return *this;
  }
  Canonical& add(std::int64_t number) { return add(static_cast<std::uint64_t>(number)); }
  Canonical& add(const ledger::Bits128& bits) { return add(bits.high).add(bits.low); }
  Canonical& add(std::string_view text) {
    add(std::uint64_t{text.size()});
    bytes_.append(text);
    return *this;
  }

  std::string_view bytes() const { return bytes_; }

 private:
  static std::string& scratch() {
    thread_local std::string bytes;
    return bytes;
  }

  std::string& bytes_;
};

void add(Canonical& content, const ledger::Pay& pay) {
  content.add(pay.payer.id.bits)
      .add(pay.payee ? pay.payee->id.bits : ledger::Bits128{})
      .add(pay.payee_external)
      .add(pay.amount.money().units())
      .add(pay.description)
      .add(pay.category)
      .add(pay.metadata);
}

ledger::Bits128 hashed(const crypto::Bytes<16>& secret, std::string_view bytes) {
  ledger::Bits128 bits = ledger::bits_of(crypto::siphash128(secret, crypto::bytes_of(bytes)));
  // No key at all is written as zero, so no key's hash may be.
  if (bits.none()) bits.low = 1;
  return bits;
}

}  // namespace

ledger::Bits128 ContentHash::of_key(std::string_view key) const {
  return hashed(secret_, key);
}

KeyHashes ContentHash::of(const PayCommand& command) const {
  if (command.keyed.key.empty()) return {};
  Canonical content{Tag::pay};
  add(content, command.pay);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

// What its service costs and promises may change meanwhile: asked again, it is the same call.
KeyHashes ContentHash::of(const AuthorizeCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::Pay& pay = command.authorize.pay;
  const ledger::TokenTerms& terms = command.authorize.terms;
  const Canonical content = Canonical{Tag::authorize}
                                .add(pay.payer.id.bits)
                                .add(pay.payee->id.bits)
                                .add(pay.amount.money().units())
                                .add(terms.service.id.bits)
                                .add(terms.resource);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

// Each time it is sealed it is other bytes: it is known by its hash.
KeyHashes ContentHash::of(const PayOutCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::Pay& pay = command.payout.pay;
  const Canonical content = Canonical{Tag::pay_out}
                                .add(pay.payer.id.bits)
                                .add(command.destination)
                                .add(pay.amount.money().units())
                                .add(pay.description);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

// Only its end has a key.
KeyHashes ContentHash::of(const DisputeCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::ActOnDispute& act = command.act;
  const Canonical content = Canonical{Tag::resolve_dispute}
                                .add(act.asked.value)
                                .add(static_cast<std::uint64_t>(act.event))
                                .add(std::uint64_t{act.cover})
                                .add(act.note);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

std::vector<KeyHashes> ContentHash::of(const PayBatchCommand& command) const {
  std::vector<KeyHashes> all(command.payments.size());
  if (command.payments.empty() || command.payments.front().keyed.key.empty()) return all;
  Canonical whole{Tag::pay_together};
  for (const PayCommand& payment : command.payments) {
    add(whole, payment.pay);
    whole.add(payment.keyed.key);
  }
  const ledger::Bits128 batch = hashed(secret_, whole.bytes());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Canonical content = Canonical{Tag::payment_of_those}.add(batch).add(std::uint64_t{i});
    all[i] = {of_key(command.payments[i].keyed.key), hashed(secret_, content.bytes())};
  }
  return all;
}

KeyHashes ContentHash::of(const FundCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::Fund& fund = command.fund;
  const Canonical content = Canonical{fund.adjusts_budget ? Tag::adjust_budget : Tag::fund}
                                .add(fund.wallet.id.bits)
                                .add(static_cast<std::uint64_t>(fund.source))
                                .add(fund.amount.money().units());
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

KeyHashes ContentHash::of(const FundBatchCommand& command) const {
  if (command.keyed.key.empty()) return {};
  Canonical content{Tag::fund_batch};
  content.add(std::uint64_t{command.batch.parts.size()});
  for (const auto& [wallet, amount] : command.batch.parts)
    content.add(wallet.id.bits).add(amount.money().units());
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

// All that a wallet has is written as an amount of zero.
KeyHashes ContentHash::of(const WithdrawCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::Withdraw& withdraw = command.withdraw;
  const ledger::Money amount = withdraw.amount ? withdraw.amount->money() : ledger::Money{};
  const Canonical content = Canonical{withdraw.adjusts_budget ? Tag::adjust_budget : Tag::withdraw}
                                .add(withdraw.wallet.id.bits)
                                .add(-amount.units());
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

KeyHashes ContentHash::of(const ClearCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::Clear& clear = command.clear;
  const Canonical content = Canonical{Tag::clear}
                                .add(clear.wallet.id.bits)
                                .add(static_cast<std::uint64_t>(clear.kind))
                                .add(clear.amount.money().units())
                                .add(clear.reference);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

// All that is left is written as an amount of zero.
KeyHashes ContentHash::of(const RefundCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::Refund& refund = command.refund;
  const Canonical content = Canonical{Tag::refund}
                                .add(pack(refund.place))
                                .add(refund.amount ? refund.amount->money().units() : 0);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

// All that is reserved is written as an amount of zero.
KeyHashes ContentHash::of(const TokenActCommand& command) const {
  if (command.keyed.key.empty()) return {};
  const ledger::ActOnToken& act = command.act;
  const Canonical content = Canonical{Tag::act_on_token}
                                .add(static_cast<std::uint64_t>(act.event))
                                .add(std::uint64_t{act.token_epoch})
                                .add(act.token.value)
                                .add(act.amount ? act.amount->money().units() : 0);
  return {of_key(command.keyed.key), hashed(secret_, content.bytes())};
}

}  // namespace bursar::actors
