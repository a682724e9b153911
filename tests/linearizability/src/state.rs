//! Where a code stands, and how it moves on.

use std::collections::{BTreeMap, BTreeSet};

/// Whose a code is. Ids are `None` as long as only requests without an answer told of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    Nobody,
    Hold {
        hold: Option<String>,
        order: String,
        until_ms: u64,
    },
    Redemption {
        redemption: Option<String>,
        order: String,
    },
}

/// How a hold ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum End {
    Released,
    Lapsed,
    Redeemed,
}

/// All that a code's later answers depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) owner: Owner,
    /// Whether anything was ever done with it, so that it is `entered` and not just `issued`.
    is_touched: bool,
    pub(crate) ends: BTreeMap<String, End>,
    pub(crate) rolled_back: BTreeSet<String>,
}

impl State {
    /// A code that nobody has touched.
    pub(crate) fn issued() -> Self {
        Self {
            owner: Owner::Nobody,
            is_touched: false,
            ends: BTreeMap::new(),
            rolled_back: BTreeSet::new(),
        }
    }

    /// The API's word for it.
    pub(crate) fn word(&self) -> &'static str {
        match self.owner {
            Owner::Nobody if self.is_touched => "entered",
            Owner::Nobody => "issued",
            Owner::Hold { .. } => "held",
            Owner::Redemption { .. } => "redeemed",
        }
    }

    /// Whether nobody has it, or this order holds it.
    pub(crate) fn is_open_for(&self, order: &str) -> bool {
        match &self.owner {
            Owner::Nobody => true,
            Owner::Hold { order: by, .. } => by == order,
            Owner::Redemption { .. } => false,
        }
    }

    pub(crate) fn is_redeemed_by(&self, order: &str) -> bool {
        matches!(&self.owner, Owner::Redemption { order: by, .. } if by == order)
    }

    pub(crate) fn can_be_redeemed(&self, order: &str, hold: Option<&String>) -> bool {
        self.is_open_for(order) && hold.is_none_or(|hold| self.has_hold(hold))
    }

    pub(crate) fn has_hold(&self, wanted: &String) -> bool {
        matches!(&self.owner, Owner::Hold { hold, .. } if fits(hold, wanted))
            && !self.ends.contains_key(wanted)
    }

    pub(crate) fn has_redemption(&self, wanted: &String) -> bool {
        matches!(&self.owner, Owner::Redemption { redemption, .. } if fits(redemption, wanted))
            && !self.rolled_back.contains(wanted)
    }

    pub(crate) fn touched(&self) -> Self {
        Self {
            is_touched: true,
            ..self.clone()
        }
    }

    pub(crate) fn held(&self, hold: Option<&String>, order: &str, until_ms: u64) -> Self {
        let owner = match &self.owner {
            Owner::Hold {
                hold: known,
                until_ms: former,
                ..
            } => Owner::Hold {
                hold: hold.or(known.as_ref()).cloned(),
                order: order.to_owned(),
                until_ms: until_ms.max(*former),
            },
            Owner::Nobody | Owner::Redemption { .. } => Owner::Hold {
                hold: hold.cloned(),
                order: order.to_owned(),
                until_ms,
            },
        };
        Self {
            owner,
            ..self.touched()
        }
    }

    pub(crate) fn redeemed(&self, redemption: Option<&String>, order: &str) -> Self {
        let redemption = match &self.owner {
            Owner::Redemption {
                redemption: known, ..
            } => redemption.or(known.as_ref()),
            Owner::Nobody | Owner::Hold { .. } => redemption,
        };
        Self {
            owner: Owner::Redemption {
                redemption: redemption.cloned(),
                order: order.to_owned(),
            },
            ..self.ended(None, End::Redeemed)
        }
    }

    pub(crate) fn rolled_back(&self, redemption: &str) -> Self {
        let mut after = self.touched();
        after.owner = Owner::Nobody;
        after.rolled_back.insert(redemption.to_owned());
        after
    }

    /// Whoever held it holds it no more. An id that only the caller knows is learnt.
    pub(crate) fn ended(&self, learnt: Option<&String>, end: End) -> Self {
        let mut after = self.touched();
        if let Owner::Hold { hold, .. } = &self.owner {
            if let Some(hold) = hold.as_ref().or(learnt) {
                after.ends.insert(hold.clone(), end);
            }
            after.owner = Owner::Nobody;
        }
        after
    }

    pub(crate) fn lapsed(&self, order: &str, until_ms: u64) -> Self {
        match &self.owner {
            Owner::Hold {
                order: by,
                until_ms: ends_at,
                ..
            } if by == order && *ends_at <= until_ms => self.ended(None, End::Lapsed),
            Owner::Nobody | Owner::Hold { .. } | Owner::Redemption { .. } => self.clone(),
        }
    }
}

/// Whether an id may be the one that is known, if one is.
pub(crate) fn fits(known: &Option<String>, id: &String) -> bool {
    known.as_ref().is_none_or(|known| known == id)
}
