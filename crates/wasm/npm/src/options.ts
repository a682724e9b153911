/** How codes of a campaign are made, as `GET /v1/campaigns/{prefix}` tells it. */
export interface FormatOptions {
  /** `SUM-####-####-####-####` */
  readonly pattern: string;
  /** Width of the serial: 8 to 40 bits. */
  readonly serialBits: number;
  /** Width of the expiry: 0 to 16 bits. */
  readonly expiryBits: number;
  /** What the expiry counts. */
  readonly expiryUnit: "hour" | "day";
  /** Where the expiry counts from: an RFC 3339 instant. */
  readonly epoch: string;
  /** The version of the campaign's keys. */
  readonly keyVersion: number;
}
