//! Making parity symbols, which reading does not need.

use super::{Parity, Residue, pack, point};
use crate::gf32::{mul, pow};
use crate::layout::parity_symbols;
use crate::symbol::MAX_SYMBOLS;

const MAX_PARITY: usize = 3;

/// Finds the parity symbols that bring a residue to zero.
#[derive(Clone)]
pub(crate) struct Encoder {
    data_symbols: u8,
    /// The packed parity symbols that cancel a residue with one element, by its place and value.
    /// Cancelling is linear, so a residue's are the sum over its elements.
    cancelling: [[Residue; 32]; MAX_PARITY],
}

impl Encoder {
    pub(crate) fn new(parity: &Parity) -> Self {
        let count = parity_symbols(parity.symbols);
        let data_symbols = parity.symbols.saturating_sub(count);
        let points = (data_symbols..parity.symbols).map(|index| point(parity.symbols, index));
        let mut cancelling = [[0; 32]; MAX_PARITY];
        for (place, row) in cancelling.iter_mut().enumerate().take(usize::from(count)) {
            for (element, cell) in (0..32).zip(row) {
                let symbols = points.clone().map(|own| {
                    mul(
                        element,
                        coefficient(own, points.clone().filter(|&other| other != own), place),
                    )
                });
                *cell = pack(symbols);
            }
        }
        Self {
            data_symbols,
            cancelling,
        }
    }

    /// The parity symbols that follow data symbols, packed as they end a body; the data is one number of
    /// 5 bits a symbol.
    #[inline]
    pub(crate) fn parity_of(&self, parity: &Parity, data: u128) -> u16 {
        let data_bits = u32::from(self.data_symbols).saturating_mul(5);
        let mut rest = data
            .checked_shl(128_u32.saturating_sub(data_bits))
            .unwrap_or_default();
        // What follows the data is zero, and zeros add nothing.
        let symbols = core::iter::repeat_with(|| {
            let [first, ..] = rest.to_be_bytes();
            rest <<= 5;
            first >> 3
        });
        let residue = parity.add_terms(symbols.take(MAX_SYMBOLS));
        let elements = match parity_symbols(parity.symbols) {
            1 => [residue, 0, 0],
            2 => [residue >> 5, residue & 31, 0],
            _ => [residue >> 10, residue >> 5 & 31, residue & 31],
        };
        self.cancelling
            .iter()
            .zip(elements)
            .fold(0, |packed, (row, element)| {
                packed ^ row.get(usize::from(element)).copied().unwrap_or_default()
            })
    }
}

/// By how much the element `place` of a residue counts for the parity symbol at the point `own`.
///
/// The symbols `x` with `Σ x_m · a_m^j = r_j`, `j = 1..P`, are by Lagrange's interpolation `x_m =
/// a_m^{-1} · Σ_j r_j · [coefficient of a^{j−1} in Π_{n≠m} (a + a_n) / (a_m + a_n)]`. There are at most
/// two other points, so the product is written out.
fn coefficient(own: u8, mut others: impl Iterator<Item = u8>, place: usize) -> u8 {
    let (product, at_own) = match (others.next(), others.next()) {
        (None, _) => ([1, 0, 0], 1),
        (Some(a), None) => ([a, 1, 0], own ^ a),
        (Some(a), Some(b)) => ([mul(a, b), a ^ b, 1], mul(own ^ a, own ^ b)),
    };
    mul(
        product.get(place).copied().unwrap_or_default(),
        inverse(mul(own, at_own)),
    )
}

/// The inverse of a non-zero element: `a^30`, because `a^31 = 1`. Zero gives zero.
fn inverse(a: u8) -> u8 {
    pow(a, 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_but_zero_has_an_inverse() {
        for a in 1..32 {
            assert_eq!(mul(a, inverse(a)), 1, "{a}");
        }
    }
}
