export interface EngineOptions {
  /** "http://127.0.0.1:3100": where the engine listens, never what a counterparty says. */
  engineUrl: string;
  /** A key of the engine's API with `payments:write`. */
  apiKey: string;
  /** Plain fetch, the default; never one that pays by itself. */
  fetch?: typeof globalThis.fetch;
  /** How often a call without a known outcome is made, all told; 4. */
  attempts?: number;
  /** How long one attempt waits for its answer; 10,000. */
  timeoutMs?: number;
}

/** Why the engine did not do what it was asked. */
export declare class BursarError extends Error {
  /** The engine's word (INSUFFICIENT_FUNDS); ENGINE_SILENT or UNEXPECTED_ANSWER without one. */
  readonly code: string;
  /** The answer's status; undefined where none came. */
  readonly status: number | undefined;
  /** The RFC 9457 document of the refusal: detail, rule, max_allowed_now, … */
  readonly problem: Readonly<Record<string, unknown>>;
  /** Whether the same call, under the same key, may succeed later. */
  readonly retryable: boolean;
  /** Under which /v1/outcomes/{key} tells what came of it. */
  readonly idempotencyKey: string | undefined;
}
