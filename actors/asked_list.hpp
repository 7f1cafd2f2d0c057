#pragma once

// Lists of what organisations have asked for, newest first: what the views do not list yet is known
// here, older ones they list all. A row is named by the record that asked for it. No CAF, no clock.

#include "actors/commands.hpp"
#include "actors/ports.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace bursar::actors {

/// Whether a row is of that wallet.
template <class Value>
bool is_of(const Value& value, ledger::AccountNumber wallet) {
  return value.wallet == wallet;
}

/// One page on its way: what matches of the rows that it is shown. `Row` is a request and what has
/// become of it, which has a status and a wallet.
template <class Query, class Row>
class AskedPage {
 public:
  explicit AskedPage(const Query& query) : query_{query} {
    CHECK(query_.page.looked_at_max > 0 && query_.page.limit > 0);
  }

  /// False: the page ends before this one.
  template <class Value>
  bool show(ledger::Sequence request, const Value& value) {
    if (rows_.rows.size() == query_.page.limit || rows_.looked_at == query_.page.looked_at_max) {
      rows_.next = last_.value;
      return false;
    }
    ++rows_.looked_at;
    last_ = request;
    if (query_.status && value.status != *query_.status) return true;
    if (!query_.only.none() && !is_of(value, query_.only)) return true;
    rows_.rows.push_back({request, value});
    return true;
  }
  Rows<Row> rows() && { return std::move(rows_); }

 private:
  const Query& query_;
  Rows<Row> rows_;
  ledger::Sequence last_ = {};
};

/// A list as the views have it, of requests in their order.
class EarlierRequests {
 public:
  EarlierRequests(const LedgerStates& states, persistence::List list,
                  ledger::OrganizationNumber owner)
      : states_{states}, list_{list}, owner_{owner.value} {}

  std::optional<ledger::Sequence> nth(std::uint64_t n) const {
    const auto found = states_.listed(list_, owner_, n);
    if (!found) return std::nullopt;
    return ledger::Sequence{found->low};
  }
  /// How many rows come before that request: the list grows.
  std::uint64_t count_before(ledger::Sequence request) const {
    std::uint64_t end = 1;
    while (before(end, request)) end *= 2;
    std::uint64_t begin = end / 2;  // the last that is known to be before it, or 0
    while (end - begin > 1) {
      const std::uint64_t middle = begin + (end - begin) / 2;
      (before(middle, request) ? begin : end) = middle;
    }
    return begin;
  }

 private:
  bool before(std::uint64_t n, ledger::Sequence request) const {
    const auto found = nth(n);
    return found && *found < request;
  }

  const LedgerStates& states_;
  const persistence::List list_;
  const std::uint64_t owner_;
};

/// Requests that are known here, each in the list of its organisation and environment.
class KnownRequests {
 public:
  template <class Value>
  void add(ledger::Sequence request, const Value& value) {
    places_.insert({value.organization.value, value.environment, request});
  }
  template <class Value>
  void remove(ledger::Sequence request, const Value& value) {
    places_.erase({value.organization.value, value.environment, request});
  }

  /// `show(request)` for those past the watermark, from before `query.page` on; false where it said
  /// so and the page has ended.
  template <class Query, class Show>
  bool each_newest_first(const Query& query, ledger::Sequence watermark, Show show) const {
    const ledger::Sequence before = first_of(query);
    if (before <= watermark) return true;
    const std::uint64_t owner = query.organization.value;
    const auto end = places_.upper_bound({owner, query.environment, watermark});
    for (auto next = places_.lower_bound({owner, query.environment, before}); next != end;)
      if (!show(std::get<ledger::Sequence>(*--next))) return false;
    return true;
  }

  /// The same for those that the views list, up to the watermark.
  template <class Query, class Show>
  static void each_earlier(const Query& query, ledger::Sequence watermark,
                           const EarlierRequests& earlier, Show show) {
    const ledger::Sequence after{watermark.value + 1};
    std::uint64_t n = earlier.count_before(std::min(first_of(query), after));
    while (n > 0 && show(earlier.nth(n).value())) --n;
  }

 private:
  using Place = std::tuple<std::uint64_t, ledger::Environment, ledger::Sequence>;

  template <class Query>
  static ledger::Sequence first_of(const Query& query) {
    constexpr std::uint64_t past_all = std::numeric_limits<std::uint64_t>::max();
    return {query.page.before == 0 ? past_all : query.page.before};
  }

  std::set<Place> places_;
};

}  // namespace bursar::actors
