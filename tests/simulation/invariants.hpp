#pragma once

// What must hold of every history, each a sentence and a check. To add one, add a row.

#include "actors/commands.hpp"
#include "tests/simulation/causes.hpp"
#include "tests/simulation/decisions.hpp"
#include "tests/simulation/denials.hpp"
#include "tests/simulation/movements.hpp"
#include "tests/simulation/naive_books.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace bursar::simulation {

/// What is known so far: the journal added up, and every movement that was asked.
struct Evidence {
  NaiveBooks books;
  Movements movements;
  std::map<std::uint64_t, std::uint64_t> refusals;  // who was first told of one, by its sequence
  /// What the faucet gave where it counts, by account and the day that it counted in, in units.
  std::map<std::pair<std::uint64_t, std::int64_t>, ledger::Wide> faucet;
  /// How often a wallet was asked to end: whoever pays it meanwhile is not let in.
  struct Ends {
    std::uint64_t asked = 0;
    std::uint64_t under_way = 0;
    std::uint64_t answered = 0;
  };
  std::map<ledger::AccountNumber, Ends> ends;
  Decisions decisions;
  /// Which keys anybody wanted to be sealed, and how often anybody did.
  std::set<std::pair<ledger::AccountNumber, std::string>> seals_asked;
  std::size_t seals_ever = 0;
  /// Whose top-up was ever asked for: it may go by that before it is durable.
  std::set<ledger::AccountNumber> topups_asked;
  std::map<ledger::AccountNumber, Denials> denials;
  std::uint64_t moment = 0;  // grows with everything that is asked or told
  Bounds bounds;
  UnderWay under_way;
  ledger::Time now;  // as the machine's clock says
  struct Jump {
    ledger::Time from;
    ledger::Time to;
  } jump;  // the last one to an accepted clock in this engine's life
};

/// Whether a key that has this record must still be known. All that is recorded before an accepted
/// jump looks older than it is, which an engine remembers for its life.
bool remembered(const Evidence& now, const Keyed& known);

/// Whether another one follows that is made together with it.
bool is_part_to_be_followed(const Movement& part);

/// The policies that may have bound a payer since something was asked; none is one too.
std::span<const ledger::PolicyId> bound_by(const Evidence& now, const Asking& asked);

/// How a wallet may have been since something was asked: as its own, or as the other one's.
std::span<const ledger::WalletStatus> statuses_of_decider(const Evidence& now, const Asking& asked);
using WasSo = bool (*)(std::span<const ledger::WalletStatus> statuses);
bool any_payee(const Evidence& now, const Asking& asked, WasSo was_so);
bool payee_was(const Evidence& now, const Asking::Payee& payee, WasSo was_so);
bool never_active(std::span<const ledger::WalletStatus> statuses);

constexpr ledger::Money faucet_per_day = ledger::Money::dollars(1'000);
/// A funding that the faucet's daily bound holds for; none: it does not.
const ledger::Fund* limited_funding(const Command& command);

/// Of the next record, before it is added up.
struct RecordInvariant {
  std::string_view sentence;
  bool (*holds)(const Evidence& before, const ledger::Record& next);
};
std::span<const RecordInvariant> record_invariants();

/// Of a receipt in the moment in which it is given; its record is in the books where it is durable.
struct ReceiptInvariant {
  std::string_view sentence;
  bool (*holds)(const Evidence& now, const Movement& asked, const actors::Receipt& receipt);
};
std::span<const ReceiptInvariant> receipt_invariants();

/// Of a refusal in the moment in which it is given, with a record or without one.
struct RefusalInvariant {
  std::string_view sentence;
  bool (*holds)(const Evidence& now, const Movement& asked, const ledger::Error& error);
};
std::span<const RefusalInvariant> refusal_invariants();

/// Of a wallet as it is shown. `told` is what had been told of it when it was asked.
struct ViewInvariant {
  std::string_view sentence;
  bool (*holds)(const WalletRow& now, const FlowThen& told, const ledger::WalletState& shown);
};
std::span<const ViewInvariant> view_invariants();

}  // namespace bursar::simulation
