import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { text } from "node:stream/consumers";

import { Edge } from "./edge.ts";
import type { Order } from "./verdict.ts";

const CODE = "SUM-91QX-B8H9-VPYZ-Q5NC";
const ORDER: Order = { currency: "EUR", subtotal: 4_990 };

let server: Server;
let edge: Edge;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

before(async () => {
  server = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  edge = new Edge({ url: `http://127.0.0.1:${port}`, key: "pk_1" });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

/** The verdict on an answer. */
function verdict(status: number, json: unknown = {}, headers: Record<string, string> = {}) {
  answer = (_, response) => response.writeHead(status, headers).end(JSON.stringify(json));
  return edge.validate(CODE, ORDER, new AbortController().signal);
}

test("the code travels in the body, with the key and the order", async () => {
  let seen: unknown;
  answer = async (request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, key: headers.authorization, body: JSON.parse(await text(request)) };
    response.writeHead(500).end();
  };
  await edge.validate(CODE, ORDER, new AbortController().signal);
  assert.deepEqual(seen, {
    method: "POST",
    url: "/v1/validations",
    key: "Bearer pk_1",
    body: { code: CODE, order: ORDER },
  });
});

test("a valid code is accepted with its discount", async () => {
  const json = {
    valid: true,
    code: CODE,
    campaign: { prefix: "SUM", name: "Summer" },
    discount: 998,
    currency: "EUR",
    total: 3_992,
    expires_at: null,
  };
  assert.deepEqual(await verdict(200, json), {
    kind: "accepted",
    code: CODE,
    campaign: "SUM",
    discountMinor: 998,
    currency: "EUR",
    expiresAt: null,
  });
});

test("a refusal is an answer, with its reason", async () => {
  const reason = { code: "already_redeemed", message: "Used.", transient: false };
  const expected = { kind: "refused", reason: "already_redeemed", message: "Used." };
  assert.deepEqual(await verdict(200, { valid: false, reason }), expected);
});

const WAITS: [header: string | null, seconds: number][] = [
  ["7", 7],
  ["0", 1],
  ["0.2", 1],
  ["86400", 3_600],
  ["Fri, 31 Dec 1999 23:59:59 GMT", 60],
  [null, 60],
];

for (const [header, seconds] of WAITS) {
  test(`too many tries: Retry-After ${header} is ${seconds} s`, async () => {
    const headers: Record<string, string> = header === null ? {} : { "Retry-After": header };
    assert.deepEqual(await verdict(429, {}, headers), { kind: "busy", retryAfterS: seconds });
  });
}

test("an edge in trouble, an answer that is none, and no edge are all unreachable", async () => {
  assert.deepEqual(await verdict(503), { kind: "unreachable" });
  answer = (_, response) => response.end("<html>a captive portal</html>");
  const { signal } = new AbortController();
  assert.deepEqual(await edge.validate(CODE, ORDER, signal), { kind: "unreachable" });
  const nobody = new Edge({ url: "http://127.0.0.1:9", key: "pk_1" });
  assert.deepEqual(await nobody.validate(CODE, ORDER, signal), { kind: "unreachable" });
});

test("a wrong key is the page's fault, with the edge's remedy", async () => {
  const detail = "This key was revoked.";
  assert.deepEqual(await verdict(401, { detail }), { kind: "misconfigured", detail });
});

test("an aborted request rejects", async () => {
  answer = () => undefined;
  const controller = new AbortController();
  const asked = edge.validate(CODE, ORDER, controller.signal);
  controller.abort();
  await assert.rejects(asked, { name: "AbortError" });
});
