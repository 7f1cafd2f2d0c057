// The engine as the facilitator of @x402/core: asked with the payee's key, and asked again while
// its answer is lost. Nothing is settled twice by that: a settlement has a key, under which the
// engine says the same again. Another delivery of the same token has another key, and is never told
// that it succeeded.

import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

import { HTTPFacilitatorClient } from "@x402/core/server";

import { baseUrl, persist } from "./engine.js";

const settlement = new AsyncLocalStorage(); // the key of the settlement under way

class BursarFacilitatorClient extends HTTPFacilitatorClient {
  #persistence;

  constructor(config, persistence) {
    super(config);
    this.#persistence = persistence;
  }

  async verify(payload, requirements) {
    const once = () => super.verify(payload, requirements);
    return persist(once, isPassing, this.#persistence);
  }

  // A key of the caller's outlives its process. It is one delivery's: who hears a success under it
  // has handed the content out once.
  async settle(payload, requirements, { idempotencyKey = randomUUID() } = {}) {
    const once = () => super.settle(payload, requirements);
    return settlement.run(idempotencyKey, () => persist(once, isPassing, this.#persistence));
  }
}

/** For `new x402ResourceServer(…)`; the key is the payee's, or its organisation's. */
export function bursarFacilitator({ engineUrl, apiKey, timeoutMs, ...persistence }) {
  const verify = { Authorization: `Bearer ${apiKey}` };
  const createAuthHeaders = async () => {
    const settle = { ...verify, "Idempotency-Key": settlement.getStore() ?? randomUUID() };
    return { verify, settle, bazaar: verify };
  };
  const config = { url: `${baseUrl(engineUrl)}/x402`, timeoutMs, createAuthHeaders };
  return new BursarFacilitatorClient(config, persistence);
}

// No answer at all, or one that says so: overloaded, being stopped, outcome unknown.
function isPassing(error) {
  return error instanceof TypeError || error.statusCode === 503 || error.statusCode === 504;
}
