#include "commands/production.hpp"

#include "commands/edge_options.hpp"
#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bursar::commands::production_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ProductionFacts fit() {
  return {.user = 7,
          .data_directory = Place{"data", S_IFDIR | 0700U, 7},
          .secrets = Place{"data/secret.key", S_IFREG | 0600U, 7},
          .operator_key = Place{"data/operator.key", S_IFREG | 0600U, 7},
          .kept_at = "data",
          .listen = "127.0.0.1:3100"};
}

// The start matrix: what is wrong alone, and the one line that says so.
struct Unfit {
  const char* what;
  std::function<void(ProductionFacts&)> spoil;
  const char* line;
};

void open_to_world(ProductionFacts& facts) {
  facts.on_loopback = false;
  facts.listen = "0.0.0.0:3100";
}

const std::vector<Unfit> matrix = {
    {"a secret file that others may read", [](auto& facts) { facts.secrets->mode |= 0044U; },
     "secrets.file: data/secret.key has mode 0644, so that others may look into it: chmod 600 it"},
    {"a secret file of a group", [](auto& facts) { facts.secrets->mode |= 0040U; },
     "secrets.file: data/secret.key has mode 0640, so that others may look into it: chmod 600 it"},
    {"a secret file of somebody else", [](auto& facts) { facts.secrets->owner = 8; },
     "secrets.file: data/secret.key belongs to user 8, and the engine runs as 7: chown it, or run "
     "as its owner"},
    {"keys that were typed", [](auto& facts) { facts.random_secrets = false; },
     "secrets.file: a key in data/secret.key is not 32 random bytes: let bursar make the file"},
    {"secrets that would be made in memory",
     [](auto& facts) { facts.secrets_lost_at = "/run/secret.key"; },
     "secrets.file: /run/secret.key would be made on a tmpfs, which a restart of the machine "
     "empties: name a file on a disk"},
    {"an operator's key that others may read",
     [](auto& facts) { facts.operator_key->mode |= 0004U; },
     "data.dir: data/operator.key has mode 0604, so that others may look into it: chmod 600 it"},
    {"an operator's key of somebody else", [](auto& facts) { facts.operator_key->owner = 0; },
     "data.dir: data/operator.key belongs to user 0, and the engine runs as 7: chown it, or run as "
     "its owner"},
    {"a data directory that others may read",
     [](auto& facts) { facts.data_directory->mode |= 0055U; },
     "data.dir: data has mode 0755, so that others may look into it: chmod 700 it"},
    {"a data directory of somebody else", [](auto& facts) { facts.data_directory->owner = 8; },
     "data.dir: data belongs to user 8, and the engine runs as 7: chown it, or run as its owner"},
    {"a data directory in memory", [](auto& facts) { facts.kept_in_memory = true; },
     "data.dir: data is on a tmpfs, which a restart of the machine empties: name a directory on a "
     "disk"},
    {"other machines without TLS", open_to_world,
     "http.listen: 0.0.0.0:3100 is reached from other machines without TLS: listen on 127.0.0.1 "
     "behind a proxy that speaks TLS"},
    {"open sign-up", [](auto& facts) { facts.sign_up = true; },
     "sandbox.open_signup: it lets anybody in without a credential: set it to \"off\""},
    {"webhooks that call the network within",
     [](auto& facts) { facts.own_receivers = {"127.0.0.1:4050", "10.0.0.1:80"}; },
     "webhooks.allow: 127.0.0.1:4050 could be called on the network within by whoever makes a "
     "webhook: empty the list, it is for an engine that serves the sandbox alone"},
};

TEST(ProductionTest, WhatIsFitMayStart) {
  EXPECT_TRUE(objections(fit()).empty());
  ProductionFacts fresh = fit();
  fresh.data_directory = fresh.secrets = fresh.operator_key = std::nullopt;
  EXPECT_TRUE(objections(fresh).empty()) << "what is made is made as it should be";
  ProductionFacts behind_tls = fit();
  open_to_world(behind_tls);
  behind_tls.behind_tls = true;
  EXPECT_TRUE(objections(behind_tls).empty());
}

TEST(ProductionTest, EachThingAloneThatIsUnfitIsToldInALineOfItsOwn) {
  for (const Unfit& one : matrix) {
    ProductionFacts facts = fit();
    one.spoil(facts);
    EXPECT_THAT(objections(facts), testing::ElementsAre(one.line)) << one.what;
  }
}

TEST(ProductionTest, AllThatIsUnfitIsToldAtOnce) {
  ProductionFacts facts = fit();
  facts.sign_up = true;
  facts.kept_in_memory = true;
  open_to_world(facts);
  EXPECT_EQ(objections(facts).size(), 3U);
}

TEST(ProductionTest, KeysLookRandomOrTyped) {
  crypto::start();
  crypto::SecretKeys keys;
  for (crypto::Bytes<32>* key :
       {&keys.cursors, &keys.tokens, &keys.sessions, &keys.webhooks, &keys.destinations})
    *key = crypto::sha256(std::to_string(key - &keys.cursors));
  EXPECT_TRUE(random_keys(keys));
  crypto::SecretKeys typed = keys;
  typed.sessions.fill('a');
  EXPECT_FALSE(random_keys(typed));
}

TEST(ProductionTest, SignUpIsOpenByItselfOnlyOnLoopbackWithoutProduction) {
  config::Settings settings;
  EXPECT_TRUE(open_sign_up(settings));
  settings.production.enabled = true;
  EXPECT_FALSE(open_sign_up(settings));
  settings.sandbox.open_signup = config::OpenSignup::on;
  EXPECT_TRUE(open_sign_up(settings)) << "then the start is refused";
  settings = {};
  settings.http.listen = "0.0.0.0:3100";
  EXPECT_FALSE(open_sign_up(settings));
}

class ProductionFilesTest : public testing::Test {
 protected:
  ProductionFilesTest() {
    crypto::start();
    settings.production.enabled = true;
    settings.data.dir = (directory.path() / "data").string();
  }
  fs::path data() const { return settings.data.dir; }
  void make() {
    fs::create_directory(data());
    fs::permissions(data(), fs::perms::owner_all);
    crypto::load_or_make_secrets(data() / "secret.key");
    crypto::load_or_make_operator_key(data() / "operator.key");
  }
  std::string refused() const {
    try {
      refuse_unfit_production(settings);
    } catch (const persistence::Unusable& refusal) {
      return refusal.what();
    }
    return {};
  }

  tests::TemporaryDirectory directory;
  config::Settings settings;
};

TEST_F(ProductionFilesTest, AFreshDirectoryAndOneThatWasMadeHereAreFit) {
  EXPECT_EQ(refused(), "");
  EXPECT_FALSE(fs::exists(data())) << "it only looks";
  make();
  EXPECT_EQ(refused(), "");
}

TEST_F(ProductionFilesTest, WhatIsFoundOnDiskIsTold) {
  make();
  fs::permissions(data(), fs::perms{0755});
  EXPECT_THAT(refused(), HasSubstr("production.enabled: data.dir: "));
  EXPECT_THAT(refused(), HasSubstr("has mode 0755"));
  fs::permissions(data(), fs::perms{0700});
  fs::permissions(data() / "secret.key", fs::perms{0640});
  EXPECT_THAT(refused(), HasSubstr("secret.key has mode 0640"));
}

TEST_F(ProductionFilesTest, ATmpfsIsRecognised) {
  if (!fs::is_directory("/dev/shm")) GTEST_SKIP() << "no tmpfs here";
  settings.data.dir = "/dev/shm/not-there/data";
  EXPECT_THAT(refused(), HasSubstr("is on a tmpfs"));
}

TEST_F(ProductionFilesTest, WithoutProductionNothingIsAsked) {
  settings.production.enabled = false;
  settings.http.listen = "0.0.0.0:3100";
  settings.sandbox.open_signup = config::OpenSignup::on;
  EXPECT_EQ(refused(), "");
}

TEST_F(ProductionFilesTest, EveryObjectionIsALineOfItsOwn) {
  settings.http.listen = "0.0.0.0:3100";
  settings.sandbox.open_signup = config::OpenSignup::on;
  settings.webhooks.allow = {"127.0.0.1:4050"};
  EXPECT_THAT(refused(), HasSubstr("\nbursar: production.enabled: sandbox.open_signup: "));
  EXPECT_THAT(refused(), HasSubstr("\nbursar: production.enabled: webhooks.allow: "));
}

}  // namespace
}  // namespace bursar::commands::production_test
