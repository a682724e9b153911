/**
 * Defines `<coupon-field>`, a field for Tessera's coupon codes, for any page and framework.
 *
 * ```html
 * <coupon-field name="coupon" publishable-key="pk_…" edge="https://coupons.example"></coupon-field>
 * ```
 *
 * Attributes: `publishable-key`, `edge` (its own origin if absent), `name`, `value`, `label`,
 * `hint`, `required`, `disabled`. Properties: `value`, `order`, `applied`, `texts`, `reasons`.
 * Events: `coupon-change`, `coupon-applied`. Parts: `field`, `label`, `control`, `input`, `clear`,
 * `progress`, `message`, `suggestion`, `retry`. Custom properties: `--coupon-text`, `-muted`,
 * `-surface`, `-border`, `-accent`, `-good`, `-warning`, `-bad`, `-radius`, `-font`, `-code-font`;
 * the default colours follow the page's `color-scheme`.
 */

import { CouponField } from "./element.ts";

export { CouponField };
export type { CouponApplied, CouponChange } from "./element.ts";
export type { Texts } from "./texts.ts";
export type { Accepted, Order, Verdict } from "./verdict.ts";

if (customElements.get("coupon-field") === undefined) {
  customElements.define("coupon-field", CouponField);
}

declare global {
  interface HTMLElementTagNameMap {
    "coupon-field": CouponField;
  }
}
