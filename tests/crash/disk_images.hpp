#pragma once

// A disk as POSIX lets it be: what a sync has brought there stays; of everything else any part may
// be there after a loss of power, in whole sectors. Names become durable in their order, with a
// sync of the directory that they are in and not before; of a file's bytes any may come before
// others.

#include "tests/crash/recorded.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::tests {

constexpr std::uint64_t sector_bytes = 512;

/// What is found on a disk.
struct Image {
  struct Node {
    bool directory = false;
    std::size_t file = 0;  // among the files
  };

  std::map<std::string, Node, std::less<>> names;
  std::vector<std::string> files;

  /// Makes it in an empty directory, sparse where it is zero.
  void put(const std::filesystem::path& directory) const;
  /// What is in a directory that is not as here, by its name; nothing when all is.
  std::string difference(const std::filesystem::path& directory) const;
};

/// Which part of what no sync has brought to disk is there.
struct Survival {
  double writes = 1;   // how likely each of them is
  double torn = 0;     // and then, that only some sectors of it are
  double sectors = 0;  // how likely each of those is
  bool names = true;   // all, or a part of them
  // Exactly one of the writes is another way round than the rest.
  bool but_one = false;
};

/// What a killed process did last may be in no log: of each of its threads that write one change,
/// in one piece. Of one that came to its end everything is.
struct Unlogged {
  std::size_t changes = 0;
  std::uint64_t bytes = 0;  // from the first that is another to the last
};

class DiskImages {
 public:
  /// Takes in the next event. Of the newest one nothing is durable yet but what a sync has brought
  /// there: it may still be under way.
  void follow(const Event& event);

  /// Everything is there: what a process leaves that is killed.
  Image whole() const;
  /// After a loss of power.
  Image survived(const Survival& how, std::mt19937_64& random) const;

  /// The disk is as in this directory, which throws where the log and `most` of it do not explain
  /// that. Says how many changes were in no log.
  std::size_t adopt(const std::filesystem::path& directory, const Unlogged& most);

  /// How many events were.
  std::uint64_t followed() const { return followed_; }

 private:
  struct Pending {
    Event event;
    std::size_t file = 0;      // of writes and cuts
    std::uint64_t number = 0;  // among the events
  };

  std::size_t file_of(const Event& event);
  void settle();
  void sync(const Event& event);

  Image durable_;
  std::vector<Pending> pending_;  // in their order
  std::uint64_t followed_ = 0;
  std::map<std::uint64_t, std::size_t> numbered_;  // files by the file system's number
  std::multimap<std::string, std::uint64_t, std::less<>> syncing_;  // when each began, by path
  bool unsettled_ = false;           // the newest event was durable as soon as it was done
  std::deque<std::string> adopted_;  // bytes that are in no log
};

}  // namespace bursar::tests
