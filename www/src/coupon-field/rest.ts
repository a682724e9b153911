/** What is still to be typed of a code. Pure: no DOM. */

import type { Campaign, Check } from "tessera-codes";

/** What follows `text` in its campaign's pattern, a dot for each symbol: `-••••-••••`. */
export function restOf(check: Check, text: string, campaigns: readonly Campaign[]): string {
  if (check.state !== "incomplete" || check.campaign === undefined) return "";
  // While a keyboard is composing, the text may not be formatted yet: nothing lines up.
  if (!text.startsWith(check.formatted)) return "";
  const campaign = campaigns.find(({ prefix }) => prefix === check.campaign);
  return campaign === undefined ? "" : campaign.pattern.slice(text.length).replaceAll("#", "•");
}
