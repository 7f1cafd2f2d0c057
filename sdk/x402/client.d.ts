import type {
  DefaultAsset,
  PaymentPayloadResult,
  PaymentRequirements,
  SchemeClientHooks,
  SchemeNetworkClient,
} from "@x402/core/types";

import type { EngineOptions } from "./engine.js";

export { BursarError, type EngineOptions } from "./engine.js";

export interface PayerOptions extends EngineOptions {
  /** Which wallet pays. An agent's key has one and needs no other; an organisation's names one. */
  walletId?: string;
}

/** The paying half: for `new x402Client().register("bursar:sandbox", …)`. */
export declare class BursarClientScheme implements SchemeNetworkClient {
  constructor(options: PayerOptions);
  readonly scheme: "exact";
  readonly schemeHooks: SchemeClientHooks;
  findDefaultAsset(asset: string, network: string): DefaultAsset | undefined;
  /** Reserves the amount; rejects with a BursarError when the engine does not. */
  createPaymentPayload(
    x402Version: number,
    requirements: PaymentRequirements,
  ): Promise<PaymentPayloadResult>;
  /** Gives an unused token back; rejects once a provider has verified it. */
  cancel(tokenId: string): Promise<void>;
}
