//! How many failures each client has had, as far as one isolate has seen.

use std::collections::HashMap;

use super::quota::Quota;

/// How many clients are remembered at once.
const CLIENTS_MAX: usize = 10_000;

/// The failures of an isolate's clients.
///
/// Counting here is exact and immediate, however many requests come at once, and costs no call; what
/// other isolates have counted arrives by [`spend`](Self::spend). Time is an argument.
#[derive(Debug, Default)]
pub(crate) struct Budgets {
    spent: HashMap<String, Spent>,
}

#[derive(Debug, Clone, Copy)]
struct Spent {
    units: u32,
    until_ms: u64,
}

impl Budgets {
    /// Whether a client has spent its budget, and its time has not passed yet.
    pub(crate) fn is_spent(&self, client: &str, quota: Quota, now_ms: u64) -> bool {
        let spent = self.spent.get(client);
        spent.is_some_and(|spent| spent.units >= quota.units && now_ms < spent.until_ms)
    }

    /// Takes units from a client's budget. Its time begins with the first of them.
    pub(crate) fn charge(&mut self, client: &str, units: u32, quota: Quota, now_ms: u64) {
        let spent = self.entry(client, quota, now_ms);
        spent.units = spent.units.saturating_add(units);
    }

    /// Marks a client's budget as spent, from now on.
    pub(crate) fn spend(&mut self, client: &str, quota: Quota, now_ms: u64) {
        *self.entry(client, quota, now_ms) = Spent {
            units: quota.units,
            until_ms: quota.end_ms(now_ms),
        };
    }

    /// What a client has spent in the time that runs now.
    fn entry(&mut self, client: &str, quota: Quota, now_ms: u64) -> &mut Spent {
        if self.spent.len() >= CLIENTS_MAX && !self.spent.contains_key(client) {
            self.make_room(now_ms);
        }
        let fresh = Spent {
            units: 0,
            until_ms: quota.end_ms(now_ms),
        };
        let spent = self.spent.entry(client.to_owned()).or_insert(fresh);
        if now_ms >= spent.until_ms {
            *spent = fresh;
        }
        spent
    }

    /// Forgets those whose time has passed, and everybody if that is nobody: memory stays bounded, and
    /// the shared counters still know.
    fn make_room(&mut self, now_ms: u64) {
        self.spent.retain(|_, spent| now_ms < spent.until_ms);
        if self.spent.len() >= CLIENTS_MAX {
            self.spent.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::throttle::quota::FAILURES_BY_ADDRESS as QUOTA;

    const PERIOD_MS: u64 = 60_000;

    #[test]
    fn a_budget_is_spent_to_the_last_unit_and_comes_back_with_time() {
        let mut budgets = Budgets::default();
        for _ in 1..QUOTA.units {
            budgets.charge("a", 1, QUOTA, 1_000);
        }
        assert!(!budgets.is_spent("a", QUOTA, 1_000));
        budgets.charge("a", 1, QUOTA, 2_000);
        assert!(budgets.is_spent("a", QUOTA, 2_000));
        assert!(budgets.is_spent("a", QUOTA, 1_000 + PERIOD_MS - 1));
        assert!(!budgets.is_spent("a", QUOTA, 1_000 + PERIOD_MS));
        budgets.charge("a", 1, QUOTA, 1_000 + PERIOD_MS);
        assert!(
            !budgets.is_spent("a", QUOTA, 1_000 + PERIOD_MS),
            "it begins anew"
        );
        budgets.charge("a", QUOTA.units - 1, QUOTA, 2 * PERIOD_MS);
        assert!(budgets.is_spent("a", QUOTA, 2 * PERIOD_MS));
        assert!(budgets.is_spent("a", QUOTA, 1_000 + 2 * PERIOD_MS - 1));
        assert!(
            !budgets.is_spent("b", QUOTA, 2_000),
            "others have their own"
        );
    }

    #[test]
    fn what_others_have_counted_spends_a_budget_from_then_on() {
        let mut budgets = Budgets::default();
        budgets.charge("a", 1, QUOTA, 1_000);
        budgets.spend("a", QUOTA, 50_000);
        assert!(budgets.is_spent("a", QUOTA, 50_000 + PERIOD_MS - 1));
        assert!(!budgets.is_spent("a", QUOTA, 50_000 + PERIOD_MS));
    }

    #[test]
    fn memory_is_bounded() {
        let mut budgets = Budgets::default();
        for number in 0..CLIENTS_MAX {
            budgets.charge(&number.to_string(), 1, QUOTA, 1_000);
        }
        budgets.charge("0", 1, QUOTA, 1_000);
        assert_eq!(
            budgets.spent.len(),
            CLIENTS_MAX,
            "who is known needs no room"
        );
        budgets.charge("late", 1, QUOTA, 1_000 + PERIOD_MS);
        assert_eq!(budgets.spent.len(), 1, "whose time has passed goes first");
        for number in 0..=CLIENTS_MAX {
            budgets.charge(&number.to_string(), 1, QUOTA, 2 * PERIOD_MS);
            assert!(budgets.spent.len() <= CLIENTS_MAX);
        }
    }
}
