/** The demo shop's server: it plays the merchant's, which holds the secret key. */

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  /** In minor units. */
  readonly unit_price: number;
}

export interface Shop {
  readonly publishableKey: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly products: readonly Product[];
}

/** What is ordered; prices are the server's business. */
export interface Order {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly code?: string;
}

export interface Receipt {
  readonly order_id: string;
  readonly currency: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly total: number;
  }[];
  readonly subtotal: number;
  readonly discount: number;
  readonly total: number;
  readonly redemption_id: string | null;
}

/** A request that came to nothing: the server's problem, or no answer at all. */
export class Failure extends Error {
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** The problem's slug; empty if there was none. */
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** The server has decided against it: asking again the same way is of no use. */
  get refused(): boolean {
    return this.status === 422;
  }
}

/** Everything the shop needs to open. Throws a [`Failure`]. */
export async function openShop(): Promise<Shop> {
  const [config, catalogue] = await Promise.all([
    request<{ publishable_key: string }>("/demo/config"),
    request<{ currency: string; products: Product[] }>("/demo/products"),
  ]);
  return { publishableKey: config.publishable_key, ...catalogue };
}

/** Places an order. With the same id again it answers the same. Throws a [`Failure`]. */
export async function checkout(orderId: string, order: Order): Promise<Receipt> {
  return await request<Receipt>("/demo/checkout", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ order_id: orderId, ...order }),
  });
}

const TIMEOUT_MS = 15_000;

async function request<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Failure(0, "", "");
  }
  const json: unknown = await response.json().catch(() => null);
  if (response.ok && json !== null) return json as Answer;
  const problem = (json ?? {}) as { code?: string; detail?: string };
  throw new Failure(response.status, problem.code ?? "", problem.detail ?? "");
}
