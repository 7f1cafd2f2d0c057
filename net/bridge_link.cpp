#include "net/bridge_link.hpp"

#include "crypto/bytes.hpp"
#include "crypto/webhook_signature.hpp"
#include "ledger/bits_of.hpp"
#include "net/request.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace bursar::net {

using actors::OutboundAnswer;
using actors::OutboundEnd;

namespace {

constexpr std::string_view question_prefix = "req_";
constexpr std::string_view answer_prefix = "ans_";
constexpr int answered_well = 200;
constexpr std::int64_t alarm_pause_ms = 60'000;

std::vector<crypto::ByteView> views_of(const std::vector<std::vector<std::uint8_t>>& keys) {
  return {keys.begin(), keys.end()};
}

std::optional<std::int64_t> seconds_of(std::string_view written) {
  std::int64_t seconds = 0;
  const auto [end, error] =
      std::from_chars(written.data(), written.data() + written.size(), seconds);
  if (error != std::errc{} || end != written.data() + written.size()) return std::nullopt;
  return seconds;
}

BridgeFault fault_of(OutboundEnd end) {
  switch (end) {
    case OutboundEnd::busy:
      return BridgeFault::busy;
    case OutboundEnd::late:
      return BridgeFault::late;
    case OutboundEnd::untrusted:
      return BridgeFault::untrusted;
    case OutboundEnd::malformed:
      return BridgeFault::malformed;
    case OutboundEnd::answered:
      return BridgeFault::unwilling;
    case OutboundEnd::refused:
    case OutboundEnd::unresolved:
    case OutboundEnd::forbidden:
    case OutboundEnd::unreachable:
    case OutboundEnd::no_secret:
      break;
  }
  return BridgeFault::unreachable;
}

/// Whether it is the answer to that question, and its bridge's.
std::expected<void, BridgeFault> vouched(const OutboundAnswer& answer, const ledger::Bits128& id,
                                         std::span<const crypto::ByteView> keys,
                                         std::int64_t now_seconds) {
  const auto named = answer.field("webhook-id");
  const auto written = answer.field("webhook-timestamp");
  const auto signatures = answer.field("webhook-signature");
  if (!named || !written || !signatures) return std::unexpected{BridgeFault::unsigned_};
  const auto seconds = seconds_of(*written);
  if (!seconds) return std::unexpected{BridgeFault::unsigned_};
  if (!crypto::signed_by(keys, {.id = *named, .timestamp = *seconds, .body = answer.body},
                         *signatures))
    return std::unexpected{BridgeFault::forged};
  if (*seconds < now_seconds - bridge_clock_seconds_max ||
      *seconds > now_seconds + bridge_clock_seconds_max)
    return std::unexpected{BridgeFault::stale};
  if (*named != ledger::text(answer_prefix, id)) return std::unexpected{BridgeFault::misplaced};
  return {};
}

std::string with_padding(const std::string& body) {
  std::string longer;
  longer.reserve(body.size() + body_padding_bytes);
  longer.append(body).append(body_padding_bytes, '\0');
  return longer;
}

}  // namespace

std::string_view word(BridgeFault fault) {
  constexpr std::array<std::string_view, bridge_faults> words = {
      "busy",           "unreachable",  "late",         "unwilling",     "untrusted",
      "malformed",      "unsigned",     "forged",       "stale",         "misplaced",
      "not_understood", "other_payout", "other_amount", "contradiction", "unreadable"};
  return words.at(static_cast<std::size_t>(fault));
}

struct BridgeLink::State {
  State(Options given, actors::Outbound& out, const actors::Clock& its_clock,
        actors::Random& its_random)
      : options{std::move(given)},
        keys{views_of(options.keys)},
        outbound{out},
        clock{its_clock},
        random{its_random} {}

  ledger::Bits128 fresh_id() {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    return ledger::bits_of(bytes);
  }
  std::int64_t now_seconds() const { return clock.now().milliseconds / 1'000; }

  void count(BridgeFault fault, std::string_view deed, std::string_view about) {
    const auto which = static_cast<std::size_t>(fault);
    const std::uint64_t refused = ++faults[which];
    if (silence(fault)) return;
    const std::int64_t now = clock.now().milliseconds;
    std::int64_t told = told_ms[which];
    if (told != 0 && now - told < alarm_pause_ms) return;
    if (!told_ms[which].compare_exchange_strong(told, now)) return;
    options.on_refused({.fault = fault,
                        .deed = std::string{deed},
                        .about = std::string{about},
                        .refused = refused});
  }

  const Options options;
  const std::vector<crypto::ByteView> keys;  // of those options
  actors::Outbound& outbound;
  const actors::Clock& clock;
  actors::Random& random;
  std::atomic<std::uint64_t> questions = 0;
  std::array<std::atomic<std::uint64_t>, bridge_faults> faults = {};
  std::array<std::atomic<std::int64_t>, bridge_faults> told_ms = {};
};

BridgeLink::BridgeLink(Options options, actors::Outbound& outbound, const actors::Clock& clock,
                       actors::Random& random)
    : state_{std::make_shared<State>(std::move(options), outbound, clock, random)} {}

void BridgeLink::ask(Question question, Then then) {
  ++state_->questions;
  const ledger::Bits128 id = state_->fresh_id();
  const std::string named = ledger::text(question_prefix, id);
  const std::int64_t seconds = state_->now_seconds();
  actors::OutboundRequest request{
      .url = state_->options.url + "/" + std::string{question.deed},
      .fields = {{"webhook-id", named},
                 {"webhook-timestamp", std::to_string(seconds)},
                 {"webhook-signature",
                  crypto::webhook_signature(
                      state_->keys, {.id = named, .timestamp = seconds, .body = question.body})}},
      .body = std::move(question.body),
      .answer_bytes_max = question.answer_bytes_max};
  auto heard = [state = state_, id, deed = std::string{question.deed},
                about = std::move(question.about),
                then = std::move(then)](const OutboundAnswer& answer) mutable {
    std::expected<void, BridgeFault> good;
    if (answer.end != OutboundEnd::answered || answer.status != answered_well)
      good = std::unexpected{fault_of(answer.end)};
    else
      good = vouched(answer, id, state->keys, state->now_seconds());
    if (good) {
      const std::string body = with_padding(answer.body);
      good = then(std::string_view{body}.substr(0, answer.body.size()));
      if (!good) state->count(good.error(), deed, about);
    } else {
      // Counted first: whoever is told may look at the figures at once.
      state->count(good.error(), deed, about);
      static_cast<void>(then(std::unexpected{good.error()}));
    }
  };
  state_->outbound.post(std::move(request), std::move(heard));
}

void BridgeLink::count(BridgeFault fault, std::string_view deed, std::string_view about) {
  state_->count(fault, deed, about);
}

BridgeLink::Figures BridgeLink::figures() const {
  Figures figures{.questions = state_->questions};
  for (std::size_t i = 0; i < bridge_faults; ++i)
    (silence(static_cast<BridgeFault>(i)) ? figures.unanswered : figures.refused) +=
        state_->faults[i];
  return figures;
}

}  // namespace bursar::net
