//! Checking as the shopper types, against the campaigns of a manifest.

use alloc::string::String;
use alloc::vec::Vec;

use tessera_code::{CheckOptions, Code, PublicCampaign, PublicKey, Reader, check};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::finding::Finding;
use crate::format::CodeFormat;
use crate::words::{Refusal, State};

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

    /// Adds a campaign; findings name it by how many were added before. Times are in Unix
    /// milliseconds. Returns what is refused, if anything: then it was not added.
    pub fn add(
        &mut self,
        format: &CodeFormat,
        public_key: &[u8],
        starts_at_ms: Option<f64>,
        ends_at_ms: Option<f64>,
    ) -> Option<Refusal> {
        let format = match format.0 {
            Ok(format) => format,
            Err(refusal) => return Some(refusal),
        };
        let Ok(public_key) = <[u8; 32]>::try_from(public_key) else {
            return Some(Refusal::Key);
        };
        let pattern = format.pattern();
        let mut others = self
            .known
            .iter()
            .map(|other| other.reader.format().pattern());
        if others.any(|other| pattern.collides_with(other)) {
            return Some(Refusal::Collision);
        }
        self.known.push(PublicCampaign {
            reader: Reader::new(format, PublicKey::from_bytes(public_key)),
            starts_at_ms: starts_at_ms.map(|instant_ms| instant_ms as u64),
            ends_at_ms: ends_at_ms.map(|instant_ms| instant_ms as u64),
        });
        None
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

    /// The one instant of the state: when the campaign starts or the code expires, in Unix
    /// milliseconds.
    #[wasm_bindgen(getter)]
    pub fn instant(&self) -> Option<f64> {
        self.finding.instant_ms.map(|instant_ms| instant_ms as f64)
    }
}

/// A code as JavaScript takes it, without the machinery of formatting.
pub(crate) fn text(code: &Code) -> String {
    String::from(code.as_str())
}
