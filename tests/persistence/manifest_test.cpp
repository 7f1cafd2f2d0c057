#include "persistence/manifest.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::manifest_test {
namespace {

using namespace bursar;
using persistence::Corrupt;
using persistence::Manifest;
using persistence::read_manifest;
using persistence::Unusable;
using persistence::write_manifest;

class ManifestTest : public testing::Test {
 protected:
  std::string text() const {
    std::ifstream in{persistence::manifest_path(directory_.path())};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  void write(const std::string& text) const {
    std::ofstream{persistence::manifest_path(directory_.path())} << text;
  }

  tests::TemporaryDirectory directory_;
  const Manifest manifest_{.format = 1,
                           .epoch = 3,
                           .last = {123'456},
                           .chain_hash = {0xAB, 0xCD},
                           .made_at = "2026-11-25T09:30:00.123Z"};
};

TEST_F(ManifestTest, ReadsAsItWasWritten) {
  write_manifest(directory_.path(), manifest_);
  EXPECT_EQ(read_manifest(directory_.path()), manifest_);
  EXPECT_EQ(text(),
            "bursar-backup 1\nformat 1\nepoch 3\nlast_sequence 123456\n"
            "chain_hash abcd000000000000000000000000000000000000000000000000000000000000\n"
            "made_at 2026-11-25T09:30:00.123Z\n");
}

TEST_F(ManifestTest, WithoutOneThereIsNoBackup) {
  EXPECT_THROW(read_manifest(directory_.path()), Unusable);
  EXPECT_THROW(read_manifest(directory_.path() / "nowhere"), Unusable);
}

TEST_F(ManifestTest, ALaterVersionIsRefused) {
  write_manifest(directory_.path(), manifest_);
  write("bursar-backup 2" + text().substr(15));
  EXPECT_THROW(read_manifest(directory_.path()), Unusable);
}

TEST_F(ManifestTest, WhatMakesNoSenseIsCorrupt) {
  write_manifest(directory_.path(), manifest_);
  const std::string whole = text();
  for (std::size_t length = 0; length + 30 < whole.size(); ++length) {
    write(whole.substr(0, length));
    EXPECT_ANY_THROW(read_manifest(directory_.path())) << length;
  }
  for (const auto& [right, wrong] : {std::pair{"epoch 3", "epoch 70000"},
                                     {"epoch 3", "epoch three"},
                                     {"last_sequence 123456", "last_sequence -1"},
                                     {"chain_hash ab", "chain_hash xy"},
                                     {"chain_hash ab", "chain_hash "}}) {
    std::string text = whole;
    text.replace(text.find(right), std::string{right}.size(), wrong);
    write(text);
    EXPECT_THROW(read_manifest(directory_.path()), Corrupt) << wrong;
  }
}

}  // namespace
}  // namespace bursar::persistence::manifest_test
