#pragma once

// The rows of webhooks, described as views_tables.cpp describes the others.

#include "ledger/books.hpp"
#include "persistence/row_bytes.hpp"

#include <vector>

namespace bursar::persistence {

template <class Row, Is<ledger::EventPosition> Value>
void pass(Row& row, Value& value) {
  auto& [sequence, index] = value;
  pass_all(row, sequence, index);
}

template <class Row, Is<ledger::WebhookMade> Value>
void pass(Row& row, Value& value) {
  auto& [id, environment, wallet, wallet_id, permissions, terms, secret] = value;
  auto& [url, events] = terms;
  pass_all(row, id, environment, wallet, wallet_id, permissions, url, events, secret);
}

template <class Row, Is<ledger::PendingDelivery> Value>
void pass(Row& row, Value& value) {
  auto& [record, at, attempts, test, due] = value;
  pass_all(row, record, at, attempts, test, due);
}

template <class Row, Is<ledger::PastAttempt> Value>
void pass(Row& row, Value& value) {
  auto& [attempt, number] = value;
  auto& [record, at, end, status, time, due] = attempt;
  pass_all(row, record, at, end, status, time, due, number);
}

template <class Row, class Values>
  requires(Is<Values, std::vector<ledger::PendingDelivery>> ||
           Is<Values, std::vector<ledger::PastAttempt>>)
void pass(Row& row, Values& values) {
  pass_size(row, values, sizeof(std::uint64_t));
  for (auto& value : values) pass(row, value);
}

template <class Row, Is<ledger::Webhook> Value>
void pass(Row& row, Value& value) {
  auto& [made, organization, created_at, updated_at, status, reason, previous_secret, previous_ends,
         progress] = value;
  auto& [next, pending, recent, delivered, failed] = progress;
  pass_all(row, made, organization, created_at, updated_at, status, reason, previous_secret,
           previous_ends, next, pending, recent, delivered, failed);
}

}  // namespace bursar::persistence
