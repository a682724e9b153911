// Writes down what was asked about each code and what was answered, and when. After the tests,
// tests/linearizability looks for an order of it that explains the answers.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ROOT } from "./builds.mjs";

/** Milliseconds since 1970, with their fractions. */
const now = () => performance.timeOrigin + performance.now();

/** A history that is kept in memory until it is saved. */
export class History {
  #lines = [];

  /**
   * Operations on codes, by a merchant, each written down with its answer. A code has the `name`
   * that it is written down with, and the `text` that is sent. Each returns the answer of the edge,
   * or `null` if there was none.
   */
  of(merchant) {
    const keyed = (command) => (command === undefined ? {} : { "idempotency-key": command });
    const post = (path, body, command) => merchant.post(path, body, keyed(command));
    return {
      validate: (code, order) =>
        this.#record(code, undefined, { kind: "validate", order }, readValidation, () =>
          post("/v1/validations", { code: code.text, order: cart(order) }),
        ),
      lookUp: (code) =>
        this.#record(code, undefined, { kind: "look_up" }, readState, () =>
          post("/v1/codes/lookup", { code: code.text }),
        ),
      redeem: (code, order, command) =>
        this.#record(code, command, { kind: "redeem", order }, readRedemption, () =>
          post("/v1/redemptions", { code: code.text, order: cart(order) }, command),
        ),
      hold: (code, order, ttlSeconds, command) =>
        this.#record(code, command, { kind: "hold", order, ttl_ms: 1000 * ttlSeconds }, readHold, () =>
          post("/v1/holds", { code: code.text, order: cart(order), ttl_seconds: ttlSeconds }, command),
        ),
      redeemHold: (code, order, hold, command) =>
        this.#record(code, command, { kind: "redeem", order, hold }, readRedemption, () =>
          post(`/v1/holds/${hold}/redeem`, undefined, command),
        ),
      release: (code, hold, command) =>
        this.#record(code, command, { kind: "release", hold }, readAs("released"), () =>
          merchant.delete(`/v1/holds/${hold}`, keyed(command)),
        ),
      rollBack: (code, redemption, command) =>
        this.#record(code, command, { kind: "rollback", redemption }, readAs("rolled_back"), () =>
          post(`/v1/redemptions/${redemption}/rollback`, undefined, command),
        ),
    };
  }

  /** Saves the history under a name, where the check finds it. */
  async save(name) {
    const folder = join(ROOT, "target/histories");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.jsonl`), this.#lines.join(""));
  }

  async #record(code, command, operation, read, send) {
    const called = now();
    const response = await send().catch(() => null);
    const returned = now();
    // A failure of the server says nothing of what it did before.
    const isAnswered = response !== null && response.status < 500;
    const record = {
      code: code.name,
      command: command ?? null,
      operation,
      called,
      returned: isAnswered ? returned : null,
      answer: isAnswered ? read(response) : null,
    };
    this.#lines.push(`${JSON.stringify(record)}\n`);
    return response;
  }
}

const cart = (order) => ({ id: order, currency: "EUR", subtotal: 4990 });
const refused = (reason) => ({ kind: "refused", reason });
const readValidation = ({ body }) => (body.valid ? { kind: "valid" } : refused(body.reason?.code ?? body.code));
const readState = ({ status, body }) => (status === 200 ? { kind: "state", state: body.state } : refused(body.code));
const readAs = (kind) => ({ status, body }) => (status < 300 ? { kind } : refused(body.code));
const readHold = ({ status, body }) =>
  status < 300 ? { kind: "held", hold: body.id, until_ms: Date.parse(body.expires_at) } : refused(body.code);
const readRedemption = ({ status, body }) =>
  status < 300 ? { kind: "redeemed", redemption: body.id } : refused(body.code);
