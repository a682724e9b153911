//! Verifying with a campaign's secret keys.

use alloc::string::String;
use alloc::vec::Vec;

use tessera_code::{CampaignKeys, Genuine, Issuer, MasterKey, PublicKey, Text, locate};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::campaigns::text;
use crate::format::CodeFormat;

/// One campaign's secret keys, and what the last genuine code said.
#[wasm_bindgen]
pub struct Verifier {
    issuer: Issuer,
    genuine: Option<Genuine>,
}

#[wasm_bindgen]
impl Verifier {
    /// Prepares a campaign's keys: derived from the 32 bytes of a master key, or given as the 96 of the
    /// tag's, the serial's and the public key. The bytes are wiped. Nothing if the format is refused, or
    /// there are other than 32 or 96.
    pub fn prepare(format: &CodeFormat, keys: Vec<u8>) -> Option<Self> {
        let format = format.0.ok()?;
        let bytes = Zeroizing::new(keys);
        let keys = match bytes.as_chunks() {
            (&[master], []) => {
                let prefix = format.pattern().prefix();
                MasterKey::from_bytes(master).derive(&prefix, format.key_version())
            }
            (&[tag, serial, public], []) => {
                CampaignKeys::from_parts(tag, serial, PublicKey::from_bytes(public))
            }
            _ => return None,
        };
        Some(Self {
            issuer: Issuer::new(format, &keys),
            genuine: None,
        })
    }

    /// The canonical form of a genuine code of the campaign; nothing if the text is none. What else it
    /// says is read from the other members, until the next question.
    pub fn verify(&mut self, typed: &str) -> Option<String> {
        self.genuine = None;
        let typed = Text::normalise(typed).ok()?;
        let reader = self.issuer.reader();
        let (_, sealed) = locate([reader], &typed)?;
        self.genuine = self.issuer.open(&sealed).ok();
        self.genuine?;
        Some(text(&reader.code(&sealed)))
    }

    /// The genuine code's number, below `2^40`; `NaN` if the text was none.
    #[wasm_bindgen(getter)]
    pub fn serial(&self) -> f64 {
        self.genuine
            .map_or(f64::NAN, |genuine| genuine.serial.value() as f64)
    }

    /// When the genuine code expires, in Unix milliseconds; `NaN` if it has no expiry of its own.
    #[wasm_bindgen(getter)]
    pub fn instant(&self) -> f64 {
        let format = self.issuer.reader().format();
        let instant_ms = self
            .genuine
            .and_then(|genuine| format.expires_at_ms(genuine.expiry));
        instant_ms.map_or(f64::NAN, |instant_ms| instant_ms as f64)
    }
}
