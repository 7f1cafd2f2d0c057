// A paying client that does as it is told: a JSON object a line in, one out. ENGINE and KEY say
// whom it asks and as whom. What it sends may be anything, as a hostile payer's would.

import { createInterface } from "node:readline";

import {
  decodePaymentRequiredHeader,
  decodePaymentResponseHeader,
  decodePaymentSignatureHeader,
  encodePaymentSignatureHeader,
} from "@x402/core/http";
import { validatePaymentRequired, validatePaymentRequirements } from "@x402/core/schemas";
import { withBazaar } from "@x402/extensions/bazaar";
import { wrapFetchWithPayment, x402Client } from "@x402/fetch";

import { BursarClientScheme } from "bursar-x402/client";
import { bursarFacilitator } from "bursar-x402/server";

const PATIENCE_MS = 60_000;

const engine = { engineUrl: process.env.ENGINE, apiKey: process.env.KEY };
const scheme = new BursarClientScheme(engine);
const client = new x402Client().register("bursar:*", scheme);

async function told(response) {
  const header = (name, decode) => {
    const value = response.headers.get(name);
    return value === null ? null : decode(value);
  };
  return {
    status: response.status,
    body: await response.text(),
    required: header("PAYMENT-REQUIRED", decodePaymentRequiredHeader),
    receipt: header("PAYMENT-RESPONSE", decodePaymentResponseHeader),
  };
}

function ask(url, headers = {}) {
  return fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
}

const deeds = {
  open: async ({ url }) => told(await ask(url)),

  // As an agent pays; what it sent comes along, for whoever wants to send it again.
  pay: async ({ url }) => {
    let payload = null;
    const listening = async (request) => {
      const signature = request.headers.get("PAYMENT-SIGNATURE");
      if (signature !== null) payload = decodePaymentSignatureHeader(signature);
      return fetch(request);
    };
    const fetchAndPay = wrapFetchWithPayment(listening, client);
    const response = await fetchAndPay(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return { ...(await told(response)), payload };
  },

  // All but the sending.
  authorize: async ({ url }) => {
    const { required } = await told(await ask(url));
    return { payload: await client.createPaymentPayload(required) };
  },

  send: async ({ url, payload, times }) => {
    const headers = { "PAYMENT-SIGNATURE": encodePaymentSignatureHeader(payload) };
    const uses = Array.from({ length: times }, async () => told(await ask(url, headers)));
    return { answers: await Promise.all(uses) };
  },

  // What the engine knows of who sells what, read as @x402/extensions reads it.
  find: async ({ payTo }) => {
    const { bazaar } = withBazaar(bursarFacilitator(engine)).extensions;
    const found = await bazaar.listResources({ type: "http", payTo });
    for (const { accepts } of found.items) accepts.forEach(validatePaymentRequirements);
    return found;
  },

  // As authorize, but it is the engine that says what a resource costs.
  authorizeFound: async ({ url }) => {
    const asked = `${engine.engineUrl}/v1/x402/requirements?resource=${encodeURIComponent(url)}`;
    const answer = await ask(asked, { Authorization: `Bearer ${engine.apiKey}` });
    const required = validatePaymentRequired(await answer.json());
    return { required, payload: await client.createPaymentPayload(required) };
  },

  cancel: async ({ tokenId }) => {
    await scheme.cancel(tokenId);
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { deed, ...about } = JSON.parse(line);
  let said;
  try {
    said = await deeds[deed](about);
  } catch (error) {
    said = { error: error.message };
  }
  console.log(JSON.stringify(said));
}
