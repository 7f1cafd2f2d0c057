#include "net/policy_view.hpp"

#include "net/errors.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"

#include <array>

namespace bursar::net {

namespace {

constexpr std::array velocity_fields = {
    tells("count", Kind::count, "At most so many payments"),
    tells("window_seconds", Kind::count, "In any so many seconds"),
};
constexpr Schema velocity_schema{"Velocity", velocity_fields};

constexpr std::array hours_fields = {
    tells("from", Kind::text, "HH:MM, the first minute that is in"),
    tells("to", Kind::text, "HH:MM, the first minute that is out"),
    tells("timezone", Kind::text, "By whose clocks, as Europe/Berlin"),
};
constexpr Schema hours_schema{"ActiveHours", hours_fields};

constexpr std::array rule_fields = {
    tells("max_per_tx", Kind::limit, "At most so much at once", Need::optional),
    tells("max_per_day", Kind::limit, "At most so much in a UTC day", Need::optional),
    tells("max_per_month", Kind::limit, "At most so much in a UTC month", Need::optional),
    tells("max_total", Kind::limit, "At most so much in all", Need::optional),
    tells("velocity", Kind::one, velocity_schema, "At most so often", Need::optional),
    tells("active_hours", Kind::one, hours_schema, "At these hours alone", Need::optional),
    tells("expires_at", Kind::time, "From then on nothing", Need::optional),
    tells("approval_above", Kind::limit, "Above so much a payment waits for approval",
          Need::optional),
    tells("require_approval", Kind::flag, "Whether every payment waits for approval"),
};

constexpr std::array list_fields = {
    tells("allowed_recipients", Kind::names, "These alone may be paid", Need::optional),
    tells("blocked_recipients", Kind::names, "These may not be paid", Need::optional),
    tells("allowed_categories", Kind::names, "For these alone", Need::optional),
    tells("blocked_categories", Kind::names, "Not for these", Need::optional),
};

constexpr std::array named_fields = {
    tells("id", Kind::text, "pol_ and 26 characters"),
    tells("version", Kind::count, "Every change is a new version"),
};
constexpr std::array own_fields = {
    tells("name", Kind::text, "Its name", Need::optional),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("wallets", Kind::count, "How many it binds"),
    tells("created_at", Kind::time, "When it was made"),
    tells("updated_at", Kind::time, "When it was last changed"),
};
constexpr std::array policy_fields = joined(named_fields, own_fields, rule_fields, list_fields);
constexpr std::array policy_in_wallet_fields = joined(named_fields, rule_fields);

void write_velocity(JsonWriter& json, const ledger::PolicyTerms& terms) {
  if (!terms.velocity) {
    json.null("velocity");
    return;
  }
  json.key("velocity")
      .open_object()
      .number("count", std::uint64_t{terms.velocity->count})
      .number("window_seconds", std::uint64_t{terms.velocity->window_seconds})
      .close_object();
}

void write_hours(JsonWriter& json, const ledger::PolicyTerms& terms) {
  if (!terms.active_hours) {
    json.null("active_hours");
    return;
  }
  json.key("active_hours")
      .open_object()
      .text("from", ledger::minute_text(terms.active_hours->from))
      .text("to", ledger::minute_text(terms.active_hours->to))
      .text("timezone", terms.active_hours->timezone)
      .close_object();
}

void write_recipients(JsonWriter& json, std::string_view name,
                      const std::optional<ledger::Recipients>& recipients) {
  if (!recipients) {
    json.null(name);
    return;
  }
  json.key(name).open_array();
  for (const ledger::WalletId id : recipients->wallets) json.text(ledger::text("wal_", id.bits));
  for (const ledger::ServiceId id : recipients->services) json.text(ledger::text("svc_", id.bits));
  for (const std::string& label : recipients->labels) json.text(label);
  json.close_array();
}

void write_categories(JsonWriter& json, std::string_view name,
                      const std::optional<ledger::Categories>& categories) {
  if (!categories) {
    json.null(name);
    return;
  }
  json.key(name).open_array();
  for (const std::string& category : *categories) json.text(category);
  json.close_array();
}

}  // namespace

const Schema policy_schema{"Policy", policy_fields, "What a wallet may spend."};
const Schema policy_in_wallet_schema{
    "PolicyTerms", policy_in_wallet_fields,
    "A policy without its lists, which GET /v1/policies/{id} shows."};

void write_policy_id(JsonWriter& json, std::string_view name, ledger::PolicyId id) {
  if (id.bits.none())
    json.null(name);
  else
    json.text(name, ledger::text("pol_", id.bits));
}

void write_policy_rules(JsonWriter& json, const ledger::PolicyTerms& terms) {
  write_limit(json, "max_per_tx", terms.max_per_tx);
  write_limit(json, "max_per_day", terms.max_per_day);
  write_limit(json, "max_per_month", terms.max_per_month);
  write_limit(json, "max_total", terms.max_total);
  write_velocity(json, terms);
  write_hours(json, terms);
  if (terms.expires_at)
    json.text("expires_at", ledger::text(*terms.expires_at));
  else
    json.null("expires_at");
  write_limit(json, "approval_above", terms.approval_above);
  json.flag("require_approval", terms.require_approval);
}

void write_policy_lists(JsonWriter& json, const ledger::PolicyTerms& terms) {
  write_recipients(json, "allowed_recipients", terms.allowed_recipients);
  write_recipients(json, "blocked_recipients", terms.blocked_recipients);
  write_categories(json, "allowed_categories", terms.allowed_categories);
  write_categories(json, "blocked_categories", terms.blocked_categories);
}

bool write_rule_figures(JsonWriter& json, ledger::PolicyRule rule, ledger::Money limit,
                        ledger::Money used, Dialect dialect) {
  if (rule > ledger::PolicyRule::velocity) return false;
  const auto figure = [&](std::string_view name, ledger::Money value) {
    if (rule != ledger::PolicyRule::velocity)
      write_money(json, name, value, dialect);
    else if (dialect == Dialect::canonical)
      json.text(name, std::to_string(value.units()));
    else
      json.key(name).number(value.units());
  };
  figure("limit", limit);
  figure("used", used);
  return true;
}

void write_policy(JsonWriter& json, const ledger::Policy& policy) {
  const ledger::PolicyMade& made = policy.made;
  json.open_object()
      .text("id", ledger::text("pol_", made.terms.id.bits))
      .number("version", std::uint64_t{made.terms.version})
      .text_or_null("name", made.name)
      .text("environment", environment_text(made.environment))
      .number("wallets", policy.wallets)
      .time("created_at", policy.created_at)
      .time("updated_at", policy.updated_at);
  write_policy_rules(json, made.terms);
  write_policy_lists(json, made.terms);
  json.close_object();
}

std::string_view word(ledger::PolicyRule rule) {
  switch (rule) {
    case ledger::PolicyRule::none:
      return "";
    case ledger::PolicyRule::max_per_tx:
      return "max_per_tx";
    case ledger::PolicyRule::max_per_day:
      return "max_per_day";
    case ledger::PolicyRule::max_per_month:
      return "max_per_month";
    case ledger::PolicyRule::max_total:
      return "max_total";
    case ledger::PolicyRule::velocity:
      return "velocity";
    case ledger::PolicyRule::allowed_recipients:
      return "allowed_recipients";
    case ledger::PolicyRule::blocked_recipients:
      return "blocked_recipients";
    case ledger::PolicyRule::allowed_categories:
      return "allowed_categories";
    case ledger::PolicyRule::blocked_categories:
      return "blocked_categories";
    case ledger::PolicyRule::active_hours:
      return "active_hours";
    case ledger::PolicyRule::expires_at:
      return "expires_at";
    case ledger::PolicyRule::policy_missing:
      return "policy_missing";
    case ledger::PolicyRule::approval_above:
      return "approval_above";
    case ledger::PolicyRule::require_approval:
      return "require_approval";
  }
  return "";
}

}  // namespace bursar::net
