//! Accounts: they equal what journal and holds say, and grow only up to their limits.

use alloc::collections::BTreeMap;

use super::hold;
use super::written::Written;
use crate::{
    Account, AccountKey, Amounts, Count, EngineError, Event, HoldRow, Metric, RollbackMode, View,
};

pub(super) fn check(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    let movements = movements(view, written);
    let was_read = |key: &&AccountKey| view.account(key).is_some();
    hold(
        written.accounts.keys().all(was_read) && movements.keys().all(was_read),
        "an account moves that was not read",
    )?;
    for (key, before) in &view.accounts {
        let after = written.accounts.get(key).copied().unwrap_or(before);
        let movement = movements.get(key).copied().unwrap_or_default();
        check_account(view, before, after, &movement)?;
    }
    Ok(())
}

fn check_account(
    view: &View,
    before: &Account,
    after: &Account,
    movement: &Movement,
) -> Result<(), EngineError> {
    for (place, metric) in Metric::ALL.into_iter().enumerate() {
        let used = movement.used.after(place, before.used.of(metric));
        let held = movement.held.after(place, before.held.of(metric));
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

/// What comes to the two sides of an account, and what goes from them.
#[derive(Clone, Copy, Default)]
struct Movement {
    used: Sums,
    held: Sums,
}

/// The metrics' sums, in the order of [`Metric::ALL`].
#[derive(Clone, Copy, Default)]
struct Sums {
    comes: [u128; 3],
    goes: [u128; 3],
}

impl Sums {
    fn add(side: &mut [u128; 3], amounts: &Amounts) {
        for (sum, metric) in side.iter_mut().zip(Metric::ALL) {
            *sum = sum.saturating_add(u128::from(amounts.of(metric)));
        }
    }

    fn after(&self, place: usize, before: u64) -> Option<u64> {
        let (comes, goes) = (self.comes.get(place)?, self.goes.get(place)?);
        let after = u128::from(before).checked_add(*comes)?.checked_sub(*goes)?;
        u64::try_from(after).ok()
    }
}

/// What the journal rows use and give back, and what the holds that are written reserve now and
/// reserved before.
fn movements<'a>(view: &'a View, written: &Written<'a>) -> BTreeMap<&'a AccountKey, Movement> {
    let mut movements = BTreeMap::<_, Movement>::new();
    for row in &written.journal {
        match &row.event {
            Event::Redeemed(redeemed) => {
                for key in &redeemed.accounts {
                    let used = &mut movements.entry(key).or_default().used;
                    Sums::add(&mut used.comes, &redeemed.amounts());
                }
            }
            Event::RolledBack(given_back) => {
                let redemptions = match given_back.in_full {
                    Some(RollbackMode::Restore) => Count::ONE,
                    Some(RollbackMode::Consume) | None => Count::default(),
                };
                let amounts = Amounts {
                    redemptions,
                    discount: given_back.discount,
                    order_value: given_back.order_value,
                };
                let redemption = view.redemption(given_back.redemption);
                for key in redemption.iter().flat_map(|found| &found.redeemed.accounts) {
                    let used = &mut movements.entry(key).or_default().used;
                    Sums::add(&mut used.goes, &amounts);
                }
            }
            Event::Issued(_) | Event::Assigned(_) | Event::Entered(_) | Event::Held(_) => {}
            Event::HoldReleased(_) | Event::Revoked(_) | Event::Paused | Event::Resumed => {}
            Event::Ended { .. } | Event::Changed { .. } | Event::OrderClosed(_) => {}
        }
    }
    for after in written.holds.values() {
        let before = view.hold(after.id);
        for key in reserving(Some(after)) {
            let held = &mut movements.entry(key).or_default().held;
            Sums::add(&mut held.comes, &after.reserved);
        }
        for key in reserving(before) {
            let held = &mut movements.entry(key).or_default().held;
            let reserved = before.map(|before| before.reserved).unwrap_or_default();
            Sums::add(&mut held.goes, &reserved);
        }
    }
    movements
}

/// The accounts that a hold reserves in, if it is open.
fn reserving(hold: Option<&HoldRow>) -> impl Iterator<Item = &AccountKey> {
    let open = hold.filter(|hold| hold.is_open());
    open.into_iter().flat_map(|hold| &hold.accounts)
}
