import { CodeFormat, type Refusal } from "#glue";
import type { Fields } from "./fields.js";

/** Which field a refused format is about, and the rule that it breaks. */
const RULES: Readonly<Record<Refusal, readonly [name: string, rule: string]>> = {
  pattern: ["pattern", "must be 2 to 10 of A-Z and 0-9, then 12 to 20 # in groups, a - before each"],
  layout: ["serialBits", "must be 8 to 40, the expiry's bits 0 to 16, and 32 be left to the tag"],
  calendar: ["epoch", "must be on the full hour, or at midnight UTC if the expiry counts days"],
};

/**
 * Reads a campaign's format: what FormatOptions describe, or an entry of a manifest.
 *
 * @internal
 */
export function readFormat(fields: Fields): CodeFormat {
  const unit = fields.value("expiryUnit");
  if (unit !== "hour" && unit !== "day") return fields.refuse("expiryUnit", 'must be "hour" or "day"');
  const pattern = fields.text("pattern");
  const [serialBits, expiryBits] = [fields.integer("serialBits", 255), fields.integer("expiryBits", 255)];
  const [epoch, keyVersion] = [fields.instant("epoch"), fields.integer("keyVersion", 0xffff_ffff)];
  const format = new CodeFormat(pattern, serialBits, expiryBits, unit, epoch, keyVersion);
  const { refusal } = format;
  if (refusal !== undefined) return fields.refuse(...RULES[refusal]);
  return format;
}
