#include "config/rows.hpp"

#include "config/row_makers.hpp"

#include <iterator>
#include <numeric>

namespace bursar::config {
namespace {

constexpr std::int64_t mebibyte = 1'048'576;
constexpr Whole deadline_ms{10, 3'600'000};
constexpr Dollars sandbox_dollars{0, 1'000'000'000};

std::vector<Row> http_rows() {
  return {
      text("http.listen", PLACE(http.listen), endpoint_shape,
           "Where the API is served. Port 0 takes any free one."),
      list("http.hosts", PLACE(http.hosts), word_shape,
           "Names that a request's Host may carry beside the address listened on. Anything else is "
           "refused, so that a web page cannot reach a local engine under a name of its own."),
      text(
          "http.tls_certificate", PLACE(http.tls_certificate), optional_path_shape,
          "Certificate in PEM, its chain behind it, to serve TLS 1.2 and 1.3 with; SIGHUP reads it "
          "and the key again. Empty, as the key then must be: plain HTTP."),
      text("http.tls_key", PLACE(http.tls_key), optional_path_shape,
           "Key of that certificate, in PEM, without a passphrase and not readable by everybody."),
      integer("http.trusted_hops", PLACE(http.trusted_hops), {0, 16},
              "Proxies that every request comes through. A client's address is then the one that "
              "the outermost of them saw: of X-Forwarded-For the place that many from the end. 0 "
              "ignores the field, as anybody may send it."),
      integer("http.io_threads", PLACE(http.io_threads), {1, 64},
              "Threads that read requests and write answers."),
      integer("http.connections_max", PLACE(http.connections_max), {1, 1'000'000},
              "Open connections; past it new ones hear OVERLOADED and are closed."),
      integer("http.header_bytes_max", PLACE(http.header_bytes_max), {1'024, mebibyte},
              "Largest head of a request."),
      integer("http.body_bytes_max", PLACE(http.body_bytes_max), {1'024, 64 * mebibyte},
              "Largest body of a request."),
      integer("http.batch_bytes_max", PLACE(http.batch_bytes_max), {1'024, 64 * mebibyte},
              "Largest body of a batch of payments."),
      integer("http.buffered_bytes_max", PLACE(http.buffered_bytes_max),
              {mebibyte, 1'048'576 * mebibyte},
              "Memory for requests that are arriving, over all connections, beyond the 8 KiB that "
              "each may have; past it the answer is OVERLOADED. More than 64 KiB is taken in only "
              "for a key that may send it."),
      integer("http.header_deadline_ms", PLACE(http.header_deadline_ms), deadline_ms,
              "Time for a request's head to arrive."),
      integer("http.body_deadline_ms", PLACE(http.body_deadline_ms), deadline_ms,
              "Time for a request's body to arrive, or for the next 64 KiB of a larger one."),
      integer("http.write_deadline_ms", PLACE(http.write_deadline_ms), deadline_ms,
              "Time for an answer to be taken by the client."),
      integer(
          "http.idle_deadline_ms", PLACE(http.idle_deadline_ms), deadline_ms,
          "Time a connection may wait for its next request; for its first one it has no more than "
          "header_deadline_ms."),
      integer("http.pipelined_max", PLACE(http.pipelined_max), {1, 1'024},
              "Requests of one connection that may be under way at once."),
  };
}

std::vector<Row> storage_rows() {
  return {
      text("operator.listen", PLACE(operators.listen), optional_endpoint_shape,
           "Where the operator's own routes are served and nowhere else: a loopback address, by "
           "plain HTTP. Empty: where the API is."),
      text("metrics.listen", PLACE(metrics.listen), endpoint_shape,
           "Where /metrics is served, apart from the API. Port 0 takes any free one."),
      text("data.dir", PLACE(data.dir), path_shape,
           "Directory of the journal and the keys; made with its parents when missing."),
      text("secrets.file", PLACE(secrets.file), optional_path_shape,
           "The engine's own keys; empty means secret.key in the data directory."),
      integer("journal.fill_ahead_mib", PLACE(journal.fill_ahead_mib), {0, 4'096},
              "How far the journal's file is filled with zeros ahead of its end: a commit to a "
              "fresh block costs the file system more. 0 switches it off."),
      integer(
          "journal.low_water_mib", PLACE(journal.low_water_mib), {0, mebibyte},
          "Free space of the data's file system below which payments and whatever else would be "
          "written are refused with READ_ONLY, until there is an eighth more. Reads go on, and "
          "revoking a key is still carried out. 0 switches it off: a full disk then ends the "
          "engine."),
      integer("journal.map_size_gib", PLACE(journal.map_size_gib), {1, 65'536},
              "Address space for the journal's file; the file is sparse and grows only as needed."),
      integer("journal.segment_records", PLACE(journal.segment_records), {1'000, 4'294'967'296},
              "From so many records on a segment of the journal is closed for good and the next "
              "one begun."),
  };
}

std::vector<Row> admission_rows() {
  return {
      integer("limits.max_in_flight", PLACE(limits.max_in_flight), {1, mebibyte},
              "Commands under way at once; past it the answer is OVERLOADED. One organisation may "
              "have no more of them than there are places left, which alone is half."),
      integer("limits.batches_in_flight", PLACE(limits.batches_in_flight), {1, 1'024},
              "Batches of payments under way at once; an organisation's share is as above."),
      integer("limits.streams", PLACE(limits.streams), {1, 1'000'000},
              "Streams of events open at once; past it the answer is OVERLOADED. One organisation "
              "may have no more of them than there are places left. Each may hold 1 MiB that its "
              "client has not taken."),
      integer(
          "limits.connections_per_address", PLACE(limits.connections_per_address), {-1, 1'000'000},
          "Open connections of one address, or of one IPv6 network of 64 bits; past it new ones "
          "hear OVERLOADED and are closed. 0 means no limit, and -1 means 256, but none when "
          "listening on loopback or behind a proxy, which is one address for many clients."),
      integer("limits.signups_per_minute", PLACE(limits.signups_per_minute), {0, 1'000'000},
              "Organisations and agents made a minute from one address without a credential; 0 "
              "means no limit."),
      integer("limits.requests_per_minute", PLACE(limits.requests_per_minute), {-1, 10'000'000},
              "Requests of one key in a minute, which may come at once; past it they are refused "
              "with RATE_LIMITED as they come. 0 means no limit; -1 means none when listening on "
              "loopback, and 6000 otherwise."),
      integer("idempotency.keys_max", PLACE(idempotency.keys_max), {1'000, 1'000'000'000},
              "Idempotency keys remembered, each for a day at least and 30 hours at most; past it "
              "payments with a new key are refused until old ones expire. Nothing is forgotten to "
              "make room. A million take 2.5 MB of memory and 16 MB of DATA/keys."),
      integer("keys.last_used_seconds", PLACE(keys.last_used_seconds), {0, 86'400},
              "So often one record says which keys were used since the last one, and when: as "
              "precise is last_used_at. 0 switches it off."),
      integer("wallets.idle_seconds", PLACE(wallets.idle_seconds), {1, 86'400},
              "A wallet that nothing came for in that time gives its memory back; the next call "
              "brings it to life again."),
      integer("wallets.live_max", PLACE(wallets.live_max), {1, 100'000'000},
              "Wallets alive at once; past it those not used for longest give their memory back "
              "earlier."),
      integer("projector.lag_max_records", PLACE(projector.lag_max_records), {1'000, 1'000'000'000},
              "Records that the views may be behind the journal; past it writes are refused with "
              "OVERLOADED until they have come nearer. A start after a crash reads so many again."),
  };
}

std::vector<Row> business_rows() {
  return {
      integer("fees.bps", PLACE(fees.bps), {0, 10'000},
              "Fee on a payment in basis points (hundredths of a percent) of its amount."),
      money("fees.flat", PLACE(fees.flat), {0, 1'000}, "Flat part of the fee on a payment."),
      choice("sandbox.open_signup", PLACE(sandbox.open_signup), {"auto", "on", "off"},
             "Whether anybody may make a sandbox organisation without a credential; auto means "
             "only when listening on loopback, without trusted proxies and without production."),
      money("sandbox.org_initial_balance", PLACE(sandbox.org_initial_balance), sandbox_dollars,
            "Play money that a new sandbox organisation starts with."),
      money("sandbox.faucet_per_day", PLACE(sandbox.faucet_per_day), sandbox_dollars,
            "Play money that an agent may give its own wallet in a day."),
      flag("production.enabled", PLACE(production.enabled),
           "Whether the PRODUCTION environment is served. A start is then refused unless secrets, "
           "data directory, listener and sign-up are fit for money; what is not is told."),
      flag("payments.external_record_only", PLACE(payments.external_record_only),
           "Whether payments to somebody outside and payouts are accepted in PRODUCTION, where "
           "nobody settles them: the books then only say that the money is owed."),
      integer("approvals.ttl_seconds", PLACE(approvals.ttl_seconds), {1, 2'592'000},
              "So long a payment waits for approval; then it has expired and its money is free "
              "again. It holds for payments that are asked for from then on."),
      integer("tokens.ttl_seconds", PLACE(tokens.ttl_seconds), {1, 86'400},
              "So long a payment token is good for, at most, before its call starts; then it has "
              "expired and its money is free again."),
      integer("tokens.max_open_seconds", PLACE(tokens.max_open_seconds), {1, 2'592'000},
              "So long a call may take, at most, that its provider has promised for no time; then "
              "its payer has its money back."),
      integer("tokens.open_max", PLACE(tokens.open_max), {1, 100'000},
              "So many tokens of one wallet may be open at a time."),
      integer("payouts.pending_seconds", PLACE(payouts.pending_seconds), {0, 86'400},
              "So long a payout waits before it is submitted to whoever settles it; until then it "
              "may be cancelled."),
      integer("payouts.open_max", PLACE(payouts.open_max), {1, 100'000},
              "So many payouts of one wallet may be open at a time."),
      integer("disputes.window_days", PLACE(disputes.window_days), {1, 3'650},
              "So long after it was made a payment may be disputed."),
      integer("disputes.evidence_mib", PLACE(disputes.evidence_mib), {1, 1'048'576},
              "What parties to disputes show takes no more room than this, all together."),
  };
}

std::vector<Row> connector_rows() {
  return {
      integer("connectors.max_seconds", PLACE(connectors.max_seconds), {1, 31'536'000},
              "Past so long with its connector a payout raises an alarm. It is never released by "
              "itself: the money may be on its way."),
      integer("connectors.silent_seconds", PLACE(connectors.silent_seconds), {1, 31'536'000},
              "Past so long without any answer a connector raises an alarm. Nothing is released "
              "by it."),
      choice("connectors.sandbox", PLACE(connectors.sandbox), {"scripted", "http"},
             "Who settles payouts of the sandbox: what the cents of their amounts say (scripted), "
             "or the bridge at connectors.url (http)."),
      integer("connectors.sandbox_seconds", PLACE(connectors.sandbox_seconds), {0, 86'400},
              "So long the scripted connector takes to settle a payout."),
      choice("connectors.production", PLACE(connectors.production), {"none", "http"},
             "Who settles payouts of PRODUCTION: nobody (none), so that there are none unless "
             "payments.external_record_only is set, or the bridge at connectors.url (http)."),
      text("connectors.url", PLACE(connectors.url), optional_path_shape,
           "Where the bridge is asked, such as \"https://bridge.example.com/bursar\". Plain http "
           "only to loopback. Its host and port are the only ones that are asked."),
      text("connectors.secret_file", PLACE(connectors.secret_file), optional_path_shape,
           "File of the secret that is shared with the bridge: \"whsec_\" and base64 of 24 to 64 "
           "random bytes, not readable by everybody. While it is changed, a second line holds "
           "the other one."),
      text("connectors.authorities_file", PLACE(connectors.authorities_file), optional_path_shape,
           "Authorities, in PEM, that vouch for the bridge's certificate. Empty: the system's."),
      list("connectors.destinations", PLACE(connectors.destinations), word_shape,
           "What the bridge pays out to: of bank, crypto and stripe. Others are refused when they "
           "are asked for."),
      integer("connectors.connect_deadline_ms", PLACE(connectors.connect_deadline_ms), {10, 20'000},
              "Time for a connection to the bridge."),
      integer("connectors.deadline_ms", PLACE(connectors.deadline_ms), {10, 25'000},
              "Time for an answer of the bridge, connection included."),
  };
}

std::vector<Row> webhook_rows() {
  return {
      list("webhooks.allow", PLACE(webhooks.allow), called_shape,
           "Receivers of one's own, each \"host:port\": they are told though they are not of the "
           "public network, by plain http too. Only where the sandbox alone is served."),
      integer("webhooks.per_organization_max", PLACE(webhooks.per_organization_max), {1, 10'000},
              "So many webhooks an organisation may have."),
      integer("webhooks.in_flight_max", PLACE(webhooks.in_flight_max), {4, 4'096},
              "So many attempts to tell webhooks are under way at a time: of one organisation a "
              "quarter, of those whose last attempt failed half."),
      integer("webhooks.connect_deadline_ms", PLACE(webhooks.connect_deadline_ms), {10, 30'000},
              "Time for a connection to a webhook."),
      integer("webhooks.deadline_ms", PLACE(webhooks.deadline_ms), {10, 30'000},
              "Time for its answer, connection included."),
  };
}

std::vector<Row> running_rows() {
  return {
      choice(
          "engine.scheduling", PLACE(engine.scheduling), {"inline", "pool"},
          "Who runs the actors: the thread that brings the work (inline), or a pool of threads."),
      integer("engine.pin_to_core", PLACE(engine.pin_to_core), {-1, 4'095},
              "Core that the engine's thread stays on; -1 leaves it to the kernel."),
      choice("engine.core_dumps", PLACE(engine.core_dumps), {"off", "on"},
             "Whether a crash may leave a core file, and others of the same user look into the "
             "process: either shows its keys."),
      choice("log.level", PLACE(log.level), {"debug", "info", "warn", "error"},
             "What is below is not logged."),
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (auto* part : {http_rows, storage_rows, admission_rows, business_rows, connector_rows,
                     webhook_rows, running_rows})
    std::ranges::move(part(), std::back_inserter(all));
  return all;
}

// Levenshtein's distance: characters to add, drop or change to make one word the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

}  // namespace

std::span<const Row> rows() {
  static const std::vector<Row> all = all_rows();
  return all;
}

const Row* find_row(std::string_view name) {
  const auto found = std::ranges::find(rows(), name, &Row::name);
  return found == rows().end() ? nullptr : &*found;
}

std::string nearest_name(std::string_view name) {
  constexpr std::size_t name_length_max = 100;  // longer ones are nobody's typing error
  if (name.size() > name_length_max) return {};
  const Row* nearest = nullptr;
  std::size_t least = std::max<std::size_t>(2, name.size() / 4) + 1;
  for (const Row& row : rows()) {
    // As many letters have to be added or dropped at least.
    const auto longer = std::max(row.name.size(), name.size());
    const auto shorter = std::min(row.name.size(), name.size());
    // The right word in the wrong group, or in none, is as near as one wrong letter.
    const bool right_word = last_part(row.name) == last_part(name);
    if (!right_word && longer - shorter >= least) continue;
    const std::size_t apart = right_word ? 1 : distance(row.name, name);
    if (apart < least) {
      least = apart;
      nearest = &row;
    }
  }
  return nearest == nullptr ? std::string{} : nearest->name;
}

}  // namespace bursar::config
