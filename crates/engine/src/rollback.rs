//! Giving back all or part of a redemption.

use crate::draft::{Draft, Side};
use crate::{
    Amounts, CodeRow, Count, Decision, EngineError, Event, JournalRow, Keyed, MinorUnits,
    Redemption, Rejection, Returned, Rollback, RollbackAmount, RollbackMode, RolledBack,
    UnixMillis, View, Write,
};

/// Rolls a redemption back.
pub(crate) fn rollback(
    view: &View,
    keyed: &Keyed<Rollback>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let asked = keyed.content();
    let Some(redemption) = view.redemption(asked.redemption) else {
        return Ok(Decision::refused(Rejection::RedemptionUnknown));
    };
    let left = left(redemption)?;
    let part = match asked.amount {
        RollbackAmount::All => left,
        RollbackAmount::Part(part) => Part {
            discount: part.discount(),
            order_value: part.order_value(),
        },
    };
    if part.discount > left.discount || part.order_value > left.order_value {
        return Ok(Decision::refused(Rejection::ExceedsRedemption {
            left: left.discount,
            order_value_left: left.order_value,
        }));
    }
    if !redemption.redeemed.is_live() {
        return Ok(Decision::refused(Rejection::AlreadyRolledBack));
    }
    let mode = asked.mode.unwrap_or(view.campaign.settings.rollback);
    let in_full = (part == left).then_some(mode);
    let mut draft = Draft::new(view, at);
    let row = give_back(&mut draft, redemption, part, in_full)?;
    Ok(draft.done(keyed, row))
}

/// Gives all of a redemption back that is left.
pub(crate) fn give_all_back(
    draft: &mut Draft<'_>,
    redemption: &Redemption,
    mode: RollbackMode,
) -> Result<JournalRow, EngineError> {
    give_back(draft, redemption, left(redemption)?, Some(mode))
}

/// Of discount and order value.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part {
    discount: MinorUnits,
    order_value: MinorUnits,
}

/// What was not given back yet.
fn left(redemption: &Redemption) -> Result<Part, EngineError> {
    let redeemed = &redemption.redeemed;
    let rest = |all: MinorUnits, returned: MinorUnits| {
        let rest = all.value().checked_sub(returned.value());
        let rest = rest.ok_or(EngineError::Contradiction("more was returned than given"))?;
        Ok::<_, EngineError>(MinorUnits::new(rest)?)
    };
    Ok(Part {
        discount: rest(redeemed.discount, redeemed.returned.discount)?,
        order_value: rest(redeemed.order_value, redeemed.returned.order_value)?,
    })
}

fn give_back(
    draft: &mut Draft<'_>,
    redemption: &Redemption,
    part: Part,
    in_full: Option<RollbackMode>,
) -> Result<JournalRow, EngineError> {
    let redeemed = &redemption.redeemed;
    let row = draft.record(Event::RolledBack(RolledBack {
        redemption: redemption.seq,
        serial: redeemed.serial,
        discount: part.discount,
        order_value: part.order_value,
        in_full,
    }))?;
    let restores = in_full == Some(RollbackMode::Restore);
    if restores {
        draft.change_code(redeemed.serial, |code| {
            let uses = code.uses.checked_sub(1)?;
            Some(CodeRow { uses, ..*code })
        })?;
    }
    let given_back = Amounts {
        redemptions: if restores {
            Count::ONE
        } else {
            Count::default()
        },
        discount: part.discount,
        order_value: part.order_value,
    };
    draft.change_accounts(&redeemed.accounts, Side::Used, |used| {
        used.minus(&given_back)
    })?;
    let sum = |returned: MinorUnits, part: MinorUnits| {
        MinorUnits::new(returned.value().saturating_add(part.value()))
    };
    draft.write(Write::Returned {
        redemption: redemption.seq,
        returned: Returned {
            discount: sum(redeemed.returned.discount, part.discount)?,
            order_value: sum(redeemed.returned.order_value, part.order_value)?,
            in_full,
        },
    });
    Ok(row)
}
