//! A clock that jumps: to the very millisecond at which something ends, just before it and just
//! after it; and back.

use super::random::Random;
use super::world::{DAY, HOUR, MINUTE, SECOND};
use crate::model::{Model, Standing, Window};

pub(crate) fn tick(random: &mut Random, model: &Model, now: u64) -> u64 {
    match random.below(24) {
        0..4 => moment(random, model, now),
        5 => now.saturating_sub(random.below(HOUR)),
        6 => now + random.below(DAY),
        7 => now + random.below(2 * HOUR),
        4 | 8..12 => now,
        12..15 => now + random.below(MINUTE),
        15..18 => now + random.below(SECOND),
        _ => now + random.below(3),
    }
}

/// Around something that is about to happen.
fn moment(random: &mut Random, model: &Model, now: u64) -> u64 {
    let mut moments = vec![now + model.fixed.retention];
    moments.extend(model.terms.start);
    moments.extend(model.terms.end);
    moments.extend(model.batches.iter().filter_map(|batch| batch.expires));
    for hold in &model.holds {
        if hold.standing == Standing::Open {
            moments.push(hold.until);
        }
    }
    moments.extend(model.forgotten_at());
    for window in [Window::Day, Window::Week, Window::Month] {
        let read = model
            .terms
            .limits
            .iter()
            .any(|limit| limit.window == window);
        if read || window == Window::Day {
            moments.extend(model.calendar.end(window, now));
        }
    }
    moments.extend(model.calendar.next_change(now));
    // Nothing is waited for longer than this, so that histories stay within a season.
    moments.retain(|moment| *moment > now && *moment < now + 40 * DAY);
    if moments.is_empty() {
        return now;
    }
    // Rather soon than late, so that more happens before all is over.
    let moment = random.pick(&moments).min(random.pick(&moments));
    moment + 1 - random.below(3)
}
