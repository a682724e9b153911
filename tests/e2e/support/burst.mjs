// Redemptions that arrive closer together than separate requests of a client would: the ways in which
// races for coupons were won elsewhere.

import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";

/**
 * All in one write on one connection, one after the other (HTTP pipelining). Each is
 * `{ path, headers, body }`, a POST. Returns `{ status, body }` of each.
 */
export async function pipelined(edge, requests) {
  const { hostname, port } = new URL(edge.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  let received = "";
  socket.setEncoding("utf8").on("data", (text) => (received += text));
  const closed = once(socket, "close");
  socket.write(requests.map((one, index) => written(one, hostname, index + 1 === requests.length)).join(""));
  await closed;
  return [...answers(received)];
}

function written({ path, headers, body }, host, isLast) {
  const text = JSON.stringify(body);
  const all = { host, ...headers, "content-length": text.length, connection: isLast ? "close" : "keep-alive" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${text}`;
}

/** The answers in what was received; each says how long it is. */
function* answers(received) {
  while (received !== "") {
    const end = received.indexOf("\r\n\r\n") + 4;
    const head = received.slice(0, end);
    const length = Number(/^content-length: (\d+)/im.exec(head)[1]);
    const status = Number(head.split(" ", 2)[1]);
    yield { status, body: JSON.parse(received.slice(end, end + length)) };
    received = received.slice(end + length);
  }
}

/**
 * Each on a connection of its own, whole but for its last byte, which all then send at once (last-byte
 * synchronisation). Takes and returns the same as `pipelined`.
 */
export async function together(edge, requests) {
  const started = requests.map(({ path, headers, body }) => {
    const text = JSON.stringify(body);
    const sent = request(edge.url + path, {
      method: "POST",
      agent: false,
      headers: { ...headers, "content-length": text.length },
    });
    const answer = read(sent);
    sent.write(text.slice(0, -1));
    return { sent, answer, last: text.at(-1) };
  });
  await Promise.all(started.map(({ sent }) => new Promise((done) => sent.write("", done))));
  for (const { sent, last } of started) sent.end(last);
  return Promise.all(started.map(({ answer }) => answer));
}

async function read(sent) {
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { status: response.statusCode, body: JSON.parse(text) };
}
