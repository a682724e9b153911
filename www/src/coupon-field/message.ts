/** What the field says, as data: which text, with which values, in which tone. Pure: no DOM. */

import type { Check } from "tessera-codes";
import { englishReasons, type Template, type TextId, type Texts } from "./texts.ts";
import type { Verdict } from "./verdict.ts";

export type Tone = "quiet" | "busy" | "good" | "warning" | "bad";

/** A stretch of a message: plain text, or a code with its own typeface and direction. */
export type Part = { readonly text: string } | { readonly code: string };

export interface Message {
  readonly tone: Tone;
  readonly parts: readonly Part[];
  /** One tap that helps: take the corrected code, or ask again. */
  readonly action?:
    { readonly kind: "suggestion"; readonly code: string } | { readonly kind: "retry" };
}

export interface Situation {
  /** Null until there is a manifest. */
  readonly check: Check | null;
  readonly verdict: Verdict;
  /** Whether the field was left. */
  readonly final: boolean;
  readonly online: boolean;
  /** Whether the manifest is still being fetched. */
  readonly loading: boolean;
  readonly hasText: boolean;
}

/** How values are written: by the language of the element. */
export interface Wording {
  readonly texts: Texts;
  readonly reasons: Readonly<Record<string, string>>;
  /** BCP 47. */
  readonly language: string;
}

/** The message for a situation; null if there is nothing to say. */
export function messageOf(situation: Situation, wording: Wording): Message | null {
  const { check, verdict } = situation;
  if (check === null) {
    if (!situation.hasText) return null;
    return situation.loading
      ? write(wording, "busy", "loading")
      : { ...write(wording, "warning", "noManifest"), action: { kind: "retry" } };
  }
  return check.state === "plausible" || check.state === "expired"
    ? answered(check, verdict, situation, wording)
    : local(check, situation, wording);
}

/** The message as it is read aloud. */
export function plainText(message: Message): string {
  return message.parts.map((part) => ("text" in part ? part.text : part.code)).join("");
}

type Whole = Extract<Check, { state: "expired" | "plausible" }>;
type Values = Readonly<Record<string, string>>;

/** What the local check alone decides. */
function local(
  check: Exclude<Check, Whole>,
  situation: Situation,
  wording: Wording,
): Message | null {
  switch (check.state) {
    case "empty":
      return null;
    case "unknown_campaign":
      return check.suggestion === undefined
        ? write(wording, situation.final ? "bad" : "warning", "unknownCampaign")
        : suggest(wording, "unknownCampaignSuggestion", check.suggestion);
    case "incomplete": {
      // The prefix itself is still being typed.
      if (check.campaign === undefined) return null;
      if (check.suggestion !== undefined) return suggest(wording, "missingOne", check.suggestion);
      const id = situation.final ? "incompleteFinal" : "incomplete";
      const values = { campaign: nameOf(check) };
      return write(wording, situation.final ? "warning" : "quiet", id, values, check.missing);
    }
    case "bad_character":
      return write(wording, "bad", "badCharacter", { character: check.character });
    case "too_long": {
      const values = { campaign: nameOf(check) };
      return write(wording, "bad", "tooLong", values, check.extra);
    }
    case "typo":
      return typo(check, wording);
    case "not_started":
      return write(wording, "warning", "notStarted", {
        campaign: nameOf(check),
        date: day(check.startsAt, wording),
      });
  }
}

function typo(check: Extract<Check, { state: "typo" }>, wording: Wording): Message {
  const position = check.position === undefined ? "" : String(check.position);
  if (check.likely && check.suggestion !== undefined) {
    return suggest(wording, "typoSuggestion", check.suggestion, { position });
  }
  if (position === "") return write(wording, "bad", "typo");
  return write(wording, "bad", "typoPosition", { position });
}

/** What the edge decides, for codes that read well. */
function answered(check: Whole, verdict: Verdict, situation: Situation, wording: Wording): Message {
  const campaign = nameOf(check);
  switch (verdict.kind) {
    case "unasked":
      return unasked(check, campaign, wording);
    case "asking":
      return asking(check, campaign, wording);
    case "accepted": {
      const discount = money(verdict.discountMinor, verdict.currency, wording);
      if (verdict.expiresAt === null) {
        return write(wording, "good", "accepted", { campaign, discount });
      }
      const until = lastDay(verdict.expiresAt, wording);
      return write(wording, "good", "acceptedUntil", { campaign, discount, date: until });
    }
    case "refused":
      return refused(check, verdict, campaign, wording);
    case "busy":
      return {
        ...write(wording, "warning", "busy", {}, verdict.retryAfterS),
        action: { kind: "retry" },
      };
    case "unreachable": {
      const id = situation.online ? "unreachable" : "offline";
      return { ...write(wording, "warning", id), action: { kind: "retry" } };
    }
    case "misconfigured":
      return write(wording, "warning", "misconfigured");
  }
}

/** What the page alone can say while there is no order to ask about. */
function unasked(check: Whole, campaign: string, wording: Wording): Message {
  if (check.expiresAt === undefined) return write(wording, "quiet", "plausible", { campaign });
  const date = lastDay(check.expiresAt, wording);
  if (check.state === "expired") return write(wording, "warning", "expired", { campaign, date });
  return write(wording, "quiet", "plausibleUntil", { campaign, date });
}

function asking(check: Whole, campaign: string, wording: Wording): Message {
  if (check.state === "plausible") return write(wording, "busy", "asking", { campaign });
  return write(wording, "busy", "expiredAsking", {
    campaign,
    date: lastDay(check.expiresAt, wording),
  });
}

function refused(
  check: Whole,
  verdict: Extract<Verdict, { kind: "refused" }>,
  campaign: string,
  wording: Wording,
): Message {
  // The page can read the date in the code; the edge has confirmed that it is over.
  if (check.state === "expired" && OVER.has(verdict.reason)) {
    return write(wording, "bad", "expired", { campaign, date: lastDay(check.expiresAt, wording) });
  }
  const text = wording.reasons[verdict.reason] ?? englishReasons[verdict.reason];
  return { tone: "bad", parts: [{ text: text ?? verdict.message }] };
}

/** The campaign's name for people; its prefix if it has none. */
function nameOf(check: { readonly campaign: string; readonly name?: string }): string {
  return check.name ?? check.campaign;
}

/** The reasons by which the edge agrees that a code, or its campaign, is over. */
const OVER: ReadonlySet<string> = new Set(["expired", "campaign_ended"]);

function suggest(wording: Wording, id: TextId, code: string, values: Values = {}): Message {
  return {
    ...write(wording, "warning", id, { ...values, code }),
    action: { kind: "suggestion", code },
  };
}

function write(
  wording: Wording,
  tone: Tone,
  id: TextId,
  values: Values = {},
  count?: number,
): Message {
  const all = count === undefined ? values : { ...values, count: number(count, wording) };
  return { tone, parts: fill(form(wording.texts[id], count, wording.language), all) };
}

/** The template's form for a count, by the language's plural rules. */
function form(template: Template, count: number | undefined, language: string): string {
  if (typeof template === "string") return template;
  if (count === undefined) return template.other;
  return template[new Intl.PluralRules(language).select(count)] ?? template.other;
}

/** Splits a template at its `{names}`; a code becomes a part of its own. */
export function fill(template: string, values: Values): readonly Part[] {
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      const value = name === undefined ? undefined : values[name];
      if (value === undefined) return { text: piece };
      return name === "code" ? { code: value } : { text: value };
    });
}

function number(value: number, wording: Wording): string {
  return new Intl.NumberFormat(wording.language).format(value);
}

function day(instant: number, wording: Wording): string {
  return new Intl.DateTimeFormat(wording.language, { dateStyle: "medium" }).format(
    new Date(instant),
  );
}

/** The day of the last moment before an end: what ends at midnight is not valid on that day. */
function lastDay(end: string | number, wording: Wording): string {
  return day(new Date(end).getTime() - 1, wording);
}

/** Money from minor units, with as many decimals as the currency has. */
function money(minor: number, currency: string, wording: Wording): string {
  const format = new Intl.NumberFormat(wording.language, { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** decimals);
}
