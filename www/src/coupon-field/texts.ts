/**
 * Every text of the field, in English. A page replaces some or all of them by the `texts` property.
 *
 * `{name}` stands for a value; `{code}` for a code, which is set in its own typeface and direction.
 * A text that counts has a form for each plural category of its language (`one`, `other`, …).
 */

/** One text for all counts, or one for each plural category. */
export type Template =
  string | Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;

export const english = {
  label: "Coupon code",
  placeholder: "Type or paste a code",
  remove: "Remove the code",
  retry: "Try again",
  applySuggestion: "Use {code}",

  loading: "Getting ready to check codes…",
  noManifest: "Codes can’t be checked just now.",
  incomplete: {
    one: "{campaign} · 1 more character",
    other: "{campaign} · {count} more characters",
  },
  incompleteFinal: {
    one: "One character is missing.",
    other: "{count} characters are missing.",
  },
  missingOne: "One character is missing. Did you mean {code}?",
  unknownCampaign: "We don’t know a code that begins like this.",
  unknownCampaignSuggestion: "Did you mean {code}?",
  badCharacter: "“{character}” is never part of a code.",
  tooLong: {
    one: "{campaign} · 1 character too many",
    other: "{campaign} · {count} characters too many",
  },
  typoSuggestion: "Character {position} looks wrong. Did you mean {code}?",
  typoPosition: "Character {position} looks wrong. Please compare it with your code.",
  typo: "A character is wrong. Please compare it with your code.",
  notStarted: "{campaign} starts on {date}.",
  expired: "This {campaign} code expired on {date}.",
  expiredAsking: "This {campaign} code seems to have expired on {date}. Asking…",

  plausible: "{campaign}",
  plausibleUntil: "{campaign} · valid until {date}",
  asking: "{campaign} · checking…",
  accepted: "{campaign} · {discount} off",
  acceptedUntil: "{campaign} · {discount} off · valid until {date}",
  unreachable: "We can’t reach the shop just now. Your code reads well and is kept.",
  offline: "You are offline. Your code reads well and is checked when you are back.",
  busy: {
    one: "Too many codes were tried. Please wait a second.",
    other: "Too many codes were tried. Please wait {count} seconds.",
  },
  misconfigured: "This shop can’t check codes at the moment.",
} as const satisfies Record<string, Template>;

/** Why a code was refused, by the slug the edge answers with. */
export const englishReasons: Readonly<Record<string, string>> = {
  invalid_code: "This code is not valid.",
  not_issued: "This code was never given out.",
  revoked: "This code was withdrawn.",
  already_redeemed: "This code has been used already.",
  held_by_another: "This code is in use in another checkout.",
  not_yours: "This code belongs to somebody else.",
  expired: "This code has expired.",
  customer_required: "Please sign in to use this code.",
  not_eligible: "This code can’t be used for this order.",
  campaign_paused: "This offer is paused at the moment.",
  campaign_not_started: "This offer has not started yet.",
  campaign_ended: "This offer has ended.",
  currency_mismatch: "This code is for another currency.",
  limit_reached: "This offer has reached its limit.",
  budget_exhausted: "This offer is used up.",
};

export type TextId = keyof typeof english;
export type Texts = Readonly<Record<TextId, Template>>;
