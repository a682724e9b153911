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
        provisional: !existing
            && (eligible.is_provisional || has_limits_left_out(view, validate.asker)),
        rules: eligible.rules,
    };
    Ok(draft.decision(Outcome::Valid(valid)))
}

/// Whether limits were left out because a page asked.
fn has_limits_left_out(view: &View, asker: Asker) -> bool {
    let mut limits = view.campaign.settings.limits.iter();
    limits.any(|limit| !counts(limit.per, asker))
}
