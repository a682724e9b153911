//! The words that cross the boundary, as JavaScript spells them.
#![allow(
    missing_docs,
    reason = "the macro adds a variant for any other word, and functions, without a word about them"
)]

use wasm_bindgen::prelude::wasm_bindgen;

/// What the expiry field counts, as JSON spells it.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryUnit {
    /// 3,600 seconds.
    Hour = "hour",
    /// 86,400 seconds.
    Day = "day",
}

/// Which part of a format is refused. JavaScript has the sentences: formatting them here
/// would cost as much as all the rest.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The pattern is none.
    Pattern = "pattern",
    /// The fields are too narrow or too wide, or leave too little to the tag.
    Layout = "layout",
    /// The expiries cannot be counted: no such unit, or no such epoch.
    Calendar = "calendar",
}

/// What a text is, so far, as JavaScript spells it. See `tessera_code::Check` for what each means.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// `tessera_code::Check::Empty`.
    Empty = "empty",
    /// `tessera_code::Check::UnknownCampaign`.
    UnknownCampaign = "unknown_campaign",
    /// `tessera_code::Check::BadCharacter`.
    BadCharacter = "bad_character",
    /// `tessera_code::Check::Incomplete`.
    Incomplete = "incomplete",
    /// `tessera_code::Check::TooLong`.
    TooLong = "too_long",
    /// `tessera_code::Check::Typo`.
    Typo = "typo",
    /// `tessera_code::Check::NotStarted`.
    NotStarted = "not_started",
    /// `tessera_code::Check::Expired`.
    Expired = "expired",
    /// `tessera_code::Check::Plausible`.
    Plausible = "plausible",
}
