#include "net/token_answers.hpp"

#include "net/receipt.hpp"
#include "net/token_view.hpp"
#include "net/x402_facilitator.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace bursar::net {

using ledger::Record;

namespace {

bool by_facilitator(const Record& record) {
  return dialect_of(record) == Dialect::x402;
}

void write_facilitated(JsonWriter& json, const Edge& edge, const Record& record,
                       ledger::Environment environment) {
  const auto* const refused = std::get_if<ledger::Refused>(&record.fact);
  if (refused == nullptr) return write_settled(json, edge, record);
  write_unsettled(json, refused->error.code, environment);
}

}  // namespace

bool of_token(const Record& record) {
  return by_facilitator(record) || std::holds_alternative<ledger::TokenIssued>(record.fact) ||
         ledger::token_move(record.fact).has_value();
}

void write_token_answer(JsonWriter& json, const Edge& edge, const Record& record,
                        ledger::Environment environment) {
  if (by_facilitator(record)) return write_facilitated(json, edge, record, environment);
  const auto move = ledger::token_move(record.fact);
  if (!move) return write_authorized(json, edge, record);
  auto issued = edge.engine.record(move->token);
  if (!issued) return void(json.raw("null"));
  const TokenStory story = story_of({std::make_shared<const Record>(*std::move(issued))}, record);
  if (story.status == ledger::TokenStatus::verified)
    return write_redeemed(json, edge, story, dialect_of(record));
  write_token(json, edge, story, dialect_of(record));
}

}  // namespace bursar::net
