import type { Order, Product } from "./api.ts";

export interface Line {
  readonly product: Product;
  quantity: number;
}

/** More of one thing than anybody buys; the server limits it too. */
export const QUANTITY_MAX = 99;

/** What the shopper is about to buy. */
export class Basket {
  lines = $state<Line[]>([]);
  readonly count = $derived(this.lines.reduce((sum, line) => sum + line.quantity, 0));
  /** In minor units. */
  readonly subtotal = $derived(
    this.lines.reduce((sum, line) => sum + line.quantity * line.product.unit_price, 0),
  );

  add(product: Product): void {
    const line = this.lines.find((line) => line.product.sku === product.sku);
    if (line === undefined) this.lines.push({ product, quantity: 1 });
    else this.setQuantity(line, line.quantity + 1);
  }

  /** Zero takes the line out. */
  setQuantity(line: Line, quantity: number): void {
    if (quantity <= 0) this.lines = this.lines.filter((other) => other !== line);
    else line.quantity = Math.min(quantity, QUANTITY_MAX);
  }

  empty(): void {
    this.lines = [];
  }

  /** The order for the server; without a code if there is none. */
  order(code: string): Order {
    const lines = this.lines.map(({ product, quantity }) => ({ sku: product.sku, quantity }));
    return code === "" ? { lines } : { lines, code };
  }
}
