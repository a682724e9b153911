// Bodies and headers that nobody honest sends: refused, named, and without a trace.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";

let edge;
let merchant;
let code;

before(async () => {
  edge = await startEdge();
  merchant = await openMerchant(edge);
  await merchant.campaign("INPUT");
  [code] = await merchant.codes("INPUT", { count: 1 });
});

after(async () => {
  try {
    const status = expected(await merchant.lookup(code), 200);
    assert.equal(status.state, "issued", "nothing of all this has redeemed the code");
  } finally {
    await edge?.stop();
  }
});

const order = (fields) => ({ id: "o-1", currency: "EUR", subtotal: 100, ...fields });
const redeem = (body, headers = { "idempotency-key": "k-1" }) => merchant.post("/v1/redemptions", body, headers);

describe("a body", () => {
  const valid = () => JSON.stringify({ code, order: order() });
  const bodies = {
    "with a key twice": () => valid().replace('"order"', '"code":"X","order"'),
    "with a nested key twice": () => valid().replace('"subtotal":100', '"subtotal":100,"subtotal":1'),
    "with a key twice, once escaped": () => valid().replace('"order"', '"\\u0063ode":"X","order"'),
    "with NaN": () => valid().replace("100", "NaN"),
    "with Infinity": () => valid().replace("100", "Infinity"),
    "with a number in words": () => valid().replace("100", '"100"'),
    "with a fraction": () => valid().replace("100", "100.5"),
    "with a whole fraction": () => valid().replace("100", "100.0"),
    "with an exponent": () => valid().replace("100", "1e2"),
    "with an endless number": () => valid().replace("100", "9".repeat(10_000)),
    "with a negative number": () => valid().replace("100", "-1"),
    "with a negative nothing": () => valid().replace("100", "-0"),
    "with a leading zero": () => valid().replace("100", "0100"),
    "with null": () => valid().replace("100", "null"),
    "with a list for an order": () => JSON.stringify({ code, order: [order()] }),
    "with an object for a code": () => JSON.stringify({ code: { $ne: null }, order: order() }),
    "with a list of codes": () => JSON.stringify({ code: [code], order: order() }),
    "that is a list": () => `[${valid()}]`,
    "that is twice": () => valid() + valid(),
    "with a comment": () => `/**/${valid()}`,
    "with a comma too many": () => valid().replace(/\}$/, ",}"),
    "with a byte order mark": () => `\ufeff${valid()}`,
    "with a prototype": () => valid().replace('"order"', '"__proto__":{},"order"'),
    "with a lone surrogate": () => valid().replace("o-1", "\\ud800"),
    "with a NUL in an id": () => valid().replace("o-1", "o\\u0000"),
    "that is deep": () => `{"code":${"[".repeat(30_000)}${"]".repeat(30_000)},"order":{}}`,
    "that is deeper still": () => "{\"a\":".repeat(10_000),
    "in UTF-16": () => Buffer.from(valid(), "utf16le"),
    "in broken UTF-8": () => Buffer.concat([Buffer.from('{"code":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    "that is compressed nonsense": () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]),
  };
  for (const [what, body] of Object.entries(bodies)) {
    test(`${what} is refused`, async () => {
      const response = await fetch(`${edge.url}/v1/redemptions`, {
        method: "POST",
        headers: { authorization: `Bearer ${merchant.key}`, "content-type": "application/json", "idempotency-key": "k-1" },
        body: body(),
      });
      const text = await response.text();
      assert.ok([400, 422].includes(response.status), `${response.status}: ${text}`);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      const problem = JSON.parse(text);
      assert.ok(["bad_request", "invalid_value"].includes(problem.code), text);
      assert.ok(text.length < 1000, "the answer is short");
    });
  }

  test("that ends early is refused", async () => {
    const head = request({ "content-length": "1000" });
    assert.match(await raw(`${head}${JSON.stringify({ code })}`, { end: true }), /^$|^HTTP\/1\.1 (400|5\d\d)/);
  });
});

describe("an Idempotency-Key", () => {
  const body = () => JSON.stringify({ code: "INPUT-0000-0000-0000-0000", order: order() });
  const keys = {
    "of ten kilobytes": "k".repeat(10_000),
    "of 256 characters": "k".repeat(256),
    "with a space": "a b",
    "with a tab": "a\tb",
    "in Latin-1": "caf\u00e9",
    "in UTF-8": Buffer.from("cl\u00e9-\u{1f381}").toString("latin1"),
    "with a DEL": "a\u007f",
    "that is empty": "",
    "of spaces": "   ",
  };
  for (const [what, key] of Object.entries(keys)) {
    test(`${what} is refused`, async () => {
      const answer = await raw(request({ "idempotency-key": key, "content-length": body().length }) + body());
      assert.match(answer, /^HTTP\/1\.1 400 /, answer);
      assert.match(answer, /"code":"idempotency_key_required"/);
    });
  }

  const smuggled = {
    "a line break": "a\r\nauthorization: Bearer x",
    "a bare line feed": "a\nx: y",
    "a bare carriage return": "a\rb",
    "a NUL": "a\u0000b",
    "an escape": "a\u001b[0m",
  };
  for (const [what, key] of Object.entries(smuggled)) {
    test(`with ${what} makes no two requests, and no other header`, async () => {
      const answer = await raw(request({ "idempotency-key": key, "content-length": body().length }) + body());
      const heads = answer.match(/HTTP\/1\.1 \d+/g) ?? [];
      assert.ok(heads.length <= 1, answer);
      assert.ok(heads.every((head) => /400|401|422/.test(head)), answer);
    });
  }

  test("that comes twice is not one of the two", async () => {
    const answer = await raw(request({ "idempotency-key": ["a", "b"], "content-length": body().length }) + body());
    assert.match(answer, /^HTTP\/1\.1 400 /, answer);
  });
});

test("a request cannot hide in another's body", async () => {
  const hidden = `POST /v1/redemptions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`;
  const both = request({ "content-length": "4", "transfer-encoding": "chunked" });
  const answer = await raw(`${both}0\r\n\r\n${hidden}`, { end: true });
  assert.ok(!/HTTP\/1\.1 20/.test(answer), answer);
});

/** The head of a request to redeem, as bytes of its own making. */
function request(headers) {
  const lines = Object.entries({
    host: new URL(edge.url).host,
    authorization: `Bearer ${merchant.key}`,
    "content-type": "application/json",
    "idempotency-key": "k-1",
    ...headers,
  }).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}\r\n`));
  return `POST /v1/redemptions HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Sends bytes and gives what comes back, until nothing more does. */
async function raw(text, { end = false } = {}) {
  const { hostname, port } = new URL(edge.url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk) => (answer += chunk));
  // A connection that the other side breaks off has answered, or not: `answer` tells.
  socket.on("error", () => {});
  socket.write(text, "latin1");
  if (end) socket.end();
  const closed = once(socket, "close");
  const quiet = (ms) => delay(ms, "quiet", { ref: false });
  let ended = await Promise.race([closed, once(socket, "data"), quiet(1500)]);
  for (let length = -1; ended !== "quiet" && length !== answer.length; ) {
    length = answer.length;
    ended = await Promise.race([closed, quiet(100).then(() => "more?")]);
  }
  socket.destroy();
  return answer;
}
