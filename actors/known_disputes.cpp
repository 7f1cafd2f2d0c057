#include "actors/known_disputes.hpp"

#include <algorithm>
#include <mutex>
#include <utility>
#include <variant>

namespace bursar::actors {

using ledger::Dispute;
using ledger::Sequence;

namespace {

/// In whose list it stands.
struct Listed {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
};

template <class Do>
void for_each_list(const Dispute& row, Do act) {
  for (const ledger::OrganizationNumber owner : row.organizations)
    if (!owner.none()) act(Listed{owner, row.environment});
}

}  // namespace

void KnownDisputes::add(const ledger::Record& record) {
  const auto& opened = std::get<ledger::DisputeOpened>(record.fact);
  const std::unique_lock lock{mutex_};
  const Dispute row{
      .organizations = {record.organizations[0].organization, record.organizations[1].organization},
      .environment = opened.environment,
      .wallets = {opened.of.payee, opened.of.payer},
      .payment = opened.of.payment,
      .service = opened.service,
      .by_payee = opened.by_payee};
  new_[record.sequence] = row;
  for_each_list(row, [&](const Listed& place) { places_.add(record.sequence, place); });
  forget_what_views_know();
}

void KnownDisputes::forget_what_views_know() {
  const Sequence watermark = states_.watermark();
  while (!new_.empty() && new_.begin()->first <= watermark) {
    const auto known = new_.extract(new_.begin());
    for_each_list(known.mapped(), [&](const Listed& place) { places_.remove(known.key(), place); });
  }
}

// Whatever is forgotten between the two looks the views have by then.
std::optional<Dispute> KnownDisputes::find(Sequence opened) const {
  {
    const std::shared_lock lock{mutex_};
    if (const auto known = new_.find(opened); known != new_.end()) return known->second;
  }
  return states_.dispute(opened);
}

KnownDisputes::Newer KnownDisputes::newer_than_views(const DisputesQuery& query) const {
  const std::shared_lock lock{mutex_};
  Newer newer{.watermark = states_.watermark(), .newest_first = {}};
  places_.each_newest_first(query, newer.watermark, [&](Sequence opened) {
    newer.newest_first.push_back(opened);
    return newer.newest_first.size() <= query.page.looked_at_max;
  });
  return newer;
}

// The views are read without the lock: who commits does not wait for a page.
Rows<DisputeRow> KnownDisputes::list(const DisputesQuery& query, const CourseOf& course_of) const {
  AskedPage<DisputesQuery, DisputeRow> page{query};
  const auto show = [&](Sequence opened) {
    const Dispute row = find(opened).value();
    const ledger::DisputeCourse course = course_of(row.payment);
    return page.show(opened, DisputeStanding{row, course.status, course});
  };
  const Newer newer = newer_than_views(query);
  if (std::ranges::all_of(newer.newest_first, show))
    KnownRequests::each_earlier(
        query, newer.watermark,
        {states_, persistence::disputes_of_organization(query.environment), query.organization},
        show);
  return std::move(page).rows();
}

std::size_t KnownDisputes::size() const {
  const std::shared_lock lock{mutex_};
  return new_.size();
}

}  // namespace bursar::actors
