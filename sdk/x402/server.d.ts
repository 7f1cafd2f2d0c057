import type { HTTPFacilitatorClient } from "@x402/core/server";
import type {
  AssetAmount,
  Network,
  PaymentFlowConfig,
  PaymentPayload,
  PaymentRequirements,
  Price,
  SchemeNetworkServer,
  SchemeServerHooks,
  SettleResponse,
  SupportedKind,
} from "@x402/core/types";

import type { EngineOptions } from "./engine.js";

export { BursarError, type EngineOptions } from "./engine.js";

/** The charging half: for `new x402ResourceServer(facilitator).register("bursar:sandbox", …)`. */
export declare class BursarServerScheme implements SchemeNetworkServer {
  constructor(options: EngineOptions);
  readonly scheme: "exact";
  readonly defaultAssetTransferMethod: "default";
  readonly paymentFlows: Record<string, PaymentFlowConfig>;
  readonly schemeHooks: SchemeServerHooks;
  /** Exact, or a TypeError or RangeError: a price is never rounded. */
  parsePrice(price: Price, network: Network): Promise<AssetAmount>;
  getAssetDecimals(asset: string, network: Network): number | undefined;
  enhancePaymentRequirements(
    requirements: PaymentRequirements,
    supportedKind: SupportedKind,
  ): Promise<PaymentRequirements>;
  validateFacilitatorSupport(network: Network, supportedKind: SupportedKind): string | undefined;
}

export interface BursarFacilitator extends HTTPFacilitatorClient {
  /**
   * Under a key of its own, or one that the caller keeps: the same key is told the same again,
   * across processes. One key is one delivery of the content.
   */
  settle(
    payload: PaymentPayload,
    requirements: PaymentRequirements,
    options?: { idempotencyKey?: string },
  ): Promise<SettleResponse>;
}

/** The engine as the facilitator of an x402ResourceServer. */
export declare function bursarFacilitator(options: {
  engineUrl: string;
  /** The key of the wallet that is paid, or of its organisation. */
  apiKey: string;
  /** For each request; the default of @x402/core is 90,000. */
  timeoutMs?: number;
  /** How often what got no answer is asked, all told; 4. */
  attempts?: number;
}): BursarFacilitator;
