//! Bytes as campaigns and commands, in a world so small that they keep meeting each other.

use core::num::NonZeroU64;

use tessera_engine::*;

use super::bytes::Bytes;
use super::rule;
use crate::store::hash;

const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "Africa/Cairo", "America/Havana"];

pub(super) fn campaign(bytes: &mut Bytes<'_>) -> Campaign {
    let zone = ZONES[usize::from(bytes.below(4))];
    Campaign {
        currency: Currency::parse("EUR").unwrap(),
        time_zone: TimeZone::parse(zone).unwrap(),
        serial_count: 1 << bytes.below(42),
        settings: settings(bytes),
        paused: false,
        version: 0,
    }
}

fn settings(bytes: &mut Bytes<'_>) -> Settings {
    let start = bytes.maybe(time);
    let end = bytes.maybe(time);
    let limits = (0..bytes.below(4)).map(|_| limit(bytes)).collect();
    Settings {
        period: Period::new(start, end).unwrap_or(Period::ALWAYS),
        offer: match bytes.maybe(|bytes| BasisPoints::new(u16::from(bytes.byte()) * 40)) {
            Some(Ok(rate)) => Offer::Percent {
                rate,
                max_discount: bytes.maybe(money),
            },
            _ => Offer::Amount(money(bytes)),
        },
        limits: Limits::new(limits).unwrap_or_default(),
        on_exhausted: match bytes.flag() {
            false => OnExhausted::Reject,
            true => OnExhausted::Cap,
        },
        rollback: mode(bytes),
        rules: bytes.maybe(rule::rule),
        suppress: bytes.maybe(rule::rule),
        stacking: Stacking::default(),
    }
}

fn limit(bytes: &mut Bytes<'_>) -> Limit {
    let attribute = Per::Attribute(AttributeName::parse("ip").unwrap());
    let pers = [Per::Campaign, Per::Customer, Per::Channel, attribute];
    Limit {
        metric: Metric::ALL[usize::from(bytes.below(3))],
        per: pers[usize::from(bytes.below(4))],
        window: Window::ALL[usize::from(bytes.below(4))],
        max: bytes.number() >> 11,
    }
}

pub(super) fn command(bytes: &mut Bytes<'_>, version: u64) -> Command {
    match bytes.below(18) {
        0 => Command::Issue(keyed(bytes, |bytes| Issue {
            count: NonZeroU64::new(bytes.number()).unwrap_or(NonZeroU64::MIN),
            expires_at: expiry(bytes),
            uses: Uses::new(u32::from(bytes.below(3)) + 1).unwrap(),
            metadata: Metadata::default(),
            purpose: match bytes.flag() {
                false => Purpose::Export,
                true => Purpose::Assigning,
            },
        })),
        1 => Command::Validate(Validate {
            asker: match bytes.below(3) {
                0 => Asker::Server,
                1 => Asker::Member,
                _ => Asker::Page,
            },
            code: facts(bytes),
            order: bytes.maybe(order),
            cart: cart(bytes),
            context: context(bytes),
            customer: customer(bytes),
            facts: rule::facts(bytes),
            conflict: bytes.maybe(|bytes| match bytes.flag() {
                false => Conflict::DuplicateCode,
                true => Conflict::NotCombinable,
            }),
        }),
        2..=4 => Command::Hold(keyed(bytes, |bytes| Hold {
            code: facts(bytes),
            order: order(bytes),
            cart: cart(bytes),
            context: context(bytes),
            customer: customer(bytes),
            facts: rule::facts(bytes),
            ttl: HoldTtl::from_millis(bytes.number()).unwrap_or(HoldTtl::DEFAULT),
        })),
        5 => Command::Release(keyed(bytes, |bytes| Release { hold: seq(bytes) })),
        6..=8 => Command::Redeem(keyed(bytes, |bytes| Redeem {
            code: facts(bytes),
            order: order(bytes),
            cart: cart(bytes),
            context: context(bytes),
            customer: customer(bytes),
            facts: rule::facts(bytes),
        })),
        9 => Command::RedeemHold(keyed(bytes, |bytes| RedeemHold {
            hold: seq(bytes),
            bought: bytes.maybe(|bytes| (cart(bytes), context(bytes))),
            customer: customer(bytes),
        })),
        10 => Command::Rollback(keyed(bytes, |bytes| Rollback {
            redemption: seq(bytes),
            amount: RollbackPart::new(money(bytes), money(bytes))
                .map_or(RollbackAmount::All, RollbackAmount::Part),
            mode: bytes.maybe(mode),
        })),
        11 => Command::Revoke(keyed(bytes, |bytes| match bytes.below(3) {
            0 => Revoke::Code(facts(bytes)),
            1 => Revoke::Batch(serial(bytes)),
            _ => SerialRange::new(serial(bytes), bytes.number())
                .map_or(Revoke::Batch(serial(bytes)), Revoke::Range),
        })),
        12 => match bytes.flag() {
            false => Command::Pause(keyed(bytes, |_| Pause)),
            true => Command::Resume(keyed(bytes, |_| Resume)),
        },
        13 => Command::End(keyed(bytes, |bytes| End {
            void_holds: bytes.flag(),
        })),
        14 => Command::Change(Change {
            version: version + u64::from(bytes.below(4) / 3),
            settings: settings(bytes),
        }),
        15 => Command::Cancel(keyed(bytes, |bytes| Cancel {
            order: order(bytes),
        })),
        _ => Command::Assign(keyed(bytes, |bytes| Assign {
            source: SourceId([bytes.below(8); 16]),
            holder: Pseudonym([bytes.below(2); 16]),
            from: match bytes.flag() {
                false => AssignFrom::Pool(serial(bytes)),
                true => AssignFrom::Fresh {
                    expires_at: expiry(bytes),
                    offer: bytes.maybe(|bytes| Offer::Amount(money(bytes))),
                },
            },
        })),
    }
}

fn keyed<C: Content>(bytes: &mut Bytes<'_>, content: impl FnOnce(&mut Bytes<'_>) -> C) -> Keyed<C> {
    let id = CommandId([bytes.byte(); 16]);
    Keyed::new(id, content(bytes), hash)
}

fn facts(bytes: &mut Bytes<'_>) -> CodeFacts {
    CodeFacts {
        serial: serial(bytes),
        expires_at: expiry(bytes),
    }
}

/// Few, so that codes meet batches of their expiry.
fn expiry(bytes: &mut Bytes<'_>) -> Option<UnixMillis> {
    match bytes.below(8) {
        0 => Some(time(bytes)),
        1 => Some(UnixMillis::new(100_000).unwrap()),
        _ => None,
    }
}

fn serial(bytes: &mut Bytes<'_>) -> Serial {
    let small = Serial::new(u64::from(bytes.below(4))).unwrap();
    match bytes.below(32) {
        0 => Serial::new(bytes.number()).unwrap_or(Serial::MAX),
        _ => small,
    }
}

fn seq(bytes: &mut Bytes<'_>) -> Seq {
    Seq::new(bytes.number()).unwrap_or(Seq::FIRST)
}

fn order(bytes: &mut Bytes<'_>) -> OrderId {
    OrderId::parse(["a", "b", "c"][usize::from(bytes.below(3))]).unwrap()
}

fn cart(bytes: &mut Bytes<'_>) -> Cart {
    let currency = match bytes.below(16) {
        0 => "USD",
        _ => "EUR",
    };
    Cart::of_subtotal(Currency::parse(currency).unwrap(), money(bytes))
}

fn context(bytes: &mut Bytes<'_>) -> Context {
    let channel = match bytes.below(4) {
        0 => Some(Channel::parse("web").unwrap()),
        1 => Some(Channel::parse("pos").unwrap()),
        _ => None,
    };
    let name = AttributeName::parse("ip").unwrap();
    let ip = bytes.maybe(|bytes| (name, Entity::new(vec![bytes.below(2)]).unwrap()));
    Context::new(channel, ip.into_iter().collect()).unwrap()
}

fn customer(bytes: &mut Bytes<'_>) -> Customer {
    let pseudonym = |bytes: &mut Bytes<'_>| Pseudonym([bytes.below(2); 16]);
    Customer {
        id: bytes.maybe(pseudonym),
        email: bytes.maybe(pseudonym),
    }
}

fn mode(bytes: &mut Bytes<'_>) -> RollbackMode {
    match bytes.flag() {
        false => RollbackMode::Restore,
        true => RollbackMode::Consume,
    }
}

fn money(bytes: &mut Bytes<'_>) -> MinorUnits {
    MinorUnits::new(bytes.number()).unwrap_or(MinorUnits::MAX)
}

fn time(bytes: &mut Bytes<'_>) -> UnixMillis {
    UnixMillis::new(bytes.number() >> 11).unwrap()
}
