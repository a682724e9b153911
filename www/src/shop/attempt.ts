/**
 * The id of an order that is being placed. A retry of the same order keeps its id, so that an
 * answer lost on the way never orders twice; another basket or code is another order.
 */

import type { Order } from "./api.ts";

export class Attempt {
  #id = "";
  #content = "";

  /** The id under which to place `order`: the former one, if nothing of it has changed. */
  idFor(order: Order): string {
    const content = JSON.stringify(order);
    if (content !== this.#content) {
      this.#content = content;
      this.#id = newOrderId();
    }
    return this.#id;
  }

  /** The order is placed: the next one is a new one, even with the same content. */
  finish(): void {
    this.#content = "";
  }
}

/** 64 random bits: not `randomUUID`, which a phone that opens the shop by `http:` does not have. */
export function newOrderId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `demo-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
