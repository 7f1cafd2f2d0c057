// A payment's way through the engine, so often, for callgrind to count: its request's bytes are
// understood, its key is found, its wallet decides under four limits, its record is committed with
// its batch, its answer's bytes are made; then the views take it in. All of it is the engine's own
// but the sockets, the clock and chance: what is done is the same in every run, and so is what it
// costs in instructions. bench/instructions.py runs it and knows what it should cost.
//
//   payment_instructions DIRECTORY

#include "bench/bare_edge.hpp"
#include "crypto/hash.hpp"
#include "net/errors.hpp"
#include "persistence/recovery.hpp"
#include "persistence/resume.hpp"
#include "tests/support/simulated_ports.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <valgrind/callgrind.h>

namespace {

using namespace bursar;
using bench::give_up;
using bench::RequestText;

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 30;  // valgrind has no room for the usual
constexpr std::size_t wallets_count = 256;
constexpr std::size_t warm_up_rounds = 4;

/// So many rounds of so many payments, each round one batch.
struct Course {
  std::size_t batch;
  std::size_t rounds;
};
constexpr std::array courses = {Course{1, 512}, Course{64, 32}, Course{256, 8}};

/// The text of a member of a flat object.
std::string member(std::string_view answer, std::string_view name) {
  const std::string start = "\"" + std::string{name} + "\":\"";
  const auto at = answer.find(start);
  if (at == std::string_view::npos) give_up("an answer lacks what it should have");
  const std::string_view rest = answer.substr(at + start.size());
  return std::string{rest.substr(0, rest.find('"'))};
}

RequestText post(std::string_view path, std::string_view body, std::string_view key,
                 std::string_view idempotency = {}) {
  std::string head = "POST " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n";
  if (!key.empty()) head.append("Authorization: Bearer ").append(key).append("\r\n");
  head.append("Content-Type: application/json\r\n");
  if (!idempotency.empty()) head.append("Idempotency-Key: ").append(idempotency).append("\r\n");
  return {head, body};
}

class Bench {
 public:
  explicit Bench(const std::filesystem::path& directory)
      : journal_{persistence::open_journal({.directory = directory / "journal",
                                            .map_size_bytes = map_bytes,
                                            .fill_ahead_bytes = 0})},
        views_{persistence::resume(*journal_, {.views = {.directory = directory / "views",
                                                         .map_size_bytes = map_bytes}})
                   .views},
        engine_{options(directory), {*journal_, *journal_, clock_, random_}, ledger::Books{}, {}},
        edge_{lane_, engine_, probes_, edge_options()} {
    engine_.on_ready([this] { lane_.ring(); });
  }

  void open_wallets() {
    key_ = member(ask(post("/v1/keys", R"({"name":"bench"})", {}), 201), "key");
    const std::string policy =
        member(ask(post("/v1/policies",
                        R"({"name":"bench","max_per_tx":"10.00","max_per_day":"1000000.00",)"
                        R"("max_per_month":"10000000.00","max_total":"100000000.00"})",
                        key_),
                   201),
               "id");
    for (std::size_t i = 0; i < wallets_count; ++i) {
      const std::string wallet = member(
          ask(post("/v1/wallets", R"({"label":"bench","policy_id":")" + policy + "\"}", key_), 201),
          "id");
      ask(post("/v1/wallets/" + wallet + "/fund", R"({"amount":"1000000.00","source":"treasury"})",
               key_),
          200);
      wallets_.push_back(wallet);
    }
    // From now on a batch rings once, behind its answers.
    engine_.on_ready([] {});
  }

  void pay(const Course& course) {
    for (std::size_t i = 0; i < warm_up_rounds; ++i) round(payments(course.batch));
    std::vector<std::vector<RequestText>> rounds;
    for (std::size_t i = 0; i < course.rounds; ++i) rounds.push_back(payments(course.batch));
    const std::string name = "batch " + std::to_string(course.batch);
    const std::uint64_t before = lane_.batches();

    CALLGRIND_ZERO_STATS;
    for (const auto& requests : rounds) round(requests);
    CALLGRIND_DUMP_STATS_AT(name.c_str());

    if (lane_.batches() - before != course.rounds) give_up("a round was not one batch");
    std::printf("%s: %zu payments\n", name.c_str(), course.batch * course.rounds);
  }

  /// Of the payments that were made, once nothing before them is left.
  void follow() {
    const std::uint64_t payments = sent_;
    take_in(engine_.last_durable().value - payments);
    CALLGRIND_ZERO_STATS;
    take_in(payments);
    CALLGRIND_DUMP_STATS_AT("views");
    std::printf("views: %llu payments\n", static_cast<unsigned long long>(payments));
  }

  void close() {
    lane_.set_writer_free();
    if (!engine_.drain()) give_up("the engine does not come to rest");
  }

 private:
  static net::Api::Options edge_options() {
    net::Api::Options chosen;
    chosen.open_signup = true;
    return chosen;
  }
  actors::Engine::Options options(const std::filesystem::path& directory) {
    actors::Engine::Options chosen;
    chosen.keys_directory = directory / "keys";
    chosen.scheduling = actors::Scheduling::handing_thread;
    chosen.after_batch = [this] { lane_.batch_ended(); };
    chosen.probes = &probes_;
    chosen.refusal_name = net::refusal_name;
    return chosen;
  }

  std::string_view ask(const RequestText& request, int status) {
    return edge_.serve({&request, 1}, clock_.now(), status);
  }

  std::vector<RequestText> payments(std::size_t count) {
    std::vector<RequestText> made;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& wallet = wallets_[sent_ % wallets_count];
      made.push_back(post("/v1/payments",
                          R"({"from_wallet_id":")" + wallet +
                              R"(","to_external":"merchant:bench","amount":"0.01"})",
                          key_, "bench-" + std::to_string(1'000'000 + sent_)));
      ++sent_;
    }
    return made;
  }
  void round(const std::vector<RequestText>& requests) { edge_.serve(requests, clock_.now(), 201); }

  void take_in(std::uint64_t records) {
    const std::uint64_t wanted = views_->watermark().value + records;
    if (views_->follow(records) != persistence::Durability::durable) give_up("views are not kept");
    if (views_->watermark().value != wanted) give_up("views have come to another place");
  }

  tests::SimulatedClock clock_;
  tests::SeededRandom random_{1};
  telemetry::Probes probes_;
  std::unique_ptr<persistence::Journal> journal_;
  std::unique_ptr<persistence::Views> views_;
  bench::Lane lane_;
  actors::Engine engine_;
  bench::BareEdge edge_;
  std::string key_;
  std::vector<std::string> wallets_;
  std::uint64_t sent_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) give_up("usage: payment_instructions DIRECTORY");
  crypto::start();
  std::printf("compiler: %s\n", __VERSION__);
  Bench bench{argv[1]};
  bench.open_wallets();
  CALLGRIND_START_INSTRUMENTATION;
  for (const Course& course : courses) bench.pay(course);
  bench.follow();
  CALLGRIND_STOP_INSTRUMENTATION;
  bench.close();
}
