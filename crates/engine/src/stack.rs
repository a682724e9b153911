//! Several codes on one order: which of them combine, and in which order they apply.

use alloc::vec::Vec;

use crate::{Label, Rejection, Serial, ValueError};

/// How a campaign's codes get on with other codes on one order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stacking {
    /// Whether they combine at all.
    pub mode: StackMode,
    /// Of the codes of one group an order takes one, whichever campaigns they are of.
    pub group: Option<Label>,
    /// Where they stand among others: the lower, the earlier.
    pub priority: Priority,
}

/// Whether a campaign's codes combine with others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StackMode {
    /// An order that takes one takes no other code.
    #[default]
    Exclusive,
    /// They combine with other codes that do.
    Stackable,
}

/// Where codes stand in the order of application: from −1000 to 1000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(i16);

impl Priority {
    /// # Errors
    /// [`ValueError::Priority`] below −1000 and above 1000.
    pub const fn new(priority: i16) -> Result<Self, ValueError> {
        match priority {
            -1000..=1000 => Ok(Self(priority)),
            _ => Err(ValueError::Priority),
        }
    }

    /// The number.
    pub const fn value(self) -> i16 {
        self.0
    }
}

/// A code that is to be applied together with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// What its campaign is called among all campaigns.
    pub prefix: &'a str,
    /// Which of the campaign's codes it is.
    pub serial: Serial,
    /// Its campaign's policy.
    pub stacking: &'a Stacking,
}

/// Why a code cannot be applied beside others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// It is there already.
    DuplicateCode,
    /// Its campaign's policy, or that of one that is there, forbids it.
    NotCombinable,
}

impl Conflict {
    /// The refusal.
    pub const fn rejection(self) -> Rejection {
        match self {
            Self::DuplicateCode => Rejection::DuplicateCode,
            Self::NotCombinable => Rejection::NotCombinable,
        }
    }
}

/// The order in which codes are asked for, as places in the list: by priority, campaign and serial,
/// whatever order they came in. Exclusive ones come last: they apply only where nothing else does, so
/// that a code which is refused for reasons of its own never stands in their way.
pub fn in_order(candidates: &[Candidate<'_>]) -> Vec<usize> {
    let mut order: Vec<_> = candidates.iter().enumerate().collect();
    // The sort is stable: of one code that came twice, the first stays the first.
    order.sort_by_key(|(_, candidate)| {
        let Stacking { mode, priority, .. } = candidate.stacking;
        let is_exclusive = *mode == StackMode::Exclusive;
        (is_exclusive, *priority, candidate.prefix, candidate.serial)
    });
    order.into_iter().map(|(place, _)| place).collect()
}

/// The codes that were found to apply so far.
#[derive(Clone, Debug, Default)]
pub struct Stack<'a> {
    seen: Vec<(&'a str, Serial)>,
    applied: Vec<&'a Stacking>,
}

impl<'a> Stack<'a> {
    /// Notes that a code is asked for; tells what is against it, if anything. Must be called in the
    /// order of [`in_order`].
    pub fn meet(&mut self, candidate: Candidate<'a>) -> Option<Conflict> {
        let code = (candidate.prefix, candidate.serial);
        if self.seen.contains(&code) {
            return Some(Conflict::DuplicateCode);
        }
        self.seen.push(code);
        let mut applied = self.applied.iter();
        let is_refused = applied.any(|other| !combine(other, candidate.stacking));
        is_refused.then_some(Conflict::NotCombinable)
    }

    /// Applies a code that was met without a conflict.
    pub fn apply(&mut self, candidate: Candidate<'a>) {
        self.applied.push(candidate.stacking);
    }
}

/// Whether codes of these two policies combine.
fn combine(one: &Stacking, other: &Stacking) -> bool {
    let is_stackable = |stacking: &Stacking| stacking.mode == StackMode::Stackable;
    let is_one_group = one.group.is_some() && one.group == other.group;
    is_stackable(one) && is_stackable(other) && !is_one_group
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stacking(mode: StackMode, group: Option<&str>, priority: i16) -> Stacking {
        Stacking {
            mode,
            group: group.map(|group| Label::parse(group).unwrap()),
            priority: Priority::new(priority).unwrap(),
        }
    }

    fn stackable(priority: i16) -> Stacking {
        stacking(StackMode::Stackable, None, priority)
    }

    fn candidate<'a>(prefix: &'a str, serial: u64, stacking: &'a Stacking) -> Candidate<'a> {
        Candidate {
            prefix,
            serial: Serial::new(serial).unwrap(),
            stacking,
        }
    }

    /// The order in which all of these codes apply together, or the first that cannot be there.
    fn plan(candidates: &[Candidate<'_>]) -> Result<Vec<usize>, (usize, Conflict)> {
        let order = in_order(candidates);
        let mut stack = Stack::default();
        for &place in &order {
            if let Some(conflict) = stack.meet(candidates[place]) {
                return Err((place, conflict));
            }
            stack.apply(candidates[place]);
        }
        Ok(order)
    }

    #[test]
    fn lower_numbers_apply_first_then_prefixes_then_serials() {
        let [early, late] = [stackable(-1), stackable(1)];
        let candidates = [
            candidate("A", 0, &late),
            candidate("C", 7, &early),
            candidate("B", 9, &early),
            candidate("B", 8, &early),
        ];
        assert_eq!(plan(&candidates), Ok(vec![3, 2, 1, 0]));
    }

    #[test]
    fn an_exclusive_code_stands_alone() {
        let [alone, other] = [Stacking::default(), stackable(1000)];
        assert_eq!(plan(&[candidate("A", 0, &alone)]), Ok(vec![0]));
        let beside = [candidate("A", 0, &alone), candidate("B", 0, &other)];
        assert_eq!(plan(&beside), Err((0, Conflict::NotCombinable)));
        let two = [candidate("B", 0, &alone), candidate("A", 0, &alone)];
        assert_eq!(plan(&two), Err((0, Conflict::NotCombinable)));
    }

    #[test]
    fn a_refused_neighbour_does_not_stand_in_the_way_of_an_exclusive_code() {
        let [alone, other] = [Stacking::default(), stackable(0)];
        let [exclusive, refused] = [candidate("A", 0, &alone), candidate("B", 0, &other)];
        let mut stack = Stack::default();
        assert_eq!(in_order(&[exclusive, refused]), [1, 0]);
        assert_eq!(stack.meet(refused), None);
        assert_eq!(stack.meet(exclusive), None);
    }

    #[test]
    fn of_a_group_the_first_in_order_applies() {
        let member = |priority| stacking(StackMode::Stackable, Some("welcome"), priority);
        let [first, second] = [member(1), member(2)];
        let other = stacking(StackMode::Stackable, Some("loyalty"), 0);
        let two = [candidate("A", 0, &second), candidate("B", 0, &first)];
        assert_eq!(plan(&two), Err((0, Conflict::NotCombinable)));
        let apart = [candidate("A", 0, &second), candidate("B", 0, &other)];
        assert_eq!(plan(&apart), Ok(vec![1, 0]));
    }

    #[test]
    fn of_one_code_that_came_twice_the_later_is_the_duplicate() {
        for stacking in [stackable(0), Stacking::default()] {
            let code = candidate("A", 3, &stacking);
            assert_eq!(plan(&[code, code]), Err((1, Conflict::DuplicateCode)));
        }
    }

    #[test]
    fn priorities_have_bounds() {
        assert_eq!(Priority::new(-1000).map(Priority::value), Ok(-1000));
        assert_eq!(Priority::new(1000).map(Priority::value), Ok(1000));
        for beyond in [-1001, 1001] {
            assert_eq!(Priority::new(beyond), Err(ValueError::Priority));
        }
    }

    fn any_stacking() -> impl Strategy<Value = Stacking> {
        let group = prop_oneof![Just(None), Just(Some("a")), Just(Some("b"))];
        (0..4u8, group, -1..=1i16).prop_map(|(mode, group, priority)| {
            let mode = match mode {
                0 => StackMode::Exclusive,
                _ => StackMode::Stackable,
            };
            stacking(mode, group, priority)
        })
    }

    /// Codes of a few campaigns, each with one policy.
    fn any_codes() -> impl Strategy<Value = (Vec<Stacking>, Vec<(usize, u64)>)> {
        let policies = prop::collection::vec(any_stacking(), 4);
        (policies, prop::collection::vec((0..4usize, 0..3u64), 1..6))
    }

    const PREFIXES: [&str; 4] = ["A", "B", "C", "D"];

    fn candidates<'a>(policies: &'a [Stacking], codes: &[(usize, u64)]) -> Vec<Candidate<'a>> {
        let codes = codes.iter();
        let of = |&(campaign, serial): &(usize, u64)| {
            candidate(PREFIXES[campaign], serial, &policies[campaign])
        };
        codes.map(of).collect()
    }

    /// The codes that apply where each that is refused is left out.
    fn applied(candidates: &[Candidate<'_>]) -> Vec<(String, u64)> {
        let mut stack = Stack::default();
        let mut applied = vec![];
        for place in in_order(candidates) {
            let candidate = candidates[place];
            if stack.meet(candidate).is_none() {
                stack.apply(candidate);
                applied.push((candidate.prefix.to_owned(), candidate.serial.value()));
            }
        }
        applied
    }

    proptest! {
        #[test]
        fn what_applies_does_not_depend_on_the_order_of_the_request(
            ((policies, codes), shuffled) in any_codes().prop_flat_map(|(policies, codes)| {
                (Just((policies, codes.clone())), Just(codes).prop_shuffle())
            })
        ) {
            let [one, other] = [candidates(&policies, &codes), candidates(&policies, &shuffled)];
            prop_assert_eq!(applied(&one), applied(&other));
            prop_assert_eq!(plan(&one).is_ok(), plan(&other).is_ok());
        }

        #[test]
        fn an_exclusive_code_is_never_beside_another(
            (policies, codes) in any_codes()
        ) {
            let applied = applied(&candidates(&policies, &codes));
            let policy = |prefix: &str| {
                &policies[PREFIXES.iter().position(|known| *known == prefix).unwrap()]
            };
            let is_exclusive = |(prefix, _): &(String, u64)| {
                policy(prefix).mode == StackMode::Exclusive
            };
            prop_assert!(!applied.is_empty(), "the first always applies");
            prop_assert!(applied.len() == 1 || !applied.iter().any(is_exclusive));
            let mut groups: Vec<_> = applied
                .iter()
                .filter_map(|(prefix, _)| policy(prefix).group.clone())
                .collect();
            groups.sort();
            let count = groups.len();
            groups.dedup();
            prop_assert_eq!(groups.len(), count, "one of a group");
        }

        #[test]
        fn all_apply_or_the_plan_names_one_that_does_not((policies, codes) in any_codes()) {
            let candidates = candidates(&policies, &codes);
            match plan(&candidates) {
                Ok(order) => prop_assert_eq!(order.len(), applied(&candidates).len()),
                Err((place, _)) => {
                    prop_assert!(place < candidates.len());
                    prop_assert!(applied(&candidates).len() < candidates.len());
                }
            }
        }
    }
}
