import assert from "node:assert/strict";
import { test } from "node:test";

import { x402ResourceServer } from "@x402/core/server";

import { BursarServerScheme } from "../server.js";
import { FakeEngine, problem } from "./fake_engine.js";

const NETWORK = "bursar:sandbox";
const KIND = {
  x402Version: 2,
  scheme: "exact",
  network: NETWORK,
  extra: { name: "USD", decimals: 8 },
};
const SIGNATURE = "S2HnyvPT7R6SaYDsbnta9YNn4Oiq3R19ViBrEpVIuB4";
const TOKEN = `x402_tok_5f3a9c0192d66a2876b1e835a9da4929.${SIGNATURE}`;

function facilitator(kind = KIND) {
  return {
    getSupported: async () => ({ kinds: [kind], extensions: [], signers: {} }),
    verify: async () => ({ isValid: true }),
    settle: async () => ({ success: true, transaction: "tx_1", network: NETWORK }),
  };
}

async function resourceServer(fake, kind) {
  const scheme = new BursarServerScheme(fake.options);
  const server = new x402ResourceServer(facilitator(kind)).register(NETWORK, scheme);
  await server.initialize();
  return server;
}

function priced(price, more = {}) {
  return { scheme: "exact", network: NETWORK, payTo: "wal_payee", price, ...more };
}

test("requirements are what the payer is to reserve, exactly", async () => {
  const server = await resourceServer(new FakeEngine());
  const extra = { serviceId: "svc_1" };
  const config = priced("$0.005", { maxTimeoutSeconds: 120, extra });
  const [requirements] = await server.buildPaymentRequirements(config);
  assert.deepEqual(requirements, {
    scheme: "exact",
    network: NETWORK,
    amount: "500000",
    asset: "USD",
    payTo: "wal_payee",
    maxTimeoutSeconds: 120,
    extra: { name: "USD", decimals: 8, serviceId: "svc_1" },
  });
  assert.deepEqual(await server.buildPaymentRequirements(config), [requirements]);
});

test("a price may be atomic already", async () => {
  const scheme = new BursarServerScheme(new FakeEngine().options);
  const price = { asset: "USD", amount: "1", extra: { serviceId: "svc_1" } };
  assert.deepEqual(await scheme.parsePrice(price, NETWORK), price);
  const other = { asset: "EUR", amount: "1" };
  await assert.rejects(scheme.parsePrice(other, NETWORK), /asset EUR/);
  await assert.rejects(scheme.parsePrice({ asset: "USD", amount: 1 }, NETWORK), /amount 1/);
  await assert.rejects(scheme.parsePrice(null, NETWORK), /price null/);
});

test("a price on a network of others is refused", async () => {
  const scheme = new BursarServerScheme(new FakeEngine().options);
  await assert.rejects(scheme.parsePrice("$1", "eip155:8453"), /network eip155:8453/);
});

test("decimals are known for dollars alone", () => {
  const scheme = new BursarServerScheme(new FakeEngine().options);
  assert.equal(scheme.getAssetDecimals("USD", NETWORK), 8);
  assert.equal(scheme.getAssetDecimals("EUR", NETWORK), undefined);
  assert.equal(scheme.getAssetDecimals("USD", "ach:us"), undefined);
});

test("an engine that counts otherwise is refused at the start", async () => {
  const kind = { ...KIND, extra: { name: "USD", decimals: 6 } };
  await assert.rejects(resourceServer(new FakeEngine(), kind), /6 decimals/);
  await resourceServer(new FakeEngine(), { ...KIND, extra: undefined });
});

async function fail(fake, payload, settledPhases = []) {
  const server = await resourceServer(fake);
  const [requirements] = await server.buildPaymentRequirements(priced("$0.005"));
  const paymentPayload = { x402Version: 2, accepted: requirements, payload };
  const dispatcher = server.createPaymentCancellationDispatcher(
    paymentPayload,
    requirements,
    undefined,
    undefined,
    settledPhases,
  );
  await dispatcher.cancel({ reason: "handler_failed", responseStatus: 500 });
}

test("when the handler fails the token is released, by the id that stands in it", async () => {
  const fake = new FakeEngine({ body: {} });
  await fail(fake, { token: TOKEN, tokenId: "tokid_of_somebody_else" });
  assert.equal(fake.asked.length, 1);
  assert.equal(fake.asked[0].method, "POST");
  assert.equal(fake.asked[0].body, undefined);
  const path = "/v1/x402/tokens/tokid_2Z7AE034PPD8M7DCF86PMXMJ99/release";
  assert.equal(fake.asked[0].url, `http://engine.test${path}`);
});

test("a release is sent again under its key until it is known", async () => {
  const fake = new FakeEngine("silence", { body: {} });
  await fail(fake, { token: TOKEN });
  assert.equal(fake.asked.length, 2);
  assert.equal(new Set(fake.keys).size, 1);
});

test("what was settled before the handler is not released", async () => {
  const fake = new FakeEngine();
  await fail(fake, { token: TOKEN }, ["before-handler"]);
  assert.equal(fake.asked.length, 0);
});

test("a token of an unknown form is not released, and that is said", async (context) => {
  const warned = context.mock.method(console, "warn", () => {});
  const fake = new FakeEngine();
  await fail(fake, { token: "x402_tok_../../wallets" });
  await fail(fake, {});
  assert.equal(fake.asked.length, 0);
  assert.equal(warned.mock.callCount(), 2);
});

test("that nothing is left to give back is no news, any other refusal is", async (context) => {
  const warned = context.mock.method(console, "warn", () => {});
  await fail(new FakeEngine(problem(409, "INVALID_STATE")), { token: TOKEN });
  assert.equal(warned.mock.callCount(), 0);
  await fail(new FakeEngine(problem(403, "FORBIDDEN")), { token: TOKEN });
  assert.equal(warned.mock.callCount(), 1);
  assert.match(warned.mock.calls[0].arguments[0], /FORBIDDEN \(403\)/);
});
