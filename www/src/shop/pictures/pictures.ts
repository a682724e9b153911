import type { Component } from "svelte";

import Cup from "./Cup.svelte";
import FigCandle from "./FigCandle.svelte";
import LinenTowel from "./LinenTowel.svelte";
import MokaPot from "./MokaPot.svelte";
import OakBoard from "./OakBoard.svelte";
import OliveOil from "./OliveOil.svelte";
import Parcel from "./Parcel.svelte";

const PICTURES: Readonly<Record<string, Component>> = {
  "CUP-STONE": Cup,
  "POT-MOKA": MokaPot,
  "TOWEL-LINEN": LinenTowel,
  "OIL-OLIVE": OliveOil,
  "CANDLE-FIG": FigCandle,
  "BOARD-OAK": OakBoard,
};

/** What a product looks like; what has no picture is still in its parcel. */
export function pictureOf(sku: string): Component {
  return PICTURES[sku] ?? Parcel;
}
