#pragma once

// One row per endpoint. The router, authorisation, validation, metric labels and OpenAPI are all
// read off this row; nothing about an endpoint is said twice.

#include "ledger/identity.hpp"
#include "net/request.hpp"
#include "net/schema.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bursar::net {

struct Visit;

/// Which classes of key an endpoint hears. Permissions come on top.
struct Who {
  std::uint8_t classes = 0;
  bool anyone = false;   // without a credential too
  bool sign_up = false;  // without a credential where sign-up is open

  constexpr bool hears(ledger::KeyClass one) const {
    return (classes >> static_cast<unsigned>(one) & 1) != 0;
  }
};

namespace who {

constexpr std::uint8_t bit(ledger::KeyClass one) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(one));
}
constexpr std::uint8_t org_bit = bit(ledger::KeyClass::org);
constexpr std::uint8_t operator_bit = bit(ledger::KeyClass::operator_);
constexpr std::uint8_t scoped_bits = bit(ledger::KeyClass::agent) | bit(ledger::KeyClass::session);

constexpr Who org{.classes = org_bit};
constexpr Who org_and_operator{.classes = org_bit | operator_bit};
constexpr Who operator_only{.classes = operator_bit};
constexpr Who agents_too{.classes = org_bit | scoped_bits};
constexpr Who agents_and_operator{.classes = org_bit | scoped_bits | operator_bit};
constexpr Who everybody{.classes = 0xFF};
constexpr Who anyone{.classes = 0xFF, .anyone = true};
constexpr Who org_or_sign_up{.classes = org_bit, .sign_up = true};
constexpr Who org_operator_or_sign_up{.classes = org_bit | operator_bit, .sign_up = true};

}  // namespace who

/// Whether a call carries an idempotency key, and where.
enum class Replay : std::uint8_t {
  none,       // the header is ignored: a read, or an answer that shows a secret
  by_key,     // header or body
  by_member,  // each member of the body has its own; a header is refused
};

/// What the "{id}" of a path names. A wallet's is looked up and its reach checked before the
/// handler runs; by its number it is the registry that finds it (dialects/trove.cpp).
enum class PathId : std::uint8_t {
  none,
  wallet,
  payment,
  key,
  policy,
  organization,
  wallet_number,
  approval,
  service,
  token,
  payout,
  dispute,
  evidence,
  webhook,
  delivery,
  idempotency_key
};

enum class BodyBound : std::uint8_t { usual, fundings, batch, evidence };

/// A piece of evidence of 1 MiB, with half as much for what JSON escapes: not enough for all text.
constexpr std::size_t evidence_body_bytes_max = 1'572'864;

/// A thousand allocations in the widest spelling are half of that.
constexpr std::size_t fundings_bytes_max = 262'144;

/// Whose spelling an answer has; the number stands in records (AnswerVersion::dialect).
enum class Dialect : std::uint8_t {
  canonical = 0,
  agentpay = 1,
  wallgent = 2,
  theros = 3,
  trove = 4,
  x402 = 5  // a facilitator's
};

struct Parameter {
  std::string_view name;
  std::string_view doc;
  std::string_view words = {};  // the only values allowed, separated by '|'
  bool required = false;        // its handler refuses without it
};

struct Reply {
  int status = 200;
  const Schema* schema = nullptr;
  bool list = false;      // {data: [schema…], has_more, next_cursor}, or the dialect's names
  bool history = false;   // a list whose oldest part may be archived: archived_before
  bool may_wait = false;  // a payment: 202 where it waits for approval
  bool streams = false;   // goes on as server-sent events, where those are accepted
};

struct Route {
  std::string_view name;  // operation id and metric label
  Verb verb = Verb::get;
  std::string_view path;
  Who who;
  std::optional<ledger::Permission> permission = {};
  std::optional<ledger::Permission> and_permission = {};  // needed on top of the first
  Replay replay = Replay::none;
  PathId id = PathId::none;
  BodyBound bound = BodyBound::usual;
  Dialect dialect = Dialect::canonical;
  const Schema* body = nullptr;
  std::span<const Parameter> parameters = {};
  Reply reply = {};
  void (*handle)(Visit&) = nullptr;
  std::string_view tag;
  std::string_view summary;
};

/// Every endpoint. The order is that of the documentation.
std::span<const Route> routes();

}  // namespace bursar::net
