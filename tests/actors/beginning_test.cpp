#include "actors/beginning.hpp"

#include "actors/books_states.hpp"
#include "crypto/hash.hpp"
#include "tests/ledger/two_organizations.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::beginning_test {
namespace {

// Of sessions those that may still be heard: neither expired nor of a wallet that has ended.
TEST(BeginningTest, SessionsThatHaveEndedAreNotLoaded) {
  crypto::start();
  ledger::Books books = tests::TwoOrganizations{}.books;
  const ledger::Time end{books.last_time().milliseconds + 1};
  for (const std::uint64_t account : {6U, 7U, 13U}) books.sessions[{account}] = {3, end};
  books.sessions[{7}].expires = books.last_time();
  ledger::WalletState archived = books.wallets.at({13}).state();
  archived.status = ledger::WalletStatus::archived;
  books.wallets[{13}] = ledger::Wallet{archived};
  const BooksStates states{books};
  const Beginning beginning{states};
  EXPECT_EQ(beginning.sessions, (std::vector<ledger::SessionIssued>{{{6}, 3, end}}));
}

}  // namespace
}  // namespace bursar::actors::beginning_test
