#pragma once

// Calls of one kind on their way, each with what was asked, until its answer is heard.

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::simulation {

class AnyAwaited {
 public:
  virtual ~AnyAwaited() = default;
  virtual std::size_t size() const = 0;
  /// Whoever asked is gone.
  virtual void forget() = 0;
  std::string_view what() const { return what_; }
  /// Whether one was let go unanswered.
  bool lost() const { return lost_; }

 protected:
  AnyAwaited(std::vector<AnyAwaited*>& all, std::string_view what) : what_{what} {
    all.push_back(this);
  }

  bool lost_ = false;

 private:
  std::string_view what_;
};

/// One of them has `told`, a tests::Told.
template <class One>
class Awaited final : public AnyAwaited {
 public:
  /// `all` are those of its history, and outlive it.
  Awaited(std::vector<AnyAwaited*>& all, std::string_view what) : AnyAwaited{all, what} {}

  std::size_t size() const override { return waiting_.size(); }
  void forget() override {
    waiting_.clear();
    lost_ = false;
  }

  bool empty() const { return waiting_.empty(); }
  const One& operator[](std::size_t n) const { return waiting_[n]; }
  auto begin() const { return waiting_.begin(); }
  auto end() const { return waiting_.end(); }
  void add(One one) { waiting_.push_back(std::move(one)); }

  /// Those that were answered, each once.
  template <class Hear>
  void hear(Hear hear_one) {
    std::erase_if(waiting_, [&](const One& one) {
      if (one.told.silent()) return false;
      if (one.told.answered())
        hear_one(one);
      else
        lost_ = true;
      return true;
    });
  }

 private:
  std::vector<One> waiting_;
};

}  // namespace bursar::simulation
