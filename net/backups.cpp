#include "net/backups.hpp"

#include "actors/backup_call.hpp"
#include "net/json_writer.hpp"
#include "net/problem.hpp"
#include "net/visit.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace bursar::net {

using actors::BackupCall;

namespace {

constexpr std::size_t path_bytes_max = 4'096;

struct BackupBody {
  std::string to;

  static const Schema schema;
};

constexpr std::array backups_body_fields = {
    in_bytes(takes<&BackupBody::to, Kind::label>(
                 "to", Need::required,
                 "Its directory: an absolute path on the engine's machine, of at most 4,096 bytes, "
                 "where nothing is yet or an empty directory; not in the data directory",
                 path_bytes_max),
             "choose a shorter path"),
};

constexpr std::array made_fields = {
    tells("to", Kind::text, "Its directory"),
    tells("made_at", Kind::time, "When it was verified"),
    tells("format", Kind::count, "The version of the journal's format"),
    tells("epoch", Kind::count, "How often the journal was restored"),
    tells("last_sequence", Kind::count, "The last record that is in it"),
    tells("chain_hash", Kind::text, "The chain hash after that record, in hex"),
};
constexpr Schema made_schema{"Backup", made_fields};

void put_made(Exchange& exchange, const BackupCall& call) {
  exchange.response.status = 201;
  JsonWriter{exchange.response.body}
      .open_object()
      .text("to", call.to.native())
      .time("made_at", call.outcome->made_at)
      .number("format", call.outcome->format)
      .number("epoch", std::uint64_t{call.outcome->epoch})
      .number("last_sequence", call.outcome->last.value)
      .text("chain_hash", crypto::hex(call.outcome->chain_hash))
      .close_object();
}

void put_outcome(Exchange& exchange, const BackupCall* call) {
  if (call == nullptr)
    put_refusal(exchange, {.code = ledger::Errc::outcome_unknown});
  else if (call->outcome)
    put_made(exchange, *call);
  else if (call->outcome.error().reason == actors::NoBackup::Reason::refused)
    put_refusal(exchange, EdgeRefusal::backup_refused, call->outcome.error().why);
  else
    put_refusal(exchange, EdgeRefusal::backup_failed, call->outcome.error().why);
}

void make_backup(Visit& visit, BackupBody& body) {
  if (!body.to.starts_with('/')) return malformed(visit, "#/to", "must be an absolute path");
  auto call = std::make_shared<BackupCall>();
  call->to = std::move(body.to);
  visit.exchange.await(*call, [&exchange = visit.exchange](actors::Call* answered) {
    put_outcome(exchange, static_cast<const BackupCall*>(answered));
    exchange.done();
  });
  visit.edge.options.back_up(std::move(call));
}

constexpr std::array backups_rows = {
    Route{.name = "make_backup",
          .verb = Verb::post,
          .path = "/v1/backups",
          .who = who::operator_only,
          .body = body_of<make_backup>,
          .reply = {201, &made_schema},
          .handle = handle<make_backup>,
          .tag = "Operations",
          .summary = "Make a verified backup, as the operator; answered once it is complete"},
};

}  // namespace

const Schema BackupBody::schema{"BackupRequest", backups_body_fields};

std::span<const Route> backup_routes() {
  return backups_rows;
}

}  // namespace bursar::net
