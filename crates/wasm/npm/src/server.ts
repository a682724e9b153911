export * from "./page.js";
export type { FormatOptions } from "./options.js";
export {
  Verifier,
  type CampaignKeysOptions,
  type Genuine,
  type MasterKeyOptions,
  type NotGenuine,
  type Verification,
} from "./verifier.js";
