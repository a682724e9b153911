export type * from "./check.js";
export { Manifest } from "./manifest.js";
