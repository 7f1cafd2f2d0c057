// Builds what crashes and losses of power may leave of some recorded lives, and opens each.
//
//   crash_images LOG COPIES [--images N] [--seed S] [--plant FAULT] [--keep DIRECTORY]
//                [--lay-out DIRECTORY]
//
// With --lay-out about a hundred of the images are left there for an engine to serve, each beside a
// file that says how far the organisation's sequence had been told by then.
//
// LOG is record_shim.c's, COPIES has the directory as it was each time that nothing ran. With
// --plant a fault must be found: syncs of the journal that do nothing (unsynced), answers before
// their time (early), or a log without what was written last before an engine's end (unlogged).

#include "crypto/hash.hpp"
#include "tests/crash/disk_images.hpp"
#include "tests/crash/image_check.hpp"
#include "tests/crash/recorded.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace bursar;
using tests::Deed;
using tests::DiskImages;
using tests::Event;
using tests::Survival;
namespace fs = std::filesystem;

constexpr std::uint64_t go_on_every = 7;  // so that it meets every kind
constexpr std::uint64_t told_every = 2'000;
constexpr std::uint64_t laid_out = 100;
// The threads that write: the journal's, the views', the keys'; each in pieces of this at most.
constexpr tests::Unlogged when_killed{.changes = 3, .bytes = std::uint64_t{1} << 20U};

struct Kind {
  const char* name;
  std::optional<Survival> how;  // none: whole
};
constexpr std::array kinds = {
    Kind{"whole", {}},
    Kind{"only what is synced", Survival{.writes = 0}},
    Kind{"all but one write", Survival{.writes = 1, .but_one = true}},
    Kind{"one write alone", Survival{.writes = 0, .but_one = true}},
    Kind{"any half of the writes", Survival{.writes = 0.5, .names = false}},
    Kind{"all writes, torn", Survival{.writes = 1, .torn = 0.5, .sectors = 0.5}},
    Kind{"any writes, torn", Survival{.writes = 0.7, .torn = 0.5, .sectors = 0.5, .names = false}},
    Kind{"few sectors", Survival{.writes = 0.5, .torn = 1, .sectors = 0.1, .names = false}},
};

struct Arguments {
  fs::path log;
  fs::path copies;
  std::uint64_t images = 1'000;
  std::uint64_t seed = std::random_device{}();
  std::string plant = {};
  fs::path keep = {};
  fs::path lay_out = {};
};

/// Of the organisation, the highest that an answer rests on.
ledger::OrganizationSequence told_in(std::string_view answers) {
  constexpr std::string_view field = "Bursar-Org-Seq: ";
  std::uint64_t highest = 0;
  for (auto at = answers.find(field); at != std::string_view::npos; at = answers.find(field)) {
    answers.remove_prefix(at + field.size());
    std::uint64_t found = 0;
    std::from_chars(answers.data(), answers.data() + answers.size(), found);
    highest = std::max(highest, found);
  }
  return {highest};
}

/// The journal's newest change before the first engine that came to its end had.
std::size_t last_before_end(const std::vector<Event>& events) {
  const auto at_end = [](const Event& event) {
    return event.deed == Deed::at_rest && event.file == 0;
  };
  auto place = std::ranges::find_if(events, at_end);
  if (place == events.end()) throw std::runtime_error{"no engine came to its end"};
  while (place != events.begin()) {
    --place;
    const bool writes = place->deed == Deed::written || place->deed == Deed::written_and_synced;
    if (writes && place->path.starts_with("journal") && place->path.ends_with("data.mdb"))
      return static_cast<std::size_t>(place - events.begin());
  }
  throw std::runtime_error{"nothing was written"};
}

bool changes_disk(const Event& event) {
  return event.deed != Deed::sent && event.deed != Deed::sync_begins && event.deed != Deed::at_rest;
}

class CrashImages {
 public:
  explicit CrashImages(const Arguments& arguments)
      : arguments_{arguments}, recorded_{arguments.log}, random_{arguments.seed} {
    for (std::size_t n = 1; fs::exists(copy(n)); ++n) truth_.learn(copy(n));
  }

  /// Says whether all were as they must be.
  bool run() {
    const auto points =
        static_cast<std::uint64_t>(std::ranges::count_if(recorded_.events(), changes_disk));
    std::uint64_t passed = 0;
    const std::vector<Event>& events = recorded_.events();
    const std::size_t unlogged =
        arguments_.plant == "unlogged" ? last_before_end(events) : events.size();
    for (const Event& event : events) {
      if (&event == events.data() + unlogged) continue;
      if (const std::string fault = follow(event); !fault.empty()) {
        std::cout << fault << '\n';
        return false;
      }
      if (!changes_disk(event)) continue;
      // As many images at each point, as far as they go.
      ++passed;
      while (images_ * points < passed * arguments_.images)
        if (!try_one()) return false;
    }
    summary(points);
    return true;
  }

 private:
  fs::path copy(std::size_t n) const { return arguments_.copies / std::to_string(n); }

  /// What of it cannot be, or nothing.
  std::string follow(const Event& event) {
    if (event.deed == Deed::sync_ended && arguments_.plant == "unsynced" &&
        event.path.starts_with("journal"))
      return {};
    disk_.follow(event);
    if (event.deed == Deed::sent) require(told_in(event.bytes));
    if (event.deed != Deed::at_rest) return {};
    try {
      adopted_ +=
          disk_.adopt(copy(event.offset), event.file == 0 ? tests::Unlogged{} : when_killed);
      return {};
    } catch (const std::runtime_error& untold) {
      return untold.what();
    }
  }

  void require(ledger::OrganizationSequence told) {
    const std::uint64_t early = arguments_.plant == "early" ? 8 : 0;
    told_ = std::max(told_, told);
    const ledger::Sequence place = truth_.place(told);
    check_.require({std::min(place.value + early, truth_.records().size())});
  }

  bool try_one() {
    const std::size_t which = images_++ % kinds.size();
    const Kind& kind = kinds[which];
    const tests::Image image = kind.how ? disk_.survived(*kind.how, random_) : disk_.whole();
    const tests::TemporaryDirectory directory{tests::TemporaryDirectory::quick_place()};
    image.put(directory.path());
    ++opened_[which];
    const std::string fault = check_.fault(directory.path(), images_ % go_on_every == 0);
    if (fault.empty()) {
      // An odd stride meets every kind.
      if (images_ % (arguments_.images / laid_out | 1U) == 0) lay_out(image);
      if (images_ % told_every == 0) std::cout << images_ << " images so far" << '\n' << std::flush;
      return true;
    }
    std::cout << "image " << images_ << ", " << kind.name << ", after " << disk_.followed()
              << " events, " << check_.told().value << " records told of: " << fault << '\n';
    if (arguments_.keep.empty()) return false;
    fs::create_directories(arguments_.keep);
    image.put(arguments_.keep);
    return false;
  }

  void lay_out(const tests::Image& image) const {
    if (arguments_.lay_out.empty()) return;
    const fs::path place = arguments_.lay_out / std::to_string(images_);
    fs::create_directories(place);
    image.put(place);
    std::ofstream{place.string() + ".told"} << told_.value;
  }

  void summary(std::uint64_t points) const {
    for (std::size_t i = 0; i < kinds.size(); ++i)
      std::cout << kinds[i].name << ": " << opened_[i] << '\n';
    std::cout << images_ << " images at " << points << " points of " << truth_.records().size()
              << " records: 0 lost, 0 refused, 0 other than written; " << adopted_
              << " changes were in no log\n";
  }

  const Arguments& arguments_;
  const tests::Recorded recorded_;
  std::mt19937_64 random_;
  tests::Truth truth_;
  tests::ImageCheck check_{truth_};
  DiskImages disk_;
  ledger::OrganizationSequence told_ = {};
  std::uint64_t images_ = 0;
  std::array<std::uint64_t, kinds.size()> opened_ = {};
  std::size_t adopted_ = 0;
};

Arguments parsed(const std::vector<std::string>& words) {
  Arguments arguments{.log = words.at(0), .copies = words.at(1)};
  for (std::size_t i = 2; i + 1 < words.size(); i += 2) {
    const std::string& value = words[i + 1];
    if (words[i] == "--images") arguments.images = std::stoull(value);
    if (words[i] == "--seed") arguments.seed = std::stoull(value);
    if (words[i] == "--plant") arguments.plant = value;
    if (words[i] == "--keep") arguments.keep = value;
    if (words[i] == "--lay-out") arguments.lay_out = value;
  }
  return arguments;
}

}  // namespace

int main(int count, char** words) {
  try {
    crypto::start();
    const Arguments arguments = parsed({words + 1, words + count});
    std::cout << "seed " << arguments.seed << '\n' << std::flush;
    const bool right = CrashImages{arguments}.run();
    if (right != arguments.plant.empty()) {
      std::cout << (right ? "the planted fault was not found\n" : "an image is wrong\n");
      return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return EXIT_FAILURE;
  }
}
