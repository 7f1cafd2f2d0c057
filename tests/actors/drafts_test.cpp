#include "actors/drafts.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::drafts_test {
namespace {

using ledger::Errc;

constexpr ledger::OrganizationNumber own{1};
constexpr ledger::OrganizationNumber foreign{2};

struct Decision {
  ledger::WalletAddress decider = {.account = {5}, .organization = own};
  KeyedBy keyed = {.key = "k-1", .request_id = "r-1", .answer_version = {.dialect = 1}};
  KeyHashes hashes = {.key = {0, 1}, .content = {0, 2}};
  ledger::AccountNumber key_of = {};

  ledger::Record drafted(ledger::OrganizationNumber other) const {
    const Circumstances circumstances{.decider = decider,
                                      .other = other,
                                      .keyed = keyed,
                                      .hashes = hashes,
                                      .now = {77},
                                      .key_of = key_of};
    return draft_of({.fact = ledger::Refused{}}, circumstances)->record;
  }
};

TEST(DraftsTest, APaymentWithinAnOrganisationIsListedThereOnce) {
  for (const ledger::OrganizationNumber other : {own, ledger::OrganizationNumber{}}) {
    const ledger::Record record = Decision{}.drafted(other);
    EXPECT_EQ(record.organizations[0].organization, own);
    EXPECT_TRUE(record.organizations[1].organization.none());
  }
}

TEST(DraftsTest, ThePayeesOrganisationComesSecond) {
  const ledger::Record record = Decision{}.drafted(foreign);
  EXPECT_EQ(record.organizations[0].organization, own);
  EXPECT_EQ(record.organizations[1].organization, foreign);
}

TEST(DraftsTest, AKeyIsRecordedWithWhatWasAskedUnderIt) {
  const ledger::Record record = Decision{}.drafted(own);
  EXPECT_EQ(record.idempotency,
            (ledger::Idempotency{.wallet = {5}, .key = "k-1", .content = {0, 2}}));
  EXPECT_EQ(record.answer_version.dialect, 1);
  EXPECT_EQ(record.time, ledger::Time{77});
  Decision of_anothers_key;
  of_anothers_key.key_of = {6};
  EXPECT_EQ(of_anothers_key.drafted(own).idempotency->wallet, ledger::AccountNumber{6});
  const Decision without_key{.keyed = {}, .hashes = {}};
  EXPECT_FALSE(without_key.drafted(own).idempotency);
}

// A key that stored "the engine was full" or "nobody knows" would answer that for a day.
bool is_the_wallets_own(Errc code) {
  switch (code) {
    case Errc::wallet_frozen:
    case Errc::wallet_archived:
    case Errc::holds_open:
    case Errc::balance_not_zero:
    case Errc::policy_denied:
    case Errc::budget_exceeded:
    case Errc::faucet_exhausted:
    case Errc::insufficient_funds:
    case Errc::budget_source_short:
    case Errc::payee_archived:
    case Errc::balance_limit:
      return true;
    case Errc::unauthenticated:
    case Errc::rate_limited:
    case Errc::forbidden:
    case Errc::org_key_required:
    case Errc::invalid_request:
    case Errc::invalid_amount:
    case Errc::unsupported_currency:
    case Errc::settlement_not_configured:
    case Errc::wallet_scope:
    case Errc::environment_mismatch:
    case Errc::not_found:
    case Errc::unknown_payee:
    case Errc::agent_id_taken:
    case Errc::history_archived:
    case Errc::invalid_state:
    case Errc::policy_in_use:
    case Errc::idempotency_conflict:
    case Errc::overloaded:
    case Errc::share_taken:
    case Errc::read_only:
    case Errc::keys_full:
    case Errc::approvals_full:
    case Errc::tokens_full:
    case Errc::payouts_full:
    case Errc::duplicate_dispute:
    case Errc::dispute_too_late:
    case Errc::evidence_full:
    case Errc::cover_needed:
    case Errc::unsupported_requirements:
    case Errc::refund_exceeds:
    case Errc::token_redeemed:
    case Errc::token_expired:
    case Errc::price_above_max:
    case Errc::key_sealed:
    case Errc::outcome_unknown:
      return false;
  }
  return stored_under_key(code);  // no code at all
}

TEST(DraftsTest, OnlyTheWalletsOwnRefusalsAreStored) {
  for (int number = 1; number <= 255; ++number) {
    const auto code = static_cast<Errc>(number);
    EXPECT_EQ(stored_under_key(code), is_the_wallets_own(code)) << number;
  }
}

}  // namespace
}  // namespace bursar::actors::drafts_test
