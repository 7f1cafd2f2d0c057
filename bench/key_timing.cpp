// Whether the time in which a wrong key is refused tells how much of it is right: the engine's own
// look-up, asked for keys that share nothing with a real one but the prefix, and for keys that
// share all but the last characters, in random order. Welch's t of the two must stay below 4.5.
// A look-up that compares texts is measured the same way: no result when its leak is not found.
//
//   key_timing [samples] [real keys] [directory]

#include "actors/engine.hpp"
#include "bench/figures.hpp"
#include "bench/welch.hpp"
#include "crypto/api_key.hpp"
#include "crypto/hash.hpp"
#include "persistence/recovery.hpp"
#include "system_ports.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace {

using namespace bursar;
using bench::give_up;

constexpr std::string_view prefix = "bur_test_";
constexpr std::string_view alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t body_length = 43;
constexpr double t_max = 4.5;

/// The engine with that many keys of an organisation.
class Keys final : public actors::Recipient {
 public:
  Keys(const std::filesystem::path& directory, std::size_t count)
      : journal_{persistence::open_journal({.directory = directory / "journal"})},
        engine_{options(directory), {*journal_, *journal_, clock_, random_}, ledger::Books{}, {}} {
    actors::Owner owner;
    owner.new_organization_name = "bench";
    make(owner);
    engine_.drain();
    owner = {
        .organization = organization_, .new_organization_name = {}, .new_organization_balance = {}};
    while (made_.size() < count) {
      for (int i = 0; i < 512; ++i) make(owner);
      engine_.drain();
    }
  }

  const std::vector<std::string>& made() const { return made_; }
  bool let_in(std::string_view key, ledger::Time now) const {
    return engine_.authenticate(key, now).has_value();
  }
  ledger::Time now() const { return clock_.now(); }

  void answered(actors::CallPtr call, std::uint64_t) noexcept override {
    const auto& outcome = static_cast<actors::MakeKeyCall&>(*call).outcome;
    if (!outcome) give_up("a key was not made");
    organization_ = outcome->key.organization;
    made_.push_back(outcome->secret);
  }
  void lost(std::uint64_t) noexcept override { give_up("a call was lost"); }

 private:
  static actors::Engine::Options options(const std::filesystem::path& directory) {
    actors::Engine::Options chosen;
    chosen.keys_directory = directory / "keys";
    return chosen;
  }

  void make(const actors::Owner& owner) {
    auto call = std::make_shared<actors::MakeKeyCall>();
    call->command.owner = owner;
    call->command.name = "k";
    call->command.now = clock_.now();
    call->address(*this, 0);
    engine_.make_key(std::move(call));
  }

  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<persistence::Journal> journal_;
  ledger::OrganizationNumber organization_;
  std::vector<std::string> made_;
  actors::Engine engine_;
};

/// Wrong keys, of both classes. None is asked twice as a rule: what was asked before is in the
/// processor's caches and answered sooner, whatever it is.
class Forger {
 public:
  explicit Forger(const std::vector<std::string>& real) : real_{real} {}

  bool toss() { return (random_() & 1) != 0; }

  /// Shares the prefix with the real ones, and its checksum is right.
  std::string unknown() {
    crypto::Bytes<32> bytes = {};
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return crypto::make_api_key(prefix, bytes);
  }
  /// A real one's neighbour: the body's last characters are others, and the checksum is right.
  std::string neighbour() {
    crypto::Bytes<32> bytes = number_in(any_real());
    bytes.back() ^= static_cast<std::uint8_t>(1 + random_() % 255);
    return crypto::make_api_key(prefix, bytes);
  }
  static std::string with_wrong_end(std::string key) {
    key.back() = key.back() == 'a' ? 'b' : 'a';
    return key;
  }
  std::string real_with_wrong_end() { return with_wrong_end(any_real()); }

 private:
  const std::string& any_real() { return real_[random_() % real_.size()]; }

  static crypto::Bytes<32> number_in(std::string_view key) {
    crypto::Bytes<32> number = {};
    for (const char c : key.substr(prefix.size(), body_length)) {
      std::size_t carry = alphabet.find(c);
      for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
        carry += *byte * alphabet.size();
        *byte = static_cast<std::uint8_t>(carry);
        carry >>= 8;
      }
    }
    return number;
  }

  const std::vector<std::string>& real_;
  std::mt19937_64 random_{std::random_device{}()};
};

/// Keys as they stand one behind the other in memory, so that none is told by where it lies.
struct Inputs {
  template <class First, class Second>
  static Inputs mixed(std::size_t count, Forger& forger, First first, Second second) {
    Inputs inputs;
    inputs.seconds.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      inputs.seconds.push_back(forger.toss());
      const std::string key = inputs.seconds.back() ? second() : first();
      inputs.length = key.size();
      inputs.text += key;
    }
    return inputs;
  }
  std::string_view at(std::size_t i) const {
    return std::string_view{text}.substr(i * length, length);
  }

  std::vector<bool> seconds;
  std::string text;
  std::size_t length = 0;
};

template <class LookUp>
std::vector<bench::Timing> timed(const Inputs& inputs, LookUp let_in) {
  using Clock = std::chrono::steady_clock;
  std::vector<bench::Timing> timings;
  timings.reserve(inputs.seconds.size());
  for (std::size_t i = 0; i < inputs.seconds.size(); ++i) {
    const std::string_view key = inputs.at(i);
    const auto began = Clock::now();
    const bool in = let_in(key);
    const auto took = Clock::now() - began;
    if (in) give_up("a wrong key was let in");
    timings.push_back(
        {static_cast<std::uint32_t>(std::chrono::nanoseconds{took}.count()), inputs.seconds[i]});
  }
  return timings;
}

double report(const char* what, const std::vector<bench::Timing>& timings) {
  const bench::Verdict verdict = bench::judged(timings);
  std::printf("%-44s %9zu %7.1f %7.1f %8.2f %8.2f of %5.1f %%\n", what, timings.size(),
              verdict.middle.mean(false), verdict.middle.mean(true), verdict.all.t(),
              verdict.worst_t, verdict.kept * 100);
  return std::abs(verdict.worst_t);
}

/// Finds what it is for: equal texts up to the first that differs take longer to compare.
double report_planted(const Inputs& inputs, const std::vector<std::string>& real) {
  const std::set<std::string, std::less<>> texts{real.begin(), real.end()};
  return report("planted: texts compared, unknown / neighbour",
                timed(inputs, [&](std::string_view key) { return texts.contains(key); }));
}

bool passes(const Keys& keys, std::size_t samples) {
  Forger forger{keys.made()};
  const ledger::Time now = keys.now();
  const auto look_up = [&](std::string_view key) { return keys.let_in(key, now); };
  const auto unknown = [&] { return forger.unknown(); };
  const auto neighbour = [&] { return forger.neighbour(); };
  std::printf("%-44s %9s %7s %7s %8s %8s\n", "refused", "samples", "ns", "ns", "t", "worst t");
  const Inputs right = Inputs::mixed(samples, forger, unknown, neighbour);
  const double known = report("right checksum: unknown / neighbour", timed(right, look_up));
  const double wrong =
      report("wrong checksum: unknown / a real key's",
             timed(Inputs::mixed(
                       samples, forger, [&] { return Forger::with_wrong_end(forger.unknown()); },
                       [&] { return forger.real_with_wrong_end(); }),
                   look_up));
  const double same = report("the same class twice",
                             timed(Inputs::mixed(samples, forger, unknown, unknown), look_up));
  const double planted = report_planted(right, keys.made());
  if (planted < t_max) give_up("a leak that was planted is not found");
  return std::max({known, wrong, same}) < t_max;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t samples = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::size_t real = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000;
  std::string directory =
      (std::filesystem::path{argc > 3 ? argv[3] : "/tmp"} / "bursar-timing-XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) give_up("no temporary directory");
  crypto::start();
  bool passed = false;
  {
    const Keys keys{directory, real};
    passed = passes(keys, samples);
  }
  std::filesystem::remove_all(directory);
  std::printf("%s: |t| %s %.1f\n", passed ? "passed" : "FAILED", passed ? "<" : ">=", t_max);
  return passed ? 0 : 1;
}
