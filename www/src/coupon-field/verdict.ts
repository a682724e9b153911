/** What the edge says about a code, and why it may have said nothing. */
export type Verdict =
  | { readonly kind: "unasked" }
  | { readonly kind: "asking" }
  | Accepted
  /** `reason` is a stable slug; `message` says it in English. */
  | { readonly kind: "refused"; readonly reason: string; readonly message: string }
  /** Too many tries: come back after so many seconds. */
  | { readonly kind: "busy"; readonly retryAfterS: number }
  /** No answer, or none that can be read; the local check stands. */
  | { readonly kind: "unreachable" }
  /** The page's own fault: no key, a wrong one, or a request the edge does not take. */
  | { readonly kind: "misconfigured"; readonly detail: string };

/** A genuine code that would be redeemed for this order. */
export interface Accepted {
  readonly kind: "accepted";
  /** Canonical. */
  readonly code: string;
  /** The campaign's prefix. */
  readonly campaign: string;
  /** In minor units of `currency`. */
  readonly discountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /** RFC 3339; null if the code has no expiry of its own. */
  readonly expiresAt: string | null;
}

/** The order a code is meant for. */
export interface Order {
  /** The shop's own id, if it has one already: an order's own coupon stays valid for it. */
  readonly id?: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Before any discount, in minor units. */
  readonly subtotal: number;
  /** What is bought, for offers and rules about it. Prices are the page's word: the checkout decides. */
  readonly lines?: readonly OrderLine[];
}

/** A line of an order: so many of one thing. */
export interface OrderLine {
  readonly sku: string;
  readonly categories?: readonly string[];
  readonly collections?: readonly string[];
  readonly quantity: number;
  /** In minor units. */
  readonly unit_price: number;
}
