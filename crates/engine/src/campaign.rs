//! What the campaign's object stores about the campaign, its batches and its codes.

use crate::{
    Currency, Issuance, Limits, Metadata, Offer, Period, Rule, Seq, Serial, SerialRange, Stacking,
    TimeZone, UnixMillis, Uses,
};

/// A campaign's configuration, as far as decisions need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The currency of its amounts; orders must be in it.
    pub currency: Currency,
    /// The clock that its calendar windows follow.
    pub time_zone: TimeZone,
    /// How many serials its codes have room for: 2^`serial_bits`.
    pub serial_count: u64,
    /// What the merchant may change while it runs.
    pub settings: Settings,
    /// Whether the merchant has paused it.
    pub paused: bool,
    /// How often it was changed: what a change must name to be sure of what it changes.
    pub version: u64,
}

/// What a merchant may change while a campaign runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// When codes can be redeemed.
    pub period: Period,
    /// What a code is worth.
    pub offer: Offer,
    /// How much may be given out.
    pub limits: Limits,
    /// What becomes of a discount that does not fit whole.
    pub on_exhausted: OnExhausted,
    /// What a full rollback does with the use, unless the call says so itself.
    pub rollback: RollbackMode,
    /// What must hold for a code to be used. At checkout it must be known to hold.
    pub rules: Option<Rule>,
    /// For whom it never gives anything, whatever else holds.
    pub suppress: Option<Rule>,
    /// How its codes get on with others on one order.
    pub stacking: Stacking,
}

/// What becomes of a discount that the limits on discount do not leave room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnExhausted {
    /// The redemption is refused.
    #[default]
    Reject,
    /// The discount shrinks to what is left.
    Cap,
}

/// What a full rollback does with the use that the redemption spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RollbackMode {
    /// The code can be redeemed again.
    #[default]
    Restore,
    /// The use stays spent; only money returns.
    Consume,
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
    /// What its codes are for.
    pub purpose: Purpose,
}

/// What the codes of a batch are for. A batch is exported or assigned from, never both, so that no
/// code that somebody holds was ever in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Whoever comes with a code of it can use it.
    #[default]
    Export,
    /// It is a pool: each code is issued only once it is assigned to a customer.
    Assigning,
}

/// A code row. A code that nobody has touched has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// Which code.
    pub serial: Serial,
    /// Whether the merchant has withdrawn this very code.
    pub revoked: bool,
    /// How many uses are spent.
    pub uses: u32,
    /// How many open holds are on it.
    pub holds: u32,
    /// The newest redemption, whether or not it was rolled back since.
    pub redemption: Option<Seq>,
    /// The newest hold, whether or not it is still open.
    pub hold: Option<Seq>,
    /// The newest journal row about this code, where its timeline begins.
    pub last_seq: Seq,
}

impl CodeRow {
    /// The row of a code that this journal row is the first about.
    pub(crate) const fn untouched(serial: Serial, seq: Seq) -> Self {
        Self {
            serial,
            revoked: false,
            uses: 0,
            holds: 0,
            redemption: None,
            hold: None,
            last_seq: seq,
        }
    }
}

/// Where a code stands, for look-ups: the most telling word, in the order in which a redemption
/// would be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// Its serial lies in no batch and was not assigned; or in a pool, and was not assigned yet.
    NotIssued,
    /// It was withdrawn, alone or with others.
    Revoked,
    /// Every use is spent.
    Redeemed,
    /// Its expiry has passed.
    Expired,
    /// An order holds it.
    Held,
    /// Somebody has validated it, or spent some of its uses.
    Entered,
    /// A customer holds it, and nobody has touched it.
    Assigned,
    /// Nobody has touched it.
    Issued,
}

impl CodeState {
    /// The state of the code that was issued so (`None`: it was not), with this row, at this moment,
    /// after holds that are due were released ([`crate::sweep`]).
    pub fn of(
        issuance: Option<&Issuance<'_>>,
        is_revoked: bool,
        code: Option<&CodeRow>,
        now: UnixMillis,
    ) -> Self {
        let Some(issuance) = issuance else {
            return Self::NotIssued;
        };
        if is_revoked {
            Self::Revoked
        } else if issuance.is_spent(code) {
            Self::Redeemed
        } else if issuance.is_expired(now) {
            Self::Expired
        } else if code.is_some_and(|code| code.holds > 0) {
            Self::Held
        } else if code.is_some() {
            Self::Entered
        } else if issuance.holder.is_some() {
            Self::Assigned
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
            Self::Held => "held",
            Self::Entered => "entered",
            Self::Assigned => "assigned",
            Self::Issued => "issued",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pseudonym;

    #[test]
    fn a_code_is_in_the_state_that_tells_most() {
        let at = |millis| UnixMillis::new(millis).unwrap();
        let batch = Issuance {
            expires_at: Some(at(100)),
            uses: Uses::new(2).unwrap(),
            offer: None,
            holder: None,
        };
        let assigned = Issuance {
            holder: Some(Pseudonym([1; 16])),
            ..batch
        };
        let used = |uses, holds| {
            let untouched = CodeRow::untouched(Serial::new(0).unwrap(), Seq::FIRST);
            Some(CodeRow {
                uses,
                holds,
                ..untouched
            })
        };
        let cases = [
            (None, false, None, 0, "not_issued"),
            (Some(&batch), false, None, 99, "issued"),
            (Some(&batch), false, None, 100, "expired"),
            (Some(&batch), false, used(0, 0), 99, "entered"),
            (Some(&batch), false, used(1, 0), 99, "entered"),
            (Some(&batch), false, used(1, 1), 99, "held"),
            (Some(&batch), false, used(1, 1), 100, "expired"),
            (Some(&batch), false, used(2, 0), 100, "redeemed"),
            (Some(&batch), true, used(2, 0), 100, "revoked"),
            (Some(&batch), true, None, 0, "revoked"),
            (Some(&assigned), false, None, 99, "assigned"),
            (Some(&assigned), false, used(0, 0), 99, "entered"),
            (Some(&assigned), false, None, 100, "expired"),
            (Some(&assigned), true, None, 99, "revoked"),
        ];
        for (issuance, is_revoked, code, now, state) in cases {
            let found = CodeState::of(issuance, is_revoked, code.as_ref(), at(now));
            assert_eq!(found.slug(), state);
        }
    }
}
