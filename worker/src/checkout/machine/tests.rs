//! Checkouts that are stopped wherever they can be, on campaigns that are real but for the network.

use std::{cell::Cell, collections::BTreeMap};

use tessera_api::stacking::{StackMode, Stacking as Policy};

use super::*;
use crate::{
    campaign::{
        CartFacts, CodeFacts, ContextFacts, CustomerFacts, RevokedCodes, fixture::Campaign,
    },
    checkout::{
        CheckedOut, CheckoutState,
        schema::MIGRATIONS,
        store::{self, begin, note, running},
    },
    database::{migrate, native::Sqlite},
    facts::KnownFacts,
    record::tests::record,
};

const NOW_MS: u64 = 1_767_400_000_000;
const ORDER: &str = "o-1";

/// Each takes 20 %. They apply in the order C, A, B, and are held in the order A, B, C.
const CAMPAIGNS: [(&str, i32); 3] = [("CCC", -5), ("AAA", 0), ("BBB", 7)];

/// What somebody else does in the middle.
type Between = fn(&World, &Phase);

/// An order's object, and the campaigns that it asks.
struct World {
    order: Sqlite,
    campaigns: BTreeMap<String, Campaign>,
    now_ms: Cell<u64>,
    /// At how many places the checkout could have been stopped so far, and at which it is.
    passed: Cell<usize>,
    stops_at: Cell<Option<usize>>,
    between: Between,
}

/// The checkout was stopped, as by a power cut.
#[derive(Debug)]
struct Stopped;

impl World {
    fn new(between: Between) -> Self {
        let order = Sqlite::in_memory();
        migrate(&order, MIGRATIONS).expect("the schema");
        let campaigns = CAMPAIGNS.map(|(prefix, _)| {
            let record = record(&format!("{prefix}-####-####-####-####"));
            (prefix.to_owned(), Campaign::new(record, 10, NOW_MS))
        });
        Self {
            order,
            campaigns: campaigns.into(),
            now_ms: Cell::new(NOW_MS),
            passed: Cell::new(0),
            stops_at: Cell::new(None),
            between,
        }
    }

    fn ask(&self, prefix: &str, ask: Ask) -> Value {
        let campaign = self.campaigns.get(prefix).expect("a campaign");
        campaign.ask(ask, self.now_ms.get())
    }

    /// Asks for a checkout, and goes on with it until it is over or stopped.
    fn check_out(&self, key: u8, intent: &Intent) -> Result<CheckedOut, Stopped> {
        let begun = begin(&self.order, ([key; 16], intent), self.now_ms.get()).expect("begun");
        self.drive()?;
        Ok(begun)
    }

    /// What the object does, without the waiting.
    fn drive(&self) -> Result<(), Stopped> {
        self.pass()?;
        let Some(resumed) = running(&self.order).expect("stored") else {
            return Ok(());
        };
        let attempt = resumed.attempt;
        let mut machine = Machine::new(resumed, self.now_ms.get()).expect("a machine");
        if machine.phase().is_over() {
            note(&self.order, attempt, machine.phase()).expect("noted");
        }
        while let Some(Call { prefix, ask }) = machine.next().expect("a question") {
            (self.between)(self, machine.phase());
            let answer = self.ask(prefix, ask);
            self.pass()?;
            if machine.answered(answer, self.now_ms.get()).expect("read") {
                self.pass()?;
                note(&self.order, attempt, machine.phase()).expect("noted");
                self.pass()?;
            }
        }
        Ok(())
    }

    fn pass(&self) -> Result<(), Stopped> {
        let passed = self.passed.replace(self.passed.get() + 1);
        if self.stops_at.get() == Some(passed) {
            return Err(Stopped);
        }
        Ok(())
    }

    fn state(&self) -> CheckoutState {
        let shown = store::show(&self.order, 1, self.now_ms.get()).expect("stored");
        shown.expect("the first attempt").state
    }

    /// Redemptions and discount of each campaign: used, and held.
    fn books(&self) -> Vec<[(u64, u64); 2]> {
        let books = self.campaigns.values().map(|campaign| {
            let (used, held) = campaign.books(self.now_ms.get());
            [used, held].map(|sum| (sum.redemptions, sum.discount))
        });
        books.collect()
    }
}

fn part(prefix: &str, priority: i32, serial: u64) -> Part {
    let expires_at_ms = None;
    Part {
        prefix: prefix.into(),
        stacking: Policy {
            mode: StackMode::Stackable,
            group: None,
            priority,
        },
        checkout: Checkout {
            id: [0; 16],
            code: CodeFacts {
                serial,
                expires_at_ms,
            },
            order_id: ORDER.into(),
            order: CartFacts {
                currency: "EUR".into(),
                subtotal: 10_000,
                lines: vec![],
                shipping: None,
                metadata: Default::default(),
                taken: 0,
                discount_max: None,
            },
            context: ContextFacts::default(),
            customer: CustomerFacts::default(),
            facts: KnownFacts::default(),
        },
    }
}

/// The third code of each campaign.
fn intent() -> Intent {
    let parts = CAMPAIGNS.map(|(prefix, priority)| part(prefix, priority, 3));
    Intent {
        parts: parts.into(),
    }
}

/// Redeems the third code of `BBB` for another order, unless that was done.
fn another_order_redeems(world: &World) {
    let mut checkout = part("BBB", 0, 3).checkout;
    checkout.order_id = "o-2".into();
    checkout.id = [9; 16];
    world.ask("BBB", Ask::Redeem(checkout));
}

/// Withdraws the third code of `BBB`, unless that was done.
fn withdrawn(world: &World) {
    let CodeFacts { serial, .. } = part("BBB", 0, 3).checkout.code;
    let codes = RevokedCodes::Range {
        first_serial: serial,
        count: 1,
    };
    world.ask("BBB", Ask::Revoke { id: [8; 16], codes });
}

fn nothing(_: &World, _: &Phase) {}

fn held_ones_are_taken(world: &World, phase: &Phase) {
    if matches!(phase, Phase::Holding(_)) {
        another_order_redeems(world);
    }
}

fn redeemed_ones_are_withdrawn(world: &World, phase: &Phase) {
    if matches!(phase, Phase::Redeeming(_)) {
        withdrawn(world);
    }
}

fn the_order_is_cancelled(world: &World, phase: &Phase) {
    if matches!(phase, Phase::Redeeming(_)) {
        for prefix in world.campaigns.keys() {
            let order_id = ORDER.into();
            let id = [7; 16];
            world.ask(prefix, Ask::Cancel { id, order_id });
        }
    }
}

/// Stops a checkout at each place, and then again at each later one; it always ends like one that is
/// never stopped.
fn stopped_anywhere(between: Between, check: fn(&World)) {
    let undisturbed = World::new(between);
    undisturbed.check_out(1, &intent()).expect("not stopped");
    check(&undisturbed);
    let places = undisturbed.passed.get();
    assert!(places > 8, "{places}");
    for first in 0..places {
        for second in first..=places {
            let world = World::new(between);
            world.stops_at.set(Some(first));
            world.check_out(1, &intent()).expect_err("stopped");
            world.stops_at.set(Some(second + 1));
            let _ = world.drive();
            world.stops_at.set(None);
            world.drive().expect("not stopped");
            assert_eq!(world.state(), undisturbed.state(), "{first}, {second}");
            assert_eq!(world.books(), undisturbed.books(), "{first}, {second}");
        }
    }
}

fn refused_with(world: &World) -> (usize, String) {
    match world.state() {
        CheckoutState::Refused(refused) => (refused.part, refused.refusal.code),
        state => panic!("{state:?}"),
    }
}

const NOTHING: [(u64, u64); 2] = [(0, 0), (0, 0)];

#[test]
fn all_are_redeemed_each_on_what_those_before_leave() {
    stopped_anywhere(nothing, |world| {
        let CheckoutState::Redeemed(parts) = world.state() else {
            panic!("{:?}", world.state());
        };
        let parts = parts.iter();
        let parts = parts.map(|part| (part.prefix.as_str(), part.redemption.discount));
        assert_eq!(
            parts.collect::<Vec<_>>(),
            [("CCC", 2000), ("AAA", 1600), ("BBB", 1280)]
        );
        let nothing_held = (0, 0);
        assert_eq!(
            world.books(),
            [1600, 1280, 2000].map(|discount| [(1, discount), nothing_held])
        );
    });
}

#[test]
fn what_does_not_apply_is_refused_before_anything_is_held() {
    let world = World::new(nothing);
    another_order_redeems(&world);
    world.check_out(1, &intent()).expect("not stopped");
    assert_eq!(refused_with(&world), (2, "already_redeemed".into()));
    assert_eq!(world.books()[0], NOTHING);
    assert_eq!(world.books()[2], NOTHING);
}

#[test]
fn what_is_taken_before_it_is_held_releases_the_others() {
    stopped_anywhere(held_ones_are_taken, |world| {
        assert_eq!(refused_with(world), (2, "already_redeemed".into()));
        let other = [(1, 2000), (0, 0)];
        assert_eq!(world.books(), [NOTHING, other, NOTHING]);
    });
}

#[test]
fn what_is_withdrawn_after_the_commit_rolls_the_others_back() {
    stopped_anywhere(redeemed_ones_are_withdrawn, |world| {
        assert_eq!(refused_with(world), (2, "revoked".into()));
        assert_eq!(world.books(), [NOTHING; 3]);
    });
}

#[test]
fn an_order_that_is_cancelled_meanwhile_redeems_nothing() {
    stopped_anywhere(the_order_is_cancelled, |world| {
        assert_eq!(refused_with(world).1, "hold_resolved");
        assert_eq!(world.books(), [NOTHING; 3]);
    });
}

/// Two orders want the same codes; whatever the turns, one gets all of them and the other none.
#[test]
fn of_two_orders_one_gets_all() {
    fn another_checks_out(world: &World, phase: &Phase) {
        if !matches!(phase, Phase::Holding(_)) {
            return;
        }
        for (prefix, _) in CAMPAIGNS {
            let mut checkout = part(prefix, 0, 3).checkout;
            checkout.order_id = "o-2".into();
            checkout.id = [6; 16];
            world.ask(
                prefix,
                Ask::Hold {
                    checkout,
                    ttl_ms: HOLD_TTL_MS,
                },
            );
        }
    }
    stopped_anywhere(another_checks_out, |world| {
        assert_eq!(refused_with(world), (1, "held_by_another".into()));
        let other = [(0, 0), (1, 2000)];
        assert_eq!(world.books(), [other; 3]);
    });
}

#[test]
fn what_comes_too_late_to_hold_is_refused_and_holds_nothing() {
    let world = World::new(nothing);
    // Stopped once a code is held.
    world.stops_at.set(Some(7));
    world.check_out(1, &intent()).expect_err("stopped");
    assert!(world.books().iter().any(|[_, held]| held.0 == 1));
    world.now_ms.set(NOW_MS + HOLD_UNTIL_MS + 1);
    world.drive().expect("not stopped");
    assert_eq!(refused_with(&world), (0, "hold_expired".into()));
    // What is held by then ends by itself.
    world.now_ms.set(NOW_MS + HOLD_UNTIL_MS + HOLD_TTL_MS);
    assert!(world.campaigns.values().all(|campaign| {
        let after = world.now_ms.get();
        campaign.ask(
            Ask::Hold {
                checkout: Checkout {
                    id: [5; 16],
                    order_id: "o-3".into(),
                    ..part("AAA", 0, 3).checkout
                },
                ttl_ms: 1_000,
            },
            after,
        )["granted"]
            .is_object()
    }));
}

#[test]
fn holds_that_ended_before_they_were_redeemed_undo_the_rest() {
    let world = World::new(nothing);
    let undisturbed = World::new(nothing);
    undisturbed.check_out(1, &intent()).expect("not stopped");
    // Stopped once one of three is redeemed: two answers, the note around the end, come after it.
    world.stops_at.set(Some(undisturbed.passed.get() - 5));
    world.check_out(1, &intent()).expect_err("stopped");
    assert_eq!(world.books().iter().map(|[used, _]| used.0).sum::<u64>(), 1);
    world.now_ms.set(NOW_MS + 2 * HOLD_TTL_MS);
    world.drive().expect("not stopped");
    assert_eq!(refused_with(&world).1, "hold_expired");
    assert_eq!(world.books(), [NOTHING; 3]);
}

#[test]
fn what_an_earlier_call_redeemed_is_no_part_of_it() {
    let world = World::new(nothing);
    let mut checkout = part("AAA", 0, 3).checkout;
    checkout.id = [4; 16];
    world.ask("AAA", Ask::Redeem(checkout));
    world.check_out(1, &intent()).expect("not stopped");
    assert_eq!(refused_with(&world), (1, "already_redeemed".into()));
    assert_eq!(world.books()[0], [(1, 2000), (0, 0)]);
}

#[test]
fn codes_that_do_not_combine_are_refused_and_nothing_is_held() {
    let twice = |intent: &mut Intent| intent.parts.push(part("AAA", 0, 3));
    let exclusive = |intent: &mut Intent| intent.parts[0].stacking.mode = StackMode::Exclusive;
    let grouped = |intent: &mut Intent| {
        for part in &mut intent.parts[..2] {
            part.stacking.group = Some("summer".into());
        }
    };
    let cases: [(fn(&mut Intent), _); 3] = [
        (twice, (3, "duplicate_code")),
        (exclusive, (0, "not_combinable")),
        (grouped, (1, "not_combinable")),
    ];
    for (change, (part, code)) in cases {
        let world = World::new(nothing);
        let mut intent = intent();
        change(&mut intent);
        world.check_out(1, &intent).expect("not stopped");
        assert_eq!(refused_with(&world), (part, code.into()));
        assert_eq!(world.books(), [NOTHING; 3]);
    }
}

#[test]
fn an_order_has_one_checkout_that_redeemed() {
    let world = World::new(nothing);
    world.check_out(1, &intent()).expect("not stopped");
    let redeemed = world.state();
    let mut turned = intent();
    turned.parts.reverse();
    for (key, intent, expected) in [(1, intent(), (true, false)), (2, turned, (false, true))] {
        match world.check_out(key, &intent).expect("not stopped") {
            CheckedOut::Accepted {
                checkout,
                replayed,
                existing,
            } => {
                assert_eq!((replayed, existing), expected);
                assert_eq!(checkout.state, redeemed);
            }
            conflict @ CheckedOut::Conflict { .. } => panic!("{conflict:?}"),
        }
    }
    let mut fewer = intent();
    fewer.parts.pop();
    let mut dearer = intent();
    for part in &mut dearer.parts {
        part.checkout.order.subtotal += 1;
    }
    for (key, intent, field) in [(1, fewer, "codes"), (2, dearer, "order.subtotal")] {
        assert_eq!(
            world.check_out(key, &intent).expect("not stopped"),
            CheckedOut::Conflict {
                field: field.into(),
                is_same_key: key == 1
            }
        );
    }
}

#[test]
fn what_was_refused_is_tried_anew_when_it_is_asked_for_again() {
    let world = World::new(nothing);
    let order_id = "o-2";
    let mut checkout = part("BBB", 0, 3).checkout;
    checkout.order_id = order_id.into();
    checkout.id = [3; 16];
    let ttl_ms = 60_000;
    world.ask("BBB", Ask::Hold { checkout, ttl_ms });
    world.check_out(1, &intent()).expect("not stopped");
    assert_eq!(refused_with(&world), (2, "held_by_another".into()));
    world.now_ms.set(NOW_MS + ttl_ms);
    world.check_out(1, &intent()).expect("not stopped");
    let second = store::show(&world.order, 2, world.now_ms.get()).expect("stored");
    let state = second.expect("the second attempt").state;
    assert!(matches!(state, CheckoutState::Redeemed(_)), "{state:?}");
    assert_eq!(store::show(&world.order, 1, NOW_MS).expect("stored"), None);
}
