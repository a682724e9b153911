//! Parity: Reed-Solomon over GF(32), moved by a constant of the campaign.
//!
//! With points `a_0 … a_{S−1}`, the last `P` symbols of a body are the ones for which
//! `Σ c_i · a_i^j = k_j` for `j = 1..P`. The *residue* of a body, `Σ c_i · a_i^j + k_j`, is zero
//! exactly if the body fits, and tells which single error was made if it does not.

#[cfg(any(feature = "secret", test))]
mod encode;

use crate::bits;
use crate::gf32::{inverse, mul, pow};
use crate::keys::Prf;
use crate::layout::parity_symbols;
use crate::symbol::{MAX_SYMBOLS, Symbols};

#[cfg(any(feature = "secret", test))]
pub(crate) use encode::Encoder;

const MAX_PARITY: usize = 3;
/// The points for `S` up to 16, chosen so that no swap of neighbours looks like a substitution.
const POINTS_UP_TO_16: [u8; 16] = [2, 8, 24, 5, 1, 21, 11, 13, 31, 17, 7, 27, 12, 3, 26, 9];

/// The residue of a body: `P` elements, the rest zero.
type Residue = [u8; MAX_PARITY];

/// The parity of one campaign's bodies, prepared.
#[derive(Clone)]
pub(crate) struct Parity {
    symbols: u8,
    /// `a_i^j` by symbol and `j − 1`.
    powers: [Residue; MAX_SYMBOLS],
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
        let count = parity_symbols(symbols);
        let mut powers = [[0; MAX_PARITY]; MAX_SYMBOLS];
        for (index, powers) in (0..symbols).zip(&mut powers) {
            let point = match POINTS_UP_TO_16.get(usize::from(index)) {
                Some(&point) if symbols <= 16 => point,
                _ => pow(2, index),
            };
            for (exponent, power) in (1..=count).zip(powers) {
                *power = pow(point, exponent);
            }
        }
        Self {
            symbols,
            powers,
            constant: constant(count, public),
        }
    }

    /// Whether a body of the right length fits.
    pub(crate) fn fits(&self, body: &Symbols) -> bool {
        self.residue(body) == Residue::default()
    }

    /// The one substitution or swap of neighbours that explains why a body does not fit, if there is
    /// one. With one parity symbol there never is: its residue tells only that something is wrong.
    pub(crate) fn slip(&self, body: &Symbols) -> Option<Slip> {
        let residue = self.residue(body);
        if parity_symbols(self.symbols) < 2 || residue == Residue::default() {
            return None;
        }
        self.substitution(body, residue)
            .or_else(|| self.swap(body, residue))
    }

    /// A wrong value at `i`, off by `e`, leaves the residue `e · a_i^j`.
    fn substitution(&self, body: &Symbols, residue: Residue) -> Option<Slip> {
        let mut places = self.powers.iter().zip(body.as_slice()).enumerate();
        places.find_map(|(index, (powers, &value))| {
            let [first_power, ..] = *powers;
            let [first, ..] = residue;
            let error = mul(first, inverse(first_power));
            (error != 0 && powers.map(|power| mul(power, error)) == residue).then_some(
                Slip::Substitution {
                    index,
                    value: value ^ error,
                },
            )
        })
    }

    /// A swap of `i` and `i + 1`, whose values differ by `d`, leaves `d · (a_i^j + a_{i+1}^j)`.
    fn swap(&self, body: &Symbols, residue: Residue) -> Option<Slip> {
        let pairs = body
            .as_slice()
            .windows(2)
            .zip(self.powers.windows(2))
            .enumerate();
        pairs.into_iter().find_map(|(index, (values, powers))| {
            let (&[left, right], &[left_powers, right_powers]) = (values, powers) else {
                return None;
            };
            let difference = left ^ right;
            let sums = add(left_powers, right_powers);
            (difference != 0 && sums.map(|sum| mul(sum, difference)) == residue)
                .then_some(Slip::Swap { index })
        })
    }

    fn residue(&self, body: &Symbols) -> Residue {
        let terms = self.powers.iter().zip(body.as_slice());
        terms.fold(self.constant, |residue, (powers, &value)| {
            add(residue, powers.map(|power| mul(power, value)))
        })
    }
}

/// The 5-bit symbols of `top(5P, HMAC(K_public, 02))`, the first one first.
fn constant(count: u8, public: &Prf) -> Residue {
    let bits = bits::top(count.saturating_mul(5), &public.mac([&[2]]));
    let mut constant = Residue::default();
    for (place, symbol) in constant
        .iter_mut()
        .take(usize::from(count))
        .rev()
        .enumerate()
    {
        let shifted = bits.checked_shr(u32::try_from(place).unwrap_or(0).saturating_mul(5));
        *symbol = u8::try_from(bits::low(5, shifted.unwrap_or(0))).unwrap_or(0);
    }
    constant
}

fn add(one: Residue, two: Residue) -> Residue {
    let mut sum = one;
    for (to, from) in sum.iter_mut().zip(two) {
        *to ^= from;
    }
    sum
}

#[cfg(test)]
mod tests;
