//! Validating: what would redeeming answer?

use crate::ask::Ask;
use crate::draft::Draft;
use crate::judge::{Verdict, judge};
use crate::{Asker, Decision, EngineError, Event, Outcome, Per, UnixMillis, Valid, Validate, View};

/// Answers what redeeming would answer, and notes when a code is entered for the first time.
pub(crate) fn validate(
    view: &View,
    validate: &Validate,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let mut draft = Draft::new(view, at);
    let (amounts, existing) = match judge(view, &Ask::from(validate), at)? {
        Verdict::Refused(rejection) => return Ok(Decision::refused(rejection)),
        Verdict::Existing(redemption) => (redemption.redeemed.amounts(), true),
        Verdict::Granted(grant) => {
            if view.code(validate.code.serial).is_none() {
                draft.record(Event::Entered(validate.code.serial))?;
            }
            (grant.amounts, false)
        }
    };
    let valid = Valid {
        discount: amounts.discount,
        order_value: amounts.order_value,
        existing,
        provisional: !existing && is_provisional(view, validate),
    };
    Ok(draft.decision(Outcome::Valid(valid)))
}

/// Whether something was left out because a page asked: limits, or who holds the code.
fn is_provisional(view: &View, asked: &Validate) -> bool {
    let mut limits = view.campaign.settings.limits.iter();
    let issuance = view.issuance(asked.code.serial);
    match asked.asker {
        Asker::Server => false,
        Asker::Page => {
            limits.any(|limit| limit.per != Per::Campaign)
                || issuance.is_some_and(|issuance| issuance.holder.is_some())
        }
    }
}
