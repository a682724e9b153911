//! Parity: Reed-Solomon over GF(32), moved by a constant of the campaign.
//!
//! With points `a_0 … a_{S−1}`, the last `P` symbols of a body are the ones for which
//! `Σ c_i · a_i^j = k_j` for `j = 1..P`. The *residue* of a body, `Σ c_i · a_i^j + k_j`, is zero
//! exactly if the body fits, and tells which single error was made if it does not.

#[cfg(any(feature = "secret", test))]
mod encode;

use crate::bits;
use crate::gf32::{mul, pow};
use crate::layout::parity_symbols;
use crate::prf::Prf;
use crate::symbol::{MAX_SYMBOLS, Symbols};

#[cfg(any(feature = "secret", test))]
pub(crate) use encode::Encoder;

/// The points for `S` up to 16, chosen so that no swap of neighbours looks like a substitution.
const POINTS_UP_TO_16: [u8; 16] = [2, 8, 24, 5, 1, 21, 11, 13, 31, 17, 7, 27, 12, 3, 26, 9];

/// A residue's `P` elements of 5 bits, the first one most significant: a number below `2^15`.
type Residue = u16;

/// The parity of one campaign's bodies, prepared: checking is one look-up and one XOR a symbol.
#[derive(Clone)]
pub(crate) struct Parity {
    symbols: u8,
    /// What a symbol adds to the residue, by its position and value: `c · a_i^j`.
    terms: [[Residue; 32]; MAX_SYMBOLS],
    /// The campaign's constant `k`.
    constant: Residue,
}

/// A single error that a residue names. Indices count the body's symbols from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// The symbol at `index` should have the value `value`.
    Substitution { index: usize, value: u8 },
    /// The symbols at `index` and after it stand the wrong way round.
    Swap { index: usize },
}

impl Parity {
    pub(crate) fn new(symbols: u8, public: &Prf) -> Self {
        let exponents = || 1..=parity_symbols(symbols);
        let mut terms = [[0; 32]; MAX_SYMBOLS];
        for (index, row) in (0..symbols).zip(&mut terms) {
            for (value, term) in (0..32).zip(row) {
                *term = pack(exponents().map(|j| mul(value, pow(point(symbols, index), j))));
            }
        }
        let constant = bits::top(parity_symbols(symbols).saturating_mul(5), public.mac(&[2]));
        Self {
            symbols,
            terms,
            constant: Residue::try_from(constant).unwrap_or_default(),
        }
    }

    /// Whether a body of the right length fits.
    pub(crate) fn fits(&self, body: &Symbols) -> bool {
        self.residue(body) == 0
    }

    /// The one substitution or swap of neighbours that explains why a body does not fit, if there is
    /// one. With one parity symbol there never is: its residue tells only that something is wrong.
    pub(crate) fn slip(&self, body: &Symbols) -> Option<Slip> {
        let residue = self.residue(body);
        if parity_symbols(self.symbols) < 2 || residue == 0 {
            return None;
        }
        self.substitution(body, residue)
            .or_else(|| self.swap(body, residue))
    }

    /// A value that is off by `error` leaves what `error` itself would add.
    fn substitution(&self, body: &Symbols, residue: Residue) -> Option<Slip> {
        let mut places = self.terms.iter().zip(body.as_slice()).enumerate();
        places.find_map(|(index, (terms, &wrong))| {
            let error = terms.iter().position(|&term| term == residue)?;
            Some(Slip::Substitution {
                index,
                value: wrong ^ u8::try_from(error).ok()?,
            })
        })
    }

    /// Two values that differ by `d`, swapped, leave what `d` would add at both places.
    fn swap(&self, body: &Symbols, residue: Residue) -> Option<Slip> {
        let pairs = body
            .as_slice()
            .windows(2)
            .zip(self.terms.windows(2))
            .enumerate();
        pairs.into_iter().find_map(|(index, (values, terms))| {
            let (&[left, right], [left_terms, right_terms]) = (values, terms) else {
                return None;
            };
            let difference = usize::from(left ^ right);
            let left_by = left_terms.get(difference)?;
            let right_by = right_terms.get(difference)?;
            (left_by ^ right_by == residue).then_some(Slip::Swap { index })
        })
    }

    fn residue(&self, body: &Symbols) -> Residue {
        self.add_terms(body.as_slice().iter().copied())
    }

    #[inline]
    fn add_terms(&self, values: impl Iterator<Item = u8>) -> Residue {
        self.terms
            .iter()
            .zip(values)
            .fold(self.constant, |residue, (terms, value)| {
                residue ^ terms.get(usize::from(value)).copied().unwrap_or_default()
            })
    }
}

/// The point of a position.
fn point(symbols: u8, index: u8) -> u8 {
    match POINTS_UP_TO_16.get(usize::from(index)) {
        Some(&point) if symbols <= 16 => point,
        _ => pow(2, index),
    }
}

/// Elements of the field, 5 bits each, the first one most significant.
fn pack(elements: impl Iterator<Item = u8>) -> Residue {
    elements.fold(0, |packed, element| packed << 5 | Residue::from(element))
}

#[cfg(test)]
mod tests;
