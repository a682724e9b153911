/** A campaign that a page knows. */
export interface Campaign {
  /** The beginning of its codes, and its id: `SUM`. */
  readonly prefix: string;
  /** How its codes look: `SUM-####-####-####-####`. */
  readonly pattern: string;
  /** Its name for people, if the manifest has one. */
  readonly name?: string;
}

/** How {@link Manifest.check} judges a text. */
export interface CheckOptions {
  /**
   * Whether the field was left, so that a missing character is a slip and not yet to come.
   * Default: false.
   */
  readonly final?: boolean;
  /** The time, in Unix milliseconds. Default: the edge's clock, by the manifest. */
  readonly now?: number;
}

/** The campaign that a text belongs to. */
export interface OfCampaign {
  /** Its prefix. */
  readonly campaign: string;
  /** Its name for people, if the manifest has one. */
  readonly name?: string;
}

/** A text that follows its campaign's pattern, as far as it goes. */
export interface Formatted extends OfCampaign {
  /** The text in the campaign's pattern, upper case, `I`, `L` and `O` folded. */
  readonly formatted: string;
}

/** Nothing was typed, or nothing that counts. */
export interface Empty {
  readonly state: "empty";
}

/** The text begins with no known prefix. */
export interface UnknownCampaign {
  readonly state: "unknown_campaign";
  /** The code whose prefix was mistyped by one character, if there is exactly one. */
  readonly suggestion?: string;
}

/** The prefix itself is still being typed. */
export interface IncompletePrefix {
  readonly state: "incomplete";
  readonly campaign?: undefined;
}

/** The text is the beginning of a code. */
export interface Incomplete extends Formatted {
  readonly state: "incomplete";
  /** How many characters are missing. */
  readonly missing: number;
  /** The code from which one character was left out, if there is exactly one; only when final. */
  readonly suggestion?: string;
}

/** The text has a character that no code contains. */
export interface BadCharacter extends Partial<OfCampaign> {
  readonly state: "bad_character";
  /** Where it stands in the text: `text.slice(index, index + character.length)`. */
  readonly index: number;
  /** The character as it was typed. */
  readonly character: string;
}

/** The text has more characters than the campaign's codes. */
export interface TooLong extends OfCampaign {
  readonly state: "too_long";
  /** How many are too many. */
  readonly extra: number;
}

/** The text has the right length, and a character of it is wrong. */
export interface Typo extends Formatted {
  readonly state: "typo";
  /**
   * The wrong symbol behind the prefix, counted from 1; of a swap, the first of the two. Absent
   * together with `suggestion` and `likely` if the code does not tell.
   */
  readonly position?: number;
  /** The one code that differs by a single slip. Offer it, never apply it. */
  readonly suggestion?: string;
  /**
   * Whether to offer the suggestion at once: the slip is a common one. Otherwise point at the
   * character only, for chance may explain the suggestion.
   */
  readonly likely?: boolean;
}

/** The text fits a campaign that has not started. */
export interface NotStarted extends Formatted {
  readonly state: "not_started";
  /** In Unix milliseconds. */
  readonly startsAt: number;
}

/** The text fits, and the code or its campaign is over. Ask the edge all the same. */
export interface Expired extends Formatted {
  readonly state: "expired";
  /** In Unix milliseconds. */
  readonly expiresAt: number;
}

/** The text fits in all that a page can know. Whether it is genuine and unused, the edge says. */
export interface Plausible extends Formatted {
  readonly state: "plausible";
  /** When the code or its campaign ends, in Unix milliseconds; absent if neither does. */
  readonly expiresAt?: number;
}

/** What a text is, so far: a union told apart by `state`. */
export type Check =
  | Empty
  | UnknownCampaign
  | IncompletePrefix
  | Incomplete
  | BadCharacter
  | TooLong
  | Typo
  | NotStarted
  | Expired
  | Plausible;
