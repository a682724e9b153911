//! A campaign's format, from the loose values of a manifest entry or of a verifier's options.

use tessera_code::{Calendar, FieldBits, Format, FormatParts, Layout, Pattern};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::words::{ExpiryUnit, Refusal};

/// A campaign's code format, or why there is none.
///
/// Nothing is thrown across the boundary: an exception costs more code than the question.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy)]
pub struct CodeFormat(pub(crate) Result<Format, Refusal>);

#[wasm_bindgen]
impl CodeFormat {
    /// Puts a format together. `epoch_ms` is in Unix milliseconds.
    #[wasm_bindgen(constructor)]
    pub fn new(
        pattern: &str,
        serial_bits: u8,
        expiry_bits: u8,
        expiry_unit: ExpiryUnit,
        epoch_ms: f64,
        key_version: u32,
    ) -> Self {
        let bits = FieldBits {
            serial_bits,
            expiry_bits,
        };
        Self(
            calendar(expiry_unit, epoch_ms)
                .and_then(|calendar| format(pattern, bits, calendar, key_version)),
        )
    }

    /// What is refused, if anything.
    #[wasm_bindgen(getter)]
    pub fn refusal(&self) -> Option<Refusal> {
        self.0.err()
    }
}

fn calendar(unit: ExpiryUnit, epoch_ms: f64) -> Result<Calendar, Refusal> {
    let unit = match unit {
        ExpiryUnit::Hour => tessera_code::ExpiryUnit::Hour,
        ExpiryUnit::Day => tessera_code::ExpiryUnit::Day,
        ExpiryUnit::__Invalid => return Err(Refusal::Calendar),
    };
    let epoch_ms = epoch_ms as u64;
    // A fraction of a second is no multiple of the unit either.
    if !epoch_ms.is_multiple_of(1_000) {
        return Err(Refusal::Calendar);
    }
    Calendar::new(unit, epoch_ms / 1_000).map_err(|_| Refusal::Calendar)
}

fn format(
    pattern: &str,
    bits: FieldBits,
    calendar: Calendar,
    key_version: u32,
) -> Result<Format, Refusal> {
    let pattern = Pattern::parse(pattern).map_err(|_| Refusal::Pattern)?;
    let layout = Layout::new(&pattern, bits).map_err(|_| Refusal::Layout)?;
    let parts = FormatParts {
        pattern,
        layout,
        calendar,
        key_version,
    };
    Format::new(parts).map_err(|_| Refusal::Layout)
}
