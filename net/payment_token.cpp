#include "net/payment_token.hpp"

#include "crypto/bytes.hpp"

#include <array>
#include <charconv>
#include <cstring>

namespace bursar::net {

using ledger::Bits128;

namespace {

constexpr std::string_view token_prefix = "tokid_";
constexpr std::array<std::string_view, 1> token_prefixes = {token_prefix};
constexpr std::size_t hex_digits_of_64 = 16;
constexpr int hexadecimal = 16;

std::uint64_t number_of(std::string_view hex) {
  std::uint64_t number = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), number, hexadecimal);
  return number;
}

std::string hex_of(std::uint64_t number, std::size_t digits) {
  constexpr std::string_view alphabet = "0123456789abcdef";
  std::string text(digits, '0');
  for (std::size_t at = digits; at > 0; --at, number >>= 4) text[at - 1] = alphabet[number & 15];
  return text;
}

/// The low 96 bits of an id.
Bits128 bits_of(std::string_view digits) {
  const std::size_t high = digits.size() - hex_digits_of_64;
  return {number_of(digits.substr(0, high)), number_of(digits.substr(high))};
}
std::string digits_of(const Bits128& low) {
  return hex_of(low.high, crypto::payment_token_digits - hex_digits_of_64) +
         hex_of(low.low, hex_digits_of_64);
}

std::uint64_t key_bits(const Edge& edge) {
  return number_of(edge.payment_tokens.key_id()) << 32;
}

void add(std::string& bound, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bound += static_cast<char>(number >> shift);
}
void add(std::string& bound, const Bits128& id) {
  add(bound, id.high);
  add(bound, id.low);
}

/// Environment, payer, payee, service, amount, expiry: each has one length.
std::string bound_to(const ledger::TokenIssued& issued, ledger::Environment environment) {
  std::string bound{static_cast<char>('0' + static_cast<int>(environment))};
  add(bound, issued.payment.payer_id.bits);
  add(bound, issued.payment.payee_id.bits);
  add(bound, issued.terms.service.id.bits);
  add(bound, static_cast<std::uint64_t>(issued.payment.amount.money().units()));
  add(bound, static_cast<std::uint64_t>(issued.terms.expires_at.milliseconds));
  return bound;
}

ledger::Environment environment_of(const Edge& edge, const ledger::TokenIssued& issued) {
  return edge.engine.find_wallet(issued.payment.payer_id).value().environment;
}

std::optional<FoundToken> found(std::optional<ledger::Record> record) {
  if (!record) return std::nullopt;
  return FoundToken{std::make_shared<const ledger::Record>(*std::move(record))};
}

}  // namespace

// The journal is read before the proof is checked, as what the proof binds stands there; nothing
// that a guess could find is told, as every refusal is the same.
std::optional<FoundToken> token_of_text(const Edge& edge, std::string_view text) {
  const auto digits = edge.payment_tokens.digits(text);
  if (!digits) return std::nullopt;
  auto token = found(edge.engine.token_issued(bits_of(*digits)));
  if (!token) return std::nullopt;
  const ledger::TokenIssued& issued = token->issued();
  if (!edge.payment_tokens.authentic(text, bound_to(issued, environment_of(edge, issued))))
    return std::nullopt;
  return token;
}

std::optional<FoundToken> token_of_id(const Edge& edge, std::string_view written) {
  constexpr std::uint64_t low = 0xFFFF'FFFF;
  if (const auto id = ledger::parse_id(written, token_prefixes)) {
    if ((id->high & ~low) != key_bits(edge)) return std::nullopt;
    return found(edge.engine.token_issued({id->high & low, id->low}));
  }
  if (!written.starts_with(token_prefix)) return std::nullopt;
  written.remove_prefix(token_prefix.size());
  if (written.size() != crypto::payment_token_digits || !crypto::parse_hex(written))
    return std::nullopt;
  return found(edge.engine.token_issued(bits_of(written)));
}

std::string token_text(const Edge& edge, const ledger::Record& record) {
  const auto& issued = std::get<ledger::TokenIssued>(record.fact);
  return edge.payment_tokens.issue(digits_of(edge.engine.token_id(record)),
                                   bound_to(issued, environment_of(edge, issued)));
}

std::string token_id_text(const Edge& edge, const ledger::Record& issued) {
  const Bits128 low = edge.engine.token_id(issued);
  return ledger::text(token_prefix, {key_bits(edge) | low.high, low.low});
}

Seat seat_at(const Edge& edge, const ledger::Principal& caller, const ledger::TokenIssued& issued) {
  const auto whose = [&](ledger::WalletId id) {
    const auto wallet = edge.engine.find_wallet(id);
    if (caller.wallet) return wallet && wallet->id == caller.wallet->id;
    return wallet && wallet->organization == caller.organization;
  };
  return {.payer = whose(issued.payment.payer_id),
          .payee = whose(issued.payment.payee_id),
          .elsewhere = environment_of(edge, issued) != caller.environment};
}

std::string_view network_of(ledger::Environment environment) {
  return environment == ledger::Environment::sandbox ? "bursar:sandbox" : "bursar:production";
}

}  // namespace bursar::net
