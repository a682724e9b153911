//! What must hold whatever a command asked: checked after reading and before writing, from the
//! rows themselves and not from the reasoning that led to them. A row that fails here is worth an
//! alarm, never an answer.

use crate::{
    Account, Amounts, Batch, CodeRow, Count, Decision, EngineError, Event, JournalRow, Newest,
    Outcome, Redeemed, View, Write,
};

/// The rows agree with each other.
pub(crate) fn check_view(view: &View) -> Result<(), EngineError> {
    let agree = |holds, what| {
        if holds {
            Ok(())
        } else {
            Err(EngineError::Contradiction(what))
        }
    };
    if let Some(code) = &view.code {
        let newest = view.newest.map(|newest| newest.seq);
        agree(
            Some(code.last_seq) <= newest,
            "a code's last event is not in the journal",
        )?;
        agree(
            (code.uses > 0) == code.redemption.is_some(),
            "a code's uses lack a redemption",
        )?;
    }
    for account in &view.accounts {
        agree(
            account.used.plus(&account.held).is_ok(),
            "an account passes 2^53 - 1",
        )?;
    }
    Ok(())
}

/// The rows to write keep every promise.
pub(crate) fn check_decision(view: &View, decision: &Decision) -> Result<(), EngineError> {
    let writes = decision.effects.writes();
    let silent = decision.replayed || matches!(decision.outcome, Outcome::Refused(_));
    hold(!silent || writes.is_empty(), "a refusal or a replay writes")?;
    let mut journal = writes.iter().filter_map(|write| match write {
        Write::Journal(row) => Some(row),
        Write::Batch(_) | Write::Code(_) | Write::Account(_) => None,
        Write::Command(_) | Write::OrderUse { .. } => None,
    });
    let row = journal.next();
    hold(
        journal.next().is_none(),
        "a command writes two journal rows",
    )?;
    if let Some(row) = row {
        check_journal(view, row)?;
    }
    for write in writes {
        check_write(view, row, write)?;
    }
    match row.map(|row| &row.event) {
        None => Ok(()),
        Some(Event::Redeemed(redeemed)) => check_redeemed(view, redeemed, writes),
        Some(Event::Issued(_)) => {
            let added = writes.iter().any(|write| matches!(write, Write::Batch(_)));
            hold(added, "a batch is told and not added")
        }
        Some(Event::Entered(_)) => {
            let kept = writes.iter().any(|write| matches!(write, Write::Code(_)));
            hold(kept, "a code is told and not kept")
        }
    }
}

fn hold(holds: bool, what: &'static str) -> Result<(), EngineError> {
    if holds {
        Ok(())
    } else {
        Err(EngineError::Invariant(what))
    }
}

fn check_write(view: &View, row: Option<&JournalRow>, write: &Write) -> Result<(), EngineError> {
    let written = row.map(|row| row.seq);
    match write {
        // Checked before all others, which are compared with it.
        Write::Journal(_) => Ok(()),
        Write::Batch(batch) => check_batch(view, row, batch),
        Write::Code(code) => check_code(view, row, code),
        Write::Account(account) => check_account(view, row, account),
        Write::Command(command) => {
            let answer = written.or(view.redemption.as_ref().map(|found| found.seq));
            hold(
                answer == Some(command.seq),
                "a command row points elsewhere",
            )
        }
        Write::OrderUse { seq, .. } => {
            hold(written == Some(*seq), "a use by order points elsewhere")?;
            hold(view.redemption.is_none(), "a use by order is written twice")
        }
    }
}

fn check_journal(view: &View, row: &JournalRow) -> Result<(), EngineError> {
    hold(
        row.seq == Newest::next_seq(view.newest)?,
        "the journal has a gap",
    )?;
    hold(
        Newest::no_earlier(view.newest, row.at) == row.at,
        "time goes back",
    )?;
    let before = row.event.serial().and(view.code).map(|code| code.last_seq);
    hold(row.prev_seq == before, "a code's timeline is torn")
}

fn check_batch(view: &View, row: Option<&JournalRow>, batch: &Batch) -> Result<(), EngineError> {
    let told = matches!(row.map(|row| &row.event),
        Some(Event::Issued(issued)) if issued.serials == batch.serials);
    hold(told, "a batch is added untold")?;
    let free = view.batch.as_ref().map_or(0, |last| last.serials.end());
    hold(batch.serials.first().value() >= free, "two batches overlap")?;
    hold(
        batch.serials.end() <= view.campaign.serial_count,
        "a batch passes the last serial",
    )
}

fn check_code(view: &View, row: Option<&JournalRow>, code: &CodeRow) -> Result<(), EngineError> {
    let batch = view
        .batch
        .as_ref()
        .filter(|batch| batch.serials.contains(code.serial));
    let Some(batch) = batch else {
        return Err(EngineError::Invariant(
            "a code is written that was not issued",
        ));
    };
    hold(
        code.uses <= batch.uses.value(),
        "a code is redeemed more often than it may be",
    )?;
    let told = row.is_some_and(|row| row.event.serial() == Some(code.serial));
    hold(
        told && row.map(|row| row.seq) == Some(code.last_seq),
        "a code changes untold",
    )
}

/// What the journal tells and what the account says move together, and only up to the limits.
fn check_account(
    view: &View,
    row: Option<&JournalRow>,
    account: &Account,
) -> Result<(), EngineError> {
    let Some(before) = view
        .accounts
        .iter()
        .find(|before| before.key == account.key)
    else {
        return Err(EngineError::Invariant(
            "an account is written that was not read",
        ));
    };
    let increase = match row.map(|row| &row.event) {
        Some(Event::Redeemed(redeemed)) => amounts(redeemed),
        Some(Event::Issued(_) | Event::Entered(_)) | None => Amounts::default(),
    };
    let expected = before.used.plus(&increase);
    let agrees = expected == Ok(account.used) && account.held == before.held;
    hold(agrees, "an account differs from the journal")?;
    for limit in view
        .campaign
        .limits
        .iter()
        .filter(|limit| account.key.is_read_by(limit))
    {
        let committed = account
            .used
            .of(limit.metric)
            .saturating_add(account.held.of(limit.metric));
        let grew = increase.of(limit.metric) > 0;
        hold(
            !grew || committed <= limit.max,
            "an account passes its limit",
        )?;
    }
    Ok(())
}

fn check_redeemed(view: &View, redeemed: &Redeemed, writes: &[Write]) -> Result<(), EngineError> {
    hold(
        redeemed.discount <= redeemed.order_value,
        "a discount passes its order",
    )?;
    let uses = view.code.map_or(0, |code| code.uses);
    let counted = writes.iter().any(|write| {
        matches!(write, Write::Code(code)
            if code.serial == redeemed.serial
                && uses.checked_add(1) == Some(code.uses)
                && code.redemption == Some(code.last_seq))
    });
    hold(counted, "a redemption is not counted on its code")?;
    for account in &view.accounts {
        let charged = writes
            .iter()
            .any(|write| matches!(write, Write::Account(after) if after.key == account.key));
        hold(charged, "a redemption is not charged to an account")?;
    }
    let kept = writes
        .iter()
        .any(|write| matches!(write, Write::Command(_)));
    hold(kept, "a redemption forgets its command")?;
    let earlier = view
        .redemption
        .as_ref()
        .and_then(|found| found.row.as_ref());
    let again = matches!(earlier.map(|row| &row.event),
        Some(Event::Redeemed(earlier)) if earlier.order == redeemed.order);
    hold(!again, "an order redeems a code twice")
}

fn amounts(redeemed: &Redeemed) -> Amounts {
    Amounts {
        redemptions: Count::ONE,
        discount: redeemed.discount,
        order_value: redeemed.order_value,
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
