#pragma once

// The names that were put last, so many of them: one more puts out the one that was put longest
// ago.

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

namespace bursar::net {

class RecentNames {
 public:
  explicit RecentNames(std::size_t most) : most_{most} {}

  bool contains(const std::string& name) const { return places_.contains(name); }
  bool full() const { return names_.size() >= most_; }
  void put(const std::string& name) {
    erase(name);
    if (full()) erase(std::string{names_.front()});
    places_[name] = names_.insert(names_.end(), name);
  }
  void erase(const std::string& name) {
    const auto found = places_.find(name);
    if (found == places_.end()) return;
    names_.erase(found->second);
    places_.erase(found);
  }

 private:
  const std::size_t most_;
  std::list<std::string> names_;  // the one put last at the end
  std::unordered_map<std::string, std::list<std::string>::iterator> places_;
};

}  // namespace bursar::net
