import type { HTMLAttributes } from "svelte/elements";
import type { CouponApplied, CouponChange, CouponField, Order } from "./coupon-field/index.ts";

declare module "svelte/elements" {
  export interface SvelteHTMLElements {
    "coupon-field": HTMLAttributes<CouponField> & {
      name?: string;
      value?: string;
      label?: string;
      hint?: string;
      edge?: string;
      "publishable-key"?: string;
      order?: Order | null;
      "oncoupon-change"?: (event: CustomEvent<CouponChange>) => void;
      "oncoupon-applied"?: (event: CustomEvent<CouponApplied>) => void;
    };
  }
}
