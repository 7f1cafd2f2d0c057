#include "load/requests.hpp"

#include "load/answers.hpp"

#include <algorithm>

namespace bursar::load {

namespace {

constexpr int ok = 200;
constexpr int created = 201;
constexpr std::string_view outside = R"("to_external":"merchant:bench")";

int wanted_status(Step step) {
  return step == Step::pay || step == Step::authorize ? created : ok;
}

}  // namespace

Requests::Requests(const Options& options, const Parties& parties)
    : workload_{options.workload},
      batch_{options.batch},
      parties_{parties},
      pick_{options.picking, parties.wallets.size(), options.seed} {}

std::string_view Requests::begin(Operation& operation) {
  operation.step = first_step();
  return write(operation);
}

std::string_view Requests::next(const Operation& operation) {
  return write(operation);
}

Step Requests::first_step() {
  if (workload_.batches) return Step::batch;
  if (workload_.tokens) return Step::authorize;
  constexpr std::uint64_t hundred = 100;
  if (workload_.reads == 0 || pick_.random().below(hundred) >= workload_.reads) return Step::pay;
  // Half of those who look ask for a balance, and the others for a receipt or a history.
  const std::uint64_t which = pick_.random().below(4);
  if (which == 2 && receipts_seen_ > 0) return Step::receipt;
  return which == 3 ? Step::history : Step::balance;
}

std::string_view Requests::write(const Operation& operation) {
  switch (operation.step) {
    case Step::pay:
      body_.clear();
      append_payment(body_);
      return post("/v1/payments", parties_.key, body_.append("}"), idempotency_key(operation));
    case Step::batch:
      return write_batch(operation);
    case Step::balance:
      return get("/v1/wallets/" + picked() + "/balance");
    case Step::receipt: {
      const std::uint64_t kept = std::min<std::uint64_t>(receipts_seen_, receipts_kept);
      return get("/v1/payments/" + receipts_[pick_.random().below(kept)]);
    }
    case Step::history:
      return get("/v1/wallets/" + picked() + "/transactions?limit=10");
    case Step::authorize:
      body_.assign(R"({"from_wallet_id":")").append(picked()).append(R"("})");
      return post("/v1/services/" + parties_.service + "/authorize", parties_.key, body_,
                  idempotency_key(operation));
    case Step::verify:
      body_.assign(R"({"payment_token":")").append(operation.token).append(R"("})");
      return post("/v1/x402/verify", parties_.seller_key, body_);
    case Step::start:
      return tell(operation, "/call-started");
    case Step::accept:
      return tell(operation, "/call-accepted");
    case Step::complete:
      return tell(operation, "/call-completed");
  }
  return {};
}

std::string_view Requests::tell(const Operation& operation, std::string_view what) {
  return post(std::string{"/v1/x402/tokens/"}.append(operation.token_id).append(what),
              parties_.seller_key, {});
}

/// All but its closing brace.
void Requests::append_payment(std::string& body) {
  const std::uint64_t payer = workload_.payer == Payer::one ? 0 : pick_.next();
  body.append(R"({"from_wallet_id":")").append(parties_.wallets[payer]).append(R"(",)");
  if (workload_.payee == Payee::outside) {
    body.append(outside);
  } else {
    std::uint64_t payee = workload_.payee == Payee::picked ? pick_.next() : payer;
    if (payee == payer) payee = (payer + 1) % parties_.wallets.size();
    body.append(R"("to_wallet_id":")")
        .append(workload_.payee == Payee::one ? parties_.payee : parties_.wallets[payee])
        .append("\"");
  }
  body.append(R"(,"amount":")").append(amount_text).append("\"");
}

std::string_view Requests::write_batch(const Operation& operation) {
  body_.assign(R"({"payments":[)");
  const std::string key = idempotency_key(operation);
  for (std::size_t part = 0; part < batch_; ++part) {
    if (part > 0) body_.push_back(',');
    append_payment(body_);
    body_.append(R"(,"idempotency_key":")").append(key).append("-");
    body_.append(std::to_string(part)).append(R"("})");
  }
  return post("/v1/payments/batch", parties_.key, body_.append("]}"));
}

std::string Requests::idempotency_key(const Operation& operation) const {
  return parties_.run + std::to_string(operation.number);
}

std::string_view Requests::post(std::string_view path, std::string_view key, std::string_view body,
                                std::string_view idempotency) {
  text_.assign("POST ").append(path).append(" HTTP/1.1\r\nHost: ").append(parties_.host);
  text_.append("\r\nAuthorization: Bearer ").append(key);
  if (!idempotency.empty()) text_.append("\r\nIdempotency-Key: ").append(idempotency);
  if (!body.empty()) text_.append("\r\nContent-Type: application/json");
  text_.append("\r\nContent-Length: ").append(std::to_string(body.size()));
  return text_.append("\r\n\r\n").append(body);
}

std::string_view Requests::get(std::string_view path) {
  text_.assign("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(parties_.host);
  return text_.append("\r\nAuthorization: Bearer ").append(parties_.key).append("\r\n\r\n");
}

Requests::Outcome Requests::take(Operation& operation, int status, std::string_view body) {
  using What = Outcome::What;
  if (status != wanted_status(operation.step)) return {};
  switch (operation.step) {
    case Step::pay:
      if (workload_.reads > 0)
        if (const auto id = text_under(body, {"id"}))
          receipts_[receipts_seen_++ % receipts_kept] = *id;
      return {.what = What::done, .payments = 1};
    case Step::batch: {
      const auto made = last_count(body, "succeeded");
      if (!made) return {};
      return {.what = What::done, .payments = *made, .refused = batch_ - *made};
    }
    case Step::balance:
    case Step::receipt:
    case Step::history:
      return {.what = What::done, .read = true};
    case Step::authorize: {
      const auto token = text_under(body, {"token"});
      const auto id = text_under(body, {"token_id"});
      if (!token || !id) return {};
      operation.token = *token;
      operation.token_id = *id;
      break;
    }
    case Step::complete:
      return {.what = What::done, .payments = 1};
    case Step::verify:
    case Step::start:
    case Step::accept:
      break;
  }
  operation.step = static_cast<Step>(static_cast<std::uint8_t>(operation.step) + 1);
  return {.what = What::next};
}

}  // namespace bursar::load
