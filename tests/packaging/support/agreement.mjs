// What the golden vectors of the code format say, asked of the package. Runs in Node and in a page, so
// it imports nothing, and returns what is wrong as text.

const HOUR_MS = 3_600_000;

/** The entry of a campaign of the vectors in a manifest. */
export function manifestEntry(campaign, more = {}) {
  return {
    prefix: campaign.campaign,
    pattern: campaign.pattern,
    serial_bits: campaign.serial_bits,
    expiry_bits: campaign.expiry_bits,
    expiry_unit: "hour",
    epoch: "1970-01-01T00:00:00Z",
    key_version: campaign.key_version,
    public_key: base64url(campaign.public_key_hex),
    name: `Campaign ${campaign.campaign}`,
    starts_at: null,
    ends_at: null,
    ...more,
  };
}

/** A verifier's options for a campaign of the vectors, without the keys. */
export function formatOptions(campaign) {
  return {
    pattern: campaign.pattern,
    serialBits: campaign.serial_bits,
    expiryBits: campaign.expiry_bits,
    expiryUnit: "hour",
    epoch: "1970-01-01T00:00:00Z",
    keyVersion: campaign.key_version,
  };
}

/** A manifest of some campaigns. */
export function manifestOf(...campaigns) {
  return { now: "1970-01-01T00:00:00Z", campaigns };
}

/** The same key as hexadecimal digits and as base64url. */
export function base64url(hex) {
  const bytes = hex.match(/../g).map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Where `Manifest.check` and the vectors disagree, and how many answers were compared. */
export function checkDisagreements(Manifest, vectors) {
  const found = new Comparison();
  for (const campaign of vectors.campaigns) {
    const manifest = Manifest.parse(manifestOf(manifestEntry(campaign)));
    const check = (text) => manifest.check(text, { now: 0 });
    const of = { campaign: campaign.campaign, name: `Campaign ${campaign.campaign}` };
    for (const valid of campaign.valid) {
      const expected = { state: "plausible", ...of, formatted: valid.code, ...expiry(valid, campaign) };
      for (const text of writings(valid.code)) {
        const never = valid.expiry === 0 && expected.expiresAt === 0;
        found.compare(text, check(text), never ? { ...expected, state: "expired" } : expected);
      }
      for (let length = campaign.campaign.length + 1; length < valid.code.length; length += 1) {
        const formatted = valid.code.slice(0, length).replace(/-$/, "");
        const missing = valid.code.slice(length).replaceAll("-", "").length;
        const expected = { state: "incomplete", ...of, formatted, missing };
        found.compare(formatted, check(valid.code.slice(0, length)), expected);
      }
    }
    for (const invalid of campaign.invalid) invalidCode(found, check, campaign, of, invalid);
  }
  return found.result();
}

/** Where `Verifier` and the vectors disagree, and how many answers were compared. */
export function verifyDisagreements(Verifier, vectors) {
  const found = new Comparison();
  for (const campaign of vectors.campaigns) {
    const format = formatOptions(campaign);
    const verifiers = [
      Verifier.fromMasterKey({ ...format, masterKey: vectors.master_key_hex }),
      Verifier.fromCampaignKeys({
        ...format,
        tagKey: campaign.tag_key_hex,
        serialKey: campaign.serial_key_hex,
        publicKey: base64url(campaign.public_key_hex),
      }),
    ];
    for (const verifier of verifiers) {
      for (const valid of campaign.valid) {
        const genuine = { genuine: true, code: valid.code, serial: valid.serial };
        for (const text of writings(valid.code)) {
          found.compare(text, verifier.verify(text), { ...genuine, ...expiry(valid, campaign) });
        }
      }
      for (const { code } of campaign.invalid) {
        found.compare(code, verifier.verify(code), { genuine: false });
      }
      verifier.free();
    }
  }
  return found.result();
}

function invalidCode(found, check, campaign, of, { code, verdict, suggestion, note }) {
  const answer = check(code);
  switch (verdict) {
    case "typo": {
      const position = note.includes("swapped") ? 1 : 7;
      const named = suggestion === undefined ? {} : { position, suggestion, likely: answer.likely };
      return found.compare(code, answer, { state: "typo", ...of, formatted: code, ...named });
    }
    case "incomplete":
      return found.compare(code, answer, { state: verdict, ...of, formatted: code, missing: 1 });
    case "too_long":
      return found.compare(code, answer, { state: verdict, ...of, extra: 1 });
    case "bad_character":
      return found.compare(code, answer, { state: verdict, ...of, index: code.length - 1, character: "*" });
    case "forged":
      return found.holds(code, answer, ["plausible", "expired"]);
    case "forged_or_typo":
      return found.holds(code, answer, ["plausible", "expired", "typo"]);
    default:
      return found.holds(code, answer, [`no verdict ${verdict}`]);
  }
}

/** Ways to write one code. */
function writings(code) {
  return [code, code.replaceAll("-", ""), ` ${code.toLowerCase().replaceAll("-", "_")}\u200B`, wide(code)];
}

/** In full-width characters. */
function wide(code) {
  return [...code].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join("");
}

function expiry(valid, campaign) {
  const isNever = valid.expiry === 2 ** campaign.expiry_bits - 1;
  return isNever ? {} : { expiresAt: valid.expiry * HOUR_MS };
}

class Comparison {
  #wrong = [];
  #compared = 0;

  compare(text, answer, expected) {
    this.#compared += 1;
    const [is, should] = [answer, expected].map((one) => JSON.stringify(one, Object.keys(one).sort()));
    if (is !== should) this.#wrong.push(`${text}: ${is} instead of ${should}`);
  }

  holds(text, answer, states) {
    this.#compared += 1;
    if (!states.includes(answer.state)) this.#wrong.push(`${text}: ${answer.state} is none of ${states}`);
  }

  result() {
    return { wrong: this.#wrong, compared: this.#compared };
  }
}
