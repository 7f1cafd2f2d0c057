#pragma once

// Somebody far away who takes what is posted to him, on any thread, and whom one can wait for.

#include "actors/outbound.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::tests {

class AwaitedOutbound final : public actors::Outbound {
 public:
  using Request = actors::OutboundRequest;

  void post(Request request, Then then) override {
    {
      const std::lock_guard lock{mutex_};
      came_.push_back(std::move(request));
    }
    more_.notify_all();
    then({.end = actors::OutboundEnd::answered, .status = 200});
  }
  /// The n-th that came, from 0, once it has.
  Request at(std::size_t n) {
    std::unique_lock lock{mutex_};
    more_.wait(lock, [&] { return came_.size() > n; });
    return came_[n];
  }

  static std::string field(const Request& request, std::string_view name) {
    for (const auto& [known, value] : request.fields)
      if (known == name) return value;
    return {};
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<Request> came_;
};

}  // namespace bursar::tests
