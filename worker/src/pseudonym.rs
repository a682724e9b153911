//! Names of people and devices as keyed hashes: the engine and storage tell them apart and know
//! nobody.
//!
//! Each campaign has a key of its own, derived from the master key: without it nobody can try names
//! on stored hashes, and no two campaigns' hashes can be joined.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tessera_api::convert::engine::{ContextText, CustomerText};

use crate::campaign::{ContextFacts, CustomerFacts};

/// What makes a campaign's pseudonyms.
#[derive(Clone)]
pub(crate) struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// With the campaign's key.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        // HMAC takes keys of every length, so the fallback is never made.
        Self(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    /// A customer.
    pub(crate) fn customer(&self, customer: CustomerText) -> CustomerFacts {
        CustomerFacts {
            id: customer.id.map(|id| self.holder(&id)),
            email: customer.email.map(|email| self.of("email", &email)),
        }
    }

    /// A customer, by the merchant's id.
    pub(crate) fn holder(&self, id: &str) -> [u8; 16] {
        self.of("id", id)
    }

    /// Why something is done, by the caller's word for it, which may name a person.
    pub(crate) fn source(&self, text: &str) -> [u8; 16] {
        self.of("source", text)
    }

    /// Where a request comes from. The channel is the merchant's own word and stays as it is.
    pub(crate) fn context(&self, context: ContextText) -> ContextFacts {
        let attributes = context.attributes.into_iter();
        ContextFacts {
            channel: context.channel.map(|channel| channel.as_str().to_owned()),
            attributes: attributes
                .map(|(name, value)| {
                    let name = name.as_str().to_owned();
                    let value = self.of(&format!("attribute:{name}"), &value);
                    (name, value)
                })
                .collect(),
        }
    }

    /// The first 16 bytes of `HMAC-SHA256(key, kind ‖ 00 ‖ text)`.
    fn of(&self, kind: &str, text: &str) -> [u8; 16] {
        let mac = self.0.clone().chain_update(kind).chain_update([0]);
        let mac: [u8; 32] = mac.chain_update(text).finalize().into_bytes().into();
        mac.first_chunk().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_pseudonym_in_a_campaign_and_another_elsewhere() {
        let customer = |key: u8, id: &str| {
            let id = Some(id.to_owned());
            Pseudonyms::new(&[key; 32])
                .customer(CustomerText { id, email: None })
                .id
        };
        assert_eq!(customer(1, "ann"), customer(1, "ann"));
        assert_ne!(customer(1, "ann"), customer(1, "bob"));
        assert_ne!(customer(1, "ann"), customer(2, "ann"));
    }

    #[test]
    fn an_id_that_reads_like_an_address_is_another_name() {
        let text = || Some("ann@example.org".to_owned());
        let both = CustomerText {
            id: text(),
            email: text(),
        };
        let facts = Pseudonyms::new(&[1; 32]).customer(both);
        assert_ne!(facts.id, facts.email);
    }

    #[test]
    fn stored_pseudonyms_are_pinned() {
        let name = Pseudonyms::new(&[7; 32]).of("id", "c-1");
        assert_eq!(
            data_encoding::HEXLOWER.encode(&name),
            "fc41a59270487df718c86bbf14e98ea1"
        );
    }
}
