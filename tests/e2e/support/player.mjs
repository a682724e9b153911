// Plays a scenario over HTTP: each line becomes a request, and each answer reads as the line expects.

import { call, expected } from "./client.mjs";
import { entity } from "./pseudonyms.mjs";
import { duration, instant, parse, rfc3339, timeText } from "./scenario.mjs";
import { CampaignOptions } from "./scenario-campaign.mjs";
import { refusal } from "./scenario-refusal.mjs";
import { mint } from "./tessera.mjs";

/** A row number that no scenario reaches: of a hold or redemption that nobody made. */
const NEVER = 999_999;

/** How many codes are minted at once. */
const MINTED = 32;

/** Where pages ask from. */
export const ORIGIN = "https://shop.example";

const PERS = ["campaign", "channel"];

/** Lines that HTTP cannot express. */
export const isSkipped = (asked) => /^wrote\b/.test(asked);

/** A campaign under test. */
export class Player {
  #edge;
  #keys;
  #options = new CampaignOptions();
  #campaign;
  #now = instant("0");
  #batches = [];
  /** When assigned codes expire, by their serials. */
  #assigned = new Map();
  #codes = new Map();
  /** Rows that commands made, by the commands' keys; and the first key for each of these. */
  #made = new Map();
  #names = new Map();

  /** Begins a scenario: `keys` has a secret and a publishable one, `prefix` is nobody else's. */
  static async start(edge, keys, prefix, asked) {
    const player = new Player();
    player.#edge = edge;
    player.#keys = keys;
    const line = parse(asked);
    player.#options.set(line.options());
    line.end();
    await player.#setClock();
    const created = await player.#send("POST", "/v1/campaigns", { body: player.#options.creation(prefix) });
    player.#campaign = expected(created, 201);
    return player;
  }

  /** Runs a line; the answer reads like the expectation. */
  async run(asked) {
    const line = parse(asked);
    const verb = VERBS[line.verb];
    if (verb === undefined) throw new Error(`no such verb: ${line.verb}`);
    const answer = await verb.call(this, line);
    line.end();
    return answer;
  }

  async at(line) {
    this.#now = instant(line.name());
    await this.#setClock();
    return "";
  }

  async issue(line) {
    const key = line.name();
    const [expires, uses, metadata, purpose] = ["expires", "uses", "metadata", "purpose"].map(line.option);
    const body = {
      count: Number(line.option("count")),
      ...(expires && { expires_at: rfc3339(instant(expires)) }),
      ...(uses && { uses: Number(uses) }),
      ...(metadata && { name: metadata }),
      ...(purpose && { purpose }),
    };
    const { prefix } = this.#campaign;
    return this.#command("POST", `/v1/campaigns/${prefix}/batches`, key, body, (batch) => {
      if (!this.#batches.some(({ id }) => id === batch.id)) this.#batches.push(batch);
      return `issued ${batch.first_serial} ${batch.count}`;
    });
  }

  async assign(line) {
    const [key, source_id] = [line.name(), line.name()];
    const [id, expires, amount, batch] = ["customer", "expires", "amount", "batch"].map(line.option);
    const { prefix } = this.#campaign;
    const body = {
      source_id,
      customer: { id },
      ...(expires && { expires_at: rfc3339(instant(expires)) }),
      ...(amount && { offer: { type: "amount", amount: Number(amount) } }),
      ...(batch && { batch: `bt_${prefix}_${batch}` }),
    };
    return this.#command("POST", `/v1/campaigns/${prefix}/assignments`, key, body, async (assigned) => {
      const { serial, code, existing, expires_at } = assigned;
      const minted = await this.#minted(serial, expires_at ?? undefined);
      if (code !== minted) throw new Error(`assigned ${code}, minted ${minted}`);
      this.#assigned.set(serial, expires_at);
      return `${existing ? "existing " : ""}assigned ${serial}`;
    });
  }

  async validate(line) {
    const asker = line.option("asker") ?? "server";
    const body = await this.#order(line);
    const headers = asker === "page" ? { origin: ORIGIN } : {};
    const answer = await this.#send("POST", "/v1/validations", { key: this.#keys[asker], body, headers });
    const { valid, discount, existing, provisional, reason } = expected(answer, 200);
    if (!valid) return this.#refusal({ ...reason, detail: reason.message });
    return `${existing ? "existing" : "valid"} discount=${discount}${provisional ? " provisional" : ""}`;
  }

  async hold(line) {
    const key = line.name();
    const ttl = line.option("ttl");
    const body = { ...(await this.#order(line)), ...(ttl && { ttl_seconds: duration(ttl) / 1000 }) };
    return this.#command("POST", "/v1/holds", key, body, ({ id, discount, expires_at }) => {
      this.#remember(key, id);
      return `held discount=${discount} until=${timeText(Date.parse(expires_at))}`;
    });
  }

  async release(line) {
    const key = line.name();
    const id = this.#id("hd", line.name());
    return this.#command("DELETE", `/v1/holds/${id}`, key, undefined, ({ existing, reason }) =>
      existing ? `existing ${reason}` : reason,
    );
  }

  async redeem(line) {
    const key = line.name();
    const hold = line.option("hold");
    const path = hold === undefined ? "/v1/redemptions" : `/v1/holds/${this.#id("hd", hold)}/redeem`;
    const body = await (hold === undefined ? this.#order(line) : this.#bought(line));
    return this.#command("POST", path, key, body, ({ id, existing, discount }) => {
      this.#remember(key, id);
      return `${existing ? "existing" : "redeemed"} discount=${discount}`;
    });
  }

  async rollback(line) {
    const key = line.name();
    const id = this.#id("rd", line.name());
    const [amount, value, mode] = ["discount", "value", "mode"].map(line.option);
    const body = {
      ...(amount && { amount: Number(amount) }),
      ...(value && { order_value: Number(value) }),
      ...(mode && { mode }),
    };
    return this.#command("POST", `/v1/redemptions/${id}/rollback`, key, body, (back) => {
      const full = back.in_full ? ` full ${back.mode}` : "";
      return `rolled_back discount=${back.amount} value=${back.order_value}${full}`;
    });
  }

  async revoke(line) {
    const key = line.name();
    const { prefix } = this.#campaign;
    const [batch, serials] = ["batch", "serials"].map(line.option);
    let body;
    if (batch !== undefined) {
      const known = this.#batches.find(({ first_serial }) => first_serial === Number(batch));
      body = { campaign: prefix, batch: known?.id ?? `bt_${prefix}_${NEVER}` };
    } else if (serials !== undefined) {
      const [first, count] = serials.split("+").map(Number);
      body = { campaign: prefix, first_serial: first, count };
    } else {
      body = { code: await this.#code(line) };
    }
    return this.#command("POST", "/v1/codes/revoke", key, body, ({ first_serial, count }) => `revoked ${first_serial} ${count}`);
  }

  async lifecycle(line) {
    const key = line.name();
    const voids = line.option("void_holds");
    const body = voids && { void_holds: voids === "yes" };
    const path = `/v1/campaigns/${this.#campaign.prefix}/${line.verb}`;
    return this.#command("POST", path, key, body, ({ event }) => event);
  }

  async change(line) {
    const version = line.option("version") ?? (await this.#version());
    const changes = line.options();
    const options = this.#options.set(changes);
    const { prefix } = this.#campaign;
    const answer = await this.#send("PATCH", `/v1/campaigns/${prefix}`, {
      body: options.change(changes.map(([key]) => key)),
      headers: { "if-match": `"${version}"` },
    });
    if (answer.status >= 400) return this.#refusal(answer.body);
    return `changed version=${answer.headers.get("etag").replaceAll('"', "")}`;
  }

  async cancel(line) {
    const key = line.name();
    const path = `/v1/orders/${encodeURIComponent(this.#orderId(line.name()))}/cancel`;
    return this.#command("POST", path, key, undefined, ({ released, rolled_back, existing }) => {
      const list = (name, ids) => (ids.length === 0 ? "" : ` ${name}=${ids.map((id) => this.#names.get(row(id))).join()}`);
      return `${existing ? "existing " : ""}closed${list("released", released)}${list("rolled_back", rolled_back)}`;
    });
  }

  async sweep() {
    const [before] = await this.#usage("held");
    await this.#seam("alarm", { campaign: this.#campaign.prefix });
    const [after] = await this.#usage("held");
    return `swept ${before - after}`;
  }

  async account(line) {
    const [scope, entity] = [line.name(), line.name() ?? ""];
    const from = line.option("from");
    const amounts = await (scope === undefined ? this.#usage(line.verb) : this.#account(line.verb, scope, entity, from));
    return amounts.join(" ");
  }

  async state(line) {
    return (await this.#lookup(line)).state;
  }

  async timeline(line) {
    const { timeline } = await this.#lookup(line);
    // That its batch was issued is not about the code alone.
    return timeline.map(({ event }) => event).filter((event) => event !== "issued").join(" ");
  }

  async #lookup(line) {
    return expected(await this.#send("POST", "/v1/codes/lookup", { body: { code: await this.#code(line) } }), 200);
  }

  /** The campaign's account, as the API tells it. */
  async #usage(side) {
    const { usage, held } = expected(await this.#send("GET", `/v1/campaigns/${this.#campaign.prefix}`), 200);
    const { redemptions, discount, order_value } = side === "used" ? usage : held;
    return [redemptions, discount, order_value];
  }

  /** Another account, as it is stored. */
  async #account(side, scope, name, from) {
    const [per, window] = scope.split("/");
    const [kind, text] = per === "customer" ? name.split(":") : [PERS.includes(per) ? per : `attribute:${per}`, name];
    const bytes = entity(this.#edge.masterKey, this.#campaign, kind, text).toString("base64");
    const stored = `${per === "customer" ? per : kind}/${window}`;
    const { accounts } = await this.#seam("accounts", { campaign: this.#campaign.prefix });
    const account = accounts.findLast(
      (account) =>
        account.scope === stored &&
        account.entity === bytes &&
        (from === undefined || account.window_start_ms === instant(from)),
    );
    return account?.[side] ?? [0, 0, 0];
  }

  async #version() {
    const answer = await this.#send("GET", `/v1/campaigns/${this.#campaign.prefix}`);
    expected(answer, 200);
    return answer.headers.get("etag").replaceAll('"', "");
  }

  /** A state-changing request under a key, and its answer in words. */
  async #command(method, path, key, body, told) {
    // An order is cancelled in all campaigns, under one key.
    const headers = { "idempotency-key": `${this.#campaign.prefix}:${key}` };
    const answer = await this.#send(method, path, { body, headers });
    if (answer.status >= 400) return this.#refusal(answer.body, path);
    const replayed = answer.headers.get("idempotent-replayed") === "true" ? "replay " : "";
    return replayed + (await told(answer.body));
  }

  /** What a refusal leaves to be looked up is looked up. */
  #refusal(problem, path) {
    const campaign = `/v1/campaigns/${this.#campaign.prefix}`;
    return refusal(problem, {
      startsAt: async () => expected(await this.#send("GET", campaign), 200).starts_at,
      version: () => this.#version(),
      redemption: async () => expected(await this.#send("GET", path.replace("/rollback", "")), 200),
    });
  }

  /** A code, what it is used on, and who asks. */
  async #order(line) {
    const code = await this.#code(line);
    const id = line.option("order");
    const { order, customer } = this.#bought(line);
    return { code, order: { ...(id && { id: this.#orderId(id) }), ...order }, customer };
  }

  #bought(line) {
    const cart = /^(\d+)([A-Z]*)$/.exec(line.option("cart") ?? "");
    const [channel, id, email] = ["channel", "customer", "email"].map(line.option);
    const attributes = ["ip", "device", "store"].map((name) => [name, line.option(name)]);
    const named = attributes.filter(([, value]) => value !== undefined);
    const order = cart && {
      currency: cart[2] || "EUR",
      subtotal: Number(cart[1]),
      ...(channel && { channel }),
      ...(named.length > 0 && { attributes: Object.fromEntries(named) }),
    };
    const customer = id || email ? { ...(id && { id }), ...(email && { email }) } : undefined;
    return { ...(order && { order }), ...(customer && { customer }) };
  }

  /** Orders are the merchant's, not the campaign's: each scenario has its own. */
  #orderId(name) {
    return `${this.#campaign.prefix}:${name}`;
  }

  /** A code carries its batch's expiry, or its own, unless the line says otherwise. */
  async #code(line) {
    const serial = Number(line.name());
    const given = line.option("expires");
    const batch = this.#batches.find(({ first_serial, count }) => first_serial <= serial && serial < first_serial + count);
    let expires = (batch ?? { expires_at: this.#assigned.get(serial) }).expires_at ?? undefined;
    if (given !== undefined) expires = given === "none" ? undefined : rfc3339(instant(given));
    return this.#minted(serial, expires);
  }

  /** Codes are minted some at a time: the next ones are mostly asked for next. */
  async #minted(serial, expires) {
    const first = serial - (serial % MINTED);
    const key = `${expires}/${first}`;
    if (!this.#codes.has(key)) {
      const end = 2 ** this.#campaign.layout.serial_bits;
      const order = { fromSerial: first, count: Math.min(MINTED, end - first), expires };
      this.#codes.set(key, mint(this.#edge.masterKey, this.#campaign, order));
    }
    return (await this.#codes.get(key))[serial - first];
  }

  #remember(key, id) {
    this.#made.set(key, row(id));
    if (!this.#names.has(row(id))) this.#names.set(row(id), key);
  }

  #id(kind, key) {
    const number = key.startsWith("@") ? key.slice(1) : (this.#made.get(key) ?? NEVER);
    return `${kind}_${this.#campaign.prefix}_0_${number}`;
  }

  #setClock() {
    return this.#seam("clock", { now: rfc3339(this.#now) });
  }

  async #seam(name, body) {
    return expected(await call(this.#edge, "POST", `/__test/${name}`, { body }), 200);
  }

  #send(method, path, { key = this.#keys.server, body, headers } = {}) {
    return call(this.#edge, method, path, { key, body, headers });
  }
}

const { prototype } = Player;
const VERBS = {
  at: prototype.at,
  issue: prototype.issue,
  assign: prototype.assign,
  validate: prototype.validate,
  hold: prototype.hold,
  release: prototype.release,
  redeem: prototype.redeem,
  rollback: prototype.rollback,
  revoke: prototype.revoke,
  pause: prototype.lifecycle,
  resume: prototype.lifecycle,
  end: prototype.lifecycle,
  change: prototype.change,
  cancel: prototype.cancel,
  sweep: prototype.sweep,
  used: prototype.account,
  held: prototype.account,
  state: prototype.state,
  timeline: prototype.timeline,
};

/** The row number that an id ends with. */
const row = (id) => id.split("_").at(-1);
