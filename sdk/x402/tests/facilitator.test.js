import assert from "node:assert/strict";
import { test } from "node:test";

import { bursarFacilitator } from "../server.js";
import { FakeEngine } from "./fake_engine.js";

const PAID = { x402Version: 2, accepted: {}, payload: { token: "x402_tok_" } };
const SETTLED = { body: { success: true, transaction: "tx_1", network: "bursar:sandbox" } };
const OVERLOADED = {
  status: 503,
  body: { success: false, errorReason: "overloaded", transaction: "", network: "bursar:sandbox" },
};

// The client of @x402/core asks through the global fetch.
function facilitator(context, ...answers) {
  const fake = new FakeEngine(...answers);
  const { fetch, ...options } = fake.options;
  context.mock.method(globalThis, "fetch", fetch);
  return { fake, client: bursarFacilitator(options) };
}

test("the facilitator is the engine's, with the payee's key where money is", async (context) => {
  const { client } = facilitator(context);
  assert.equal(client.url, "http://engine.test/x402");
  for (const operation of ["verify", "settle"]) {
    const { headers } = await client.createAuthHeaders(operation);
    assert.equal(headers.Authorization, "Bearer bur_test_key");
  }
  assert.deepEqual((await client.createAuthHeaders("supported")).headers, {});
});

test("a settlement whose answer is lost is asked for again under its key", async (context) => {
  const { fake, client } = facilitator(context, "silence", OVERLOADED, SETTLED);
  const settled = await client.settle(PAID, {});
  assert.equal(settled.success, true);
  assert.equal(fake.asked.length, 3);
  assert.equal(new Set(fake.keys).size, 1);
  assert.match(fake.keys[0], /^[\x21-\x7e]{16,255}$/);
});

test("settlements at the same time have keys of their own", async (context) => {
  const { fake, client } = facilitator(context, "silence", ...Array(8).fill(SETTLED));
  const uses = Array.from({ length: 8 }, () => client.settle(PAID, {}));
  await Promise.all(uses);
  assert.equal(fake.keys.length, 9);
  assert.equal(new Set(fake.keys).size, 8);
});

test("a settlement may have a key that its caller keeps", async (context) => {
  const { fake, client } = facilitator(context, "silence", SETTLED);
  await client.settle(PAID, {}, { idempotencyKey: "delivery-7" });
  assert.deepEqual(fake.keys, ["delivery-7", "delivery-7"]);
});

test("a refused settlement is not asked for again", async (context) => {
  const refused = { ...SETTLED.body, success: false, errorReason: "duplicate_settlement" };
  const { fake, client } = facilitator(context, { body: refused });
  const settled = await client.settle(PAID, {});
  assert.equal(settled.errorReason, "duplicate_settlement");
  assert.equal(fake.asked.length, 1);
});

test("a check whose answer is lost is made again", async (context) => {
  const { fake, client } = facilitator(context, "silence", { body: { isValid: true } });
  assert.equal((await client.verify(PAID, {})).isValid, true);
  assert.equal(fake.asked.length, 2);
  assert.deepEqual(fake.keys, [undefined, undefined]);
});

test("an engine that stays away is said to", async (context) => {
  const { fake, client } = facilitator(context, ...Array(4).fill("silence"));
  await assert.rejects(client.settle(PAID, {}), /fetch failed/);
  assert.equal(fake.asked.length, 4);
});
