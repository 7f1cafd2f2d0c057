#include "persistence/evidence_shares.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace bursar::persistence::evidence_shares_test {
namespace {

using ledger::Environment;

EvidenceOwner sandbox(std::uint64_t organization) {
  return {.environment = Environment::sandbox, .organization = {organization}};
}
EvidenceOwner production(std::uint64_t organization) {
  return {.environment = Environment::production, .organization = {organization}};
}

/// Empty: nobody's is full.
std::string whose(const EvidenceShares& shares, const EvidenceOwner& owner, std::uint64_t bytes,
                  std::uint64_t left) {
  const auto lack = shares.lacking(owner, bytes, left);
  return lack ? lack->whose : std::string{};
}

TEST(EvidenceSharesTest, TheSandboxHasAQuarterAndProductionTheRest) {
  EvidenceShares shares{400};
  for (const auto& [organization, bytes] : {std::pair{1U, 50U}, {2U, 25U}, {3U, 12U}, {4U, 6U}}) {
    EXPECT_EQ(whose(shares, sandbox(organization), bytes, 400), "") << organization;
    shares.add(sandbox(organization), bytes);
  }
  EXPECT_EQ(whose(shares, sandbox(9), 8, 400), "sandbox");
  EXPECT_EQ(whose(shares, production(1), 150, 400), "") << "none of it is gone";
  EXPECT_EQ(whose(shares, production(1), 301, 400), "production");
}

TEST(EvidenceSharesTest, AnOrganisationHasNoMoreThanItLeavesToTheOthers) {
  EvidenceShares shares{400};
  EXPECT_EQ(whose(shares, production(1), 151, 400), "organisation 1 in production");
  shares.add(production(1), 150);
  EXPECT_EQ(whose(shares, production(1), 1, 400), "organisation 1 in production");
  EXPECT_EQ(whose(shares, production(2), 75, 400), "");
  EXPECT_EQ(whose(shares, production(2), 10, 15), "organisation 2 in production")
      << "what nobody has a share of counts too";
}

TEST(EvidenceSharesTest, WhoeverShowsItIsToldWhoseRoomIsFull) {
  EvidenceShares shares{400};
  shares.add(production(1), 150);
  EXPECT_EQ(shares.lacking(production(1), 1, 400)->why,
            "This organisation has shown 150 bytes of evidence in production, where 150 more have "
            "room, and has no more there than it leaves to others: show less, or have the operator "
            "raise disputes.evidence_mib.");
  EXPECT_EQ(shares.lacking(sandbox(1), 101, 400)->why,
            "Evidence in sandbox takes 100 bytes at the most, of all organisations together (a "
            "quarter of disputes.evidence_mib), and less than this piece is left: show less, or "
            "have the operator raise it.");
}

TEST(EvidenceSharesTest, AFileSaysHowMuchItIs) {
  const tests::TemporaryDirectory place;
  EvidenceShares shares{400};
  shares.add(production(17), 100);
  const auto file = place.path() / EvidenceShares::file_name(production(17));
  EXPECT_EQ(file.filename(), "production-17.share");
  EXPECT_TRUE(EvidenceShares::is_share(file));
  std::ofstream{file} << shares.file_content(production(17), 40);
  EvidenceShares again{400};
  again.take(file);
  EXPECT_EQ(again.file_content(production(17), 0), "140");
  for (const char* wrong : {"", "x", "12x", "-1"}) {
    std::ofstream{file} << wrong;
    EXPECT_THROW(again.take(file), Unusable) << wrong;
  }
  EXPECT_THROW(again.take(place.path() / "elsewhere-1.share"), Unusable);
}

}  // namespace
}  // namespace bursar::persistence::evidence_shares_test
