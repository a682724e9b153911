//! Money divided: nothing is lost, and nothing comes from nowhere.

use alloc::vec::Vec;

use crate::{BasisPoints, MinorUnits};

/// `amount × rate`, rounded half-up to whole minor units.
pub(super) fn share_half_up(amount: MinorUnits, rate: BasisPoints) -> MinorUnits {
    const WHOLE: u128 = 10_000;
    // At most 2^53 × 10^4 + 5,000: far inside 128 bits, so nothing saturates.
    let scaled = u128::from(amount.value()).saturating_mul(u128::from(rate.value()));
    minor(scaled.saturating_add(WHOLE / 2) / WHOLE)
}

/// `amount × numerator / denominator`, rounded down. Nothing of nothing is nothing.
pub(super) fn part_of(amount: MinorUnits, numerator: u64, denominator: u64) -> MinorUnits {
    let scaled = u128::from(amount.value()).saturating_mul(numerator.into());
    minor(scaled.checked_div(denominator.into()).unwrap_or_default())
}

/// The sum, which saturates at the largest amount: parts of an order never reach it.
pub(super) fn sum(parts: &[MinorUnits]) -> MinorUnits {
    minor(wide_sum(parts))
}

/// Shares `total` in proportion to the weights, by largest remainder: each gets its exact share
/// rounded down, and the minor units that are left go to the largest fractions, of equal ones to the
/// earlier. The shares sum to the total, and none passes its weight; a total above all weights is
/// cut to their sum.
pub(super) fn allocate(total: MinorUnits, weights: &[MinorUnits]) -> Vec<MinorUnits> {
    let whole = wide_sum(weights);
    let total = u128::from(total.value()).min(whole);
    let exact = |(place, weight): (usize, &MinorUnits)| {
        let scaled = total.saturating_mul(weight.value().into());
        let floor = scaled.checked_div(whole).unwrap_or_default();
        let fraction = scaled.checked_rem(whole).unwrap_or_default();
        (place, floor, fraction)
    };
    let mut shares: Vec<_> = weights.iter().enumerate().map(exact).collect();
    let given = shares.iter().map(|(_, floor, _)| *floor).sum::<u128>();
    let left = usize::try_from(total.saturating_sub(given)).unwrap_or(usize::MAX);
    // The sort is stable: among equal fractions the earlier stays before.
    shares.sort_by(|(_, _, one), (_, _, other)| other.cmp(one));
    for (_, floor, _) in shares.iter_mut().take(left) {
        *floor = floor.saturating_add(1);
    }
    shares.sort_by_key(|(place, _, _)| *place);
    shares
        .into_iter()
        .map(|(_, share, _)| minor(share))
        .collect()
}

fn wide_sum(parts: &[MinorUnits]) -> u128 {
    parts.iter().map(|part| u128::from(part.value())).sum()
}

/// Back to an amount; saturates where no caller comes.
fn minor(value: u128) -> MinorUnits {
    let exact = u64::try_from(value).ok().map(MinorUnits::new);
    exact.and_then(Result::ok).unwrap_or(MinorUnits::MAX)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn money(values: &[u64]) -> Vec<MinorUnits> {
        let minor = |value: &u64| MinorUnits::new(*value).unwrap();
        values.iter().map(minor).collect()
    }

    #[test]
    fn the_largest_fractions_get_what_is_left() {
        let cases: [(u64, &[u64], &[u64]); 9] = [
            (10, &[1, 1, 1], &[1, 1, 1]),
            (2, &[1, 1, 1], &[1, 1, 0]),
            (100, &[333, 333, 334], &[33, 33, 34]),
            (100, &[1_000, 1_000, 1_000], &[34, 33, 33]),
            (5, &[100, 300], &[1, 4]),
            (1, &[1, 9_007_199_254_740_990], &[0, 1]),
            (7, &[0, 10, 0, 10], &[0, 4, 0, 3]),
            (0, &[5, 5], &[0, 0]),
            (3, &[0, 0], &[0, 0]),
        ];
        for (total, weights, shares) in cases {
            let total = MinorUnits::new(total).unwrap();
            assert_eq!(
                allocate(total, &money(weights)),
                money(shares),
                "{weights:?}"
            );
        }
        assert_eq!(allocate(MinorUnits::MAX, &[]), vec![]);
    }
}
