//! What a checkout was asked for: parsed, pseudonymised, and kept until it is over.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tessera_api::stacking::Stacking;

use crate::{campaign::Checkout, database::DatabaseError};

/// Codes that an order is to redeem together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// In the order in which the caller named them; never empty.
    pub(crate) parts: Vec<Part>,
}

/// One of the codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Its campaign.
    pub(crate) prefix: String,
    /// Its campaign's policy.
    pub(crate) stacking: Stacking,
    /// The code and the order, as its campaign is asked. Its command id is not used: each question has
    /// one of its own.
    pub(crate) checkout: Checkout,
}

/// A hash of each thing that makes one checkout another than the next, under its path in the request.
///
/// What is known about a customer is none of them, as time is none: it may have changed when the same
/// request comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fingerprint(Vec<(String, String)>);

impl Intent {
    /// Its fingerprint. In which order codes are named means nothing.
    pub(super) fn fingerprint(&self) -> Result<Fingerprint, DatabaseError> {
        let mut parts = self.parts.iter().collect::<Vec<_>>();
        parts.sort_by_key(|part| (part.prefix.as_str(), part.checkout.code.serial));
        let codes = parts.iter();
        let codes = codes.map(|part| (part.prefix.as_str(), part.checkout.code));
        let mut fields = vec![("codes".to_owned(), hash(&codes.collect::<Vec<_>>())?)];
        let first = parts.first().ok_or(DatabaseError::corrupt("no codes"))?;
        let order = serde_json::to_value(&first.checkout.order).map_err(DatabaseError::corrupt)?;
        for (name, value) in order.as_object().into_iter().flatten() {
            fields.push((format!("order.{name}"), hash(value)?));
        }
        // Each campaign knows people and devices by other names.
        let contexts = parts.iter().map(|part| &part.checkout.context);
        let (channels, attributes): (Vec<_>, Vec<_>) = contexts
            .map(|context| (&context.channel, &context.attributes))
            .unzip();
        fields.push(("order.channel".to_owned(), hash(&channels)?));
        fields.push(("order.attributes".to_owned(), hash(&attributes)?));
        let customers = parts.iter().map(|part| part.checkout.customer);
        fields.push(("customer".to_owned(), hash(&customers.collect::<Vec<_>>())?));
        Ok(Fingerprint(fields))
    }
}

impl Fingerprint {
    /// The path of the first thing in which two checkouts differ.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let Self(fields) = self;
        let differs = |(path, hash): &&(String, String)| {
            !other
                .0
                .iter()
                .any(|(there, same)| there == path && same == hash)
        };
        // What only the other one tells is a difference, too.
        let missing = |(path, _): &&(String, String)| !fields.iter().any(|(here, _)| here == path);
        let found = fields.iter().find(differs);
        let found = found.or_else(|| other.0.iter().find(missing));
        found.map(|(path, _)| path.clone())
    }
}

/// What is asked of a campaign, as far as the id of the question tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Hold,
    Redeem,
    Release,
    Rollback,
}

/// The id of a question to the campaign of a part: the same whenever it is asked for this attempt.
pub(super) fn command_id(
    order_id: &str,
    attempt: u64,
    (command, part): (Command, usize),
) -> [u8; 16] {
    let command = match command {
        Command::Hold => "hold",
        Command::Redeem => "redeem",
        Command::Release => "release",
        Command::Rollback => "rollback",
    };
    // The order's id is the only part that may hold anything, and comes last.
    let text = format!("checkout\0{attempt}\0{command}\0{part}\0{order_id}");
    first_half(&Sha256::digest(text).into())
}

/// What names an order's object, and stands in the ids of its checkouts.
pub(crate) fn order_hash(order_id: &str) -> [u8; 16] {
    first_half(&Sha256::digest(order_id).into())
}

fn first_half(digest: &[u8; 32]) -> [u8; 16] {
    digest.first_chunk().copied().unwrap_or_default()
}

fn hash<T: Serialize>(value: &T) -> Result<String, DatabaseError> {
    let json = serde_json::to_vec(value).map_err(DatabaseError::corrupt)?;
    let digest: [u8; 32] = Sha256::digest(&json).into();
    Ok(HEXLOWER.encode(&first_half(&digest)))
}
