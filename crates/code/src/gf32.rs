//! The field GF(32), as polynomials over GF(2) modulo `x^5 + x^2 + 1`.
//!
//! An element is a number below 32; addition is XOR. The field is small and multiplying is off the
//! hot path (minting uses tables built from it), so there are no logarithm tables here.

/// The product of two elements.
pub(crate) const fn mul(a: u8, b: u8) -> u8 {
    let mut product = 0;
    let mut shifted = a;
    let mut rest = b;
    while rest != 0 {
        if rest & 1 == 1 {
            product ^= shifted;
        }
        shifted <<= 1;
        if shifted & 0b10_0000 != 0 {
            shifted ^= 0b10_0101;
        }
        rest >>= 1;
    }
    product
}

/// `a` to the power of `exponent`.
pub(crate) fn pow(a: u8, exponent: u8) -> u8 {
    (0..exponent).fold(1, |power, _| mul(power, a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_generates_the_field() {
        let mut seen: Vec<u8> = (0..31).map(|i| pow(2, i)).collect();
        assert_eq!(seen[..6], [1, 2, 4, 8, 16, 5]);
        seen.sort_unstable();
        assert_eq!(seen, (1..32).collect::<Vec<u8>>());
    }

    #[test]
    fn multiplication_distributes() {
        for a in 0..32 {
            for b in 0..32 {
                for c in 0..32 {
                    assert_eq!(mul(a, b ^ c), mul(a, b) ^ mul(a, c));
                }
            }
        }
    }
}
