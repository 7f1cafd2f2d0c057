#include "commands/refund_json.hpp"

#include "ledger/disputes.hpp"
#include "net/spelling.hpp"

namespace bursar::commands {

void write_refund(net::JsonWriter& json, const ledger::Record& record, const RecordNames& names) {
  const ledger::Refunded& refunded = *ledger::refund_of(record.fact);
  json.text("id", names.payment_text(record))
      .text("payment_id", names.payment_text(refunded.payment_place))
      .number("payment", refunded.payment.value);
  if (refunded.from.none())
    json.text("from_external", refunded.from_external);
  else
    json.text("from_wallet_id", net::wallet_text(refunded.from_id));
  json.text("payer_wallet_id", net::wallet_text(refunded.payer_id))
      .text("to_wallet_id", net::wallet_text(refunded.to_id))
      .money("amount", refunded.amount.money())
      .money("principal", refunded.principal.money())
      .money("refunded_after", refunded.refunded_after)
      .money("drawn", refunded.drawn)
      .money("to_source", refunded.to_source)
      .text("currency", net::currency_text(refunded.as_usdc))
      .time("counted_at", refunded.counted_at);
}

void write_seal(net::JsonWriter& json, const ledger::Sealed& sealed) {
  json.text("wallet_id", net::wallet_text(sealed.wallet_id));
}

}  // namespace bursar::commands
