#include "net/authority.hpp"

#include <gtest/gtest.h>

namespace bursar::net::authority_test {
namespace {

using ledger::Environment;
using ledger::Errc;
using ledger::FundingSource;
using ledger::KeyClass;
using ledger::Permission;
using ledger::Permissions;
using ledger::Principal;
using ledger::WalletAddress;

constexpr ledger::WalletId mine{{.high = 1, .low = 1}};
constexpr ledger::WalletId other{{.high = 1, .low = 2}};

WalletAddress wallet(ledger::WalletId id, std::uint64_t organization,
                     Environment environment = Environment::sandbox) {
  return {.account = {9}, .id = id, .organization = {organization}, .environment = environment};
}

Principal org_key(Permissions permissions = ledger::org_default) {
  return {.key_class = KeyClass::org, .organization = {1}, .permissions = permissions};
}

Principal agent_key(Permissions permissions = ledger::agent_default) {
  return {.key_class = KeyClass::agent,
          .organization = {1},
          .permissions = permissions,
          .wallet = wallet(mine, 1)};
}

Route route(Who who, std::optional<Permission> permission) {
  return {
      .name = "test", .path = "/", .who = who, .permission = permission, .tag = "", .summary = ""};
}

Errc refusal(const Route& row, const Principal* principal, std::string_view secret = "key",
             bool open = false) {
  const auto may = admit(row, {.credential = {.secret = secret}, .principal = principal}, open);
  return may ? Errc{} : may.error().code;
}

TEST(AuthorityTest, ClassComesBeforePermission) {
  const Route org_row = route(who::org, Permission::policies_write);
  const Route agent_row = route(who::agents_too, Permission::payments_write);
  const Principal strong_agent = agent_key(ledger::every_permission);
  const Principal weak_agent = agent_key({});
  const Principal org = org_key();
  const Principal weak_org = org_key({});
  const Principal operator_key{.key_class = KeyClass::operator_,
                               .permissions = ledger::every_permission};
  EXPECT_EQ(refusal(org_row, &strong_agent), Errc::org_key_required);
  EXPECT_EQ(refusal(org_row, &weak_agent), Errc::org_key_required);
  EXPECT_EQ(refusal(org_row, &org), Errc{});
  EXPECT_EQ(refusal(org_row, &weak_org), Errc::forbidden);
  EXPECT_EQ(refusal(agent_row, &strong_agent), Errc{});
  EXPECT_EQ(refusal(agent_row, &weak_agent), Errc::forbidden);
  EXPECT_EQ(refusal(agent_row, &operator_key), Errc::forbidden);
  const Route operator_row = route(who::operator_only, {});
  EXPECT_EQ(refusal(operator_row, &operator_key), Errc{});
  EXPECT_EQ(refusal(operator_row, &org), Errc::forbidden);
  EXPECT_EQ(refusal(operator_row, &strong_agent), Errc::forbidden) << "no org key would do";
}

TEST(AuthorityTest, KeysOfAnEnvironmentThatIsNotServedDoNothing) {
  Principal live = org_key();
  live.environment = Environment::production;
  const Route row = route(who::org, Permission::wallets_read);
  const auto told = [&](const Route& asked, bool production) {
    const auto may = admit(
        asked, {.credential = {.secret = "key"}, .principal = &live, .production = production},
        false);
    return may ? Errc{} : may.error().code;
  };
  EXPECT_EQ(told(row, true), Errc{});
  EXPECT_EQ(told(row, false), Errc::forbidden);
  EXPECT_EQ(told(route(who::anyone, {}), false), Errc{}) << "what needs no key at all";
}

TEST(AuthorityTest, AWrongCredentialIsNeverAnonymous) {
  const Route sign_up = route(who::org_or_sign_up, Permission::keys_write);
  EXPECT_EQ(refusal(sign_up, nullptr, "wrong", true), Errc::unauthenticated);
  EXPECT_EQ(refusal(sign_up, nullptr, "", true), Errc{});
  EXPECT_EQ(refusal(sign_up, nullptr, "", false), Errc::unauthenticated);
  EXPECT_EQ(refusal(route(who::anyone, {}), nullptr, ""), Errc{});
  EXPECT_EQ(refusal(route(who::anyone, {}), nullptr, "wrong"), Errc::unauthenticated);
  EXPECT_EQ(refusal(route(who::org, {}), nullptr, "", true), Errc::unauthenticated);
}

TEST(AuthorityTest, ReachTellsAScopedKeyNothing) {
  struct Row {
    Principal principal;
    ledger::WalletId asked;
    std::optional<WalletAddress> found;
    Errc told;
  };
  const Principal the_operator{.key_class = KeyClass::operator_,
                               .permissions = ledger::every_permission};
  const std::vector<Row> table = {
      {the_operator, other, wallet(other, 2, Environment::production), Errc{}},
      {the_operator, other, std::nullopt, Errc::not_found},
      {agent_key(), mine, wallet(mine, 1), Errc{}},
      {agent_key(), other, wallet(other, 1), Errc::wallet_scope},
      {agent_key(), other, wallet(other, 2), Errc::wallet_scope},
      {agent_key(), other, wallet(other, 1, Environment::production), Errc::wallet_scope},
      {agent_key(), other, std::nullopt, Errc::wallet_scope},
      {org_key(), mine, wallet(mine, 1), Errc{}},
      {org_key(), other, wallet(other, 2), Errc::not_found},
      {org_key(), other, wallet(other, 2, Environment::production), Errc::not_found},
      {org_key(), other, wallet(other, 1, Environment::production), Errc::environment_mismatch},
      {org_key(), other, std::nullopt, Errc::not_found},
  };
  for (const Row& row : table) {
    const auto reached = reach(row.principal, row.asked, row.found);
    EXPECT_EQ(reached ? Errc{} : reached.error().code, row.told) << &row - table.data();
  }
}

Credential of(std::string_view authorization, std::string_view x_api_key = {},
              std::string_view x_trove_key = {}, std::string_view x_explorer_access = {}) {
  Request request;
  request.authorization = authorization;
  request.x_api_key = x_api_key;
  request.x_trove_key = x_trove_key;
  request.x_explorer_access = x_explorer_access;
  return credential(request);
}

TEST(AuthorityTest, CredentialsMayComeTwiceButNotDiffer) {
  EXPECT_EQ(of("Bearer abc").secret, "abc");
  EXPECT_EQ(of("bearer   abc").secret, "abc");
  EXPECT_EQ(of({}, "abc").secret, "abc");
  EXPECT_EQ(of({}, {}, "abc").secret, "abc");
  EXPECT_EQ(of({}, {}, {}, "abc").secret, "abc");
  EXPECT_FALSE(of("Bearer abc", "abc").ambiguous);
  EXPECT_TRUE(of("Bearer abc", "abd").ambiguous);
  EXPECT_TRUE(of({}, "a", "b").ambiguous);
  EXPECT_TRUE(of("", "a").ambiguous);
  EXPECT_TRUE(of("Basic abc").ambiguous);
  EXPECT_TRUE(of("Bearer").ambiguous);
  EXPECT_TRUE(of({}).secret.empty());
  EXPECT_FALSE(of({}).ambiguous);
}

TEST(AuthorityTest, AKeyGrantsOnlyWhatItHas) {
  const Permissions few = Permissions{} | Permission::wallets_read;
  EXPECT_EQ(grant(ledger::org_default, std::nullopt, ledger::org_default, false)->bits,
            ledger::org_default.bits);
  EXPECT_EQ(grant(few, std::nullopt, ledger::org_default, false)->bits, few.bits);
  EXPECT_EQ(grant(few, ledger::agent_default, ledger::agent_default, true).error().code,
            Errc::forbidden);
  EXPECT_EQ(grant(ledger::org_default, Permissions{} | Permission::treasury_write,
                  ledger::org_default, false)
                .error()
                .code,
            Errc::forbidden);
  EXPECT_EQ(grant(ledger::org_default, Permissions{} | Permission::keys_write,
                  ledger::agent_default, true)
                .error()
                .code,
            Errc::forbidden);
}

TEST(AuthorityTest, AgentsFundFromTheFaucetAlone) {
  const auto told = [](const Principal& principal, FundingSource source) {
    const auto may = fund_from(principal, source);
    return may ? Errc{} : may.error().code;
  };
  EXPECT_EQ(told(agent_key(), FundingSource::organization), Errc::org_key_required);
  EXPECT_EQ(told(agent_key(), FundingSource::treasury), Errc::org_key_required);
  EXPECT_TRUE(fund_from(agent_key(), FundingSource::test_faucet)->limited);
  EXPECT_EQ(told(org_key(), FundingSource::organization), Errc{});
  EXPECT_EQ(told(org_key(), FundingSource::treasury), Errc{});
  EXPECT_FALSE(fund_from(org_key(), FundingSource::test_faucet)->limited);
  Principal production = org_key();
  production.environment = Environment::production;
  EXPECT_EQ(told(production, FundingSource::treasury), Errc::forbidden);
  EXPECT_EQ(told(production, FundingSource::test_faucet), Errc::forbidden);
}

}  // namespace
}  // namespace bursar::net::authority_test
