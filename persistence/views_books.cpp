#include "persistence/views_books.hpp"

#include "persistence/views.hpp"

#include <algorithm>
#include <utility>

namespace bursar::persistence {

namespace {

using ledger::Books;

template <class Row>
Row& at(std::vector<Row>& rows, std::uint64_t number) {
  if (number >= rows.size()) rows.resize(number + 1);
  return rows[number];
}

void read_accounts(const LmdbRead& read, const ViewsTables& tables, Books& books) {
  each_row(read, tables.system_accounts, [&](auto account, const SystemAccountSnapshot& row) {
    at(books.accounts, account) = row.head;
    at(books.owners, account) = row.owner;
  });
  each_row(read, tables.wallets, [&](auto account, const WalletSnapshot& row) {
    const ledger::WalletState& state = row.state;
    at(books.accounts, account) = {
        .posted = state.posted.units(), .held = state.held, .last = row.last};
    at(books.owners, account) = state.address.system_accounts;
    books.wallets.emplace(ledger::AccountNumber{account}, ledger::Wallet{state});
  });
  each_row(read, tables.profiles, [&](auto account, ProfileSnapshot row) {
    books.profiles.emplace(ledger::AccountNumber{account}, std::move(row.profile));
  });
  each_row(read, tables.sessions, [&](auto account, const ledger::WalletSession& row) {
    books.sessions.emplace(ledger::AccountNumber{account}, row);
  });
  each_row(read, tables.approvals, [&](auto request, const ledger::Approval& row) {
    books.approvals.emplace(ledger::Sequence{request}, row);
  });
  each_row(read, tables.services, [&](auto made, ledger::Service row) {
    books.services.emplace(ledger::Sequence{made}, std::move(row));
  });
  each_row(read, tables.tokens, [&](auto issued, const ledger::Token& row) {
    books.tokens.emplace(ledger::Sequence{issued}, row);
  });
  each_row(read, tables.payouts, [&](auto asked, const ledger::Payout& row) {
    books.payouts.emplace(ledger::Sequence{asked}, row);
  });
  each_row(read, tables.disputes, [&](auto opened, const ledger::Dispute& row) {
    books.disputes.emplace(ledger::Sequence{opened}, row);
  });
  each_row(read, tables.webhooks, [&](auto made, ledger::Webhook row) {
    books.webhooks.emplace(ledger::Sequence{made}, std::move(row));
  });
  each_row(read, tables.courses, [&](auto payment, const ledger::PaymentCourse& row) {
    books.courses.emplace(ledger::Sequence{payment}, row);
  });
  each_row(read, tables.seals, [&](std::string_view, SealSnapshot row) {
    books.seals.emplace(std::pair{row.wallet, std::move(row.key)}, row.by);
  });
}

void read_organizations(const LmdbRead& read, const ViewsTables& tables, Books& books) {
  each_row(read, tables.organizations, [&](auto number, OrganizationSnapshot row) {
    ledger::Organization& organization = at(books.organizations, number);
    organization.opened = std::move(row.opened);
    organization.created_at = row.created_at;
    at(books.organization_heads, number) = row.head;
  });
  each_row(read, tables.lists, [&](std::string_view word, const ledger::Bits128& bits) {
    const ListPlace place = list_place(word);
    ledger::Organization& organization = at(books.organizations, place.owner);
    if (place.list == List::wallets_of_organization) organization.wallets.push_back({bits.low});
    if (place.list == List::keys_of_organization) organization.keys.push_back({bits});
    if (place.list == List::policies_of_organization) organization.policies.push_back({bits});
  });
  each_row(read, tables.keys, [&](std::string_view, KeySnapshot row) {
    const ledger::KeyId id = row.key.made.id;
    books.keys.emplace(id, std::move(row.key));
  });
  each_row(read, tables.policies, [&](std::string_view, ledger::Policy row) {
    const ledger::PolicyId id = row.made.terms.id;
    books.policies.emplace(id, std::move(row));
  });
}

}  // namespace

Books books_of(const LmdbRead& read, const ViewsTables& tables) {
  Books books{read_meta(read, tables).standing};
  read_accounts(read, tables, books);
  read_organizations(read, tables, books);
  return books;
}

Books Views::books() const {
  return books_of(LmdbRead{env_}, tables_);
}

}  // namespace bursar::persistence
