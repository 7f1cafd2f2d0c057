#include "actors/door.hpp"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::door_test {
namespace {

/// Who sent it, and how many that one had sent before.
struct Letter {
  std::size_t sender = 0;
  int number = 0;
};

class Mailbox {
 public:
  void put(Letter letter) {
    const std::lock_guard lock{mutex_};
    CHECK(!ended_);
    letters_.push_back(letter);
  }
  std::optional<Letter> take() {
    const std::lock_guard lock{mutex_};
    if (letters_.empty()) return std::nullopt;
    const Letter letter = letters_.front();
    letters_.pop_front();
    return letter;
  }
  /// Whoever puts something in from now on is wrong.
  std::deque<Letter> end() {
    const std::lock_guard lock{mutex_};
    ended_ = true;
    return std::exchange(letters_, {});
  }

 private:
  std::mutex mutex_;
  std::deque<Letter> letters_;
  bool ended_ = false;
};

using Actor = std::shared_ptr<Mailbox>;

/// Sends in the three steps that another thread may come between.
class Sender {
 public:
  Sender(std::size_t name, Door<Actor>& door, Mailbox& directory)
      : name_{name}, door_{door}, directory_{directory} {}

  void step() {
    if (!way_) {
      way_ = door_.enter();
      CHECK(*way_ != Way::none);
    } else if (*way_ == Way::around) {
      directory_.put({name_, sent_++});
      way_.reset();
    } else if (!in_mailbox_) {
      door_.actor()->put({name_, sent_++});
      in_mailbox_ = true;
    } else {
      door_.passed();
      in_mailbox_ = false;
      way_.reset();
    }
  }
  bool between() const { return way_.has_value(); }
  int sent() const { return sent_; }

 private:
  const std::size_t name_;
  Door<Actor>& door_;
  Mailbox& directory_;
  int sent_ = 0;
  std::optional<Way> way_;
  bool in_mailbox_ = false;
};

/// Gives life, and takes it wherever it may.
class Directory {
 public:
  Directory(Door<Actor>& door, Mailbox& own) : door_{door}, own_{own} {}

  bool step() {
    const auto letter = own_.take();
    if (!letter) return false;
    if (!door_.actor()) door_.put(std::make_shared<Mailbox>());
    door_.actor()->put(*letter);
    door_.arrived();
    door_.try_open();
    return true;
  }
  void try_to_end() {
    if (!door_.try_close(door_.uses())) return;
    ++ends_;
    for (const Letter& letter : door_.actor()->end()) read(letter);
    door_.put(nullptr);
  }
  int read_of(std::size_t sender) { return next_[sender]; }
  int ends() const { return ends_; }

 private:
  void read(const Letter& letter) {
    CHECK(letter.number == next_[letter.sender]);
    ++next_[letter.sender];
  }

  Door<Actor>& door_;
  Mailbox& own_;
  std::map<std::size_t, int> next_;
  int ends_ = 0;
};

TEST(DoorTest, NobodyPassesOneThatWasNotBuilt) {
  Door<Actor> door;
  EXPECT_EQ(door.enter(), Way::none);
  door.build();
  EXPECT_EQ(door.enter(), Way::around);
}

TEST(DoorTest, OpensWhenAllThatTurnedHasArrived) {
  Door<Actor> door;
  door.build();
  door.enter();
  door.enter();
  door.put(std::make_shared<Mailbox>());
  EXPECT_FALSE(door.try_open());
  door.arrived();
  EXPECT_FALSE(door.try_open());
  door.arrived();
  EXPECT_TRUE(door.try_open());
  EXPECT_EQ(door.enter(), Way::straight);
}

TEST(DoorTest, ClosesWhenNothingIsOnItsWayAndNothingHasUsedIt) {
  Door<Actor> door;
  door.build();
  door.put(std::make_shared<Mailbox>());
  EXPECT_TRUE(door.try_open());
  const std::uint32_t before = door.uses();
  door.enter();
  EXPECT_FALSE(door.try_close(before));
  door.passed();
  EXPECT_FALSE(door.try_close(before));
  EXPECT_NE(door.uses(), before);
  EXPECT_TRUE(door.try_close(door.uses()));
  EXPECT_FALSE(door.try_close(door.uses()));
  EXPECT_EQ(door.enter(), Way::around);
}

TEST(DoorTest, UsesGoRoundWithoutTouchingWhatElseItKnows) {
  Door<Actor> door;
  door.build();
  door.put(std::make_shared<Mailbox>());
  door.try_open();
  for (int i = 0; i < 100'000; ++i) {
    EXPECT_EQ(door.enter(), Way::straight);
    door.passed();
  }
  EXPECT_EQ(door.uses(), 100'000U);
  EXPECT_TRUE(door.try_close(100'000));
}

// Whatever the order in which the steps of senders and directory come: each actor got what was sent
// to it before it ended, and every sender's letters were read once, in their order.
RC_GTEST_PROP(DoorProperties, NothingIsLostDoubledOrOvertaken,
              (const std::vector<std::uint8_t>& steps)) {
  Door<Actor> door;
  door.build();
  Mailbox own;
  Directory directory{door, own};
  std::array<Sender, 3> senders{Sender{0, door, own}, Sender{1, door, own}, Sender{2, door, own}};
  for (const std::uint8_t step : steps) {
    if (const std::size_t who = step % 6; who < senders.size())
      senders[who].step();
    else if (who < 5)
      directory.step();
    else
      directory.try_to_end();
  }
  for (Sender& sender : senders)
    while (sender.between()) sender.step();
  while (directory.step()) {
  }
  directory.try_to_end();
  for (std::size_t i = 0; i < senders.size(); ++i)
    RC_ASSERT(directory.read_of(i) == senders[i].sent());
}

TEST(DoorTest, ThreadsLoseNothingWhileActorsComeAndGo) {
  constexpr int letters = 100'000;
  Door<Actor> door;
  door.build();
  Mailbox own;
  std::atomic<int> sending = 3;
  std::vector<std::thread> threads;
  for (std::size_t name = 0; name < 3; ++name)
    threads.emplace_back([&, name] {
      Sender sender{name, door, own};
      while (sender.sent() < letters || sender.between()) sender.step();
      --sending;
    });
  Directory directory{door, own};
  while (sending > 0 || directory.step()) {
    directory.step();
    directory.try_to_end();
  }
  for (std::thread& thread : threads) thread.join();
  while (directory.step()) {
  }
  directory.try_to_end();
  for (std::size_t name = 0; name < 3; ++name) EXPECT_EQ(directory.read_of(name), letters);
  EXPECT_GT(directory.ends(), 0);
}

}  // namespace
}  // namespace bursar::actors::door_test
