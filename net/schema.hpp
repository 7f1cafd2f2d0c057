#pragma once

// Field tables: what a JSON body holds, said once. The reader decodes by a table, OpenAPI is
// written from it, and a reply's table says what a client may count on.

#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/patch.hpp"
#include "ledger/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bursar::net {

/// What a field holds, and in what type: each kind has exactly one.
enum class Kind : std::uint8_t {
  text,         // std::string: prose; line breaks and tabs are its only control characters
  label,        // std::string: a name or an id of the caller's; no control characters
  idempotency,  // std::string: 1 to 255 visible ASCII characters
  amount,       // Money: above zero and at most amount_max
  limit,        // Money: zero or more
  all_or_some,  // Money: an amount; zero where it says "all"
  adjustment,   // Money: an amount, or minus one
  currency,     // bool: whether it is written as USDC
  flag,         // bool
  count,        // std::int64_t: a number of things, in a body from 0 to the field's bound
  seconds,      // std::int64_t: milliseconds of any number of seconds above zero, or of the bound
  time,         // Time, as RFC 3339 writes it
  wallet_id,    // WalletId; text that is no id becomes names_nothing
  policy_id,    // PolicyId; likewise
  labels,       // std::vector<std::string>: of words without commas
  names,        // std::vector<std::string>: of labels
  permissions,  // Permissions
  object,       // std::string: any JSON object, kept as text with sorted members
  one,          // what another table describes
  many,         // std::vector of what another table describes
  number,       // a JSON number for money, as a dialect writes it; replies alone
};

/// What text that is no id is read as: an id that nothing has.
constexpr ledger::Bits128 names_nothing{~std::uint64_t{0}, ~std::uint64_t{0}};

enum class Need : std::uint8_t { optional, required };

struct Schema;

struct Field {
  std::string_view name;
  Kind kind = Kind::text;
  Need need = Need::optional;
  std::size_t bound = 0;  // characters of text, elements of a list, the largest count
  std::string_view doc;
  std::string_view words = {};         // the only texts allowed, separated by '|'
  std::string_view bytes_remedy = {};  // of more bytes than bound; none: that counts characters
  const Schema* of = nullptr;          // of one and many
  const Schema* or_of = nullptr;       // of many: what an element is instead
  bool null_says_none = false;         // null is a value of its own, not absence
  void (*clear)(void*) = nullptr;      // what null does then; none: it makes the member present
  void* (*member)(void*) = nullptr;    // its place in the body, made present
  void* (*append)(void*) = nullptr;    // of many: a new last element
};

struct Schema {
  std::string_view name;
  std::span<const Field> fields;
  std::string_view doc = {};
  bool may_be_missing = false;  // a request without a body is one with an empty object
  bool open = false;            // members that are not listed are ignored
};

namespace schema {

template <class T>
struct MemberOf;
template <class B, class M>
struct MemberOf<M B::*> {
  using Body = B;
  using Type = M;
};
template <class T>
struct Held {
  using Type = T;
};
template <class T>
struct Held<std::optional<T>> {
  using Type = T;
};
template <class T>
struct Held<ledger::Patch<T>> {
  using Type = T;
};

template <class T>
constexpr bool patch = false;
template <class T>
constexpr bool patch<ledger::Patch<T>> = true;

constexpr std::size_t default_bound(Kind kind) {
  switch (kind) {
    case Kind::text:
      return 1'000;
    case Kind::label:
    case Kind::idempotency:
      return 255;
    case Kind::wallet_id:
    case Kind::policy_id:
      return 64;
    case Kind::labels:
      return 50;
    case Kind::names:
      return 1'000;
    case Kind::permissions:
      return 32;
    case Kind::object:
      return 16'384;
    case Kind::amount:
    case Kind::limit:
    case Kind::all_or_some:
    case Kind::adjustment:
    case Kind::currency:
    case Kind::flag:
    case Kind::count:
    case Kind::seconds:
    case Kind::time:
    case Kind::one:
    case Kind::many:
    case Kind::number:
      return 0;
  }
  return 0;
}

template <Kind K, class T>
constexpr bool holds() {
  switch (K) {
    case Kind::text:
    case Kind::label:
    case Kind::idempotency:
    case Kind::object:
      return std::is_same_v<T, std::string>;
    case Kind::amount:
    case Kind::limit:
    case Kind::all_or_some:
    case Kind::adjustment:
      return std::is_same_v<T, ledger::Money>;
    case Kind::currency:
    case Kind::flag:
      return std::is_same_v<T, bool>;
    case Kind::wallet_id:
      return std::is_same_v<T, ledger::WalletId>;
    case Kind::policy_id:
      return std::is_same_v<T, ledger::PolicyId>;
    case Kind::count:
    case Kind::seconds:
      return std::is_same_v<T, std::int64_t>;
    case Kind::labels:
    case Kind::names:
      return std::is_same_v<T, std::vector<std::string>>;
    case Kind::time:
      return std::is_same_v<T, ledger::Time>;
    case Kind::permissions:
      return std::is_same_v<T, ledger::Permissions>;
    case Kind::many:
    case Kind::one:
      return true;
    case Kind::number:
      return false;
  }
  return false;
}

template <auto Member>
void* place(void* body) {
  using Of = MemberOf<decltype(Member)>;
  auto& member = static_cast<typename Of::Body*>(body)->*Member;
  using Type = typename Of::Type;
  if constexpr (patch<Type>) {
    member.given = true;
    return &member.value.emplace();
  } else if constexpr (std::is_same_v<Type, typename Held<Type>::Type>) {
    return &member;
  } else {
    return &member.emplace();
  }
}

template <auto Member>
void clear(void* body) {
  using Of = MemberOf<decltype(Member)>;
  auto& member = static_cast<typename Of::Body*>(body)->*Member;
  member = {.given = true};
}

template <auto Member>
void* extend(void* body) {
  return &(static_cast<typename MemberOf<decltype(Member)>::Body*>(body)->*Member).emplace_back();
}

}  // namespace schema

/// A field of a body, tied to the member that takes it.
template <auto Member, Kind K>
constexpr Field takes(std::string_view name, Need need, std::string_view doc,
                      std::size_t bound = schema::default_bound(K)) {
  using Type = typename schema::MemberOf<decltype(Member)>::Type;
  static_assert(schema::holds<K, typename schema::Held<Type>::Type>());
  Field field{.name = name,
              .kind = K,
              .need = need,
              .bound = bound,
              .doc = doc,
              .null_says_none = schema::patch<Type>,
              .member = &schema::place<Member>};
  if constexpr (schema::patch<Type>) field.clear = &schema::clear<Member>;
  return field;
}

template <auto Member>
constexpr Field takes_one(std::string_view name, const Schema& of, std::string_view doc) {
  Field field = takes<Member, Kind::one>(name, Need::optional, doc);
  field.of = &of;
  return field;
}

template <auto Member>
constexpr Field takes_many(std::string_view name, const Schema& of, std::size_t bound,
                           std::string_view doc) {
  return {.name = name,
          .kind = Kind::many,
          .need = Need::required,
          .bound = bound,
          .doc = doc,
          .of = &of,
          .member = &schema::place<Member>,
          .append = &schema::extend<Member>};
}

/// The same field, with the only words that it may say.
constexpr Field one_of(Field field, std::string_view words) {
  field.words = words;
  return field;
}
/// The same field, which has to be there.
constexpr Field required(Field field) {
  field.need = Need::required;
  return field;
}
/// The same field of text, where something relies on how many bytes it has: its bound counts those.
/// The remedy is for whoever sent more.
constexpr Field in_bytes(Field field, std::string_view remedy) {
  field.bytes_remedy = remedy;
  return field;
}
constexpr Field or_none(Field field) {
  field.null_says_none = true;
  return field;
}

/// A member of a reply: always there (required) or null when there is nothing to say (optional).
constexpr Field tells(std::string_view name, Kind kind, std::string_view doc,
                      Need need = Need::required) {
  return {.name = name, .kind = kind, .need = need, .doc = doc};
}
constexpr Field tells(std::string_view name, Kind kind, const Schema& of, std::string_view doc,
                      Need need = Need::required) {
  return {.name = name, .kind = kind, .need = need, .doc = doc, .of = &of};
}

/// One table of its pieces, in their order.
template <std::size_t... N>
constexpr std::array<Field, (N + ...)> joined(const std::array<Field, N>&... pieces) {
  std::array<Field, (N + ...)> fields;
  auto next = fields.begin();
  ((next = std::ranges::copy(pieces, next).out), ...);
  return fields;
}

/// The same table as a dialect tells it that writes money as JSON numbers.
template <std::size_t N>
constexpr std::array<Field, N> money_as_numbers(std::array<Field, N> fields) {
  for (Field& field : fields)
    if (field.kind == Kind::amount || field.kind == Kind::limit) field.kind = Kind::number;
  return fields;
}

/// A list of a reply whose elements are of either table.
constexpr Field or_of(Field field, const Schema& other) {
  field.or_of = &other;
  return field;
}

}  // namespace bursar::net
