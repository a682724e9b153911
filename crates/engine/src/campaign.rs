//! What the campaign's object stores about the campaign, its batches and its codes.

use crate::{
    Currency, Limits, Metadata, Offer, Period, Seq, Serial, SerialRange, UnixMillis, Uses,
};

/// A campaign's configuration, as far as decisions need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The currency of its amounts; orders must be in it.
    pub currency: Currency,
    /// When codes can be redeemed.
    pub period: Period,
    /// Whether the merchant has paused it.
    pub paused: bool,
    /// What a code is worth.
    pub offer: Offer,
    /// How much may be given out.
    pub limits: Limits,
    /// How many serials its codes have room for: 2^`serial_bits`.
    pub serial_count: u64,
}

/// A batch row: serials that were issued together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its serials; the first one names the batch.
    pub serials: SerialRange,
    /// When its codes end, exactly as the codes carry it (rounded up to the campaign's unit).
    pub expires_at: Option<UnixMillis>,
    /// How often each of its codes can be redeemed.
    pub uses: Uses,
    /// The merchant's notes.
    pub metadata: Metadata,
    /// Whether the merchant has revoked the whole batch.
    pub revoked: bool,
}

/// A code row. A code that nobody has touched has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// Which code.
    pub serial: Serial,
    /// Whether the merchant has revoked this code.
    pub revoked: bool,
    /// How many live redemptions it has.
    pub uses: u32,
    /// The newest live redemption.
    pub redemption: Option<Seq>,
    /// The newest journal row about this code, where its timeline begins.
    pub last_seq: Seq,
}

/// Where a code stands, for look-ups: the most telling word, in the order in which a redemption
/// would be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// Its serial lies in no batch.
    NotIssued,
    /// It, or its batch, was revoked.
    Revoked,
    /// Every use is spent.
    Redeemed,
    /// Its expiry has passed.
    Expired,
    /// Somebody has validated it, or spent some of its uses.
    Entered,
    /// Nobody has touched it.
    Issued,
}

impl CodeState {
    /// The state of the code with this batch and row at this moment.
    pub fn of(batch: Option<&Batch>, code: Option<&CodeRow>, now: UnixMillis) -> Self {
        let Some(batch) = batch else {
            return Self::NotIssued;
        };
        if is_revoked(batch, code) {
            Self::Revoked
        } else if is_spent(batch, code) {
            Self::Redeemed
        } else if is_expired(batch, now) {
            Self::Expired
        } else if code.is_some() {
            Self::Entered
        } else {
            Self::Issued
        }
    }

    /// As it reads on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NotIssued => "not_issued",
            Self::Revoked => "revoked",
            Self::Redeemed => "redeemed",
            Self::Expired => "expired",
            Self::Entered => "entered",
            Self::Issued => "issued",
        }
    }
}

pub(crate) fn is_revoked(batch: &Batch, code: Option<&CodeRow>) -> bool {
    batch.revoked || code.is_some_and(|code| code.revoked)
}

pub(crate) fn is_spent(batch: &Batch, code: Option<&CodeRow>) -> bool {
    code.is_some_and(|code| code.uses >= batch.uses.value())
}

/// A code is valid while `now < expires_at`.
pub(crate) fn is_expired(batch: &Batch, now: UnixMillis) -> bool {
    batch.expires_at.is_some_and(|expires_at| expires_at <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_in_the_state_that_tells_most() {
        let at = |millis| UnixMillis::new(millis).unwrap();
        let batch = Batch {
            serials: SerialRange::new(Serial::new(0).unwrap(), 9).unwrap(),
            expires_at: Some(at(100)),
            uses: Uses::new(2).unwrap(),
            metadata: Metadata::default(),
            revoked: false,
        };
        let withdrawn = Batch {
            revoked: true,
            ..batch.clone()
        };
        let used = |uses, revoked| {
            let seq = Seq::FIRST;
            let redemption = (uses > 0).then_some(seq);
            let serial = Serial::new(0).unwrap();
            Some(CodeRow {
                serial,
                revoked,
                uses,
                redemption,
                last_seq: seq,
            })
        };
        let cases = [
            (None, None, 0, "not_issued"),
            (Some(&batch), None, 99, "issued"),
            (Some(&batch), None, 100, "expired"),
            (Some(&batch), used(0, false), 99, "entered"),
            (Some(&batch), used(1, false), 99, "entered"),
            (Some(&batch), used(1, false), 100, "expired"),
            (Some(&batch), used(2, false), 100, "redeemed"),
            (Some(&batch), used(2, true), 100, "revoked"),
            (Some(&withdrawn), None, 0, "revoked"),
        ];
        for (batch, code, now, state) in cases {
            assert_eq!(CodeState::of(batch, code.as_ref(), at(now)).slug(), state);
        }
    }
}
