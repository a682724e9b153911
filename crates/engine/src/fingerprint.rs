//! Idempotency: command ids, and fingerprints of what a command meant.

use alloc::vec::Vec;

use crate::{Seq, UnixMillis, ValueError};

/// A hash of the caller's id (`Idempotency-Key`) and of whatever scopes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub [u8; 16]);

/// A command under its caller's id, with the fingerprint of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed<C> {
    id: CommandId,
    fingerprint: Fingerprint,
    content: C,
}

impl<C: Content> Keyed<C> {
    /// `hash` is the caller's: any good 64-bit hash, the same for as long as commands are kept.
    pub fn new(id: CommandId, content: C, hash: impl Fn(&[u8]) -> [u8; 8]) -> Self {
        let hashes = content
            .fields()
            .iter()
            .map(|(_, bytes)| hash(bytes))
            .collect();
        Self {
            id,
            fingerprint: Fingerprint {
                kind: C::KIND,
                hashes,
            },
            content,
        }
    }

    /// The caller's id.
    pub const fn id(&self) -> &CommandId {
        &self.id
    }

    /// The fingerprint of the content.
    pub const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// What is asked.
    pub const fn content(&self) -> &C {
        &self.content
    }
}

impl<C: Content> Keyed<C> {
    /// The first field in which the stored command with this id differs from this one.
    pub(crate) fn conflict_with(&self, stored: &Fingerprint) -> Option<Field> {
        if stored.kind != self.fingerprint.kind {
            return Some(Field::Command);
        }
        let fresh = self.fingerprint.hashes.iter();
        let differs = fresh
            .zip(&stored.hashes)
            .map(|(fresh, stored)| fresh != stored);
        let fields = self.content.fields().into_iter().map(|(field, _)| field);
        differs
            .zip(fields)
            .find_map(|(differs, field)| differs.then_some(field))
    }
}

/// One hash for each field of a command, so that a conflict can name the field. It is taken over
/// the meaning: two texts of one code are one field value. Time has no part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    kind: Kind,
    hashes: Vec<[u8; 8]>,
}

impl Fingerprint {
    /// As it is stored: the kind in one byte, then eight bytes for each field.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::from([self.kind.byte()]);
        bytes.extend(self.hashes.iter().flatten());
        bytes
    }

    /// Reads back what [`Fingerprint::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ValueError::Fingerprint`] for an unknown kind or a torn hash.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ValueError> {
        let (&kind, hashes) = bytes.split_first().ok_or(ValueError::Fingerprint)?;
        let kind = Kind::from_byte(kind).ok_or(ValueError::Fingerprint)?;
        let (hashes, torn) = hashes.as_chunks::<8>();
        if !torn.is_empty() {
            return Err(ValueError::Fingerprint);
        }
        Ok(Self {
            kind,
            hashes: hashes.to_vec(),
        })
    }
}

/// A command row: the id was seen, and this is where its answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRow {
    /// The caller's id.
    pub id: CommandId,
    /// What was asked.
    pub fingerprint: Fingerprint,
    /// The journal row that is the answer.
    pub seq: Seq,
    /// Whether it had been done already when it was asked.
    pub existing: bool,
    /// When it was answered; ids are forgotten after some time.
    pub at: UnixMillis,
}

impl CommandRow {
    /// Keeps the id of a command that this journal row answers.
    pub(crate) fn new<C: Content>(keyed: &Keyed<C>, seq: Seq, at: UnixMillis) -> Self {
        let fingerprint = keyed.fingerprint.clone();
        Self {
            id: keyed.id,
            fingerprint,
            seq,
            existing: false,
            at,
        }
    }
}

/// What a command under an id consists of.
pub trait Content {
    /// Which command it is.
    const KIND: Kind;

    /// Its fields and their canonical bytes. Only ever appended to, because stored fingerprints
    /// are compared by position.
    fn fields(&self) -> Vec<(Field, Vec<u8>)>;
}

/// The commands that carry an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`crate::Issue`]
    Issue,
    /// [`crate::Redeem`]
    Redeem,
    /// [`crate::Hold`]
    Hold,
    /// [`crate::RedeemHold`]
    RedeemHold,
    /// [`crate::Release`]
    Release,
    /// [`crate::Rollback`]
    Rollback,
    /// [`crate::Revoke`]
    Revoke,
    /// [`crate::Pause`]
    Pause,
    /// [`crate::Resume`]
    Resume,
    /// [`crate::End`]
    End,
    /// [`crate::Cancel`]
    Cancel,
    /// [`crate::Assign`]
    Assign,
}

impl Kind {
    /// In the order of their stored bytes, which begin at 1. Only ever appended to.
    const ALL: [Self; 12] = [
        Self::Issue,
        Self::Redeem,
        Self::Hold,
        Self::RedeemHold,
        Self::Release,
        Self::Rollback,
        Self::Revoke,
        Self::Pause,
        Self::Resume,
        Self::End,
        Self::Cancel,
        Self::Assign,
    ];

    fn byte(self) -> u8 {
        let before = Self::ALL.iter().take_while(|kind| **kind != self);
        // There are far fewer than 255 kinds.
        before.fold(1, |byte: u8, _| byte.saturating_add(1))
    }

    fn from_byte(byte: u8) -> Option<Self> {
        let place = usize::from(byte).checked_sub(1)?;
        Self::ALL.get(place).copied()
    }
}

/// A field of a command, to name where two commands with one id differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Which command it was.
    Command,
    /// How many codes to issue.
    Count,
    /// When the codes end.
    ExpiresAt,
    /// How often each code can be redeemed.
    Uses,
    /// The merchant's notes.
    Metadata,
    /// Which code.
    Code,
    /// Which order.
    Order,
    /// The order's currency.
    Currency,
    /// The order's subtotal.
    Subtotal,
    /// What is bought, line by line.
    Lines,
    /// What shipping costs.
    Shipping,
    /// What the merchant notes on the order.
    OrderMetadata,
    /// The most that the caller takes off, after what other codes have taken.
    DiscountMax,
    /// The sales channel.
    Channel,
    /// The request's attributes.
    Attributes,
    /// Who buys.
    Customer,
    /// For how long to hold.
    Ttl,
    /// Which hold.
    Hold,
    /// Which redemption.
    Redemption,
    /// How much of the discount to give back.
    Discount,
    /// How much of the order's value to give back.
    OrderValue,
    /// What a full rollback does with the use.
    Mode,
    /// Which batch.
    Batch,
    /// Which serials.
    Range,
    /// Whether open holds die with the campaign.
    VoidHolds,
    /// What a batch is for.
    Purpose,
    /// Why a code is assigned.
    Source,
    /// What the codes are worth.
    Offer,
}

impl Field {
    /// As it reads on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Count => "count",
            Self::ExpiresAt => "expires_at",
            Self::Uses => "uses",
            Self::Metadata => "metadata",
            Self::Code => "code",
            Self::Order => "order",
            Self::Currency => "currency",
            Self::Subtotal => "subtotal",
            Self::Lines => "lines",
            Self::Shipping => "shipping",
            Self::OrderMetadata => "order_metadata",
            Self::DiscountMax => "discount_max",
            Self::Channel => "channel",
            Self::Attributes => "attributes",
            Self::Customer => "customer",
            Self::Ttl => "ttl",
            Self::Hold => "hold",
            Self::Redemption => "redemption",
            Self::Discount => "discount",
            Self::OrderValue => "order_value",
            Self::Mode => "mode",
            Self::Batch => "batch",
            Self::Range => "range",
            Self::VoidHolds => "void_holds",
            Self::Purpose => "purpose",
            Self::Source => "source_id",
            Self::Offer => "offer",
        }
    }
}

#[cfg(test)]
mod tests {
    use core::num::NonZeroU64;

    use super::*;
    use crate::{Issue, Metadata, Purpose, Uses};

    fn issue() -> Keyed<Issue> {
        let issue = Issue {
            count: NonZeroU64::new(3).unwrap(),
            expires_at: None,
            uses: Uses::SINGLE,
            metadata: Metadata::default(),
            purpose: Purpose::Export,
        };
        // Length and last byte: enough to see which field became which hash.
        let hash = |bytes: &[u8]| {
            [
                0,
                0,
                0,
                0,
                0,
                0,
                bytes.len() as u8,
                *bytes.last().unwrap_or(&9),
            ]
        };
        Keyed::new(CommandId([7; 16]), issue, hash)
    }

    #[test]
    fn the_stored_form_is_pinned() {
        let bytes = issue().fingerprint().to_bytes();
        let expected = [
            &[1][..],
            &[0, 0, 0, 0, 0, 0, 8, 3],
            &[0, 0, 0, 0, 0, 0, 0, 9],
            &[0, 0, 0, 0, 0, 0, 4, 1],
            &[0, 0, 0, 0, 0, 0, 0, 9],
            &[0, 0, 0, 0, 0, 0, 0, 9],
        ];
        assert_eq!(bytes, expected.concat());
        assert_eq!(
            Fingerprint::from_bytes(&bytes).as_ref(),
            Ok(issue().fingerprint())
        );
    }

    #[test]
    fn other_bytes_are_no_fingerprint() {
        for wrong in [
            &[][..],
            &[0],
            &[13],
            &[1, 2, 3],
            &[2, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ] {
            assert_eq!(
                Fingerprint::from_bytes(wrong),
                Err(ValueError::Fingerprint),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn a_field_that_was_added_later_is_not_compared_with_older_fingerprints() {
        let mut stored = issue().fingerprint().clone();
        stored.hashes.pop();
        assert_eq!(issue().conflict_with(&stored), None);
        stored.hashes[1] = [1; 8];
        assert_eq!(issue().conflict_with(&stored), Some(Field::ExpiresAt));
    }
}
