import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Bridge } from "../bridge.js";
import { answerId, keysOf, signed, verify } from "../contract.js";
import { State } from "../state.js";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const keys = keysOf(SECRET);
const NOW = 1_764_000_000;

let directory;
let state;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bridge-"));
  state = new State(join(directory, "state"));
});
afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

/** A bank that pays when the test says so. */
class Bank {
  paid = [];
  #waiting = new Map();

  objection() {}
  refusal(order) {
    return order.amount === "5.02" ? "account_closed" : undefined;
  }
  async pay(order) {
    this.paid.push(order.id);
    return new Promise((resolve) => this.#waiting.set(order.id, resolve));
  }
  async refund() {
    return true;
  }
  async say(id, outcome) {
    this.#waiting.get(id)(outcome);
    await new Promise(setImmediate);
  }
}

const bank = () => new Bank();
const bridge = (more = {}) => new Bridge({ keys, state, bank: bank(), now: () => NOW, ...more });
const payout = (last = "A") => `payout_${"0".repeat(25)}${last}`;
const order = (more = {}) => ({
  id: payout(), environment: "SANDBOX", amount: "5.00", currency: "USD",
  created_at: "2025-11-24T16:00:00.000Z", destination_type: "stripe",
  destination: { account: "acct_1" }, description: "rent", ...more,
});

let asked = 0;
async function ask(of, deed, body, { by = keys, at = NOW, id } = {}) {
  asked += 1;
  const question = id ?? `req_${String(asked).padStart(26, "0")}`;
  const text = JSON.stringify(body);
  const answer = await of.answer("POST", `/${deed}`, signed(by, question, at, text), text);
  assert.equal(answer.fields["webhook-id"], answerId(question));
  return JSON.parse(answer.text);
}
const refusal = (status) => (fault) => fault.status === status;

test("the standard's own example is signed as it says", () => {
  const fields = signed(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    '{"test": 2432232314}');
  assert.equal(fields["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("a secret is one or two lines of base64", () => {
  assert.equal(keysOf(`${SECRET}\n${SECRET}\n`).length, 2);
  for (const text of ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    `${SECRET}\n${SECRET}\n${SECRET}`])
    assert.throws(() => keysOf(text));
});

test("what is not signed, or by somebody else, or minutes ago, is not heard", async () => {
  const one = bridge();
  await assert.rejects(one.answer("POST", "/submit", {}, "{}"), refusal(401));
  const other = keysOf("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  await assert.rejects(ask(one, "submit", order(), { by: other }), refusal(401));
  await assert.rejects(ask(one, "submit", order(), { at: NOW - 301 }), refusal(401));
  await assert.rejects(ask(one, "submit", order(), { at: NOW + 301 }), refusal(401));
  const both = [...other, ...keys];
  assert.equal((await ask(one, "status", order(), { by: both })).status, "unknown");
  assert.equal([...state.all()].length, 0);
});

test("a question that is sent again is not heard", async () => {
  const one = bridge();
  const id = `req_${"Z".repeat(26)}`;
  await ask(one, "status", order(), { id });
  await assert.rejects(ask(one, "status", order(), { id }), refusal(401));
});

test("an order is on disk before it is accepted, and is paid once", async () => {
  const its = bank();
  const known = [];
  const one = bridge({ bank: its, accepted: ({ id }) => {
    known.push(readFileSync(join(directory, "state"), "utf8").includes(id));
  } });
  assert.equal((await ask(one, "submit", order())).status, "accepted");
  assert.equal((await ask(one, "submit", order())).status, "accepted");
  assert.deepEqual(known, [true]);
  assert.deepEqual(its.paid, [payout()]);
  await its.say(payout(), { status: "completed", reference: "ref 1" });
  assert.deepEqual(await ask(one, "submit", order()),
    { id: payout(), amount: "5.00", currency: "USD", status: "completed", reference: "ref 1" });
  assert.deepEqual(its.paid, [payout()]);
  assert.equal(statSync(join(directory, "state")).mode & 0o777, 0o600);
});

test("the same id with another amount or destination is another order's", async () => {
  const one = bridge();
  await ask(one, "submit", order());
  await assert.rejects(ask(one, "submit", order({ amount: "6.00" })), refusal(409));
  const elsewhere = order({ destination: { account: "acct_2" } });
  await assert.rejects(ask(one, "submit", elsewhere), refusal(409));
});

test("authorizing writes nothing down", async () => {
  const one = bridge();
  assert.equal((await ask(one, "authorize", order())).status, "accepted");
  assert.equal((await ask(one, "status", order())).status, "unknown");
});

test("what is refused stays so", async () => {
  const one = bridge();
  const said = await ask(one, "submit", order({ amount: "5.02" }));
  assert.deepEqual([said.status, said.reason], ["refused", "account_closed"]);
  assert.equal((await ask(one, "status", order({ amount: "5.02" }))).status, "refused");
});

test("after a crash it goes on with what it has, and forgets a line that was cut short", async () => {
  await ask(bridge(), "submit", order());
  appendFileSync(join(directory, "state"), '{"id":"payout_');
  state.close();
  state = new State(join(directory, "state"));
  const its = bank();
  const one = bridge({ bank: its });
  assert.deepEqual(its.paid, [payout()]);
  await its.say(payout(), { status: "completed", reference: "ref 1" });
  assert.equal((await ask(one, "status", order())).status, "completed");
  state.close();
  state = new State(join(directory, "state"));
  assert.equal(state.find(payout()).status, "completed");
});

test("what was cancelled before it came is not taken when it comes", async () => {
  const one = bridge();
  assert.equal((await ask(one, "cancel", order())).status, "refused");
  assert.equal((await ask(one, "submit", order())).status, "refused");
});

test("what was paid may come back", async () => {
  const its = bank();
  const one = bridge({ bank: its });
  assert.equal((await ask(one, "refund", order())).status, "unknown");
  await ask(one, "submit", order());
  assert.equal((await ask(one, "refund", order())).status, "accepted");
  await its.say(payout(), { status: "completed", reference: "ref 1" });
  assert.equal((await ask(one, "cancel", order())).status, "completed");
  assert.equal((await ask(one, "refund", order())).status, "refused");
});

test("a statement is all orders of its time, page by page", async () => {
  const one = bridge();
  for (const last of "CAB") await ask(one, "submit", order({ id: payout(last) }));
  await ask(one, "submit", order({ id: payout("D"), created_at: "2025-11-25T00:00:00.000Z" }));
  await ask(one, "submit", order({ id: payout("E"), environment: "PRODUCTION" }));
  const span = { environment: "SANDBOX", from: "2025-11-24T00:00:00.000Z",
    to: "2025-11-25T00:00:00.000Z", cursor: null, limit: 2 };
  const first = await ask(one, "statement", span);
  assert.deepEqual(first.payouts.map(({ id }) => id), [payout("A"), payout("B")]);
  assert.deepEqual(first.payouts[0], { id: payout("A"), amount: "5.00", currency: "USD",
    status: "accepted", created_at: "2025-11-24T16:00:00.000Z" });
  const second = await ask(one, "statement", { ...span, cursor: first.next_cursor });
  assert.deepEqual(second.payouts.map(({ id }) => id), [payout("C")]);
  assert.equal(second.next_cursor, null);
});

test("what is no question is refused", async () => {
  const one = bridge();
  await assert.rejects(ask(one, "pay", order()), refusal(404));
  await assert.rejects(ask(one, "submit", order({ amount: "5" })), refusal(400));
  await assert.rejects(ask(one, "submit", order({ id: "payout_1" })), refusal(400));
  await assert.rejects(ask(one, "submit", order({ destination: undefined })), refusal(400));
  await assert.rejects(ask(one, "statement", {}), refusal(400));
  await assert.rejects(ask(one, "status", null), refusal(400));
  await assert.rejects(one.answer("GET", "/status", {}, ""), refusal(405));
});

test("over HTTP an answer is signed, and a body has a bound", async () => {
  const server = bridge({ now: undefined }).server();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const seconds = Math.floor(Date.now() / 1000);
  const id = `req_${"H".repeat(26)}`;
  const text = JSON.stringify(order());
  const good = await fetch(`${url}/status`, { method: "POST", body: text,
    headers: signed(keys, id, seconds, text) });
  assert.equal(good.status, 200);
  const said = await good.text();
  const stamp = good.headers.get("webhook-timestamp");
  assert.deepEqual(signed(keys, answerId(id), stamp, said)["webhook-signature"],
    good.headers.get("webhook-signature"));
  const big = await fetch(`${url}/status`, { method: "POST", body: "x".repeat(100_000) });
  assert.equal(big.status, 413);
  const bad = await fetch(`${url}/status`, { method: "POST", body: text });
  assert.equal(bad.status, 401);
  assert.throws(() => verify(keys, {}, text, seconds), refusal(401));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
