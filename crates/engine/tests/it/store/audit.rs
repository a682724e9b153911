//! What must hold between the rows after every command: each account, code and order is exactly
//! what the journal and the holds add up to. It sums up everything anew, so it cannot share a
//! mistake with what keeps the sums.

mod tests;

use std::collections::BTreeMap;

use tessera_engine::{
    Account, AccountKey, Event, JournalRow, Metric, OrderId, Pseudonym, Purpose, Redeemed,
    ReleaseReason, Returned, RollbackMode, Seq, Serial, SourceId,
};

use super::Store;

/// Used and held of the three metrics.
type Sums = [[u64; 3]; 2];

pub(crate) fn audit(rows: &Store) -> Vec<String> {
    [
        the_journal_has_no_gaps(rows),
        accounts_are_the_journals_sums(rows),
        limits_hold_what_was_let_in(rows),
        codes_count_their_orders(rows),
        holds_end_as_the_journal_tells(rows),
        returns_are_the_rollbacks_sums(rows),
        assignments_are_as_the_journal_tells(rows),
    ]
    .concat()
}

fn redemptions(rows: &Store) -> impl Iterator<Item = (Seq, &Redeemed)> {
    rows.journal.values().filter_map(|row| match &row.event {
        Event::Redeemed(redeemed) => Some((row.seq, redeemed)),
        _ => None,
    })
}

fn the_journal_has_no_gaps(rows: &Store) -> Vec<String> {
    let mut faults = Vec::new();
    let mut newest: BTreeMap<Serial, Seq> = BTreeMap::new();
    let mut before: Option<&JournalRow> = None;
    for (number, row) in (1..).zip(rows.journal.values()) {
        if row.seq.value() != number || before.is_some_and(|before| row.at < before.at) {
            faults.push(format!("row {number} is {row:?}"));
        }
        if let Some(serial) = row.event.serial()
            && row.prev_seq != newest.insert(serial, row.seq)
        {
            faults.push(format!("the timeline of {serial:?} is torn at {row:?}"));
        }
        before = Some(row);
    }
    let last = |serial| rows.codes.get(serial).map(|code| code.last_seq);
    let lost = newest
        .iter()
        .filter(|&(serial, seq)| last(serial) != Some(*seq));
    faults.extend(lost.map(|(serial, seq)| format!("{serial:?} has lost its row {seq:?}")));
    faults
}

fn accounts_are_the_journals_sums(rows: &Store) -> Vec<String> {
    let mut sums: BTreeMap<AccountKey, Sums> = BTreeMap::new();
    let mut add = |key: &AccountKey, side: usize, amounts: [u64; 3]| {
        let sum = &mut sums.entry(key.clone()).or_default()[side];
        sum.iter_mut()
            .zip(amounts)
            .for_each(|(sum, amount)| *sum += amount);
    };
    for (_, redeemed) in redemptions(rows) {
        for key in &redeemed.accounts {
            add(key, 0, left(redeemed));
        }
    }
    for hold in rows.holds.values().filter(|hold| hold.is_open()) {
        for key in &hold.accounts {
            add(key, 1, Metric::ALL.map(|metric| hold.reserved.of(metric)));
        }
    }
    let stored = |account: &Account| {
        [account.used, account.held].map(|amounts| Metric::ALL.map(|metric| amounts.of(metric)))
    };
    let mut faults = Vec::new();
    for (key, account) in &rows.accounts {
        let (stored, summed) = (stored(account), sums.remove(key).unwrap_or_default());
        if stored != summed {
            faults.push(format!(
                "{key:?} is {stored:?}, the journal's sum is {summed:?}"
            ));
        }
    }
    faults.extend(sums.keys().map(|key| format!("{key:?} is missing")));
    faults
}

/// What is left of a redemption. A full rollback that consumes the use keeps the count.
fn left(redeemed: &Redeemed) -> [u64; 3] {
    let counted = u64::from(redeemed.returned.in_full != Some(RollbackMode::Restore));
    let Returned {
        discount,
        order_value,
        ..
    } = redeemed.returned;
    [
        counted,
        redeemed.discount.value() - discount.value(),
        redeemed.order_value.value() - order_value.value(),
    ]
}

/// An account that is over a limit is so only because the limit was lowered or added: a scenario
/// that does neither never sees one. So the campaign's own version tells whether to look.
fn limits_hold_what_was_let_in(rows: &Store) -> Vec<String> {
    let was_changed = |row: &JournalRow| matches!(row.event, Event::Changed { .. });
    if rows.journal.values().any(was_changed) {
        return Vec::new();
    }
    let limits = &rows.campaign.settings.limits;
    let over = |account: &Account| {
        limits.iter().any(|limit| {
            let committed = account.used.of(limit.metric) + account.held.of(limit.metric);
            account.key.is_read_by(limit) && committed > limit.max
        })
    };
    let accounts = rows.accounts.values().filter(|account| over(account));
    accounts
        .map(|account| format!("over its limit: {account:?}"))
        .collect()
}

fn codes_count_their_orders(rows: &Store) -> Vec<String> {
    let mut spent: BTreeMap<Serial, u32> = BTreeMap::new();
    let mut live: BTreeMap<(Serial, &OrderId), u32> = BTreeMap::new();
    for (_, redeemed) in redemptions(rows) {
        if redeemed.returned.in_full != Some(RollbackMode::Restore) {
            *spent.entry(redeemed.serial).or_default() += 1;
        }
        if redeemed.is_live() {
            *live.entry((redeemed.serial, &redeemed.order)).or_default() += 1;
        }
    }
    let mut held: BTreeMap<Serial, u32> = BTreeMap::new();
    let mut open: BTreeMap<(Serial, &OrderId), u32> = BTreeMap::new();
    for hold in rows.holds.values().filter(|hold| hold.is_open()) {
        *held.entry(hold.serial).or_default() += 1;
        *open.entry((hold.serial, &hold.order)).or_default() += 1;
    }
    let mut faults = Vec::new();
    for pair in live.iter().chain(&open).filter(|(_, count)| **count > 1) {
        faults.push(format!("an order has a code twice: {pair:?}"));
    }
    for (serial, code) in &rows.codes {
        let of = |counts: &BTreeMap<Serial, u32>| counts.get(serial).copied().unwrap_or_default();
        if (code.uses, code.holds) != (of(&spent), of(&held)) {
            faults.push(format!(
                "{code:?} has {} uses, {} holds",
                of(&spent),
                of(&held)
            ));
        }
        let uses = rows.issued(*serial, |issued| issued.map(|issued| issued.uses));
        if uses.is_none_or(|uses| code.uses + code.holds > uses.value()) {
            faults.push(format!("{code:?} is used more often than it may be"));
        }
    }
    faults
}

fn holds_end_as_the_journal_tells(rows: &Store) -> Vec<String> {
    let mut ends: BTreeMap<Seq, Vec<(Seq, Option<ReleaseReason>)>> = BTreeMap::new();
    for row in rows.journal.values() {
        match &row.event {
            Event::HoldReleased(released) => {
                let end = (row.seq, Some(released.reason));
                ends.entry(released.hold).or_default().push(end);
            }
            Event::Redeemed(Redeemed {
                hold: Some(hold), ..
            }) => {
                ends.entry(*hold).or_default().push((row.seq, None));
            }
            _ => {}
        }
    }
    let told = |id: &Seq| ends.get(id).map(Vec::as_slice).unwrap_or_default();
    let agrees = |state, told: &[_]| match (state, told) {
        (tessera_engine::HoldState::Open, []) => true,
        (tessera_engine::HoldState::Redeemed(seq), [(row, None)]) => seq == *row,
        (tessera_engine::HoldState::Released { seq, reason }, [(row, Some(why))]) => {
            (seq, reason) == (*row, *why)
        }
        _ => false,
    };
    let other = rows
        .holds
        .values()
        .filter(|hold| !agrees(hold.state, told(&hold.id)));
    let mut faults: Vec<_> = other
        .map(|hold| format!("{:?} is {:?}, {:?}", hold.id, hold.state, told(&hold.id)))
        .collect();
    let unknown = ends.keys().filter(|id| !rows.holds.contains_key(id));
    faults.extend(unknown.map(|id| format!("{id:?} ended and is not kept")));
    faults
}

fn returns_are_the_rollbacks_sums(rows: &Store) -> Vec<String> {
    let mut sums: BTreeMap<Seq, Returned> = BTreeMap::new();
    let mut faults = Vec::new();
    for row in rows.journal.values() {
        let Event::RolledBack(back) = &row.event else {
            continue;
        };
        let sum = sums.entry(back.redemption).or_default();
        if sum.in_full.is_some() {
            faults.push(format!("more than all is given back: {row:?}"));
        }
        let add = |a: tessera_engine::MinorUnits, b: tessera_engine::MinorUnits| {
            tessera_engine::MinorUnits::new(a.value() + b.value()).expect("a sum of parts")
        };
        sum.discount = add(sum.discount, back.discount);
        sum.order_value = add(sum.order_value, back.order_value);
        sum.in_full = back.in_full;
    }
    for (seq, redeemed) in redemptions(rows) {
        let told = sums.remove(&seq);
        let sum = told.unwrap_or_default();
        let given = (redeemed.discount, redeemed.order_value);
        // Nothing is left exactly if a rollback said so.
        let is_all = told.is_some() && (sum.discount, sum.order_value) == given;
        if redeemed.returned != sum || sum.in_full.is_some() != is_all {
            faults.push(format!(
                "row {seq:?} returned {:?}, told {sum:?}",
                redeemed.returned
            ));
        }
    }
    faults.extend(
        sums.keys()
            .map(|seq| format!("{seq:?} is rolled back and no redemption")),
    );
    faults
}

/// Each serial and each source once, where there is no batch for export, and used by the holder.
fn assignments_are_as_the_journal_tells(rows: &Store) -> Vec<String> {
    let mut faults = Vec::new();
    let mut serials: BTreeMap<Serial, Seq> = BTreeMap::new();
    let mut sources: BTreeMap<SourceId, Seq> = BTreeMap::new();
    let mut holders: BTreeMap<Serial, Pseudonym> = BTreeMap::new();
    for row in rows.journal.values() {
        let Event::Assigned(assigned) = &row.event else {
            continue;
        };
        let again = serials.insert(assigned.serial, row.seq).is_some()
            | sources.insert(assigned.source, row.seq).is_some();
        let around = rows.batches.range(..=assigned.serial).next_back();
        let around = around.map(|(_, batch)| batch);
        let around = around.filter(|batch| batch.serials.contains(assigned.serial));
        let is_exported = around.is_some_and(|batch| batch.purpose == Purpose::Export);
        let pool = around.map(|batch| batch.serials.first());
        if again || is_exported || pool != assigned.batch {
            faults.push(format!("assigned twice, or what is not to be: {row:?}"));
        }
        holders.insert(assigned.serial, assigned.holder);
    }
    if (&serials, &sources) != (&rows.assignments, &rows.sources) {
        faults.push(format!("assigned {serials:?} for {sources:?}"));
    }
    for (seq, redeemed) in redemptions(rows) {
        let holder = holders.get(&redeemed.serial);
        if holder.is_some_and(|holder| redeemed.customer.id != Some(*holder)) {
            faults.push(format!("row {seq:?} is no redemption of the holder's"));
        }
    }
    let held = rows.holds.values();
    let foreign = held.filter(|hold| {
        let holder = holders.get(&hold.serial);
        holder.is_some_and(|holder| hold.customer.id != Some(*holder))
    });
    faults.extend(foreign.map(|hold| format!("{hold:?} is not the holder's")));
    faults
}
