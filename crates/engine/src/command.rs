//! What can be asked.

use alloc::{vec, vec::Vec};
use core::num::NonZeroU64;

use crate::fingerprint::{Content, Field, Kind};
use crate::{Currency, Keyed, Metadata, MinorUnits, OrderId, Serial, UnixMillis, Uses};

/// A command to a campaign. What changes accounts carries its caller's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Adds a batch.
    Issue(Keyed<Issue>),
    /// Answers what redeeming would answer.
    Validate(Validate),
    /// Redeems in a single step.
    Redeem(Keyed<Redeem>),
}

/// Adds a batch, whose serials follow those of the batch before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// How many codes.
    pub count: NonZeroU64,
    /// When they end, exactly as the codes will carry it (rounded up to the campaign's unit).
    pub expires_at: Option<UnixMillis>,
    /// How often each can be redeemed.
    pub uses: Uses,
    /// The merchant's notes.
    pub metadata: Metadata,
}

/// Answers what redeeming would answer, and reserves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validate {
    /// The code.
    pub code: CodeFacts,
    /// The order, if it has an id already: an order's own redemption is no refusal.
    pub order: Option<OrderId>,
    /// What is bought.
    pub cart: Cart,
}

/// Redeems a code for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeem {
    /// The code.
    pub code: CodeFacts,
    /// The order; one order redeems a code at most once.
    pub order: OrderId,
    /// What is bought.
    pub cart: Cart,
}

/// What a verified code says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeFacts {
    /// Its serial.
    pub serial: Serial,
    /// When it ends; not judged by the edge.
    pub expires_at: Option<UnixMillis>,
}

/// What the offer looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cart {
    /// The currency of the subtotal.
    pub currency: Currency,
    /// Before the discount.
    pub subtotal: MinorUnits,
}

impl Content for Issue {
    const KIND: Kind = Kind::Issue;

    fn fields(&self) -> Vec<(Field, Vec<u8>)> {
        vec![
            (Field::Count, self.count.get().to_be_bytes().to_vec()),
            (Field::ExpiresAt, optional_time(self.expires_at)),
            (Field::Uses, self.uses.value().to_be_bytes().to_vec()),
            (Field::Metadata, self.metadata.as_str().into()),
        ]
    }
}

impl Content for Redeem {
    const KIND: Kind = Kind::Redeem;

    fn fields(&self) -> Vec<(Field, Vec<u8>)> {
        let mut code = self.code.serial.value().to_be_bytes().to_vec();
        code.extend(optional_time(self.code.expires_at));
        vec![
            (Field::Code, code),
            (Field::Order, self.order.as_str().into()),
            (Field::Currency, self.cart.currency.as_str().into()),
            (
                Field::Subtotal,
                self.cart.subtotal.value().to_be_bytes().to_vec(),
            ),
        ]
    }
}

/// Empty for none, so that it differs from every time.
fn optional_time(time: Option<UnixMillis>) -> Vec<u8> {
    time.map_or_else(Vec::new, |time| time.value().to_be_bytes().to_vec())
}
