// Against the real x402Client: what it hands to a scheme is what these tests are about.

import assert from "node:assert/strict";
import { test } from "node:test";

import { x402Client } from "@x402/core/client";

import { BursarClientScheme } from "../client.js";
import { FakeEngine, problem } from "./fake_engine.js";

const REQUIREMENTS = {
  scheme: "exact",
  network: "bursar:sandbox",
  amount: "500000",
  asset: "USD",
  payTo: "wal_payee",
  maxTimeoutSeconds: 120,
  extra: { name: "USD", decimals: 8 },
};
const AUTHORIZED = {
  status: 201,
  body: {
    token: "x402_tok_5f3a9c0192d66a2876b1e835a9da4929.S2HnyvPT7R6SaYDsbnta9YNn4Oiq3R19ViBrEpVIuB4",
    token_id: "tokid_2Z7AE034PPD8M7DCF86PMXMJ99",
    payer: "wal_payer",
    pay_to: "wal_payee",
    amount: "500000",
    expires_at: "2026-11-23T08:57:27.996Z",
  },
};

function asked(requirements = {}, resource = { url: "https://api.example.com/weather" }) {
  return { x402Version: 2, resource, accepts: [{ ...REQUIREMENTS, ...requirements }] };
}

function client(fake, options = {}) {
  const scheme = new BursarClientScheme({ ...fake.options, ...options });
  return new x402Client().register("bursar:*", scheme);
}

test("the payload holds the token, and what the engine told about it as hints", async () => {
  const fake = new FakeEngine(AUTHORIZED);
  const payload = await client(fake).createPaymentPayload(asked());
  assert.equal(payload.x402Version, 2);
  assert.deepEqual(payload.accepted, REQUIREMENTS);
  assert.deepEqual(payload.payload, {
    token: AUTHORIZED.body.token,
    tokenId: "tokid_2Z7AE034PPD8M7DCF86PMXMJ99",
    payer: "wal_payer",
    expiresAt: "2026-11-23T08:57:27.996Z",
  });
});

test("the engine is asked for these requirements, this resource and this wallet", async () => {
  const fake = new FakeEngine(AUTHORIZED);
  await client(fake, { walletId: "wal_mine" }).createPaymentPayload(asked());
  assert.equal(fake.asked[0].url, "http://engine.test/v1/x402/authorize");
  assert.deepEqual(fake.asked[0].body, {
    payment_requirements: REQUIREMENTS,
    resource: "https://api.example.com/weather",
    from_wallet_id: "wal_mine",
  });
});

test("without a wallet or a resource none is named", async () => {
  const fake = new FakeEngine(AUTHORIZED);
  await client(fake).createPaymentPayload(asked({}, {}));
  assert.deepEqual(fake.asked[0].body, { payment_requirements: REQUIREMENTS });
});

test("payments at the same time keep their resources apart", async () => {
  const fake = new FakeEngine(...Array(8).fill(AUTHORIZED));
  const paying = client(fake);
  const urls = Array.from({ length: 8 }, (_, at) => `https://api.example.com/${at}`);
  await Promise.all(urls.map((url) => paying.createPaymentPayload(asked({}, { url }))));
  assert.deepEqual(fake.asked.map(({ body }) => body.resource).sort(), urls);
  assert.equal(new Set(fake.keys).size, 8);
});

test("each payment of the same requirements has a key of its own", async () => {
  const fake = new FakeEngine(AUTHORIZED, AUTHORIZED);
  const paying = client(fake);
  const offer = asked();
  await paying.createPaymentPayload(offer);
  await paying.createPaymentPayload(offer);
  assert.equal(new Set(fake.keys).size, 2);
});

test("the default spend control holds: up to a dollar", async () => {
  const fake = new FakeEngine(AUTHORIZED, AUTHORIZED);
  const paying = client(fake);
  await paying.createPaymentPayload(asked({ amount: "100000000" }));
  const dear = asked({ amount: "100000001" });
  await assert.rejects(paying.createPaymentPayload(dear), /spendControls/);
  paying.setSpendControls({ maxAmountPerPayment: "$5" });
  await paying.createPaymentPayload(dear);
  assert.equal(fake.asked.length, 2);
});

test("only dollars on Bursar's networks are a default asset", () => {
  const scheme = new BursarClientScheme(new FakeEngine().options);
  const dollars = { asset: "USD", decimals: 8, symbol: "USD" };
  assert.deepEqual(scheme.findDefaultAsset("USD", "bursar:sandbox"), dollars);
  assert.deepEqual(scheme.findDefaultAsset("USD", "bursar:production"), dollars);
  assert.equal(scheme.findDefaultAsset("USD", "ach:us"), undefined);
  assert.equal(scheme.findDefaultAsset("EUR", "bursar:sandbox"), undefined);
});

test("a refusal of the engine ends the payment with the engine's words", async () => {
  const fake = new FakeEngine(problem(402, "INSUFFICIENT_FUNDS"));
  await assert.rejects(client(fake).createPaymentPayload(asked()), {
    name: "BursarError",
    code: "INSUFFICIENT_FUNDS",
    message: "INSUFFICIENT_FUNDS (402): about INSUFFICIENT_FUNDS",
  });
});

test("an answer without a token is no authorization", async () => {
  const fake = new FakeEngine({ status: 201, body: {} });
  await assert.rejects(client(fake).createPaymentPayload(asked()), { code: "UNEXPECTED_ANSWER" });
});

test("a version that is not spoken reserves nothing", async () => {
  const scheme = new BursarClientScheme(new FakeEngine().options);
  await assert.rejects(scheme.createPaymentPayload(1, REQUIREMENTS), {
    code: "UNSUPPORTED_REQUIREMENTS",
  });
});

async function payAndHear(fake, response) {
  const paying = client(fake);
  const paymentPayload = await paying.createPaymentPayload(asked());
  const requirements = paymentPayload.accepted;
  return paying.handlePaymentResponse({ paymentPayload, requirements, ...response });
}

test("a token that was refused is given back", async () => {
  const fake = new FakeEngine(AUTHORIZED, { body: {} });
  const heard = await payAndHear(fake, { paymentRequired: asked() });
  assert.equal(heard, undefined); // nothing is tried again by itself
  assert.equal(fake.asked[1].method, "DELETE");
  const path = "/v1/x402/tokens/tokid_2Z7AE034PPD8M7DCF86PMXMJ99";
  assert.equal(fake.asked[1].url, `http://engine.test${path}`);
});

test("that it cannot be given back is no news", async () => {
  for (const answer of ["silence", problem(409, "INVALID_STATE")]) {
    const fake = new FakeEngine(AUTHORIZED, answer);
    await payAndHear(fake, { paymentRequired: asked() });
    assert.equal(fake.asked.length, 2);
  }
});

test("a token that was settled, or may be, is left alone", async () => {
  const settleResponse = { success: false, transaction: "", network: "bursar:sandbox" };
  for (const response of [{ settleResponse }, { error: new Error("away") }, {}]) {
    const fake = new FakeEngine(AUTHORIZED);
    await payAndHear(fake, response);
    assert.equal(fake.asked.length, 1);
  }
});
