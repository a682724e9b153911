//! What no history may ever come to, however it is answered: said of the model, which the engine
//! must equal.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, MAX, Metric, Model, Standing};

/// What is used and held of each metric, by account.
pub(crate) type Balances = BTreeMap<Account, [u64; 3]>;

pub(crate) fn balances(model: &Model) -> Balances {
    let mut balances = Balances::new();
    let mut add = |accounts: &[Account], amounts: [u64; 3]| {
        for account in accounts {
            if !balances.contains_key(account) {
                balances.insert(account.clone(), [0; 3]);
            }
            let sums = balances.get_mut(account).expect("it was just added");
            sums.iter_mut()
                .zip(amounts)
                .for_each(|(sum, more)| *sum += more);
        }
    };
    for sale in &model.sales {
        let (discount, order_value) = sale.left();
        add(
            &sale.accounts,
            [sale.is_spent().into(), discount, order_value],
        );
    }
    for hold in &model.holds {
        if hold.standing == Standing::Open {
            add(&hold.accounts, [1, hold.discount, hold.order_value]);
        }
    }
    balances
}

/// What is wrong after a step from these balances.
pub(crate) fn fault(before: &Balances, after: &Balances, model: &Model) -> Option<String> {
    overspent(before, after, model).or_else(|| spent_twice(model))
}

/// What has grown has not grown over a limit.
fn overspent(before: &Balances, after: &Balances, model: &Model) -> Option<String> {
    for (account, sums) in after {
        let old = before.get(account).copied().unwrap_or_default();
        let metrics = [Metric::Redemptions, Metric::Discount, Metric::OrderValue];
        for ((metric, sum), old) in metrics.into_iter().zip(sums).zip(old) {
            let limits = model.terms.limits.iter().filter(|limit| {
                (limit.metric, &limit.per, limit.window) == (metric, &account.per, account.window)
            });
            let max = limits.map(|limit| limit.max).min().unwrap_or(MAX);
            if *sum > old && *sum > max {
                return Some(format!(
                    "{account:?} went from {old} to {sum} {metric:?} of {max}"
                ));
            }
        }
    }
    None
}

/// No code has more uses spent and held than it has, no order the same code twice.
fn spent_twice(model: &Model) -> Option<String> {
    let mut uses: BTreeMap<u64, u64> = BTreeMap::new();
    let mut live = BTreeSet::new();
    for sale in &model.sales {
        *uses.entry(sale.serial).or_default() += u64::from(sale.is_spent());
        if sale.given_back.is_none() && !live.insert((sale.serial, &sale.order)) {
            return Some(format!("{} has {} twice", sale.order, sale.serial));
        }
    }
    let mut open = BTreeSet::new();
    for hold in &model.holds {
        if hold.is_open(model.newest()) {
            *uses.entry(hold.serial).or_default() += 1;
            if !open.insert((hold.serial, &hold.order)) {
                return Some(format!("{} holds {} twice", hold.order, hold.serial));
            }
        }
    }
    let over = |(serial, uses): (&u64, &u64)| {
        let may = model.batch(*serial).map_or(0, |batch| batch.uses);
        (*uses > may).then(|| format!("{serial} is used {uses} times"))
    };
    uses.iter().find_map(over)
}
