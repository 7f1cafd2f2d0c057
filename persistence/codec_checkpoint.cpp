#include "persistence/codec_checkpoint.hpp"

#include "persistence/codec_checkpoint_tokens.hpp"
#include "persistence/codec_disputes.hpp"
#include "persistence/codec_facts.hpp"
#include "persistence/codec_funding.hpp"
#include "persistence/codec_opened.hpp"
#include "persistence/codec_payouts.hpp"
#include "persistence/codec_policy.hpp"
#include "persistence/codec_refunds.hpp"
#include "persistence/codec_values.hpp"
#include "persistence/codec_webhooks.hpp"

#include <algorithm>

#include <capnp/message.h>
#include <kj/exception.h>

namespace bursar::persistence {

namespace {

using capnp::word;
using ledger::Money;

constexpr unsigned words_at_first = 1024;
constexpr unsigned low_bits = 64;

void write(const CheckpointHead& head, wire::CheckpointHead::Builder to) {
  const auto& [segment, chain_hash, standing, organizations, accounts, keys, policies, sessions,
               approvals, services, tokens, courses, seals, payouts, disputes, webhooks] = head;
  const auto& [genesis, last, last_time, clock, epoch] = standing;
  to.setSegment(segment);
  to.setChainHash(wire_data(chain_hash));
  write_genesis(genesis, to.initGenesis());
  to.setLast(last.value);
  to.setLastTime(last_time.milliseconds);
  to.setClock(clock.milliseconds);
  to.setEpoch(epoch);
  to.setOrganizations(organizations);
  to.setAccounts(accounts);
  to.setKeys(keys);
  to.setPolicies(policies);
  to.setSessions(sessions);
  to.setApprovals(approvals);
  to.setServices(services);
  to.setTokens(tokens);
  to.setCourses(courses);
  to.setSeals(seals);
  to.setPayouts(payouts);
  to.setDisputes(disputes);
  to.setWebhooks(webhooks);
}

CheckpointHead read(wire::CheckpointHead::Reader from) {
  return {.segment = from.getSegment(),
          .chain_hash = data<32>(from.getChainHash()),
          .standing = {.genesis = read_genesis(from.getGenesis()),
                       .last = {from.getLast()},
                       .last_time = {from.getLastTime()},
                       .clock = {from.getClock()},
                       .epoch = from.getEpoch()},
          .organizations = from.getOrganizations(),
          .accounts = from.getAccounts(),
          .keys = from.getKeys(),
          .policies = from.getPolicies(),
          .sessions = from.getSessions(),
          .approvals = from.getApprovals(),
          .services = from.getServices(),
          .tokens = from.getTokens(),
          .courses = from.getCourses(),
          .seals = from.getSeals(),
          .payouts = from.getPayouts(),
          .disputes = from.getDisputes(),
          .webhooks = from.getWebhooks()};
}

void write(const OrganizationSum& organization, wire::OrganizationSum::Builder to) {
  const auto& [opened, created_at, head] = organization;
  write_organization(opened, to.initOpened());
  to.setCreatedAt(created_at.milliseconds);
  to.setCount(head.count.value);
  to.setLast(head.last.value);
}

OrganizationSum read(wire::OrganizationSum::Reader from) {
  return {.opened = read_organization(from.getOpened()),
          .created_at = {from.getCreatedAt()},
          .head = {.count = {from.getCount()}, .last = {from.getLast()}}};
}

void write(const SystemAccountSum& sum, wire::SystemAccountSum::Builder to) {
  const auto& [account, owner, head] = sum;
  const auto& [posted, held, last] = head;
  to.setAccount(account.value);
  to.setOwner(owner.value);
  to.setPostedHigh(static_cast<std::int64_t>(posted >> low_bits));
  to.setPostedLow(static_cast<std::uint64_t>(posted));
  to.setHeld(held.units());
  to.setLast(last.value);
}

SystemAccountSum read(wire::SystemAccountSum::Reader from) {
  const auto high = static_cast<ledger::Wide>(from.getPostedHigh());
  return {.account = {from.getAccount()},
          .owner = {from.getOwner()},
          .head = {.posted = (high << low_bits) | static_cast<ledger::Wide>(from.getPostedLow()),
                   .held = Money::units(from.getHeld()),
                   .last = {from.getLast()}}};
}

void write(const ledger::RecentPayments& recent, wire::WalletSum::Builder to) {
  to.setNewestPaid(recent.newest().milliseconds);
  to.setRecentKept(recent.kept());
  const std::vector<std::uint32_t>& gaps = recent.gaps();
  if (gaps.empty()) return;
  auto list = to.initRecentGaps(static_cast<unsigned>(gaps.size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, gaps[i]);
}

ledger::RecentPayments read_recent(wire::WalletSum::Reader from) {
  std::vector<std::uint32_t> gaps;
  gaps.reserve(from.getRecentGaps().size());
  for (const std::uint32_t gap : from.getRecentGaps()) gaps.push_back(gap);
  return {{from.getNewestPaid()}, from.getRecentKept(), std::move(gaps)};
}

void write(const ledger::OpenHolds& holds, wire::WalletSum::Builder to) {
  if (holds.empty()) return;
  auto list = to.initHolds(static_cast<unsigned>(holds.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& [request, held, amount, counted_at, expires_at] = holds[i];
    list[i].setRequest(request.value);
    list[i].setHeld(held.units());
    list[i].setAmount(amount.units());
    list[i].setCountedAt(counted_at.milliseconds);
    list[i].setExpiresAt(expires_at.milliseconds);
  }
}

ledger::OpenHolds read_holds(wire::WalletSum::Reader from) {
  ledger::OpenHolds holds;
  holds.reserve(from.getHolds().size());
  for (const auto hold : from.getHolds())
    holds.push_back({.request = {hold.getRequest()},
                     .held = Money::units(hold.getHeld()),
                     .amount = Money::units(hold.getAmount()),
                     .counted_at = {hold.getCountedAt()},
                     .expires_at = {hold.getExpiresAt()}});
  return holds;
}

void write(const ledger::WalletState& state, wire::WalletSum::Builder to) {
  const auto& [address, status, posted, held, policy, usage, recent, faucet_day, faucet_used, topup,
               topup_day, topup_used, budget_limit, total_spent, total_drawn, transaction_count,
               last_transaction_at, last_time, ever_held_money, holds, tokens, payouts, seals,
               owed] = state;
  static_cast<void>(address);  // the profile's
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setPosted(posted.units());
  to.setHeld(held.units());
  to.setBoundHigh(policy.bits.high);
  to.setBoundLow(policy.bits.low);
  write_usage(usage, to.initUsage());
  write(recent, to);
  to.setFaucetDay(faucet_day);
  to.setFaucetUsed(faucet_used.units());
  if (topup) persistence::write(*topup, to.initTopup());
  to.setTopupDay(topup_day);
  to.setTopupUsed(topup_used.units());
  write_optional(budget_limit, to.getBudgetLimit());
  to.setTotalSpent(total_spent.units());
  to.setTotalDrawn(total_drawn.units());
  to.setTransactionCount(transaction_count);
  to.setLastTransactionAt(last_transaction_at.milliseconds);
  to.setLastTime(last_time.milliseconds);
  to.setEverHeldMoney(ever_held_money);
  write(holds, to);
  persistence::write(tokens, to);
  persistence::write(payouts, to);
  to.setSeals(seals);
  to.setOwed(owed.units());
}

ledger::WalletState read_state(wire::WalletSum::Reader from, const ledger::WalletAddress& address) {
  return {
      .address = address,
      .status = enumerator(from.getStatus(), ledger::WalletStatus::archived),
      .posted = Money::units(from.getPosted()),
      .held = Money::units(from.getHeld()),
      .policy = from.hasTerms() ? read_terms_id(from.getTerms())
                                : ledger::PolicyId{{from.getBoundHigh(), from.getBoundLow()}},
      .usage = read_usage(from.getUsage()),
      .recent = read_recent(from),
      .faucet_day = from.getFaucetDay(),
      .faucet_used = Money::units(from.getFaucetUsed()),
      .topup = from.hasTopup() ? std::optional{persistence::read(from.getTopup())} : std::nullopt,
      .topup_day = from.getTopupDay(),
      .topup_used = Money::units(from.getTopupUsed()),
      .budget_limit = optional_money(from.getBudgetLimit()),
      .total_spent = Money::units(from.getTotalSpent()),
      .total_drawn = Money::units(from.getTotalDrawn()),
      .transaction_count = from.getTransactionCount(),
      .last_transaction_at = {from.getLastTransactionAt()},
      .last_time = {from.getLastTime()},
      .ever_held_money = from.getEverHeldMoney(),
      .holds = read_holds(from),
      .tokens = read_tokens(from),
      .payouts = read_payouts(from),
      .seals = from.getSeals(),
      .owed = Money::units(from.getOwed())};
}

void write(const WalletSum& wallet, wire::WalletSum::Builder to) {
  const auto& [profile, state, last, peak] = wallet;
  const auto& [opened, policy, created_at, updated_at] = profile;
  write_wallet(opened, to.initOpened());
  to.setPolicyHigh(policy.bits.high);
  to.setPolicyLow(policy.bits.low);
  to.setCreatedAt(created_at.milliseconds);
  to.setUpdatedAt(updated_at.milliseconds);
  write(state, to);
  to.setLast(last.value);
  if (peak) write_usage(*peak, to.initPeak());
}

WalletSum read(wire::WalletSum::Reader from) {
  WalletSum wallet;
  wallet.profile = {.opened = read_wallet(from.getOpened()),
                    .policy = {{from.getPolicyHigh(), from.getPolicyLow()}},
                    .created_at = {from.getCreatedAt()},
                    .updated_at = {from.getUpdatedAt()}};
  wallet.state = read_state(from, wallet.profile.opened.address);
  wallet.last = {from.getLast()};
  if (from.hasPeak()) wallet.peak = read_usage(from.getPeak());
  return wallet;
}

void write(const ledger::Key& key, wire::KeySum::Builder to) {
  const auto& [made, organization, created_at, revoked, ends, last_used] = key;
  write_key(made, to.initMade());
  to.setOrganization(organization.value);
  to.setCreatedAt(created_at.milliseconds);
  to.setRevoked(revoked);
  to.setEnds(ends.milliseconds);
  to.setLastUsed(last_used.milliseconds);
}

ledger::Key read(wire::KeySum::Reader from) {
  return {.made = read_key(from.getMade()),
          .organization = {from.getOrganization()},
          .created_at = {from.getCreatedAt()},
          .revoked = from.getRevoked(),
          .ends = {from.getEnds()},
          .last_used = {from.getLastUsed()}};
}

void write(const ledger::Policy& policy, wire::PolicySum::Builder to) {
  const auto& [made, organization, created_at, updated_at, wallets, deleted] = policy;
  static_cast<void>(wallets);  // counted from theirs
  write_policy(made, to.initMade());
  to.setOrganization(organization.value);
  to.setCreatedAt(created_at.milliseconds);
  to.setUpdatedAt(updated_at.milliseconds);
  to.setDeleted(deleted);
}

ledger::Policy read(wire::PolicySum::Reader from) {
  const ledger::Time created_at{from.getCreatedAt()};
  return {.made = read_policy(from.getMade()),
          .organization = {from.getOrganization()},
          .created_at = created_at,
          .updated_at = std::max(created_at, ledger::Time{from.getUpdatedAt()}),
          .deleted = from.getDeleted()};
}

/// Chooses the union's member that belongs to a row's type.
struct RowWriter {
  wire::CheckpointRow::Builder to;

  void operator()(const CheckpointHead& row) { write(row, to.initHead()); }
  void operator()(const OrganizationSum& row) { write(row, to.initOrganization()); }
  void operator()(const SystemAccountSum& row) { write(row, to.initSystemAccount()); }
  void operator()(const WalletSum& row) { write(row, to.initWallet()); }
  void operator()(const ledger::Key& row) { write(row, to.initKey()); }
  void operator()(const ledger::Policy& row) { write(row, to.initPolicy()); }
  void operator()(const SessionSum& row) { persistence::write(row, to.initSession()); }
  void operator()(const ApprovalSum& row) { persistence::write(row, to.initApproval()); }
  void operator()(const ServiceSum& row) { persistence::write(row, to.initService()); }
  void operator()(const TokenSum& row) { persistence::write(row, to.initToken()); }
  void operator()(const CourseSum& row) { persistence::write(row, to.initCourse()); }
  void operator()(const SealSum& row) { persistence::write(row, to.initSeal()); }
  void operator()(const PayoutSum& row) { persistence::write(row, to.initPayout()); }
  void operator()(const DisputeSum& row) { persistence::write(row, to.initDispute()); }
  void operator()(const WebhookSum& row) { persistence::write(row, to.initWebhook()); }
};

CheckpointRow read_row(wire::CheckpointRow::Reader from) {
  switch (from.which()) {
    case wire::CheckpointRow::HEAD:
      return read(from.getHead());
    case wire::CheckpointRow::ORGANIZATION:
      return read(from.getOrganization());
    case wire::CheckpointRow::SYSTEM_ACCOUNT:
      return read(from.getSystemAccount());
    case wire::CheckpointRow::WALLET:
      return read(from.getWallet());
    case wire::CheckpointRow::KEY:
      return read(from.getKey());
    case wire::CheckpointRow::POLICY:
      return read(from.getPolicy());
    case wire::CheckpointRow::SESSION:
      return persistence::read(from.getSession());
    case wire::CheckpointRow::APPROVAL:
      return persistence::read(from.getApproval());
    case wire::CheckpointRow::SERVICE:
      return persistence::read(from.getService());
    case wire::CheckpointRow::TOKEN:
      return persistence::read(from.getToken());
    case wire::CheckpointRow::COURSE:
      return persistence::read(from.getCourse());
    case wire::CheckpointRow::SEAL:
      return persistence::read(from.getSeal());
    case wire::CheckpointRow::PAYOUT:
      return persistence::read(from.getPayout());
    case wire::CheckpointRow::DISPUTE:
      return persistence::read(from.getDispute());
    case wire::CheckpointRow::WEBHOOK:
      return persistence::read(from.getWebhook());
  }
  throw Corrupt{"a row is of a kind unknown to this version"};
}

/// Zero, or how many words the row needs when it did not fit into one segment.
unsigned encode_in_one_segment(const CheckpointRow& row, unsigned words,
                               std::vector<std::byte>& out) {
  capnp::MallocMessageBuilder message{words};
  std::visit(RowWriter{message.initRoot<wire::CheckpointRow>()}, row);
  const auto segments = message.getSegmentsForOutput();
  if (segments.size() == 1) {
    const auto bytes = segments[0].asBytes();
    const auto* const begin = reinterpret_cast<const std::byte*>(bytes.begin());
    out.insert(out.end(), begin, begin + bytes.size());
    return 0;
  }
  std::size_t needed = 0;
  for (const auto& segment : segments) needed += segment.size();
  return static_cast<unsigned>(2 * needed);
}

}  // namespace

void encode_row(const CheckpointRow& row, std::vector<std::byte>& out) {
  unsigned words = words_at_first;
  while (words != 0) words = encode_in_one_segment(row, words, out);
}

CheckpointRow decode_row(std::span<const std::byte> message) {
  const kj::ArrayPtr<const word> segment{reinterpret_cast<const word*>(message.data()),
                                         message.size() / sizeof(word)};
  capnp::ReaderOptions limits;
  limits.traversalLimitInWords = 2 * segment.size() + 64;  // no word is read many times
  capnp::SegmentArrayMessageReader reader{kj::arrayPtr(&segment, 1), limits};
  try {
    return read_row(reader.getRoot<wire::CheckpointRow>());
  } catch (const kj::Exception& malformed) {
    throw Corrupt{malformed.getDescription().cStr()};
  }
}

}  // namespace bursar::persistence
