// Mistakes that shoppers make, and codes that nobody minted.

/** Swaps the first two neighbours of the body that differ, within a group. */
export function swapNeighbours(code) {
  const body = code.indexOf("-") + 1;
  for (let at = body; at + 1 < code.length; at += 1) {
    const [one, other] = [code[at], code[at + 1]];
    if (one === other || one === "-" || other === "-") continue;
    return code.slice(0, at) + other + one + code.slice(at + 2);
  }
  throw new Error("the code has no two neighbours that differ");
}

/** Finds a code with `symbol` in its body and puts its look-alike there. */
export function mistakeLookAlike(codes, symbol, lookAlike) {
  for (const code of codes) {
    const at = code.indexOf(symbol, code.indexOf("-"));
    if (at === -1) continue;
    const position = code.slice(code.indexOf("-"), at + 1).replaceAll("-", "").length;
    return { code, mistyped: code.slice(0, at) + lookAlike + code.slice(at + 1), position };
  }
  throw new Error(`none of ${codes.length} codes has a ${symbol}`);
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A code with the campaign's parity that nobody minted: the sum of three genuine ones. Parity is
 * linear and moved by a constant, which an odd number of terms keeps.
 */
export function forge(one, other, third) {
  const value = (code, at) => ALPHABET.indexOf(code[at]);
  const body = one.indexOf("-");
  return Array.from(one, (character, at) =>
    at < body || character === "-"
      ? character
      : ALPHABET[value(one, at) ^ value(other, at) ^ value(third, at)],
  ).join("");
}

/** Distinct codes that nobody minted, as many as three genuine codes can be chosen from these. */
export function* forgeries(codes) {
  for (let i = 0; i < codes.length; i++) {
    for (let j = 0; j < i; j++) for (let k = 0; k < j; k++) yield forge(codes[i], codes[j], codes[k]);
  }
}
