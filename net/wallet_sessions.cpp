#include "net/wallet_sessions.hpp"

#include "net/spelling.hpp"

#include <array>
#include <memory>
#include <string>

namespace bursar::net {

using actors::IssueSessionCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::array<std::string_view, 1> session_wallet_prefixes = {"wal_"};
constexpr std::int64_t ttl_seconds_min = 60;
constexpr std::int64_t second_ms = 1'000;

constexpr std::array wallet_sessions_body_fields = {
    takes<&SessionBody::ttl_seconds, Kind::count>(
        "ttl_seconds", Need::required, "For so long it is heard: at least 60, at most 30 days",
        session_seconds_max),
};

constexpr std::array session_fields = {
    tells("wallet_id", Kind::text, "The wallet that it speaks for"),
    tells("session_token", Kind::text, "A JSON Web Token: shown this once"),
    tells("expires_at", Kind::time, "Until when it is heard, unless it is rotated before"),
};

void write_session(const Edge& edge, Exchange& exchange, ledger::WalletId wallet,
                   const ledger::SessionIssued& issued) {
  const std::string id = wallet_text(wallet);
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object()
      .text("wallet_id", id)
      .text("session_token",
            edge.session_tokens.issue({.wallet = id,
                                       .generation = static_cast<std::int64_t>(issued.generation),
                                       .expires_s = issued.expires.milliseconds / second_ms}))
      .time("expires_at", issued.expires)
      .close_object();
}

constexpr std::array wallet_sessions_rows = {
    Route{.name = "rotate_wallet_token",
          .verb = Verb::post,
          .path = "/v1/wallets/{id}/rotate-token",
          .who = who::org,
          .permission = Permission::keys_write,
          .id = PathId::wallet,
          .body = body_of<rotate_token>,
          .reply = {200, &session_schema},
          .handle = handle<rotate_token, may_grant>,
          .tag = "Wallets",
          .summary = "Make a session token for a wallet; the one before it is heard no more"},
};

}  // namespace

const Schema SessionBody::schema{"SessionRequest", wallet_sessions_body_fields};
const Schema session_schema{"WalletSession", session_fields};

bool may_grant(Visit& visit, SessionBody& body) {
  if (!visit.caller().permissions.includes(ledger::agent_default)) {
    refuse(visit, Errc::forbidden);
    return false;
  }
  if (body.ttl_seconds >= ttl_seconds_min) return true;
  const std::string_view as_it_is_called = visit.route.body->fields.front().name;
  malformed(visit, "#/" + std::string{as_it_is_called}, "must be from 60 to 2592000");
  return false;
}

void rotate_token(Visit& visit, SessionBody& body) {
  const ledger::WalletAddress& wallet = visit.path_wallet();
  auto call = std::make_shared<IssueSessionCall>();
  call->command = {.organization = visit.caller().organization,
                   .wallet = wallet.account,
                   .ttl_ms = body.ttl_seconds * second_ms,
                   .now = visit.now()};
  ask(visit, &actors::Engine::issue_session, std::move(call),
      [id = wallet.id](Edge& edge, Exchange& exchange, IssueSessionCall& issued) {
        write_session(edge, exchange, id, *issued.outcome);
      });
}

std::optional<SessionClaim> session_claim(const Edge& edge, std::string_view token) {
  const auto claims = edge.session_tokens.read(token);
  const auto wallet =
      claims ? ledger::parse_id(claims->wallet, session_wallet_prefixes) : std::nullopt;
  if (!wallet) return std::nullopt;
  return SessionClaim{{*wallet},
                      {.generation = static_cast<std::uint64_t>(claims->generation),
                       .expires = {claims->expires_s * second_ms}}};
}

// The engine is asked only for what we have signed.
void hear_session(const Edge& edge, std::string_view token, ledger::Time now, Exchange& exchange) {
  const auto found = session_claim(edge, token);
  if (!found) return;
  exchange.principal = edge.engine.authenticate_session(found->wallet, found->session, now);
  exchange.session_ended = !exchange.principal;
}

std::span<const Route> wallet_session_routes() {
  return wallet_sessions_rows;
}

}  // namespace bursar::net
