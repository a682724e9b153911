//! Checking as the shopper types, against the campaigns of a manifest.

use alloc::string::String;
use alloc::vec::Vec;

use tessera_code::{CheckOptions, Code, PublicCampaign, PublicKey, Reader, check};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::finding::Finding;
use crate::format::CodeFormat;
use crate::words::State;

/// The campaigns that a page knows, and what was found at the last check against them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Campaigns {
    known: Vec<PublicCampaign>,
    finding: Finding,
}

#[wasm_bindgen]
impl Campaigns {
    /// No campaigns yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a campaign; findings name it by how many were added before. That campaigns can be told
    /// apart is for the edge that published them to see to. Times are in Unix milliseconds.
    ///
    /// False if the format is refused or the key has not 32 bytes: then it was not added.
    pub fn add(
        &mut self,
        format: &CodeFormat,
        public_key: &[u8],
        starts_at_ms: Option<f64>,
        ends_at_ms: Option<f64>,
    ) -> bool {
        let (Ok(format), Ok(public_key)) = (format.0, <[u8; 32]>::try_from(public_key)) else {
            return false;
        };
        self.known.push(PublicCampaign {
            reader: Reader::new(format, PublicKey::from_bytes(public_key)),
            starts_at_ms: starts_at_ms.map(|instant_ms| instant_ms as u64),
            ends_at_ms: ends_at_ms.map(|instant_ms| instant_ms as u64),
        });
        true
    }

    /// Says what a text is, so far. What else is known about it is read from the other members, until
    /// the next check.
    pub fn check(&mut self, text: &str, now_ms: f64, is_final: bool) -> State {
        let options = CheckOptions {
            now_ms: now_ms as u64,
            is_final,
        };
        let (state, finding) = Finding::of(check(&self.known, text, options), text);
        self.finding = finding;
        state
    }

    /// The campaign, if it is known.
    #[wasm_bindgen(getter)]
    pub fn campaign(&self) -> Option<u32> {
        self.finding.campaign
    }

    /// The text in the campaign's pattern, as far as it goes.
    #[wasm_bindgen(getter)]
    pub fn formatted(&self) -> Option<String> {
        self.finding.formatted.as_ref().map(text)
    }

    /// What was probably meant.
    #[wasm_bindgen(getter)]
    pub fn suggestion(&self) -> Option<String> {
        self.finding.suggestion.as_ref().map(text)
    }

    /// Whether to offer the suggestion at once.
    #[wasm_bindgen(getter)]
    pub fn likely(&self) -> bool {
        self.finding.is_likely
    }

    /// The one number of the state: how many characters are missing or too many, the position of the
    /// wrong symbol, or where in the text the bad character stands, in UTF-16 units.
    #[wasm_bindgen(getter)]
    pub fn number(&self) -> Option<u32> {
        self.finding.number
    }

    /// The one instant of the state, when the campaign starts or the code expires, in Unix
    /// milliseconds; `NaN` if there is none.
    #[wasm_bindgen(getter)]
    pub fn instant(&self) -> f64 {
        self.finding
            .instant_ms
            .map_or(f64::NAN, |instant_ms| instant_ms as f64)
    }
}

/// A code as JavaScript takes it. Codes are ASCII: to check that as UTF-8 would cost more than this.
pub(crate) fn text(code: &Code) -> String {
    code.as_bytes().iter().copied().map(char::from).collect()
}
