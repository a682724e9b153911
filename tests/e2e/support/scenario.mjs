// Reads the scenarios of tests/scenarios, whose README says what each line means.

import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const FOLDER = resolve(import.meta.dirname, "../../scenarios");

/** 2026-01-01T00:00:00Z, where every scenario begins. */
const START_MS = Date.UTC(2026, 0, 1);

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000], ["ms", 1]];

/**
 * All scenario files: their names, and their lines. Each has its `number` and what is to be played,
 * as `{ asked, expected }`: once, or for each number that it is repeated for.
 */
export async function scenarios() {
  const names = await readdir(FOLDER, { recursive: true });
  const files = names.filter((name) => name.endsWith(".txt")).sort();
  return Promise.all(files.map(async (name) => ({ name, lines: lines(await readFile(join(FOLDER, name), "utf8")) })));
}

function lines(text) {
  return text.split("\n").flatMap((line, index) => {
    const [asked, expected = ""] = line.split("#")[0].split("->");
    if (asked.trim() === "") return [];
    return [{ number: index + 1, plays: expand(asked.trim(), expected) }];
  });
}

/** `each 1..3 LINE` is LINE three times, with each number in the place of `*`. */
function expand(asked, expected) {
  const repeated = /^each (\d+)\.\.(\d+) (.*)$/.exec(asked);
  if (repeated === null) return [{ asked, expected: normalised(expected) }];
  const [first, last] = [Number(repeated[1]), Number(repeated[2])];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const filled = (text) => text.replaceAll("*", String(first + index));
    return { asked: filled(repeated[3]), expected: normalised(filled(expected)) };
  });
}

/** An expected answer with single spaces, and its times as answers say them. */
function normalised(expected) {
  const word = (word) => {
    const time = /^(until|frees|start)=(.*)$/.exec(word);
    return time === null ? word : `${time[1]}=${timeText(instant(time[2]))}`;
  };
  return expected.split(/\s+/).filter(Boolean).map(word).join(" ");
}

/** A line taken apart: its verb, its names, and its options, of which none may be left over. */
export function parse(asked) {
  const [verb, ...words] = asked.split(/\s+/);
  const names = words.filter((word) => !word.includes("="));
  const pairs = words.filter((word) => word.includes("=")).map((word) => {
    const at = word.indexOf("=");
    return [word.slice(0, at), word.slice(at + 1)];
  });
  const options = new Map(pairs);
  return {
    verb,
    name: () => names.shift(),
    option: (key) => {
      const value = options.get(key);
      options.delete(key);
      return value;
    },
    options: () => {
      const all = [...options];
      options.clear();
      return all;
    },
    end: () => {
      const left = names[0] ?? [...options.keys()][0];
      if (left !== undefined) throw new Error(`no such option here: ${left}`);
    },
  };
}

/** `2d`, `1h30m`, `-1ms` after the start, or a time of RFC 3339; in Unix milliseconds. */
export function instant(text) {
  if (text.includes("T")) return Date.parse(text);
  return text.startsWith("-") ? START_MS - duration(text.slice(1)) : START_MS + duration(text);
}

/** `1d2h3m4s5ms` in milliseconds. */
export function duration(text) {
  if (text === "0") return 0;
  const parts = [...text.matchAll(/(\d+)([a-z]+)/g)];
  if (parts.map(([part]) => part).join("") !== text) throw new Error(`not a duration: ${text}`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * new Map(UNITS).get(unit), 0);
}

/** A time as answers say it. */
export function timeText(at) {
  let left = Math.abs(at - START_MS);
  if (left === 0) return "0";
  let text = at < START_MS ? "-" : "";
  for (const [name, factor] of UNITS) {
    if (left >= factor) text += `${Math.floor(left / factor)}${name}`;
    left %= factor;
  }
  return text;
}

/** Unix milliseconds as the API takes them. */
export const rfc3339 = (at) => new Date(at).toISOString();
