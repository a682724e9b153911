//! Making parity: the tables that minting needs and reading does not.

use super::{Parity, Residue};
use crate::gf32::{inverse, mul};
use crate::layout::parity_symbols;
use crate::symbol::MAX_SYMBOLS;

/// What each data symbol adds to the parity symbols: a look-up and an XOR for each.
///
/// Parity symbols are packed, 5 bits each, the first one most significant: as they end a body.
#[derive(Clone)]
pub(crate) struct Encoder {
    /// By data symbol and its value.
    contributions: [[u16; 32]; MAX_SYMBOLS],
    /// The parity of a body of zeros.
    of_zeros: u16,
}

impl Encoder {
    pub(crate) fn new(parity: &Parity) -> Self {
        let data_symbols = parity
            .symbols
            .saturating_sub(parity_symbols(parity.symbols));
        let mut contributions = [[0; 32]; MAX_SYMBOLS];
        let rows = contributions
            .iter_mut()
            .zip(&parity.powers)
            .take(usize::from(data_symbols));
        for (row, powers) in rows {
            for (value, cell) in (0..32).zip(row) {
                *cell = solve(parity, powers.map(|power| mul(power, value)));
            }
        }
        Self {
            contributions,
            of_zeros: solve(parity, parity.constant),
        }
    }

    /// The parity symbols that follow a body's data, given as one number of `data_bits` bits.
    #[inline]
    pub(crate) fn parity_of(&self, data: u128, data_bits: u8) -> u16 {
        let unused_bits = 128_u32.saturating_sub(u32::from(data_bits));
        let mut rest = data.checked_shl(unused_bits).unwrap_or_default();
        // Rows beyond the data symbols are zero, and so is what is left of the data there.
        self.contributions.iter().fold(self.of_zeros, |parity, row| {
            let [first, ..] = rest.to_be_bytes();
            rest <<= 5;
            parity ^ row.get(usize::from(first >> 3)).copied().unwrap_or_default()
        })
    }
}

/// The symbols `x` at the last `P` positions for which `Σ x_m · a_m^j = target_j`, `j = 1..P`.
///
/// By Lagrange's interpolation, `x_m = a_m^{-1} · Σ_j target_j · [coefficient of a^{j−1} in
/// Π_{n≠m} (a + a_n) / (a_m + a_n)]`; the product is written out for up to two other points.
fn solve(parity: &Parity, target: Residue) -> u16 {
    let count = parity_symbols(parity.symbols);
    let first = usize::from(parity.symbols.saturating_sub(count));
    let points = parity
        .powers
        .get(first..usize::from(parity.symbols))
        .unwrap_or_default();
    points.iter().fold(0, |packed, &[point, ..]| {
        let mut others = points
            .iter()
            .map(|&[other, ..]| other)
            .filter(|&other| other != point);
        let coefficients = match (others.next(), others.next()) {
            (None, _) => [1, 0, 0],
            (Some(a), None) => [a, 1, 0],
            (Some(a), Some(b)) => [mul(a, b), a ^ b, 1],
        };
        let sum = |of: Residue, by: Residue| {
            of.iter()
                .zip(by)
                .fold(0, |sum, (&one, two)| sum ^ mul(one, two))
        };
        let at_point = [1, point, mul(point, point)];
        let scale = inverse(mul(point, sum(at_point, coefficients)));
        packed << 5 | u16::from(mul(scale, sum(target, coefficients)))
    })
}
