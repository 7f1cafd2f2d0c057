#include "ledger/refunding.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "ledger/giving.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/payment_states.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

/// Who gives, who gets, and of it what goes to where a budget had drawn it.
struct Sides {
  const WalletAddress& payer;
  const WalletAddress* from;  // none: somebody outside
  const WalletAddress& to;
};

// Each organisation's sum to zero. Whoever gets it has a place in its chain even where all of it
// goes to the source. A source that gives or gets itself has one entry of both.
std::vector<Entry> refund_entries(const Sides& sides, Money amount, Money to_source) {
  std::vector<Entry> entries;
  const auto post = [&](AccountNumber account, Money money) {
    entries.push_back({.account = account, .amount = money});
  };
  const auto of = [](const WalletAddress& wallet, SystemAccount which) {
    return system_account(wallet.system_accounts, which);
  };
  const AccountNumber source = budget_source(sides.payer);
  const bool gives_itself = sides.from != nullptr && sides.from->account == source;
  const bool gets_itself = sides.to.account == source;
  if (sides.from == nullptr) {
    post(of(sides.payer, SystemAccount::external), -amount);
  } else {
    post(sides.from->account, gives_itself ? to_source - amount : -amount);
    if (sides.from->organization != sides.payer.organization) {
      post(of(*sides.from, SystemAccount::inter_org), amount);
      post(of(sides.payer, SystemAccount::inter_org), -amount);
    }
  }
  post(sides.to.account, gets_itself ? amount : amount - to_source);
  if (!to_source.zero() && !gives_itself && !gets_itself) post(source, to_source);
  return entries;
}

bool to_outside(const Refund& refund) {
  return refund.paid.payee.none();
}

Result<Money> asked_back(const Refund& refund) {
  const PaymentCourse course{.principal = refund.paid.amount.money(), .refunded = refund.refunded};
  if (!after(state_of(course), PaymentEvent::refund_rest)) return refuse(Errc::invalid_state);
  const Money left = course.principal - course.refunded;
  const Money amount = refund.amount ? refund.amount->money() : left;
  if (amount <= left) return amount;
  return std::unexpected{
      Error{.code = Errc::refund_exceeds, .limit = course.principal, .max_allowed_now = left}};
}

/// Somebody outside gives whatever it has; else it is a debit like any other.
Result<void> may_give(const Refund& refund, const WalletState& giver, Money debit, Money free) {
  if (to_outside(refund)) return {};
  if (const auto is = active(giver); !is) return is;
  if (debit > free)
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  return {};
}

const WalletAddress* address_of(const Books& books, AccountNumber wallet, WalletId id) {
  const auto profile = books.profiles.find(wallet);
  if (profile == books.profiles.end()) return nullptr;
  const WalletAddress& address = profile->second.opened.address;
  return address.id == id ? &address : nullptr;
}

}  // namespace

Money back_at_source(Money drawn, Money refunded) {
  return std::min(drawn, refunded);
}

Result<Decided> refunded(const Refund& refund, const WalletState& giver, Money free) {
  CHECK(refund.giver.account == giver.address.account);
  const auto amount = asked_back(refund);
  if (!amount) return std::unexpected{amount.error()};
  const bool outside = to_outside(refund);
  const bool archived =
      refund.payer_archived || (outside && giver.status == WalletStatus::archived);
  const WalletAddress& to = archived ? refund.org_wallet : refund.to;
  if (!outside && to.account == refund.giver.account) return refuse(Errc::payee_archived);
  const Paid& paid = refund.paid;
  const Money after = refund.refunded + *amount;
  const Money to_source =
      back_at_source(paid.drawn, after) - back_at_source(paid.drawn, refund.refunded);
  auto entries =
      refund_entries({.payer = refund.to, .from = outside ? nullptr : &refund.giver, .to = to},
                     *amount, to_source);
  const Money debit = -posted_to(refund.giver.account, entries);
  if (const auto may = may_give(refund, giver, debit, free); !may)
    return std::unexpected{may.error()};
  return Decided{.fact = Refunded{.payment_place = refund.place,
                                  .payment = refund.payment,
                                  .from = paid.payee,
                                  .from_id = paid.payee_id,
                                  .from_external = paid.payee_external,
                                  .payer = paid.payer,
                                  .payer_id = paid.payer_id,
                                  .to = to.account,
                                  .to_id = to.id,
                                  .principal = paid.amount,
                                  .drawn = paid.drawn,
                                  .counted_at = counted_at(paid),
                                  .amount = *Amount::of(*amount),
                                  .refunded_after = after,
                                  .to_source = to_source,
                                  .as_usdc = paid.as_usdc,
                                  .salt = refund.salt},
                 .entries = std::move(entries)};
}

Finding broken_course(const Books& books, const Record& record) {
  const auto* refunded = std::get_if<Refunded>(&record.fact);
  if (refunded == nullptr) return {};
  const Money after = refunded->refunded_after;
  const Money before = after - refunded->amount.money();
  if (before.negative() || after > refunded->principal.money())
    return "refunds " + text(after) + " of a payment of " + text(refunded->principal.money());
  const auto course = books.courses.find(refunded->payment);
  const bool first = course == books.courses.end();
  const Money told = first ? Money{} : course->second.refunded;
  if (before != told)
    return "says that " + text(before) +
           " of its payment was refunded before; its refunds sum to " + text(told);
  if (!first && course->second.principal != refunded->principal.money())
    return "refunds a payment of " + text(refunded->principal.money()) + "; it was of " +
           text(course->second.principal);
  if (refunded->drawn.negative() || refunded->drawn > balance_max)
    return "draws " + text(refunded->drawn);
  return {};
}

Finding wrong_refund(const Books& books, const Record& record, const Refunded& refunded) {
  const WalletAddress* const payer = address_of(books, refunded.payer, refunded.payer_id);
  const WalletAddress* const to = address_of(books, refunded.to, refunded.to_id);
  const WalletAddress* const from = address_of(books, refunded.from, refunded.from_id);
  if (payer == nullptr || to == nullptr || (from == nullptr && !refunded.from.none()))
    return "refunds between wallets that are not there";
  if (to != payer && !own_wallet_beside(books, *payer, refunded.to, refunded.to_id))
    return "refunds to a wallet that is neither the payer nor its organisation's own";
  const auto course = books.courses.find(refunded.payment);
  const Sequence newest = course == books.courses.end() ? refunded.payment : course->second.last;
  if (record.previous_of_payment != newest)
    return "does not follow the newest record of its payment";
  const Money after = refunded.refunded_after;
  const Money to_source = back_at_source(refunded.drawn, after) -
                          back_at_source(refunded.drawn, after - refunded.amount.money());
  if (refunded.to_source != to_source)
    return "gives " + text(refunded.to_source) + " back to the budget's source; its share is " +
           text(to_source);
  const auto expected = refund_entries({.payer = *payer, .from = from, .to = *to},
                                       refunded.amount.money(), to_source);
  const bool posted =
      std::ranges::equal(record.entries, expected, [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post the " + text(refunded.amount.money()) + " that it refunds";
  if (refunded.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

std::optional<PaymentClaim> payment_claim(const Record& record) {
  const auto* const refunded = std::get_if<Refunded>(&record.fact);
  if (refunded == nullptr) return {};
  return PaymentClaim{.payment = refunded->payment,
                      .refund = record.sequence,
                      .place = refunded->payment_place,
                      .payer = refunded->payer,
                      .payee = refunded->from,
                      .principal = refunded->principal.money(),
                      .drawn = refunded->drawn,
                      .counted_at = refunded->counted_at};
}

Finding wrong_claim(const PaymentClaim& claim, const Record& payment) {
  const auto* const paid = std::get_if<Paid>(&payment.fact);
  if (paid == nullptr) return "refunds a record that made no payment";
  if (payment_place(payment) != claim.place) return "names another payment than it refunds";
  if (paid->payer != claim.payer || paid->payee != claim.payee)
    return "refunds between others than its payment was made by";
  if (paid->amount.money() != claim.principal)
    return "refunds a payment of " + text(claim.principal) + "; it was of " +
           text(paid->amount.money());
  if (paid->drawn != claim.drawn)
    return "refunds a payment for which " + text(claim.drawn) + " was drawn; it was " +
           text(paid->drawn);
  if (counted_at(*paid) != claim.counted_at)
    return "gives back to other windows than its payment has counted in";
  return {};
}

}  // namespace bursar::ledger
