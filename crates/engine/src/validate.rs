//! Validating: what would redeeming answer?

use crate::ask::Ask;
use crate::charge::counts;
use crate::draft::Draft;
use crate::eligible::Eligible;
use crate::judge::{Verdict, judge};
use crate::{Asker, Decision, EngineError, Event, Outcome, UnixMillis, Valid, Validate, View};

/// Answers what redeeming would answer, and notes when a code is entered for the first time.
pub(crate) fn validate(
    view: &View,
    validate: &Validate,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let mut draft = Draft::new(view, at);
    let (amounts, existing, eligible) = match judge(view, &Ask::from(validate), at)? {
        Verdict::Refused(rejection) => return Ok(Decision::refused(rejection)),
        Verdict::Existing(redemption) => (redemption.redeemed.amounts(), true, Eligible::default()),
        Verdict::Granted(grant) => {
            if view.code(validate.code.serial).is_none() {
                draft.record(Event::Entered(validate.code.serial))?;
            }
            (grant.amounts, false, grant.eligible)
        }
    };
    let valid = Valid {
        discount: amounts.discount,
        order_value: amounts.order_value,
        existing,
        provisional: !existing && (eligible.is_provisional || is_provisional(view, validate)),
        rules: eligible.rules,
    };
    Ok(draft.decision(Outcome::Valid(valid)))
}

/// Whether something was left out because a page asked: limits, or who holds the code.
fn is_provisional(view: &View, asked: &Validate) -> bool {
    let mut limits = view.campaign.settings.limits.iter();
    let issuance = view.issuance(asked.code.serial);
    let is_held_by_somebody = issuance.is_some_and(|issuance| issuance.holder.is_some());
    let knows_who = match asked.asker {
        Asker::Server | Asker::Member => true,
        Asker::Page => false,
    };
    limits.any(|limit| !counts(limit.per, asked.asker)) || !knows_who && is_held_by_somebody
}
