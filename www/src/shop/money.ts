/** Writes money as people read it, from integers of minor units. */

const LANGUAGE = "en";

/** `money(1998, "EUR")` is `€19.98`; a currency without decimals has none. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(LANGUAGE, { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** decimals);
}
