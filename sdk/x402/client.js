// The paying half: for every 402 on Bursar's networks it asks the engine to reserve the amount, and
// hands the provider the token of that reservation.

import { ASSET, DECIMALS, isBursar } from "./amount.js";
import { BursarError, Engine } from "./engine.js";

export { BursarError };

/** For `new x402Client().register("bursar:sandbox", …)`. See client.d.ts for the options. */
export class BursarClientScheme {
  scheme = "exact";
  schemeHooks = {
    onBeforePaymentCreation: async (context) => this.#remember(context),
    onPaymentResponse: async (context) => this.#cancelRefused(context),
  };
  #engine;
  #walletId;
  #resources = new WeakMap(); // what is paid for, by the very object that will be paid

  constructor({ walletId, ...engine }) {
    this.#engine = new Engine(engine);
    this.#walletId = walletId;
  }

  /** Without it the spend controls of @x402/core would refuse every payment. */
  findDefaultAsset(asset, network) {
    if (asset !== ASSET || !isBursar(network)) return undefined;
    return { asset: ASSET, decimals: DECIMALS, symbol: ASSET };
  }

  async createPaymentPayload(x402Version, requirements) {
    if (x402Version !== 2) {
      throw new BursarError(`x402 version ${x402Version} is not spoken here, only 2`, {
        code: "UNSUPPORTED_REQUIREMENTS",
      });
    }
    const made = await this.#engine.call("POST", "/v1/x402/authorize", {
      payment_requirements: requirements,
      resource: this.#resources.get(requirements),
      from_wallet_id: this.#walletId,
    });
    if (typeof made.token !== "string") {
      throw new BursarError("the engine answered an authorization without a token");
    }
    // The token alone counts; the others are for logs, and for giving it back.
    const { token, token_id: tokenId, payer, expires_at: expiresAt } = made;
    return { x402Version, payload: { token, tokenId, payer, expiresAt } };
  }

  /** Gives an unused token back; the engine refuses once a provider has verified it. */
  async cancel(tokenId) {
    await this.#engine.call("DELETE", `/v1/x402/tokens/${encodeURIComponent(tokenId)}`);
  }

  // createPaymentPayload is not told what is paid for.
  #remember({ paymentRequired, selectedRequirements }) {
    const url = paymentRequired.resource?.url;
    if (url) this.#resources.set(selectedRequirements, url);
  }

  // Refused before the provider ran: without this the money would wait for the token's expiry.
  async #cancelRefused({ paymentPayload, paymentRequired }) {
    if (!paymentRequired) return;
    const path = `/v1/x402/tokens/${encodeURIComponent(paymentPayload.payload.tokenId)}`;
    try {
      await this.#engine.call("DELETE", path, undefined, 1);
    } catch {
      // It was verified after all, or the engine is away: it expires then.
    }
  }
}
