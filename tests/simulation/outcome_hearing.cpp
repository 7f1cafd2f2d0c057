// What the auditor makes of what is said of idempotency keys, and of keys that are sealed.

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::Errc;
using State = actors::KeyOutcome::State;

namespace {

std::string word(const actors::KeyName& key) {
  return key.key + " of account " + std::to_string(key.wallet.account.value);
}

/// Whether something was asked with that key that nobody was told of, and is not recorded.
bool may_be_under_way(const Evidence& now, const actors::KeyName& key) {
  return now.movements.any_of_key(key.wallet.account, key.key, [](const Movement& one) {
    return one.state == Movement::State::asked || one.recorded;
  });
}

}  // namespace

bool Auditor::denies(const Awaited& awaited, const actors::SealCall& call) const {
  const Errc code = call.outcome.error().code;
  if (code == Errc::read_only) return awaited.met_full_disk;
  return code == Errc::keys_full &&
         may_have_no_place_for_a_key(evidence_, evidence_.movements.keyed_under_way());
}

bool Auditor::denies(const Awaited&, const actors::OutcomeCall&) const {
  return false;
}

// That was there when it was asked about, or since.
bool Auditor::is_of_key(const ledger::Record& record, const actors::KeyName& key,
                        ledger::Sequence since) {
  if (record.sequence.none() || record.sequence > books().last) {
    findings_.report("Nothing is answered before it is durable", word(key));
    return false;
  }
  trace_.add(record.sequence.value);
  const auto& keyed = record.idempotency;
  return record == world_->store->durable_record(record.sequence) && keyed &&
         keyed->wallet == key.wallet.account && keyed->key == key.key && record.sequence >= since;
}

void Auditor::hear(const Awaited& awaited, const actors::SealCall& call) {
  const actors::KeyOutcome& told = *call.outcome;
  if (told.state != State::sealed && told.state != State::known)
    return findings_.report("A seal comes to one of two ends", word(call.command));
  if (!told.record || !is_of_key(*told.record, call.command, awaited.keyed))
    return findings_.report("One key has one answer, and no answer has another's key",
                            word(call.command));
  const bool seals = std::holds_alternative<ledger::Sealed>(told.record->fact);
  if (seals != (told.state == State::sealed))
    findings_.report("A key is used or sealed, and never both", word(call.command));
}

void Auditor::hear(const Awaited& awaited, const actors::OutcomeCall& call) {
  const actors::KeyOutcome& told = *call.outcome;
  const actors::KeyName& asked = call.command;
  trace_.add(static_cast<std::uint64_t>(told.state));
  if (told.state == State::sealed || told.state == State::known) {
    if (!told.record || !is_of_key(*told.record, asked, awaited.keyed))
      return findings_.report("One key has one answer, and no answer has another's key",
                              word(asked));
    if (std::holds_alternative<ledger::Sealed>(told.record->fact) != (told.state == State::sealed))
      findings_.report("A key is used or sealed, and never both", word(asked));
    return;
  }
  const Keyed* known = books().keyed(asked.wallet.account, asked.key);
  const bool must_be_known =
      !awaited.keyed.none() && known->sequence == awaited.keyed &&
      (remembered(evidence_, *known) || !books().sealed(asked.wallet.account, asked.key).none());
  if (must_be_known)
    findings_.report("What a key has done is told whenever it is asked again", word(asked));
  if (told.state == State::in_flight && !may_be_under_way(evidence_, asked))
    findings_.report("A key is in flight only while something is", word(asked));
}

}  // namespace bursar::simulation
