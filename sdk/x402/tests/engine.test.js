import assert from "node:assert/strict";
import { test } from "node:test";

import { BursarError, Engine } from "../engine.js";
import { FakeEngine, problem } from "./fake_engine.js";

test("a call carries the key of the API and a key of its own, to the engine alone", async () => {
  const fake = new FakeEngine({ status: 201, body: { id: "x" } }, { body: {} });
  const engine = new Engine(fake.options);
  assert.deepEqual(await engine.call("POST", "/v1/deed", { a: 1 }), { id: "x" });
  await engine.call("POST", "/v1/deed", { a: 1 });
  const [first, second] = fake.asked;
  assert.equal(first.url, "http://engine.test/v1/deed");
  assert.equal(first.headers.Authorization, "Bearer bur_test_key");
  assert.equal(first.redirect, "error");
  assert.match(first.headers["Idempotency-Key"], /^[\x21-\x7e]{16,255}$/);
  assert.notEqual(first.headers["Idempotency-Key"], second.headers["Idempotency-Key"]);
});

test("a call without a body sends neither a body nor its type", async () => {
  const fake = new FakeEngine({ body: {} });
  await new Engine(fake.options).call("DELETE", "/v1/thing");
  assert.equal(fake.asked[0].body, undefined);
  assert.deepEqual(Object.keys(fake.asked[0].headers), ["Authorization"]);
});

test("after a silence the same key is sent again", async () => {
  const fake = new FakeEngine("silence", "silence", { body: { done: true } });
  assert.deepEqual(await new Engine(fake.options).call("POST", "/v1/deed", {}), { done: true });
  assert.equal(fake.keys.length, 3);
  assert.equal(new Set(fake.keys).size, 1);
  assert.equal(fake.pauses.length, 2);
});

test("silence to the end is an unknown outcome, told with the key that asks about it", async () => {
  const fake = new FakeEngine("silence", "silence", "silence", "silence");
  await assert.rejects(new Engine(fake.options).call("POST", "/v1/deed", {}), (error) => {
    assert.ok(error instanceof BursarError);
    assert.equal(error.code, "ENGINE_SILENT");
    assert.equal(error.status, undefined);
    assert.equal(error.retryable, true);
    assert.equal(error.idempotencyKey, fake.keys[0]);
    assert.match(error.message, /ECONNRESET/);
    assert.ok(!error.message.includes("bur_test_key"));
    return true;
  });
});

test("a refusal is told at once, in the engine's words", async () => {
  const fake = new FakeEngine(problem(402, "INSUFFICIENT_FUNDS", { max_allowed_now: "1.00" }));
  await assert.rejects(new Engine(fake.options).call("POST", "/v1/deed", {}), (error) => {
    assert.equal(error.message, "INSUFFICIENT_FUNDS (402): about INSUFFICIENT_FUNDS");
    assert.equal(error.code, "INSUFFICIENT_FUNDS");
    assert.equal(error.status, 402);
    assert.equal(error.problem.max_allowed_now, "1.00");
    assert.equal(error.retryable, false);
    return true;
  });
  assert.equal(fake.asked.length, 1);
});

test("a refusal that the engine calls retryable is sent again after its time", async () => {
  const overloaded = problem(503, "OVERLOADED", { retryable: true, retry_after: 2 });
  const fake = new FakeEngine(overloaded, { body: { done: true } });
  await new Engine(fake.options).call("POST", "/v1/deed", {});
  assert.deepEqual(fake.pauses, [2000]);
  assert.equal(new Set(fake.keys).size, 1);
});

test("nobody is made to wait long", async () => {
  const limited = problem(429, "RATE_LIMITED", { retryable: true, retry_after: 60 });
  const fake = new FakeEngine(limited);
  await assert.rejects(new Engine(fake.options).call("POST", "/v1/deed", {}), {
    code: "RATE_LIMITED",
  });
  assert.deepEqual(fake.pauses, []);
});

test("an answer that is not the engine's is said to be none", async () => {
  for (const answer of ["<html>", "[", "42", { status: 404 }, { status: 500, body: { a: 1 } }]) {
    const fake = new FakeEngine(answer);
    await assert.rejects(new Engine(fake.options).call("POST", "/v1/deed", {}), {
      code: "UNEXPECTED_ANSWER",
    });
    assert.equal(fake.asked.length, 1);
  }
});

test("an engine is not made without its address and a key", () => {
  const { options } = new FakeEngine();
  for (const engineUrl of [undefined, "", "engine.test", "ftp://engine.test", "http://"]) {
    assert.throws(() => new Engine({ ...options, engineUrl }), /engineUrl/, String(engineUrl));
  }
  for (const apiKey of [undefined, ""]) {
    assert.throws(() => new Engine({ ...options, apiKey }), /apiKey/);
  }
});
