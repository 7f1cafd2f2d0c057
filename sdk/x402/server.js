// The charging half: prices in exact units, and money given back when a paid handler fails.

import { ASSET, DECIMALS, atomicAmount, checkedAtomic, isBursar } from "./amount.js";
import { BursarError, Engine } from "./engine.js";
import { tokenId } from "./token.js";

export { BursarError };
export { bursarFacilitator } from "./facilitator.js";

/** For `new x402ResourceServer(facilitator).register("bursar:sandbox", …)`. */
export class BursarServerScheme {
  scheme = "exact";
  defaultAssetTransferMethod = "default";
  paymentFlows = { default: { supported: ["authorization", "upfront"], default: "authorization" } };
  schemeHooks = { onVerifiedPaymentCanceled: async (context) => this.#handBack(context) };
  #engine;

  constructor(engine) {
    this.#engine = new Engine(engine);
  }

  async parsePrice(price, network) {
    checkNetwork(network);
    if (typeof price !== "object" || price === null) {
      return { asset: ASSET, amount: atomicAmount(price), extra: {} };
    }
    if (price.asset !== ASSET) {
      throw new TypeError(`asset ${price.asset} is not known on ${network}, only ${ASSET}`);
    }
    return { asset: ASSET, amount: checkedAtomic(price.amount), extra: price.extra ?? {} };
  }

  getAssetDecimals(asset, network) {
    return asset === ASSET && isBursar(network) ? DECIMALS : undefined;
  }

  // Nothing here may differ from one request to the next: the payer's requirements are compared
  // with what is built again when it pays.
  async enhancePaymentRequirements(requirements, supportedKind) {
    const { name = ASSET, decimals = DECIMALS } = supportedKind.extra ?? {};
    return { ...requirements, extra: { name, decimals, ...requirements.extra } };
  }

  validateFacilitatorSupport(network, supportedKind) {
    const decimals = supportedKind.extra?.decimals ?? DECIMALS;
    if (decimals === DECIMALS) return undefined;
    return `the engine counts ${ASSET} with ${decimals} decimals and this package with ${DECIMALS}`;
  }

  // The id comes from the token that was verified, never from what the payer calls it.
  async #handBack({ paymentPayload, settledPhases }) {
    const id = tokenId(paymentPayload.payload.token);
    if (settledPhases.length > 0) return;
    if (id === undefined) throw new BursarError("a token of an unknown form was not released");
    try {
      await this.#engine.call("POST", `/v1/x402/tokens/${id}/release`);
    } catch (error) {
      // Another use of the same token was settled, or it has expired: nothing is left to give back.
      if (error.code !== "INVALID_STATE") throw error;
    }
  }
}

function checkNetwork(network) {
  if (!isBursar(network)) {
    throw new TypeError(`network ${network} is neither bursar:sandbox nor bursar:production`);
  }
}
