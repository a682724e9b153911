//! Accounts: they equal what journal and holds say, and grow only up to their limits.

use super::{hold, journal};
use crate::{
    Account, AccountKey, Amounts, Count, Effects, EngineError, Event, HoldRow, Metric,
    RollbackMode, View, Write,
};

pub(super) fn check(view: &View, effects: &Effects) -> Result<(), EngineError> {
    let mut touched = effects.writes().iter().filter_map(|write| {
        if let Write::Account(account) = write {
            Some(account)
        } else {
            None
        }
    });
    for before in &view.accounts {
        let after = touched.clone().find(|after| after.key == before.key);
        check_account(view, effects, before, after.unwrap_or(before))?;
    }
    let was_read = |after: &Account| view.account(&after.key).is_some();
    hold(
        touched.all(was_read),
        "an account is written that was not read",
    )
}

fn check_account(
    view: &View,
    effects: &Effects,
    before: &Account,
    after: &Account,
) -> Result<(), EngineError> {
    for metric in Metric::ALL {
        let used = moved(
            before.used.of(metric),
            &used(view, effects, &before.key),
            metric,
        );
        let held = moved(
            before.held.of(metric),
            &held(view, effects, &before.key),
            metric,
        );
        hold(
            used == Some(after.used.of(metric)),
            "an account's use differs from the journal",
        )?;
        hold(
            held == Some(after.held.of(metric)),
            "an account's holding differs from its holds",
        )?;
    }
    for limit in view.campaign.settings.limits.iter() {
        let (now, then) = (
            after.committed(limit.metric),
            before.committed(limit.metric),
        );
        hold(
            !after.key.is_read_by(limit) || now <= then || now <= limit.max,
            "an account passes its limit",
        )?;
    }
    hold(
        after.used.plus(&after.held).is_ok(),
        "an account passes 2^53 - 1",
    )
}

/// What comes to an account, and what goes from it.
#[derive(Default)]
struct Movement {
    comes: [u128; 3],
    goes: [u128; 3],
}

impl Movement {
    fn add(side: &mut [u128; 3], amounts: &Amounts) {
        for (sum, metric) in side.iter_mut().zip(Metric::ALL) {
            *sum = sum.saturating_add(u128::from(amounts.of(metric)));
        }
    }
}

fn moved(before: u64, movement: &Movement, metric: Metric) -> Option<u64> {
    let place = Metric::ALL.iter().position(|other| *other == metric)?;
    let (comes, goes) = (movement.comes.get(place)?, movement.goes.get(place)?);
    let after = u128::from(before).checked_add(*comes)?.checked_sub(*goes)?;
    u64::try_from(after).ok()
}

/// What the journal rows use in the account, and give back to it.
fn used(view: &View, effects: &Effects, key: &AccountKey) -> Movement {
    let mut movement = Movement::default();
    for row in journal(effects) {
        match &row.event {
            Event::Redeemed(redeemed) if redeemed.accounts.contains(key) => {
                Movement::add(&mut movement.comes, &redeemed.amounts());
            }
            Event::RolledBack(given_back) => {
                let redemption = view.redemption(given_back.redemption);
                let charged = redemption.map(|redemption| &redemption.redeemed.accounts);
                if charged.is_some_and(|accounts| accounts.contains(key)) {
                    let redemptions = match given_back.in_full {
                        Some(RollbackMode::Restore) => Count::ONE,
                        Some(RollbackMode::Consume) | None => Count::default(),
                    };
                    let amounts = Amounts {
                        redemptions,
                        discount: given_back.discount,
                        order_value: given_back.order_value,
                    };
                    Movement::add(&mut movement.goes, &amounts);
                }
            }
            Event::Redeemed(_) | Event::Issued(_) | Event::Entered(_) | Event::Held(_) => {}
            Event::HoldReleased(_) | Event::Revoked(_) | Event::Paused | Event::Resumed => {}
            Event::Ended { .. } | Event::Changed { .. } | Event::OrderClosed(_) => {}
        }
    }
    movement
}

/// What the holds that are written reserve in the account, and reserved in it before.
fn held(view: &View, effects: &Effects, key: &AccountKey) -> Movement {
    let reserves = |row: &HoldRow| row.is_open() && row.accounts.contains(key);
    let mut movement = Movement::default();
    for write in effects.writes() {
        if let Write::Hold(after) = write {
            if reserves(after) {
                Movement::add(&mut movement.comes, &after.reserved);
            }
            if let Some(before) = view.hold(after.id).filter(|before| reserves(before)) {
                Movement::add(&mut movement.goes, &before.reserved);
            }
        }
    }
    movement
}
