#include "net/event_stream.hpp"

#include "net/event_view.hpp"
#include "net/json_writer.hpp"
#include "net/let_in.hpp"
#include "net/problem.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace bursar::net {

using actors::EventRow;
using actors::EventsCall;

namespace {

constexpr std::uint32_t rows_at_once = 100;
constexpr std::int64_t heartbeat_ms = 15'000;
constexpr std::int64_t hearing_ms = 1'000;     // so often its reader is looked at, come what may
constexpr std::int64_t pause_ms = 250;         // before what was refused is asked again
constexpr std::size_t told_at_once = 65'536;   // and what is left of an event
constexpr std::size_t unsent_max = 1'048'576;  // of whoever cannot follow
constexpr std::string_view heartbeat = ":\n\n";
constexpr std::string_view greeting = "retry: 1000\n\n";

bool same_media_type(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

bool read_digits(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Who reads, as a key or a session that may end meanwhile.
struct StreamReader {
  ledger::Principal principal;
  actors::LetIn let_in;
};

class EventStream final : public LiveAnswer {
 public:
  EventStream(Visit& visit, actors::EventsQuery query, actors::Permit place)
      : places_{visit.edge.streams},
        place_{std::move(place)},
        edge_{visit.edge},
        exchange_{visit.exchange},
        reader_{visit.caller(), let_in(visit)},
        query_{std::move(query)},
        now_{visit.now()},
        heard_at_{visit.now()},
        told_at_{visit.now()} {
    query_.limit = rows_at_once;
  }

  void look(ledger::Time now) override {
    now_ = now;
    if (asking_ || ended_) return;
    if (since(heard_at_) >= hearing_ms && !still_let_in()) return end();
    if (!on_its_way()) return;
    if (follows_ && exchange_.unsent() > unsent_max) return end();
    const bool more = there_is_more();
    follows_ = follows_ || !more;
    if (since(told_at_) >= heartbeat_ms) put(heartbeat);
    if (more && may_ask()) ask();
  }

 private:
  std::int64_t since(ledger::Time time) const { return now_.milliseconds - time.milliseconds; }
  bool still_let_in() {
    heard_at_ = now_;
    return reader_.let_in(now_);
  }
  bool there_is_more() const {
    return more_ || edge_.engine.durable(query_.organization) >= query_.from.sequence;
  }
  // Until it was offered to the socket, nobody can say of it that it was not taken.
  bool on_its_way() const { return exchange_.response.body.empty(); }
  // What was there before the stream began is told as fast as it is taken; whoever then cannot
  // follow what happens is let go.
  bool may_ask() const { return now_ >= not_before_ && (follows_ || exchange_.unsent() == 0); }

  void ask() {
    asking_ = true;
    auto call = std::make_shared<EventsCall>();
    call->command = query_;
    call->organization = reader_.principal.organization;
    exchange_.await(*call, [this](actors::Call* answered) {
      asking_ = false;
      tell(static_cast<EventsCall*>(answered));
    });
    edge_.engine.events(std::move(call));
  }

  void tell(const EventsCall* call) {
    if (call == nullptr || !call->outcome) {
      not_before_ = {now_.milliseconds + pause_ms};
      return;
    }
    const actors::EventsPage& page = *call->outcome;
    for (const EventRow& row : page.rows) {
      if (!still_let_in()) return end();
      put(row);
      if (exchange_.response.body.size() >= told_at_once && &row != &page.rows.back())
        return go_on_behind(row);
    }
    query_.from = page.next;
    more_ = page.more;
  }
  /// The rest of the page is asked for again.
  void go_on_behind(const EventRow& row) {
    query_.from = behind(row);
    more_ = true;
  }

  void put(const EventRow& row) {
    data_.clear();
    JsonWriter json{data_};
    write_event(json, edge_, {reader_.principal, query_.organization}, row);
    std::string& body = exchange_.response.body;
    body.append("id: ").append(stream_id(row));
    body.append("\nevent: ").append(word(row.event.type));
    body.append("\ndata: ").append(data_);
    put("\n\n");
  }
  void put(std::string_view text) {
    exchange_.response.body.append(text);
    told_at_ = now_;
    exchange_.grown();
  }
  void end() {
    ended_ = true;
    exchange_.done();
  }

  const std::shared_ptr<actors::Admission> places_;
  const actors::Permit place_;
  const Edge& edge_;
  Exchange& exchange_;
  const StreamReader reader_;
  actors::EventsQuery query_;  // from where it goes on
  ledger::Time now_;
  ledger::Time heard_at_;  // its reader was found to be let in
  ledger::Time told_at_;   // something
  ledger::Time not_before_ = {};
  std::string data_;  // of one event
  bool asking_ = false;
  bool more_ = false;     // was there when it was asked last
  bool follows_ = false;  // all that was there before has been told
  bool ended_ = false;
};

void refuse_stream(Visit& visit, ledger::Errc code) {
  rests_on(visit.exchange, visit.durable);
  put_refusal(visit.exchange, {.code = code},
              "So many streams are open as may be (limits.streams); one organisation may have no "
              "more than there are places left. Close some, or read pages.");
  visit.exchange.done();
}

}  // namespace

bool asks_for_stream(const Request& request) {
  std::string_view rest = request.accept;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, std::min(end, rest.find(';')));
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
    if (same_media_type(one, "text/event-stream")) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::string stream_id(const EventRow& row) {
  std::string id = std::to_string(row.at.sequence.value);
  if (!row.last) id.append(".").append(std::to_string(row.at.index));
  return id;
}

ledger::EventPosition behind(const EventRow& row) {
  if (row.last) return {.sequence = {row.at.sequence.value + 1}};
  return {row.at.sequence, static_cast<std::uint16_t>(row.at.index + 1)};
}

std::optional<ledger::EventPosition> behind(std::string_view last_id) {
  constexpr std::uint64_t sequence_max = std::uint64_t{1} << 48;
  const auto dot = std::min(last_id.find('.'), last_id.size());
  std::uint64_t sequence = 0;
  std::uint64_t index = 0;
  if (!read_digits(last_id.substr(0, dot), sequence) || sequence > sequence_max)
    return std::nullopt;
  if (dot == last_id.size()) return ledger::EventPosition{.sequence = {sequence + 1}};
  if (!read_digits(last_id.substr(dot + 1), index) || index >= ledger::record_events_max - 1)
    return std::nullopt;
  return ledger::EventPosition{{sequence}, static_cast<std::uint16_t>(index + 1)};
}

void stream_events(Visit& visit, actors::EventsQuery query) {
  if (!visit.query.cursor.empty())
    return malformed(visit, "?cursor", "A stream goes on by Last-Event-ID, or by after.");
  if (!visit.request.last_event_id.empty()) {
    const auto from = behind(visit.request.last_event_id);
    if (!from)
      return malformed(visit, "Last-Event-ID", "It is not the id of an event of a stream.");
    query.from = *from;
  }
  const ledger::OrganizationNumber own = visit.caller().organization;
  auto place = visit.edge.streams->try_admit(own.none() ? actors::Share{} : actors::Share::of(own));
  if (!place) return refuse_stream(visit, place.error().code);
  Response& response = visit.exchange.response;
  response.status = 200;
  response.content_type = "text/event-stream";
  response.field("X-Accel-Buffering", "no");
  response.body.append(greeting);
  rests_on(visit.exchange, visit.durable);
  auto stream = std::make_unique<EventStream>(visit, std::move(query), *std::move(place));
  visit.exchange.go_live(std::move(stream));
}

}  // namespace bursar::net
