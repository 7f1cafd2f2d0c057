#include "tests/net/permission_matrix.hpp"

#include "crypto/session_token.hpp"
#include "tests/net/production_world.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::permission_matrix_test {
namespace {

/// Two organisations, and a key for each column. `own` and `foreign` are agents' wallets.
class Matrix {
 public:
  Matrix() {
    const Tenant mine = world_tenant(world_, "Mine");
    const Tenant theirs = world_tenant(world_, "Theirs");
    const auto agent = world_.agent(mine.sandbox);
    wallets_[Target::own] = agent.wallet;
    wallets_[Target::foreign] = world_.agent(theirs.sandbox).wallet;
    world_.agent(mine.production);  // so that everybody has a wallet with that number
    number_ = world_.get("/v1/wallets/" + agent.wallet, mine.sandbox).text("number");
    wallets_[Target::missing] = "wal_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    wallets_[Target::garbled] = "nonsense";
    of_foreign_ = "?organization_id=" + theirs.id;
    of_own_ = "?organization_id=" + mine.id;
    keys_[Column::malformed] = "not-a-key";
    keys_[Column::wrong_checksum] = mine.sandbox;
    char& last = keys_[Column::wrong_checksum].back();
    last = last == '0' ? '1' : '0';
    const Answer made = world_.post("/v1/keys", R"({"name":"gone"})", mine.sandbox);
    keys_[Column::revoked] = made.text("key");
    world_.remove("/v1/keys/" + made.text("id"), mine.sandbox);
    const Answer given = world_.post("/v1/keys", R"({"name":"way"})", mine.sandbox);
    keys_[Column::rotated] = given.text("key");
    world_.post("/v1/keys/" + given.text("id") + "/rotate", "{}", mine.sandbox);
    keys_[Column::single] =
        world_.post("/v1/keys", R"({"name":"one","permissions":["wallets:write"]})", mine.sandbox)
            .text("key");
    keys_[Column::read_only] =
        world_
            .post("/v1/keys", R"({"name":"reader","permissions":["wallets:read","payments:read"]})",
                  mine.sandbox)
            .text("key");
    const auto other = world_.agent(mine.sandbox);
    keys_[Column::other_agent] = other.key;
    keys_[Column::expired_session] = session(other.wallet, mine.sandbox);
    world_.clock.advance(61'000);
    keys_[Column::session] = session(agent.wallet, mine.sandbox);
    keys_[Column::other_organization] = theirs.sandbox;
    keys_[Column::other_environment] = mine.production;
    keys_[Column::operator_] = std::string{ApiWorld::operator_key};
    keys_[Column::organization] = mine.sandbox;
    keys_[Column::agent] = agent.key;
  }

  std::optional<ledger::Principal> speaks_for(Column column) {
    if (crypto::SessionTokens::resembles(keys_[column])) return session_speaks_for(keys_[column]);
    return world_.engine.authenticate(keys_[column], world_.clock.now());
  }

  Answer ask(const net::Route& row, Column column, Target target) {
    std::string path{row.path};
    if (const auto at = path.find("{id}"); at != std::string::npos)
      path.replace(at, 4, named(row, target));
    const bool names_organization =
        std::ranges::find(row.parameters, "organization_id", &net::Parameter::name) !=
        row.parameters.end();
    if (column == Column::operator_ && names_organization)
      path += target == Target::foreign ? of_foreign_ : of_own_;
    if (row.id == net::PathId::idempotency_key) path += "?wallet_id=" + wallets_[target];
    return world_.send({.verb = row.verb,
                        .path = path,
                        .body = row.body != nullptr ? "{" : "",
                        .key = keys_[column]});
  }

 private:
  std::string session(const std::string& wallet, const std::string& by) {
    return world_.post("/v1/wallets/" + wallet + "/rotate-token", R"({"ttl_seconds":60})", by)
        .text("session_token");
  }
  std::optional<ledger::Principal> session_speaks_for(const std::string& token) {
    const auto claims =
        crypto::SessionTokens{ApiWorld::open_signup().session_key, ""}.read(token).value();
    constexpr std::array<std::string_view, 1> prefixes = {"wal_"};
    return world_.engine.authenticate_session(
        {ledger::parse_id(claims.wallet, prefixes).value()},
        {.generation = static_cast<std::uint64_t>(claims.generation),
         .expires = {claims.expires_s * 1'000}},
        world_.clock.now());
  }

  /// Ids of other objects than wallets are well formed, and nobody's.
  std::string named(const net::Route& row, Target target) {
    if (row.id == net::PathId::wallet_number && target != Target::garbled)
      return target == Target::own ? number_ : "77";
    if (row.id == net::PathId::idempotency_key) return "some-key";
    std::string id = wallets_[target];
    if (row.id == net::PathId::wallet || target == Target::garbled) return id;
    const char* const prefix = row.id == net::PathId::payment    ? "tx_"
                               : row.id == net::PathId::key      ? "key_"
                               : row.id == net::PathId::policy   ? "pol_"
                               : row.id == net::PathId::approval ? "apr_"
                               : row.id == net::PathId::service  ? "svc_"
                               : row.id == net::PathId::token    ? "tokid_"
                               : row.id == net::PathId::payout   ? "payout_"
                               : row.id == net::PathId::dispute  ? "disp_"
                               : row.id == net::PathId::evidence ? "evd_"
                               : row.id == net::PathId::webhook  ? "wh_"
                               : row.id == net::PathId::delivery ? "del_"
                                                                 : "org_";
    return id.replace(0, id.find('_') + 1, prefix);
  }

  std::string number_;
  std::string of_own_;
  std::string of_foreign_;
  ApiWorld world_{with_production()};
  std::map<Column, std::string> keys_;
  std::map<Target, std::string> wallets_;
};

// A column whose key was never made would be refused everywhere, and look right in most cells.
TEST(PermissionMatrixTest, EveryColumnsKeyIsWhatItSays) {
  Matrix matrix;
  using enum Column;
  for (const Column column : {nobody, malformed, wrong_checksum, revoked, rotated, expired_session})
    EXPECT_FALSE(matrix.speaks_for(column)) << static_cast<int>(column);
  for (const Column column : {single, read_only, other_organization, organization})
    EXPECT_EQ(matrix.speaks_for(column)->key_class, ledger::KeyClass::org);
  EXPECT_EQ(matrix.speaks_for(single)->permissions.bits,
            static_cast<std::uint16_t>(ledger::Permission::wallets_write));
  EXPECT_EQ(matrix.speaks_for(read_only)->permissions, ledger::Permissions{} |
                                                           ledger::Permission::wallets_read |
                                                           ledger::Permission::payments_read);
  EXPECT_EQ(matrix.speaks_for(organization)->permissions, ledger::org_default);
  EXPECT_NE(matrix.speaks_for(other_organization)->organization,
            matrix.speaks_for(organization)->organization);
  EXPECT_EQ(matrix.speaks_for(other_environment)->organization,
            matrix.speaks_for(organization)->organization);
  EXPECT_EQ(matrix.speaks_for(other_environment)->environment, ledger::Environment::production);
  EXPECT_EQ(matrix.speaks_for(operator_)->key_class, ledger::KeyClass::operator_);
  for (const Column column : {agent, other_agent})
    EXPECT_EQ(matrix.speaks_for(column)->key_class, ledger::KeyClass::agent);
  EXPECT_NE(matrix.speaks_for(agent)->wallet->id, matrix.speaks_for(other_agent)->wallet->id);
  EXPECT_EQ(matrix.speaks_for(session)->key_class, ledger::KeyClass::session);
  EXPECT_EQ(matrix.speaks_for(session)->wallet->id, matrix.speaks_for(agent)->wallet->id);
}

bool names_wallet(const net::Route& row) {
  return row.id == net::PathId::wallet || row.id == net::PathId::idempotency_key;
}

bool numbered(const net::Route& row) {
  return row.id == net::PathId::wallet_number;
}

bool names_something(const net::Route& row) {
  return row.path.contains("{id}");
}

/// Nothing where an admitted caller would change what later cells ask for.
bool says(const net::Route& row, Expected admission, Target target) {
  if (std::ranges::any_of(row.parameters, &net::Parameter::required)) return false;
  return admission.status != 200 || row.body != nullptr || row.verb == net::Verb::get ||
         (names_wallet(row) && target != Target::own && target != Target::foreign);
}

void check(const Answer& got, const net::Route& row, Column column, Target target) {
  Expected wanted = expected_admission(row, column);
  const bool malformed = wanted.status == 200 && row.body != nullptr;
  if (malformed) wanted = {400, ""};
  if (wanted.status == 200 && names_something(row))
    wanted =
        names_wallet(row) || numbered(row) ? expected_sight(row.id, column, target) : not_there;
  const std::string cell = std::string{row.name} + " column " +
                           std::to_string(static_cast<int>(column)) + " target " +
                           std::to_string(static_cast<int>(target));
  EXPECT_EQ(got.status, wanted.status) << cell << ": " << got.body;
  if (!wanted.code.empty() && row.dialect == net::Dialect::canonical) {
    EXPECT_EQ(got.code(), wanted.code) << cell << ": " << got.body;
  }
}

TEST(PermissionMatrixTest, EveryCellAnswersAsItsRowSays) {
  int cells = 0;
  for (const net::Route& row : net::routes()) {
    Matrix matrix;
    for (std::size_t i = 0; i < columns_count; ++i) {
      const auto column = static_cast<Column>(i);
      for (const Target target : targets) {
        if (!names_something(row) && target != Target::own) continue;
        if (numbered(row) && target == Target::foreign) continue;
        if (!says(row, expected_admission(row, column), target)) continue;
        check(matrix.ask(row, column, target), row, column, target);
        ++cells;
      }
    }
  }
  EXPECT_GE(cells, 1'000);
  std::cout << "permission matrix: " << cells << " cells\n";
}

std::string without_request_id(std::string body) {
  const std::string_view member = R"("request_id":")";
  const auto at = body.find(member);
  if (at == std::string::npos) return body;
  const auto begin = at + member.size();
  return body.erase(begin, body.find('"', begin) - begin);
}

/// What is somebody else's cannot be told from what there is not.
TEST(PermissionMatrixTest, ForeignAndMissingAreTheSame) {
  int compared = 0;
  for (const net::Route& row : net::routes()) {
    if (!names_wallet(row)) continue;
    Matrix matrix;
    for (const Column column : {Column::read_only, Column::other_agent, Column::other_environment,
                                Column::organization, Column::agent, Column::session}) {
      const Answer foreign = matrix.ask(row, column, Target::foreign);
      const Answer missing = matrix.ask(row, column, Target::missing);
      EXPECT_EQ(foreign.status, missing.status) << row.name;
      EXPECT_EQ(without_request_id(foreign.body), without_request_id(missing.body)) << row.name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 0);
}

TEST(PermissionMatrixTest, AWrongRowIsExpectedToAnswerOtherwise) {
  net::Route row{.name = "test", .path = "/", .who = net::who::org, .tag = "", .summary = ""};
  const Expected right = expected_admission(row, Column::agent);
  row.who = net::who::agents_too;
  EXPECT_NE(right, expected_admission(row, Column::agent));
}

}  // namespace
}  // namespace bursar::tests::permission_matrix_test
