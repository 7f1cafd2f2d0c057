#include "crypto/secret_file.hpp"

#include "crypto/api_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/private_file.hpp"
#include "tests/crypto/own_directory.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::crypto::secret_file_test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

class SecretFileTest : public testing::Test {
 protected:
  SecretFileTest() { start(); }

  void replace(const std::string& text) {
    fs::remove(path_);
    make_private_file(path_, text);
  }
  void expect_fault(const std::string& part) {
    const std::string key = hex(keys_.cursors);
    EXPECT_THAT(
        [&] { load_or_make_secrets(path_); },
        ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(path_.string() + ": "), HasSubstr(part),
                                                Not(HasSubstr(key)), Not(HasSubstr("\n")))));
  }

  tests::OwnDirectory directory_;
  fs::path path_ = directory_.path() / "secret.key";
  SecretKeys keys_;
};

TEST_F(SecretFileTest, KeysAreMadeOnceAndFoundAgain) {
  keys_ = load_or_make_secrets(path_);
  EXPECT_EQ(load_or_make_secrets(path_), keys_);
  EXPECT_EQ(load_secrets(path_), keys_);
}

TEST_F(SecretFileTest, EveryKeyIsAnother) {
  keys_ = load_or_make_secrets(path_);
  const std::set<Bytes<32>> all{keys_.cursors, keys_.tokens, keys_.sessions, keys_.webhooks,
                                keys_.destinations};
  EXPECT_EQ(all.size(), 5U);
  EXPECT_EQ(keys_.key_id.size(), 8U);
}

TEST_F(SecretFileTest, FingerprintFollowsEveryKey) {
  keys_ = load_or_make_secrets(path_);
  EXPECT_EQ(keys_.fingerprint(), load_secrets(path_).fingerprint());
  std::set<Bytes<32>> seen{keys_.fingerprint()};
  for (auto* key :
       {&keys_.cursors, &keys_.tokens, &keys_.sessions, &keys_.webhooks, &keys_.destinations}) {
    key->front() ^= 1;
    seen.insert(keys_.fingerprint());
  }
  EXPECT_EQ(seen.size(), 6U);
}

TEST_F(SecretFileTest, MissingFileIsAFaultWhereNoneMayBeMade) {
  EXPECT_THAT([&] { load_secrets(path_); },
              ThrowsMessage<std::runtime_error>(HasSubstr("missing")));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(SecretFileTest, FaultIsNamedWithoutTellingAKey) {
  keys_ = load_or_make_secrets(path_);
  const std::string whole = *read_private_file(path_);
  replace("");
  expect_fault("is not a bursar secret file");
  replace("bursar-secrets 2\n" + whole.substr(whole.find('\n') + 1));
  expect_fault("format version");
  replace(whole.substr(0, whole.size() - 2));
  expect_fault("'destinations' is missing or damaged");
  replace(whole.substr(0, whole.find("tokens")));
  expect_fault("'tokens' is missing or damaged");
  replace(whole + "more 00 00\n");
  expect_fault("more in it");
  std::string two_ids = whole;
  two_ids[whole.find("tokens ") + 7] = whole[whole.find("tokens ") + 7] == '0' ? '1' : '0';
  replace(two_ids);
  expect_fault("'tokens' is missing or damaged");
}

TEST_F(SecretFileTest, FileThatOthersMayReadIsRefused) {
  keys_ = load_or_make_secrets(path_);
  fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
  expect_fault("chmod 600");
}

TEST_F(SecretFileTest, OperatorKeyIsMadeOnceAndFoundAgain) {
  const fs::path path = directory_.path() / "operator.key";
  const std::string key = load_or_make_operator_key(path);
  EXPECT_TRUE(key.starts_with("bur_op_"));
  EXPECT_TRUE(well_formed_api_key(key));
  EXPECT_EQ(load_or_make_operator_key(path), key);
  EXPECT_EQ(read_private_file(path), key + '\n');
}

TEST_F(SecretFileTest, OperatorKeyIsLoadedOnlyWhereThereIsOne) {
  const fs::path path = directory_.path() / "operator.key";
  EXPECT_THAT([&] { load_operator_key(path); },
              ThrowsMessage<std::runtime_error>(HasSubstr("the operator's key is missing")));
  EXPECT_FALSE(fs::exists(path));
  const std::string key = load_or_make_operator_key(path);
  EXPECT_EQ(load_operator_key(path), key);
}

TEST_F(SecretFileTest, DamagedOperatorKeyIsRefused) {
  const fs::path path = directory_.path() / "operator.key";
  make_private_file(path, make_api_key("bur_test_", {}) + '\n');
  EXPECT_THAT([&] { load_or_make_operator_key(path); },
              ThrowsMessage<std::runtime_error>(HasSubstr("does not hold an operator key")));
}

}  // namespace
}  // namespace bursar::crypto::secret_file_test
