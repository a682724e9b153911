//! Validating and redeeming, which ask the same question: what would this code give this order?

use alloc::{vec, vec::Vec};

use crate::judge::{Ask, Grant, Verdict, judge};
use crate::{
    CodeFacts, CodeRow, CommandRow, Decision, EngineError, Event, JournalRow, Keyed, Newest,
    Outcome, Redeem, Redeemed, Redemption, Seq, Serial, UnixMillis, Uses, Valid, Validate, View,
    Write,
};

/// Answers what redeeming would answer, and notes when a code is entered for the first time.
pub(crate) fn validate(
    view: &View,
    validate: &Validate,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let Validate { code, order, cart } = validate;
    let ask = Ask {
        code,
        order: order.as_ref(),
        cart,
    };
    let (valid, writes) = match judge(view, &ask, at)? {
        Verdict::Refused(rejection) => return Ok(Decision::refused(rejection)),
        Verdict::Existing(existing) => (
            Valid {
                discount: existing.redeemed.discount,
                order_value: existing.redeemed.order_value,
                existing: true,
            },
            vec![],
        ),
        Verdict::Granted(grant) => {
            let valid = Valid {
                discount: grant.discount,
                order_value: cart.subtotal,
                existing: false,
            };
            (
                valid,
                if view.code.is_none() {
                    enter(view, code, at)?
                } else {
                    vec![]
                },
            )
        }
    };
    Ok(Decision::new(Outcome::Valid(valid), writes))
}

/// Redeems the code for the order, or finds that the order has done so.
pub(crate) fn redeem(
    view: &View,
    keyed: &Keyed<Redeem>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let Redeem { code, order, cart } = keyed.content();
    let ask = Ask {
        code,
        order: Some(order),
        cart,
    };
    match judge(view, &ask, at)? {
        Verdict::Refused(rejection) => Ok(Decision::refused(rejection)),
        Verdict::Existing(redemption) => {
            // The id is kept although nothing else changes: its replay must read the same even
            // when the redemption has been rolled back since.
            let command = CommandRow {
                existing: true,
                ..CommandRow::new(keyed, redemption.seq, at)
            };
            Ok(Decision::new(
                Outcome::Redeemed(redemption),
                [Write::Command(command)],
            ))
        }
        Verdict::Granted(grant) => post(view, keyed, grant, at),
    }
}

/// The rows of a first validation.
fn enter(view: &View, code: &CodeFacts, at: UnixMillis) -> Result<Vec<Write>, EngineError> {
    let serial = code.serial;
    let seq = Newest::next_seq(view.newest)?;
    let row = CodeRow {
        serial,
        revoked: false,
        uses: 0,
        redemption: None,
        last_seq: seq,
    };
    let entered = JournalRow {
        seq,
        at,
        prev_seq: None,
        event: Event::Entered(serial),
    };
    Ok(vec![Write::Code(row), Write::Journal(entered)])
}

/// The rows of a redemption: code, accounts, journal, command, and the order's use if the code has
/// several.
fn post(
    view: &View,
    keyed: &Keyed<Redeem>,
    grant: Grant,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let Redeem { code, order, cart } = keyed.content();
    let serial = code.serial;
    let seq = Newest::next_seq(view.newest)?;
    let redeemed = Redeemed {
        serial,
        order: order.clone(),
        order_value: cart.subtotal,
        discount: grant.discount,
    };
    let row = JournalRow {
        seq,
        at,
        prev_seq: view.code.map(|code| code.last_seq),
        event: Event::Redeemed(redeemed.clone()),
    };
    let mut writes = vec![Write::Code(used(view, serial, seq)?)];
    if grant.uses != Uses::SINGLE {
        writes.push(Write::OrderUse {
            serial,
            order: order.clone(),
            seq,
        });
    }
    writes.extend(grant.accounts.into_iter().map(Write::Account));
    writes.push(Write::Journal(row));
    writes.push(Write::Command(CommandRow::new(keyed, seq, at)));
    let redemption = Redemption {
        seq,
        at,
        redeemed,
        existing: false,
    };
    Ok(Decision::new(Outcome::Redeemed(redemption), writes))
}

/// The code's row with one more use.
fn used(view: &View, serial: Serial, seq: Seq) -> Result<CodeRow, EngineError> {
    let uses = view.code.map_or(0, |code| code.uses);
    let uses = uses
        .checked_add(1)
        .ok_or(EngineError::Invariant("a code has 2^32 uses"))?;
    Ok(CodeRow {
        serial,
        revoked: false,
        uses,
        redemption: Some(seq),
        last_seq: seq,
    })
}
