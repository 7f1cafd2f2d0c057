#include "net/client_names.hpp"

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

namespace bursar::net::client_names_test {
namespace {

using Addresses = OutboundNames::Addresses;
using TimePoint = OutboundNames::TimePoint;

const Addresses found_addresses{parse_outbound_address("8.8.8.8").value()};

/// Each name is looked up until it is let go, and counted.
class OutboundNamesAloneTest : public testing::Test {
 protected:
  struct Name {
    std::promise<void> begun;
    std::promise<void> release;
    std::atomic<int> times = 0;
  };

  Name& of(const std::string& name) {
    const std::lock_guard lock{mutex_};
    auto& known = known_[name];
    if (!known) known = std::make_unique<Name>();
    return *known;
  }
  struct Asked {
    bool over = false;
    std::optional<Addresses> found = {};
  };
  std::shared_ptr<Asked> ask(std::string name, TimePoint until) {
    auto asked = std::make_shared<Asked>();
    boost::asio::co_spawn(io, names.addresses_of(std::move(name), until),
                          [asked](const std::exception_ptr&, std::optional<Addresses> found) {
                            *asked = {.over = true, .found = std::move(found)};
                          });
    return asked;
  }
  void run_until_over(const Asked& asked) {
    while (!asked.over) io.run_one();
  }

  const TimePoint past = std::chrono::steady_clock::now();
  const TimePoint never = past + std::chrono::hours{24};

  boost::asio::io_context io;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  const OutboundNames::Resolve resolve = [this](const std::string& name) {
    Name& one = of(name);
    if (++one.times == 1) {
      one.begun.set_value();
      one.release.get_future().wait();
    }
    return found_addresses;
  };
  OutboundNames names{io, resolve, 1};

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Name>> known_;
};

TEST_F(OutboundNamesAloneTest, WhoeverComesLaterWaitsForItsOwnDeadline) {
  const auto first = ask("a", past + std::chrono::milliseconds{1});
  const auto second = ask("a", never);
  run_until_over(*first);
  EXPECT_FALSE(first->found);
  EXPECT_FALSE(second->over);
  of("a").release.set_value();
  run_until_over(*second);
  EXPECT_EQ(second->found, found_addresses);
  EXPECT_EQ(of("a").times, 1);
}

// The only thread for such names is kept by another one.
TEST_F(OutboundNamesAloneTest, OneThatNobodyWaitedForAnyMoreIsLookedUpForWhoeverComes) {
  const auto other = ask("other", never);
  const auto first = ask("a", past);
  run_until_over(*first);
  EXPECT_FALSE(first->found);
  const auto second = ask("a", never);
  of("a").release.set_value();
  of("other").release.set_value();
  run_until_over(*second);
  EXPECT_EQ(second->found, found_addresses);
  run_until_over(*other);
}

TEST_F(OutboundNamesAloneTest, WhatNobodyWaitsForIsNotBegun) {
  const auto other = ask("other", never);
  const auto first = ask("a", past);
  run_until_over(*first);
  of("other").release.set_value();
  run_until_over(*other);
  const auto behind = ask("b", never);
  of("b").release.set_value();
  run_until_over(*behind);
  EXPECT_EQ(of("a").times, 0);
  const auto again = ask("a", never);
  of("a").release.set_value();
  run_until_over(*again);
  EXPECT_EQ(again->found, found_addresses);
}

TEST_F(OutboundNamesAloneTest, NamesThatHaveAnsweredDoNotWaitForThoseThatHaveNot) {
  of("good").release.set_value();
  run_until_over(*ask("good", never));
  names.answers("known");
  of("known").release.set_value();
  const auto hanging = ask("hangs", never);
  io.poll();
  of("hangs").begun.get_future().wait();
  for (const char* name : {"good", "known"}) {
    const auto answered = ask(name, never);
    run_until_over(*answered);
    EXPECT_EQ(answered->found, found_addresses) << name;
  }
  EXPECT_FALSE(hanging->over);
  of("hangs").release.set_value();
  run_until_over(*hanging);
}

}  // namespace
}  // namespace bursar::net::client_names_test
