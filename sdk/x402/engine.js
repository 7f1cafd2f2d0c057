// Calls to the engine, for both halves. Plain fetch, never one that pays: a refusal of the engine's
// may be a 402 too. A deed has one key, and is sent again under it while nobody knows what came of
// it.

import { randomUUID } from "node:crypto";

const ATTEMPTS = 4; // over one to two seconds, in which an engine is started again
const WAIT_FIRST_MS = 250;
const WAIT_MAX_MS = 5000;

/** Why the engine did not do what it was asked; `code` is its word for it (INSUFFICIENT_FUNDS). */
export class BursarError extends Error {
  constructor(message, about = {}) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = "BursarError";
    this.code = about.code ?? "UNEXPECTED_ANSWER";
    this.status = about.status; // undefined where no answer came
    this.problem = about.problem ?? {}; // the RFC 9457 document: rule, max_allowed_now, …
    this.retryable = about.retryable ?? false; // with the same key
    this.idempotencyKey = about.idempotencyKey; // asks /v1/outcomes/{key} what came of it
  }
}

export class Engine {
  #url;
  #apiKey;
  #fetch;
  #attempts;
  #timeoutMs;
  #pause;

  constructor({ engineUrl, apiKey, fetch, attempts, timeoutMs = 10_000, pause }) {
    if (typeof apiKey !== "string" || apiKey === "") {
      throw new TypeError("apiKey is missing: the engine's key for the wallet");
    }
    this.#url = baseUrl(engineUrl);
    this.#apiKey = apiKey;
    this.#fetch = fetch ?? globalThis.fetch;
    this.#attempts = attempts;
    this.#timeoutMs = timeoutMs;
    this.#pause = pause;
  }

  /** The answer's members; throws a BursarError for every refusal and every silence. */
  async call(method, path, body, attempts = this.#attempts) {
    const idempotencyKey = method === "POST" ? randomUUID() : undefined;
    const once = () => this.#once(method, path, body, idempotencyKey);
    return persist(once, ({ retryable }) => retryable, { attempts, pause: this.#pause });
  }

  async #once(method, path, body, idempotencyKey) {
    const headers = { Authorization: `Bearer ${this.#apiKey}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (idempotencyKey !== undefined) headers["Idempotency-Key"] = idempotencyKey;
    const fetch = this.#fetch; // called as a method it would have the wrong `this`
    let response, text;
    try {
      response = await fetch(this.#url + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: "error", // the key is for this engine alone
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      text = await response.text();
    } catch (cause) {
      throw silence(method, path, idempotencyKey, cause);
    }
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer;
    throw refusal(method, path, idempotencyKey, response.status, answer);
  }
}

/** Does once what may be done again, and again after what the judge of errors takes for passing. */
export async function persist(once, passing, { attempts = ATTEMPTS, pause = sleep } = {}) {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await once();
    } catch (error) {
      const waitMs = waitBefore(attempt, error);
      if (!passing(error) || attempt >= attempts || waitMs > WAIT_MAX_MS) throw error;
      await pause(waitMs);
    }
  }
}

/** Without a slash at its end. */
export function baseUrl(engineUrl) {
  if (typeof engineUrl !== "string" || !/^https?:\/\/[^/]/.test(engineUrl)) {
    throw new TypeError(`engineUrl ${engineUrl} is not like "http://127.0.0.1:3100"`);
  }
  return engineUrl.replace(/\/+$/, "");
}

function silence(method, path, idempotencyKey, cause) {
  const why = cause?.cause?.code ?? cause?.name ?? "unknown";
  return new BursarError(
    `ENGINE_SILENT: no answer from the engine to ${method} ${path} (${why}); ` +
      "what came of it is unknown, and what it may have reserved comes back by itself",
    { code: "ENGINE_SILENT", retryable: true, idempotencyKey, cause },
  );
}

function refusal(method, path, idempotencyKey, status, answer) {
  const problem = answer ?? {};
  if (typeof problem.code !== "string") {
    return new BursarError(`${method} ${path} was answered with ${status} and nothing known`, {
      status,
      problem,
      idempotencyKey,
      retryable: status >= 502,
    });
  }
  return new BursarError(`${problem.code} (${status}): ${problem.detail ?? problem.title ?? ""}`, {
    code: problem.code,
    status,
    problem,
    idempotencyKey,
    retryable: problem.retryable === true,
  });
}

function waitBefore(attempt, error) {
  const told = error.problem?.retry_after;
  if (told !== undefined) return Number(told) * 1000;
  return WAIT_FIRST_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

function parsed(text) {
  if (text === "") return {};
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
