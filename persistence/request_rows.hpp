#pragma once

// The rows of what was asked for and has gone on since, described as views_tables.cpp describes the
// others.

#include "ledger/books.hpp"
#include "persistence/row_bytes.hpp"
#include "persistence/views_rows.hpp"

namespace bursar::persistence {

template <class Row, class Value>
  requires(Is<Value, ledger::Approval> || Is<Value, ledger::Token> || Is<Value, ledger::Payout>)
void pass(Row& row, Value& value) {
  auto& [organization, environment, wallet, status, last] = value;
  pass_all(row, organization, environment, wallet, status, last);
}

template <class Row, Is<ledger::Dispute> Value>
void pass(Row& row, Value& value) {
  auto& [organizations, environment, wallets, payment, service, by_payee] = value;
  pass_all(row, organizations, environment, wallets, payment, service, by_payee);
}

template <class Row, Is<ledger::PaymentCourse> Value>
void pass(Row& row, Value& value) {
  auto& [principal, refunded, last, dispute] = value;
  auto& [opened, status, of_payer, of_payee, newest_evidence, newest] = dispute;
  pass_all(row, principal, refunded, last, opened, status, of_payer, of_payee, newest_evidence,
           newest);
}

template <class Row, Is<SealSnapshot> Value>
void pass(Row& row, Value& value) {
  auto& [wallet, key, by] = value;
  pass_all(row, wallet, key, by);
}

}  // namespace bursar::persistence
