#include "net/agent_view.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/wallet_view.hpp"
#include "net/wallets.hpp"

#include <memory>
#include <utility>

namespace bursar::net {

using actors::WalletsCall;
using actors::WalletsQuery;

namespace {

// Which wallets match is known by what was durable when the list was asked for; a row whose wallet
// something later has brought into another condition is left out. So a page asks for rows until it
// is full, but not for ever: then it is short and goes on where it stopped.
constexpr int rounds_max = 4;

class Listing {
 public:
  Listing(Edge& edge, Exchange& exchange, ListPlace place, WalletsQuery query, const Seen& seen)
      : edge_{edge},
        exchange_{exchange},
        place_{std::move(place)},
        query_{std::move(query)},
        seen_{seen} {
    query_.page.before = place_.position;
  }

  /// The listing lives in the continuation that it awaits.
  static void go_on(std::shared_ptr<Listing> listing) {
    auto call = std::make_shared<WalletsCall>();
    listing->query_.page.limit = listing->place_.query.limit - listing->rows_;
    call->command = listing->query_;
    call->organization = listing->query_.organization;
    Edge& edge = listing->edge_;
    Exchange& exchange = listing->exchange_;
    exchange.await(*call, [listing = std::move(listing)](actors::Call* answered) {
      if (!listing->take(static_cast<WalletsCall*>(answered))) return listing->exchange_.done();
      go_on(listing);
    });
    edge.engine.wallets(std::move(call));
  }

 private:
  // Whether another round is needed.
  bool take(WalletsCall* answered) {
    if (answered == nullptr || !answered->outcome) {
      exchange_.response.body.clear();
      settled_as<WalletsCall>(edge_, exchange_, answered);
      return false;
    }
    if (rounds_++ == 0) begin_list(exchange_);
    JsonWriter json{exchange_.response.body};
    for (const actors::WalletView& view : answered->outcome->rows) {
      const bool wanted =
          !query_.condition || wallet_condition(view, seen_.now) == *query_.condition;
      if (wanted) write(json, view);
    }
    const std::uint64_t next = answered->outcome->next;
    query_.page.before = next;
    if (next != 0 && rows_ < place_.query.limit && rounds_ < rounds_max) return true;
    rests_on(exchange_, answered->rests_on);
    end_list(edge_, exchange_, place_, next);
    return false;
  }

  void write(JsonWriter& json, const actors::WalletView& view) {
    ++rows_;
    const Dialect dialect = exchange_.route->dialect;
    if (!query_.agents_only) return write_wallet(json, view, seen_, dialect);
    write_agent(json, view, seen_, dialect);
  }

  Edge& edge_;
  Exchange& exchange_;
  ListPlace place_;
  WalletsQuery query_;
  Seen seen_;
  std::uint32_t rows_ = 0;
  int rounds_ = 0;
};

void list(Visit& visit, bool agents_only) {
  const auto of = scope(visit);
  if (!of) return;
  auto place = list_place(visit);
  if (!place) return;
  const ledger::Principal& caller = visit.caller();
  WalletsQuery query{.organization = of->organization,
                     .environment = of->environment,
                     .agents_only = agents_only,
                     .type = visit.query.type,
                     .condition = condition_of(visit.query.status),
                     .tags = visit.query.tags,
                     .only = caller.wallet ? caller.wallet->account : ledger::AccountNumber{},
                     .now = visit.now()};
  Listing::go_on(std::make_shared<Listing>(visit.edge, visit.exchange, std::move(*place),
                                           std::move(query),
                                           Seen{of->organization_id, visit.now()}));
}

}  // namespace

void list_wallets(Visit& visit) {
  list(visit, false);
}

void list_agents(Visit& visit) {
  list(visit, true);
}

}  // namespace bursar::net
