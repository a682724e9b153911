//! Commands that collide.

use super::random::Random;
use super::shopper;
use super::world::{self, DAY, HOUR, MINUTE, SECOND};
use crate::model::{Ask, Assign, Code, Codes, Issue, MAX, Mode, Model, Sale, Wish};

/// The next command of a history in which these were sent.
pub(crate) fn ask(random: &mut Random, model: &Model, sent: &[Ask], now: u64) -> Ask {
    if let Some(last) = sent.last() {
        match random.below(32) {
            // The answer was lost: the very same again.
            0..3 => return last.clone(),
            // Something older arrives once more.
            3..5 => return random.pick(sent),
            // A caller that has lost its id too.
            5 => return named(random, last.wish.clone()),
            // An id comes with something else,
            6 => {
                let mut other = fresh(random, model, now);
                let used = random.pick(sent).id;
                other.id = other.id.map(|own| used.unwrap_or(own));
                return other;
            }
            // or with nearly the same.
            7 => {
                let mut varied = random.pick(sent);
                vary(random, &mut varied.wish);
                return varied;
            }
            _ => {}
        }
        // A promise is put to the test.
        let is_by_merchant = matches!(
            last.wish,
            Wish::Change { .. } | Wish::Pause | Wish::End { .. } | Wish::Revoke(_)
        );
        if is_by_merchant && random.once_in(2) {
            let ttl = ttl(random);
            if let Some(wish) = shopper::comes_back(random, model, ttl) {
                return named(random, wish);
            }
        }
    }
    fresh(random, model, now)
}

fn fresh(random: &mut Random, model: &Model, now: u64) -> Ask {
    let wish = wish(random, model, now);
    named(random, wish)
}

fn named(random: &mut Random, wish: Wish) -> Ask {
    let id = match wish {
        Wish::Validate { .. } | Wish::Change { .. } => None,
        _ => Some(format!("k{}", random.below(60))),
    };
    Ask { id, wish }
}

fn wish(random: &mut Random, model: &Model, now: u64) -> Wish {
    if model.batches.is_empty() && !random.once_in(8) {
        return issue(random, model, now);
    }
    if model.paused && random.once_in(4) {
        return Wish::Resume;
    }
    if model.has_ended(now) && random.once_in(4) {
        return change(random, model, now);
    }
    match random.below(100) {
        0..4 => issue(random, model, now),
        4..8 => assign(random, model, now),
        8..14 => Wish::Validate {
            page: random.once_in(3),
            checkout: {
                let mut checkout = shopper::checkout(random, model, now);
                checkout.order = checkout.order.filter(|_| !random.once_in(4));
                checkout
            },
        },
        14..35 => Wish::Hold {
            checkout: shopper::checkout(random, model, now),
            ttl: ttl(random),
        },
        35..41 if !model.holds.is_empty() || random.once_in(10) => Wish::Release {
            hold: shopper::hold(random, model),
        },
        41..54 if !model.holds.is_empty() || random.once_in(10) => {
            shopper::redeem_hold(random, model)
        }
        54..65 if !model.sales.is_empty() || random.once_in(10) => rollback(random, model),
        35..87 => Wish::Redeem(shopper::checkout(random, model, now)),
        87..89 => Wish::Revoke(codes(random, model)),
        89 => Wish::Pause,
        90 => Wish::Resume,
        91 => end(random),
        92..97 => change(random, model, now),
        _ => Wish::Cancel {
            order: shopper::order(random),
        },
    }
}

/// Everything anew, or, as merchants mostly do, one thing.
fn change(random: &mut Random, model: &Model, now: u64) -> Wish {
    let mut terms = model.terms.clone();
    if model.has_ended(now) || random.once_in(3) {
        terms = world::terms(random, now, false);
    } else {
        world::vary(random, &mut terms);
    }
    Wish::Change {
        terms,
        version: model.version - u64::from(random.once_in(8)),
    }
}

fn end(random: &mut Random) -> Wish {
    Wish::End {
        void_holds: random.once_in(2),
    }
}

pub(crate) fn ttl(random: &mut Random) -> u64 {
    random.pick(&[SECOND, MINUTE, HOUR, DAY, DAY, 3 * DAY, 7 * DAY, 7 * DAY])
}

fn issue(random: &mut Random, model: &Model, now: u64) -> Wish {
    let is_first = model.batches.is_empty();
    Wish::Issue(Issue {
        count: 1 + random.below(if is_first { 4 } else { 9 }),
        expires: random.maybe(4, |random| {
            now + random.pick(&[HOUR, DAY, 2 * DAY]) - random.pick(&[0, 0, HOUR, 2 * DAY])
        }),
        uses: random.pick(&[1, 1, 2, 3]),
        note: random.pick(&["", "", "spring"]).into(),
        pool: !is_first && random.once_in(3),
    })
}

/// A code for a customer: few sources, so that they come again.
fn assign(random: &mut Random, model: &Model, now: u64) -> Wish {
    let pools = model.batches.iter().filter(|batch| batch.pool);
    let pools: Vec<u64> = pools.map(|batch| batch.first).collect();
    let pool = match pools.is_empty() {
        _ if random.once_in(12) => Some(random.below(4)),
        false if random.once_in(2) => Some(random.pick(&pools)),
        _ => None,
    };
    Wish::Assign(Assign {
        source: format!("s{}", random.below(12)),
        holder: random.pick(&["1", "1", "2"]).into(),
        pool,
        expires: random
            .maybe(3, |random| {
                now + random.pick(&[HOUR, DAY, 2 * DAY]) - random.pick(&[0, 0, 0, 2 * DAY])
            })
            .filter(|_| pool.is_none()),
    })
}

fn codes(random: &mut Random, model: &Model) -> Codes {
    let held = shopper::open_hold(random, model).filter(|_| random.once_in(2));
    if let Some(hold) = held {
        let expires = model.batch(hold.serial).and_then(|batch| batch.expires);
        return Codes::One(Code {
            serial: hold.serial,
            expires,
        });
    }
    match random.below(4) {
        0..2 => Codes::One(shopper::code(random, model, 0)),
        2 => Codes::Batch(random.below(4)),
        _ => Codes::Range {
            first: random.below(4),
            count: 1 + random.below(4),
        },
    }
}

fn rollback(random: &mut Random, model: &Model) -> Wish {
    let sales = &model.sales;
    let sale = (!sales.is_empty()).then(|| &sales[random.below(sales.len() as u64) as usize]);
    let stray = random.once_in(16) || sale.is_none();
    let left = sale.map_or((1, 1), Sale::left);
    let whole = random.below(5);
    let part = match whole {
        0 | 1 => None,
        2 => Some(left),
        3 => Some((left.0 / 2, left.1 / 2)),
        _ => Some((left.0 + random.below(2), random.pick(&[0, 1, left.1 + 1]))),
    };
    Wish::Rollback {
        redemption: match sale {
            Some(sale) if !stray => sale.id,
            _ => 1 + random.below(model.next_seq()),
        },
        // A part is more than nothing.
        part: part.filter(|part| *part != (0, 0) && part.0 <= MAX && part.1 <= MAX),
        mode: random.pick(&[None, None, Some(Mode::Restore), Some(Mode::Consume)]),
    }
}

/// Changes one thing.
fn vary(random: &mut Random, wish: &mut Wish) {
    match wish {
        Wish::Issue(issue) => match random.below(4) {
            0 => issue.count += 1,
            1 => issue.expires = Some(issue.expires.unwrap_or(world::END) - 1),
            2 => issue.uses += 1,
            _ => issue.note.push('!'),
        },
        Wish::Assign(asked) => match random.below(4) {
            0 => asked.source.push('!'),
            1 => asked.holder = if asked.holder == "1" { "2" } else { "1" }.into(),
            2 if asked.pool.is_none() => asked.expires = Some(world::END),
            _ => asked.pool = Some(asked.pool.map_or(0, |first| first + 1)),
        },
        Wish::Validate { checkout, .. } | Wish::Redeem(checkout) => {
            shopper::vary(random, checkout);
        }
        Wish::Hold { ttl, .. } if random.once_in(4) => *ttl = self::ttl(random),
        Wish::Hold { checkout, .. } => shopper::vary(random, checkout),
        Wish::Release { hold } => *hold += 1,
        Wish::RedeemHold {
            hold,
            cart,
            customer,
        } => match random.below(3) {
            0 => *hold += 1,
            1 => *cart = None,
            _ => *customer = shopper::customer(random),
        },
        Wish::Rollback {
            redemption,
            part,
            mode,
        } => match random.below(4) {
            0 => *redemption += 1,
            1 | 2 => *part = Some((random.below(3), 1)),
            _ => *mode = random.pick(&[None, Some(Mode::Restore), Some(Mode::Consume)]),
        },
        Wish::Revoke(codes) => match codes {
            Codes::One(code) => code.serial += 1,
            Codes::Batch(first) => {
                *codes = Codes::Range {
                    first: *first,
                    count: 1,
                }
            }
            Codes::Range { count, .. } => *count += 1,
        },
        Wish::End { void_holds } => *void_holds = !*void_holds,
        Wish::Cancel { order } => *order = shopper::order(random),
        Wish::Pause => *wish = Wish::Resume,
        Wish::Resume => *wish = Wish::Pause,
        Wish::Change { version, .. } => *version += 1,
    }
}
