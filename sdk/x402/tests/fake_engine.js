// An engine that says what it is told to, in order, and keeps what it was asked.

export class FakeEngine {
  asked = [];
  pauses = [];
  #answers;

  constructor(...answers) {
    this.#answers = answers;
  }

  /** What a scheme is made with to speak to this engine. */
  get options() {
    return {
      engineUrl: "http://engine.test/",
      apiKey: "bur_test_key",
      fetch: (url, init) => this.#fetch(url, init),
      pause: async (ms) => this.pauses.push(ms),
    };
  }

  get keys() {
    return this.asked.map(({ headers }) => headers["Idempotency-Key"]);
  }

  async #fetch(url, { method, headers, body, redirect }) {
    this.asked.push({ method, url, headers, redirect, body: body && JSON.parse(body) });
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error("the engine was asked once too often");
    if (answer === "silence") {
      throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    }
    if (typeof answer === "string") return new Response(answer);
    return new Response(JSON.stringify(answer.body ?? {}), { status: answer.status ?? 200 });
  }
}

/** A refusal as the engine words it. */
export function problem(status, code, members = {}) {
  return { status, body: { status, code, detail: `about ${code}`, ...members } };
}
