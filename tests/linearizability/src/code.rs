//! A code that can be redeemed once, as it would answer if nothing ever happened at the same time.

use todc_utils::specifications::Specification;

use crate::operation::{Answer, Operation, Step};
use crate::state::{End, Owner, State, fits};

/// The sequential specification.
pub(crate) struct Code;

impl Specification for Code {
    type State = State;
    type Operation = Step;

    fn init() -> State {
        State::issued()
    }

    fn apply(step: &Step, state: &State) -> (bool, State) {
        let after = match step {
            Step::Lapse { order, until_ms } => Some(state.lapsed(order, *until_ms)),
            Step::Asked {
                operation,
                answer: Some(answer),
                ..
            } => state.answered(operation, answer),
            Step::Asked {
                operation,
                answer: None,
                called_ms,
            } => Some(state.unanswered(operation, *called_ms)),
        };
        after.map_or_else(|| (false, state.clone()), |after| (true, after))
    }
}

impl State {
    /// The state after this answer; `None` if it could not have been given.
    fn answered(&self, operation: &Operation, answer: &Answer) -> Option<Self> {
        match (operation, answer) {
            (Operation::Validate { order }, Answer::Valid) => {
                let open = match &order {
                    Some(order) => self.is_open_for(order) || self.is_redeemed_by(order),
                    None => self.owner == Owner::Nobody,
                };
                open.then(|| self.touched())
            }
            (Operation::LookUp, Answer::State { state }) => {
                (self.word() == state).then(|| self.clone())
            }
            (Operation::Hold { order, .. }, Answer::Held { hold, until_ms }) => {
                let may = match &self.owner {
                    Owner::Nobody => !self.ends.contains_key(hold),
                    Owner::Hold {
                        hold: known,
                        order: by,
                        ..
                    } => by == order && fits(known, hold),
                    Owner::Redemption { .. } => false,
                };
                may.then(|| self.held(Some(hold), order, *until_ms))
            }
            (Operation::Release { hold }, Answer::Released) => {
                if self.has_hold(hold) {
                    Some(self.ended(Some(hold), End::Released))
                } else {
                    (self.ends.get(hold) == Some(&End::Released)).then(|| self.clone())
                }
            }
            (Operation::Redeem { order, hold }, Answer::Redeemed { redemption }) => {
                let may = match &self.owner {
                    Owner::Redemption {
                        redemption: known,
                        order: by,
                    } => by == order && fits(known, redemption),
                    Owner::Nobody | Owner::Hold { .. } => {
                        self.can_be_redeemed(order, hold.as_ref())
                            && !self.rolled_back.contains(redemption)
                    }
                };
                may.then(|| self.redeemed(Some(redemption), order))
            }
            (Operation::Rollback { redemption }, Answer::RolledBack) => self
                .has_redemption(redemption)
                .then(|| self.rolled_back(redemption)),
            (operation, Answer::Refused { reason }) => {
                self.refuses(operation, reason).then(|| self.clone())
            }
            _ => None,
        }
    }

    /// The state after an operation whose answer nobody saw: what it does if nothing refuses it.
    fn unanswered(&self, operation: &Operation, called_ms: u64) -> Self {
        match operation {
            Operation::Validate { order: Some(order) } if self.is_open_for(order) => self.touched(),
            Operation::Validate { order: None } if self.owner == Owner::Nobody => self.touched(),
            Operation::Hold { order, ttl_ms } if self.is_open_for(order) => {
                self.held(None, order, called_ms.saturating_add(*ttl_ms))
            }
            Operation::Release { hold } if self.has_hold(hold) => {
                self.ended(Some(hold), End::Released)
            }
            Operation::Redeem { order, hold } if self.can_be_redeemed(order, hold.as_ref()) => {
                self.redeemed(None, order)
            }
            Operation::Rollback { redemption } if self.has_redemption(redemption) => {
                self.rolled_back(redemption)
            }
            _ => self.clone(),
        }
    }

    /// Whether an operation is refused for this reason.
    fn refuses(&self, operation: &Operation, reason: &str) -> bool {
        match (operation, reason) {
            (Operation::Hold { .. }, "already_redeemed") => {
                matches!(self.owner, Owner::Redemption { .. })
            }
            (
                Operation::Validate { order: Some(order) } | Operation::Redeem { order, .. },
                "already_redeemed",
            ) => matches!(self.owner, Owner::Redemption { .. }) && !self.is_redeemed_by(order),
            (Operation::Validate { order: None }, "already_redeemed") => {
                matches!(self.owner, Owner::Redemption { .. })
            }
            (
                Operation::Validate { order: Some(order) }
                | Operation::Hold { order, .. }
                | Operation::Redeem { order, hold: None },
                "held_by_another",
            ) => matches!(self.owner, Owner::Hold { .. }) && !self.is_open_for(order),
            (Operation::Validate { order: None }, "held_by_another") => {
                matches!(self.owner, Owner::Hold { .. })
            }
            (
                Operation::Validate { order: Some(order) }
                | Operation::Hold { order, .. }
                | Operation::Redeem { order, .. },
                "budget_exhausted" | "limit_reached",
            ) => self.is_open_for(order),
            // By its hold, an order is told of its own redemption before it is told of the hold.
            (
                Operation::Redeem {
                    order,
                    hold: Some(hold),
                },
                "hold_expired",
            ) => self.ends.get(hold) == Some(&End::Lapsed) && !self.is_redeemed_by(order),
            (
                Operation::Redeem {
                    order,
                    hold: Some(hold),
                },
                "hold_resolved",
            ) => {
                matches!(self.ends.get(hold), Some(End::Released | End::Redeemed))
                    && !self.is_redeemed_by(order)
            }
            (Operation::Release { hold }, "hold_expired") => {
                self.ends.get(hold) == Some(&End::Lapsed)
            }
            (Operation::Release { hold }, "hold_resolved") => {
                self.ends.get(hold) == Some(&End::Redeemed)
            }
            (Operation::Rollback { redemption }, "already_rolled_back") => {
                self.rolled_back.contains(redemption)
            }
            _ => false,
        }
    }
}
