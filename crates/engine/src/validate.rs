//! Validating: what would redeeming answer?

use alloc::vec;

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
    let (amounts, split, why, existing) = match judge(view, &Ask::from(validate), at)? {
        Verdict::Refused(rejection) => return Ok(Decision::refused(rejection)),
        Verdict::Existing(redemption) => {
            let redeemed = &redemption.redeemed;
            (redeemed.amounts(), redeemed.split.clone(), vec![], true)
        }
        Verdict::Granted(grant) => {
            if view.code(validate.code.serial).is_none() {
                draft.record(Event::Entered(validate.code.serial))?;
            }
            let held = grant.own.map(|own| &own.promise.offer);
            let offer = held.unwrap_or_else(|| view.offer_of(validate.code.serial));
            let why = offer.explain(&validate.cart, &grant.split);
            (grant.amounts, grant.split, why, false)
        }
    };
    let valid = Valid {
        discount: amounts.discount,
        split,
        why,
        order_value: amounts.order_value,
        existing,
        provisional: !existing && is_provisional(view, validate.asker),
    };
    Ok(draft.decision(Outcome::Valid(valid)))
}

/// Whether limits were left out because a page asked.
fn is_provisional(view: &View, asker: Asker) -> bool {
    let mut limits = view.campaign.settings.limits.iter();
    match asker {
        Asker::Server => false,
        Asker::Page => limits.any(|limit| limit.per != Per::Campaign),
    }
}
